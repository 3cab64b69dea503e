//! Checking a tree against the tables: every problem, with its path.

use crate::amount::{minor_digits, minor_units};
use crate::codes;
use crate::json::{Json, Object, step};
use crate::problem::{Problem, ProblemKind, Severity, quote};
use crate::rules::{has_ocid_prefix, is_uri, parse_date_time};
use crate::schema::{Field, Kind, Merge, RELEASE, Shape};
use std::collections::HashMap;

/// Every problem of one release, paths beginning with `path`.
#[must_use]
pub fn check_release(release: &Json, path: &str) -> Vec<Problem> {
    let mut check = Check {
        problems: Vec::new(),
        path: path.to_owned(),
        severity: Severity::Error,
    };
    match release {
        Json::Object(object) => {
            check.shape(object, &RELEASE);
            if let Some(ocid) = object.get("ocid").and_then(Json::as_text)
                && !ocid.is_empty()
                && !has_ocid_prefix(ocid)
            {
                let message = format!(
                    "does not begin like a registered prefix (ocds-xxxxxx-): {}",
                    quote(ocid)
                );
                check.at("ocid", |check| check.warn(ProblemKind::Ocid, message));
            }
        }
        other => check.report(ProblemKind::Type, format!("must be an object, not {}", other.kind())),
    }
    check.problems
}

/// Every problem of an object's members by a shape of the tables.
pub(crate) fn check_shape(object: &Object, shape: &Shape, path: &str) -> Vec<Problem> {
    let mut check = Check {
        problems: Vec::new(),
        path: path.to_owned(),
        severity: Severity::Error,
    };
    check.shape(object, shape);
    check.problems
}

struct Check {
    problems: Vec<Problem>,
    path: String,
    /// Errors, or warnings while inside an extension's field.
    severity: Severity,
}

impl Check {
    fn report(&mut self, kind: ProblemKind, message: impl Into<String>) {
        self.problems
            .push(Problem::new(self.severity, kind, &self.path, message));
    }

    fn warn(&mut self, kind: ProblemKind, message: impl Into<String>) {
        self.problems
            .push(Problem::new(Severity::Warning, kind, &self.path, message));
    }

    fn at(&mut self, name: &str, inner: impl FnOnce(&mut Self)) {
        let mut path = std::mem::take(&mut self.path);
        step(&mut path, name, |path| {
            std::mem::swap(path, &mut self.path);
            inner(self);
            std::mem::swap(path, &mut self.path);
        });
        self.path = path;
    }

    fn shape(&mut self, object: &Object, shape: &Shape) {
        for field in shape.fields {
            match object.get(field.name) {
                Some(value) => self.field(field, value),
                None if field.required => {
                    self.report(
                        ProblemKind::Missing,
                        format!("has no “{}”, which is required", field.name),
                    );
                }
                None => {}
            }
        }
        self.period(object);
        self.amounts(object);
    }

    fn field(&mut self, field: &Field, value: &Json) {
        let outer = self.severity;
        if field.extension {
            self.severity = Severity::Warning;
        }
        self.at(field.name, |check| match value {
            Json::Null if field.nullable => {}
            Json::Null => check.report(ProblemKind::Type, "must not be null"),
            value => {
                let before = check.problems.len();
                check.value(field, value);
                if check.problems.len() == before {
                    check.emptiness(field, value);
                }
            }
        });
        self.severity = outer;
    }

    fn value(&mut self, field: &Field, value: &Json) {
        match (field.kind, value) {
            (Kind::Text, Json::Text(_)) | (Kind::Number, Json::Number(_)) | (Kind::Bool, Json::Bool(_)) => {}
            (Kind::Id, Json::Text(_)) => {}
            (Kind::Id | Kind::Integer, Json::Number(number)) if number.is_integer() => {}
            (Kind::DateTime, Json::Text(text)) => self.date_time(text),
            (Kind::Uri, Json::Text(text)) => self.uri(text),
            (Kind::Code(list), Json::Text(code)) => self.code(list, code),
            (Kind::Currency, Json::Text(code)) => {
                if codes::CURRENCY.binary_search(&code.as_str()).is_err() {
                    self.report(
                        ProblemKind::Currency,
                        format!("is not a currency code: {}", quote(code)),
                    );
                }
            }
            (Kind::Texts, Json::Array(items)) => self.texts(items, |_, _| {}),
            (Kind::Codes(list), Json::Array(items)) => self.texts(items, |check, text| check.code(list, text)),
            (Kind::Uris, Json::Array(items)) => self.texts(items, Self::uri),
            (Kind::Object(shape), Json::Object(object)) => self.shape(object, shape),
            (Kind::Objects(shape), Json::Array(items)) => self.objects(field, shape, items),
            (Kind::Criteria(_), Json::Text(_)) => {}
            (Kind::Criteria(shape), Json::Object(object)) => {
                self.severity = Severity::Warning;
                self.shape(object, shape);
            }
            (kind, other) => {
                self.report(
                    ProblemKind::Type,
                    format!("must be {}, not {}", expected(kind), other.kind()),
                );
            }
        }
    }

    fn date_time(&mut self, text: &str) {
        if parse_date_time(text).is_none() {
            let message = format!("is not a date and time like 2026-11-23T17:30:00Z: {}", quote(text));
            self.report(ProblemKind::Date, message);
        }
    }

    fn uri(&mut self, text: &str) {
        if !is_uri(text) {
            self.report(
                ProblemKind::Uri,
                format!("is not a URI (a web address in full): {}", quote(text)),
            );
        }
    }

    fn code(&mut self, list: &[&str], code: &str) {
        if !list.contains(&code) {
            let message = format!("is not one of {}: {}", list.join(", "), quote(code));
            self.report(ProblemKind::Code, message);
        }
    }

    fn texts(&mut self, items: &[Json], each: impl Fn(&mut Self, &str)) {
        for (index, item) in items.iter().enumerate() {
            self.at(&index.to_string(), |check| match item {
                Json::Text(text) => each(check, text),
                other => check.report(ProblemKind::Type, format!("must be a text, not {}", other.kind())),
            });
        }
    }

    fn objects(&mut self, field: &Field, shape: &Shape, items: &[Json]) {
        for (index, item) in items.iter().enumerate() {
            self.at(&index.to_string(), |check| match item {
                Json::Object(object) => check.shape(object, shape),
                other => check.report(ProblemKind::Type, format!("must be an object, not {}", other.kind())),
            });
        }
        if field.merge == Merge::Whole {
            if field.unique {
                self.repeats(items, |item| Some(item.to_string()), "", "is the same as");
            }
        } else {
            let outer = self.severity;
            if !field.unique {
                // The schema does not forbid it here, but merging by id would make one of the two.
                self.severity = Severity::Warning;
            }
            self.repeats(items, |item| id_text(item.as_object()?), "/id", "repeats the id of");
            self.severity = outer;
            if field.unique {
                let without_id = |item: &Json| item.as_object().is_none_or(|object| id_text(object).is_none());
                self.repeats(
                    items,
                    |item| without_id(item).then(|| item.to_string()),
                    "",
                    "is the same as",
                );
            }
        }
    }

    fn repeats(&mut self, items: &[Json], key: impl Fn(&Json) -> Option<String>, suffix: &str, says: &str) {
        let mut first: HashMap<String, usize> = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            let Some(key) = key(item) else { continue };
            match first.get(&key) {
                Some(earlier) => {
                    let path = format!("{}/{index}{suffix}", self.path);
                    let shown = if suffix.is_empty() {
                        String::new()
                    } else {
                        format!(": {}", quote(&key))
                    };
                    let message = format!("{says} number {earlier} (counted from 0) in the same list{shown}");
                    self.problems
                        .push(Problem::new(self.severity, ProblemKind::DuplicateId, &path, message));
                }
                None => {
                    first.insert(key, index);
                }
            }
        }
    }

    fn emptiness(&mut self, field: &Field, value: &Json) {
        let empty = match value {
            Json::Text(text) => text.trim().is_empty(),
            Json::Array(items) => items.is_empty(),
            Json::Object(object) => object.is_empty(),
            _ => false,
        };
        if empty {
            if field.filled {
                self.report(ProblemKind::Empty, "must not be empty");
            } else {
                self.warn(
                    ProblemKind::Empty,
                    "is empty: leave it out when there is nothing to say",
                );
            }
        }
    }

    /// An end before its start, in any object that has both.
    fn period(&mut self, object: &Object) {
        let instant = |name| object.get(name).and_then(Json::as_text).and_then(parse_date_time);
        if let (Some(start), Some(end)) = (instant("startDate"), instant("endDate"))
            && end < start
        {
            self.warn(ProblemKind::Period, "ends before it starts");
        }
    }

    /// Amounts that would not fit into whole minor units of their currency.
    fn amounts(&mut self, object: &Object) {
        let Some(currency) = object.get("currency").and_then(Json::as_text) else {
            return;
        };
        for name in ["amount", "amountGross"] {
            if let Some(Json::Number(number)) = object.get(name)
                && let Err(error) = minor_units(number, minor_digits(currency))
            {
                self.at(name, |check| {
                    check.warn(ProblemKind::Amount, format!("{error}: {number}"))
                });
            }
        }
    }
}

/// The id of an object in a list as text, whether it is written as a string or a number.
pub(crate) fn id_text(object: &Object) -> Option<String> {
    match object.get("id")? {
        Json::Text(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn expected(kind: Kind) -> &'static str {
    match kind {
        Kind::Text | Kind::Code(_) | Kind::Currency => "a text",
        Kind::DateTime => "a date and time as text",
        Kind::Uri => "a web address as text",
        Kind::Id => "a text or a whole number",
        Kind::Integer => "a whole number",
        Kind::Number => "a number",
        Kind::Bool => "true or false",
        Kind::Texts | Kind::Codes(_) | Kind::Uris => "a list of texts",
        Kind::Object(_) => "an object",
        Kind::Objects(_) => "a list of objects",
        Kind::Criteria(_) => "a text or an object",
    }
}
