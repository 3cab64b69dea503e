//! Files that are built to take all the memory or all the time: refused in words, after looking at no more than it takes.

use serde_json::{Value, json};
use svx_scoring::{BIDS_MAX, MARKS_MAX, PROBLEMS_MAX};

use crate::{changed, problems, set};

fn pass_fail(id: &str, weight: &str) -> Value {
    json!({"id": id, "weight": weight, "method": {"kind": "pass-fail"}})
}

fn list(count: usize, entry: impl Fn(usize) -> Value) -> Value {
    (0..count).map(entry).collect()
}

/// A criterion of 100 groups of 100 parts, none of which has to be answered.
fn optional() -> Value {
    let leaves = list(100, |index| pass_fail(&format!("p{index}"), "1"));
    let groups = list(
        100,
        |index| json!({"id": format!("g{index}"), "weight": "1", "parts": leaves}),
    );
    json!([{"id": "c", "weight": "100", "parts": [
        {"id": "a", "weight": "50", "required_by": ["b"], "parts": groups}, pass_fail("b", "50")]}])
}

fn bids(count: usize, inputs: &Value) -> Value {
    list(
        count,
        |index| json!({"supplier": format!("S{index}"), "inputs": inputs}),
    )
}

#[test]
fn no_more_problems_are_kept_than_are_listed() {
    let numbers: serde_json::Map<_, _> = (0..200).map(|index| (format!("k{index}"), json!(1))).collect();
    let found = problems(&set("/bids", bids(100, &Value::Object(numbers))));
    assert_eq!(found.len(), PROBLEMS_MAX);
    assert!(
        found[0].starts_with("$.bids[0].inputs.k0: is a JSON number"),
        "{}",
        found[0]
    );
}

#[test]
fn what_every_bid_lacks_is_not_listed_for_ever() {
    let criteria = list(100, |index| pass_fail(&format!("c{index}"), "1"));
    let file = changed(&[
        ("/criteria", Some(criteria)),
        ("/tie_break", None),
        ("/bids", Some(bids(10_000, &json!({})))),
    ]);
    assert_eq!(problems(&file).len(), PROBLEMS_MAX);
}

#[test]
fn a_list_that_is_far_too_long_is_not_compared_pair_by_pair() {
    let criteria = list(40_000, |index| pass_fail(&format!("c{index}"), "1"));
    let file = changed(&[("/criteria", Some(criteria)), ("/bids", Some(bids(50, &json!({}))))]);
    let found = problems(&file);
    assert_eq!(found[0], "$.criteria: has 40000 entries: at most 100 are allowed");
    let required = list(20_000, |_| json!("quantitative"));
    let found = problems(&set("/criteria/2/parts/1/required_by", required));
    assert_eq!(
        found,
        ["$.criteria[2].parts[1].required_by: has 20000 entries: at most 100 are allowed"]
    );
    let ties = list(20_000, |_| json!("price"));
    assert_eq!(
        problems(&set("/tie_break", ties)),
        ["$.tie_break: has 20000 entries: at most 101 are allowed"]
    );
}

#[test]
fn parts_that_nobody_answers_are_counted_all_the_same() {
    let inputs = json!({"c": {"b": "pass"}});
    let file = changed(&[
        ("/criteria", Some(optional())),
        ("/tie_break", None),
        ("/bids", Some(bids(3, &inputs))),
    ]);
    assert_eq!(
        problems(&file),
        ["$.criteria: 10001 things are marked: at most 5000 are allowed"]
    );
}

#[test]
fn marks_are_limited_over_all_bids() {
    let parts = list(100, |index| pass_fail(&format!("p{index}"), "1"));
    let groups = list(
        2,
        |index| json!({"id": format!("g{index}"), "weight": "50", "parts": parts}),
    );
    let count = MARKS_MAX / 200 + 1;
    assert!(count < BIDS_MAX);
    let file = changed(&[
        (
            "/criteria",
            Some(json!([{"id": "c", "weight": "100", "parts": groups}])),
        ),
        ("/tie_break", None),
        ("/bids", Some(bids(count, &json!({})))),
    ]);
    assert_eq!(
        problems(&file),
        ["$.bids: has 10001 bids with 200 marks each: at most 2000000 marks are given together"]
    );
}

#[test]
fn a_name_of_any_length_makes_a_path_of_a_readable_length() {
    let inner: serde_json::Map<_, _> = (0..50).map(|index| (format!("k{index}"), json!(1))).collect();
    let mut inputs = serde_json::Map::new();
    inputs.insert("x".repeat(1_000_000), Value::Object(inner));
    let found = problems(&set("/bids/0/inputs", Value::Object(inputs)));
    assert!(found.len() >= 50 && found.iter().all(|problem| problem.len() < 500));
    assert!(
        found[0].contains("xxx...']['k0']") || found[0].contains("xxx...'].k0"),
        "{}",
        found[0]
    );
}
