//! A JSON tree that keeps numbers as they were written and members in their order.
//!
//! `serde_json::Value` would turn amounts into floats, and its exact mode is a feature that would change every other
//! crate of the workspace; raw values give the same exactness here alone.

mod parse;
mod show;

pub(crate) use parse::step;
pub use parse::{JsonError, JsonFault};

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it was written.
    Number(Number),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Object),
}

impl Json {
    /// What a reader calls this kind of value: "a text", "a list" and so on.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::Array(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    /// The string, when this is one.
    #[must_use]
    pub fn as_text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The object, when this is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        if let Self::Object(object) = self {
            Some(object)
        } else {
            None
        }
    }

    /// The elements, when this is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Json]> {
        if let Self::Array(items) = self {
            Some(items)
        } else {
            None
        }
    }

    /// The value at a JSON pointer (RFC 6901), `""` being this value itself.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Json> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |at, step| match at {
                Self::Object(object) => object.get(&step.replace("~1", "/").replace("~0", "~")),
                Self::Array(items) => items.get(step.parse::<usize>().ok()?),
                _ => None,
            })
    }
}

/// A number as it was written, checked to be one by the JSON grammar.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Number(String);

impl Number {
    /// A number from its JSON text; `None` if the text is not a JSON number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        is_number(text).then(|| Self(text.to_owned()))
    }

    /// The number as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the JSON Schema type `integer` (draft 4) admits it: digits alone, no point, no exponent.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E'])
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let digits = |s: &str| s.len() - s.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let count = digits(exponent);
        return count > 0 && count == exponent.len();
    }
    rest.is_empty()
}

/// The members of a JSON object: names are unique, order is kept, and order does not matter for equality.
#[derive(Debug, Clone, Default, Eq)]
pub struct Object(Vec<(String, Json)>);

impl Object {
    /// An object without members.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of a member.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Json> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The value of a member, to change.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Json> {
        self.0.iter_mut().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// Sets a member, in its place if it is there and at the end otherwise.
    pub fn set(&mut self, name: &str, value: Json) {
        match self.get_mut(name) {
            Some(place) => *place = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Takes a member out.
    pub fn remove(&mut self, name: &str) -> Option<Json> {
        let index = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(index).1)
    }

    /// Whether there is such a member, even one that is null.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The members in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Json)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// How many members there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PartialEq for Object {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().all(|(name, value)| other.get(name) == Some(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("0", true)]
    #[case("-0.50", true)]
    #[case("1E+9", true)]
    #[case("12.", false)]
    #[case(".5", false)]
    #[case("01", false)]
    #[case("1e", false)]
    #[case("+1", false)]
    #[case("1 ", false)]
    #[case("", false)]
    #[case("NaN", false)]
    fn numbers_follow_the_grammar(#[case] text: &str, #[case] expect: bool) {
        assert_eq!(Number::parse(text).is_some(), expect);
        assert_eq!(
            serde_json::from_str::<serde_json::Number>(text.trim()).is_ok() && text == text.trim(),
            expect
        );
    }

    #[test]
    fn order_of_members_does_not_matter_for_equality() {
        let one = Json::parse(r#"{"a":1,"b":[true,null]}"#).unwrap();
        assert_eq!(one, Json::parse(r#"{ "b" : [true, null], "a": 1 }"#).unwrap());
        assert_ne!(one, Json::parse(r#"{"a":1,"b":[null,true]}"#).unwrap());
    }

    #[test]
    fn pointers_reach_into_objects_and_arrays() {
        let json = Json::parse(r#"{"a/b":[{"~":"x"}]}"#).unwrap();
        assert_eq!(json.pointer("/a~1b/0/~0"), Some(&Json::Text("x".into())));
        assert_eq!(json.pointer("/a~1b/1"), None);
    }
}
