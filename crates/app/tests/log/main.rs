//! The audit log as something that anyone can check: places, checkpoints, proofs, erasure, and whatever is tampered with.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test stops at what it did not expect, and says what it was at"
)]

mod export;
mod tampering;

use std::io::Cursor;
use svx_app::{
    Error,
    log::{
        checkpoint, erase, export as exports,
        verify::{self, Account, Fault, Kept},
        view,
    },
};
use svx_domain::{
    OrganisationId, PersonId,
    access::{self, Action, Permit, Scope},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{Event, Stmt, audit::tree, transact};
use svx_testkit::{World, both_stores};
use svx_transparency::{Checkpoint, Hash, Note, Plan, SigningKey, leaf_hash, verify_consistency, verify_inclusion};

fn permit() -> Permit {
    access::authorize(&World::SYSTEM, Action::ImportRegister, &Scope::none()).unwrap()
}

/// Writes an event as a use case does.
async fn record(world: &World, event: Event) {
    transact!(world.app.db.attempts(&permit()), svx_store::Error, |tx| {
        tx.record(event.clone()).await
    })
    .unwrap();
}

async fn organisation(world: &World) -> OrganisationId {
    world
        .organisation(OrganisationKind::Community, "Holbeck Lunch Club")
        .await
}

async fn verified(world: &World, kept: &[Kept]) -> Result<Account, Fault> {
    let keys = [world.app.keys.verifying_key()];
    verify::database(&world.app, &World::SYSTEM, &keys, kept).await.unwrap()
}

/// Runs SQL as somebody does who has the database.
async fn sql(world: &World, sqlite: &'static str, postgres: &'static str) -> u64 {
    let stmt = Stmt {
        name: "tampering",
        sqlite,
        postgres,
    };
    transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
        tx.execute(&stmt, Vec::new()).await
    })
    .unwrap_or_else(|error| panic!("{sqlite}: {error}"))
}

async fn export(world: &World) -> String {
    let mut out = Vec::new();
    exports::export(&world.app, &World::SYSTEM, &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

both_stores! {
    async fn every_event_has_its_place_and_the_proof_of_it(world: World) {
        for name in ["Ada", "Grace", "Mary"] {
            world.person(name).await;
        }
        let first = checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        organisation(&world).await;
        let second = checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        let account = verified(&world, &[]).await.unwrap();
        assert_eq!((account.events, account.checkpoints, account.covered), (second.size, 2, second.size));
        let mut conn = world.app.db.read().await.unwrap();
        let entries = tree::entries(&mut conn, 0, 1000).await.unwrap();
        assert_eq!(entries.len() as u64, second.size);
        for (index, entry) in (0_u64..).zip(&entries) {
            let leaf = Hash::from_slice(&entry.leaf).unwrap();
            assert_eq!(leaf_hash(&entry.preimage().unwrap()), leaf);
            for head in [&first, &second] {
                if index >= head.size {
                    continue;
                }
                let proof = tree::prove(&mut conn, &Plan::inclusion(index, head.size).unwrap()).await.unwrap();
                verify_inclusion(&leaf, index, head.size, &head.root, &proof).unwrap();
            }
        }
        let proof = view::consistency(&world.app, &Actor::NOBODY, first.size, second.size).await.unwrap();
        verify_consistency(first.size, &first.root, second.size, &second.root, &proof).unwrap();
        // Between sizes that were not published nothing is told.
        let other = view::consistency(&world.app, &Actor::NOBODY, first.size - 1, second.size).await;
        assert!(matches!(other, Err(Error::NotFound)));
    }

    async fn checkpoints_are_signed_and_grow_by_a_step_whatever_happened(world: World) {
        let step = u64::from(world.app.settings.log.step);
        let mut sizes = Vec::new();
        for events in [0, 1, 5, 0, step + 3] {
            for _ in 0..events {
                record(&world, Event::general("something.happened").among_blanks()).await;
            }
            sizes.push(checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap().size);
        }
        assert_eq!(sizes[..4], [step, 2 * step, 3 * step, 4 * step]);
        // More than fits, with blanks among it: still a whole number of steps.
        assert!(sizes[4] > 5 * step && sizes[4].is_multiple_of(step), "{sizes:?}");
        let overview = view::overview(&world.app, &Actor::NOBODY).await.unwrap();
        let newest = &overview.checkpoints[0];
        let note = Note::parse(&newest.note).unwrap();
        let read = Checkpoint::verified(&note, &[overview.key.clone()]).unwrap();
        assert_eq!((read.origin.as_str(), read.size, read.root), (overview.key.name(), sizes[4], newest.root));
        assert_eq!(verified(&world, &[]).await.unwrap().checkpoints, 5);
    }

    async fn the_worker_signs_checkpoints_at_their_times(world: World) {
        checkpoint::schedule(&world.app).await.unwrap();
        checkpoint::schedule(&world.app).await.unwrap();
        assert_eq!(world.work().await, 0);
        for hours in 1..=3 {
            world.wait(world.app.settings.log.every);
            assert_eq!(world.work().await, 1);
            let account = verified(&world, &[]).await.unwrap();
            assert_eq!(account.checkpoints, hours);
        }
    }

    async fn a_blank_looks_like_nothing_and_an_event_among_blanks_moves_by_chance(world: World) {
        let mut places = Vec::new();
        for _ in 0..20 {
            record(&world, Event::general("bid.like").among_blanks()).await;
            places.push(verified(&world, &[]).await.unwrap().events);
        }
        let steps: std::collections::BTreeSet<u64> = places.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!(steps.len() > 2, "{steps:?}");
        let account = verified(&world, &[]).await.unwrap();
        assert_eq!(account.events - account.blanks, 20);
    }

    async fn many_at_once_get_places_without_gaps(world: World) {
        let mut writers = tokio::task::JoinSet::new();
        for writer in 0..8_u128 {
            let db = world.app.db.clone();
            writers.spawn(async move {
                for _ in 0..10 {
                    let id = PersonId::from_uuid(uuid::Uuid::from_u128(writer));
                    let permit = permit();
                    transact!(db.attempts(&permit), svx_store::Error, |tx| {
                        tx.record(Event::new("something.happened", "person", id)).await?;
                        tx.record(Event::new("something.else", "person", id)).await
                    })
                    .unwrap();
                }
            });
        }
        while let Some(done) = writers.join_next().await {
            done.unwrap();
        }
        let account = verified(&world, &[]).await.unwrap();
        assert_eq!((account.events, account.checkpoints), (160, 0));
        // What one transaction recorded stands together.
        let mut conn = world.app.db.read().await.unwrap();
        let entries = tree::entries(&mut conn, 0, 1000).await.unwrap();
        for pair in entries.chunks(2) {
            assert_eq!((pair[0].action.as_str(), pair[1].action.as_str()), ("something.happened", "something.else"));
            assert_eq!(pair[0].subject_id, pair[1].subject_id);
            assert!(pair[0].seq < pair[1].seq);
        }
    }

    async fn what_fails_leaves_no_place(world: World) {
        record(&world, Event::general("something.happened")).await;
        let failed = transact!(world.app.db.attempts(&permit()), svx_store::Error, |tx| {
            tx.record(Event::general("something.failed")).await?;
            Err::<(), _>(svx_store::Error::Missing("this was meant to fail"))
        });
        assert!(failed.is_err());
        record(&world, Event::general("something.happened")).await;
        assert_eq!(verified(&world, &[]).await.unwrap().events, 2);
    }

    async fn events_from_before_the_tree_are_taken_into_it_once(world: World) {
        organisation(&world).await;
        let before = verified(&world, &[]).await.unwrap();
        let forget = "UPDATE audit_event SET leaf_index = NULL, nodes = NULL";
        sql(&world, forget, forget).await;
        sql(&world, "UPDATE audit_head SET size = 0, frontier = x''", "UPDATE audit_head SET size = 0, frontier = ''").await;
        assert!(matches!(verified(&world, &[]).await, Err(Fault::Beside(_))));
        world.app.db.migrate().await.unwrap();
        assert_eq!(verified(&world, &[]).await.unwrap(), before);
        // Later, what has no place was put there by somebody else.
        let forget = "UPDATE audit_event SET leaf_index = NULL WHERE leaf_index = 0";
        sql(&world, forget, forget).await;
        world.app.db.migrate().await.unwrap();
        assert!(matches!(verified(&world, &[]).await, Err(Fault::Beside(_))));
    }

    async fn erasure_takes_what_was_said_and_keeps_every_proof(world: World) {
        let person = world.person("Ada Lovelace").await;
        let secret = "Her address is 12 Example Street";
        record(&world, Event::new("person.noted", "person", person).because(secret)).await;
        let mut conn = world.app.db.read().await.unwrap();
        let entry = tree::of_subject(&mut conn, person.uuid(), "person.noted", 1).await.unwrap().remove(0);
        drop(conn);
        let head = checkpoint::sign(&world.app, &World::SYSTEM).await.unwrap();
        let before = verified(&world, &[]).await.unwrap();
        assert!(export(&world).await.contains(secret));
        for reason in ["", "  "] {
            assert!(matches!(erase::erase(&world.app, &World::SYSTEM, &[entry.id], reason).await, Err(Error::Conflict(_))));
        }
        let officer = world.team(OrganisationKind::Authority, "Leeds City Council").await;
        assert!(matches!(erase::erase(&world.app, &officer, &[entry.id], "x").await, Err(Error::Denied(_))));
        erase::erase(&world.app, &World::SYSTEM, &[entry.id], "Asked for by the person").await.unwrap();
        assert!(!export(&world).await.contains(secret));
        // The leaf and its proof are as they were.
        let mut conn = world.app.db.read().await.unwrap();
        let proof = tree::prove(&mut conn, &Plan::inclusion(entry.leaf_index.unwrap().unsigned_abs(), head.size).unwrap()).await.unwrap();
        let leaf = Hash::from_slice(&entry.leaf).unwrap();
        verify_inclusion(&leaf, entry.leaf_index.unwrap().unsigned_abs(), head.size, &head.root, &proof).unwrap();
        drop(conn);
        let after = verified(&world, &[]).await.unwrap();
        assert_eq!((before.erased, after.erased, after.covered), (0, 1, before.covered));
        // Twice is refused, and so is what says that something was erased.
        assert!(matches!(erase::erase(&world.app, &World::SYSTEM, &[entry.id], "again").await, Err(Error::Conflict(_))));
        let mut conn = world.app.db.read().await.unwrap();
        let entries = tree::entries(&mut conn, 0, 1000).await.unwrap();
        let said = entries.iter().find(|entry| entry.action == tree::ERASED).unwrap();
        assert!(matches!(erase::erase(&world.app, &World::SYSTEM, &[said.id], "hide it").await, Err(Error::Conflict(_))));
    }
}
