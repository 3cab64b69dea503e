//! The published JSON Schema says what the reader and the writer do: the same members, the same choices.

use crate::example::{file, key};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use svx_auction::{Ties, Unit, Visibility};
use svx_formats::auction::members::{
    ACTS, BIDDER, EVENTS, EXTENSION, FILE, HEAD, LOT, NEED, PLACE, PLEDGE, PLEDGES, RANKING, ROUND, RULES,
};
use svx_formats::tender::members::Member;

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../../docs/schema/svx.auction-1.schema.json")).unwrap()
}

fn check_members(schema: &Value, members: &[Member], what: &str) {
    let names: BTreeSet<&str> = members.iter().map(|(name, _)| *name).collect();
    let given = schema["properties"].as_object().unwrap();
    let properties: BTreeSet<&str> = given.keys().map(String::as_str).collect();
    assert_eq!((&names, &names), (&properties, &strings(&schema["required"])), "{what}");
    assert_eq!(schema["additionalProperties"], json!(false), "{what}");
}

fn strings(list: &Value) -> BTreeSet<&str> {
    let names = list.as_array().unwrap().iter();
    names.map(|name| name.as_str().unwrap()).collect()
}

fn names<T>(pairs: &[(&'static str, T)]) -> BTreeSet<&'static str> {
    pairs.iter().map(|(name, _)| *name).collect()
}

#[test]
fn the_schema_has_the_members_and_choices_that_are_read() {
    let schema = schema();
    check_members(&schema, FILE, "file");
    for (name, members) in [
        ("rules", RULES),
        ("extension", EXTENSION),
        ("lot", LOT),
        ("round", ROUND),
        ("need", NEED),
        ("head", HEAD),
        ("bidder", BIDDER),
        ("pledges", PLEDGES),
        ("pledge", PLEDGE),
        ("ranking", RANKING),
        ("place", PLACE),
    ] {
        check_members(&schema["$defs"][name], members, name);
    }
    let kinds = schema["$defs"]["event"]["oneOf"].as_array().unwrap();
    assert_eq!(kinds.len(), EVENTS.len());
    for (variant, (kind, members)) in kinds.iter().zip(EVENTS) {
        assert_eq!(variant["properties"]["kind"]["const"], *kind);
        check_members(variant, members, kind);
    }
    let rules = &schema["$defs"]["rules"]["properties"];
    assert_eq!(strings(&rules["unit"]["enum"]), names(Unit::NAMES));
    assert_eq!(strings(&rules["visibility"]["enum"]), names(Visibility::NAMES));
    assert_eq!(strings(&rules["ties"]["enum"]), names(Ties::NAMES));
    assert_eq!(strings(&schema["$defs"]["act"]["enum"]), ACTS.iter().copied().collect());
}

/// Every text of a real file fits the pattern that the schema has for it.
#[test]
fn a_real_file_has_the_members_of_the_schema() {
    let file: Value = serde_json::from_str(&file(Visibility::OwnRank, true, &key(1))).unwrap();
    let schema = schema();
    let members = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(members(&file), members(&schema["properties"]));
    for event in file["events"].as_array().unwrap() {
        let variants = schema["$defs"]["event"]["oneOf"].as_array().unwrap();
        let variant = variants
            .iter()
            .find(|one| one["properties"]["kind"]["const"] == event["kind"])
            .unwrap();
        assert_eq!(members(event), members(&variant["properties"]));
    }
}
