//! What a transaction promises: all or nothing, never unaudited, and no leak of one that was given up half-way.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use svx_app::people::create;
use svx_domain::{
    PersonId,
    access::{self, Action, Permit, Scope},
    organisation::OrganisationKind,
};
use svx_store::{Error, Event, audit, organisations, people, transact};
use svx_testkit::{World, both_stores};

fn permit() -> Permit {
    access::authorize(&World::SYSTEM, Action::ImportRegister, &Scope::none()).unwrap()
}

both_stores! {
    async fn a_change_without_an_audit_event_is_not_made(world: World) {
        let person = people::Person {
            id: world.app.id(),
            email: "ada@example.org".to_owned(),
            name: "Ada".to_owned(),
            password_hash: None,
            email_verified_at: None,
            created_at: world.app.now(),
            disabled_at: None,
        };
        let outcome = transact!(world.app.db.attempts(&permit()), Error, |tx| {
            people::insert(tx, &person).await?;
            Ok(())
        });
        assert!(matches!(outcome, Err(Error::NotAudited)));
        let mut conn = world.app.db.read().await.unwrap();
        assert!(people::by_email(&mut conn, "ada@example.org").await.unwrap().is_none());
    }

    async fn a_failure_undoes_everything(world: World) {
        let id: PersonId = world.app.id();
        let outcome = transact!(world.app.db.attempts(&permit()), Error, |tx| {
            tx.record(Event::new("person.added", "person", id)).await?;
            Err::<(), _>(Error::Missing("this was meant to fail"))
        });
        assert!(outcome.is_err());
        let mut conn = world.app.db.read().await.unwrap();
        assert!(audit::of_subject(&mut conn, id, 10).await.unwrap().is_empty());
    }

    async fn values_come_back_as_they_went_in(world: World) {
        let id = world.organisation(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let actor = world.member(id, "Ada Lovelace", OrganisationKind::Community.roles()).await;
        let mut conn = world.app.db.read().await.unwrap();
        let found = organisations::by_id(&mut conn, id).await.unwrap().unwrap();
        assert_eq!((found.id, found.kind, found.unclaimed), (id, OrganisationKind::Community, false));
        assert_eq!(found.created_at, world.app.now());
        let memberships = people::memberships(&mut conn, actor.person().unwrap()).await.unwrap();
        assert_eq!(memberships[0].roles, actor.acting.unwrap().roles);
        let events = audit::of_subject(&mut conn, id, 10).await.unwrap();
        assert_eq!(events.iter().map(|event| event.action.as_str()).collect::<Vec<_>>(), ["organisation.added", "membership.set"]);
        assert_eq!(events[0].system.as_deref(), Some("test"));
    }

    async fn the_character_nought_is_kept_as_one_that_cannot_be_shown(world: World) {
        let id = create::person(&world.app, &World::SYSTEM, "A\0da", "ada@example.org").await.unwrap();
        transact!(world.app.db.attempts(&permit()), Error, |tx| {
            tx.record(Event::new("person.noted", "person", id).with(serde_json::json!({"a\0": ["b\0"]}))).await
        })
        .unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        assert_eq!(people::by_id(&mut conn, id).await.unwrap().unwrap().name, "A\u{fffd}da");
        let events = audit::of_subject(&mut conn, id, 10).await.unwrap();
        assert_eq!(events.last().unwrap().detail, serde_json::json!({"a\u{fffd}": ["b\u{fffd}"]}));
    }

    async fn a_second_person_with_an_address_is_refused(world: World) {
        create::person(&world.app, &World::SYSTEM, "Ada", "ada@example.org").await.unwrap();
        let again = create::person(&world.app, &World::SYSTEM, "Eve", " ADA@example.org").await;
        assert_eq!(again.unwrap_err().to_string(), "Somebody has the address ada@example.org already");
    }

    // On sqlx 0.9.0 a `begin` that is cancelled returns a PostgreSQL connection to the pool inside its transaction, and
    // what the next user writes on it is lost when the connection goes. The pool ends whatever is open on release.
    async fn a_client_that_hangs_up_takes_no_later_write_with_it(world: World) {
        let db = &world.app.db;
        for patience in 0..150_u64 {
            let permit = permit();
            let mut attempts = db.attempts(&permit);
            let begun = tokio::time::timeout(std::time::Duration::from_micros(patience * 7), attempts.begin()).await;
            drop(begun);
        }
        for n in 0..100 {
            create::person(&world.app, &World::SYSTEM, "Somebody", &format!("person{n}@example.org")).await.unwrap();
        }
        let fresh = svx_store::Db::open(&world.database.url, world.clock.clone() as _, std::sync::Arc::new(svx_app::system::SystemEntropy))
            .await
            .unwrap();
        let mut conn = fresh.read().await.unwrap();
        for n in 0..100 {
            let found = people::by_email(&mut conn, &format!("person{n}@example.org")).await.unwrap();
            assert!(found.is_some(), "the write of person {n} was lost");
        }
    }
}
