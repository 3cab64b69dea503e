//! What holds for any file: it is read back as it was written, and no file is too strange to be refused in words.

use proptest::prelude::*;
use serde_json::Value;
use svx_formats::tender::{TENDER_TEMPLATE, Tender, parse_tender, rules_sha256, tender_json};

use crate::changed;

/// Methods in every kind with all that they may have.
fn any_method() -> impl Strategy<Value = Value> {
    let number = || (0_u32..10_000, 0_u32..100).prop_map(|(whole, cents)| format!("{whole}.{cents:02}"));
    let bound = prop_oneof![number(), Just("lowest".to_owned()), Just("highest".to_owned())];
    prop_oneof![
        Just(serde_json::json!({"kind": "relative-to-lowest"})),
        Just(serde_json::json!({"kind": "relative-to-highest"})),
        (bound.clone(), bound).prop_map(|(best, worst)| serde_json::json!({"kind": "linear-range", "best": best, "worst": worst})),
        (number(), number()).prop_map(|(base, slope)| serde_json::json!({"kind": "deviation-from-mean", "base": base, "slope": slope})),
        (1_u32..).prop_map(|target| serde_json::json!({"kind": "target", "target": target.to_string()})),
        (1_u32..=100).prop_map(|share| serde_json::json!({"kind": "share-of-contract", "share": format!("{}.{:02}", share / 100, share % 100)})),
        (0_u32..3, 4_u32..9).prop_map(|(min, max)| serde_json::json!({
            "kind": "scale", "min": min.to_string(), "max": max.to_string(), "threshold": "3",
            "labels": {"3": "Fair", "4.0": {"label": "Good", "descriptor": "Better than fair."}},
        })),
        prop::collection::btree_set(0_u32..50, 1..5).prop_map(|steps| {
            let band = |step: u32| serde_json::json!({"at_least": step.to_string(), "score": "0.5"});
            serde_json::json!({"kind": "bands", "bands": steps.into_iter().map(band).collect::<Value>()})
        }),
    ]
}

fn any_file() -> impl Strategy<Value = Value> {
    let award = prop_oneof![
        Just(serde_json::json!({"kind": "highest-total"})),
        Just(serde_json::json!({"kind": "value-for-money", "willingness_to_pay": "2000.50"})),
        Just(serde_json::json!({"kind": "price-per-quality-point"})),
    ];
    let receipt = serde_json::json!("2026-10-02T09:30:00.25Z");
    (any_method(), award, 3_u32..=4, "[A-Za-z][A-Za-z &']{0,20}[a-z]").prop_map(
        move |(method, award, mark, supplier)| {
            let mut changes = vec![
                ("/criteria/2/parts/0/method", Some(method)),
                ("/award", Some(award)),
                ("/bids/0/supplier", Some(supplier.into())),
                ("/tie_break", Some(serde_json::json!(["price", "earliest-receipt"]))),
            ];
            for pointer in [
                "/bids/0/inputs/social-value/quantitative",
                "/bids/1/inputs/social-value/quantitative",
                "/bids/2/inputs/social-value/quantitative",
            ] {
                changes.push((pointer, Some(mark.to_string().into())));
            }
            for pointer in ["/bids/0/received_at", "/bids/1/received_at", "/bids/2/received_at"] {
                changes.push((pointer, Some(receipt.clone())));
            }
            changed(&changes)
        },
    )
}

fn same(a: &Tender, b: &Tender) -> bool {
    (&a.ocid, &a.title, &a.authority, &a.procurement, &a.bids)
        == (&b.ocid, &b.title, &b.authority, &b.procurement, &b.bids)
        && a.rules.rules() == b.rules.rules()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_tender_reads_back_as_it_was_written(file in any_file()) {
        let tender = parse_tender(file.to_string().as_bytes()).unwrap();
        let again = parse_tender(tender_json(&tender).to_string().as_bytes()).unwrap();
        prop_assert!(same(&tender, &again), "{file:#}");
        prop_assert_eq!(rules_sha256(&tender), rules_sha256(&again));
        prop_assert!(tender.evaluate().is_ok());
    }

    #[test]
    fn a_damaged_file_never_panics(place in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<u8>(), 0..4), cut in 0_usize..6) {
        let mut file = TENDER_TEMPLATE.as_bytes().to_vec();
        let start = place.index(file.len());
        let end = (start + cut).min(file.len());
        file.splice(start..end, bytes);
        if let Err(problems) = parse_tender(&file) {
            prop_assert!(!problems.is_empty() && problems.iter().all(|problem| problem.path.starts_with('$')));
        }
    }

    #[test]
    fn a_value_of_another_kind_never_panics(place in any::<prop::sample::Index>(), kind in 0_usize..7) {
        let mut file: Value = serde_json::from_str(TENDER_TEMPLATE).unwrap();
        let places = pointers(&file, "");
        let values = [
            Value::Null, true.into(), 3.into(), 0.5.into(), "text".into(), Value::Array(vec![3.into()]),
            serde_json::json!({"id": "x"}),
        ];
        *file.pointer_mut(&places[place.index(places.len())]).unwrap() = values[kind].clone();
        if let Err(problems) = parse_tender(file.to_string().as_bytes()) {
            prop_assert!(!problems.is_empty());
        }
    }
}

/// Where every value of a file is.
fn pointers(value: &Value, at: &str) -> Vec<String> {
    let inner: Vec<_> = match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, value)| pointers(value, &format!("{at}/{name}")))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, value)| pointers(value, &format!("{at}/{index}")))
            .collect(),
        _ => Vec::new(),
    };
    [vec![at.to_owned()], inner].concat()
}
