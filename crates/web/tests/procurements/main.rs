//! One procurement from its first draft to what arrived, over HTTP; who may see what of it; what is sealed stays sealed.

#![expect(clippy::unwrap_used, reason = "a test that meets what it did not expect fails")]

use axum::body::Body;
use http::{Method, Request, header};
use serde_json::json;
use svx_domain::{
    OrganisationId,
    organisation::{Actor, OrganisationKind, Role},
};
use svx_store::{evaluations, ledger, needs, procurements};
use svx_testkit::{
    Answer, Client, Engine, World, both_stores,
    exchange::{Exchange, add_need},
};

mod auction;
mod canary;
mod receipts;
mod shares;
mod stage;
use stage::*;

both_stores! {
    async fn a_procurement_from_draft_to_what_arrived(world: World) {
        let stage = Stage::with_bids(&world).await;
        stage.opened_and_marked(&world).await;
        let ranking = stage.evaluate().await.words();
        // Aire: 40 x 100,000 / 105,000 + 40 + 20 x 140 / 350; Beck: 40 + 40 x 3/5 + 20.
        for figure in ["38.10", "86.10", "84.00", "800/21"] {
            assert!(ranking.contains(figure), "{figure}: {ranking}");
        }

        // Beck ranks second: to award to it needs a reason.
        let page = stage.officer.get(&stage.path("/award")).await;
        let aire_bid = page.body.split("name=\"bid\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).unwrap().split('"').next().unwrap().to_owned();
        let answer = stage.send(&stage.officer, "/award", &[("bid", &aire_bid)]).await;
        assert_eq!(answer.location(), stage.path("/award"), "{}", answer.words());

        let public = Client::new(svx_web::router(world.app.clone())).get(&stage.path("")).await.words();
        assert!(public.contains("Awarded to Aire Office Fitters for £105,000"), "{public}");
        assert!(public.contains("2 bids were evaluated"), "{public}");
        assert!(!public.contains(CANARY) && !public.contains("Beck"), "{public}");
        let loser = stage.beck.get(&stage.path("")).await.words();
        assert!(loser.contains("Your bid did not win. It ranked 2"), "{loser}");
        assert!(loser.contains("84.00") && loser.contains("86.10"), "{loser}");
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").text.contains("did not win"));

        let entered = stage.officer.submit(&stage.path("/award"), &stage.path("/contract"), &[("from", "1 1 2027"), ("to", "31 12 2027")]).await;
        assert_eq!(entered.location(), stage.path("/award"), "{}", entered.words());
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let contract = evaluations::contract(&mut conn, id).await.unwrap().unwrap();
        let pledges = evaluations::pledges(&mut conn, contract.id).await.unwrap();
        assert_eq!((pledges.len(), pledges[0].taken.to_decimal().as_str()), (1, "4"));
        let commitment = pledges[0].commitment_id;
        let numbers = ledger::balances(&mut conn, commitment).await.unwrap().numbers();
        assert_eq!((numbers.promised.to_decimal(), numbers.ordered.to_decimal()), ("4".to_owned(), "4".to_owned()));
        drop(conn);

        // Delivered by the supplier, confirmed by the community, with the use cases that their pages call.
        world.at("2027-03-01T09:00:00Z");
        let report = svx_app::commitments::report::Report {
            quantity: "4".to_owned(),
            day: ["28".to_owned(), "2".to_owned(), "2027".to_owned()],
            note: String::new(),
            key: "once".to_owned(),
            photos: Vec::new(),
        };
        let delivery = svx_app::commitments::report::report(&world.app, &stage.exchange.supplier, commitment, report).await.unwrap();
        svx_app::commitments::decide::confirm(&world.app, &stage.exchange.community, delivery, &svx_app::commitments::decide::Verdict::All).await.unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        assert_eq!(ledger::balances(&mut conn, commitment).await.unwrap().numbers().validated.to_decimal(), "4");
    }

    async fn anyone_with_the_file_works_the_result_out_again(world: World) {
        let stage = Stage::with_bids(&world).await;
        stage.opened_and_marked(&world).await;
        stage.evaluate().await;
        let tender = stage.officer.get(&stage.path("/evaluation/tender.json")).await.body;
        let result = stage.officer.get(&stage.path("/evaluation/result.json")).await.body;
        let evaluated = svx_formats::tender::parse_tender(tender.as_bytes()).unwrap().evaluate().unwrap();
        assert_eq!(svx_formats::tender::result_json(&evaluated, false).unwrap(), result);
        // The rules are those whose fingerprint everyone saw before any bid.
        let fingerprint = evaluated_fingerprint(&result);
        assert!(Client::new(svx_web::router(world.app.clone())).get(&stage.path("")).await.body.contains(&fingerprint));
        let frozen = stage.aire.get(&stage.path("/rules.json")).await.json();
        let tender: serde_json::Value = serde_json::from_str(&tender).unwrap();
        assert_eq!(frozen["criteria"], tender["criteria"]);
        assert_eq!(frozen["bids"], json!([]));
    }

    async fn weights_that_do_not_add_up_are_refused_with_what_was_typed(world: World) {
        let stage = Stage::new(&world).await;
        let mut fields = CRITERIA.to_vec();
        fields[0] = ("price", "45");
        let answer = stage.send(&stage.officer, "/setup/criteria", &fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("They add up to 105"), "{}", answer.words());
        assert!(answer.body.contains("value=\"45\""));
        let tasks = stage.officer.get(&stage.path("/setup")).await.words();
        assert!(tasks.contains("Criteria and weights Not yet started"), "{tasks}");
    }

    async fn what_is_published_is_frozen(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        let answer = stage.send(&stage.officer, "/setup/check", &[("seen", "2026-11-23T08:00:00Z")]).await;
        assert_eq!(answer.status, 409, "an old page does not publish");
        stage.publish().await;
        let page = stage.officer.get("/procurements").await;
        let csrf = hidden(&page, "csrf_token");
        let mut fields = CRITERIA.to_vec();
        fields.push(("csrf_token", &csrf));
        let answer = stage.officer.post_form(&stage.path("/setup/criteria"), &fields).await;
        assert_eq!(answer.status, 409, "{}", answer.words());
        // A need that is added later is not in the register.
        add_need(&world, stage.exchange.project, 7, true).await;
        let words = stage.aire.get(&stage.path("")).await.words();
        assert!(words.contains("12 chairs") && !words.contains("7 chairs"), "{words}");
    }

    async fn nothing_of_a_sealed_bid_shows_to_anyone_else(world: World) {
        let stage = Stage::with_bids(&world).await;
        let evaluator = stage.evaluator(&world, "Ed Evaluator").await;
        let operator = client(&world, &world.team(OrganisationKind::Operator, "Runners").await).await;
        let elsewhere = client(&world, &world.team(OrganisationKind::Authority, "Another Council").await).await;
        let admin = client(&world, &stage.exchange.authority).await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        let own = stage.beck.get(&stage.path("/bid/answers")).await;
        assert!(own.body.contains(CANARY), "the supplier sees its own draft");
        for (who, client) in [("evaluator", &evaluator), ("operator", &operator), ("elsewhere", &elsewhere), ("admin", &admin), ("nobody", &nobody), ("officer", &stage.officer), ("aire", &stage.aire)] {
            for path in ["", "/bid", "/bid/answers", "/bid/check", "/bid/receipts/1", "/bid/register.csv", "/mark", "/evaluation", "/evaluation/tender.json", "/award", "/open"] {
                let answer = client.get(&stage.path(path)).await;
                assert!(!answer.body.contains(CANARY) && !answer.body.contains("Beck Grounds"), "{who} {path}: {}", answer.words());
            }
            for path in ["/procurements", "/bids", "/home", "/operator"] {
                assert!(!client.get(path).await.body.contains(CANARY), "{who} {path}");
            }
        }
        for path in ["/bid", "/bid/check", "/bid/receipts/1"] {
            assert_eq!(stage.officer.get(&stage.path(path)).await.status, 404, "{path}");
            assert_eq!(elsewhere.get(&stage.path(path)).await.status, 404, "{path}");
        }
        for path in ["/mark", "/evaluation", "/award"] {
            assert_eq!(stage.aire.get(&stage.path(path)).await.status, 403, "{path}");
            assert_eq!(elsewhere.get(&stage.path(path)).await.status, 403, "{path}");
            assert_eq!(operator.get(&stage.path(path)).await.status, 403, "{path}");
        }

        // Too early: refused, and recorded.
        let answer = stage.send(&stage.officer, "/open", &[]).await;
        assert_eq!(answer.status, 409);
        assert!(answer.words().contains("this attempt was recorded"), "{}", answer.words());
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let log = svx_store::audit::of_subject(&mut conn, id, 100).await.unwrap();
        assert!(log.iter().any(|event| event.action == "procurement.opening-refused"));
        assert!(log.iter().all(|event| !event.action.starts_with("bid")), "the log of a procurement does not grow with bids");
        drop(conn);

        // After opening the evaluator reads answers, and neither price nor what pledges are worth.
        stage.opened_and_marked(&world).await;
        let marks = stage.evaluator_pages(&evaluator).await;
        assert!(marks.contains(CANARY), "{marks}");
        assert!(!marks.contains("100,000") && !marks.contains("£350"), "{marks}");
        assert_eq!(evaluator.get(&stage.path("/evaluation")).await.status, 403);
        assert_eq!(stage.officer.get(&stage.path("/mark")).await.status, 403);
        assert!(stage.officer.get(&stage.path("/evaluation")).await.body.contains(CANARY));
    }

    async fn a_bid_can_be_replaced_withdrawn_and_never_be_late(world: World) {
        let stage = Stage::with_bids(&world).await;
        // The same form sent twice is one submission.
        let again = stage.send(&stage.beck, "/bid/check", &[("version", "0")]).await;
        assert_eq!(again.location(), stage.path("/bid/receipts/1"), "{}", again.words());
        stage.send(&stage.beck, "/bid/price", &[("price", "99,000")]).await;
        let second = stage.submit(&stage.beck).await;
        assert_eq!(second.location(), stage.path("/bid/receipts/2"));
        let receipt = stage.beck.get(second.location()).await.words();
        assert!(receipt.contains("Bid submitted") && receipt.contains("Beck Grounds") && receipt.contains("9am on 23 November 2026"), "{receipt}");
        let earlier = stage.beck.get(&stage.path("/bid/receipts/1")).await.words();
        assert!(earlier.contains("A later submission stands in its place"), "{earlier}");
        let withdrawn = stage.send(&stage.aire, "/bid/withdraw", &[]).await;
        assert_eq!(withdrawn.location(), stage.path("/bid"));

        let page = stage.aire.get(&stage.path("/bid/check")).await;
        let (version, csrf) = (hidden(&page, "version"), hidden(&page, "csrf_token"));
        world.at("2026-11-23T17:00:00Z");
        let late = stage.aire.post_form(&stage.path("/bid/check"), &[("version", &version), ("csrf_token", &csrf)]).await;
        assert_eq!(late.status, 409);
        assert!(late.words().contains("Bids closed at 17:00 on 23 November 2026. It is 17:00 on 23 November 2026 now. Nothing was submitted."), "{}", late.words());
        let answer = stage.send(&stage.officer, "/open", &[]).await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        let words = stage.officer.get(&stage.path("/evaluation")).await.words();
        assert!(words.contains("Beck Grounds") && words.contains("£99,000") && !words.contains("Aire"), "{words}");
    }

    async fn a_bid_is_checked_before_it_is_sealed(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        stage.publish().await;
        stage.aire.submit(&stage.path(""), &stage.path("/register"), &[]).await;
        let need = stage.exchange.need;
        let (quantity, by) = (format!("quantity-{need}"), format!("by-{need}"));
        stage.send(&stage.aire, "/bid/pledges", &[(&quantity, "13"), (&by, "31 2 2027")]).await;
        let check = stage.aire.get(&stage.path("/bid/check")).await;
        let words = check.words();
        assert_eq!(check.status, 422);
        for fault in ["Enter your price", "Answer question 1", "Only 12 of chairs for Lunch for fifty is needed, so you cannot pledge 13", "must be a real date", "Say how you will provide it"] {
            assert!(words.contains(fault), "{fault}: {words}");
        }
        let csrf = hidden(&stage.aire.get(&stage.path("/bid/price")).await, "csrf_token");
        let forced = stage.aire.post_form(&stage.path("/bid/check"), &[("version", "0"), ("csrf_token", &csrf)]).await;
        assert_eq!(forced.status, 422, "{}", forced.words());
    }

    async fn pledges_go_out_and_come_back_as_a_spreadsheet(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        stage.publish().await;
        stage.aire.submit(&stage.path(""), &stage.path("/register"), &[]).await;
        let page = stage.path("/bid/pledges");
        let sheet = stage.aire.get(&stage.path("/bid/register.csv")).await;
        assert_eq!(sheet.headers[header::CONTENT_TYPE], "text/csv; charset=utf-8");
        let filled = sheet.body.replace("12,35.00,,,", "12,35.00,6,31/03/2027,\"By van, twice\"");
        assert_ne!(filled, sheet.body);
        let answer = upload(&stage.aire, &page, &stage.path("/bid/register"), filled.as_bytes()).await;
        assert_eq!(answer.location(), page, "{}", answer.words());
        let saved = stage.aire.get(&page).await;
        assert!(saved.words().contains("1 pledge, which would cost £210"), "{}", saved.words());

        let wrong = filled.replace(",6,31/03/2027", ",13,soon");
        let answer = upload(&stage.aire, &page, &stage.path("/bid/register"), wrong.as_bytes()).await;
        assert_eq!(answer.status, 422);
        let words = answer.words();
        assert!(words.contains("Line 2, column quantity: only 12 is needed") && words.contains("Line 2, column by: enter a real date"), "{words}");
        let latin = upload(&stage.aire, &page, &stage.path("/bid/register"), b"need,quantity,by,how\n\xe9,1,2,3\n").await;
        assert!(latin.words().contains("not in UTF-8"), "{}", latin.words());
        let large = upload(&stage.aire, &page, &stage.path("/bid/register"), &vec![b'a'; 2_000_000]).await;
        assert_eq!(large.status, 413);
        assert!(stage.aire.get(&page).await.words().contains("£210"), "what was saved stays");
    }

    async fn a_need_that_was_met_meanwhile_takes_only_what_is_left(world: World) {
        let stage = Stage::with_bids(&world).await;
        stage.opened_and_marked(&world).await;
        stage.evaluate().await;
        let need = stage.exchange.need;
        svx_store::transact!(world.app.db.attempts(&svx_testkit::exchange::permit()), svx_store::Error, |tx| {
            assert!(needs::take(tx, need, svx_domain::Quantity::from_units(9)).await?);
            tx.record(svx_store::Event::new("need.taken", "need", need)).await?;
            Ok(())
        })
        .unwrap();
        let page = stage.officer.get(&stage.path("/award")).await;
        let bid = page.body.split("name=\"bid\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).unwrap().split('"').next().unwrap().to_owned();
        stage.send(&stage.officer, "/award", &[("bid", &bid)]).await;
        let public = stage.beck.get(&stage.path("")).await.words();
        assert!(public.contains("4 chairs Only 3 chairs was still needed at the award"), "{public}");
        stage.officer.submit(&stage.path("/award"), &stage.path("/contract"), &[("from", "1 1 2027"), ("to", "31 12 2027")]).await;
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let contract = evaluations::contract(&mut conn, id).await.unwrap().unwrap();
        let pledge = evaluations::pledges(&mut conn, contract.id).await.unwrap().remove(0);
        let numbers = ledger::balances(&mut conn, pledge.commitment_id).await.unwrap().numbers();
        assert_eq!((numbers.promised.to_decimal(), numbers.ordered.to_decimal()), ("4".to_owned(), "3".to_owned()));
    }

    async fn another_than_the_first_needs_a_reason_and_a_cancelled_one_too(world: World) {
        let stage = Stage::with_bids(&world).await;
        stage.opened_and_marked(&world).await;
        stage.evaluate().await;
        let page = stage.officer.get(&stage.path("/award")).await.body;
        let second = page.split("name=\"bid\"").nth(2).and_then(|rest| rest.split("value=\"").nth(1)).unwrap().split('"').next().unwrap().to_owned();
        let answer = stage.send(&stage.officer, "/award", &[("bid", &second)]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("Give a reason for awarding to a bid that does not rank first alone"), "{}", answer.words());
        assert_eq!(stage.send(&stage.officer, "/cancel", &[]).await.status, 422);
        let answer = stage.send(&stage.officer, "/cancel", &[("reason", "The parks were sold")]).await;
        assert_eq!(answer.location(), stage.path(""));
        assert!(stage.aire.get(&stage.path("")).await.words().contains("The parks were sold"));
        assert_eq!(stage.send(&stage.officer, "/award", &[("bid", &second)]).await.status, 409);
    }

    async fn the_worker_writes_down_what_the_clock_says(world: World) {
        let stage = Stage::with_bids(&world).await;
        let state = async || {
            let mut conn = world.app.db.read().await.unwrap();
            procurements::by_ocid(&mut conn, &stage.ocid).await.unwrap().unwrap().state.to_string()
        };
        assert_eq!(state().await, "published");
        assert!(stage.aire.get(&stage.path("")).await.words().contains("Open for bids"), "the clock counts before the worker comes");
        world.work().await;
        assert_eq!(state().await, "bidding");
        world.at("2026-11-23T17:00:00Z");
        assert!(stage.aire.get(&stage.path("")).await.words().contains("Under evaluation"));
        world.work().await;
        assert_eq!(state().await, "evaluation");
    }

    async fn only_the_authoritys_officers_see_a_draft(world: World) {
        let stage = Stage::new(&world).await;
        let elsewhere = client(&world, &world.team(OrganisationKind::Authority, "Another Council").await).await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        let evaluator = stage.evaluator(&world, "Ed Evaluator").await;
        for path in ["", "/setup", "/setup/criteria", "/rules.json"] {
            assert_eq!(elsewhere.get(&stage.path(path)).await.status, 404, "{path}");
            assert_eq!(stage.aire.get(&stage.path(path)).await.status, 404, "{path}");
        }
        assert_eq!(nobody.get(&stage.path("")).await.status, 404);
        assert_eq!(evaluator.get(&stage.path("/setup")).await.status, 403);
        assert!(!nobody.get("/procurements").await.body.contains("Grounds maintenance"));
        assert_eq!(stage.aire.get("/procurements/new").await.status, 404);
        assert_eq!(nobody.get("/procurements/new").await.location(), "/sign-in?next=%2Fprocurements%2Fnew");
    }

    async fn a_program_sets_up_and_publishes(world: World) {
        let exchange = Exchange::new(&world).await;
        let router = || svx_web::router(world.app.clone());
        let officer = Client::new(router()).with_token(&token(&world, &exchange.authority).await);
        let supplier = Client::new(router()).with_token(&token(&world, &exchange.supplier).await);
        let made = officer.json(Method::POST, "/api/v1/procurements", &json!({"title": "Grounds maintenance"})).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let path = format!("/api/v1/procurements/{}", made.json()["ocid"].as_str().unwrap());
        assert_eq!(supplier.get(&path).await.status, 404);
        let early = officer.json(Method::POST, &format!("{path}/publish"), &json!({"updated_at": made.json()["updated_at"]})).await;
        assert_eq!(early.status, 422, "{}", early.body);
        let parts = [
            ("about", json!({"title": "Grounds maintenance", "category": "services", "value": "2400000.00", "includes_vat": true, "buyer_type": "local-government", "arrangement": "contract"})),
            ("area", json!({"area": ["E08000035"]})),
            ("criteria", json!({"price": "80", "quality": "0", "social_value": "20"})),
            ("timetable", json!({"bids_from": "2026-11-23T09:00:00Z", "bids_until": "2026-12-07T12:00:00Z", "contract_from": "2027-01-01", "contract_to": "2027-12-31"})),
        ];
        let mut seen = json!(null);
        for (part, body) in parts {
            let answer = officer.json(Method::PUT, &format!("{path}/{part}"), &body).await;
            assert_eq!(answer.status, 200, "{part}: {}", answer.body);
            seen = answer.json()["updated_at"].clone();
        }
        let published = officer.json(Method::POST, &format!("{path}/publish"), &json!({"updated_at": seen})).await;
        assert_eq!(published.status, 200, "{}", published.body);
        let published = published.json();
        assert_eq!((&published["state"], &published["register"][0]["quantity"]), (&json!("bidding"), &json!("12")));
        assert_eq!(published["rules"]["criteria"][1]["weight"], json!("20"));
        let frozen = officer.json(Method::PUT, &format!("{path}/area"), &json!({"area": ["E08000035"]})).await;
        assert_eq!(frozen.status, 409, "{}", frozen.body);
        assert_eq!(supplier.json(Method::POST, &format!("{path}/register"), &json!({})).await.status, 204);
        let list = Client::new(router()).get("/api/v1/procurements?stage=open").await.json();
        assert_eq!(list["items"][0]["stage"], json!("Open for bids"));
    }

    async fn notices_become_drafts_once(world: World) {
        let stage = Stage::new(&world).await;
        let file = package(&[release("ocds-b5fd17-a", "1", "Street lights"), release("ocds-b5fd17-a", "1", "Twice"), release("ocds-b5fd17-b", "1", "School meals")]);
        let answer = upload(&stage.officer, "/procurements/import", "/procurements/import", &file).await;
        let words = answer.words();
        assert!(words.contains("2 procurements were begun") && words.contains("1 release was refused") && words.contains("/releases/1/id"), "{words}");
        let again = upload(&stage.officer, "/procurements/import", "/procurements/import", &file).await.words();
        assert!(again.contains("0 procurements were begun") && again.contains("0 releases are new, 2 were here already"), "{again}");
        let notice = stage.aire.get("/procurements/ocds-b5fd17-a").await.words();
        assert!(notice.contains("Street lights") && notice.contains("No bids are taken here") && !notice.contains("Set it up here"), "{notice}");
        let own = stage.officer.get("/procurements/ocds-b5fd17-a").await.words();
        assert!(own.contains("Set it up here"), "{own}");
        let setup = stage.officer.get("/procurements/ocds-b5fd17-a/setup/about").await;
        assert!(setup.body.contains("Street lights") && setup.body.contains("1200.50"), "{}", setup.words());
        // What an officer drafts shows to nobody before it is published.
        stage.officer.submit("/procurements/ocds-b5fd17-a/setup/about", "/procurements/ocds-b5fd17-a/setup/about", &[("title", "A secret plan"), ("category", "works"), ("value", "1"), ("buyer_type", "nhs"), ("arrangement", "contract")]).await;
        assert!(!stage.aire.get("/procurements/ocds-b5fd17-a").await.body.contains("A secret plan"));
        assert!(!stage.aire.get("/procurements?stage=notice").await.body.contains("A secret plan"));
        // A later release of the same process adds to its notice.
        let later = package(&[release("ocds-b5fd17-a", "2", "Street lights, second try")]);
        upload(&stage.officer, "/procurements/import", "/procurements/import", &later).await;
        assert!(stage.aire.get("/procurements/ocds-b5fd17-a").await.words().contains("Street lights, second try"));
    }

    async fn files_that_are_no_notices_change_nothing(world: World) {
        let stage = Stage::new(&world).await;
        for (file, fault) in [
            (&b"{\"releases\": ["[..], "There is a problem"),
            (b"\xff\xfe{}", "There is a problem"),
            (b"need,quantity\n", "There is a problem"),
        ] {
            let answer = upload(&stage.officer, "/procurements/import", "/procurements/import", file).await;
            assert_eq!(answer.status, 422, "{}", answer.words());
            assert!(answer.words().contains(fault), "{}", answer.words());
        }
        let empty = upload(&stage.officer, "/procurements/import", "/procurements/import", b"").await;
        assert!(empty.words().contains("Choose a file"), "{}", empty.words());
        let large = upload(&stage.officer, "/procurements/import", "/procurements/import", &vec![b' '; 17 * 1024 * 1024]).await;
        assert_eq!(large.status, 413);
        assert_eq!(stage.aire.get("/procurements/import").await.status, 404);
        assert!(stage.officer.get("/procurements?stage=notice").await.words().contains("0 procurements"));
    }
}

#[tokio::test]
async fn a_real_file_of_notices_is_taken_in_whole() {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/ocds/contracts_finder_2025.json");
    let Ok(file) = std::fs::read(&path) else {
        println!("skipped: the file of real notices is not there");
        return;
    };
    let world = World::new(Engine::Sqlite).await.unwrap();
    let import = async || {
        svx_app::procurement::import::by_command(&world.app, &World::SYSTEM, &file, None, &|_| {})
            .await
            .unwrap()
    };
    let first = import().await;
    let kept = first.report.accepted;
    assert_eq!(kept + first.report.refused.len(), 200);
    assert_eq!((first.new_releases, first.known_releases), (kept, 0));
    assert!(first.new_procurements + first.without_draft.len() >= 180, "{first:?}");
    assert!(first.new_authorities > 50);
    let second = import().await;
    assert_eq!(
        (
            second.new_releases,
            second.known_releases,
            second.new_procurements,
            second.new_authorities
        ),
        (0, kept, 0, 0)
    );
    let nobody = Client::new(svx_web::router(world.app.clone()));
    let list = nobody.get("/procurements?stage=notice").await;
    assert!(
        list.words()
            .contains(&format!("{} procurements", first.new_procurements)),
        "{}",
        list.words()
    );
}
