//! Writing: what was read comes back, and what would break the standard is not written.

use crate::common::{RELEASE, with};
use svx_ocds::{
    DateTime, Ident, Json, PackageMeta, PackageWriter, Publisher, RecordPackageWriter, Release, Tender, Value,
    WriteError, read_package,
};

fn meta() -> PackageMeta {
    PackageMeta {
        uri: "https://svx.example/ocds/releases.json".into(),
        published_date: "2026-11-23T17:30:00Z".parse().unwrap(),
        publisher: Publisher {
            name: "Example exchange".into(),
            ..Publisher::default()
        },
        license: Some("https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/".into()),
        publication_policy: None,
        extensions: vec!["https://extensions.example/lots/extension.json".into()],
    }
}

fn parse(text: &str) -> Release {
    Release::from_json(&Json::parse(text).unwrap()).unwrap()
}

#[test]
fn a_package_that_was_written_reads_without_a_problem() {
    let releases = [parse(RELEASE), parse(&with("/id", Some(r#""second""#)))];
    let mut writer = PackageWriter::new(Vec::new(), &meta()).unwrap();
    for release in &releases {
        writer.push(release).unwrap();
    }
    let outcome = read_package(writer.finish().unwrap().as_slice()).unwrap();
    assert_eq!(outcome.report.problems, []);
    assert_eq!(outcome.releases, releases);
    assert_eq!(releases[0].to_json(), Json::parse(RELEASE).unwrap());
    insta::assert_snapshot!(Json::Object(outcome.report.package), @r#"{"uri":"https://svx.example/ocds/releases.json","version":"1.1","extensions":["https://extensions.example/lots/extension.json"],"publishedDate":"2026-11-23T17:30:00Z","publisher":{"name":"Example exchange"},"license":"https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"}"#);
}

#[test]
fn a_release_can_be_made_from_nothing() {
    let date = DateTime::from("2026-11-23T17:30:00Z".parse::<jiff::Timestamp>().unwrap());
    let mut release = Release::new("ocds-b5fd17-new", "1", date, &["tender"]);
    release.tender = Some(Tender {
        id: Ident::from("77"),
        title: Some("Grounds maintenance".into()),
        value: Some(Value::from_minor_units(240_000_050, "GBP")),
        ..Tender::default()
    });
    insta::assert_snapshot!(release.to_json(), @r#"{"ocid":"ocds-b5fd17-new","id":"1","date":"2026-11-23T17:30:00Z","tag":["tender"],"initiationType":"tender","tender":{"id":"77","title":"Grounds maintenance","value":{"amount":2400000.50,"currency":"GBP"}}}"#);
}

#[test]
fn a_field_that_was_set_takes_the_place_of_what_was_kept() {
    let mut release = parse(&with("/tender/title", Some("null")));
    release.tender.as_mut().unwrap().title = Some("Named".into());
    assert_eq!(
        release.to_json().pointer("/tender/title").unwrap().as_text(),
        Some("Named")
    );
}

#[test]
fn a_record_package_holds_the_history_and_the_outcome() {
    let older = crate::common::change(
        &with("/id", Some(r#""older""#)),
        "/date",
        Some(r#""2026-10-01T09:00:00Z""#),
    );
    let mut writer = RecordPackageWriter::new(Vec::new(), &meta()).unwrap();
    writer.push(&[parse(RELEASE), parse(&older)]).unwrap();
    let bytes = writer.finish().unwrap();
    let json = Json::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
    assert_eq!(
        json.pointer("/records/0/releases/0/id").unwrap().as_text(),
        Some("older")
    );
    assert_eq!(
        json.pointer("/records/0/compiledRelease/tag/0").unwrap().as_text(),
        Some("compiled")
    );
    let outcome = read_package(bytes.as_slice()).unwrap();
    assert_eq!((outcome.report.problems.len(), outcome.releases.len()), (0, 2));
}

#[test]
fn what_would_break_the_standard_is_not_written() {
    let mut writer = PackageWriter::new(Vec::new(), &meta()).unwrap();
    let mut bad = parse(RELEASE);
    bad.tag.clear();
    let error = writer.push(&bad).unwrap_err();
    assert_eq!(
        error.to_string(),
        "would break the standard: /releases/0: has no “tag”, which is required"
    );
    writer.push(&parse(RELEASE)).unwrap();
    assert!(matches!(writer.push(&parse(RELEASE)), Err(WriteError::Twice { .. })));
    let outcome = read_package(writer.finish().unwrap().as_slice()).unwrap();
    assert_eq!(outcome.releases.len(), 1);

    let error = PackageWriter::new(
        Vec::new(),
        &PackageMeta {
            uri: "here".into(),
            ..meta()
        },
    )
    .unwrap_err();
    assert!(matches!(error, WriteError::Invalid(problems) if problems[0].path == "/uri"));
    assert!(matches!(
        PackageWriter::new(Vec::new(), &meta()).unwrap().finish(),
        Err(WriteError::Empty)
    ));
}
