//! Complaints, from the form to their end.
#![expect(clippy::unwrap_used, reason = "what is missing is a fault of the test, and fails it")]

use super::*;
use svx_domain::organisation::OrganisationKind;

const COMPLAINT: [(&str, &str); 4] = [
    ("about", "accessibility"),
    ("statement", "The map cannot be read by a screen reader."),
    ("name", "Ada Lovelace"),
    ("email", "Ada@Example.org"),
];

both_stores! {
    async fn a_complaint_is_kept_and_mailed_and_closed(world: World) {
        let nobody = client(&world);
        let answer = nobody.submit("/complaints", "/complaints", &COMPLAINT).await;
        assert_eq!(answer.status, 303);
        let received = answer.location().to_owned();
        let reference = received.split_once("reference=").unwrap().1.to_owned();
        assert!(nobody.get(&received).await.words().contains(&reference));

        world.work().await;
        assert!(world.mail.last_to("ada@example.org").text.contains(&reference));
        let notice = world.mail.last_to("operator@svx.test");
        assert!(notice.text.contains(&format!("http://svx.test/operator/complaints/{reference}")));
    }

    async fn what_is_missing_is_named_and_what_was_typed_is_kept(world: World) {
        let nobody = client(&world);
        let answer = nobody.submit("/complaints", "/complaints", &[("name", "Ada"), ("email", "ada")]).await;
        assert_eq!(answer.status, 422);
        let words = answer.words();
        for problem in ["Select what your complaint is about", "Enter what went wrong", "Enter an e-mail address in the right form"] {
            assert_eq!(words.matches(problem).count(), 2, "{problem}: {words}");
        }
        assert!(answer.body.contains(r#"value="Ada""#));
        assert_eq!(world.work().await, 0);
    }

    async fn one_address_cannot_complain_without_end(world: World) {
        let nobody = client(&world);
        for _ in 0..5 {
            assert_eq!(nobody.submit("/complaints", "/complaints", &COMPLAINT).await.status, 303);
        }
        assert_eq!(nobody.submit("/complaints", "/complaints", &COMPLAINT).await.status, 429);
        world.wait(jiff::SignedDuration::from_hours(25));
        assert_eq!(nobody.submit("/complaints", "/complaints", &COMPLAINT).await.status, 303);
    }

    async fn a_complaint_of_somebody_who_signed_in_is_theirs(world: World) {
        let actor = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let signed_in = client(&world).with_session(&world.session(&actor).await);
        assert!(signed_in.get("/complaints").await.body.contains(r#"value="Person of Holbeck Lunch Club""#));
        assert_eq!(signed_in.submit("/complaints", "/complaints", &COMPLAINT).await.status, 303);
        let mut conn = world.app.db.read().await.unwrap();
        let open = svx_store::complaints::open(&mut conn).await.unwrap();
        assert_eq!(open[0].person_id, actor.person());
    }
}
