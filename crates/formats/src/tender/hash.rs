//! The fingerprint of frozen rules.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::Tender;
use super::write::frozen;

/// SHA-256, in lower-case hexadecimal, of the frozen part of a tender as canonical JSON (RFC 8785).
///
/// The frozen part is an object with the members `arrangement`, `award`, `buyer_type`, `commenced_on`, `criteria`,
/// `display_decimals`, `tie_break` and `value`: all that bears on scores, ranks and policy. Defaults are filled in and
/// every decimal is in its shortest form, so files that say the same thing in other words have one fingerprint.
pub fn rules_sha256(tender: &Tender) -> String {
    hex::encode(canonical_sha256(&Value::Object(frozen(tender))))
}

/// SHA-256 of a value as canonical JSON (RFC 8785). It must hold no numbers but whole ones.
pub(crate) fn canonical_sha256(value: &Value) -> [u8; 32] {
    let mut text = String::new();
    write_canonical(value, &mut text);
    Sha256::digest(text.as_bytes()).into()
}

/// No blanks, members in order of their names.
fn write_canonical(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                separate(index, text);
                write_canonical(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut names: Vec<_> = members.iter().collect();
            names.sort_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
            text.push('{');
            for (index, (name, value)) in names.into_iter().enumerate() {
                separate(index, text);
                text.push_str(&Value::String(name.clone()).to_string());
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
        simple => text.push_str(&simple.to_string()),
    }
}

fn separate(index: usize, text: &mut String) {
    if index > 0 {
        text.push(',');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn canonical_json_has_sorted_members_and_no_blanks() {
        let mut text = String::new();
        write_canonical(
            &json!({"b": [1, "x\n\"y\""], "a": {"d": null, "c": true}, "é": "é"}),
            &mut text,
        );
        assert_eq!(text, r#"{"a":{"c":true,"d":null},"b":[1,"x\n\"y\""],"é":"é"}"#);
    }
}
