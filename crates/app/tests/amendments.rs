//! Criteria of every kind and amendments by use cases: what counts at the opening, races with a submission, and marks by the rules.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use std::collections::BTreeMap;
use svx_app::{
    Error, Invalid,
    procurement::{
        amend, bidding,
        changes::Asks,
        content::DraftPledge,
        criteria, evaluation, marking, moderation, opening,
        panel::{appoint, conflicts},
        publish,
        rules::{Condition, Formula, How, Kind, Outline, Question, Questions, Setup, usual_scale},
        setup::{self, About, Timetable},
    },
};
use svx_domain::organisation::{Actor, OrganisationKind};
use svx_testkit::{Exchange, World, both_stores};

fn outline() -> Setup {
    Outline {
        qualitative: "0".to_owned(),
        tie_break: vec!["earliest-receipt".to_owned()],
        ..Outline::usual()
    }
    .into()
}

async fn published(world: &World, officer: &Actor, rules: Setup) -> String {
    let app = &world.app;
    let text = str::to_owned;
    let ocid = setup::create(app, officer, "Grounds").await.unwrap();
    let about = About {
        title: text("Grounds"),
        category: text("services"),
        value: text("240000"),
        includes_vat: true,
        buyer_type: text("local-government"),
        arrangement: text("contract"),
        ..About::default()
    };
    setup::save_about(app, officer, &ocid, &about).await.unwrap();
    setup::save_area(app, officer, &ocid, &[text("E08000035")])
        .await
        .unwrap();
    setup::save_criteria(app, officer, &ocid, rules).await.unwrap();
    let timetable = Timetable {
        from_day: text("23 11 2026"),
        from_time: text("8am"),
        until_day: text("7 12 2026"),
        until_time: text("noon"),
        contract_from: text("1 1 2027"),
        contract_to: text("31 12 2027"),
    };
    setup::save_timetable(app, officer, &ocid, &timetable).await.unwrap();
    let seen = publish::prepared(app, officer, &ocid)
        .await
        .unwrap()
        .procurement
        .updated_at;
    publish::publish(app, officer, &ocid, seen).await.unwrap();
    ocid
}

async fn bid(world: &World, exchange: &Exchange, supplier: &Actor, ocid: &str, price: &str) {
    let app = &world.app;
    bidding::register(app, supplier, ocid).await.unwrap();
    bidding::save_price(app, supplier, ocid, price).await.unwrap();
    let asked = bidding::desk(app, supplier, ocid).await.unwrap().setup.asked();
    let answers = asked.into_iter().map(|asked| (asked.id, "With care.".to_owned()));
    bidding::save_answers(app, supplier, ocid, answers.collect())
        .await
        .unwrap();
    let pledge = DraftPledge {
        quantity: "4".to_owned(),
        by: "31 3 2027".to_owned(),
        how: "By van".to_owned(),
        additional: "We would sell them".to_owned(),
        attributed: "contract".to_owned(),
        measure: String::new(),
    };
    bidding::save_pledges(
        app,
        supplier,
        ocid,
        BTreeMap::from([(exchange.need.to_string(), pledge)]),
    )
    .await
    .unwrap();
    bidding::submit(app, supplier, ocid, 0).await.unwrap();
}

async fn amend(
    world: &World,
    officer: &Actor,
    ocid: &str,
    change: impl FnOnce(&mut Setup) -> Result<(), Invalid>,
) -> u32 {
    let app = &world.app;
    amend::begin(app, officer, ocid).await.unwrap();
    criteria::change(app, officer, ocid, change).await.unwrap();
    let seen = amend::desk(app, officer, ocid).await.unwrap().updated_at;
    amend::publish(app, officer, ocid, "A mistake", seen).await.unwrap()
}

fn reweigh(setup: &mut Setup) -> Result<(), Invalid> {
    let weight = |id: &str| match id {
        "price" => "30",
        "quality" => "50",
        _ => "20",
    };
    setup.set_weights(None, &|id| weight(id).to_owned(), &|_| false)
}

/// A panel of one, who is its chair: it declares, marks, locks its marks, and records what is agreed.
async fn mark_all(world: &World, one: &Actor, ocid: &str, mark: &dyn Fn(&str, &str) -> &'static str) {
    let (app, id) = (&world.app, one.person().unwrap().to_string());
    let questions = marking_keys(world, one, ocid).await;
    let keys: Vec<&str> = questions.iter().map(|(key, _)| key.as_str()).collect();
    let typed = appoint::Typed {
        chair: &id,
        marks_min: "1",
        due: svx_app::input::TypedDay {
            day: "20",
            month: "12",
            year: "2026",
        },
    };
    appoint::set_terms(app, one, ocid, typed).await.unwrap();
    appoint::invite(app, one, ocid, &id, &keys).await.unwrap();
    let form = conflicts::form(app, one, ocid).await.unwrap();
    let word = conflicts::Word {
        choice: "none".to_owned(),
        nature: String::new(),
    };
    let words = form.bidders.iter().map(|(bidder, _, _)| (bidder.bid, word.clone()));
    conflicts::declare(app, one, ocid, &words.collect()).await.unwrap();
    for (key, id) in &questions {
        let desk = marking::desk(app, one, ocid).await.unwrap();
        let own = desk.questions.iter().find(|own| own.key == *key).unwrap();
        for answer in &own.answers {
            marking::save(
                app,
                one,
                ocid,
                answer.bid,
                key,
                mark(id, &answer.supplier),
                "It says how",
            )
            .await
            .unwrap();
        }
        marking::submit(app, one, ocid, key).await.unwrap();
        let sheet = moderation::sheet(app, one, ocid, key).await.unwrap();
        let present: Vec<String> = sheet.members.iter().map(|(id, _)| id.to_string()).collect();
        for answer in &sheet.answers {
            let typed = moderation::Typed {
                mark: mark(id, &answer.supplier),
                reason: "It says how",
                correction: "",
                present: present.iter().map(String::as_str).collect(),
            };
            moderation::agree(app, one, ocid, key, answer.bid, typed).await.unwrap();
        }
    }
}

/// The questions by their names in addresses, with their ids.
async fn marking_keys(world: &World, officer: &Actor, ocid: &str) -> Vec<(String, String)> {
    let desk = evaluation::desk(&world.app, officer, ocid).await.unwrap();
    let asked = desk.setup.asked().into_iter();
    asked
        .map(|asked| (svx_app::procurement::panel::key(&asked), asked.id))
        .collect()
}

both_stores! {
    async fn what_was_confirmed_or_submitted_again_is_opened(world: World) {
        let exchange = Exchange::new(&world).await;
        let (app, officer) = (&world.app, &exchange.authority);
        let silent = world.team(OrganisationKind::Supplier, "Beck Grounds").await;
        let again = world.team(OrganisationKind::Supplier, "Calder Care").await;
        let ocid = published(&world, officer, outline()).await;
        for (supplier, price) in [(&exchange.supplier, "100000"), (&silent, "90000"), (&again, "110000")] {
            bid(&world, &exchange, supplier, &ocid, price).await;
        }
        assert_eq!(amend(&world, officer, &ocid, reweigh).await, 2);
        let versions = amend::versions(app, officer, &ocid).await.unwrap();
        assert_eq!((versions.len(), versions[1].asks.as_str(), versions[0].reason.as_str()), (2, "confirm", ""));
        assert_ne!(versions[0].rules_sha256, versions[1].rules_sha256);
        assert_eq!(bidding::desk(app, &silent, &ocid).await.unwrap().asks, Asks::Confirm);

        // A confirmation is of the rules that were shown.
        assert!(matches!(bidding::confirm(app, &exchange.supplier, &ocid, 1, 1).await, Err(Error::Conflict(_))));
        bidding::confirm(app, &exchange.supplier, &ocid, 1, 2).await.unwrap();
        bidding::confirm(app, &exchange.supplier, &ocid, 1, 2).await.unwrap();
        assert_eq!(bidding::desk(app, &exchange.supplier, &ocid).await.unwrap().asks, Asks::Nothing);
        assert_eq!(bidding::submit(app, &again, &ocid, 1).await.unwrap(), 2);
        let receipt = bidding::receipt(app, &again, &ocid, 2).await.unwrap();
        assert_eq!((receipt.submission.rules_version, receipt.rules.unwrap().version), (2, 2));

        world.at("2026-12-07T12:00:00Z");
        assert_eq!(opening::open(app, officer, &ocid).await.unwrap(), 2);
        let desk = evaluation::desk(app, officer, &ocid).await.unwrap();
        let names: Vec<&str> = desk.bids.iter().map(|bid| bid.name.as_str()).collect();
        assert_eq!(names, ["Aire Office Fitters", "Calder Care"]);
        assert_eq!(desk.lapsed.iter().map(|lapsed| lapsed.supplier.as_str()).collect::<Vec<_>>(), ["Beck Grounds"]);
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").subject.starts_with("Not opened"));

        // Scored by the amended rules, and the file says so: 30 + 50 x 3/5 + 20 and 30 x 100/110 + 50 x 3/5 + 20.
        mark_all(&world, officer, &ocid, &|_, _| "3").await;
        evaluation::run(app, officer, &ocid).await.unwrap();
        let desk = evaluation::desk(app, officer, &ocid).await.unwrap();
        let totals: Vec<String> = desk.latest.unwrap().evaluated.evaluation.results.iter().map(|result| result.total.clone().unwrap().to_string()).collect();
        assert_eq!(totals, ["80", "850/11"]);
    }

    async fn a_second_amendment_asks_again(world: World) {
        let exchange = Exchange::new(&world).await;
        let (app, officer, supplier) = (&world.app, &exchange.authority, &exchange.supplier);
        let ocid = published(&world, officer, outline()).await;
        bid(&world, &exchange, supplier, &ocid, "100000").await;
        amend(&world, officer, &ocid, reweigh).await;
        bidding::confirm(app, supplier, &ocid, 1, 2).await.unwrap();
        // A name bears on nothing; a question does.
        amend(&world, officer, &ocid, |setup| {
            let how = setup.item("quality").unwrap().how.clone();
            setup.set_item("quality", "Delivery", how)
        })
        .await;
        assert_eq!(bidding::desk(app, supplier, &ocid).await.unwrap().asks, Asks::Nothing);
        let two = Questions {
            scale: usual_scale(),
            questions: [("q1", "How will you staff, run and improve the service?", "70"), ("", "Who leads?", "30")]
                .map(|(id, words, weight)| Question { id: id.to_owned(), words: words.to_owned(), weight: weight.to_owned(), threshold: String::new() })
                .into(),
        };
        amend(&world, officer, &ocid, |setup| setup.set_item("quality", "Delivery", How::Questions(two.clone()))).await;
        assert_eq!(bidding::desk(app, supplier, &ocid).await.unwrap().asks, Asks::Submit);
        assert!(matches!(bidding::confirm(app, supplier, &ocid, 1, 4).await, Err(Error::Conflict(_))));
        // The question goes again, and another comes: it has an id that no answer was given to.
        let other = Questions {
            questions: vec![two.questions[0].clone(), Question { words: "Where from?".to_owned(), weight: "30".to_owned(), ..Question::default() }],
            ..two.clone()
        };
        amend(&world, officer, &ocid, |setup| setup.set_item("quality", "Delivery", How::Questions(other))).await;
        let asked = bidding::desk(app, supplier, &ocid).await.unwrap().setup.asked();
        assert_eq!(asked.iter().map(|asked| asked.id.as_str()).collect::<Vec<_>>(), ["q1", "q3"]);
    }

    async fn an_amendment_is_refused_where_it_would_be_unfair_or_empty(world: World) {
        let exchange = Exchange::new(&world).await;
        let (app, officer) = (&world.app, &exchange.authority);
        let ocid = published(&world, officer, outline()).await;
        amend::begin(app, officer, &ocid).await.unwrap();
        let desk = amend::desk(app, officer, &ocid).await.unwrap();
        assert!(desk.problems(app.now()).iter().any(|(_, message)| message == "Nothing is changed yet"));
        criteria::change(app, officer, &ocid, reweigh).await.unwrap();
        let old = desk.updated_at;
        world.wait(jiff::SignedDuration::from_mins(1));
        criteria::change(app, officer, &ocid, reweigh).await.unwrap();
        assert!(matches!(amend::publish(app, officer, &ocid, "A mistake", old).await, Err(Error::Conflict(_))), "an old page does not publish");
        world.at("2026-12-05T12:00:00Z");
        let seen = amend::desk(app, officer, &ocid).await.unwrap().updated_at;
        assert!(matches!(amend::publish(app, officer, &ocid, "A mistake", seen).await, Err(Error::Invalid(_))), "too late to answer");
        amend::save_closing(app, officer, &ocid, "14 12 2026", "noon").await.unwrap();
        let seen = amend::desk(app, officer, &ocid).await.unwrap().updated_at;
        amend::publish(app, officer, &ocid, "A mistake", seen).await.unwrap();
        assert!(matches!(amend::desk(app, officer, &ocid).await, Err(Error::NotFound)), "the draft is gone");
        world.at("2026-12-14T12:00:00Z");
        assert!(matches!(amend::begin(app, officer, &ocid).await, Err(Error::Conflict(_))));
        assert!(amend::begin(app, &exchange.supplier, &ocid).await.is_err());
    }

    async fn every_method_maps_what_was_bid_and_marked(world: World) {
        let exchange = Exchange::new(&world).await;
        let (app, officer) = (&world.app, &exchange.authority);
        let mut rules = outline();
        let price = Formula { method: "deviation-from-mean".to_owned(), base: "50".to_owned(), slope: "5".to_owned(), ..Formula::default() };
        rules.set_item("price", "Price", How::Price(price)).unwrap();
        let pledges = Formula { method: "share-of-contract".to_owned(), share: "0.1".to_owned(), ..Formula::default() };
        rules.set_item("social-value", "Social value", How::Pledges(pledges)).unwrap();
        let id = rules.add(None, Kind::PassFail, "Insurance").unwrap();
        rules.set_item(&id, "Insurance", How::PassFail(Condition { words: "Show it".to_owned() })).unwrap();
        let weight = |id: &str| match id {
            "insurance" => "0",
            "social-value" => "20",
            _ => "40",
        };
        rules.set_weights(None, &|id| weight(id).to_owned(), &|_| false).unwrap();
        let ocid = published(&world, officer, rules).await;
        let fails = world.team(OrganisationKind::Supplier, "Beck Grounds").await;
        let other = world.team(OrganisationKind::Supplier, "Calder Care").await;
        for (supplier, price) in [(&exchange.supplier, "95000"), (&fails, "10000"), (&other, "105000")] {
            bid(&world, &exchange, supplier, &ocid, price).await;
            world.wait(jiff::SignedDuration::from_mins(1));
        }
        world.at("2026-12-07T12:00:00Z");
        opening::open(app, officer, &ocid).await.unwrap();
        mark_all(&world, officer, &ocid, &|question, supplier| match (question, supplier) {
            ("insurance", "Beck Grounds") => "fail",
            ("insurance", _) => "pass",
            _ => "4",
        })
        .await;
        evaluation::run(app, officer, &ocid).await.unwrap();
        let desk = evaluation::desk(app, officer, &ocid).await.unwrap();
        let results = &desk.latest.as_ref().unwrap().evaluated.evaluation.results;
        // The mean is of those that are evaluated: 100,000. 40 x (1/2 +- 5% x 5), 40 x 4/5, 20 x 140/240.
        let totals: Vec<(String, String)> = results.iter().map(|result| (result.supplier.clone(), result.total.clone().unwrap().to_string())).collect();
        assert_eq!(totals, [("Aire Office Fitters".to_owned(), "221/3".to_owned()), ("Calder Care".to_owned(), "161/3".to_owned())]);
        let failed: Vec<&str> = desk.bids.iter().filter(|bid| !desk.failed(bid).is_empty()).map(|bid| bid.name.as_str()).collect();
        assert_eq!(failed, ["Beck Grounds"]);
        let file = evaluation::tender(app, officer, &ocid).await.unwrap();
        assert!(file.contains("received_at"), "ties go by receipt, so the file says when");
    }
}
