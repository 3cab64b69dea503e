//! `svx audit` as a user runs it: exit 0 with an account, 4 with the first thing that does not hold, 2 for what is no export.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    path::Path,
    process::{Command, Output},
};
use svx_testkit::{Engine, World};

fn svx(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_svx"))
        .args(args)
        .env_remove("SVX_DATABASE")
        .current_dir(folder)
        .output()
        .unwrap()
}

fn told(output: &Output) -> (Option<i32>, String) {
    let text = [output.stdout.clone(), output.stderr.clone()].concat();
    (output.status.code(), String::from_utf8(text).unwrap())
}

/// An exchange in `data` with a person and a checkpoint, and its key.
fn exchange(folder: &Path) -> String {
    for args in [
        &["migrate", "--data", "data"][..],
        &[
            "user",
            "add",
            "ada@example.org",
            "--name",
            "Ada Lovelace",
            "--data",
            "data",
        ],
    ] {
        let (code, text) = told(&svx(folder, args));
        assert_eq!(code, Some(0), "{text}");
    }
    let (code, text) = told(&svx(folder, &["audit", "verify", "--data", "data", "--format", "json"]));
    assert_eq!(code, Some(0), "{text}");
    let account: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(account["holds"], true);
    account["keys"][0].as_str().unwrap().to_owned()
}

#[test]
fn an_export_is_checked_with_nothing_but_the_file_and_the_key() {
    let folder = tempfile::tempdir().unwrap();
    let key = exchange(folder.path());
    assert!(key.starts_with("127.0.0.1:8080/log+"), "{key}");
    let (code, text) = told(&svx(folder.path(), &["audit", "export", "log.jsonl", "--data", "data"]));
    assert_eq!((code, text.as_str()), (Some(0), "3 events\n"));
    // Nothing is written over.
    assert_eq!(
        svx(folder.path(), &["audit", "export", "log.jsonl", "--data", "data"])
            .status
            .code(),
        Some(1)
    );
    std::fs::rename(folder.path().join("data"), folder.path().join("gone")).unwrap();
    let verify = ["audit", "verify", "--export", "log.jsonl", "--key", &key];
    let (code, text) = told(&svx(folder.path(), &verify));
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.starts_with("The log holds.\nEvents       3, of which 0 are blank"),
        "{text}"
    );
    let (_, text) = told(&svx(folder.path(), &verify[..4]));
    assert!(text.contains("The key is the one that the file names"), "{text}");
    assert!(!folder.path().join("data").exists(), "nothing is made for it");

    let file = folder.path().join("log.jsonl");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, whole.replace("person.added", "person.addef")).unwrap();
    let (code, text) = told(&svx(folder.path(), &verify));
    assert_eq!(code, Some(4), "{text}");
    assert!(
        text.starts_with("DOES NOT HOLD: event ") && text.contains("its leaf is of another"),
        "{text}"
    );
    std::fs::write(&file, "not an export\n").unwrap();
    let (code, text) = told(&svx(folder.path(), &verify));
    assert_eq!(code, Some(2), "{text}");
    assert!(
        text.starts_with("log.jsonl: line 1: this is not an export of a log"),
        "{text}"
    );
}

#[test]
fn a_database_that_was_tampered_with_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    exchange(folder.path());
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let url = format!("sqlite:{}", folder.path().join("data/svx.db").display());
        let db = svx_store::Db::open(
            &url.parse().unwrap(),
            std::sync::Arc::new(svx_app::system::SystemClock),
            std::sync::Arc::new(svx_app::system::SystemEntropy),
        )
        .await
        .unwrap();
        let stmt = svx_store::Stmt {
            name: "tampering",
            sqlite: "UPDATE audit_event SET system = 'somebody else'",
            postgres: "",
        };
        svx_store::transact!(db.housekeeping(), svx_store::Error, |tx| {
            tx.execute(&stmt, Vec::new()).await
        })
        .unwrap();
        db.close().await;
    });
    let (code, text) = told(&svx(folder.path(), &["audit", "verify", "--data", "data"]));
    assert_eq!(code, Some(4), "{text}");
    let (code, text) = told(&svx(
        folder.path(),
        &["audit", "verify", "--data", "data", "--format", "json"],
    ));
    assert_eq!(code, Some(4), "{text}");
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["holds"], false);
}

#[test]
fn receipts_and_checkpoints_that_were_kept_are_compared() {
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let key = runtime.block_on(async {
        let world = World::new(Engine::Sqlite).await.unwrap();
        world.person("Ada Lovelace").await;
        svx_app::log::checkpoint::sign(&world.app, &World::SYSTEM)
            .await
            .unwrap();
        let mut out = Vec::new();
        svx_app::log::export::export(&world.app, &World::SYSTEM, &mut out)
            .await
            .unwrap();
        std::fs::write(folder.path().join("log.jsonl"), out).unwrap();
        let nobody = svx_domain::organisation::Actor::NOBODY;
        let last = svx_app::log::view::checkpoint(&world.app, &nobody, None).await.unwrap();
        std::fs::write(folder.path().join("kept"), last.note).unwrap();
        world.app.keys.verifying_key().to_text()
    });
    let verify = [
        "audit",
        "verify",
        "--export",
        "log.jsonl",
        "--kept",
        "kept",
        "--key",
        &key,
    ];
    let (code, text) = told(&svx(folder.path(), &verify));
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("Kept         1 fit\n"), "{text}");
    assert_eq!(
        svx(folder.path(), &verify[..6]).status.code(),
        Some(2),
        "what was kept is worth nothing without the key"
    );
    let (code, text) = told(&svx(folder.path(), &["audit", "receipt", "kept"]));
    assert_eq!(code, Some(2), "{text}");
}
