//! What is wrong with the rows of a table, and how a cell is repeated in a message.

use std::fmt;

/// Something that is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineProblem {
    /// The line, from 1.
    pub line: u64,
    /// The column by its name in the file, or none for the whole line.
    pub column: Option<String>,
    /// What is wrong, in words for whoever has the file.
    pub message: String,
}

/// `line 5, postcode: “BR5” is only part of a postcode. …`
impl fmt::Display for LineProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", {column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Cut to so many characters, without control characters.
pub(crate) fn shorten(text: &str, chars: usize) -> String {
    let mut shown: String = text
        .chars()
        .take(chars)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    if text.chars().nth(chars).is_some() {
        shown.push('…');
    }
    shown
}
