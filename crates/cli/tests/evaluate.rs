//! `svx evaluate` as a user runs it: output, exit status, and nothing on standard output when a file is refused.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use rstest::rstest;
use serde_json::Value;

fn svx(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_svx"))
        .arg("evaluate")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that needs no input may be gone before it is written.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn template() -> Vec<u8> {
    svx(&["--template"], b"").stdout
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn the_template_evaluates() {
    let output = svx(&["-"], &template());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(
        text(&output.stdout).contains("  1   Birch     86.10"),
        "{}",
        text(&output.stdout)
    );
    assert!(output.stderr.is_empty());
}

#[test]
fn a_file_is_read_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("tender.json");
    std::fs::write(&file, template()).unwrap();
    let output = svx(&[file.to_str().unwrap(), "--format", "json"], b"");
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["results"][0]["total"]["exact"], "1808/21");
}

#[rstest]
#[case("text")]
#[case("json")]
fn the_working_is_added_on_request(#[case] format: &str) {
    let output = svx(&["-", "--explain", "--format", format], &template());
    assert!(
        text(&output.stdout).contains("40 x 2,000,000 / 2,100,000"),
        "{}",
        text(&output.stdout)
    );
}

#[rstest]
#[case(b"{\"format\": 1.5e3}", "$.criteria: is missing")]
#[case(b"not json", "is not JSON that can be read")]
#[case(b"\xff\xfe", "is not UTF-8 text")]
fn a_bad_tender_is_refused_with_every_problem_and_no_result(#[case] input: &[u8], #[case] expected: &str) {
    for format in ["text", "json"] {
        let output = svx(&["-", "--format", format], input);
        assert_eq!(output.status.code(), Some(2));
        assert!(output.stdout.is_empty());
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_another_failure() {
    let output = svx(&["no-such-folder/tender.json"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(text(&output.stderr).starts_with("no-such-folder/tender.json cannot be read: "));
}

#[test]
fn a_file_or_the_template_must_be_asked_for() {
    assert_eq!(svx(&[], b"").status.code(), Some(2));
    assert_eq!(svx(&["-", "--template"], b"").status.code(), Some(2));
}
