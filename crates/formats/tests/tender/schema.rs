//! The published JSON Schemas say what the reader and the writer do: the same members, the same choices.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use svx_formats::tender::members::{
    AWARDS, BAND, BID, CRITERION, LABEL, METHODS, Member, PART, QUESTION, SCALE, TENDER, VALUE,
};
use svx_formats::tender::{parse_tender, result_json};
use svx_scoring::policy::{Arrangement, BuyerType, PACKS};

use crate::changed;

fn tender_schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/schema/svx.tender-1.schema.json")).unwrap()
}

fn evaluation_schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/schema/svx.evaluation-1.schema.json")).unwrap()
}

fn check_members(schema: &Value, members: &[Member], what: &str) {
    let names: BTreeSet<_> = members.iter().map(|(name, _)| *name).collect();
    let required: BTreeSet<_> = members
        .iter()
        .filter(|(_, required)| *required)
        .map(|(name, _)| *name)
        .collect();
    let in_schema: BTreeSet<_> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let schema_requires: BTreeSet<_> = strings(&schema["required"]);
    assert_eq!((names, required), (in_schema, schema_requires), "{what}");
    assert_eq!(schema["additionalProperties"], json!(false), "{what}");
}

fn strings(list: &Value) -> BTreeSet<&str> {
    list.as_array()
        .unwrap()
        .iter()
        .map(|name| name.as_str().unwrap())
        .collect()
}

fn check_kinds(schema: &Value, kinds: &[(&str, &[Member])]) {
    let variants = schema["oneOf"].as_array().unwrap();
    assert_eq!(variants.len(), kinds.len());
    for (variant, (kind, members)) in variants.iter().zip(kinds) {
        assert_eq!(variant["properties"]["kind"]["const"], *kind);
        check_members(variant, members, kind);
    }
}

#[test]
fn the_tender_schema_has_the_members_that_are_read() {
    let schema = tender_schema();
    check_members(&schema, TENDER, "tender");
    let lists = [
        ("value", VALUE),
        ("criterion", CRITERION),
        ("part", PART),
        ("scale", SCALE),
        ("label", LABEL),
        ("question", QUESTION),
        ("band", BAND),
        ("bid", BID),
    ];
    for (name, members) in lists {
        check_members(&schema["$defs"][name], members, name);
    }
    check_kinds(&schema["$defs"]["method"], METHODS);
    check_kinds(&schema["$defs"]["award"], AWARDS);
    let names = |names: &[&'static str]| names.iter().copied().collect::<BTreeSet<_>>();
    let buyers = names(&BuyerType::NAMES.map(|(name, _)| name));
    assert_eq!(strings(&schema["properties"]["buyer_type"]["enum"]), buyers);
    let arrangements = names(&Arrangement::NAMES.map(|(name, _)| name));
    assert_eq!(strings(&schema["properties"]["arrangement"]["enum"]), arrangements);
}

/// Holds a value against the parts of JSON Schema that the result's schema uses.
fn check(root: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        return check(root, &root["$defs"][name.rsplit('/').next().unwrap()], value, at);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let is_null = |choice: &&Value| choice["type"] == "null";
        return match choices.iter().find(|choice| is_null(choice) == value.is_null()) {
            Some(choice) => check(root, choice, value, at),
            None => panic!("{at}: {value} fits no choice"),
        };
    }
    if let Some(constant) = schema.get("const") {
        assert_eq!(value, constant, "{at}");
    }
    if let Some(choices) = schema["enum"].as_array() {
        assert!(choices.contains(value), "{at}: {value}");
    }
    match schema["type"].as_str() {
        Some("object") => check_object(root, schema, value, at),
        Some("array") => {
            let items = value.as_array().unwrap_or_else(|| panic!("{at} is no array"));
            items
                .iter()
                .enumerate()
                .for_each(|(index, item)| check(root, &schema["items"], item, &format!("{at}/{index}")));
        }
        Some("string") => assert!(value.is_string(), "{at}: {value}"),
        Some("integer") => assert!(value.is_u64(), "{at}: {value}"),
        Some("boolean") => assert!(value.is_boolean(), "{at}: {value}"),
        Some("null") => assert!(value.is_null(), "{at}: {value}"),
        other => assert!(
            other.is_none(),
            "{at}: the schema has a type that this check does not know"
        ),
    }
}

fn check_object(root: &Value, schema: &Value, value: &Value, at: &str) {
    let members = value.as_object().unwrap_or_else(|| panic!("{at} is no object"));
    for (name, value) in members {
        let known = schema["properties"].get(name).or_else(|| {
            schema["additionalProperties"]
                .as_object()
                .map(|_| &schema["additionalProperties"])
        });
        check(
            root,
            known.unwrap_or_else(|| panic!("{at} has an unknown member {name}")),
            value,
            &format!("{at}/{name}"),
        );
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(members.contains_key(name.as_str().unwrap()), "{at} has no {name}");
    }
}

#[test]
fn results_are_as_their_schema_says() {
    let schema = evaluation_schema();
    let files = [
        changed(&[]),
        changed(&[
            ("/commenced_on", None),
            ("/award", Some(json!({"kind": "price-per-quality-point"}))),
        ]),
        changed(&[
            ("/buyer_type", Some(json!("central-government"))),
            ("/bids/1/inputs/social-value/qualitative", Some(json!(null))),
        ]),
    ];
    for file in files {
        let evaluated = parse_tender(file.to_string().as_bytes()).unwrap().evaluate().unwrap();
        for explain in [false, true] {
            let result = serde_json::from_str(&result_json(&evaluated, explain).unwrap()).unwrap();
            check(&schema, &schema, &result, "");
        }
    }
    let packs = &schema["$defs"]["policy"]["properties"]["pack"]["oneOf"][1]["enum"];
    assert_eq!(strings(packs), PACKS.iter().map(|pack| pack.name).collect());
}
