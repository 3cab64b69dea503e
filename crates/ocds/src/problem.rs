//! What is wrong with a file, where, and what it means for the release.

use std::fmt;

/// What a problem means for the release that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The standard is broken: the release is refused (or, for a fault of the package itself, the file is not valid).
    Error,
    /// Doubtful or of no use to the exchange: the release is kept as it is.
    Warning,
}

impl Severity {
    /// `error` or `warning`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// The kinds of problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// Not JSON, or not UTF-8.
    Syntax,
    /// Over one of the limits.
    Limit,
    /// Neither a package, nor a record, nor a release.
    NotOcds,
    /// Another version of the standard.
    Version,
    /// A required field is missing.
    Missing,
    /// The wrong type of JSON value.
    Type,
    /// Empty, where that means nothing.
    Empty,
    /// Not a date and time by RFC 3339, or a day that does not exist.
    Date,
    /// An end before its start.
    Period,
    /// Not a URI by RFC 3986.
    Uri,
    /// Not in the closed codelist.
    Code,
    /// Not an ISO 4217 currency of the codelist.
    Currency,
    /// More decimals than the currency has, or an amount too large to hold.
    Amount,
    /// An id that another has already.
    DuplicateId,
    /// An ocid without a registered prefix's shape, or another than its record's.
    Ocid,
    /// A record that links to releases and does not hold them.
    Linked,
}

impl ProblemKind {
    /// A stable name for programs to read.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Limit => "limit",
            Self::NotOcds => "not-ocds",
            Self::Version => "version",
            Self::Missing => "missing",
            Self::Type => "type",
            Self::Empty => "empty",
            Self::Date => "date",
            Self::Period => "period",
            Self::Uri => "uri",
            Self::Code => "code",
            Self::Currency => "currency",
            Self::Amount => "amount",
            Self::DuplicateId => "duplicate-id",
            Self::Ocid => "ocid",
            Self::Linked => "linked",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it means for the release.
    pub severity: Severity,
    /// What kind it is.
    pub kind: ProblemKind,
    /// JSON pointer (RFC 6901) from the start of the file or, in JSON Lines, of the line; empty for the whole of it.
    pub path: String,
    /// The line, from 1, where the input is JSON Lines.
    pub line: Option<u64>,
    /// What is wrong, as the end of a sentence that begins with the path.
    pub message: String,
}

impl Problem {
    pub(crate) fn new(severity: Severity, kind: ProblemKind, path: &str, message: impl Into<String>) -> Self {
        Self {
            severity,
            kind,
            path: path.to_owned(),
            line: None,
            message: message.into(),
        }
    }
}

/// `/releases/17/tender/documents/0/url: is not a URI (a web address in full): “http://A B”`
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        let path = if self.path.is_empty() {
            "the file".to_owned()
        } else {
            printable(self.path.chars())
        };
        write!(f, "{path}: {}", self.message)
    }
}

/// Longest piece of somebody's value that a message repeats, in characters.
const QUOTE_CHARS_MAX: usize = 60;

/// A value in quotation marks, cut short, without control characters.
pub(crate) fn quote(text: &str) -> String {
    let mut shown = printable(text.chars().take(QUOTE_CHARS_MAX));
    if text.chars().nth(QUOTE_CHARS_MAX).is_some() {
        shown.push('…');
    }
    format!("“{shown}”")
}

fn printable(chars: impl Iterator<Item = char>) -> String {
    chars.map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
