//! Amendments: every version stays, every bidder is told and none is named, and a bid from before counts only if it is answered for.

use super::*;

/// Begins an amendment that moves ten points from price to quality.
async fn reweighed(stage: &Stage) {
    let page = stage.path("/amend");
    let begun = stage.officer.submit(&page, &page, &[]).await;
    assert_eq!(begun.location(), page, "{}", begun.words());
    let weights = [
        ("weight-price", "30"),
        ("weight-quality", "50"),
        ("weight-social-value", "20"),
    ];
    let saved = stage.send(&stage.officer, "/setup/criteria", &weights).await;
    assert_eq!(saved.location(), page, "{}", saved.words());
}

async fn more_time(stage: &Stage) -> Answer {
    let until = [("until_day", "30 11 2026"), ("until_time", "5pm")];
    stage.send(&stage.officer, "/amend/closing", &until).await
}

async fn published(stage: &Stage) {
    let seen = hidden(&stage.officer.get(&stage.path("/amend/check")).await, "seen");
    let fields = [("seen", seen.as_str()), ("reason", "Quality was weighed too little")];
    let answer = stage.send(&stage.officer, "/amend/check", &fields).await;
    assert_eq!(answer.location(), stage.path(""), "{}", answer.words());
}

both_stores! {
    async fn a_bid_from_before_counts_only_if_it_is_confirmed(world: World) {
        let stage = Stage::with_bids(&world).await;
        let first = stage.aire.get(&stage.path("/rules.json")).await.body;
        reweighed(&stage).await;
        let check = stage.officer.get(&stage.path("/amend/check")).await.words();
        assert!(check.contains("Bidders need at least 72 hours") && check.contains("Weight of price 40% 30%"), "{check}");
        assert_eq!(more_time(&stage).await.location(), stage.path("/amend"));
        let page = stage.officer.get(&stage.path("/amend/check")).await;
        assert!(page.words().contains("counts only if its bidder confirms"), "{}", page.words());
        let without = stage.send(&stage.officer, "/amend/check", &[("seen", &hidden(&page, "seen"))]).await;
        assert_eq!(without.status, 422);
        assert!(without.words().contains("Give the reason for the amendment"), "{}", without.words());
        assert!(!stage.aire.get(&stage.path("")).await.body.contains("Weight of price"), "nobody sees a draft");
        published(&stage).await;

        let public = Client::new(svx_web::router(world.app.clone())).get(&stage.path("")).await;
        for shown in ["Version 2, in force", "Quality was weighed too little", "Weight of price 40% 30%", "When bids close 17:00 on 23 November 2026 17:00 on 30 November 2026"] {
            assert!(public.words().contains(shown), "{shown}: {}", public.words());
        }
        assert!(!public.body.contains("Beck") && !public.body.contains("Aire"));
        assert_eq!(stage.aire.get(&stage.path("/rules/1")).await.body, first, "what was published stays");
        let second = stage.aire.get(&stage.path("/rules/2")).await.json();
        assert_eq!(second["criteria"][0]["weight"], json!("30"));
        assert_eq!(stage.aire.get(&stage.path("/rules/3")).await.status, 404);

        world.work().await;
        let mail = world.mail.last_to("person.of.beck.grounds@example.org");
        assert!(mail.text.contains("Quality was weighed too little") && mail.text.contains("only if you confirm that it stands"), "{}", mail.text);
        assert!(world.mail.all().iter().filter(|mail| mail.subject.starts_with("Amended")).all(|mail| !mail.text.contains("Aire") && !mail.text.contains("Beck")));

        assert!(stage.aire.get("/home").await.words().contains("Answer the amendment of Grounds maintenance"));
        let asked = stage.aire.get(&stage.path("/bid")).await;
        assert!(asked.words().contains("Your bid counts only if you confirm that it stands"), "{}", asked.words());
        let fields = [("version", hidden(&asked, "version")), ("rules_version", hidden(&asked, "rules_version"))];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let confirmed = stage.aire.submit(&stage.path("/bid"), &stage.path("/bid/confirm"), &fields).await;
        assert_eq!(confirmed.location(), stage.path("/bid"), "{}", confirmed.words());
        assert!(stage.aire.get(&stage.path("/bid")).await.words().contains("Your bid stands under version 2 of the rules"));
        let receipt = stage.aire.get(&stage.path("/bid/receipts/1")).await.words();
        assert!(receipt.contains("Version 1, SHA-256") && receipt.contains("Confirmed under version 2"), "{receipt}");

        world.at("2026-11-30T17:00:00Z");
        let opened = stage.send(&stage.officer, "/open", &[]).await;
        assert_eq!(opened.location(), stage.path("/evaluation"), "{}", opened.words());
        let desk = stage.officer.get(&stage.path("/evaluation")).await.words();
        assert!(desk.contains("Bids that were not opened") && desk.contains("Beck Grounds") && desk.contains("£105,000") && !desk.contains("£100,000"), "{desk}");
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").text.contains("was not opened"));
        assert!(stage.beck.get(&stage.path("/bid")).await.words().contains("It is not opened"));
    }

    async fn a_new_question_is_answered_by_a_new_submission(world: World) {
        let stage = Stage::with_bids(&world).await;
        let page = stage.path("/amend");
        stage.officer.submit(&page, &page, &[]).await;
        let fields = [
            ("name", "Quality"),
            ("how.questions.0.words", "How will you keep the parks?"),
            ("how.questions.0.weight", "60"),
            ("how.questions.1.words", "Who leads the team?"),
            ("how.questions.1.weight", "40"),
        ];
        let saved = stage.send(&stage.officer, "/setup/criteria/of/quality", &fields).await;
        assert_eq!(saved.location(), stage.path("/setup/criteria"), "{}", saved.words());
        more_time(&stage).await;
        published(&stage).await;
        let page = stage.beck.get(&stage.path("/bid")).await;
        assert!(page.words().contains("only if you submit it again"), "{}", page.words());
        let csrf = hidden(&stage.beck.get(&stage.path("/bid/price")).await, "csrf_token");
        let refused = stage.beck.post_form(&stage.path("/bid/confirm"), &[("version", "1"), ("rules_version", "2"), ("csrf_token", &csrf)]).await;
        assert_eq!(refused.status, 409, "{}", refused.words());
        assert!(stage.beck.get(&stage.path("/bid/check")).await.words().contains("Answer question 2"));
        stage.send(&stage.beck, "/bid/answers", &[("answer-q1", CANARY), ("answer-q2", "Ada does")]).await;
        let again = stage.submit(&stage.beck).await;
        assert_eq!(again.location(), stage.path("/bid/receipts/2"), "{}", again.words());
        assert!(stage.beck.get(again.location()).await.words().contains("Version 2, SHA-256"));
        world.at("2026-11-30T17:00:00Z");
        stage.send(&stage.officer, "/open", &[]).await;
        let desk = stage.officer.get(&stage.path("/evaluation")).await.words();
        assert!(desk.contains("£100,000") && !desk.contains("£105,000"), "{desk}");
    }

    async fn more_time_alone_asks_nothing_of_a_bid(world: World) {
        let stage = Stage::with_bids(&world).await;
        let page = stage.path("/amend");
        stage.officer.submit(&page, &page, &[]).await;
        let earlier = [("until_day", "23 11 2026"), ("until_time", "3pm")];
        let answer = stage.send(&stage.officer, "/amend/closing", &earlier).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("Bids can only close later than was published"), "{}", answer.words());
        let beyond = [("until_day", "2 1 2027"), ("until_time", "3pm")];
        assert!(stage.send(&stage.officer, "/amend/closing", &beyond).await.words().contains("before the contract starts"));
        more_time(&stage).await;
        published(&stage).await;
        assert!(stage.aire.get(&stage.path("/bid")).await.words().contains("Your bid stands under version 2"));
        // The clock of the first closing time closes nothing.
        world.at("2026-11-23T18:00:00Z");
        world.work().await;
        assert!(stage.aire.get(&stage.path("")).await.words().contains("Open for bids"));
        world.at("2026-11-30T17:00:00Z");
        let opened = stage.send(&stage.officer, "/open", &[]).await;
        assert_eq!(opened.status, 303, "{}", opened.words());
        let desk = stage.officer.get(&stage.path("/evaluation")).await.words();
        assert!(desk.contains("£100,000") && desk.contains("£105,000"), "{desk}");
    }

    async fn the_register_can_ask_for_less(world: World) {
        let stage = Stage::with_bids(&world).await;
        let page = stage.path("/amend");
        stage.officer.submit(&page, &page, &[]).await;
        let quantity = format!("quantity-{}", stage.exchange.need);
        let wrong = stage.send(&stage.officer, "/amend/needs", &[(&quantity, "some")]).await;
        assert_eq!(wrong.status, 422, "{}", wrong.words());
        stage.send(&stage.officer, "/amend/needs", &[(&quantity, "8")]).await;
        more_time(&stage).await;
        published(&stage).await;
        let public = stage.aire.get(&stage.path("")).await.words();
        assert!(public.contains("12 chairs 8 chairs"), "{public}");
        // Ten are more than are asked for now.
        let fault = stage.beck.get(&stage.path("/bid/check")).await.words();
        assert!(fault.contains("Only 8 of chairs"), "{fault}");
    }

    async fn only_the_authority_amends_and_only_until_bids_close(world: World) {
        let stage = Stage::with_bids(&world).await;
        let elsewhere = client(&world, &world.team(OrganisationKind::Authority, "Another Council").await).await;
        assert_eq!(elsewhere.get(&stage.path("/amend")).await.status, 403);
        assert_eq!(stage.aire.get(&stage.path("/amend")).await.status, 403);
        reweighed(&stage).await;
        let given_up = stage.officer.submit(&stage.path("/amend"), &stage.path("/amend/discard"), &[]).await;
        assert_eq!(given_up.location(), stage.path(""));
        assert_eq!(stage.officer.get(&stage.path("/setup/criteria")).await.status, 409);
        assert_eq!(stage.officer.get(&stage.path("/amend/check")).await.status, 404);
        reweighed(&stage).await;
        let page = stage.officer.get(&stage.path("/amend/closing")).await;
        let csrf = hidden(&page, "csrf_token");
        world.at("2026-11-23T17:00:00Z");
        let late = stage.officer.post_form(&stage.path("/amend/closing"), &[("until_day", "30 11 2026"), ("until_time", "5pm"), ("csrf_token", &csrf)]).await;
        assert_eq!(late.status, 409, "{}", late.words());
        assert!(late.words().contains("until bids close"), "{}", late.words());
    }

    async fn a_program_sees_every_version(world: World) {
        let stage = Stage::with_bids(&world).await;
        reweighed(&stage).await;
        more_time(&stage).await;
        published(&stage).await;
        let shown = Client::new(svx_web::router(world.app.clone())).get(&format!("/api/v1/procurements/{}", stage.ocid)).await.json();
        assert_eq!(shown["versions"][1]["asks"], json!("confirm"));
        assert_eq!(shown["versions"][1]["changes"][0], json!({"what": "Weight of price", "before": "40%", "after": "30%"}));
        assert_eq!(shown["versions"][1]["rules_sha256"], shown["rules_sha256"]);
        assert_eq!(shown["criteria"]["criteria"][1]["how"]["questions"][0]["words"], json!("How will you keep the parks?"));
    }
}
