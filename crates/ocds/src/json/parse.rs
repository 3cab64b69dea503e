//! Reading JSON text into the tree, within limits, with a path to what is wrong.

use super::{Json, Number, Object};
use crate::limits::{ELEMENTS_MAX, Limits, MEMBERS_MAX, NAME_BYTES_MAX, NUMBER_CHARS_MAX};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::collections::HashSet;

/// What is wrong with a JSON text, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {fault}")]
pub struct JsonError {
    /// JSON pointer to the value.
    pub path: String,
    /// What is wrong with it.
    pub fault: JsonFault,
}

/// The ways in which a JSON text is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonFault {
    /// Not JSON by RFC 8259.
    #[error("is not valid JSON: {0}")]
    Syntax(String),
    /// A member name is there twice, so that it is unclear which value counts.
    #[error("has the member “{0}” twice")]
    Twice(String),
    /// Nested too deeply.
    #[error("is nested more than {0} levels deep")]
    Deep(usize),
    /// A text is too long.
    #[error("is longer than {0} bytes")]
    Long(usize),
    /// The name of a member is too long.
    #[error("has a member whose name is longer than {0} bytes")]
    Name(usize),
    /// An object or an array has too many entries.
    #[error("has more than {0} entries")]
    Many(usize),
}

impl Json {
    /// Reads one JSON value, within the standing limits.
    ///
    /// # Errors
    /// If the text is not JSON, names a member twice, or goes over a limit.
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        Self::parse_within(text, &Limits::default())
    }

    /// Reads one JSON value, within the limits given.
    ///
    /// # Errors
    /// If the text is not JSON, names a member twice, or goes over a limit.
    pub fn parse_within(text: &str, limits: &Limits) -> Result<Self, JsonError> {
        let raw: &RawValue = serde_json::from_str(text).map_err(|e| JsonError {
            path: String::new(),
            fault: JsonFault::Syntax(e.to_string()),
        })?;
        value(raw.get(), &mut String::new(), 0, limits)
    }
}

/// Each level looks at its own members alone and leaves their values raw, so the cost is the length of the text times
/// its depth, which is limited.
fn value(text: &str, path: &mut String, depth: usize, limits: &Limits) -> Result<Json, JsonError> {
    let fail = |path: &str, fault| {
        Err(JsonError {
            path: path.to_owned(),
            fault,
        })
    };
    if depth > limits.depth {
        return fail(path, JsonFault::Deep(limits.depth));
    }
    let syntax = |path: &str, e: serde_json::Error| JsonError {
        path: path.to_owned(),
        fault: JsonFault::Syntax(e.to_string()),
    };
    match text.as_bytes().first() {
        Some(b'{') => {
            let raw: Members<'_> = serde_json::from_str(text).map_err(|e| syntax(path, e))?;
            if raw.0.len() > MEMBERS_MAX {
                return fail(path, JsonFault::Many(MEMBERS_MAX));
            }
            object(raw, path, depth, limits)
        }
        Some(b'[') => {
            let raw: Vec<&RawValue> = serde_json::from_str(text).map_err(|e| syntax(path, e))?;
            if raw.len() > ELEMENTS_MAX {
                return fail(path, JsonFault::Many(ELEMENTS_MAX));
            }
            let mut items = Vec::with_capacity(raw.len());
            for (index, item) in raw.into_iter().enumerate() {
                items.push(step(path, &index.to_string(), |path| {
                    value(item.get(), path, depth + 1, limits)
                })?);
            }
            Ok(Json::Array(items))
        }
        Some(b'"') => {
            let string: String = serde_json::from_str(text).map_err(|e| syntax(path, e))?;
            if string.len() > limits.text_bytes {
                return fail(path, JsonFault::Long(limits.text_bytes));
            }
            Ok(Json::Text(string))
        }
        Some(b't') => Ok(Json::Bool(true)),
        Some(b'f') => Ok(Json::Bool(false)),
        Some(b'n') => Ok(Json::Null),
        _ if text.len() > NUMBER_CHARS_MAX => fail(path, JsonFault::Long(NUMBER_CHARS_MAX)),
        _ => match Number::parse(text) {
            Some(number) => Ok(Json::Number(number)),
            None => fail(path, JsonFault::Syntax("not a number".to_owned())),
        },
    }
}

fn object(raw: Members<'_>, path: &mut String, depth: usize, limits: &Limits) -> Result<Json, JsonError> {
    let mut seen = HashSet::with_capacity(raw.0.len());
    if let Some((name, _)) = raw.0.iter().find(|(name, _)| !seen.insert(name.as_str())) {
        return Err(JsonError {
            path: path.clone(),
            fault: JsonFault::Twice(name.clone()),
        });
    }
    if raw.0.iter().any(|(name, _)| name.len() > NAME_BYTES_MAX) {
        return Err(JsonError {
            path: path.clone(),
            fault: JsonFault::Name(NAME_BYTES_MAX),
        });
    }
    let mut members = Vec::with_capacity(raw.0.len());
    for (name, item) in raw.0 {
        let item = step(path, &name, |path| value(item.get(), path, depth + 1, limits))?;
        members.push((name, item));
    }
    Ok(Json::Object(Object(members)))
}

/// Runs `inner` with one more step on the path, which is the same again afterwards.
pub(crate) fn step<T>(path: &mut String, name: &str, inner: impl FnOnce(&mut String) -> T) -> T {
    let length = path.len();
    path.push('/');
    path.push_str(&name.replace('~', "~0").replace('/', "~1"));
    let result = inner(path);
    path.truncate(length);
    result
}

/// The members of one object, their values left raw.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    members.push(entry);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(r#"{"a":{"b":1,"b":2}}"#, "/a: has the member “b” twice")]
    #[case(r#"{"a":[0,"\ud800"]}"#, "/a/1: is not valid JSON")]
    #[case("[1,]", ": is not valid JSON")]
    #[case("{} {}", ": is not valid JSON")]
    #[case(r#"[[[[1]]]]"#, "/0/0/0/0: is nested more than 3 levels deep")]
    #[case(r#"["abcdefghi"]"#, "/0: is longer than 8 bytes")]
    fn refuses_with_a_path(#[case] text: &str, #[case] expect: &str) {
        let limits = Limits {
            depth: 3,
            text_bytes: 8,
            ..Limits::default()
        };
        let error = Json::parse_within(text, &limits).unwrap_err().to_string();
        assert!(error.starts_with(expect), "{error}");
    }

    #[test]
    fn numbers_stay_as_they_were_written() {
        let json = Json::parse("[1.10, 12345678901234567890.01, 1E2]").unwrap();
        assert_eq!(json.to_string(), "[1.10,12345678901234567890.01,1E2]");
    }
}
