//! The real file of 200 notices, where it is at hand: what is wrong with it, and that nothing of it is lost.

use std::path::PathBuf;
use svx_ocds::{Json, Release, Severity, drafts, read_package};

/// Data for development lies beside the repository and is not part of it.
fn real_file() -> Option<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let read = std::fs::read(root.join("../shared/data/ocds/contracts_finder_2025.json")).ok();
    if read.is_none() {
        println!("skipped: ../shared/data/ocds/contracts_finder_2025.json is not there");
    }
    read
}

#[test]
fn its_four_faults_are_found_and_no_others() {
    let Some(bytes) = real_file() else { return };
    let outcome = read_package(bytes.as_slice()).unwrap();
    let of = |severity| -> Vec<String> {
        let matching = outcome
            .report
            .problems
            .iter()
            .filter(|problem| problem.severity == severity);
        matching
            .map(|problem| format!("{} {}", problem.kind.as_str(), problem.path))
            .collect()
    };
    assert_eq!(
        of(Severity::Error),
        [
            "uri /releases/6/awards/0/documents/1/url",
            "duplicate-id /releases/61/parties/7/id",
            "duplicate-id /releases/61/awards/0/suppliers/6/id",
            "uri /releases/114/tender/documents/1/url",
        ]
    );
    let refused: Vec<_> = outcome
        .report
        .refused
        .iter()
        .map(|refused| refused.path.as_str())
        .collect();
    assert_eq!(refused, ["/releases/6", "/releases/61", "/releases/114"]);
    assert_eq!(outcome.releases.len(), 197);
    assert_eq!(
        of(Severity::Warning),
        [
            "uri /releases/77/parties/0/details/url",
            "uri /releases/83/parties/0/details/url",
            "empty /releases/105/tender/procurementMethodDetails",
            "empty /releases/195/tender/procurementMethodDetails",
        ]
    );
}

#[test]
fn reading_and_writing_gives_back_every_release() {
    let Some(bytes) = real_file() else { return };
    let file = Json::parse(std::str::from_utf8(&bytes).unwrap()).unwrap();
    let releases = file.pointer("/releases").unwrap().as_array().unwrap();
    assert_eq!(releases.len(), 200);
    for json in releases {
        let written = Release::from_json(json).unwrap().to_json();
        assert_eq!(&written, json);
        let read_again: serde_json::Value = serde_json::from_str(&written.to_string()).unwrap();
        assert_eq!(
            read_again,
            serde_json::from_str::<serde_json::Value>(&json.to_string()).unwrap()
        );
    }
}

#[test]
fn every_process_gives_a_draft() {
    let Some(bytes) = real_file() else { return };
    let outcome = read_package(bytes.as_slice()).unwrap();
    let drafts = drafts(outcome.releases);
    assert_eq!(drafts.len(), 187);
    assert!(drafts.iter().all(Result::is_ok));
}
