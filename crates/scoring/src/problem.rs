//! What is wrong with rules or bids, and where.

use std::fmt::{self, Write as _};

/// The most problems that one run lists. A file can hold millions of them, and nobody reads on.
pub const PROBLEMS_MAX: usize = 10_000;
/// How much of a member's name a path shows, in characters.
const NAME_CHARS_SHOWN: usize = 120;

/// One thing that is wrong, with the JSON path in a tender file of the value that it concerns.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct Problem {
    /// A JSON path (RFC 9535) from the root of the tender file: `$.criteria[0].weight`.
    pub path: String,
    /// What is wrong and what would be right, in words.
    pub message: String,
}

/// A place in a tender file, as a chain to its root that costs nothing until it is written out.
#[derive(Clone, Copy, Debug)]
pub struct Path<'a> {
    parent: Option<&'a Path<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Root,
    Member(&'a str),
    Item(usize),
}

impl Path<'static> {
    /// The root of the file.
    pub const ROOT: Self = Self {
        parent: None,
        step: Step::Root,
    };
}

impl<'a> Path<'a> {
    /// A member of the object at this place.
    pub const fn member(&'a self, name: &'a str) -> Path<'a> {
        Path {
            parent: Some(self),
            step: Step::Member(name),
        }
    }

    /// An item of the array at this place.
    pub const fn item(&'a self, index: usize) -> Path<'a> {
        Path {
            parent: Some(self),
            step: Step::Item(index),
        }
    }

    /// A problem at this place.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        Problem {
            path: self.to_string(),
            message: message.into(),
        }
    }
}

/// Whether a name can follow a point in a JSON path (RFC 9535, section 2.5.1.1).
fn is_shorthand(name: &str) -> bool {
    let first_fits = name.chars().next().is_some_and(|c| c.is_alphabetic() || c == '_');
    first_fits && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A name that is longer than is shown ends in three points.
fn write_member(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let end = name.char_indices().nth(NAME_CHARS_SHOWN).map(|(at, _)| at);
    let (shown, more) = end.map_or((name, ""), |end| (&name[..end], "..."));
    if more.is_empty() && is_shorthand(shown) {
        write!(f, ".{shown}")
    } else {
        write!(f, "['{}{more}']", shown.escape_debug())
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.step {
            Step::Root => f.write_char('$'),
            Step::Item(index) => write!(f, "[{index}]"),
            Step::Member(name) => write_member(f, name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_written_as_json_path() {
        let (bids, inputs, group) = (Path::ROOT.member("bids"), "inputs", "social-value");
        let (bid, quote) = (bids.item(3), "it's");
        let inputs = bid.member(inputs);
        assert_eq!(
            inputs.member(group).member("q1").to_string(),
            "$.bids[3].inputs['social-value'].q1"
        );
        assert_eq!(inputs.member(quote).to_string(), "$.bids[3].inputs['it\\'s']");
        assert_eq!(Path::ROOT.problem("is empty").to_string(), "$: is empty");
    }
}
