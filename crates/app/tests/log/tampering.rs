//! Somebody who has the database, but not the keys that others hold, changes the past.

use super::*;

/// Keeps the log as it is, to bring it back after each attempt.
async fn keep(world: &World) {
    for text in [
        "CREATE TABLE kept_event AS SELECT * FROM audit_event",
        "CREATE TABLE kept_head AS SELECT * FROM audit_head",
        "CREATE TABLE kept_checkpoint AS SELECT * FROM audit_checkpoint",
    ] {
        sql(world, text, text).await;
    }
}

async fn bring_back(world: &World) {
    const EVENTS: &str = "INSERT INTO audit_event (id, at, action, subject_kind, subject_id, person_id, token_id, system, organisation_id,
            reason, detail, salt, leaf, leaf_index, nodes, erased_at)
        SELECT id, at, action, subject_kind, subject_id, person_id, token_id, system, organisation_id,
            reason, detail, salt, leaf, leaf_index, nodes, erased_at FROM kept_event ORDER BY leaf_index";
    for text in [
        "DELETE FROM audit_event",
        "DELETE FROM audit_head",
        "DELETE FROM audit_checkpoint",
        EVENTS,
        "INSERT INTO audit_head SELECT * FROM kept_head",
        "INSERT INTO audit_checkpoint SELECT * FROM kept_checkpoint",
    ] {
        sql(world, text, text).await;
    }
}

/// Each attempt: what is done, on SQLite and on PostgreSQL where they differ, and what verification says.
fn attempts() -> Vec<(&'static str, &'static str, &'static str)> {
    let same = |text: &'static str, says: &'static str| (text, text, says);
    vec![
        // Change
        same(
            "UPDATE audit_event SET action = 'x' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET subject_kind = 'x' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET subject_id = id WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET person_id = id WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET token_id = id WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET organisation_id = id WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET system = 'x' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET reason = 'x' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        same(
            "UPDATE audit_event SET detail = '{\"a\":1}' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        (
            "UPDATE audit_event SET at = at + 1 WHERE leaf_index = 3",
            "UPDATE audit_event SET at = at + INTERVAL '1 microsecond' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        (
            "UPDATE audit_event SET salt = zeroblob(16) WHERE leaf_index = 3",
            "UPDATE audit_event SET salt = '\\x00000000000000000000000000000000' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        (
            "UPDATE audit_event SET leaf = zeroblob(32) WHERE leaf_index = 3",
            "UPDATE audit_event SET leaf = sha256('') WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        (
            "UPDATE audit_event SET leaf = x'' WHERE leaf_index = 3",
            "UPDATE audit_event SET leaf = '' WHERE leaf_index = 3",
            "its leaf is of another",
        ),
        (
            "UPDATE audit_event SET nodes = zeroblob(64) WHERE leaf_index = 3",
            "UPDATE audit_event SET nodes = sha256('') || sha256('') WHERE leaf_index = 3",
            "is not the one that the leaves make",
        ),
        (
            "UPDATE audit_event SET nodes = x'' WHERE leaf_index = 3",
            "UPDATE audit_event SET nodes = '' WHERE leaf_index = 3",
            "is not the one that the leaves make",
        ),
        // Change with the leaf, as somebody does who knows how: the tree above shows it.
        (
            "UPDATE audit_event SET leaf = (SELECT e.leaf FROM audit_event e WHERE e.leaf_index = 4), erased_at = 1 WHERE leaf_index = 3",
            "UPDATE audit_event SET leaf = (SELECT e.leaf FROM audit_event e WHERE e.leaf_index = 4), erased_at = now() WHERE leaf_index = 3",
            "is not the one that the leaves make",
        ),
        (
            "UPDATE audit_event SET detail = '{}', salt = x'', erased_at = 1 WHERE leaf_index = 3",
            "UPDATE audit_event SET detail = '{}', salt = '', erased_at = now() WHERE leaf_index = 3",
            "nothing in the log says that it was to be erased",
        ),
        // Drop
        same("DELETE FROM audit_event WHERE leaf_index = 3", "place 3 is missing"),
        same("DELETE FROM audit_event WHERE leaf_index = 0", "place 0 is missing"),
        same(
            "DELETE FROM audit_event WHERE leaf_index >= 70",
            "a checkpoint of 128 events, and the log has only 70",
        ),
        same(
            "DELETE FROM audit_event",
            "a checkpoint of 64 events, and the log has only 0",
        ),
        same(
            "UPDATE audit_event SET leaf_index = leaf_index + 1000 WHERE leaf_index >= 3",
            "a checkpoint of 64 events, and the log has only 3",
        ),
        // Swap
        same(
            "UPDATE audit_event SET leaf_index = CASE leaf_index WHEN 3 THEN -3 ELSE leaf_index END",
            "place 3 is missing",
        ),
        // Insert
        (
            "INSERT INTO audit_event (id, at, action, subject_kind, detail, salt, leaf) VALUES (randomblob(16), 1, 'x', 'x', '{}', x'', zeroblob(32))",
            "INSERT INTO audit_event (id, at, action, subject_kind, detail, salt, leaf) VALUES (gen_random_uuid(), now(), 'x', 'x', '{}', '', sha256(''))",
            "is stored beside the log",
        ),
        (
            "INSERT INTO audit_event (id, at, action, subject_kind, detail, salt, leaf, leaf_index) SELECT randomblob(16), at, action, subject_kind, detail, salt, leaf, (SELECT size FROM audit_head) FROM audit_event WHERE leaf_index = 3",
            "INSERT INTO audit_event (id, at, action, subject_kind, detail, salt, leaf, leaf_index) SELECT gen_random_uuid(), at, action, subject_kind, detail, salt, leaf, (SELECT size FROM audit_head) FROM audit_event WHERE leaf_index = 3",
            "is stored beside the log",
        ),
        // Truncate
        same(
            "UPDATE audit_head SET size = 70",
            "a checkpoint of 128 events, and the log has only 70",
        ),
        same("UPDATE audit_head SET size = size - 1", "is not the one that its"),
        same("UPDATE audit_head SET size = size + 1", "is missing"),
        (
            "UPDATE audit_head SET frontier = zeroblob(32)",
            "UPDATE audit_head SET frontier = sha256('')",
            "is not the one that its",
        ),
        // Checkpoints
        same(
            "UPDATE audit_checkpoint SET note = replace(note, '128', '127')",
            "does not hold",
        ),
        same(
            "UPDATE audit_checkpoint SET note = (SELECT c.note FROM audit_checkpoint c WHERE c.size = 64) WHERE size = 128",
            "it is stored as another one than it is",
        ),
        (
            "UPDATE audit_checkpoint SET root = zeroblob(32)",
            "UPDATE audit_checkpoint SET root = sha256('')",
            "it is stored as another one than it is",
        ),
        same(
            "UPDATE audit_checkpoint SET size = 100 WHERE size = 64",
            "it is stored as another one than it is",
        ),
    ]
}

both_stores! {
    async fn whatever_is_changed_in_the_database_is_found(world: World) {
        organisation(&world).await;
        for name in ["Ada", "Grace", "Mary"] {
            world.person(name).await;
        }
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        organisation_after(&world).await;
        let sound = verified(&world, &[]).await.unwrap();
        assert_eq!((sound.checkpoints, sound.covered), (2, 128));
        keep(&world).await;
        for (sqlite, postgres, says) in attempts() {
            let rows = sql(&world, sqlite, postgres).await;
            assert!(rows > 0, "{sqlite} changed nothing");
            let fault = verified(&world, &[]).await.expect_err(sqlite).to_string();
            assert!(fault.contains(says), "{sqlite}\n{fault}");
            bring_back(&world).await;
            assert_eq!(verified(&world, &[]).await.as_ref(), Ok(&sound), "{sqlite}");
        }
    }

    async fn two_events_that_change_places_are_found(world: World) {
        for name in ["Ada", "Grace", "Mary"] {
            world.person(name).await;
        }
        for text in [
            "UPDATE audit_event SET leaf_index = -1 WHERE leaf_index = 0",
            "UPDATE audit_event SET leaf_index = 0 WHERE leaf_index = 1",
            "UPDATE audit_event SET leaf_index = 1 WHERE leaf_index = -1",
        ] {
            sql(&world, text, text).await;
        }
        assert!(matches!(verified(&world, &[]).await, Err(Fault::Node(_))));
    }

    // Somebody who has the signing key too can write another past that agrees with itself. Only who kept a checkpoint
    // shows that it is another.
    async fn a_past_that_was_written_anew_does_not_fit_a_kept_checkpoint(world: World) {
        organisation(&world).await;
        let kept = Kept { name: "kept".to_owned(), checkpoint: checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap() };
        assert_eq!(verified(&world, std::slice::from_ref(&kept)).await.unwrap().kept, 1);
        for text in ["DELETE FROM audit_event", "DELETE FROM audit_checkpoint"] {
            sql(&world, text, text).await;
        }
        sql(&world, "UPDATE audit_head SET size = 0, frontier = x''", "UPDATE audit_head SET size = 0, frontier = ''").await;
        let fault = verified(&world, std::slice::from_ref(&kept)).await;
        assert_eq!(fault, Err(Fault::Kept("kept".to_owned())));
        record(&world, Event::general("another.past")).await;
        checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        assert!(verified(&world, &[]).await.is_ok());
        assert_eq!(verified(&world, &[kept]).await, Err(Fault::Kept("kept".to_owned())));
    }

    async fn a_checkpoint_by_another_key_is_found(world: World) {
        organisation(&world).await;
        let head = checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        let name = world.app.keys.verifying_key().name().to_owned();
        let stranger = SigningKey::from_seed(&name, &[7; 32]).unwrap();
        let note = stranger.sign_note(&head.to_text()).unwrap().to_text();
        let stmt = Stmt {
            name: "tampering",
            sqlite: "UPDATE audit_checkpoint SET note = $1",
            postgres: "UPDATE audit_checkpoint SET note = $1",
        };
        transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
            tx.execute(&stmt, svx_store::args![note.clone()]).await
        })
        .unwrap();
        let fault = verified(&world, &[]).await.unwrap_err().to_string();
        assert!(fault.contains("no signature is by a known key"), "{fault}");
        // For whoever trusts the other key, the installation's own checkpoints are the strangers.
        let checked = verify::database(&world.app, &World::SYSTEM, &[stranger.verifying_key()], &[]).await.unwrap();
        assert!(checked.is_ok());
    }
}

async fn organisation_after(world: &World) {
    world
        .organisation(OrganisationKind::Supplier, "Aire Office Fitters")
        .await;
}
