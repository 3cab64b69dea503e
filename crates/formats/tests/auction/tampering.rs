//! Whatever is changed in a published auction is found, and the place is said.

use crate::example::{file, key};
use proptest::{prelude::*, test_runner::TestRunner};
use serde_json::Value;
use std::collections::BTreeSet;
use svx_auction::{Digest, ValidRules, Visibility, export_text, signature};
use svx_formats::auction::parse_auction;
use svx_scoring::{Path, Problem};
use svx_transparency::{SigningKey, VerifyingKey};

/// The first problem that is found with a file, in its form or in what it says.
fn found(text: &str, trusted: &VerifyingKey) -> Option<Problem> {
    match parse_auction(text.as_bytes()) {
        Ok(read) => read.verify(Some(trusted)).err(),
        Err(problems) => problems.into_iter().next(),
    }
}

fn original() -> Value {
    serde_json::from_str(&file(Visibility::OwnRank, true, &key(1))).unwrap()
}

/// Every place in a file, as JSON pointers.
fn places(value: &Value, at: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                let at = format!("{at}/{name}");
                out.push(at.clone());
                places(value, &at, out);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                let at = format!("{at}/{index}");
                out.push(at.clone());
                places(value, &at, out);
            }
        }
        _ => {}
    }
}

/// What a value can be changed to: another of its kind, and another kind.
fn others(value: &Value) -> Vec<Value> {
    match value {
        Value::Null => vec!["x".into(), 1.into()],
        Value::Bool(flag) => vec![(!flag).into(), Value::Null],
        Value::Number(number) => {
            let number = number.as_u64().unwrap();
            vec![
                (number + 1).into(),
                number.saturating_sub(1).max(77).into(),
                Value::Null,
            ]
        }
        Value::String(text) => {
            let mut out = vec![
                Value::Null,
                format!("{text}0").into(),
                text[..text.len() / 2].trim_end().into(),
            ];
            let last = text.chars().count().saturating_sub(1);
            for place in BTreeSet::from([0, last / 3, last / 2, last * 2 / 3, last]) {
                out.push(flipped(text, place).into());
            }
            out
        }
        Value::Array(items) => lists(items),
        Value::Object(_) => vec![Value::Null],
    }
}

/// A text with one character changed to another of its sort.
fn flipped(text: &str, place: usize) -> String {
    let change = |(index, c): (usize, char)| match c {
        _ if index != place => c,
        '0'..='8' | 'a'..='e' | 'g'..='y' | 'A'..='Y' => char::from_u32(u32::from(c) + 1).unwrap(),
        '9' => '0',
        'f' => 'a',
        _ => 'a',
    };
    text.chars().enumerate().map(change).collect()
}

/// Lists with one entry dropped, repeated, or swapped with the next; cut short; and none.
fn lists(items: &[Value]) -> Vec<Value> {
    let mut out = vec![];
    for index in 0..items.len() {
        let mut changed = items.to_vec();
        changed.remove(index);
        out.push(changed.into());
        let mut changed = items.to_vec();
        changed.insert(index, items[index].clone());
        out.push(changed.into());
        if index + 1 < items.len() && items[index] != items[index + 1] {
            let mut changed = items.to_vec();
            changed.swap(index, index + 1);
            out.push(changed.into());
            out.push(items[..=index].to_vec().into());
        }
    }
    out
}

/// A file with the value at a place changed, or gone.
fn with(original: &Value, pointer: &str, change: Option<Value>) -> Value {
    let mut file = original.clone();
    match change {
        Some(value) => *file.pointer_mut(pointer).unwrap() = value,
        None => {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            if let Value::Object(members) = file.pointer_mut(parent).unwrap() {
                members.remove(name);
            }
        }
    }
    file
}

/// Every file in which one thing was changed, with the place.
fn changed_files(original: &Value) -> Vec<(String, Value)> {
    let mut pointers = Vec::new();
    places(original, "", &mut pointers);
    let mut out = Vec::new();
    for pointer in pointers {
        let value = original.pointer(&pointer).unwrap();
        for other in others(value) {
            if other != *value {
                out.push((pointer.clone(), with(original, &pointer, Some(other))));
            }
        }
        let gone = with(original, &pointer, None);
        if gone != *original {
            out.push((pointer, gone));
        }
    }
    out
}

#[test]
fn every_change_is_found_and_its_place_is_said() {
    let (original, trusted) = (original(), key(1).verifying_key());
    assert_eq!(found(&original.to_string(), &trusted), None);
    let changed = changed_files(&original);
    assert!(changed.len() > 3_000, "{}", changed.len());
    for (pointer, file) in &changed {
        let problem = found(&file.to_string(), &trusted);
        let problem = problem.unwrap_or_else(|| panic!("{pointer} was changed, and nothing was found"));
        assert!(
            problem.path.starts_with('$') && !problem.message.is_empty(),
            "{pointer}: {problem}"
        );
        // What was changed in one event is said to be wrong with that event.
        let steps: Vec<&str> = pointer.split('/').collect();
        if let ["", "events", index, _, ..] = steps[..] {
            let place = format!("$.events[{index}]");
            let said = problem.path.starts_with(&place) || is_hidden(pointer, file) && problem.path == "$.signature";
            assert!(said, "{pointer}: {problem}");
        }
    }
}

/// Whether the change is that a bid's pledges are not published, which they need not be.
fn is_hidden(pointer: &str, file: &Value) -> bool {
    pointer.ends_with("/pledges") && file.pointer(pointer) == Some(&Value::Null)
}

/// Two entries of the same sort that change places, across the whole file.
#[test]
fn what_changes_places_is_found() {
    let (original, trusted) = (original(), key(1).verifying_key());
    let count = original["events"].as_array().unwrap().len();
    let mut swaps = 0;
    for one in 0..count {
        for other in one + 1..count {
            let names: Vec<String> = original["events"][one].as_object().unwrap().keys().cloned().collect();
            for name in names {
                let (a, b) = (
                    original["events"][one][&name].clone(),
                    original["events"][other][&name].clone(),
                );
                if a == b || b.is_null() {
                    continue;
                }
                let mut file = original.clone();
                (file["events"][one][&name], file["events"][other][&name]) = (b, a);
                swaps += 1;
                assert!(
                    found(&file.to_string(), &trusted).is_some(),
                    "{name} of {one} and {other}"
                );
            }
        }
    }
    assert!(swaps > 500, "{swaps}");
}

fn rules_of(file: &Value) -> Option<ValidRules> {
    let read = parse_auction(file.to_string().as_bytes()).ok()?;
    read.export.rules.validate(&Path::ROOT).ok()
}

/// The file signed as a whole again.
fn signed_again(mut file: Value, signer: &SigningKey) -> Option<Value> {
    let body: Digest = parse_auction(file.to_string().as_bytes()).ok()?.body_sha256;
    let rules = rules_of(&file)?;
    file["signature"] = signature(signer, &export_text(&rules, &body)).unwrap().into();
    Some(file)
}

/// Even the one who has the installation's key cannot change what was bid and then sign the file again: only the names, and
/// whether a bid's pledges are published with its total, rest on that last signature alone.
#[test]
fn signing_the_whole_again_changes_no_bid() {
    let (original, trusted) = (original(), key(1).verifying_key());
    let mut tried = 0;
    for (index, (pointer, file)) in changed_files(&original).into_iter().enumerate() {
        for signer in [key(1), key(2)].into_iter().take(1 + usize::from(index % 10 == 0)) {
            let Some(file) = signed_again(file.clone(), &signer) else {
                continue;
            };
            tried += 1;
            let is_name = pointer.starts_with("/bidders/") && pointer.ends_with("/name");
            let hidden = is_hidden(&pointer, &file);
            let is_own = signer.verifying_key() == trusted;
            // The signature that was changed is the one that was made again.
            let is_whole = pointer == "/signature";
            if is_own && (is_name || is_whole || hidden) {
                continue;
            }
            assert!(found(&file.to_string(), &trusted).is_some(), "{pointer} by {signer:?}");
        }
    }
    assert!(tried > 1_000, "{tried}");
}

#[test]
fn receipts_and_heads_of_another_key_are_found() {
    let (original, forged) = (
        original(),
        serde_json::from_str::<Value>(&file(Visibility::OwnRank, true, &key(2))).unwrap(),
    );
    let trusted = key(1).verifying_key();
    let mut places = vec!["/head/signature".to_owned(), "/signature".to_owned(), "/key".to_owned()];
    for (index, event) in original["events"].as_array().unwrap().iter().enumerate() {
        if event["kind"] == "bid" {
            places.push(format!("/events/{index}/receipt"));
        }
    }
    assert_eq!(places.len(), 9);
    for pointer in places {
        let file = with(&original, &pointer, forged.pointer(&pointer).cloned());
        let problem = found(&file.to_string(), &trusted).unwrap();
        let place = Value::String(problem.path.clone());
        assert!(
            pointer.contains("receipt") == problem.path.contains("receipt"),
            "{pointer}: {place}"
        );
    }
    // Everything by another key, which is not the one that is trusted.
    assert_eq!(found(&forged.to_string(), &trusted).unwrap().path, "$.key");
}

#[test]
fn a_file_that_is_cut_short_is_found() {
    let (text, trusted) = (file(Visibility::OwnRank, true, &key(1)), key(1).verifying_key());
    let end = text.trim_end().len();
    for cut in (0..end).step_by(17) {
        let cut = (0..=cut).rev().find(|cut| text.is_char_boundary(*cut)).unwrap();
        assert!(found(&text[..cut], &trusted).is_some(), "cut at {cut}");
    }
}

/// Any byte changed to any other: what still holds says the very same.
#[test]
fn any_byte_that_matters_matters() {
    let (text, trusted) = (original().to_string(), key(1).verifying_key());
    let before = parse_auction(text.as_bytes()).unwrap();
    let mut runner = TestRunner::new(ProptestConfig::with_cases(3_000));
    runner
        .run(&(0..text.len(), any::<u8>()), |(place, byte)| {
            let mut bytes = text.clone().into_bytes();
            bytes[place] = byte;
            if let Ok(read) = parse_auction(&bytes)
                && read.verify(Some(&trusted)).is_ok()
            {
                prop_assert_eq!(read.body_sha256, before.body_sha256);
                prop_assert_eq!(read.signature, before.signature.clone());
            }
            Ok(())
        })
        .unwrap();
}
