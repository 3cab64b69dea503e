//! Exports and receipts, on another machine with nothing but the file.

use super::*;
use proptest::prelude::*;
use svx_app::log::{receipt, verify::Failed};
use svx_testkit::Engine;
use svx_transparency::VerifyingKey;

fn checked(file: &str, keys: Option<&[VerifyingKey]>) -> Result<Account, Failed> {
    verify::file(&mut Cursor::new(file.as_bytes()), keys, &[]).map(|(account, _)| account)
}

both_stores! {
    async fn an_export_says_all_and_holds_by_itself(world: World) {
        organisation(&world).await;
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        let person = world.person("Ada Lovelace").await;
        record(&world, Event::new("person.noted", "person", person).because("a “reason”\n").with(serde_json::json!({"b": [1, null], "a": "é"}))).await;
        let file = export(&world).await;
        let own = [world.app.keys.verifying_key()];
        let account = checked(&file, Some(&own)).unwrap();
        assert_eq!(account, verified(&world, &[]).await.unwrap());
        assert_eq!(checked(&file, None).unwrap(), account);
        let stranger = SigningKey::from_seed(own[0].name(), &[7; 32]).unwrap().verifying_key();
        assert!(matches!(checked(&file, Some(&[stranger])), Err(Failed::Fault(Fault::Checkpoint { .. }))));
        // A line is lost, twice there, or in another's place.
        let lines: Vec<&str> = file.lines().collect();
        for at in 1..lines.len() {
            let (mut less, mut twice) = (lines.clone(), lines.clone());
            less.remove(at);
            twice.insert(at, lines[at]);
            // Without a checkpoint it is a log with one checkpoint less.
            let is_event = lines[at].starts_with("{\"event\"");
            assert_eq!(checked(&(less.join("\n") + "\n"), Some(&own)).is_err(), is_event, "{at}");
            assert_eq!(checked(&(twice.join("\n") + "\n"), Some(&own)).is_err(), is_event, "{at}");
            if at > 1 {
                let mut swapped = lines.clone();
                swapped.swap(at, at - 1);
                assert!(checked(&(swapped.join("\n") + "\n"), Some(&own)).is_err(), "{at}");
            }
        }
        // It ends too early, at any byte.
        for end in (0..file.len()).step_by(97).filter(|end| file.is_char_boundary(*end)) {
            assert!(checked(&file[..end], Some(&own)).is_err(), "{end}");
        }
    }
}

/// A small log with an erased event, as a file, and its key.
fn small_export() -> (String, VerifyingKey) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut world = World::new(Engine::Sqlite).await.unwrap();
        let settings = svx_app::Settings {
            log: svx_app::LogSettings {
                step: 2,
                ..svx_app::LogSettings::default()
            },
            ..(*world.app.settings).clone()
        };
        world.app.settings = std::sync::Arc::new(settings);
        let person = world.person("Ada Lovelace").await;
        record(&world, Event::new("person.noted", "person", person).because("x")).await;
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        let entry = tree::of_subject(&mut conn, person.uuid(), "person.noted", 1)
            .await
            .unwrap()
            .remove(0);
        drop(conn);
        erase::erase(&world.app, &World::SYSTEM, &[entry.id], "Asked for")
            .await
            .unwrap();
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        (export(&world).await, world.app.keys.verifying_key())
    })
}

#[test]
fn an_export_with_any_bit_changed_that_matters_fails() {
    let (file, key) = small_export();
    let keys = [key];
    let sound = checked(&file, Some(&keys)).unwrap();
    let (mut failed, mut same) = (0, 0);
    for at in 0..file.len() * 8 {
        let mut bytes = file.clone().into_bytes();
        bytes[at / 8] ^= 1 << (at % 8);
        let Ok(changed) = String::from_utf8(bytes) else {
            continue;
        };
        match checked(&changed, Some(&keys)) {
            Err(_) => failed += 1,
            Ok(account) => {
                // What is not under a leaf: when the export was made and checkpoints were signed, the key that it names
                // where another was given, and what was left of an event that was erased.
                assert_eq!(account, sound, "{changed}");
                same += 1;
                let line = changed
                    .lines()
                    .find(|line| !file.lines().any(|old| old == *line))
                    .unwrap();
                let may = line.starts_with("{\"format\"")
                    || line.contains("\"erased_at\"")
                    || line.starts_with("{\"checkpoint\":{\"at\"");
                assert!(may, "{line}");
            }
        }
    }
    assert!(failed > 3_000 && same < failed, "{failed} failed, {same} were the same");
    eprintln!("{failed} changes were found, {same} change nothing that a leaf has");
}

/// The schema and what is written say the same.
#[test]
fn every_line_has_the_members_of_the_published_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../../docs/schema/svx.audit-1.schema.json")).unwrap();
    let (file, _) = small_export();
    let mut seen = std::collections::BTreeSet::new();
    for line in file.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        let (kind, body) = ["event", "checkpoint"]
            .into_iter()
            .find_map(|kind| Some((kind, line.get(kind)?)))
            .unwrap_or(("header", &line));
        let described = &schema["$defs"][kind];
        for member in body.as_object().unwrap().keys() {
            assert!(described["properties"].get(member).is_some(), "{kind}: {member}");
            seen.insert(format!("{kind} {member}"));
        }
        for member in described["required"].as_array().unwrap() {
            assert!(body.get(member.as_str().unwrap()).is_some(), "{kind}: {member}");
        }
    }
    // A person who did something, with a token, for an organisation: none of that happens here.
    let mut missing = Vec::new();
    for kind in ["header", "event", "checkpoint"] {
        for member in schema["$defs"][kind]["properties"].as_object().unwrap().keys() {
            let name = format!("{kind} {member}");
            if !seen.contains(&name) {
                missing.push(name);
            }
        }
    }
    assert_eq!(missing, ["event organisation", "event person", "event token"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_file_makes_the_readers_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), text in "\\{\"[a-z]{1,9}\":.{0,60}\\}\n") {
        for bytes in [bytes.as_slice(), text.as_bytes()] {
            prop_assert!(verify::file(&mut Cursor::new(bytes), None, &[]).is_err());
            prop_assert!(receipt::check(bytes, None).is_err());
        }
    }
}

#[test]
fn what_is_no_export_is_said_with_its_line() {
    let (file, _) = small_export();
    let mut lines: Vec<&str> = file.lines().collect();
    lines.insert(2, "{\"event\":1}");
    let told = checked(&(lines.join("\n") + "\n"), None).unwrap_err().to_string();
    assert!(told.starts_with("line 3: "), "{told}");
    assert_eq!(checked("", None).unwrap_err().to_string(), "line 1: the file is empty");
    let told = checked("{}\n", None).unwrap_err().to_string();
    assert!(told.starts_with("line 1: this is not an export of a log"), "{told}");
}
