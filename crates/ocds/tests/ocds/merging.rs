//! Merging by the rules of the standard, and drafts made from what was merged.

use crate::common::{RELEASE, change, with};
use rstest::rstest;
use svx_ocds::draft::{Category, DraftBuyer, DraftValue, Gap, Missing};
use svx_ocds::{Json, MergeError, NoDraft, Release, compile, draft, drafts};

/// A release of 2026-10-`day` with these further members.
fn release(day: u8, members: &str) -> Release {
    let text = format!(
        r#"{{"ocid":"ocds-b5fd17-m","id":"{day}","date":"2026-10-{day:02}T09:00:00Z","tag":["tender"],"initiationType":"tender"{members}}}"#
    );
    Release::from_json(&Json::parse(&text).unwrap()).unwrap()
}

/// What a member comes to when an earlier and a later release say this.
fn merged(earlier: &str, later: &str, pointer: &str) -> Option<String> {
    // The later one is given first: the order of the file does not count.
    let compiled = compile(&[release(2, later), release(1, earlier)]).unwrap();
    compiled.to_json().pointer(pointer).map(ToString::to_string)
}

// Source: OCDS 1.1, "Merging", the sections named.
#[rstest]
#[case::new_field(
    r#","tender":{"id":"1"}"#,
    r#","tender":{"id":"1","title":"A"}"#,
    "/tender/title",
    Some(r#""A""#)
)]
#[case::changed_field(
    r#","tender":{"id":"1","title":"A"}"#,
    r#","tender":{"id":"1","title":"B"}"#,
    "/tender/title",
    Some(r#""B""#)
)]
#[case::kept_field(
    r#","tender":{"id":"1","title":"A"}"#,
    r#","tender":{"id":"1"}"#,
    "/tender/title",
    Some(r#""A""#)
)]
#[case::removed_field(
    r#","tender":{"id":"1","title":"A"}"#,
    r#","tender":{"id":"1","title":null}"#,
    "/tender/title",
    None
)]
#[case::never_there("", r#","language":null"#, "/language", None)]
#[case::empty_object("", r#","tender":{}"#, "/tender", None)]
#[case::identifier_merge(
    r#","awards":[{"id":"1","title":"A","status":"pending"},{"id":"2"}]"#,
    r#","awards":[{"id":"3"},{"id":"1","status":"active"}]"#,
    "/awards",
    Some(r#"[{"id":"1","title":"A","status":"active"},{"id":"2"},{"id":"3"}]"#)
)]
#[case::identifier_merge_of_an_empty_list(
    r#","awards":[{"id":"1"}]"#,
    r#","awards":[]"#,
    "/awards",
    Some(r#"[{"id":"1"}]"#)
)]
#[case::objects_without_ids(
    r#","tender":{"id":"1","amendments":[{"rationale":"A"}]}"#,
    r#","tender":{"id":"1","amendments":[{"rationale":"B"}]}"#,
    "/tender/amendments",
    Some(r#"[{"rationale":"A"},{"rationale":"B"}]"#)
)]
#[case::whole_list_merge(
    r#","parties":[{"id":"1","additionalIdentifiers":[{"id":"a"},{"id":"b"}]}]"#,
    r#","parties":[{"id":"1","additionalIdentifiers":[{"id":"c"}]}]"#,
    "/parties/0/additionalIdentifiers",
    Some(r#"[{"id":"c"}]"#)
)]
#[case::whole_list_merge_of_an_empty_list(
    r#","parties":[{"id":"1","additionalIdentifiers":[{"id":"a"}]}]"#,
    r#","parties":[{"id":"1","additionalIdentifiers":[]}]"#,
    "/parties/0/additionalIdentifiers",
    Some("[]")
)]
#[case::list_of_texts(
    r#","parties":[{"id":"1","roles":["buyer","payer"]}]"#,
    r#","parties":[{"id":"1","roles":["buyer"]}]"#,
    "/parties/0/roles",
    Some(r#"["buyer"]"#)
)]
#[case::unknown_list_of_texts(r#","x":["a"]"#, r#","x":["b"]"#, "/x", Some(r#"["b"]"#))]
#[case::unknown_list_of_objects(
    r#","x":[{"id":1,"y":1}]"#,
    r#","x":[{"id":1,"z":2}]"#,
    "/x",
    Some(r#"[{"id":1,"y":1,"z":2}]"#)
)]
#[case::omit_when_merged_at_the_top_alone(r#","tender":{"id":"1","date":"x"}"#, "", "/tender/date", Some(r#""x""#))]
#[case::tag("", "", "/tag", Some(r#"["compiled"]"#))]
#[case::id("", "", "/id", Some(r#""ocds-b5fd17-m-2026-10-02T09:00:00Z""#))]
#[case::date("", "", "/date", Some(r#""2026-10-02T09:00:00Z""#))]
fn later_releases_count(
    #[case] earlier: &str,
    #[case] later: &str,
    #[case] pointer: &str,
    #[case] expect: Option<&str>,
) {
    assert_eq!(merged(earlier, later, pointer).as_deref(), expect);
}

#[test]
fn what_cannot_be_merged_says_why() {
    let types = compile(&[
        release(1, r#","x":[{"id":1,"y":"a"}]"#),
        release(2, r#","x":[{"id":1,"y":{"z":1}}]"#),
    ]);
    assert_eq!(
        types.unwrap_err().to_string(),
        "/x/0/y is a text in one release and an object in a later one"
    );
    let mut other = release(2, "");
    other.ocid = "ocds-b5fd17-other".to_owned();
    assert!(matches!(
        compile(&[release(1, ""), other]),
        Err(MergeError::Processes(..))
    ));
    assert_eq!(compile(&[]), Err(MergeError::None));
}

fn parse(text: &str) -> Release {
    Release::from_json(&Json::parse(text).unwrap()).unwrap()
}

#[test]
fn a_draft_has_what_the_notice_says() {
    let draft = draft(&[parse(RELEASE)]).unwrap();
    assert_eq!(
        (draft.title.as_str(), draft.category),
        ("Grounds maintenance", Some(Category::Services))
    );
    let buyer = DraftBuyer {
        name: "Example Borough Council".into(),
        scheme: Some("GB-LAE".into()),
        id: Some("EXA".into()),
    };
    assert_eq!(draft.buyer, buyer);
    let value = DraftValue {
        minor_units: 240_000_000,
        gross_minor_units: Some(288_000_000),
        currency: "GBP".into(),
    };
    assert_eq!(draft.value, Some(value));
    assert_eq!(draft.contract_start.unwrap().to_string(), "2027-03-31T23:00:00Z");
    assert_eq!(draft.tender_deadline.unwrap().to_string(), "2026-11-23T12:00:00Z");
    let places: Vec<_> = draft
        .delivery
        .iter()
        .map(|p| (p.postcode.as_deref(), p.region.as_deref()))
        .collect();
    assert_eq!(places, [(Some("EX1 2BB"), None), (None, Some("South East"))]);
    assert_eq!(
        (draft.suits_sme, draft.suits_vcse, draft.cpv.as_deref()),
        (Some(true), Some(true), Some("77314000"))
    );
    assert_eq!(draft.source_release_ids, ["example-0001-tender"]);
    assert_eq!(draft.gaps, []);
    assert!(draft.raw.pointer("/tender/exampleExtension/budget/0/amount").is_some());
}

#[test]
fn the_newest_release_counts_in_a_draft() {
    let newer = change(
        &with("/tender/title", Some(r#""Grounds and trees""#)),
        "/date",
        Some(r#""2026-10-05T09:30:00+00:00""#),
    );
    // Earlier as an instant although its text sorts later.
    let older = change(
        &with("/tender/title", Some(r#""Old""#)),
        "/date",
        Some(r#""2026-10-05T10:00:00+01:00""#),
    );
    let older = change(&older, "/id", Some(r#""first""#));
    let drafts = drafts(vec![parse(&newer), release(9, ""), parse(&older)]);
    assert_eq!(drafts.len(), 2);
    let draft = drafts[0].as_ref().unwrap();
    assert_eq!(draft.title, "Grounds and trees");
    assert_eq!(draft.source_release_ids, ["first", "example-0001-tender"]);
    let missing = vec![Missing::Tender, Missing::Buyer];
    assert_eq!(
        drafts[1],
        Err(NoDraft::Missing {
            ocid: "ocds-b5fd17-m".into(),
            missing
        })
    );
    assert_eq!(
        drafts[1].as_ref().unwrap_err().to_string(),
        "ocds-b5fd17-m has no tender section, and does not name its buyer"
    );
}

#[rstest]
#[case("/tender/value", None, Gap::Value)]
#[case(
    "/tender/value/amount",
    Some("10.005"),
    Gap::Amount(svx_ocds::amount::AmountError::Decimals(2))
)]
#[case("/tender/mainProcurementCategory", None, Gap::Category)]
#[case("/tender/tenderPeriod", None, Gap::TenderDeadline)]
#[case("/tender/contractPeriod/endDate", Some("null"), Gap::ContractPeriod)]
#[case("/tender/items", None, Gap::Delivery)]
fn gaps_are_named(#[case] pointer: &str, #[case] value: Option<&str>, #[case] expect: Gap) {
    let draft = draft(&[parse(&with(pointer, value))]).unwrap();
    assert_eq!(draft.gaps, [expect]);
}

#[test]
fn a_buyer_without_identifier_is_known_by_its_id_if_that_is_an_org_id() {
    let text = with("/parties/0/identifier", None);
    assert_eq!(draft(&[parse(&text)]).unwrap().buyer.scheme.as_deref(), Some("GB-LAE"));
    let text = change(&text, "/parties/0/id", Some(r#""77""#));
    let text = change(&text, "/buyer/id", Some(r#""77""#));
    assert_eq!(draft(&[parse(&text)]).unwrap().gaps, [Gap::BuyerIdentifier]);
}
