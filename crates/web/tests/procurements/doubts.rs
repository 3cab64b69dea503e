//! Doubts about bids: a conversation with the supplier, then two people.

use super::{steps::DECIDED, *};

impl Stage {
    /// An officer raises a doubt about the bid of Beck by hand; gives its page.
    async fn doubted(&self) -> String {
        let page = self.officer.get(&self.path("/realism")).await;
        let beck = page
            .body
            .split("value=\"")
            .find(|rest| rest.contains("Beck Grounds") && !rest.contains("Aire"))
            .unwrap();
        let beck = beck.split('"').next().unwrap();
        let answer = self
            .send(
                &self.officer,
                "/realism",
                &[("bid", beck), ("reason", "10 of 12 chairs by one firm of 3 people")],
            )
            .await;
        assert_eq!(answer.location(), self.path("/realism"), "{}", answer.words());
        let list = self.officer.get(&self.path("/realism")).await.body;
        let link = list
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .find(|href| href.contains("/realism/"));
        link.unwrap().to_owned()
    }

    async fn act(&self, client: &Client, doubt: &str, what: &str, fields: &[(&str, &str)]) -> Answer {
        client.submit(doubt, &format!("{doubt}/{what}"), fields).await
    }
}

both_stores! {
    async fn a_doubt_is_asked_about_and_resolved_by_two_people(world: World) {
        let stage = Stage::evaluated(&world).await.at(&world, DECIDED).await;
        assert_eq!(stage.beck.get(&stage.path("/bid/clarifications")).await.status, 404, "nothing was asked yet");
        let empty = stage.send(&stage.officer, "/realism", &[]).await;
        assert_eq!(empty.status, 422, "{}", empty.words());
        let first = stage.ranked(1).await;
        let doubt = stage.doubted().await;
        let refused = stage.send(&stage.officer, "/realism", &[]).await;
        assert_eq!(refused.status, 422);
        // Nothing is decided while it is unresolved.
        let csrf = hidden(&stage.officer.get(&doubt).await, "csrf_token");
        let early = stage.officer.post_form(&stage.path("/decision"), &[("bid", &first), ("csrf_token", &csrf)]).await;
        assert_eq!(early.status, 409);
        assert!(early.words().contains("1 doubt about bids must be resolved first"), "{}", early.words());

        let wrong = stage.act(&stage.officer, &doubt, "question", &[("until", "29 11 2026")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.words().contains("Enter your question") && wrong.words().contains("must be a real date after today"), "{}", wrong.words());
        let asked = stage.act(&stage.officer, &doubt, "question", &[("question", "Where do the chairs come from?"), ("until", "4 12 2026")]).await;
        assert_eq!(asked.location(), doubt, "{}", asked.words());
        world.work().await;
        assert!(world.mail.last_to("person.of.beck.grounds@example.org").text.contains("up to the end of 4 December 2026"));
        let waiting = stage.act(&stage.officer, &doubt, "proposal", &[("outcome", "explained"), ("reason", "It is plain")]).await;
        assert_eq!(waiting.status, 409, "the supplier still has time: {}", waiting.words());

        assert_eq!(stage.aire.get(&stage.path("/bid/clarifications")).await.status, 404);
        assert!(stage.beck.get("/home").await.words().contains("Answer a question about your bid for Grounds maintenance"));
        let page = stage.beck.get(&stage.path("/bid/clarifications")).await;
        assert!(page.words().contains("Where do the chairs come from?") && page.words().contains("10 of 12 chairs"), "{}", page.words());
        let path = page.body.split("action=\"").filter_map(|rest| rest.split('"').next()).find(|path| path.contains("/clarifications/")).unwrap().to_owned();
        let field = format!("answer-{}", path.rsplit('/').next().unwrap());
        let own = stage.path("/bid/clarifications");
        assert_eq!(stage.beck.submit(&own, &path, &[]).await.status, 422);
        let answer = stage.beck.submit(&own, &path, &[(&field, "From two refits in March")]).await;
        assert_eq!(answer.location(), own, "{}", answer.words());
        assert_eq!(stage.beck.submit(&own, &path, &[(&field, "And another thing")]).await.status, 409, "once");
        world.work().await;
        assert!(world.mail.last_to("olive.officer@example.org").text.contains("A bidder has answered"));
        let page = stage.officer.get(&doubt).await.words();
        assert!(page.contains("From two refits in March") && !page.contains("And another thing"), "{page}");

        let not_allowed = stage.act(&stage.officer, &doubt, "proposal", &[("outcome", "set-aside"), ("reason", "Too many")]).await;
        assert_eq!(not_allowed.status, 422);
        assert!(not_allowed.words().contains("The published rules do not allow"), "{}", not_allowed.words());
        stage.act(&stage.officer, &doubt, "proposal", &[("outcome", "explained"), ("reason", "Two refits explain it")]).await;
        assert_eq!(stage.act(&stage.officer, &doubt, "second", &[("confirm", "yes"), ("decided_reason", "Mine")]).await.status, 409);
        let second = stage.second(&world).await;
        assert_eq!(stage.act(&second, &doubt, "second", &[("confirm", "yes")]).await.status, 422);
        let done = stage.act(&second, &doubt, "second", &[("confirm", "yes"), ("decided_reason", "I agree")]).await;
        assert_eq!(done.location(), doubt, "{}", done.words());
        assert_eq!(stage.send(&stage.officer, "/decision", &[("bid", &first)]).await.status, 303);
    }

    async fn an_answer_is_taken_up_to_its_deadline(world: World) {
        let stage = Stage::evaluated(&world).await.at(&world, DECIDED).await;
        let doubt = stage.doubted().await;
        stage.act(&stage.officer, &doubt, "question", &[("question", "Where from?"), ("until", "4 12 2026")]).await;
        let stage = stage.at(&world, "2026-12-05T00:00:00Z").await;
        let own = stage.path("/bid/clarifications");
        let page = stage.beck.get(&own).await;
        assert!(page.words().contains("The time for an answer is over"), "{}", page.words());
        assert!(!stage.beck.get("/home").await.words().contains("Answer a question"));
        let proposed = stage.act(&stage.officer, &doubt, "proposal", &[("outcome", "no-action"), ("reason", "The pledge counts as bid")]).await;
        assert_eq!(proposed.location(), doubt, "{}", proposed.words());
        let second = stage.second(&world).await;
        let back = stage.act(&second, &doubt, "second", &[("confirm", "no"), ("decided_reason", "Ask once more")]).await;
        assert_eq!(back.location(), doubt);
        let words = stage.officer.get(&doubt).await.words();
        assert!(words.contains("Sent back") && words.contains("To be resolved"), "{words}");
    }

    async fn a_pledge_is_set_aside_in_part_where_the_rules_allow(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        let mut criteria = CRITERIA.to_vec();
        criteria.push(("pledges_may_be_set_aside", "yes"));
        stage.send(&stage.officer, "/setup/criteria", &criteria).await;
        stage.publish().await;
        assert!(stage.aire.get(&stage.path("")).await.words().contains("may be set aside in part"));
        stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
        stage.bid(&stage.beck, "100000", CANARY, "10").await;
        stage.opened_and_marked(&world).await;
        stage.evaluate().await;
        let stage = stage.at(&world, DECIDED).await;
        let doubt = stage.doubted().await;
        let need = stage.exchange.need.to_string();
        let too_many = stage.act(&stage.officer, &doubt, "proposal", &[("outcome", "set-aside"), ("need", &need), ("counts", "10"), ("reason", "Half")]).await;
        assert_eq!(too_many.status, 422);
        let fields = [("outcome", "set-aside"), ("need", need.as_str()), ("counts", "5"), ("reason", "Half of it was explained")];
        let answer = stage.act(&stage.officer, &doubt, "proposal", &fields).await;
        assert_eq!(answer.location(), doubt, "{}", answer.words());
        stage.act(&stage.second(&world).await, &doubt, "second", &[("confirm", "yes"), ("decided_reason", "So it was")]).await;
        let stale = stage.officer.get(&stage.path("/decision")).await.words();
        assert!(stale.contains("Run the evaluation again"), "{stale}");
        stage.run_again().await;
        // Aire: 20 x 140 / 175 = 16; before, 20 x 140 / 350 = 8.
        let words = stage.officer.get(&stage.path("/evaluation")).await.words();
        assert!(words.contains("20 x 140 / 175"), "{words}");
    }
}
