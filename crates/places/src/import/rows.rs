//! One row a postcode, out of a CSV file of any size.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};

use csv::{ByteRecord, ErrorKind, Reader};

use crate::code::AuthorityCode;
use crate::point::Point;
use crate::postcode::{Postcode, shown};

/// The most rows a file may have: the directory has 2.7 million.
pub const ROWS_MAX: u64 = 5_000_000;
/// The most bytes a row may have. A quotation mark that is never closed would otherwise swallow the rest of the file.
pub const ROW_BYTES_MAX: usize = 64 * 1024;

/// What a file says of one postcode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostcodeRow {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// The postcode.
    pub postcode: Postcode,
    /// Where it is. Nothing where the file does not know, and in Northern Ireland, where the directory's numbers are on
    /// the Irish Grid.
    pub point: Option<Point>,
    /// The authority it is in. Nothing where the file does not say, and outside the United Kingdom.
    pub authority: Option<AuthorityCode>,
    /// When it went out of use, if it did.
    pub ended: Option<YearMonth>,
}

/// A month of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    /// The year, such as 2019.
    pub year: u16,
    /// From 1 to 12.
    pub month: u8,
}

/// What is wrong with one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowError {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column, where one is at fault.
    pub column: Option<String>,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.column {
            Some(column) => write!(f, "Line {}, column {column}: {}", self.line, self.message),
            None => write!(f, "Line {}: {}", self.line, self.message),
        }
    }
}

impl std::error::Error for RowError {}

/// A column that is wanted: its place in the row and its name in errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) name: String,
}

/// The columns a postcode's row is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) postcode: Column,
    pub(super) authority: Column,
    pub(super) easting: Column,
    pub(super) northing: Column,
    /// When the postcode went out of use: `YYYYMM` or nothing.
    pub(super) ended: Option<Column>,
}

/// The rows of a file, one at a time. After an error in a row the next row follows; after a fault of the file itself, which
/// is the last error, nothing does.
pub struct PostcodeRows<R> {
    reader: Reader<Guard<R>>,
    columns: Columns,
    record: ByteRecord,
    rows: u64,
    finished: bool,
}

impl<R: Read> PostcodeRows<R> {
    pub(super) fn new(reader: Reader<Guard<R>>, columns: Columns) -> Self {
        Self {
            reader,
            columns,
            record: ByteRecord::new(),
            rows: 0,
            finished: false,
        }
    }

    /// Whether reading ended before the end of the file, at a fault of the file itself: the last error says which.
    pub fn is_cut_short(&self) -> bool {
        self.finished
    }

    fn fault(&mut self, message: String) -> RowError {
        self.finished = true;
        RowError {
            line: self.reader.position().line(),
            column: None,
            message,
        }
    }

    fn explain(&mut self, error: &csv::Error) -> RowError {
        match error.kind() {
            ErrorKind::UnequalLengths { pos, expected_len, len } => RowError {
                line: pos.as_ref().map_or(0, csv::Position::line),
                column: None,
                message: format!("there are {len} columns where {expected_len} were expected"),
            },
            ErrorKind::Io(error) => self.fault(error.to_string()),
            _ => self.fault(error.to_string()),
        }
    }
}

impl<R: Read> Iterator for PostcodeRows<R> {
    type Item = Result<PostcodeRow, RowError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.finished {
            return None;
        }
        self.reader.get_mut().left = ROW_BYTES_MAX;
        match self.reader.read_byte_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) if self.rows == ROWS_MAX => {
                Some(Err(self.fault(format!("the file has more than {ROWS_MAX} rows"))))
            }
            Ok(true) => {
                self.rows += 1;
                let line = self.record.position().map_or(0, csv::Position::line);
                Some(self.columns.read(line, &self.record))
            }
            Err(error) => Some(Err(self.explain(&error))),
        }
    }
}

impl Columns {
    fn read(&self, line: u64, record: &ByteRecord) -> Result<PostcodeRow, RowError> {
        let wrong = |column: &Column, message: String| RowError {
            line,
            column: Some(column.name.clone()),
            message,
        };
        let postcode = text(record, &self.postcode);
        let postcode: Postcode = postcode
            .parse()
            .map_err(|error| wrong(&self.postcode, format!("{error}")))?;
        let authority = authority(&text(record, &self.authority)).map_err(|message| wrong(&self.authority, message))?;
        let (easting, northing) = (text(record, &self.easting), text(record, &self.northing));
        let point = point(postcode, &easting, &northing).map_err(|message| wrong(&self.easting, message))?;
        let ended = match &self.ended {
            Some(column) => year_month(&text(record, column)).map_err(|message| wrong(column, message))?,
            None => None,
        };
        Ok(PostcodeRow {
            line,
            postcode,
            point,
            authority,
            ended,
        })
    }
}

fn text<'a>(record: &'a ByteRecord, column: &Column) -> Cow<'a, str> {
    String::from_utf8_lossy(record.get(column.at).unwrap_or_default().trim_ascii())
}

/// `L99999999` and `M99999999` stand for the Channel Islands and the Isle of Man.
fn authority(text: &str) -> Result<Option<AuthorityCode>, String> {
    if text.is_empty() || text.ends_with("99999999") {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| format!("{error}"))
}

/// Files mark a place that is not known by leaving it out or with noughts.
fn point(postcode: Postcode, easting: &str, northing: &str) -> Result<Option<Point>, String> {
    let unknown = |text: &str| text.is_empty() || text == "0";
    if postcode.area() == "BT" || (unknown(easting) && unknown(northing)) {
        return Ok(None);
    }
    Point::parse(easting, northing)
        .map(Some)
        .map_err(|error| error.to_string())
}

fn year_month(text: &str) -> Result<Option<YearMonth>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let digits = (text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.split_at(4));
    let read = digits.and_then(|(year, month)| {
        Some(YearMonth {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
        })
    });
    read.filter(|read| (1..=12).contains(&read.month))
        .map(Some)
        .ok_or_else(|| format!("“{}” is not a year and month such as 201906", shown(text)))
}

/// Fails when a row takes more bytes than are left for it, which the rows above set anew for each. It passes over carriage
/// returns, because the CSV reader stops between one and its line feed and would then number the next line one too low.
pub(super) struct Guard<R> {
    inner: R,
    left: usize,
}

impl<R> Guard<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            left: ROW_BYTES_MAX,
        }
    }
}

impl<R: Read> Read for Guard<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let message = format!("a row is longer than {ROW_BYTES_MAX} bytes; is a quotation mark not closed?");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let most = buffer.len().min(self.left);
        loop {
            let read = self.inner.read(&mut buffer[..most])?;
            self.left = self.left.saturating_sub(read);
            let kept = without_carriage_returns(&mut buffer[..read]);
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

/// Moves all other bytes to the front and says how many there are.
fn without_carriage_returns(bytes: &mut [u8]) -> usize {
    let mut kept = 0;
    for at in 0..bytes.len() {
        bytes[kept] = bytes[at];
        kept += usize::from(bytes[at] != b'\r');
    }
    kept
}
