//! The first row: which column is which.

use super::{COLUMNS_MAX, SheetError};
use crate::rows::shorten;

/// How much of the header an error repeats.
const SHOWN_CHARS_MAX: usize = 200;

/// Where each column of ours is, and what the others are called.
#[derive(Debug)]
pub(super) struct Header {
    /// How many columns there are.
    pub(super) count: usize,
    /// By the place in the list of our columns.
    ours: Vec<Option<usize>>,
    names: &'static [&'static str],
    /// Columns that are not ours and have a name: where, and what it is.
    pub(super) extra: Vec<(usize, String)>,
}

impl Header {
    /// Reads the header. Each of `needed` is a choice of columns, one of which must be there.
    pub(super) fn read(
        cells: &[String],
        names: &'static [&'static str],
        needed: &[&[&str]],
    ) -> Result<Self, SheetError> {
        let cells = trailing_blanks_dropped(cells);
        let tidy: Vec<String> = cells.iter().map(|cell| tidied(cell)).collect();
        match tidy.as_slice() {
            [] => return Err(SheetError::Empty),
            [only] if only.contains(';') => return Err(SheetError::Separator("semicolons")),
            [only] if only.contains('\t') => return Err(SheetError::Separator("tabs")),
            many if many.len() > COLUMNS_MAX => return Err(SheetError::Columns),
            _ => {}
        }
        for (at, name) in tidy.iter().enumerate() {
            if !name.is_empty() && tidy[..at].contains(name) {
                return Err(SheetError::Twice(shorten(name, SHOWN_CHARS_MAX)));
            }
        }
        let at = |name: &str| tidy.iter().position(|column| column == name);
        let missing: Vec<String> = needed
            .iter()
            .filter(|choice| choice.iter().all(|name| at(name).is_none()))
            .map(|choice| choice.join(" or "))
            .collect();
        if !missing.is_empty() {
            let there = shorten(&tidy.join(", "), SHOWN_CHARS_MAX);
            return Err(SheetError::Column(missing.join(", "), there));
        }
        let extra = cells.iter().enumerate().filter_map(|(at, cell)| {
            let name = cell.trim_start_matches('\u{feff}').trim();
            (!name.is_empty() && !names.contains(&tidy[at].as_str())).then(|| (at, name.to_owned()))
        });
        Ok(Self {
            count: tidy.len(),
            ours: names.iter().map(|name| at(name)).collect(),
            names,
            extra: extra.collect(),
        })
    }

    /// Where a column of ours is, by its place in the list.
    pub(super) fn at(&self, column: usize) -> Option<usize> {
        self.ours[column]
    }

    /// What a column of ours is called.
    pub(super) fn name(&self, column: usize) -> &'static str {
        self.names[column]
    }
}

/// Spreadsheets write a separator for each column that was ever used.
fn trailing_blanks_dropped(cells: &[String]) -> &[String] {
    let used = cells
        .iter()
        .rposition(|cell| !tidied(cell).is_empty())
        .map_or(0, |at| at + 1);
    &cells[..used]
}

/// The name as it is looked for: small letters, with `_` for spaces and hyphens.
fn tidied(cell: &str) -> String {
    let name = cell.trim_start_matches('\u{feff}').trim();
    name.to_lowercase().replace([' ', '-'], "_")
}
