//! The installation's pages.
#![expect(clippy::unwrap_used, reason = "what is missing is a fault of the test, and fails it")]

use super::*;
use svx_domain::{Code as _, organisation::OrganisationKind};
use svx_store::{jobs, outbox};

const COMPLAINT: [(&str, &str); 4] = [
    ("about", "service"),
    ("statement", "It is slow.\nVery slow."),
    ("name", "Ada Lovelace"),
    ("email", "ada@example.org"),
];

/// A job and a message that fail at every try.
async fn break_things(world: &World) {
    svx_store::transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
        let now = tx.now();
        jobs::put(tx, "no-such-job", serde_json::json!({}), Some("once"), now).await?;
        outbox::put(tx, "no-such-topic", serde_json::json!({"secret": "canary"})).await?;
        Ok(())
    })
    .unwrap();
    for _ in 0..10 {
        world.work().await;
        world.wait(jiff::SignedDuration::from_hours(12));
    }
}

both_stores! {
    async fn the_operator_sees_what_failed_and_tries_it_again(world: World) {
        let operator = world.team(OrganisationKind::Operator, "Exchange Limited").await;
        break_things(&world).await;
        let client = client(&world).with_session(&world.session(&operator).await);
        let page = client.get("/operator").await;
        assert_eq!(page.status, 200);
        let words = page.words();
        assert!(words.contains("Job: no-such-job") && words.contains("Message: no-such-topic"), "{words}");
        assert!(!page.body.contains("canary"));

        for what in ["jobs", "messages"] {
            let (_, rest) = page.body.split_once(&format!("action=\"/operator/{what}/")).unwrap();
            let path = format!("/operator/{what}/{}", rest.split('"').next().unwrap());
            let answer = client.submit("/operator", &path, &[]).await;
            assert_eq!((answer.status.as_u16(), answer.location()), (303, "/operator"));
            assert_eq!(client.submit("/operator", &path, &[]).await.status, 409);
        }
        let mut conn = world.app.db.read().await.unwrap();
        let (jobs, messages) = (jobs::backlog(&mut conn).await.unwrap(), outbox::backlog(&mut conn).await.unwrap());
        assert_eq!((jobs.waiting, jobs.failed, messages.waiting, messages.failed), (1, 0, 1, 0));
    }

    async fn a_failed_job_is_not_tried_again_beside_its_successor(world: World) {
        let operator = world.team(OrganisationKind::Operator, "Exchange Limited").await;
        break_things(&world).await;
        let failed = {
            let mut conn = world.app.db.read().await.unwrap();
            jobs::given_up(&mut conn, 10).await.unwrap().remove(0)
        };
        svx_store::transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
            let now = tx.now();
            jobs::put(tx, "no-such-job", serde_json::json!({}), Some("once"), now).await
        })
        .unwrap();
        let again = svx_app::operate::retry_job(&world.app, &operator, failed.id).await;
        assert!(matches!(again, Err(svx_app::Error::Conflict(_))));
    }

    async fn a_complaint_is_read_and_closed_once(world: World) {
        let operator = world.team(OrganisationKind::Operator, "Exchange Limited").await;
        let sent = client(&world).submit("/complaints", "/complaints", &COMPLAINT).await;
        let reference = sent.location().split_once("reference=").unwrap().1.to_owned();
        let path = format!("/operator/complaints/{reference}");
        let client = client(&world).with_session(&world.session(&operator).await);
        assert!(client.get("/home").await.words().contains("Answer 1 complaint"));
        assert!(client.get("/operator/complaints").await.words().contains(&reference));
        assert!(client.get(&path).await.body.contains("It is slow.<br>Very slow."));

        let close = format!("{path}/close");
        let answer = client.submit(&path, &close, &[("note", " ")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("Enter what was done about the complaint"));
        let answer = client.submit(&path, &close, &[("note", "Made it faster")]).await;
        assert_eq!((answer.status.as_u16(), answer.location()), (303, "/operator/complaints"));
        assert!(client.get(&path).await.words().contains("Made it faster"));
        assert_eq!(client.submit("/operator", &close, &[("note", "Again")]).await.status, 409);
        assert!(!client.get("/home").await.words().contains("complaint"));
    }

    async fn nobody_else_learns_of_these_pages(world: World) {
        for kind in OrganisationKind::ALL.iter().filter(|kind| **kind != OrganisationKind::Operator) {
            let actor = world.team(*kind, &format!("A {kind}")).await;
            let client = client(&world).with_session(&world.session(&actor).await);
            for path in ["/operator", "/operator/complaints", "/operator/complaints/C-2222-2222"] {
                assert_eq!(client.get(path).await.status, 404, "{kind} {path}");
            }
        }
        assert_eq!(client(&world).get("/operator").await.location(), "/sign-in?next=%2Foperator");
    }
}
