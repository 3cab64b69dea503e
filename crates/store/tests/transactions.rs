//! What a transaction promises: all or nothing, never unaudited, and no leak of one that was given up half-way.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::task::Poll;
use svx_app::people::create;
use svx_domain::{
    PersonId,
    access::{self, Action, Permit, Scope},
    organisation::OrganisationKind,
};
use svx_store::{Engine, Error, Event, Stmt, audit, organisations, people, transact};
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

    async fn a_second_person_with_an_address_is_refused(world: World) {
        create::person(&world.app, &World::SYSTEM, "Ada", "ada@example.org").await.unwrap();
        let again = create::person(&world.app, &World::SYSTEM, "Eve", " ADA@example.org").await;
        assert_eq!(again.unwrap_err().to_string(), "Somebody has the address ada@example.org already");
    }

    // On sqlx 0.9.0 a `begin` that is cancelled between its sending and its answer returns a PostgreSQL connection to the
    // pool inside a transaction that nobody ends: one failing statement there would make every later one fail too. The
    // pool ends whatever is open on release.
    async fn a_client_that_hangs_up_leaves_no_transaction_open(world: World) {
        let db = &world.app.db;
        for polls in (1..=MOST_POLLS).cycle().take(5 * MOST_POLLS as usize) {
            let permit = permit();
            let mut attempts = db.attempts(&permit);
            drop(given_up_after(polls, attempts.begin()).await);
            let mut conn = db.read().await.unwrap();
            let first: (String,) = conn.one(&MOMENT, Vec::new()).await.unwrap();
            let second: (String,) = conn.one(&MOMENT, Vec::new()).await.unwrap();
            assert!(db.engine() == Engine::Sqlite || first != second, "a transaction was left open after {polls} polls");
        }
        for n in 0..20 {
            create::person(&world.app, &World::SYSTEM, "Somebody", &format!("person{n}@example.org")).await.unwrap();
        }
        let mut conn = db.read().await.unwrap();
        for n in 0..20 {
            let found = people::by_email(&mut conn, &format!("person{n}@example.org")).await.unwrap();
            assert!(found.is_some(), "the write of person {n} was lost");
        }
    }
}

/// On PostgreSQL the moment at which the transaction began: the same twice only inside one.
const MOMENT: Stmt = Stmt {
    name: "moment",
    sqlite: "SELECT 'now' AS a",
    postgres: "SELECT CAST(now() AS TEXT) AS a",
};

/// More than `begin` ever needs: each of its waits is given up in turn.
const MOST_POLLS: u32 = 12;

/// Polls at most so many times, each time when there is something new, and then drops it as a client that hangs up does.
async fn given_up_after<T>(polls: u32, work: impl Future<Output = T>) -> Option<T> {
    let mut work = std::pin::pin!(work);
    let mut left = polls;
    std::future::poll_fn(|context| {
        left -= 1;
        match work.as_mut().poll(context) {
            Poll::Ready(value) => Poll::Ready(Some(value)),
            Poll::Pending if left == 0 => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
