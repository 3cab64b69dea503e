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

const PACK: &str = "code,theme,outcome,measure,unit,theme_least,most_measures\n\
    ES-1,Employment and skills,More people in work,Local people taken on,FTE-years,1,2\n\
    GR-1,Greener places,Cleaner air,Trees planted,trees,,\n\
    GR-2,Greener places,Less waste,Waste reused,tonnes,,\n";

fn pack(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.csv");
    std::fs::write(&file, text).unwrap();
    let name = file.to_str().unwrap().to_owned();
    (folder, name)
}

/// The status and what was printed of `svx policy ...`.
fn policy(args: &[&str]) -> (Option<i32>, String, String) {
    let output = svx(&[&["policy"], args].concat());
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_local_pack_is_shown_and_checked_by_its_file() {
    let (_folder, file) = pack(PACK);
    let (status, out, _) = policy(&["show", &file]);
    assert_eq!(status, Some(0));
    assert!(
        out.contains("Rule  at most 2 measures") && out.contains("  GR-2"),
        "{out}"
    );
    let (status, out, _) = policy(&["check", &file]);
    assert_eq!(
        (status, out.as_str()),
        (Some(0), "3 measures in 2 themes. Nothing is wrong with the file.\n")
    );
    let (status, out, _) = policy(&["check", &file, "--measures", "ES-1,gr-2"]);
    assert!(status == Some(0) && out.contains("They break no rule"), "{out}");
    let (status, out, _) = policy(&["check", &file, "--measures", "GR-1,GR-2", "--format", "json"]);
    assert!(status == Some(2) && out.contains("0 measures of"), "{out}");
    let (status, out, said) = policy(&["check", &file, "--measures", "GR-9"]);
    assert_eq!(
        (status, out.as_str(), said.as_str()),
        (Some(2), "", "The policy pack has no measure GR-9.\n")
    );
}

#[test]
fn every_bad_row_of_a_pack_is_named_and_nothing_is_printed() {
    let (_folder, file) = pack("code,theme,outcome,measure,unit\nE 1,,x,y,z\nE1,T,x,,z\n");
    let (status, out, said) = policy(&["check", &file]);
    assert_eq!((status, out.as_str()), (Some(2), ""));
    for place in ["line 2, code: ", "line 2, theme: ", "line 3, measure: "] {
        assert!(said.contains(place), "{said}");
    }
}

#[test]
fn a_tender_is_held_against_its_framework_without_being_evaluated() {
    let tender = text(svx(&["evaluate", "--template"]).stdout).replace("local-government", "central-government");
    let (_folder, file) = pack(&tender);
    let (status, out, _) = policy(&["check", &file, "--format", "json"]);
    assert!(status == Some(0) && out.contains("\"pack\": \"PPN 002\""), "{out}");
    let (status, out, _) = policy(&["check", &file]);
    assert!(
        status == Some(0) && out.contains("clears the floor of 10%") && !out.contains("compliant"),
        "{out}"
    );
}
