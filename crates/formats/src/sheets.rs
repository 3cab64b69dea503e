//! The two tables that an allocation starts from: what is needed, and what is to be had. CSV or XLSX, columns in any
//! order; columns that are not ours are kept, and passed on beside the plan.
//!
//! A row that cannot be used is left out, with everything that is wrong with it said at once; the others are used.

mod cells;
mod header;
mod needs;
mod offers;
mod place;
mod table;
mod xlsx;

pub use needs::{NEED_COLUMNS, NeedRow, read_needs};
pub use offers::{OFFER_COLUMNS, OfferRow, read_offers};
pub use place::Placed;

pub use crate::rows::LineProblem;

/// Largest file, in bytes, several times a country's needs.
pub const FILE_BYTES_MAX: usize = 512 * 1024 * 1024;
/// The most that an XLSX file may hold when it is unpacked, in bytes.
pub const UNPACKED_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// Most rows, the header not counted.
pub const ROWS_MAX: u64 = 2_000_000;
/// Most columns.
pub const COLUMNS_MAX: usize = 200;
/// Longest row of a CSV file, in bytes, quoted line breaks included.
pub const ROW_BYTES_MAX: u64 = 256 * 1024;
/// Most characters of an id, a name or a tag.
pub const NAME_CHARS_MAX: usize = 200;
/// Most characters of any other cell.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// Most tags in a cell.
pub const TAGS_MAX: usize = 50;
/// Most problems that are kept; the rest are counted.
pub const PROBLEMS_MAX: usize = 100_000;

/// The limits that one reading keeps to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// See [`FILE_BYTES_MAX`].
    pub file_bytes: usize,
    /// See [`UNPACKED_BYTES_MAX`].
    pub unpacked_bytes: u64,
    /// See [`ROWS_MAX`].
    pub rows: u64,
    /// See [`ROW_BYTES_MAX`].
    pub row_bytes: u64,
    /// See [`PROBLEMS_MAX`].
    pub problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: FILE_BYTES_MAX,
            unpacked_bytes: UNPACKED_BYTES_MAX,
            rows: ROWS_MAX,
            row_bytes: ROW_BYTES_MAX,
            problems: PROBLEMS_MAX,
        }
    }
}

/// What was read of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet<T> {
    /// The rows that can be used, in the order of the file.
    pub rows: Vec<T>,
    /// The names of the columns that are not ours, in the order of the file. Each row has a cell for each.
    pub extra_columns: Vec<String>,
    /// How many rows hold anything, the header not counted.
    pub rows_seen: u64,
    /// What is wrong with the rows that were left out, in the order of the file.
    pub problems: Vec<LineProblem>,
    /// How many more problems there are than are kept.
    pub problems_more: u64,
}

impl<T> Sheet<T> {
    /// How many rows were left out.
    pub fn left_out(&self) -> u64 {
        self.rows_seen - self.rows.len() as u64
    }
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// There is no header.
    #[error("The file is empty")]
    Empty,
    /// The header is not in UTF-8.
    #[error("Line 1 is not in UTF-8. Save the file as CSV UTF-8")]
    Encoding,
    /// It is UTF-16, as spreadsheets write "Unicode text".
    #[error("The file is in UTF-16. Save it as CSV UTF-8, or as XLSX")]
    Utf16,
    /// It is a spreadsheet of the kind before XLSX.
    #[error("This is an old kind of spreadsheet (XLS). Save it as XLSX or as CSV UTF-8")]
    OldSpreadsheet,
    /// The values seem to be separated by something else.
    #[error("The columns are separated by {0}. Save the file with commas")]
    Separator(&'static str),
    /// Columns that are needed are not in the header.
    #[error("There is no column {0}. The columns are: {1}")]
    Column(String, String),
    /// A column is there twice.
    #[error("The column {0} is there twice")]
    Twice(String),
    /// Too many columns.
    #[error("There are more than {COLUMNS_MAX} columns")]
    Columns,
    /// A row is too long, which is most often a quotation mark that is not closed.
    #[error("Line {line} is longer than {bytes} bytes. Is a quotation mark missing?")]
    Row {
        /// The line, from 1.
        line: u64,
        /// The limit.
        bytes: u64,
    },
    /// The file is too large.
    #[error("The file is larger than {0} bytes")]
    File(usize),
    /// The spreadsheet is too large when it is unpacked.
    #[error("The spreadsheet is larger than {0} bytes when it is unpacked")]
    Unpacked(u64),
    /// Too many rows.
    #[error("There are more than {0} rows")]
    Rows(u64),
    /// Not a spreadsheet that can be read.
    #[error("The spreadsheet cannot be read: {0}")]
    Spreadsheet(String),
}
