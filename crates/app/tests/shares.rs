//! Shares of the key to bids, as the use cases have them: two officers, and a process that ends at the worst moment.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeMap;
use svx_app::{
    Error,
    procurement::{
        bidding, opening, publish,
        rules::{Outline, OutlineQuestion, Setup},
        setup::{self, About, Timetable},
        shares::{self, Made, Outcome},
    },
};
use svx_domain::organisation::{Actor, OrganisationKind, Role};
use svx_store::{Event, Transient as _, key_shares, procurements};
use svx_testkit::{World, both_stores, exchange};

struct Held {
    first: Actor,
    second: Actor,
    ocid: String,
    made: Made,
}

fn criteria() -> Setup {
    Outline {
        price: "60".to_owned(),
        quality: "40".to_owned(),
        questions: vec![OutlineQuestion {
            words: "How will you keep the parks?".to_owned(),
            weight: "100".to_owned(),
        }],
        social_value: "0".to_owned(),
        qualitative: "0".to_owned(),
        qualitative_question: String::new(),
        qualitative_required: false,
        tie_break: vec!["price".to_owned()],
        ..Outline::default()
    }
    .into()
}

/// Open for bids until 5pm, with one bid in.
async fn held(world: &World) -> Held {
    let app = &world.app;
    let authority = world
        .organisation(OrganisationKind::Authority, "Leeds City Council")
        .await;
    let first = world.member(authority, "Olive Officer", &[Role::Procurement]).await;
    let second = world
        .member(authority, "Ada Administrator", &[Role::Administrator])
        .await;
    let ocid = setup::create(app, &first, "Grounds maintenance").await.unwrap();
    let about = About {
        title: "Grounds maintenance".to_owned(),
        description: String::new(),
        category: "services".to_owned(),
        procedure: String::new(),
        value: "440,000".to_owned(),
        includes_vat: true,
        buyer_type: "local-government".to_owned(),
        arrangement: "contract".to_owned(),
        commenced_on: String::new(),
    };
    setup::save_about(app, &first, &ocid, &about).await.unwrap();
    setup::save_area(app, &first, &ocid, &["E08000035".to_owned()])
        .await
        .unwrap();
    setup::save_criteria(app, &first, &ocid, criteria()).await.unwrap();
    let timetable = Timetable {
        from_day: "23/11/2026".to_owned(),
        from_time: "9am".to_owned(),
        until_day: "23/11/2026".to_owned(),
        until_time: "5pm".to_owned(),
        contract_from: "1/1/2027".to_owned(),
        contract_to: "31/12/2027".to_owned(),
    };
    setup::save_timetable(app, &first, &ocid, &timetable).await.unwrap();
    let made = shares::make(app, &first, &ocid, second.person().unwrap())
        .await
        .unwrap();
    let prepared = publish::prepared(app, &first, &ocid).await.unwrap();
    publish::publish(app, &first, &ocid, prepared.procurement.updated_at)
        .await
        .unwrap();
    let supplier = world.team(OrganisationKind::Supplier, "Beck Grounds").await;
    bidding::register(app, &supplier, &ocid).await.unwrap();
    bidding::save_price(app, &supplier, &ocid, "100000").await.unwrap();
    let answers = BTreeMap::from([("q1".to_owned(), "We mow.".to_owned())]);
    bidding::save_answers(app, &supplier, &ocid, answers).await.unwrap();
    bidding::submit(app, &supplier, &ocid, 0).await.unwrap();
    Held {
        first,
        second,
        ocid,
        made,
    }
}

both_stores! {
    async fn an_opening_that_was_cut_short_is_finished(world: World) {
        let (app, held) = (&world.app, held(&world).await);
        let second = shares::collect(app, &held.second, &held.ocid).await.unwrap();
        assert!(matches!(shares::collect(app, &held.second, &held.ocid).await, Err(Error::Conflict(_))));
        world.at("2026-11-23T17:00:00Z");
        assert!(matches!(opening::open(app, &held.first, &held.ocid).await, Err(Error::Conflict(_))));
        assert_eq!(shares::give(app, &held.first, &held.ocid, &held.made.own).await.unwrap(), Outcome::Waiting);
        // The second share is kept, and then the process ends before anything is opened: as if these two had been one step.
        let kept = {
            let mut conn = app.db.read().await.unwrap();
            let id = procurements::id_of(&mut conn, &held.ocid).await.unwrap().unwrap();
            (id, key_shares::parts(&mut conn, id).await.unwrap())
        };
        let body: String = second.split("-----").nth(2).unwrap().split_whitespace().collect();
        let sealed = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, body).unwrap();
        let inside: serde_json::Value = serde_json::from_slice(&app.keys.open(&sealed).unwrap()).unwrap();
        let share = hex::decode(inside["share"].as_str().unwrap()).unwrap();
        let sealed = app.keys.seal(&share).unwrap();
        let person = held.second.person().unwrap();
        svx_store::transact!(app.db.attempts(&exchange::permit()), svx_store::Error, |tx| {
            key_shares::give(tx, kept.0, 2, person, &sealed).await?;
            tx.record(Event::new("procurement.share-given", "procurement", kept.0)).await
        })
        .unwrap();
        assert_eq!(kept.1.len(), 1);
        assert_eq!(shares::give(app, &held.first, &held.ocid, "").await.unwrap(), Outcome::Opened(1));
        let mut conn = app.db.read().await.unwrap();
        assert!(key_shares::parts(&mut conn, kept.0).await.unwrap().is_empty());
    }

    async fn two_officers_at_the_same_moment_open_once(world: World) {
        let (app, held) = (&world.app, held(&world).await);
        let second = shares::collect(app, &held.second, &held.ocid).await.unwrap();
        world.at("2026-11-23T17:00:00Z");
        let (one, two) = tokio::join!(
            shares::give(app, &held.first, &held.ocid, &held.made.own),
            shares::give(app, &held.second, &held.ocid, &second),
        );
        let outcomes = [one.unwrap(), two.unwrap()];
        assert!(outcomes.contains(&Outcome::Waiting) && outcomes.contains(&Outcome::Opened(1)), "{outcomes:?}");
    }

    async fn the_code_and_one_file_open_by_two_people_alone(world: World) {
        let (app, held) = (&world.app, held(&world).await);
        let early = shares::give(app, &held.second, &held.ocid, &held.made.code).await.unwrap_err();
        assert!(!early.is_transient() && early.to_string().contains("this attempt was recorded"), "{early}");
        world.at("2026-11-23T17:00:00Z");
        assert_eq!(shares::give(app, &held.first, &held.ocid, &held.made.code).await.unwrap(), Outcome::Waiting);
        let again = shares::give(app, &held.first, &held.ocid, &held.made.own).await.unwrap_err();
        assert!(again.to_string().contains("You have given a share already"), "{again}");
        let second = shares::collect(app, &held.second, &held.ocid).await.unwrap();
        assert_eq!(shares::give(app, &held.second, &held.ocid, &second).await.unwrap(), Outcome::Opened(1));
    }
}
