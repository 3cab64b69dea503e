//! Tender files from outside: what is read, what is refused and in which words, and what is written.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod any_tender;
mod limits;
mod refusals;
mod results;
mod schema;

use serde_json::{Value, json};
use svx_formats::tender::{TENDER_TEMPLATE, parse_tender};

/// The example tender, changed at one place: a JSON pointer and its new value, or nothing to remove it.
fn changed(changes: &[(&str, Option<Value>)]) -> Value {
    let mut file: Value = serde_json::from_str(TENDER_TEMPLATE).unwrap();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        match (file.pointer_mut(parent).unwrap(), value) {
            (Value::Object(members), Some(value)) => drop(members.insert(name.to_owned(), value.clone())),
            (Value::Object(members), None) => drop(members.remove(name).unwrap()),
            (Value::Array(items), Some(value)) => items[name.parse::<usize>().unwrap()] = value.clone(),
            _ => panic!("{pointer} cannot be changed"),
        }
    }
    file
}

/// Every problem of a file, one a line.
fn problems(file: &Value) -> Vec<String> {
    match parse_tender(file.to_string().as_bytes()) {
        Ok(_) => Vec::new(),
        Err(problems) => problems.iter().map(ToString::to_string).collect(),
    }
}

fn set(pointer: &str, value: Value) -> Value {
    changed(&[(pointer, Some(value))])
}

#[test]
fn the_example_is_valid() {
    assert_eq!(problems(&changed(&[])), [""; 0]);
    assert_eq!(problems(&set("/commenced_on", json!(null))), [""; 0]);
}
