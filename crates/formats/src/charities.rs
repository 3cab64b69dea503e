//! Registers of charities as CSV: one charity a line, columns in any order, others ignored.
//!
//! Columns: `name`, and `org_id` or `reg_number`, are needed; `postcode`, `active`, `date_registered`, `activities`,
//! `objects`, `income`, `web` and `company_number` are read where they are there.

mod cells;

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

use csv::ByteRecord;
use jiff::civil::Date;
use svx_domain::Money;
use svx_domain::orgid::OrgId;
use svx_places::Postcode;

use crate::metered::{Meter, Metered};
pub use crate::rows::LineProblem;

/// Largest file, in bytes: several times the registers of the whole country.
pub const FILE_BYTES_MAX: u64 = 1024 * 1024 * 1024;
/// Most lines with a charity on them.
pub const CHARITIES_MAX: u64 = 500_000;
/// Longest line, in bytes, quoted line breaks included.
pub const LINE_BYTES_MAX: u64 = 256 * 1024;
/// Most columns.
pub const COLUMNS_MAX: usize = 200;

/// The limits that one reading keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// See [`FILE_BYTES_MAX`].
    pub file_bytes: u64,
    /// See [`CHARITIES_MAX`].
    pub charities: u64,
    /// See [`LINE_BYTES_MAX`].
    pub line_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES_MAX,
            charities: CHARITIES_MAX,
            line_bytes: LINE_BYTES_MAX,
        }
    }
}

/// A charity as its register describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charity {
    /// Its identifier.
    pub org_id: OrgId,
    /// Its name as registered.
    pub name: String,
    /// Its name for display, not in capitals throughout.
    pub display_name: String,
    /// Where it is registered.
    pub postcode: Option<Postcode>,
    /// Whether it is still on the register.
    pub active: Option<bool>,
    /// When it was registered.
    pub date_registered: Option<Date>,
    /// What it says that it does.
    pub activities: Option<String>,
    /// What it is for, by its governing document.
    pub objects: Option<String>,
    /// Its last reported income in a year.
    pub income: Option<Money>,
    /// Its web site.
    pub web: Option<String>,
    /// Its number at Companies House.
    pub company: Option<OrgId>,
}

/// What one line came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, from 1; of its first line, where a quoted text runs over several.
    pub number: u64,
    /// The charity, unless a problem is such that the line is left out.
    pub charity: Option<Charity>,
    /// What is wrong with the line. A charity that is there all the same lacks the columns that are named.
    pub problems: Vec<LineProblem>,
}

/// Why the file is not read, or not read any further.
#[derive(Debug, thiserror::Error)]
pub enum CharitiesError {
    /// There is no header line.
    #[error("The file is empty")]
    Empty,
    /// The header is not in UTF-8.
    #[error("Line 1 is not in UTF-8. Save the file as CSV UTF-8")]
    Encoding,
    /// The values seem to be separated by something else.
    #[error("The columns are separated by {0}. Save the file with commas")]
    Separator(&'static str),
    /// A column that is needed is not in the header.
    #[error("There is no column {0}. The columns are: {1}")]
    Column(&'static str, String),
    /// A column is there twice.
    #[error("The column {0} is there twice")]
    Twice(String),
    /// Too many columns.
    #[error("There are more than {COLUMNS_MAX} columns")]
    Columns,
    /// A line is too long, which is most often a quotation mark that is not closed.
    #[error("Line {line} is longer than {bytes} bytes. Is a quotation mark missing?")]
    Line {
        /// The line, from 1.
        line: u64,
        /// The limit.
        bytes: u64,
    },
    /// The file is too large.
    #[error("The file is larger than {0} bytes")]
    File(u64),
    /// Too many lines.
    #[error("There are more than {0} charities")]
    Many(u64),
    /// Reading failed.
    #[error("The file could not be read: {0}")]
    Io(io::Error),
}

/// Reads a register line by line: an iterator that ends after the first error.
pub struct Charities<R: Read> {
    reader: csv::Reader<Metered<R>>,
    meter: Rc<Meter>,
    columns: cells::Columns,
    /// The line that each charity was first seen on.
    seen: HashMap<OrgId, u64>,
    count: u64,
    limits: Limits,
    ended: bool,
}

impl<R: Read> fmt::Debug for Charities<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Charities")
            .field("columns", &self.columns)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

impl<R: Read> Charities<R> {
    /// Reads the header, within the standing limits.
    ///
    /// # Errors
    /// If there is no usable header, or reading fails.
    pub fn new(reader: R) -> Result<Self, CharitiesError> {
        Self::within(reader, Limits::default())
    }

    /// Reads the header, within the limits given.
    ///
    /// # Errors
    /// If there is no usable header, or reading fails.
    pub fn within(reader: R, limits: Limits) -> Result<Self, CharitiesError> {
        let meter = Meter::new(limits.file_bytes, limits.line_bytes);
        let metered = Metered::new(reader, Rc::clone(&meter));
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(metered);
        let mut header = ByteRecord::new();
        if read_line(&mut reader, &meter, &limits, &mut header)?.is_none() {
            return Err(CharitiesError::Empty);
        }
        let columns = cells::Columns::read(&header)?;
        Ok(Self {
            reader,
            meter,
            columns,
            seen: HashMap::new(),
            count: 0,
            limits,
            ended: false,
        })
    }

    fn next_line(&mut self) -> Result<Option<Line>, CharitiesError> {
        let mut record = ByteRecord::new();
        let number = loop {
            let Some(number) = read_line(&mut self.reader, &self.meter, &self.limits, &mut record)? else {
                return Ok(None);
            };
            // A line of separators alone, as spreadsheets leave at the end, says nothing.
            if record.iter().any(|cell| !cell.trim_ascii().is_empty()) {
                break number;
            }
        };
        self.count += 1;
        if self.count > self.limits.charities {
            return Err(CharitiesError::Many(self.limits.charities));
        }
        let mut line = self.columns.line(number, &record);
        if let Some(charity) = &line.charity {
            match self.seen.get(&charity.org_id) {
                Some(first) => {
                    let message = format!("{} is on line {first} already", charity.org_id);
                    line.problems.push(LineProblem {
                        line: number,
                        column: None,
                        message,
                    });
                    line.charity = None;
                }
                None => {
                    self.seen.insert(charity.org_id.clone(), number);
                }
            }
        }
        Ok(Some(line))
    }
}

impl<R: Read> Iterator for Charities<R> {
    type Item = Result<Line, CharitiesError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.next_line().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

/// Reads one line and says which it is; `None` at the end of the file.
fn read_line<R: Read>(
    reader: &mut csv::Reader<Metered<R>>,
    meter: &Meter,
    limits: &Limits,
    record: &mut ByteRecord,
) -> Result<Option<u64>, CharitiesError> {
    let start = reader.position().byte();
    meter.begin_line(start);
    let more = reader
        .read_byte_record(record)
        .map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(_) if meter.file_spent() => CharitiesError::File(limits.file_bytes),
            csv::ErrorKind::Io(_) if meter.line_spent() => CharitiesError::Line {
                line: meter.line_at(start),
                bytes: limits.line_bytes,
            },
            csv::ErrorKind::Io(error) => CharitiesError::Io(error),
            other => CharitiesError::Io(io::Error::other(format!("{other:?}"))),
        })?;
    Ok(more.then(|| meter.line_at(start)))
}
