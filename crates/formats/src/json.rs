//! JSON as it stands in a file, for formats that are strict: members keep their order and their repetitions, and what
//! is too deep or too much is found without being built.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use svx_scoring::{Path, Problem};

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    /// A whole number that is not negative, written without point or exponent.
    Whole(u64),
    /// Any other number.
    Number,
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
    /// An array or object below the deepest level that is read.
    TooDeep,
}

/// What a file may hold at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) bytes: usize,
    pub(crate) values: usize,
    pub(crate) depth: usize,
}

/// Reads a whole file.
pub(crate) fn parse(bytes: &[u8], limits: Limits) -> Result<Json, Problem> {
    if bytes.len() > limits.bytes {
        let message = format!("the file is larger than {} MiB", limits.bytes / (1024 * 1024));
        return Err(Path::ROOT.problem(message));
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| not_utf8(bytes, error.valid_up_to()))?;
    let seed = Seed {
        values: &Cell::new(limits.values),
        values_max: limits.values,
        depth: limits.depth,
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = seed
        .deserialize(&mut deserializer)
        .and_then(|json| deserializer.end().map(|()| json));
    read.map_err(|error| Path::ROOT.problem(format!("the file is not JSON that can be read: {error}")))
}

fn not_utf8(bytes: &[u8], valid: usize) -> Problem {
    let line = bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
    let column = bytes[..valid].iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
    Path::ROOT.problem(format!(
        "the file is not UTF-8 text: see line {line}, byte {column} of it"
    ))
}

#[derive(Clone, Copy)]
struct Seed<'c> {
    /// How many values may still come.
    values: &'c Cell<usize>,
    values_max: usize,
    /// How many levels may still open.
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        let Some(left) = self.values.get().checked_sub(1) else {
            return Err(D::Error::custom(format!("more than {} values", self.values_max)));
        };
        self.values.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Json, E> {
        Ok(Json::Number)
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let Some(depth) = self.depth.checked_sub(1) else {
            while access.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Json::TooDeep);
        };
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Seed { depth, ..self })? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Json, A::Error> {
        let Some(depth) = self.depth.checked_sub(1) else {
            while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Json::TooDeep);
        };
        let mut members = Vec::new();
        while let Some(name) = access.next_key()? {
            members.push((name, access.next_value_seed(Seed { depth, ..self })?));
        }
        Ok(Json::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    const LIMITS: Limits = Limits {
        bytes: 1 << 20,
        values: 10,
        depth: 3,
    };

    #[test]
    fn members_keep_order_and_repetition() {
        let json = parse(br#"{"b": [1, 1.0, -1, "x"], "a": null, "b": true}"#, LIMITS).unwrap();
        let numbers = vec![Json::Whole(1), Json::Number, Json::Number, Json::Text("x".to_owned())];
        let members = [("b", Json::Array(numbers)), ("a", Json::Null), ("b", Json::Bool(true))];
        assert_eq!(
            json,
            Json::Object(members.map(|(name, value)| (name.to_owned(), value)).into())
        );
    }

    #[rstest]
    #[case(b"{\"a\": \xff}", "not UTF-8 text: see line 1, byte 7")]
    #[case(b"{}\n{\xc3(", "not UTF-8 text: see line 2, byte 2")]
    #[case(b"\xff\xfe{\0}\0", "not UTF-8 text: see line 1, byte 1")]
    #[case(b"{\"a\": 1,}", "line 1 column 9")]
    #[case(b"{} {}", "line 1 column 4")]
    #[case(b"", "line 1 column 0")]
    #[case(br#"["\ud800"]"#, "line 1 column")]
    #[case(b"[1,2,3,4,5,6,7,8,9,10]", "more than 10 values")]
    fn what_is_not_json_is_refused(#[case] bytes: &[u8], #[case] expected: &str) {
        let problem = parse(bytes, LIMITS).unwrap_err();
        assert_eq!(problem.path, "$");
        assert!(problem.message.contains(expected), "{problem}");
    }

    #[test]
    fn depth_is_cut_and_not_followed() {
        let deepest = Json::Array(vec![Json::Array(vec![Json::Array(vec![Json::TooDeep])])]);
        assert_eq!(parse(b"[[[[[]]]]]", LIMITS).unwrap(), deepest);
        let bomb = [vec![b'['; 200_000], vec![b']'; 200_000]].concat();
        assert_eq!(parse(&bomb, LIMITS).unwrap(), deepest);
    }

    #[test]
    fn size_is_limited_and_a_byte_order_mark_is_passed_over() {
        assert!(
            parse(&vec![b' '; (1 << 20) + 1], LIMITS)
                .unwrap_err()
                .message
                .contains("larger than 1 MiB")
        );
        assert_eq!(parse(b"\xEF\xBB\xBF{}", LIMITS), Ok(Json::Object(Vec::new())));
    }
}
