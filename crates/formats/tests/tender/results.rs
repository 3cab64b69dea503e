//! Results as text and as JSON, and the fingerprint of rules.

use rstest::rstest;
use serde_json::{Value, json};
use svx_formats::tender::{Evaluated, parse_tender, result_json, result_text, rules_sha256};
use unicode_width::UnicodeWidthStr;

use crate::{changed, set};

fn evaluated(file: &Value) -> Evaluated {
    parse_tender(file.to_string().as_bytes()).unwrap().evaluate().unwrap()
}

fn json_of(file: &Value) -> Value {
    serde_json::from_str(&result_json(&evaluated(file), false).unwrap()).unwrap()
}

#[test]
fn the_text_is_for_people() {
    insta::assert_snapshot!(result_text(&evaluated(&changed(&[])), false), @r"
    Grounds maintenance
    Example Borough Council, ocds-b5fd17-0001

    Rank  Supplier  Total  price  quality  social-value
                           of 40    of 40         of 20
      1   Birch     86.10  38.10    32.00         16.00
      2   Alder     84.80  40.00    28.80         16.00
      3   Cedar     71.54  37.04    24.00         10.50

    To look at
      Cedar: quality.q2 has a mark of 1, below the minimum of 2, and scores 0 (below-threshold)

    Policy
      local: The authority's own outcomes and measures, as its tender states them.
      No floor applies to the weight of social value.
      KPIs need not be set and published (Procurement Act 2023, s.52).

    Rules SHA-256  ddb4069ff21ef507aa723c5ca8b8f4cf7387eb68c706d16b1fd908a53d3dcde8
    ");
}

#[test]
fn the_json_is_exact() {
    let result = json_of(&changed(&[]));
    assert_eq!(result["format"], "svx.evaluation/1");
    assert_eq!(
        result["results"][0]["total"],
        json!({"exact": "1808/21", "display": "86.10"})
    );
    assert_eq!(
        result["results"][0]["criteria"]["price"],
        json!({"exact": "800/21", "display": "38.10", "parts": {}})
    );
    assert_eq!(result["results"][2]["flags"][0]["code"], "below-threshold");
    let ranks: Vec<_> = result["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|result| result["rank"].as_u64())
        .collect();
    assert_eq!(ranks, [Some(1), Some(2), Some(3)]);
}

#[rstest]
#[case("central-government", json!("2026-12-31"), "8000000", json!({"pack": "PPN 002", "floor": "10", "status": "clears", "short_by": null, "kpis_required": true}))]
#[case("central-government", json!("2027-01-01"), "8000000", json!({"pack": "PPN 026", "floor": "20", "status": "clears", "short_by": null, "kpis_required": true}))]
#[case("local-government", json!("2027-01-01"), "5000000.00", json!({"pack": "local", "floor": null, "status": "not-applicable", "short_by": null, "kpis_required": false}))]
#[case("local-government", json!(null), "5000000.01", json!({"pack": null, "floor": null, "status": "unknown", "short_by": null, "kpis_required": true}))]
fn policy_is_reported(#[case] buyer: &str, #[case] day: Value, #[case] amount: &str, #[case] expected: Value) {
    let changes = [
        ("/buyer_type", Some(json!(buyer))),
        ("/commenced_on", Some(day)),
        ("/value/amount", Some(json!(amount))),
    ];
    assert_eq!(json_of(&changed(&changes))["policy"], expected);
}

#[test]
fn a_floor_that_is_missed_is_short_by_so_many_points() {
    let file = changed(&[
        ("/buyer_type", Some(json!("central-government"))),
        ("/criteria/0/weight", Some(json!("52.5"))),
        ("/criteria/2/weight", Some(json!("7.5"))),
    ]);
    let policy = json_of(&file)["policy"].clone();
    assert_eq!(
        (&policy["status"], &policy["short_by"]),
        (&json!("short"), &json!("2.5"))
    );
    let text = result_text(&evaluated(&file), false);
    assert!(text.contains("short by 2.5"), "{text}");
    assert!(!text.to_lowercase().contains("complian"), "{text}");
}

#[test]
fn a_bid_without_quality_has_no_price_per_quality_point() {
    let mut changes = vec![("/award", Some(json!({"kind": "price-per-quality-point"})))];
    changes.push(("/bids/0/inputs/quality", Some(json!({"q1": "0", "q2": "0"}))));
    changes.push((
        "/bids/0/inputs/social-value",
        Some(json!({"quantitative": "0", "qualitative": "0"})),
    ));
    let result = json_of(&changed(&changes));
    let last = &result["results"][2];
    assert_eq!(
        (&last["supplier"], &last["rank"], &last["total"]),
        (&json!("Alder"), &json!(3), &json!(null))
    );
}

#[test]
fn every_line_fits_the_terminal() {
    let supplier = "Very Long Name ".repeat(12);
    let criterion = |index: usize| json!({"id": format!("criterion-number-{index}"), "weight": "5", "method": {"kind": "pass-fail"}});
    let criteria: Value = (0..20).map(criterion).collect();
    let inputs: Value = (0..20)
        .map(|index| (format!("criterion-number-{index}"), json!("pass")))
        .collect();
    let bids = json!([{"supplier": supplier.trim(), "inputs": inputs}, {"supplier": "Birch", "inputs": inputs}]);
    let title = "A title that goes on ".repeat(20) + &"x".repeat(300);
    let changes = [
        ("/title", Some(json!(title))),
        ("/criteria", Some(criteria)),
        ("/tie_break", Some(json!([]))),
        ("/bids", Some(bids)),
    ];
    let text = result_text(&evaluated(&changed(&changes)), true);
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    assert!(
        (0..20).all(|index| text.contains(&format!("criterion-number-{index}"))),
        "{text}"
    );
    assert!(text.contains("1="), "{text}");
}

/// Letters of two columns and of none take the room that they take on a screen.
#[test]
fn columns_are_aligned_whatever_the_letters() {
    let mut file = set("/bids/0/supplier", json!("東京庭園株式会社"));
    file["bids"][1]["supplier"] = json!("Be\u{301}ta");
    let text = result_text(&evaluated(&file), false);
    let ends: Vec<usize> = text
        .lines()
        .filter(|line| line.contains("東京") || line.contains("Be\u{301}ta") || line.contains("Supplier"))
        .map(UnicodeWidthStr::width)
        .collect();
    assert_eq!(ends.len(), 3, "{text}");
    assert!(ends.iter().all(|end| *end == ends[0]), "{text}");
}

#[test]
fn the_fingerprint_is_of_what_the_rules_say() {
    let of = |file: &Value| rules_sha256(&parse_tender(file.to_string().as_bytes()).unwrap());
    let original = of(&changed(&[]));
    // Committed so that a change of the canonical form cannot pass unseen: published fingerprints would no longer hold.
    assert_eq!(
        original,
        "ddb4069ff21ef507aa723c5ca8b8f4cf7387eb68c706d16b1fd908a53d3dcde8"
    );
    for same in [
        set("/title", json!("Another title")),
        set("/criteria/0/weight", json!("40.00")),
        changed(&[("/award", None)]),
        changed(&[("/display_decimals", None)]),
        set("/bids/0/inputs/price", json!("1")),
    ] {
        assert_eq!(of(&same), original);
    }
    for other in [
        set("/display_decimals", json!(3)),
        set("/tie_break", json!(["price"])),
        set("/commenced_on", json!("2026-10-02")),
        set("/criteria/1/method/questions/1/threshold", json!("3")),
        set("/value/amount", json!("2400000.01")),
    ] {
        assert_ne!(of(&other), original);
    }
}
