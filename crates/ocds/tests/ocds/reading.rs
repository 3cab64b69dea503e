//! Reading invented files: each kind of problem is found where it is, and good releases are kept.

use crate::common::{RELEASE, change, package, with};
use rstest::rstest;
use svx_ocds::{Limits, PackageOutcome, read_package, read_releases};

fn read(text: &str) -> PackageOutcome {
    read_package(text.as_bytes()).unwrap()
}

fn listed(outcome: &PackageOutcome) -> Vec<String> {
    outcome
        .report
        .problems
        .iter()
        .map(|p| format!("{} {} {p}", p.severity.as_str(), p.kind.as_str()))
        .collect()
}

#[test]
fn a_good_release_has_no_problems() {
    let outcome = read(&package(&[RELEASE.to_owned()]));
    assert_eq!(listed(&outcome), Vec::<String>::new());
    assert!(outcome.report.is_valid());
    let tender = outcome.releases[0].tender.as_ref().unwrap();
    assert_eq!(tender.title.as_deref(), Some("Grounds maintenance"));
    assert_eq!(tender.value.as_ref().unwrap().minor_units(), Ok(Some(240_000_000)));
    assert_eq!(
        tender.lots[0].value.as_ref().unwrap().minor_units(),
        Ok(Some(100_000_050))
    );
    assert_eq!(tender.items[0].delivery_addresses.len(), 3);
    assert_eq!(outcome.releases[0].party("GB-LAE-EXA").unwrap().roles, ["buyer"]);
    assert_eq!(outcome.report.package.get("version").unwrap().as_text(), Some("1.1"));
}

// Sources: release-schema.json of OCDS 1.1.5 (types, required, enum, format, minLength, minItems, uniqueItems).
#[rstest]
#[case("/ocid", None, "error missing /releases/0: has no “ocid”, which is required")]
#[case("/ocid", Some(r#""""#), "error empty /releases/0/ocid: must not be empty")]
#[case("/ocid", Some("7"), "error type /releases/0/ocid: must be a text, not a number")]
#[case("/tag", Some("[]"), "error empty /releases/0/tag: must not be empty")]
#[case(
    "/tag",
    Some(r#"["sale"]"#),
    "error code /releases/0/tag/0: is not one of planning, "
)]
#[case(
    "/initiationType",
    Some(r#""auction""#),
    "error code /releases/0/initiationType: is not one of tender: “auction”"
)]
#[case(
    "/date",
    Some(r#""2026-02-30T09:00:00Z""#),
    "error date /releases/0/date: is not a date and time"
)]
#[case("/date", Some("null"), "error type /releases/0/date: must not be null")]
#[case(
    "/tender",
    Some("[]"),
    "error type /releases/0/tender: must be an object, not a list"
)]
#[case(
    "/tender/id",
    None,
    "error missing /releases/0/tender: has no “id”, which is required"
)]
#[case(
    "/tender/id",
    Some("7.5"),
    "error type /releases/0/tender/id: must be a text or a whole number, not a number"
)]
#[case(
    "/tender/status",
    Some(r#""open""#),
    "error code /releases/0/tender/status: is not one of planning, planned, "
)]
#[case(
    "/tender/mainProcurementCategory",
    Some(r#""Works""#),
    "error code /releases/0/tender/mainProcurementCategory: "
)]
#[case(
    "/tender/value/currency",
    Some(r#""GPB""#),
    "error currency /releases/0/tender/value/currency: is not a currency code: “GPB”"
)]
#[case(
    "/tender/value/amount",
    Some(r#""2,400""#),
    "error type /releases/0/tender/value/amount: must be a number, not a text"
)]
#[case(
    "/tender/numberOfTenderers",
    Some("1.5"),
    "error type /releases/0/tender/numberOfTenderers: must be a whole number, not a number"
)]
#[case(
    "/tender/tenderPeriod/endDate",
    Some(r#""23/11/2026""#),
    "error date /releases/0/tender/tenderPeriod/endDate: is not a date and time like 2026-11-23T17:30:00Z: “23/11/2026”"
)]
#[case(
    "/tender/documents/0/url",
    Some(r#""http://Example Office""#),
    "error uri /releases/0/tender/documents/0/url: is not a URI (a web address in full): “http://Example Office”"
)]
#[case(
    "/parties",
    Some(r#"[{"id":"A"},{"id":"B"},{"id":"A"}]"#),
    "error duplicate-id /releases/0/parties/2/id: repeats the id of number 0 (counted from 0) in the same list: “A”"
)]
#[case(
    "/parties",
    Some(r#"[{"name":"A"},{"name":"A"}]"#),
    "error duplicate-id /releases/0/parties/1: is the same as number 0 "
)]
#[case(
    "/parties/0/additionalIdentifiers",
    Some(r#"[{"id":"1"},{"id":"1"}]"#),
    "error duplicate-id /releases/0/parties/0/additionalIdentifiers/1: is the same as number 0 "
)]
#[case(
    "/awards",
    Some(r#"[{"id":1,"items":[]}]"#),
    "error empty /releases/0/awards/0/items: must not be empty"
)]
#[case(
    "/contracts",
    Some(r#"[{"id":1}]"#),
    "error missing /releases/0/contracts/0: has no “awardID”, which is required"
)]
#[case(
    "/tender/milestones",
    Some(r#"["due"]"#),
    "error type /releases/0/tender/milestones/0: must be an object, not a text"
)]
fn what_breaks_the_standard_is_refused(#[case] pointer: &str, #[case] value: Option<&str>, #[case] expect: &str) {
    let good = change(RELEASE, "/id", Some(r#""good""#));
    let outcome = read(&package(&[with(pointer, value), good]));
    let problems = listed(&outcome);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].starts_with(expect), "{problems:#?}");
    assert_eq!(
        outcome.releases.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        ["good"]
    );
    assert_eq!(outcome.report.refused[0].path, "/releases/0");
    assert!(!outcome.report.is_valid());
}

#[rstest]
#[case(
    "/ocid",
    r#""b5fd17-1""#,
    "warning ocid /releases/0/ocid: does not begin like a registered prefix"
)]
#[case("/tender/title", r#"" ""#, "warning empty /releases/0/tender/title: is empty")]
#[case(
    "/tender/contractPeriod/endDate",
    r#""2026-01-01T00:00:00Z""#,
    "warning period /releases/0/tender/contractPeriod: ends before it starts"
)]
#[case(
    "/tender/value/amount",
    "10.005",
    "warning amount /releases/0/tender/value/amount: has more than 2 decimal places, which is all that the currency has: 10.005"
)]
#[case(
    "/tender/suitability/sme",
    r#""yes""#,
    "warning type /releases/0/tender/suitability/sme: must be true or false, not a text"
)]
#[case(
    "/tender/lots/0/value/currency",
    r#""GPB""#,
    "warning currency /releases/0/tender/lots/0/value/currency: "
)]
#[case(
    "/tender/documents",
    r#"[{"id":1},{"id":"1"}]"#,
    "warning duplicate-id /releases/0/tender/documents/1/id: repeats the id of number 0 "
)]
#[case(
    "/tender/awardCriteria",
    r#"{"criteria":[{"numbers":[{"number":"40"}]}]}"#,
    "warning type /releases/0/tender/awardCriteria/criteria/0/numbers/0/number: must be a number, not a text"
)]
fn what_is_doubtful_is_kept(#[case] pointer: &str, #[case] value: &str, #[case] expect: &str) {
    let text = with(pointer, Some(value));
    let outcome = read(&package(std::slice::from_ref(&text)));
    let problems = listed(&outcome);
    assert_eq!(problems.len(), 1, "{problems:#?}");
    assert!(problems[0].starts_with(expect), "{problems:#?}");
    assert_eq!(
        outcome.releases[0].to_json(),
        svx_ocds::Json::parse(&text).unwrap(),
        "kept as it is"
    );
    assert!(outcome.report.is_valid());
}

#[test]
fn a_release_may_not_be_there_twice() {
    let outcome = read(&package(&[RELEASE.to_owned(), RELEASE.to_owned()]));
    assert_eq!(outcome.releases.len(), 1);
    assert_eq!(
        listed(&outcome),
        [
            "error duplicate-id /releases/1/id: repeats the id of an earlier release of the same process: “example-0001-tender”"
        ]
    );
}

#[test]
fn a_package_answers_for_itself() {
    let text = format!(r#"{{"version":"1.0","publisher":{{}},"uri":"here","releases":[{RELEASE}]}}"#);
    let outcome = read(&text);
    assert_eq!(outcome.releases.len(), 1, "its releases are read all the same");
    assert_eq!(
        listed(&outcome),
        [
            "error uri /uri: is not a URI (a web address in full): “here”",
            "error missing the file: has no “publishedDate”, which is required",
            "error missing /publisher: has no “name”, which is required",
            "warning version /version: is not version 1.1, which this was read as: “1.0”",
        ]
    );
}

#[test]
fn a_single_release_and_one_with_a_byte_order_mark_are_read() {
    assert_eq!(read(RELEASE).releases.len(), 1);
    assert_eq!(read(&format!("\u{feff}{RELEASE}")).releases.len(), 1);
    let outcome = read(&with("/date", None));
    assert_eq!(
        listed(&outcome),
        ["error missing the file: has no “date”, which is required"]
    );
}

#[test]
fn json_lines_name_the_line() {
    let one = with("/id", Some(r#""1""#));
    let bad = with("/tender/title", Some("7"));
    let outcome = read(&format!(
        "{one}\n\n{bad}\n{{\"a\":1}}\n{}\n{{oops",
        package(&[with("/id", Some(r#""2""#))])
    ));
    assert_eq!(outcome.releases.len(), 2);
    let problems = listed(&outcome);
    assert_eq!(
        problems[0],
        "error type line 3: /tender/title: must be a text, not a number"
    );
    assert!(
        problems[1].starts_with("error not-ocds line 4: the file: is not in a form of OCDS"),
        "{problems:#?}"
    );
    assert!(
        problems[2].contains("is not valid JSON: key must be a string at line 7 column 2"),
        "{problems:#?}"
    );
    assert!(!outcome.report.complete);
    assert_eq!(outcome.report.refused[0].line, Some(3));
}

fn record_package(records: &str) -> String {
    package(&[]).replace(r#""releases":[]"#, &format!(r#""records":[{records}]"#))
}

#[test]
fn records_give_their_releases_or_else_the_compiled_one() {
    let held = with("/id", Some(r#""1""#));
    let other = change(&with("/id", Some(r#""2""#)), "/ocid", Some(r#""ocds-b5fd17-other""#));
    let link = r#"{"url":"https://council.example/r#1","date":"2026-10-05T09:00:00Z","tag":["tender"]}"#;
    let ocid = "ocds-b5fd17-example-0001";
    let compiled = with("/id", Some(r#""3""#));
    let records = [
        format!(r#"{{"ocid":"{ocid}","releases":[{held},{other}],"compiledRelease":{compiled}}}"#),
        format!(r#"{{"ocid":"{ocid}","releases":[{link}],"compiledRelease":{compiled}}}"#),
        format!(r#"{{"ocid":"{ocid}","releases":[{link}]}}"#),
        format!(r#"{{"releases":{{}},"compiledRelease":{compiled}}}"#),
    ];
    let outcome = read(&record_package(&records.join(",")));
    assert_eq!(
        outcome.releases.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
        ["1", "3"]
    );
    assert_eq!(
        listed(&outcome),
        [
            "error ocid /records/0/releases/1/ocid: is not the ocid of its record, “ocds-b5fd17-example-0001”: “ocds-b5fd17-other”",
            "warning linked /records/2: only links to its releases and has no compiled release: there is nothing to read",
            "error missing /records/3: has no “ocid”, which is required",
            "error type /records/3/releases: must be a list, not an object",
            "error duplicate-id /records/3/compiledRelease/id: repeats the id of an earlier release of the same process: “3”",
        ]
    );
    let bare = read(&records[1]);
    assert_eq!(bare.releases.len(), 1);
    assert_eq!(listed(&bare), Vec::<String>::new());
}

#[rstest]
#[case("", "not-ocds the file: is empty")]
#[case("  \n", "not-ocds the file: is empty")]
#[case("[1]", "not-ocds the file: is not in a form of OCDS: invalid type: sequence")]
#[case("{}", "not-ocds the file: is not in a form of OCDS: it has no “releases”")]
#[case(
    r#"{"releases":{}}"#,
    "not-ocds the file: is not in a form of OCDS: invalid type: map, expected a list"
)]
#[case(
    "ocid,id\n1,2",
    "syntax the file: is not valid JSON: expected value at line 1 column 1"
)]
#[case(r#"{"releases":["#, "syntax the file: is not valid JSON: EOF")]
#[case(r#"{"ocid":"a","ocid":"b"}"#, "syntax /ocid: is there twice")]
#[case(r#"{"releases":[],"releases":[]}"#, "syntax /releases: is there twice")]
fn what_is_not_ocds_says_so(#[case] text: &str, #[case] expect: &str) {
    let outcome = read(text);
    assert!(outcome.releases.is_empty());
    let problems = listed(&outcome);
    assert!(problems[0].starts_with(&format!("error {expect}")), "{problems:#?}");
}

#[rstest]
#[case(b"\xff\xfe{\x00}\x00".as_slice(), "is in UTF-16: save it as UTF-8")]
#[case(b"{\"ocid\":\"caf\xe9\"}".as_slice(), "is not valid JSON: invalid unicode code point at line 1")]
fn wrong_encodings_say_so(#[case] bytes: &[u8], #[case] expect: &str) {
    let outcome = read_package(bytes).unwrap();
    assert!(
        outcome.report.problems[0].message.starts_with(expect),
        "{:?}",
        outcome.report.problems
    );
}

#[rstest]
#[case(Limits { file_bytes: 3_600, ..Limits::default() }, 1, "the file: is larger than 3600 bytes")]
#[case(Limits { release_bytes: 300, ..Limits::default() }, 0, "the file: has a release or another part larger than 300 bytes")]
#[case(Limits { releases: 2, ..Limits::default() }, 2, "/releases/2: is beyond the 2 releases that one file may hold")]
#[case(Limits { depth: 2, ..Limits::default() }, 0, "/releases/0/parties/0/id: is nested more than 2 levels deep")]
#[case(Limits { text_bytes: 32, ..Limits::default() }, 0, "/releases/0/tender/description: is longer than 32 bytes")]
fn limits_are_named(#[case] limits: Limits, #[case] kept: usize, #[case] expect: &str) {
    let releases: Vec<_> = (0..4).map(|n| with("/id", Some(&format!("\"{n}\"")))).collect();
    let mut count = 0;
    let report = read_releases(package(&releases).as_bytes(), limits, |_| count += 1).unwrap();
    assert_eq!((count, report.accepted), (kept, kept));
    assert!(
        report.problems[0].to_string().starts_with(expect),
        "{:#?}",
        report.problems
    );
    assert!(!report.is_valid());
}

#[test]
fn a_file_of_exactly_the_limit_is_read() {
    let text = package(&[RELEASE.to_owned()]);
    let limits = Limits {
        file_bytes: text.len() as u64,
        ..Limits::default()
    };
    let report = read_releases(text.as_bytes(), limits, drop).unwrap();
    assert!(report.is_valid());
}

#[test]
fn problems_beyond_the_limit_are_counted() {
    let bad: Vec<_> = (0..5).map(|n| with("/id", Some(&n.to_string()))).collect();
    let limits = Limits {
        problems: 2,
        ..Limits::default()
    };
    let report = read_releases(package(&bad).as_bytes(), limits, drop).unwrap();
    assert_eq!(
        (report.problems.len(), report.problems_unlisted, report.errors),
        (2, 3, 5)
    );
    assert_eq!(report.refused.len(), 5);
}
