//! Tables (RFC 4180): read whole, cells by the names in the header and every problem by line and column; written so that no
//! spreadsheet takes a cell for a formula.

use jiff::civil::Date;
use std::{collections::BTreeMap, fmt};
use svx_domain::Money;
use thiserror::Error;

/// The largest table that is read.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// The most characters of a code.
const MAX_CODE_CHARS: usize = 60;
/// The most characters of any other cell.
const MAX_CELL_CHARS: usize = 4000;
/// The most problems that are listed; the rest are counted in one more line.
const MAX_PROBLEMS: usize = 100;

/// Something wrong with a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, from 1.
    pub line: u64,
    /// The column's name, or nothing where the whole line is meant.
    pub column: String,
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.line, self.column.as_str()) {
            (line, "") => write!(f, "line {line}: {}", self.message),
            (line, column) => write!(f, "line {line}, {column}: {}", self.message),
        }
    }
}

/// Everything that is wrong with a table, in the order of its lines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// Adds a problem, unless as many as are listed are there already. Line 1 is the header; no column means the whole line.
    pub fn add(&mut self, line: u64, column: &str, message: impl fmt::Display) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(Problem {
                line,
                column: column.to_owned(),
                message: message.to_string(),
            });
        }
    }

    /// The value, or everything that is wrong.
    pub fn check<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// A table's cells by the names in its header. Columns may be in any order, and others are passed over.
pub struct Table {
    /// The names in the header, in small letters, in their order.
    pub names: Vec<String>,
    /// Each line that has as many cells as the header, with its number in the file.
    pub rows: Vec<(u64, BTreeMap<String, String>)>,
}

/// Reads a table. `required` are the names of columns that must be there, each once.
pub fn table(text: &[u8], required: &[&str], max_rows: u32, problems: &mut Problems) -> Table {
    let mut table = Table {
        names: Vec::new(),
        rows: Vec::new(),
    };
    if text.len() > MAX_BYTES {
        problems.add(
            1,
            "",
            format_args!("The table is larger than {} MB", MAX_BYTES / 1024 / 1024),
        );
        return table;
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let text = with_one_line_end(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_slice());
    let names: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(error) => {
            problems.add(1, "", error);
            return table;
        }
    };
    for name in required {
        match names.iter().filter(|each| each == name).count() {
            0 => problems.add(1, name, "This column is missing"),
            1 => {}
            _ => problems.add(1, name, "This column is there more than once"),
        }
    }
    if !problems.0.is_empty() {
        return table;
    }
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                problems.add(line, "", "This line is not text in UTF-8");
                continue;
            }
        };
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != names.len() {
            let (has, wants) = (record.len(), names.len());
            problems.add(
                line,
                "",
                format_args!("This line has {has} cells and the header has {wants}"),
            );
            continue;
        }
        if table.rows.len() >= max_rows as usize {
            problems.add(line, "", format_args!("There are more than {max_rows} lines"));
            break;
        }
        let mut cells = BTreeMap::new();
        for (name, cell) in names.iter().zip(&record) {
            if cell.chars().count() > MAX_CELL_CHARS {
                problems.add(line, name, format_args!("Use {MAX_CELL_CHARS} characters or fewer"));
            }
            cells.insert(name.clone(), cell.trim().to_owned());
        }
        table.rows.push((line, cells));
    }
    table.names = names;
    table
}

/// The text with one kind of line end, so that lines are counted as people see them, whichever kind their program writes.
fn with_one_line_end(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut after_return = false;
    for &byte in text {
        match byte {
            b'\n' if after_return => {}
            b'\r' => out.push(b'\n'),
            _ => out.push(byte),
        }
        after_return = byte == b'\r';
    }
    out
}

/// One line while it is read.
pub struct Line<'a> {
    /// Its number in the file.
    pub line: u64,
    /// Its cells by the names of their columns.
    pub cells: &'a BTreeMap<String, String>,
    /// Where problems go.
    pub problems: &'a mut Problems,
}

impl Line<'_> {
    /// The cell, as it stands; empty where there is no such column.
    pub fn text(&self, column: &str) -> String {
        self.cells
            .get(column)
            .map_or_else(String::new, |cell| restored(cell).to_owned())
    }

    /// The cell, which must not be empty.
    pub fn required(&mut self, column: &str) -> String {
        let text = self.text(column);
        if text.is_empty() {
            self.problems.add(self.line, column, "This cell is empty");
        }
        text
    }

    /// The cell as a code: small letters, digits and hyphens.
    pub fn code(&mut self, column: &str) -> String {
        let code = self.required(column);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !code.bytes().all(plain) || code.len() > MAX_CODE_CHARS {
            let message = format!("Use up to {MAX_CODE_CHARS} small letters, digits and hyphens");
            self.problems.add(self.line, column, message);
        }
        code
    }

    /// The cell, which must not be empty, as something else.
    pub fn parse<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.required(column);
        if text.is_empty() {
            return None;
        }
        self.optional(column, read)
    }

    /// The cell as something else, or nothing where it is empty.
    pub fn optional<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        read(&text)
            .map_err(|message| self.problems.add(self.line, column, message))
            .ok()
    }
}

/// A day, as 2026-04-01.
pub fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "A date must be written as 2026-04-01".to_owned())
}

/// A whole number.
pub fn count(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "This must be a whole number".to_owned())
}

/// An amount of pounds, as 1200.50.
pub fn amount(text: &str) -> Result<Money, String> {
    Money::parse_decimal(text).map_err(|error| error.to_string())
}

/// What a spreadsheet takes for the start of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A cell that no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10).
pub fn harmless(text: &str) -> String {
    // A quotation mark of its own before such a start is kept apart from the one that is put there.
    if text.trim_start_matches('\'').starts_with(FORMULA) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// What [`harmless`] was given.
pub fn restored(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.trim_start_matches('\'').starts_with(FORMULA) => rest,
        _ => cell,
    }
}

/// A table in UTF-8 with a byte order mark, which spreadsheets take as its sign, every cell made [`harmless`].
pub fn write<const N: usize>(
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> Result<Vec<u8>, csv::Error> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    out.write_record(header)?;
    for row in rows {
        out.write_record(row.map(|cell| harmless(&cell)))?;
    }
    out.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}
