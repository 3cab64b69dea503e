//! From a need and an offer to a confirmed delivery: the whole story, its races, its refusals and who may see it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use jiff::SignedDuration;
use svx_app::{
    Error,
    commitments::{
        decide::{self, Settlement, Verdict},
        evidence, list as commitment_list,
        report::{self, Report, SentPhoto},
        view as commitment_view,
    },
    figures,
    matches::{
        answer,
        begin::{self, Proposal},
        feedback, list, message, suggest, view,
    },
};
use svx_domain::{
    CommitmentId, MatchId, Money, Quantity,
    ledger::Standing,
    lifecycle::{MatchState, OfferState},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{matches as stored, needs, offers};
use svx_testkit::{
    Exchange, World, both_stores,
    exchange::{add_need, approve, list_offer},
};

fn proposal(exchange: &Exchange, quantity: &str) -> Proposal {
    Proposal {
        need: exchange.need,
        offer: exchange.offer,
        quantity: quantity.to_owned(),
        authority: None,
        note: "On a Thursday".to_owned(),
    }
}

async fn offered(world: &World, exchange: &Exchange, quantity: &str) -> MatchId {
    begin::offer(&world.app, &exchange.supplier, &proposal(exchange, quantity))
        .await
        .unwrap()
}

async fn accepted(world: &World, exchange: &Exchange, quantity: &str) -> (MatchId, CommitmentId) {
    let id = offered(world, exchange, quantity).await;
    let commitment = answer::accept(&world.app, &exchange.community, id).await.unwrap();
    (id, commitment)
}

fn delivery(quantity: &str, day: &str, key: &str) -> Report {
    let mut parts = day.split(' ').map(str::to_owned);
    Report {
        quantity: quantity.to_owned(),
        day: std::array::from_fn(|_| parts.next().unwrap()),
        key: key.to_owned(),
        ..Report::default()
    }
}

async fn state(world: &World, id: MatchId) -> MatchState {
    let mut conn = world.app.db.read().await.unwrap();
    stored::by_id(&mut conn, id).await.unwrap().unwrap().state
}

fn pounds(pounds: i64) -> Money {
    Money::from_pence(pounds * 100)
}

both_stores! {
    async fn twelve_chairs_from_offer_to_feedback(world: World) {
        let exchange = Exchange::new(&world).await;
        let (community, supplier) = (&exchange.community, &exchange.supplier);
        let id = offered(&world, &exchange, "12").await;
        world.work().await;
        let mail = world.mail.last_to("person.of.holbeck.lunch.club@example.org");
        assert_eq!(mail.subject, "Aire Office Fitters offers 12 chairs");
        assert!(mail.text.contains(&format!("http://svx.test/matches/{id}")), "{}", mail.text);

        message::write(&world.app, community, id, " Can you come before ten? ").await.unwrap();
        let commitment = answer::accept(&world.app, community, id).await.unwrap();
        assert_eq!(state(&world, id).await, MatchState::Accepted);

        let first = report::report(&world.app, supplier, commitment, delivery("5", "23 11 2026", "one")).await.unwrap();
        // The same form again claims nothing more.
        let again = report::report(&world.app, supplier, commitment, delivery("5", "23 11 2026", "one")).await.unwrap();
        assert_eq!(first, again);
        assert_eq!(state(&world, id).await, MatchState::Delivered);
        decide::confirm(&world.app, community, first, &Verdict::Part("4".to_owned())).await.unwrap();
        assert_eq!(state(&world, id).await, MatchState::InProgress);
        // Confirming the same twice changes nothing; something else is refused.
        decide::confirm(&world.app, community, first, &Verdict::Part("4".to_owned())).await.unwrap();
        assert!(decide::confirm(&world.app, community, first, &Verdict::All).await.is_err());

        let rest = report::report(&world.app, supplier, commitment, delivery("8", "23 11 2026", "two")).await.unwrap();
        decide::confirm(&world.app, community, rest, &Verdict::All).await.unwrap();
        assert_eq!(state(&world, id).await, MatchState::Confirmed);

        feedback::give(&world.app, community, id, "5", "Thank you").await.unwrap();
        assert!(feedback::give(&world.app, community, id, "5", "").await.is_err());
        feedback::give(&world.app, supplier, id, "4", "").await.unwrap();
        assert_eq!(state(&world, id).await, MatchState::Closed);

        let seen = view::view(&world.app, community, id).await.unwrap();
        let timeline: Vec<_> = seen.timeline.iter().map(|one| format!("{} {}", one.what, one.by)).collect();
        insta::assert_snapshot!(timeline.join("\n"), @r"
        Offered: 12 chairs Aire Office Fitters
        Accepted Holbeck Lunch Club
        Delivery reported: 5 chairs Aire Office Fitters
        Delivery confirmed in part: 4 chairs Holbeck Lunch Club
        Delivery reported: 8 chairs Aire Office Fitters
        Delivery confirmed: 8 chairs Holbeck Lunch Club
        Feedback given Holbeck Lunch Club
        Feedback given Aire Office Fitters
        Closed Aire Office Fitters
        ");
        assert_eq!(seen.messages[0].body, "Can you come before ten?");

        // 12 chairs at £35, the price when it was agreed.
        for actor in [&exchange.authority, supplier, community] {
            let acting = actor.acting.unwrap();
            let found = figures::for_organisation(&world.app, &Actor::NOBODY, acting.organisation, acting.kind).await.unwrap();
            let money = found.values.map(|value| value.to_money_rounded());
            assert_eq!((money.promised, money.ordered, money.delivered, money.validated), (pounds(420), pounds(420), pounds(420), pounds(420)));
            assert_eq!((found.commitments, found.with_validated, found.unpriced), (1, 1, 0));
        }
    }

    async fn what_a_community_asks_for_and_gets_is_agreed_at_once(world: World) {
        let exchange = Exchange::new(&world).await;
        let asked = begin::propose(&world.app, &exchange.community, &proposal(&exchange, "6")).await.unwrap();
        assert_eq!(state(&world, asked).await, MatchState::Proposed);
        let agreed = answer::agree(&world.app, &exchange.supplier, asked, "6").await.unwrap();
        assert_eq!((agreed, state(&world, asked).await), (MatchState::Accepted, MatchState::Accepted));
        // Less than was asked for is an offer, which the community still has to accept.
        let more = begin::propose(&world.app, &exchange.community, &proposal(&exchange, "6")).await.unwrap();
        let less = answer::agree(&world.app, &exchange.supplier, more, "2").await.unwrap();
        assert_eq!(less, MatchState::Offered);
        answer::accept(&world.app, &exchange.community, more).await.unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        assert_eq!(needs::by_id(&mut conn, exchange.need).await.unwrap().unwrap().matched, Quantity::from_units(8));
        assert_eq!(offers::by_id(&mut conn, exchange.offer).await.unwrap().unwrap().committed, Quantity::from_units(8));
    }

    async fn a_problem_is_settled_with_a_reason(world: World) {
        let exchange = Exchange::new(&world).await;
        let (id, commitment) = accepted(&world, &exchange, "12").await;
        let first = report::report(&world.app, &exchange.supplier, commitment, delivery("12", "23 11 2026", "one")).await.unwrap();
        let no_words = decide::confirm(&world.app, &exchange.community, first, &Verdict::Problem(" ".to_owned())).await;
        assert!(matches!(no_words, Err(Error::Invalid(_))));
        decide::confirm(&world.app, &exchange.community, first, &Verdict::Problem("They are broken".to_owned())).await.unwrap();
        assert_eq!(state(&world, id).await, MatchState::Disputed);
        // The supplier cannot settle it in its own favour.
        let own = decide::resolve(&world.app, &exchange.supplier, first, &Settlement::All, "They are fine").await;
        assert!(matches!(own, Err(Error::Denied(_))));
        decide::resolve(&world.app, &exchange.authority, first, &Settlement::Reject, "Two photographs show it").await.unwrap();
        assert_eq!(state(&world, id).await, MatchState::Rejected);
        let seen = commitment_view::view(&world.app, &exchange.supplier, commitment).await.unwrap();
        assert_eq!(seen.found.ordered, Quantity::from_units(12));
        assert_eq!(seen.deliveries[0].reason.as_deref(), Some("Two photographs show it"));
        let found = figures::for_project(&world.app, &Actor::NOBODY, exchange.project).await.unwrap();
        assert_eq!(found.values.delivered.to_money_rounded(), Money::ZERO);
        assert_eq!(found.values.ordered.to_money_rounded(), pounds(420));
    }

    async fn two_acceptances_of_the_last_chairs(world: World) {
        let exchange = Exchange::new(&world).await;
        accepted(&world, &exchange, "7").await;
        // Five are still needed: two suppliers offer them, and both are accepted at the same moment.
        let other = world.team(OrganisationKind::Supplier, "Calder Interiors").await;
        approve(&world, &other, &exchange.authority).await;
        let second = Proposal { offer: list_offer(&world, &other, 20).await, ..proposal(&exchange, "5") };
        let first = offered(&world, &exchange, "5").await;
        let second = begin::offer(&world.app, &other, &second).await.unwrap();
        let accept = |id| {
            let (app, community) = (world.app.clone(), exchange.community);
            tokio::spawn(async move { answer::accept(&app, &community, id).await })
        };
        let (one, two) = (accept(first), accept(second));
        let outcomes = [one.await.unwrap(), two.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
        let mut conn = world.app.db.read().await.unwrap();
        let need = needs::by_id(&mut conn, exchange.need).await.unwrap().unwrap();
        assert_eq!(need.matched, need.quantity);
        let states = [state(&world, first).await, state(&world, second).await];
        assert!(states.contains(&MatchState::Accepted) && states.contains(&MatchState::Lapsed), "{states:?}");
    }

    async fn the_last_chairs_of_an_offer(world: World) {
        let exchange = Exchange::new(&world).await;
        let need = add_need(&world, exchange.project, 20, true).await;
        let waiting = offered(&world, &exchange, "12").await;
        let rest = Proposal { need, ..proposal(&exchange, "20") };
        let rest = begin::offer(&world.app, &exchange.supplier, &rest).await.unwrap();
        answer::accept(&world.app, &exchange.community, rest).await.unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        assert_eq!(offers::by_id(&mut conn, exchange.offer).await.unwrap().unwrap().state, OfferState::Exhausted);
        assert_eq!(state(&world, waiting).await, MatchState::Lapsed);
        assert!(matches!(answer::accept(&world.app, &exchange.community, waiting).await, Err(Error::IllegalMove(_))));
    }

    async fn what_does_not_fit_is_refused_in_words(world: World) {
        let exchange = Exchange::new(&world).await;
        let whole = add_need(&world, exchange.project, 15, false).await;
        let outcomes = [
            begin::offer(&world.app, &exchange.supplier, &proposal(&exchange, "13")).await,
            begin::offer(&world.app, &exchange.supplier, &proposal(&exchange, "0")).await,
            begin::offer(&world.app, &exchange.supplier, &proposal(&exchange, "a few")).await,
            begin::offer(&world.app, &exchange.supplier, &proposal(&exchange, "1.5")).await,
            begin::offer(&world.app, &exchange.supplier, &Proposal { need: whole, ..proposal(&exchange, "14") }).await,
            begin::offer(&world.app, &exchange.supplier, &Proposal { note: "x".repeat(1_001), ..proposal(&exchange, "1") }).await,
        ];
        let words: Vec<_> = outcomes.into_iter().map(|outcome| outcome.unwrap_err().to_string()).collect();
        insta::assert_snapshot!(words.join("\n"), @r"
        Only 12 chairs are still needed
        How many must be more than 0
        How many must be a number, like 12
        How many must be a whole number, like 12
        A part is of no use to them: it must be all 15 chairs
        Your note must have at most 1000 characters
        ");
        offered(&world, &exchange, "12").await;
        let twice = begin::offer(&world.app, &exchange.supplier, &proposal(&exchange, "3")).await.unwrap_err();
        assert!(matches!(twice, Error::Conflict(_)), "{twice}");
    }

    async fn a_match_counts_for_one_authority_that_approved_both(world: World) {
        let exchange = Exchange::new(&world).await;
        let second = world.team(OrganisationKind::Authority, "Bradford Council").await;
        let both = [&exchange.authority, &second].map(|authority| authority.organisation().unwrap());
        let (project, _) = svx_testkit::exchange::list_project(&world, &exchange.community, &both).await;
        let need = add_need(&world, project, 12, true).await;
        let only = Proposal { need, ..proposal(&exchange, "1") };
        // Bradford has approved neither side, so it cannot be chosen and need not be.
        let for_bradford = Proposal { authority: Some(both[1]), ..only.clone() };
        assert!(matches!(begin::offer(&world.app, &exchange.supplier, &for_bradford).await, Err(Error::Invalid(_))));
        approve(&world, &exchange.community, &second).await;
        approve(&world, &exchange.supplier, &second).await;
        assert!(matches!(begin::offer(&world.app, &exchange.supplier, &only).await, Err(Error::Invalid(_))));
        let id = begin::offer(&world.app, &exchange.supplier, &for_bradford).await.unwrap();
        assert_eq!(view::view(&world.app, &second, id).await.unwrap().found.authority, "Bradford Council");
        assert!(view::view(&world.app, &exchange.authority, id).await.is_err());
    }

    async fn nobody_else_learns_of_it(world: World) {
        let exchange = Exchange::new(&world).await;
        let (id, commitment) = accepted(&world, &exchange, "12").await;
        let delivered = report::report(&world.app, &exchange.supplier, commitment, delivery("1", "23 11 2026", "one")).await.unwrap();
        let mut others = vec![Actor::NOBODY];
        for kind in [OrganisationKind::Supplier, OrganisationKind::Community, OrganisationKind::Authority, OrganisationKind::Operator, OrganisationKind::Broker] {
            others.push(world.team(kind, &format!("Another {kind}")).await);
        }
        for other in &others {
            let outcomes = [
                view::view(&world.app, other, id).await.map(drop),
                message::write(&world.app, other, id, "Hello").await,
                answer::accept(&world.app, other, id).await.map(drop),
                answer::decline(&world.app, other, id, "No").await,
                answer::withdraw(&world.app, other, id, "No").await,
                feedback::give(&world.app, other, id, "1", "").await,
                commitment_view::view(&world.app, other, commitment).await.map(drop),
                report::report(&world.app, other, commitment, delivery("1", "23 11 2026", "two")).await.map(drop),
                decide::confirm(&world.app, other, delivered, &Verdict::All).await.map(drop),
                decide::resolve(&world.app, other, delivered, &Settlement::All, "Yes").await.map(drop),
                suggest::for_project(&world.app, other, exchange.project).await.map(drop),
                suggest::for_offer(&world.app, other, exchange.offer).await.map(drop),
            ];
            for (number, outcome) in outcomes.into_iter().enumerate() {
                let refused = matches!(outcome, Err(Error::Denied(svx_domain::access::Denied::NotFound)));
                assert!(refused, "{number} as {other:?}: {outcome:?}");
            }
        }
        // The supplier does not confirm its own delivery, nor the community report one.
        assert!(decide::confirm(&world.app, &exchange.supplier, delivered, &Verdict::All).await.is_err());
        assert!(report::report(&world.app, &exchange.community, commitment, delivery("1", "23 11 2026", "three")).await.is_err());
    }

    async fn a_delivery_is_checked(world: World) {
        let exchange = Exchange::new(&world).await;
        let (_, commitment) = accepted(&world, &exchange, "12").await;
        let tries = [
            delivery("13", "23 11 2026", "a"),
            delivery("1", "24 11 2026", "b"),
            delivery("1", "22 11 2026", "c"),
            delivery("1", "31 2 2026", "d"),
            delivery("", "  ", "e"),
            delivery("1", "x y z", "f"),
            delivery("1", "23 11 2026", ""),
        ];
        let mut words = Vec::new();
        for one in tries {
            words.push(report::report(&world.app, &exchange.supplier, commitment, one).await.unwrap_err().to_string());
        }
        insta::assert_snapshot!(words.join("\n"), @r"
        Only 12 chairs are still to be delivered
        The day of the delivery must be today or in the past
        The day of the delivery must not be before 23 November 2026, when it was agreed
        The day of the delivery must be a real date, like 27 3 2027
        Enter how many, like 12; Enter the day of the delivery
        The day of the delivery must be a real date, like 27 3 2027
        The form has lost its key. Load the page again
        ");
        let found = commitment_list::list(&world.app, &exchange.supplier, false, Standing::ToCome, 1).await.unwrap();
        assert_eq!((found.total, found.commitments[0].ordered), (1, Quantity::from_units(12)));
    }

    async fn what_nobody_answers_lapses(world: World) {
        let exchange = Exchange::new(&world).await;
        let id = offered(&world, &exchange, "12").await;
        world.wait(SignedDuration::from_hours(24 * 14 - 1));
        world.work().await;
        assert_eq!(state(&world, id).await, MatchState::Offered);
        world.wait(SignedDuration::from_hours(2));
        world.work().await;
        assert_eq!(state(&world, id).await, MatchState::Lapsed);
        assert!(world.mail.last_to("person.of.aire.office.fitters@example.org").subject.starts_with("No answer in time"));
    }

    async fn suggestions_have_reasons_and_end_when_tried(world: World) {
        let exchange = Exchange::new(&world).await;
        let found = suggest::for_project(&world.app, &exchange.community, exchange.project).await.unwrap();
        assert_eq!(found[0].offers[0].offer.id, exchange.offer);
        insta::assert_snapshot!(found[0].offers[0].reasons.join("\n"), @r"
        all 12 chairs
        1.2 miles away
        free from 20 November 2026 to 31 January 2027, 73 of the 151 days
        ");
        let (_, needs) = suggest::for_offer(&world.app, &exchange.supplier, exchange.offer).await.unwrap();
        assert_eq!(needs[0].need.id, exchange.need);
        let id = offered(&world, &exchange, "12").await;
        answer::decline(&world.app, &exchange.community, id, "We have some now").await.unwrap();
        let (_, after) = suggest::for_offer(&world.app, &exchange.supplier, exchange.offer).await.unwrap();
        assert!(after.is_empty());
    }

    async fn a_list_begins_with_what_waits(world: World) {
        let exchange = Exchange::new(&world).await;
        accepted(&world, &exchange, "7").await;
        let second = Proposal { offer: list_offer(&world, &exchange.supplier, 5).await, ..proposal(&exchange, "5") };
        let waiting = begin::offer(&world.app, &exchange.supplier, &second).await.unwrap();
        let found = list::list(&world.app, &exchange.community, false, None, 1).await.unwrap();
        assert_eq!((found.matches[0].id, found.counts), (waiting, [1, 1, 0]));
        let theirs = list::list(&world.app, &exchange.supplier, false, Some(list::Part::Waiting), 1).await.unwrap();
        assert!(theirs.matches.is_empty());
        assert_eq!(theirs.counts, [0, 2, 0]);
    }

    async fn a_photograph_is_kept_without_its_secrets(world: World) {
        let exchange = Exchange::new(&world).await;
        let (_, commitment) = accepted(&world, &exchange, "12").await;
        let sent = |bytes: Vec<u8>, description: &str| Report {
            photos: vec![SentPhoto {
                name: "chairs.jpg".to_owned(),
                bytes,
                description: description.to_owned(),
                field: "description-1".to_owned(),
            }],
            ..delivery("1", "23 11 2026", "one")
        };
        let bad = report::report(&world.app, &exchange.supplier, commitment, sent(b"<svg/>".to_vec(), "Chairs")).await;
        assert_eq!(bad.unwrap_err().to_string(), "‘chairs.jpg’ must be a JPEG, PNG or WebP photograph");
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(4, 3).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let unsaid = report::report(&world.app, &exchange.supplier, commitment, sent(png.get_ref().clone(), "")).await;
        assert_eq!(unsaid.unwrap_err().to_string(), "Say what ‘chairs.jpg’ shows");
        report::report(&world.app, &exchange.supplier, commitment, sent(png.into_inner(), "Chairs in the hall")).await.unwrap();
        let seen = commitment_view::view(&world.app, &exchange.community, commitment).await.unwrap();
        let id = seen.evidence[0].id;
        let (content_type, bytes) = evidence::open(&world.app, &exchange.authority, id).await.unwrap();
        assert_eq!(content_type, "image/png");
        assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 4);
        let stranger = world.team(OrganisationKind::Supplier, "Another").await;
        assert!(evidence::open(&world.app, &stranger, id).await.is_err());
    }
}
