//! `svx places` as a user runs it. All rows here are invented.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "pcds,doterm,oslaua,oseast1m,osnrth1m\n\
    LS1 1UR,,E08000035,429976,433866\nLS1 1UX,201906,E08000035,429976,433866\nBT1 5GS,,N09000003,333828,374290\n";
const BAD: &str =
    "pcds,doterm,oslaua,oseast1m,osnrth1m\nLS1 1UR,,E08000035,429976,433866\nLS1 IUR,,E08000035,429976,433866\n";

fn import(folder: &Path, text: &str, args: &[&str]) -> Output {
    let file = folder.join("postcodes.csv");
    std::fs::write(&file, text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_svx"));
    command
        .args(["places", "import"])
        .arg(file)
        .args(["--data".as_ref(), folder.as_os_str()])
        .args(args);
    command.env("SVX_LOG", "error").output().unwrap()
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap()
}

#[test]
fn a_good_file_is_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let output = import(folder.path(), GOOD, &["--kind", "onspd", "--vintage", "2025-11"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(output.stdout), @r"
    Loaded 1 row of 2025-11.
    Left out: 1 no longer in use, 1 without a place.
    ");
    assert_eq!(text(output.stderr), "");
}

#[test]
fn a_bad_row_is_named_and_nothing_is_loaded_unless_it_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let output = import(folder.path(), BAD, &["--kind", "onspd", "--vintage", "2025-11"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(output.stdout), "");
    insta::assert_snapshot!(text(output.stderr), @r"
    Line 3, column pcds: “LS1 IUR” is not a postcode. A postcode looks like SW1A 1AA

    Nothing was loaded.
    ");
    let output = import(
        folder.path(),
        BAD,
        &["--kind", "onspd", "--vintage", "2025-11", "--skip-bad-rows"],
    );
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(text(output.stdout), @r"
    Line 3, column pcds: “LS1 IUR” is not a postcode. A postcode looks like SW1A 1AA

    Loaded 1 row of 2025-11.
    Left out: 1 bad.
    ");
}

#[test]
fn what_is_missing_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let output = import(folder.path(), GOOD, &["--kind", "onspd"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(
        text(output.stderr),
        "Say the year and month of the publication, such as --vintage 2025-11\n"
    );
    let output = import(folder.path(), GOOD, &["--kind", "boundaries", "--vintage", "2025-11"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(output.stderr).starts_with("The file is not a GeoJSON feature collection"));
    let elsewhere = ["--kind", "onspd", "--vintage", "2025-11", "--database", "mysql://here"];
    assert_eq!(import(folder.path(), GOOD, &elsewhere).status.code(), Some(1));
}
