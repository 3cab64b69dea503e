//! `svx ocds` as a user runs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

const PACKAGE: &str = r#"{
  "uri": "https://council.example/package", "version": "1.1", "publishedDate": "2026-10-05T09:00:00Z",
  "publisher": {"name": "Example Borough Council"},
  "releases": [
    {"ocid": "ocds-b5fd17-1", "id": "1", "date": "2026-10-05T09:00:00Z", "tag": ["tender"], "initiationType": "tender"},
    {"ocid": "ocds-b5fd17-2", "id": "1", "date": "2026-10-05T09:00:00Z", "tag": ["tender"], "initiationType": "tender",
     "tender": {"id": "1", "documents": [{"id": "1", "url": "http://Example Office"}]}}
  ]
}"#;

fn validate(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svx"));
    command.args(["ocds", "validate"]).args(args);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_valid_file_is_said_to_be() {
    let good = PACKAGE.replace("Example Office", "office.example");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), good).unwrap();
    let output = validate(&[file.path().to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(output.stdout), @"Valid: 2 releases accepted, 0 releases refused, 0 errors, 0 warnings.");
}

#[test]
fn every_problem_is_listed_with_its_path() {
    let output = validate(&["-"], PACKAGE);
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(text(output.stdout), @r"
    error: /releases/1/tender/documents/0/url: is not a URI (a web address in full): “http://Example Office”

    Not valid: 1 release accepted, 1 release refused, 1 error, 0 warnings.
    ");
}

#[test]
fn a_program_gets_json() {
    let output = validate(&["-", "--format", "json"], PACKAGE);
    assert_eq!(output.status.code(), Some(2));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["valid"], false);
    assert_eq!(report["problems"][0]["kind"], "uri");
    assert_eq!(report["problems"][0]["path"], "/releases/1/tender/documents/0/url");
    assert_eq!(report["refused"][0]["ocid"], "ocds-b5fd17-2");
}

#[test]
fn a_file_that_is_not_there_is_a_failure() {
    let output = validate(&["no-such-file.json"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(text(output.stderr).starts_with("no-such-file.json: the file could not be read: "));
}

fn import(data: &std::path::Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_svx"));
    command
        .env_remove("SVX_DATABASE")
        .args(["ocds", "import", "--data"])
        .arg(data)
        .args(args);
    command.output().unwrap()
}

#[test]
fn notices_are_imported_once_and_faulty_ones_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("notices.json");
    let tender = r#""buyer": {"id": "GB-LAE-LDS", "name": "Leeds City Council"}, "parties": [{"id": "GB-LAE-LDS", "name": "Leeds City Council", "roles": ["buyer"]}],
      "tender": {"id": "1", "title": "Street lights"}, "initiationType": "tender"}"#;
    let package = PACKAGE.replacen(r#""initiationType": "tender"}"#, tender, 1);
    std::fs::write(&file, package).unwrap();
    let data = folder.path().join("data");
    let first = import(&data, &[file.to_str().unwrap()]);
    assert_eq!(first.status.code(), Some(2), "{}", text(first.stderr));
    insta::assert_snapshot!(text(first.stdout), @r"
    error: /releases/1/tender/documents/0/url: is not a URI (a web address in full): “http://Example Office”
    1 procurement begun, 0 procurements added to, 1 buyer added as unclaimed; 1 release new, 0 known, 1 refused.
    ");
    let again = import(&data, &[file.to_str().unwrap(), "--format", "json"]);
    let said: serde_json::Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(
        (&said["procurements"]["new"], &said["releases"]["known"]),
        (&serde_json::json!(0), &serde_json::json!(1))
    );
    let elsewhere = import(&data, &[file.to_str().unwrap(), "--authority", "nowhere"]);
    assert_eq!(elsewhere.status.code(), Some(2));
    assert_eq!(text(elsewhere.stderr), "there is no authority ‘nowhere’\n");
}
