//! `svx auction verify` as a third party runs it, with nothing but the file.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use insta::assert_snapshot;
use serde_json::Value;

/// A published auction of the tests of the format.
fn example() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../formats/tests/auction/example.json");
    std::fs::read_to_string(path).unwrap()
}

fn verify(text: &str, more: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("auction.json"), text).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_svx"));
    command
        .current_dir(folder.path())
        .args(["auction", "verify", "auction.json"]);
    command.args(more).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_file_that_holds_is_accounted_for() {
    let output = verify(&example(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stdout));
    assert_snapshot!(text(&output.stdout), @r"
    auction.json holds.
      Procurement ocds-svx000-1, rules c013f5ff5f638290de7aa8267d99c2c3ece6a031753eebc759d61a77dbdca32e
      3 bidders made 6 bids; every receipt is signed
      21 events, each proved to be under the signed head
      2 bids have their pledges in the file, and come to what was ranked; receipts bind the totals of all
      Held again by its own rules, with the same ranking. Extensions: 1, pauses: 1, bids set aside: 1
      Signed by exchange.example+d08838ed+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c
      Compare this key with the one that the authority publishes, or give that one with --key.

    Lot a
      1  166,500  Supplier 3  (above-share, outlier)
      2  18,000  Supplier 2
      3  15,000  Supplier 1

    Lot b
      1 =  750  Supplier 2
      1 =  750  Supplier 3
    ");
    let file: Value = serde_json::from_str(&example()).unwrap();
    let output = verify(
        &example(),
        &["--key", file["key"].as_str().unwrap(), "--format", "json"],
    );
    let account: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&account["holds"], &account["bids"]), (&true.into(), &6.into()));
}

#[test]
fn the_first_thing_that_does_not_hold_is_said_with_status_4() {
    let mut file: Value = serde_json::from_str(&example()).unwrap();
    let event = file["events"]
        .as_array_mut()
        .unwrap()
        .iter_mut()
        .find(|event| event["kind"] == "bid")
        .unwrap();
    event["total"] = "15010".into();
    let output = verify(&file.to_string(), &[]);
    assert_eq!(output.status.code(), Some(4));
    assert_snapshot!(text(&output.stdout), @r"
    auction.json does not hold.
      $.events[4].commitment: is not what salt, total and pledges_sha256 come to: one of these was changed
    ");
    let output = verify(&file.to_string(), &["--format", "json"]);
    let problem: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(problem["path"], "$.events[4].commitment");
}

#[test]
fn a_file_that_is_none_is_refused_with_status_2() {
    let output = verify("{\"format\": \"svx.tender/1\"}", &[]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    assert!(
        text(&output.stderr)
            .starts_with("auction.json is not a valid published auction: 9 problems.\n  $.key: is missing")
    );
    let output = verify(&example(), &["--key", "nonsense"]);
    assert_eq!(output.status.code(), Some(2));
}
