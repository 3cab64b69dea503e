//! `svx policy` as a user runs it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::{Command, Output};

use rstest::rstest;

fn svx(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_svx")).args(args).output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn the_list_fits_a_terminal() {
    let output = svx(&["policy", "list"]);
    assert!(output.status.success());
    insta::assert_snapshot!(text(output.stdout), @r"
    Name       From        Until       Floor     For
    PPN 06/20  2021-01-01  2025-02-23  10%       central government
    PPN 002    2025-02-24  2026-12-31  10%       central government
    PPN 026    2027-01-01  open        10%/20%   central government
    local      any         open        own       councils, housing associations, NHS bodies, education and others

    Dates are days of commencement: the publication of the tender notice.
    ");
}

#[rstest]
#[case(&["PPN 002"])]
#[case(&["ppn-002"])]
#[case(&["PPN", "002"])]
fn a_framework_is_shown_by_any_spelling(#[case] name: &[&str]) {
    let output = svx(&[&["policy", "show"], name].concat());
    assert!(output.status.success());
    let shown = text(output.stdout);
    assert!(shown.starts_with("PPN 002\n"), "{shown}");
    assert!(shown.contains("Until       2026-12-31"), "{shown}");
}

#[test]
fn json_has_the_floors_as_strings() {
    let output = svx(&["policy", "show", "PPN 026", "--format", "json"]);
    let pack: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        pack["floors"][1],
        serde_json::json!({"from": "5000000", "percent": "20"})
    );
}

#[test]
fn an_unknown_name_is_bad_input() {
    let output = svx(&["policy", "show", "PPN 999"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(text(output.stderr).contains("svx policy list"));
}
