//! The table of postcode sectors, and the compact form it has inside the binary.
//!
//! The form is `SVXSECT1`; the source and the vintage, each a length and UTF-8; a count and that many nine-byte GSS codes
//! in ascending order; a count and that many sectors in ascending order. A sector is its key less the one before; its
//! easting and its northing less those of the one before; how many authorities have postcodes in it; then for each,
//! the commonest first, the place of its code in the list less that of the first of the sector before, and its number of
//! postcodes. Numbers are LEB128, zigzag where they may be negative.

use std::sync::OnceLock;

use crate::code::AuthorityCode;
use crate::point::Point;
use crate::sector::Sector;

/// Sectors with their middles and authorities, and where they are from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorTable {
    /// The publication that it is made from.
    pub source: String,
    /// The year and month of that publication: `2025-11`. Authority codes are those of the same date.
    pub vintage: String,
    /// In ascending order of sector.
    pub rows: Vec<SectorRow>,
}

/// One sector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectorRow {
    /// Which sector.
    pub sector: Sector,
    /// The median easting and the median northing of its postcodes, which a few misplaced postcodes cannot move.
    pub point: Point,
    /// Each authority with postcodes in it and how many, the commonest first.
    pub authorities: Vec<(AuthorityCode, u32)>,
}

/// Why bytes are not a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The table of postcode sectors is damaged at byte {at}: {what}")]
pub struct TableError {
    /// How far it could be read.
    pub at: usize,
    /// What was expected there.
    pub what: &'static str,
}

const MAGIC: &[u8] = b"SVXSECT1";
/// Above what Royal Mail could ever issue: about 12,500 are in use.
const SECTORS_MAX: u64 = 50_000;
const CODES_MAX: u64 = 2_000;
const TEXT_BYTES_MAX: u64 = 500;

/// The table inside the binary, read on first use.
pub fn sector_table() -> &'static SectorTable {
    static TABLE: OnceLock<SectorTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        SectorTable::decode(include_bytes!("../data/sectors.bin")).expect("a test reads the embedded sectors")
    })
}

impl SectorTable {
    /// The compact form. The same table gives the same bytes.
    pub fn encode(&self) -> Vec<u8> {
        let mut codes: Vec<_> = self
            .rows
            .iter()
            .flat_map(|row| row.authorities.iter().map(|(code, _)| *code))
            .collect();
        codes.sort_unstable();
        codes.dedup();

        let mut out = MAGIC.to_vec();
        for text in [&self.source, &self.vintage] {
            put(&mut out, text.len() as u64);
            out.extend_from_slice(text.as_bytes());
        }
        put(&mut out, codes.len() as u64);
        codes
            .iter()
            .for_each(|code| out.extend_from_slice(code.as_str().as_bytes()));
        put(&mut out, self.rows.len() as u64);
        let mut before = Before::default();
        for row in &self.rows {
            before.put(&mut out, row, &codes);
        }
        out
    }

    /// Reads the compact form.
    ///
    /// # Errors
    /// [`TableError`] where the bytes are not a table in the form above.
    pub fn decode(bytes: &[u8]) -> Result<Self, TableError> {
        let mut input = Input { bytes, at: 0 };
        if input.take(MAGIC.len(), "the mark SVXSECT1")? != MAGIC {
            return Err(TableError {
                at: 0,
                what: "the mark SVXSECT1",
            });
        }
        let (source, vintage) = (input.text()?, input.text()?);
        let codes = (0..input.count(CODES_MAX)?)
            .map(|_| input.code())
            .collect::<Result<Vec<_>, _>>()?;
        let mut before = Before::default();
        let rows = (0..input.count(SECTORS_MAX)?)
            .map(|_| before.read(&mut input, &codes))
            .collect::<Result<_, _>>()?;
        if input.at != bytes.len() {
            return Err(input.error("the end"));
        }
        Ok(Self { source, vintage, rows })
    }

    /// The row of a sector.
    pub fn get(&self, sector: Sector) -> Option<&SectorRow> {
        self.rows
            .binary_search_by_key(&sector, |row| row.sector)
            .ok()
            .map(|at| &self.rows[at])
    }
}

/// What the next sector is written as a difference from.
#[derive(Default)]
struct Before {
    key: u32,
    easting_m: i32,
    northing_m: i32,
    code: i64,
}

impl Before {
    fn put(&mut self, out: &mut Vec<u8>, row: &SectorRow, codes: &[AuthorityCode]) {
        put(out, u64::from(row.sector.key() - self.key));
        put_signed(out, i64::from(row.point.easting_m) - i64::from(self.easting_m));
        put_signed(out, i64::from(row.point.northing_m) - i64::from(self.northing_m));
        put(out, row.authorities.len() as u64);
        let places: Vec<i64> = row.authorities.iter().map(|(code, _)| place(codes, *code)).collect();
        for (at, (_, postcodes)) in places.iter().zip(&row.authorities) {
            put_signed(out, at - self.code);
            put(out, u64::from(*postcodes));
        }
        self.moved_to(row, places[0]);
    }

    fn read(&mut self, input: &mut Input<'_>, codes: &[AuthorityCode]) -> Result<SectorRow, TableError> {
        let step = u32::try_from(input.number()?).ok().filter(|step| *step > 0);
        let key = step.and_then(|step| self.key.checked_add(step));
        let sector = key
            .and_then(Sector::from_key)
            .ok_or_else(|| input.error("a sector after the one before"))?;
        let point = Point {
            easting_m: input.coordinate(self.easting_m)?,
            northing_m: input.coordinate(self.northing_m)?,
        };
        let mut first = None;
        let mut authorities = Vec::new();
        for _ in 0..input.count(codes.len() as u64)? {
            let at = self.code.saturating_add(input.signed()?);
            let code = usize::try_from(at).ok().and_then(|at| codes.get(at));
            let code = *code.ok_or_else(|| input.error("the place of a code in the list"))?;
            let postcodes = u32::try_from(input.number()?).map_err(|_| input.error("a number of postcodes"))?;
            first.get_or_insert(at);
            authorities.push((code, postcodes));
        }
        let first = first.ok_or_else(|| input.error("at least one authority"))?;
        let row = SectorRow {
            sector,
            point,
            authorities,
        };
        self.moved_to(&row, first);
        Ok(row)
    }

    fn moved_to(&mut self, row: &SectorRow, code: i64) {
        self.key = row.sector.key();
        self.easting_m = row.point.easting_m;
        self.northing_m = row.point.northing_m;
        self.code = code;
    }
}

fn place(codes: &[AuthorityCode], code: AuthorityCode) -> i64 {
    codes
        .binary_search(&code)
        .expect("the list is made of the codes of every row") as i64
}

fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn put_signed(out: &mut Vec<u8>, number: i64) {
    put(out, ((number << 1) ^ (number >> 63)) as u64);
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn error(&self, what: &'static str) -> TableError {
        TableError { at: self.at, what }
    }

    fn take(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], TableError> {
        let taken = self.bytes[self.at..].get(..count).ok_or(self.error(what))?;
        self.at += count;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u64, TableError> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1, "a number")?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(number);
            }
        }
        Err(self.error("a number of at most nine bytes"))
    }

    fn signed(&mut self) -> Result<i64, TableError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    fn coordinate(&mut self, before: i32) -> Result<i32, TableError> {
        let metres = i64::from(before)
            .checked_add(self.signed()?)
            .and_then(|metres| i32::try_from(metres).ok());
        metres.ok_or_else(|| self.error("a coordinate in metres"))
    }

    fn count(&mut self, max: u64) -> Result<usize, TableError> {
        let count = self.number()?;
        if count > max {
            return Err(self.error("a smaller count"));
        }
        Ok(count as usize)
    }

    fn text(&mut self) -> Result<String, TableError> {
        let length = self.count(TEXT_BYTES_MAX)?;
        let bytes = self.take(length, "a text")?;
        str::from_utf8(bytes)
            .map(str::to_owned)
            .map_err(|_| self.error("a text in UTF-8"))
    }

    fn code(&mut self) -> Result<AuthorityCode, TableError> {
        let bytes = self.take(AuthorityCode::LEN, "a GSS code")?;
        let code = bytes.try_into().ok().and_then(AuthorityCode::from_bytes);
        code.ok_or_else(|| self.error("a GSS code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    fn any_table() -> impl Strategy<Value = SectorTable> {
        let row = (any::<(i32, i32)>(), vec(("[A-Z][0-9]{8}", any::<u32>()), 1..4));
        btree_map("[A-Z]{1,2}[0-9]{1,2} [0-9]", row, 0..30).prop_map(|rows| {
            let mut rows: Vec<_> = rows
                .into_iter()
                .map(|(sector, ((easting_m, northing_m), shares))| SectorRow {
                    sector: sector.parse().unwrap(),
                    point: Point { easting_m, northing_m },
                    authorities: shares
                        .into_iter()
                        .map(|(code, count)| (code.parse().unwrap(), count))
                        .collect(),
                })
                .collect();
            rows.sort_by_key(|row| row.sector);
            SectorTable {
                source: "a source".to_owned(),
                vintage: "2025-11".to_owned(),
                rows,
            }
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(table in any_table()) {
            prop_assert_eq!(SectorTable::decode(&table.encode()), Ok(table));
        }

        #[test]
        fn no_bytes_break_it(table in any_table(), at: proptest::sample::Index, byte: u8, cut: proptest::sample::Index) {
            let mut bytes = table.encode();
            // Cut before it is changed: with another count of rows in its head, a shorter table may well be whole.
            let cut = cut.index(bytes.len());
            prop_assert!(SectorTable::decode(&bytes[..cut]).is_err());
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = SectorTable::decode(&bytes);
        }
    }

    #[test]
    fn the_embedded_table_is_in_order_and_small() {
        let table = sector_table();
        assert!((11_500..13_000).contains(&table.rows.len()), "{}", table.rows.len());
        assert!(table.rows.is_sorted_by(|a, b| a.sector < b.sector));
        for row in &table.rows {
            assert!(row.authorities.is_sorted_by(|a, b| a.1 >= b.1), "{row:?}");
            assert!(
                Point::on_grid(row.point.easting_m.into(), row.point.northing_m.into()).is_ok(),
                "{row:?}"
            );
        }
        assert!(include_bytes!("../data/sectors.bin").len() < 200_000);
    }
}
