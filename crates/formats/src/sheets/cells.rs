//! The cells of one row: each is read by itself, so that every problem of a row is found at once.

use std::cell::Cell;

use jiff::civil::Date;
use svx_domain::quantity::QuantityError;
use svx_domain::resource::Names;
use svx_domain::{Quantity, Window};

use super::header::Header;
use super::table::{Row, Rows};
use super::{Limits, NAME_CHARS_MAX, Sheet, SheetError, TAGS_MAX, TEXT_CHARS_MAX};
use crate::rows::{LineProblem, shorten};

/// How much of a cell a message repeats.
const SHOWN_CHARS_MAX: usize = 40;
/// What spreadsheets show where a formula went wrong.
const SPREADSHEET_ERRORS: &[&str] = &["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"];

/// What a resource is called and how it is counted; the price book's, in the order of its names.
#[derive(Debug)]
pub(super) struct Book<'a> {
    names: &'a Names,
    /// Digits after the point, by the resource's place among the names.
    decimals: &'a [u8],
    /// How many more unknown resources are to be held against every known one.
    suggestions: Cell<u32>,
}

/// Most unknown resources of a file that are held against every known one.
const SUGGESTIONS_MAX: u32 = 10_000;
/// Digits after the point where the resource is not known: the most that any is counted to.
const DECIMALS_MAX: u8 = 3;

impl<'a> Book<'a> {
    pub(super) fn new(names: &'a Names, decimals: &'a [u8]) -> Self {
        Self {
            names,
            decimals,
            suggestions: Cell::new(SUGGESTIONS_MAX),
        }
    }

    pub(super) fn decimals(&self, resource: Option<usize>) -> u8 {
        resource
            .and_then(|at| self.decimals.get(at).copied())
            .unwrap_or(DECIMALS_MAX)
    }

    fn near(&self, typed: &str) -> Option<&str> {
        let left = self.suggestions.get().checked_sub(1)?;
        self.suggestions.set(left);
        self.names.near(typed)
    }
}

/// A row while it is read.
pub(super) struct Cells<'a> {
    header: &'a Header,
    row: &'a Row,
    problems: Vec<LineProblem>,
}

/// Reads every row by `read`, which is handed the row's cells and gives its id with what it came to.
pub(super) fn collect<T>(
    header: &Header,
    mut rows: Rows<'_>,
    limits: &Limits,
    mut read: impl FnMut(&mut Cells<'_>) -> Option<(String, T)>,
) -> Result<Sheet<T>, SheetError> {
    let mut sheet = Sheet {
        rows: Vec::new(),
        extra_columns: header.extra.iter().map(|(_, name)| name.clone()).collect(),
        rows_seen: 0,
        problems: Vec::new(),
        problems_more: 0,
    };
    let mut seen = std::collections::HashMap::new();
    while let Some(row) = rows.next_row()? {
        sheet.rows_seen += 1;
        if sheet.rows_seen > limits.rows {
            return Err(SheetError::Rows(limits.rows));
        }
        let mut cells = Cells {
            header,
            row: &row,
            problems: Vec::new(),
        };
        let kept = cells.whole().then(|| read(&mut cells)).flatten();
        let mut problems = cells.problems;
        if let (Some((id, kept)), true) = (kept, problems.is_empty()) {
            match seen.get(&id) {
                None => {
                    seen.insert(id, row.number);
                    sheet.rows.push(kept);
                }
                Some(first) => problems.push(LineProblem {
                    line: row.number,
                    column: Some("id".to_owned()),
                    message: format!("“{}” is on line {first} already", shorten(&id, SHOWN_CHARS_MAX)),
                }),
            }
        }
        let room = limits.problems.saturating_sub(sheet.problems.len());
        sheet.problems_more += problems.len().saturating_sub(room) as u64;
        sheet.problems.extend(problems.into_iter().take(room));
    }
    Ok(sheet)
}

impl Cells<'_> {
    /// The number of the row as a spreadsheet or an editor shows it.
    pub(super) fn number(&self) -> u64 {
        self.row.number
    }

    pub(super) fn problem(&mut self, column: &str, message: impl Into<String>) {
        self.problems.push(LineProblem {
            line: self.row.number,
            column: Some(column.to_owned()),
            message: message.into(),
        });
    }

    /// What a column of ours is called.
    pub(super) fn column(&self, column: usize) -> &'static str {
        self.header.name(column)
    }

    /// Whether a column of ours has been found wanting.
    pub(super) fn has_problem(&self, column: &str) -> bool {
        self.problems
            .iter()
            .any(|problem| problem.column.as_deref() == Some(column))
    }

    /// A CSV row with more or fewer cells than the header has been split in the wrong places.
    fn whole(&mut self) -> bool {
        let (has, wants) = (self.row.cells.len(), self.header.count);
        let spare = self.row.cells.iter().skip(wants);
        if spare.flatten().any(|cell| !cell.is_empty()) {
            self.problems.push(LineProblem {
                line: self.row.number,
                column: None,
                message: format!("has {has} cells, and the first row has {wants}. Is a quotation mark missing?"),
            });
            return false;
        }
        true
    }

    /// The cell of a column of ours; nothing where it is empty, not there or not usable as text.
    pub(super) fn text(&mut self, column: usize, chars_max: usize) -> Option<String> {
        let at = self.header.at(column)?;
        let name = self.header.name(column);
        let Some(cell) = self.row.cells.get(at)? else {
            self.problem(name, "is not in UTF-8. Save the file as CSV UTF-8");
            return None;
        };
        if cell.is_empty() {
            return None;
        }
        if cell.starts_with('=') {
            let shown = shorten(cell, SHOWN_CHARS_MAX);
            self.problem(name, format!("“{shown}” is a formula. Put the value in its place"));
            return None;
        }
        if SPREADSHEET_ERRORS.contains(&cell.as_str()) {
            self.problem(name, format!("“{cell}” is an error of the spreadsheet"));
            return None;
        }
        if cell.chars().count() > chars_max {
            self.problem(name, format!("is longer than {chars_max} characters"));
            return None;
        }
        Some(cell.clone())
    }

    /// A cell that is a value of some kind.
    pub(super) fn parse<T>(&mut self, column: usize, read: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let text = self.text(column, TEXT_CHARS_MAX)?;
        read(&text)
            .map_err(|message| self.problem(self.header.name(column), message))
            .ok()
    }

    /// A cell that must be there.
    pub(super) fn needed<T>(
        &mut self,
        column: usize,
        what: &str,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let value = self.parse(column, read);
        let name = self.header.name(column);
        if value.is_none() && !self.has_problem(name) {
            self.problem(name, format!("there is no {what}"));
        }
        value
    }

    /// A name, or nothing said.
    pub(super) fn name(&mut self, column: usize) -> String {
        self.text(column, NAME_CHARS_MAX).unwrap_or_default()
    }

    /// The cells of the columns that are not ours.
    pub(super) fn extra(&mut self) -> Vec<String> {
        let mut extra = Vec::with_capacity(self.header.extra.len());
        for (at, name) in &self.header.extra {
            match self.row.cells.get(*at) {
                Some(Some(text)) => extra.push(text.clone()),
                Some(None) => self.problem(name, "is not in UTF-8. Save the file as CSV UTF-8"),
                None => extra.push(String::new()),
            }
        }
        extra
    }

    /// What identifies the row in its own file.
    pub(super) fn id(&mut self, column: usize) -> Option<String> {
        self.needed(column, "id", |text| {
            if text.chars().count() > NAME_CHARS_MAX {
                Err(format!("is longer than {NAME_CHARS_MAX} characters"))
            } else if text.chars().any(char::is_control) {
                Err("holds a line break or another control character".to_owned())
            } else {
                Ok(text.to_owned())
            }
        })
    }

    /// A resource by its code or one of its names: its place in the book.
    pub(super) fn resource(&mut self, column: usize, book: &Book<'_>) -> Option<usize> {
        self.needed(column, "resource", |text| {
            book.names.find(text).ok_or_else(|| {
                let near = book.near(text);
                let shown = shorten(text, SHOWN_CHARS_MAX);
                match near {
                    Some(code) => format!("“{shown}” is not in the price book. Is it “{code}”?"),
                    None => format!("“{shown}” is not in the price book"),
                }
            })
        })
    }

    /// How many, of a resource that is counted to so many digits after the point.
    pub(super) fn quantity(&mut self, column: usize, what: &str, decimals: u8) -> Option<Quantity> {
        self.needed(column, what, |text| {
            if text.starts_with(['-', '−']) {
                return Err(QuantityError::Zero.to_string());
            }
            Quantity::parse_messy(text, decimals).map_err(|error| error.to_string())
        })
    }

    /// The days from one column to another. Either may be left open.
    pub(super) fn window(&mut self, from: usize, to: usize) -> Option<Window> {
        let (first, last) = (self.parse(from, day), self.parse(to, day));
        if first.is_none() && last.is_none() {
            return None;
        }
        let (first, last) = (first.unwrap_or(Date::MIN), last.unwrap_or(Date::MAX));
        match Window::new(first, last) {
            Ok(window) => Some(window),
            Err(_) => {
                let (from, to) = (self.header.name(from), self.header.name(to));
                self.problem(to, format!("{last} is before {first}, which is in {from}"));
                None
            }
        }
    }

    /// True or false, or what holds where nothing is said.
    pub(super) fn truth(&mut self, column: usize, otherwise: bool) -> bool {
        let read = |text: &str| match text.to_lowercase().as_str() {
            "true" | "yes" | "y" | "t" | "1" => Ok(true),
            "false" | "no" | "n" | "f" | "0" => Ok(false),
            _ => Err(format!(
                "“{}” is neither true nor false",
                shorten(text, SHOWN_CHARS_MAX)
            )),
        };
        self.parse(column, read).unwrap_or(otherwise)
    }

    /// A whole number between two others.
    pub(super) fn whole_number(&mut self, column: usize, least: u32, most: u32) -> Option<u32> {
        self.parse(column, |text| {
            let number = text.parse::<u32>().ok();
            number.filter(|number| (least..=most).contains(number)).ok_or_else(|| {
                let shown = shorten(text, SHOWN_CHARS_MAX);
                format!("“{shown}” is not a whole number from {least} to {most}")
            })
        })
    }

    /// Tags joined by semicolons, in small letters, each once.
    pub(super) fn tags(&mut self, column: usize) -> Vec<String> {
        let read = |text: &str| {
            let mut tags: Vec<String> = Vec::new();
            for tag in text.split(';').map(|tag| tag.trim().to_lowercase()) {
                if !tag.is_empty() && !tags.contains(&tag) {
                    tags.push(tag);
                }
            }
            if tags.len() > TAGS_MAX {
                Err(format!("has more than {TAGS_MAX} tags"))
            } else if tags.iter().any(|tag| tag.chars().count() > NAME_CHARS_MAX) {
                Err(format!("has a tag of more than {NAME_CHARS_MAX} characters"))
            } else {
                Ok(tags)
            }
        };
        self.parse(column, read).unwrap_or_default()
    }
}

/// A day, or a moment whose time of day does not matter.
fn day(text: &str) -> Result<Date, String> {
    let day = text.split_once(['T', ' ']).map_or(text, |(day, _)| day);
    day.parse()
        .map_err(|_| format!("“{}” is not a date like 2026-11-23", shorten(text, SHOWN_CHARS_MAX)))
}
