//! The ONS Postcode Directory, and files of its shape.

use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use super::rows::{Column, Columns, Guard, PostcodeRows};

/// Why a file is not a postcode directory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A wanted column is not among the headings.
    #[error("The file has no column for the {what}: one of {names} is expected in its first line")]
    Missing {
        /// What the column would hold.
        what: &'static str,
        /// The headings it goes by.
        names: String,
    },
    /// The first line could not be read.
    #[error("The first line of the file cannot be read: {0}")]
    Unreadable(String),
}

const POSTCODE: [&str; 5] = ["pcds", "pcd", "pcd8", "pcd7", "pcd2"];
/// Beside these, `lad` and two digits for the year and `cd`, as in later directories.
const AUTHORITY: [&str; 2] = ["oslaua", "laua"];
const EASTING: [&str; 2] = ["oseast1m", "east1m"];
const NORTHING: [&str; 2] = ["osnrth1m", "north1m"];
const ENDED: [&str; 1] = ["doterm"];

/// Reads the ONS Postcode Directory or the National Statistics Postcode Lookup: a CSV file with headings, in any order.
/// Columns that are not wanted are passed over. Source: ONSPD user guide, record specification.
///
/// # Errors
/// [`HeaderError`] when a wanted column is not there. What is wrong with rows comes with the rows.
pub fn read_postcode_directory<R: Read>(reader: R) -> Result<PostcodeRows<R>, HeaderError> {
    let mut reader = ReaderBuilder::new().from_reader(Guard::new(reader));
    let headings = reader
        .byte_headers()
        .map_err(|error| HeaderError::Unreadable(error.to_string()))?;
    let columns = columns(headings)?;
    Ok(PostcodeRows::new(reader, columns))
}

fn columns(headings: &ByteRecord) -> Result<Columns, HeaderError> {
    let headings: Vec<String> = headings
        .iter()
        .map(|heading| String::from_utf8_lossy(heading).trim().to_ascii_lowercase())
        .collect();
    let at = |at: usize| Column {
        at,
        name: headings[at].clone(),
    };
    let find = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| headings.iter().position(|heading| heading == name))
            .map(at)
    };
    let need = |what, names: &[&str]| {
        find(names).ok_or_else(|| HeaderError::Missing {
            what,
            names: names.join(", "),
        })
    };
    let dated = || headings.iter().position(|heading| is_dated_authority(heading)).map(at);
    Ok(Columns {
        postcode: need("postcode", &POSTCODE)?,
        authority: dated()
            .or_else(|| find(&AUTHORITY))
            .ok_or_else(|| HeaderError::Missing {
                what: "local authority",
                names: format!("{}, lad25cd", AUTHORITY.join(", ")),
            })?,
        easting: need("easting", &EASTING)?,
        northing: need("northing", &NORTHING)?,
        ended: find(&ENDED),
    })
}

/// `lad25cd` and the like.
fn is_dated_authority(heading: &str) -> bool {
    let year = heading.strip_prefix("lad").and_then(|rest| rest.strip_suffix("cd"));
    year.is_some_and(|year| year.len() == 2 && year.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::{PostcodeRow, ROW_BYTES_MAX, RowError, YearMonth};
    use crate::point::Point;
    use proptest::prelude::*;
    use rstest::rstest;

    fn read(text: &str) -> Vec<Result<PostcodeRow, String>> {
        let rows = read_postcode_directory(text.as_bytes()).unwrap();
        rows.map(|row| row.map_err(|error| error.to_string())).collect()
    }

    #[test]
    fn reads_the_columns_it_needs_in_any_order() {
        let rows = read(
            "\u{feff}pcd,pcd2,pcds,dointr,doterm,oscty,oslaua,oseast1m,osnrth1m\r\n\
             \"AB1 0AA\",\"AB1  0AA\",\"AB1 0AA\",\"198001\",\"199606\",\"S99999999\",\"S12000033\",385386,0801193\r\n\
             BT1 1AA,BT1  1AA,BT1 1AA,199606,,N99999999,N09000003,333828,374290\r\n\
             GY1 1AA,GY1  1AA,GY1 1AA,199606,,L99999999,L99999999,,\r\n",
        );
        let rows: Vec<_> = rows.into_iter().map(Result::unwrap).collect();
        assert_eq!(
            rows[0],
            PostcodeRow {
                line: 2,
                postcode: "AB1 0AA".parse().unwrap(),
                point: Some(Point {
                    easting_m: 385_386,
                    northing_m: 801_193
                }),
                authority: Some("S12000033".parse().unwrap()),
                ended: Some(YearMonth { year: 1996, month: 6 }),
            }
        );
        assert_eq!((rows[1].point, rows[1].authority.is_some()), (None, true));
        assert_eq!((rows[2].point, rows[2].authority, rows[2].ended), (None, None, None));
    }

    #[test]
    fn a_later_directory_has_other_headings() {
        let rows = read("pcd7,PCDS,lad25cd,east1m,north1m\nLS1 1UR,LS1 1UR,E08000035,429976,433866\n");
        let row = rows[0].as_ref().unwrap();
        assert_eq!(row.authority.unwrap().to_string(), "E08000035");
        assert_eq!(row.ended, None);
    }

    #[test]
    fn each_bad_row_is_named_and_the_next_one_follows() {
        let rows = read(
            "pcds,oslaua,oseast1m,osnrth1m,doterm\n\
             LS1 IUR,E08000035,429976,433866,\n\
             LS1 1UR,Leeds,429976,433866,\n\
             LS1 1UR,E08000035,429976\n\
             LS1 1UR,E08000035,east,433866,\n\
             LS1 1UR,E08000035,51.5,9999999,\n\
             LS1 1UR,E08000035,429976,433866,201913\n\
             LS1 1UR,E08000035,429976,433866,201912\n",
        );
        let (good, bad): (Vec<_>, Vec<_>) = rows.into_iter().partition(Result::is_ok);
        assert_eq!(good[0].as_ref().unwrap().line, 8);
        let bad: Vec<_> = bad.into_iter().map(Result::unwrap_err).collect();
        assert_eq!(
            bad,
            [
                "Line 2, column pcds: “LS1 IUR” is not a postcode. A postcode looks like SW1A 1AA",
                "Line 3, column oslaua: “Leeds” is not an area code: it should be a letter and eight digits, such as E07000223",
                "Line 4: there are 3 columns where 5 were expected",
                "Line 5, column oseast1m: “east” is not a number of metres for the easting",
                "Line 6, column oseast1m: Easting 52 and northing 9999999 are not in the United Kingdom",
                "Line 7, column doterm: “201913” is not a year and month such as 201906",
            ]
        );
    }

    #[rstest]
    #[case(
        "",
        "The file has no column for the postcode: one of pcds, pcd, pcd8, pcd7, pcd2 is expected in its first line"
    )]
    #[case(
        "pcds,oseast1m,osnrth1m",
        "The file has no column for the local authority: one of oslaua, laua, lad25cd is expected in its first line"
    )]
    #[case(
        "pcds,laua,northing",
        "The file has no column for the easting: one of oseast1m, east1m is expected in its first line"
    )]
    fn a_file_without_its_columns_is_refused(#[case] text: &str, #[case] message: &str) {
        let error = read_postcode_directory(text.as_bytes()).err().unwrap();
        assert_eq!(error.to_string(), message);
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_ends_the_reading() {
        let filler = "LS1 1UR,E08000035,429976,433866\n".repeat(2 * ROW_BYTES_MAX / 32);
        let text = format!("pcds,oslaua,oseast1m,osnrth1m\nLS1 1UR,E08000035,429976,433866\n\"LS1 1UR,{filler}");
        let rows: Vec<Result<PostcodeRow, RowError>> = read_postcode_directory(text.as_bytes()).unwrap().collect();
        assert_eq!(rows.len(), 2);
        assert!(rows[0].is_ok());
        let error = rows[1].as_ref().unwrap_err();
        assert_eq!(
            error.message,
            "a row is longer than 65536 bytes; is a quotation mark not closed?"
        );
    }

    proptest! {
        #[test]
        fn no_file_breaks_it(text in "(pcds,laua,east1m,north1m\n)?(\\PC|[\",\r\n]){0,200}") {
            if let Ok(rows) = read_postcode_directory(text.as_bytes()) {
                prop_assert!(rows.count() <= text.len());
            }
        }
    }
}
