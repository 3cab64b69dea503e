//! Reading values out of JSON one at a time, noting every problem and going on.

use std::collections::HashSet;

use jiff::Timestamp;
use jiff::civil::Date;
use svx_scoring::{Exact, PROBLEMS_MAX, Path, Problem};

use super::members::Member;
use crate::json::Json;

/// The longest text in a tender, in characters.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// How many digits after the point an amount of pounds may have.
const MINOR_DIGITS: usize = 2;

/// The members of an object.
pub(super) type Members<'j> = &'j [(String, Json)];

/// Collects problems on the way through a file.
#[derive(Default)]
pub(super) struct Walk {
    problems: Vec<Problem>,
    /// Places that were reported on or could not be judged: what later checks say of them is not news.
    settled: HashSet<String>,
}

impl Walk {
    /// Notes a problem, unless there are [`PROBLEMS_MAX`] already.
    pub(super) fn add(&mut self, path: &Path<'_>, message: impl Into<String>) {
        if self.problems.len() < PROBLEMS_MAX {
            self.settle(path);
            self.problems.push(path.problem(message));
        }
    }

    /// Keeps later checks from reporting on a place whose cause is reported elsewhere.
    pub(super) fn settle(&mut self, path: &Path<'_>) {
        self.settled.insert(path.to_string());
    }

    /// Adds what later checks found, but for places that were settled.
    pub(super) fn add_later(&mut self, problems: Vec<Problem>) {
        let left = PROBLEMS_MAX - self.problems.len();
        let news = problems
            .into_iter()
            .filter(|problem| !self.settled.contains(&problem.path));
        self.problems.extend(news.take(left));
    }

    /// How many problems there are so far.
    pub(super) fn count(&self) -> usize {
        self.problems.len()
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// An object with any members, none of them twice.
    pub(super) fn any_object<'j>(&mut self, path: &Path<'_>, json: &'j Json) -> Option<Members<'j>> {
        let Json::Object(members) = json else {
            self.add(path, format!("{}: it must be an object", what(json)));
            return None;
        };
        let mut seen = HashSet::with_capacity(members.len());
        for (name, _) in members {
            if !seen.insert(name.as_str()) {
                self.add(&path.member(name), "is given more than once");
            }
        }
        Some(members)
    }

    /// An object with these members and no others.
    pub(super) fn object<'j>(&mut self, path: &Path<'_>, json: &'j Json, known: &[Member]) -> Option<Members<'j>> {
        let members = self.any_object(path, json)?;
        for (name, _) in members {
            if !known.iter().any(|(known, _)| known == name) {
                self.add(&path.member(name), "is not a member that this format knows here");
            }
        }
        for (name, _) in known
            .iter()
            .filter(|(name, required)| *required && get(members, name).is_none())
        {
            self.add(&path.member(name), "is missing");
        }
        Some(members)
    }

    pub(super) fn array<'j>(&mut self, path: &Path<'_>, json: &'j Json) -> &'j [Json] {
        match json {
            Json::Array(items) => items,
            _ => {
                self.add(path, format!("{}: it must be an array", what(json)));
                &[]
            }
        }
    }

    /// A text of at least one character, without control characters or blanks at its ends.
    pub(super) fn text<'j>(&mut self, path: &Path<'_>, json: &'j Json) -> Option<&'j str> {
        let Json::Text(text) = json else {
            self.add(path, format!("{}: it must be a text", what(json)));
            return None;
        };
        let message = if text.trim().is_empty() {
            "is empty".to_owned()
        } else if text.trim() != text {
            "has blanks at its start or end".to_owned()
        } else if text.chars().any(is_unprintable) {
            "has control characters in it".to_owned()
        } else if text.chars().count() > TEXT_CHARS_MAX {
            format!("is longer than {TEXT_CHARS_MAX} characters")
        } else {
            return Some(text);
        };
        self.add(path, message);
        None
    }

    /// One of a list of names.
    pub(super) fn choice<T: Copy>(&mut self, path: &Path<'_>, json: &Json, names: &[(&str, T)]) -> Option<T> {
        let text = self.text(path, json)?;
        let found = names.iter().find(|(name, _)| *name == text);
        if found.is_none() {
            let names: Vec<_> = names.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            let one_of = if names.len() > 1 { "one of " } else { "" };
            self.add(
                path,
                format!("is \"{}\": it must be {one_of}{}", excerpt(text), names.join(", ")),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// A decimal string.
    pub(super) fn decimal(&mut self, path: &Path<'_>, json: &Json) -> Option<Exact> {
        let Json::Text(text) = json else {
            self.add(
                path,
                format!("{}: numbers are written as decimal strings, such as \"40\"", what(json)),
            );
            return None;
        };
        match Exact::from_decimal(text) {
            Ok(number) => Some(number),
            Err(error) => {
                self.add(path, format!("\"{}\" {error}", excerpt(text)));
                None
            }
        }
    }

    /// A decimal string of pounds, with pence at most.
    pub(super) fn money(&mut self, path: &Path<'_>, json: &Json) -> Option<Exact> {
        let amount = self.decimal(path, json)?;
        self.pence(path, json);
        Some(amount)
    }

    /// Notes an amount with more digits after the point than pounds have.
    pub(super) fn pence(&mut self, path: &Path<'_>, json: &Json) {
        let Json::Text(text) = json else { return };
        if text
            .split_once('.')
            .is_some_and(|(_, fraction)| fraction.len() > MINOR_DIGITS)
        {
            let text = excerpt(text);
            self.add(
                path,
                format!("\"{text}\" has parts of a penny: give at most {MINOR_DIGITS} digits after the point"),
            );
        }
    }

    /// A day that exists, as `2026-10-01`.
    pub(super) fn date(&mut self, path: &Path<'_>, json: &Json) -> Option<Date> {
        let text = self.text(path, json)?;
        let has_form = text.len() == 10
            && text.bytes().enumerate().all(|(index, byte)| match index {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let date = has_form.then(|| text.parse().ok()).flatten();
        if date.is_none() {
            self.add(
                path,
                format!("\"{}\" is not a date that exists, as 2026-10-01", excerpt(text)),
            );
        }
        date
    }

    /// An instant in UTC, as `2026-10-01T12:00:00Z`, in microseconds since 1970.
    pub(super) fn instant_us(&mut self, path: &Path<'_>, json: &Json) -> Option<i64> {
        let text = self.text(path, json)?;
        let is_utc = text.ends_with('Z') && text.as_bytes().get(10) == Some(&b'T');
        let instant = is_utc.then(|| text.parse::<Timestamp>().ok()).flatten();
        if instant.is_none() {
            self.add(
                path,
                format!("\"{}\" is not a time in UTC, as 2026-10-01T12:00:00Z", excerpt(text)),
            );
        }
        instant.map(Timestamp::as_microsecond)
    }
}

/// The first member of this name.
pub(super) fn get<'j>(members: Members<'j>, name: &str) -> Option<&'j Json> {
    members.iter().find(|(known, _)| known == name).map(|(_, json)| json)
}

/// The start of a text that may be long, safe to print.
pub(super) fn excerpt(text: &str) -> String {
    const CHARS: usize = 60;
    let start: String = text.chars().take(CHARS).collect();
    let more = if text.chars().count() > CHARS { "..." } else { "" };
    format!("{}{more}", start.escape_debug())
}

/// What a value is, for a message.
pub(super) fn what(json: &Json) -> &'static str {
    match json {
        Json::Null => "is null",
        Json::Bool(_) => "is true or false",
        Json::Whole(_) | Json::Number => "is a JSON number",
        Json::Text(_) => "is a text",
        Json::Array(_) => "is an array",
        Json::Object(_) => "is an object",
        Json::TooDeep => "is nested deeper than this format goes",
    }
}

/// Characters that would garble a terminal or a page: controls, and those that turn the direction of writing.
fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
