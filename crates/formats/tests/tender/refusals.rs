//! Files that are refused.

use rstest::rstest;
use serde_json::{Value, json};
use svx_formats::tender::{TENDER_TEMPLATE, parse_tender};

use crate::{changed, problems, set};

#[rstest]
#[case("/format", json!("svx.tender/2"), "$.format: is \"svx.tender/2\": it must be \"svx.tender/1\"")]
#[case("/ocid", json!(""), "$.ocid: is empty")]
#[case("/title", json!("a\u{1b}[31m"), "$.title: has control characters in it")]
#[case("/authority", json!(" Council"), "$.authority: has blanks at its start or end")]
#[case("/commenced_on", json!("2026-02-30"), "$.commenced_on: \"2026-02-30\" is not a date that exists, as 2026-10-01")]
#[case("/commenced_on", json!("20261001"), "$.commenced_on: \"20261001\" is not a date that exists, as 2026-10-01")]
#[case("/value/amount", json!("2400000.005"), "$.value.amount: \"2400000.005\" has parts of a penny: give at most 2 digits after the point")]
#[case("/value/currency", json!("EUR"), "$.value.currency: is \"EUR\": it must be \"GBP\"")]
#[case("/value/includes_vat", json!("yes"), "$.value.includes_vat: is a text: it must be true or false")]
#[case("/criteria", json!({}), "$.criteria: is an object: it must be an array")]
#[case("/criteria/0/weight", json!(40), "$.criteria[0].weight: is a JSON number: numbers are written as decimal strings, such as \"40\"")]
#[case("/criteria/0/weight", json!("41"), "$.criteria: the weights add up to 101: they must add up to 100")]
#[case("/criteria/0/colour", json!("red"), "$.criteria[0].colour: is not a member that this format knows here")]
#[case("/criteria/0/required_by", json!(["quality"]), "$.criteria[0].required_by: is not a member that this format knows here")]
#[case("/criteria/0/parts", json!([]), "$.criteria[0]: has both a method and parts: give one of the two")]
#[case("/criteria/0/method", json!({}), "$.criteria[0].method.kind: is missing")]
#[case("/criteria/0/method", json!({"kind": "target"}), "$.criteria[0].method.target: is missing")]
#[case("/criteria/0/method/best", json!("1"), "$.criteria[0].method.best: is not a member that \"relative-to-lowest\" has")]
#[case(
    "/criteria/0/method",
    json!({"kind": "linear-range", "best": "cheapest", "worst": "9"}),
    "$.criteria[0].method.best: is \"cheapest\": it must be a number, \"lowest\" or \"highest\""
)]
#[case("/criteria/0/method", json!({"kind": "bands", "bands": [{"at_least": "1", "score": "1.5"}]}), "$.criteria[0].method.bands[0].score: is a share of the weight: it must be from 0 to 1")]
#[case("/criteria/1/method/scale/max", json!("0"), "$.criteria[1].method.scale.max: the scale from 0 to 0 has no width: max must be more than min")]
#[case("/criteria/1/method/questions/1/threshold", json!("5.5"), "$.criteria[1].method.questions[1].threshold: the threshold 5.5 is outside the scale from 0 to 5")]
#[case("/criteria/1/method/questions/0/weight", json!("50"), "$.criteria[1].method.questions: the weights add up to 90: they must add up to 100")]
#[case("/criteria/2/parts/1/required_by/0", json!("x"), "$.criteria[2].parts[1].required_by[0]: there is no part \"x\" beside this one")]
#[case("/award", json!({"kind": "value-for-money"}), "$.award.willingness_to_pay: is missing")]
#[case("/tie_break/0", json!("cost"), "$.tie_break[0]: there is no criterion \"cost\"")]
#[case("/display_decimals", json!("2"), "$.display_decimals: is a text: it must be a whole JSON number, such as 2")]
#[case("/display_decimals", json!(2.0), "$.display_decimals: is a JSON number: it must be a whole JSON number, such as 2")]
#[case("/display_decimals", json!(13), "$.display_decimals: is more than 12")]
#[case("/bids", json!([]), "$.bids: is empty: give at least one bid")]
#[case("/bids/1/supplier", json!("Alder"), "$.bids[1].supplier: \"Alder\" has bid 0 too: each supplier has one bid in a tender")]
#[case("/bids/0/received_at", json!("2026-10-01T12:00:00+01:00"), "$.bids[0].received_at: \"2026-10-01T12:00:00+01:00\" is not a time in UTC, as 2026-10-01T12:00:00Z")]
#[case("/bids/0/inputs/price", json!("-1"), "$.bids[0].inputs.price: \"-1\" has a sign: numbers are never negative here and are written without one")]
#[case("/bids/0/inputs/price", json!("1e6"), "$.bids[0].inputs.price: \"1e6\" is in exponent form: write all the digits out")]
#[case("/bids/0/inputs/price", json!("2,000,000"), "$.bids[0].inputs.price: \"2,000,000\" has a comma: write thousands without separators and use a point for decimals")]
#[case("/bids/0/inputs/price", json!("1.234"), "$.bids[0].inputs.price: \"1.234\" has parts of a penny: give at most 2 digits after the point")]
#[case("/bids/0/inputs/price", json!("cheap"), "$.bids[0].inputs.price: \"cheap\" is neither a number in digits nor \"pass\" or \"fail\"")]
#[case("/bids/0/inputs/price", json!(null), "$.bids[0].inputs.price: is missing")]
#[case("/bids/0/inputs/price", json!(true), "$.bids[0].inputs.price: is true or false: it must be a decimal string or an object")]
#[case("/bids/0/inputs/quality/q1", json!("6"), "$.bids[0].inputs.quality.q1: the mark 6 is outside the scale from 0 to 5")]
#[case("/bids/0/inputs/quality/q1", json!(4), "$.bids[0].inputs.quality.q1: is a JSON number: numbers are written as decimal strings, such as \"4\"")]
#[case("/bids/0/inputs/quality/q9", json!("4"), "$.bids[0].inputs.quality.q9: the rules have nothing with this id")]
#[case("/bids/0/notes", json!("x"), "$.bids[0].notes: is not a member that this format knows here")]
fn one_fault_is_one_problem(#[case] pointer: &str, #[case] value: Value, #[case] expected: &str) {
    assert_eq!(problems(&set(pointer, value)), [expected]);
}

#[rstest]
#[case("/ocid")]
#[case("/value")]
#[case("/criteria")]
#[case("/criteria/0/id")]
#[case("/criteria/0/weight")]
#[case("/criteria/0/method")]
#[case("/criteria/1/method/scale")]
#[case("/criteria/1/method/questions")]
#[case("/bids")]
#[case("/bids/0/supplier")]
#[case("/bids/0/inputs")]
#[case("/bids/0/inputs/price")]
#[case("/bids/0/inputs/quality/q1")]
fn what_is_missing_is_named_once(#[case] pointer: &str) {
    let found = problems(&changed(&[(pointer, None)]));
    let path = pointer
        .split('/')
        .skip(1)
        .fold("$".to_owned(), |path, step| match step.parse::<usize>() {
            Ok(index) => format!("{path}[{index}]"),
            Err(_) => format!("{path}.{step}"),
        });
    assert!(found[0].starts_with(&format!("{path}: is missing")), "{found:?}");
    // Without its inputs a bid lacks each of them, and each is named; nothing else follows from a gap.
    assert!(found.len() == 1 || pointer.ends_with("/inputs"), "{found:#?}");
}

#[test]
fn optional_members_may_be_left_out() {
    for pointer in ["/commenced_on", "/award", "/tie_break", "/display_decimals"] {
        assert_eq!(problems(&changed(&[(pointer, None)])), [""; 0], "{pointer}");
    }
}

#[test]
fn every_problem_is_listed_in_one_run() {
    let file = changed(&[
        ("/buyer_type", Some(json!("council"))),
        ("/criteria/0/weight", Some(json!(40))),
        ("/criteria/1/method/scale/max", Some(json!("0"))),
        ("/criteria/2/parts/0/method/kind", Some(json!("highest"))),
        ("/tie_break/2", Some(json!("cost"))),
        ("/bids/0/inputs/price", Some(json!("1e6"))),
        ("/bids/1/supplier", Some(json!("Alder"))),
        ("/bids/2/inputs/social-value/qualitative", Some(json!("6"))),
    ]);
    insta::assert_snapshot!(problems(&file).join("\n"), @r#"
    $.buyer_type: is "council": it must be one of "central-government", "local-government", "housing-association", "nhs", "education", "other"
    $.criteria[0].weight: is a JSON number: numbers are written as decimal strings, such as "40"
    $.criteria[2].parts[0].method.kind: is "highest": it must be one of "relative-to-lowest", "relative-to-highest", "linear-range", "deviation-from-mean", "target", "share-of-contract", "scale", "weighted-questions", "pass-fail", "bands"
    $.bids[0].inputs.price: "1e6" is in exponent form: write all the digits out
    $.criteria[1].method.scale.max: the scale from 0 to 0 has no width: max must be more than min
    $.tie_break[2]: there is no criterion "cost"
    $.bids[1].supplier: "Alder" has bid 0 too: each supplier has one bid in a tender
    $.bids[2].inputs['social-value'].qualitative: the mark 6 is outside the scale from 0 to 5
    "#);
}

#[test]
fn repeated_members_are_refused() {
    let text = TENDER_TEMPLATE.replacen(
        "\"display_decimals\": 2,",
        "\"display_decimals\": 2, \"title\": \"Other\",",
        1,
    );
    let text = text.replacen("\"q1\": \"4\"", "\"q1\": \"4\", \"q1\": \"5\"", 1);
    let listed: Vec<_> = parse_tender(text.as_bytes())
        .unwrap_err()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        listed,
        [
            "$.title: is given more than once",
            "$.bids[0].inputs.quality.q1: is given more than once"
        ]
    );
}

#[rstest]
#[case("{", "EOF while parsing")]
#[case("[]", "is an array: it must be an object")]
#[case("3", "is a JSON number: it must be an object")]
fn what_is_not_a_tender_at_all_is_refused(#[case] text: &str, #[case] expected: &str) {
    let problems = parse_tender(text.as_bytes()).unwrap_err();
    assert_eq!(problems.len(), 1);
    assert!(
        problems[0].path == "$" && problems[0].message.contains(expected),
        "{problems:?}"
    );
}

#[test]
fn deep_nesting_is_refused_where_it_begins() {
    let deep = (0..100).fold(json!("1"), |inner, _| json!({"x": inner}));
    let found = problems(&set("/bids/0/inputs/price", deep));
    assert!(
        found
            .iter()
            .any(|problem| problem.contains("is nested deeper than this format goes")),
        "{found:?}"
    );
}
