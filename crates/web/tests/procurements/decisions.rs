//! From the evaluation to the award: two people, a summary for everyone, the standstill, challenges.

use super::{
    steps::{DECIDED, OVER},
    *,
};
use svx_formats::tender::parse_tender;

both_stores! {
    async fn a_decision_takes_two_people(world: World) {
        let stage = Stage::evaluated(&world).await.at(&world, DECIDED).await;
        let first = stage.ranked(1).await;
        assert_eq!(stage.send(&stage.officer, "/summaries", &[]).await.status, 409, "nothing is issued before a decision");
        stage.send(&stage.officer, "/decision", &[("bid", &first)]).await;
        world.work().await;
        assert!(world.mail.last_to("person.of.leeds.city.council@example.org").text.contains("A second person must approve it"));
        let again = stage.send(&stage.officer, "/decision", &[("bid", &first)]).await;
        assert_eq!(again.status, 409, "{}", again.words());
        // Not by the one who proposed it, whatever they send.
        let own = [("version", "1"), ("approve", "yes"), ("decided_reason", "It is mine")];
        let answer = stage.officer.submit(&stage.path("/decision"), &stage.path("/decision/second"), &own).await;
        assert_eq!(answer.status, 409);
        assert!(answer.words().contains("another person must approve it"), "{}", answer.words());
        let second = stage.second(&world).await;
        let no_reason = second.submit(&stage.path("/decision"), &stage.path("/decision/second"), &[("version", "1"), ("approve", "yes")]).await;
        assert_eq!(no_reason.status, 422);
        // Declined, proposed anew, approved.
        let declined = [("version", "1"), ("approve", "no"), ("decided_reason", "Name the evaluation first")];
        assert_eq!(second.submit(&stage.path("/decision"), &stage.path("/decision/second"), &declined).await.status, 303);
        stage.send(&stage.officer, "/decision", &[("bid", &first)]).await;
        assert_eq!(stage.approve(&second).await.status, 303);
        let words = stage.officer.get(&stage.path("/decision")).await.words();
        assert!(words.contains("I read both bids") && words.contains("Name the evaluation first"), "{words}");
    }

    async fn every_supplier_is_told_its_own_marks_and_the_winners_alone(world: World) {
        let stage = Stage::evaluated(&world).await.decided(&world).await;
        // The officer reads what will be said before it is said.
        let list = stage.officer.get(&stage.path("/summaries")).await;
        let links: Vec<&str> = list.body.split("href=\"").filter_map(|rest| rest.split('"').next()).filter(|href| href.contains("/summaries/")).collect();
        assert_eq!(links.len(), 2);
        let preview = stage.officer.get(links[0]).await.words();
        assert!(preview.contains("It is not issued yet"), "{preview}");
        assert_eq!(stage.beck.get(&stage.path("/summary")).await.status, 404);
        let early = stage.send(&stage.officer, "/standstill", &[("working_days", "8")]).await;
        assert_eq!(early.status, 409, "{}", early.words());
        assert!(early.words().contains("must be given its assessment summary before"), "{}", early.words());

        stage.send(&stage.officer, "/summaries", &[]).await;
        assert_eq!(stage.send(&stage.officer, "/summaries", &[]).await.status, 409, "once");
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").text.contains("has assessed your bid"));
        let loser = stage.beck.get(&stage.path("/summary")).await.words();
        for words in ["It ranked 2 of 2", "84.00", "86.10", "800/21", "Mark 3 of 5: Meets what is asked", "Mark 5 of 5: Excellent", "Reason: Beck says how, and by when: 3", "Reason: Aire says how, and by when: 5", "20 x 350 / 350"] {
            assert!(loser.contains(words), "{words}: {loser}");
        }
        let winner = stage.aire.get(&stage.path("/summary")).await.words();
        assert!(winner.contains("Your tender is the most advantageous"), "{winner}");
        assert!(!winner.contains("Beck") && !winner.contains("84.00") && !winner.contains(CANARY), "{winner}");
        let document = stage.beck.get(&stage.path("/summary/document")).await;
        assert_eq!(document.headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
        assert!(document.body.starts_with("<!DOCTYPE html><html lang=\"en\">") && document.body.contains("It ranked 2 of 2"));
    }

    async fn a_bidder_checks_its_own_marks_from_its_own_copy(world: World) {
        let stage = Stage::evaluated(&world).await.in_standstill(&world).await;
        let whole = stage.officer.get(&stage.path("/evaluation/tender.json")).await.body;
        let whole = parse_tender(whole.as_bytes()).unwrap().evaluate().unwrap();
        for (client, own) in [(&stage.beck, "Beck Grounds"), (&stage.aire, "Aire Office Fitters")] {
            let copy = client.get(&stage.path("/summary/tender.json")).await.body;
            let copy = parse_tender(copy.as_bytes()).unwrap().evaluate().unwrap();
            for supplier in [own, "Aire Office Fitters"] {
                let marks = |of: &svx_formats::tender::Evaluated| {
                    let found = of.evaluation.results.iter().find(|result| result.supplier == supplier).unwrap().clone();
                    (found.criteria, found.total)
                };
                assert_eq!(marks(&copy), marks(&whole), "{own} checks {supplier}");
            }
            assert_eq!(svx_formats::tender::rules_sha256(&copy.tender), svx_formats::tender::rules_sha256(&whole.tender));
        }
        let winners = stage.aire.get(&stage.path("/summary/tender.json")).await.body;
        assert!(!winners.contains("Beck") && winners.contains("Other bidder 1"), "{winners}");
    }

    async fn nobody_sees_the_summary_of_another(world: World) {
        let stage = Stage::evaluated(&world).await.in_standstill(&world).await;
        let rival = client(&world, &world.team(OrganisationKind::Supplier, "Cairn Parks").await).await;
        let elsewhere = client(&world, &world.team(OrganisationKind::Authority, "Another Council").await).await;
        let operator = client(&world, &world.team(OrganisationKind::Operator, "Runners").await).await;
        let community = client(&world, &stage.exchange.community).await;
        let evaluator = stage.evaluator(&world, "Ed Evaluator").await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        let list = stage.officer.get(&stage.path("/summaries")).await.body;
        let links: Vec<String> = list.split("href=\"").filter_map(|rest| rest.split('"').next()).filter(|href| href.contains("/summaries/")).map(str::to_owned).collect();
        for (who, client) in [("rival", &rival), ("elsewhere", &elsewhere), ("operator", &operator), ("community", &community), ("evaluator", &evaluator)] {
            for path in ["/summary", "/summary/document", "/summary/tender.json", "/bid/clarifications"] {
                assert_eq!(client.get(&stage.path(path)).await.status, 404, "{who} {path}");
            }
            for path in ["/summaries", "/decision", "/standstill", "/realism"].map(|path| stage.path(path)).iter().chain(&links) {
                let answer = client.get(path).await;
                assert!(answer.status == 403 || answer.status == 404, "{who} {path}: {}", answer.status);
                assert!(!answer.body.contains("Beck"), "{who} {path}");
            }
        }
        for client in [&stage.aire, &stage.beck] {
            for path in &links {
                assert!(client.get(path).await.status.is_client_error(), "{path}");
                assert!(client.get(&format!("{path}/document")).await.status.is_client_error(), "{path}");
            }
        }
        for path in ["/summary", "/summaries", "/decision"] {
            assert_eq!(nobody.get(&stage.path(path)).await.status, 303, "{path}");
        }
        let public = nobody.get(&stage.path("")).await.words();
        assert!(public.contains("intends to enter into the contract with Aire Office Fitters") && !public.contains("Beck"), "{public}");
    }

    async fn nothing_is_awarded_before_the_standstill_ends(world: World) {
        let stage = Stage::evaluated(&world).await.decided(&world).await;
        stage.send(&stage.officer, "/summaries", &[]).await;
        for wrong in ["7", "", "eight", "61"] {
            let answer = stage.send(&stage.officer, "/standstill", &[("working_days", wrong)]).await;
            assert_eq!(answer.status, 422, "{wrong}: {}", answer.words());
        }
        stage.send(&stage.officer, "/standstill", &[("working_days", "8")]).await;
        let words = stage.officer.get(&stage.path("/standstill")).await.words();
        assert!(words.contains("The standstill ends at midnight at the end of Wednesday 9 December 2026"), "{words}");
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").text.contains("Wednesday 9 December 2026"));
        assert_eq!(stage.award().await.status, 409);
        let stage = stage.at(&world, "2026-12-09T23:59:59Z").await;
        let refused = stage.award().await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("Until then the contract can be neither awarded nor entered into"), "{}", refused.words());
        assert_eq!(stage.officer.get(&stage.path("/award")).await.status, 409);
        let stage = stage.at(&world, OVER).await;
        assert!(stage.officer.get("/home").await.words().contains("Award Grounds maintenance: its standstill is over"));
        assert_eq!(stage.award().await.location(), stage.path("/award"));
        assert_eq!(stage.award().await.status, 409, "once");
        let public = Client::new(svx_web::router(world.app.clone())).get(&stage.path("")).await.words();
        assert!(public.contains("Check it yourself") && public.contains("svx evaluate --from-procurement"), "{public}");
    }

    async fn beyond_the_known_bank_holidays_no_notice_is_published(world: World) {
        let stage = Stage::evaluated(&world).await.decided(&world).await;
        stage.send(&stage.officer, "/summaries", &[]).await;
        let stage = stage.at(&world, "2028-12-20T09:00:00Z").await;
        let page = stage.officer.get(&stage.path("/standstill")).await.words();
        assert!(page.contains("is not known"), "{page}");
        let answer = stage.send(&stage.officer, "/standstill", &[("working_days", "8")]).await;
        assert_eq!(answer.status, 409);
        assert!(answer.words().contains("so the notice is not published"), "{}", answer.words());
    }

    async fn a_challenge_holds_the_award_up_until_two_people_resolve_it(world: World) {
        let stage = Stage::evaluated(&world).await.in_standstill(&world).await;
        let empty = stage.officer.submit(&stage.path("/standstill"), &stage.path("/challenges"), &[]).await;
        assert_eq!(empty.status, 422);
        for fault in ["Enter who challenges the decision", "Choose in what form", "The day on which you were told", "Enter the grounds"] {
            assert!(empty.words().contains(fault), "{fault}: {}", empty.words());
        }
        let fields = [("challenger", "Beck Grounds"), ("kind", "proceedings"), ("notified_on", "30 11 2026"), ("grounds", "The mark of question 1")];
        let answer = stage.officer.submit(&stage.path("/standstill"), &stage.path("/challenges"), &fields).await;
        assert_eq!(answer.location(), stage.path("/standstill"), "{}", answer.words());
        let stage = stage.at(&world, OVER).await;
        let page = stage.officer.get(&stage.path("/standstill")).await;
        assert!(page.words().contains("suspended automatically"), "{}", page.words());
        let refused = stage.award().await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("A challenge is not resolved"), "{}", refused.words());
        assert!(!stage.officer.get("/home").await.words().contains("its standstill is over"));

        let path = page.body.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.contains("/challenges/")).unwrap().to_owned();
        let id = path.rsplit('/').next().unwrap();
        let (outcome, reason) = (format!("outcome-{id}"), format!("reason-{id}"));
        let fields = [(outcome.as_str(), "dismissed"), (reason.as_str(), "The court struck it out")];
        let answer = stage.officer.submit(&stage.path("/standstill"), &path, &fields).await;
        assert_eq!(answer.location(), stage.path("/standstill"), "{}", answer.words());
        assert_eq!(stage.award().await.status, 409);
        let own = stage.officer.submit(&stage.path("/standstill"), &format!("{path}/second"), &[("confirm", "yes")]).await;
        assert_eq!(own.status, 409, "not by the one who proposed it");
        let second = stage.second(&world).await;
        let answer = second.submit(&stage.path("/standstill"), &format!("{path}/second"), &[("confirm", "yes")]).await;
        assert_eq!(answer.location(), stage.path("/standstill"), "{}", answer.words());
        assert_eq!(stage.award().await.location(), stage.path("/award"));
    }

    async fn an_upheld_challenge_begins_the_decision_anew(world: World) {
        let stage = Stage::evaluated(&world).await.in_standstill(&world).await;
        let fields = [("challenger", "Beck Grounds"), ("kind", "representation"), ("notified_on", "30 11 2026"), ("grounds", "The notice names the wrong price")];
        stage.officer.submit(&stage.path("/standstill"), &stage.path("/challenges"), &fields).await;
        let page = stage.officer.get(&stage.path("/standstill")).await;
        let path = page.body.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.contains("/challenges/")).unwrap().to_owned();
        let id = path.rsplit('/').next().unwrap();
        let (outcome, reason) = (format!("outcome-{id}"), format!("reason-{id}"));
        stage.officer.submit(&stage.path("/standstill"), &path, &[(outcome.as_str(), "upheld"), (reason.as_str(), "It does")]).await;
        stage.second(&world).await.submit(&stage.path("/standstill"), &format!("{path}/second"), &[("confirm", "yes")]).await;
        let loser = stage.beck.get(&stage.path("/summary")).await.words();
        assert!(loser.contains("was set aside"), "{loser}");
        assert_eq!(stage.award().await.status, 409);
        // Decided, told and published anew: the earlier standstill is worth nothing.
        let stage = stage.at(&world, OVER).await;
        let first = stage.ranked(1).await;
        stage.send(&stage.officer, "/decision", &[("bid", &first)]).await;
        stage.approve(&stage.second(&world).await).await;
        assert_eq!(stage.send(&stage.officer, "/standstill", &[("working_days", "8")]).await.status, 409, "summaries first");
        stage.send(&stage.officer, "/summaries", &[]).await;
        stage.send(&stage.officer, "/standstill", &[("working_days", "8")]).await;
        assert_eq!(stage.award().await.status, 409);
        let loser = stage.beck.get(&stage.path("/summary")).await.words();
        assert!(loser.contains("Version 2") && loser.contains("decided anew"), "{loser}");
        let stage = stage.at(&world, "2026-12-22T00:00:00Z").await;
        assert_eq!(stage.award().await.location(), stage.path("/award"));
    }

    async fn a_correction_is_a_further_version(world: World) {
        let stage = Stage::evaluated(&world).await.in_standstill(&world).await;
        let list = stage.officer.get(&stage.path("/summaries")).await.body;
        let links: Vec<&str> = list.split("href=\"").filter_map(|rest| rest.split('"').next()).filter(|href| href.contains("/summaries/")).collect();
        for link in &links {
            assert_eq!(stage.officer.submit(link, link, &[]).await.status, 422);
            let answer = stage.officer.submit(link, link, &[("correction", "The postcode was wrong"), ("note", "We are sorry")]).await;
            assert_eq!(answer.location(), *link, "{}", answer.words());
        }
        let words = stage.beck.get(&stage.path("/summary")).await.words();
        assert!(words.contains("Version 2") && words.contains("The postcode was wrong") && words.contains("We are sorry"), "{words}");
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").subject.contains("corrected"));
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let all = svx_store::decisions::summaries(&mut conn, id).await.unwrap();
        assert_eq!(all.len(), 4, "the first versions stay");
        for summary in &all {
            assert_eq!(svx_app::procurement::sealing::fingerprint(summary.content.as_bytes()), summary.sha256);
        }
    }

    async fn a_program_reads_the_standstill(world: World) {
        let stage = Stage::evaluated(&world).await.in_standstill(&world).await;
        let shown = Client::new(svx_web::router(world.app.clone())).get(&format!("/api/v1/procurements/{}", stage.ocid)).await.json();
        insta::assert_snapshot!(format!("{:#}", shown["standstill"]), @r#"
        {
          "ends_at": "2026-12-10T00:00:00Z",
          "is_challenged": false,
          "last_day": "2026-12-09",
          "published_at": "2026-11-30T09:30:00Z",
          "supplier": "Aire Office Fitters"
        }
        "#);
        assert_eq!(shown["state"], json!("standstill"));
        let path = format!("/api/v1/procurements/{}/summary", stage.ocid);
        let program = |token: String| Client::new(svx_web::router(world.app.clone())).with_token(&token);
        let own = program(token(&world, &stage.beck_actor).await).get(&path).await.json();
        assert_eq!((&own["version"], &own["content"]["own"]["rank"], &own["stands"]), (&json!(1), &json!(2), &json!(true)));
        assert_eq!(own["own_copy"]["bids"][0]["supplier"], json!("Beck Grounds"));
        let officer = program(token(&world, &stage.exchange.authority).await);
        assert_eq!(officer.get(&path).await.status, 404);
    }
}
