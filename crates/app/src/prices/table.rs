//! A table read whole: cells by the names in the header, and every problem by line and column.

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
    pub(super) fn add(&mut self, line: u64, column: &str, message: impl fmt::Display) {
        if self.0.len() < MAX_PROBLEMS {
            self.0.push(Problem {
                line,
                column: column.to_owned(),
                message: message.to_string(),
            });
        }
    }

    pub(super) fn check<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}

/// A table's cells by the names in its header. Columns may be in any order, and others are passed over.
pub(super) struct Table {
    pub(super) rows: Vec<(u64, BTreeMap<String, String>)>,
}

pub(super) fn table(text: &[u8], required: &[&str], max_rows: u32, problems: &mut Problems) -> Table {
    let mut table = Table { rows: Vec::new() };
    if text.len() > MAX_BYTES {
        problems.add(
            1,
            "",
            format_args!("The table is larger than {} MB", MAX_BYTES / 1024 / 1024),
        );
        return table;
    }
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text);
    let names: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|name| name.trim().to_lowercase()).collect(),
        Err(error) => {
            problems.add(1, "", error);
            return table;
        }
    };
    for name in required {
        if !names.iter().any(|each| each == name) {
            problems.add(1, name, "This column is missing");
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
    table
}

/// One line while it is read.
pub(super) struct Line<'a> {
    pub(super) line: u64,
    pub(super) cells: &'a BTreeMap<String, String>,
    pub(super) problems: &'a mut Problems,
}

impl Line<'_> {
    pub(super) fn text(&self, column: &str) -> String {
        self.cells.get(column).cloned().unwrap_or_default()
    }

    pub(super) fn required(&mut self, column: &str) -> String {
        let text = self.text(column);
        if text.is_empty() {
            self.problems.add(self.line, column, "This cell is empty");
        }
        text
    }

    pub(super) fn code(&mut self, column: &str) -> String {
        let code = self.required(column);
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !code.bytes().all(plain) || code.len() > MAX_CODE_CHARS {
            let message = format!("Use up to {MAX_CODE_CHARS} small letters, digits and hyphens");
            self.problems.add(self.line, column, message);
        }
        code
    }

    pub(super) fn parse<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.required(column);
        if text.is_empty() {
            return None;
        }
        self.optional(column, read)
    }

    pub(super) fn optional<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        read(&text)
            .map_err(|message| self.problems.add(self.line, column, message))
            .ok()
    }
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    text.parse()
        .map_err(|_| "A date must be written as 2026-04-01".to_owned())
}

pub(super) fn count(text: &str) -> Result<u32, String> {
    text.parse().map_err(|_| "This must be a whole number".to_owned())
}

pub(super) fn amount(text: &str) -> Result<Money, String> {
    Money::parse_decimal(text).map_err(|error| error.to_string())
}
