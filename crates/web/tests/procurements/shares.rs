//! Keys that no one holds alone: two officers open the bids, each with their share; and what happens where one is lost.

use super::*;
use svx_app::procurement::split::ESCROW;
use svx_store::{audit, bids, key_shares, people};

/// A procurement whose key two officers hold, with the bids of two suppliers, and the three shares.
struct Held {
    stage: Stage,
    /// An administrator of the authority, who is the other officer.
    other: Client,
    own_share: String,
    other_share: String,
    code: String,
}

async fn make(stage: &Stage, other: &Actor) -> (String, String) {
    let other = other.person().unwrap().to_string();
    let page = stage.send(&stage.officer, "/setup/keys", &[("other", &other)]).await;
    assert_eq!(page.status, 200, "{}", page.words());
    let code = page.body.split("<code class=\"svx-break\">").nth(1).unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    (hidden(&page, "text"), code)
}

impl Held {
    async fn new(world: &World) -> Self {
        let stage = Stage::new(world).await;
        stage.set_up().await;
        let (own_share, code) = make(&stage, &stage.exchange.authority).await;
        stage.publish().await;
        let other = client(world, &stage.exchange.authority).await;
        world.work().await;
        let mail = world.mail.last_to("person.of.leeds.city.council@example.org");
        assert!(
            mail.text.contains(&format!("http://svx.test{}", stage.path("/share"))),
            "{}",
            mail.text
        );
        let file = other.submit(&stage.path("/share"), &stage.path("/share"), &[]).await;
        assert_eq!(file.status, 200, "{}", file.words());
        let bid = stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
        assert_eq!(bid.location(), stage.path("/bid/receipts/1"), "{}", bid.words());
        stage.bid(&stage.beck, "100000", CANARY, "10").await;
        Self {
            other_share: file.body,
            stage,
            other,
            own_share,
            code,
        }
    }

    async fn give(&self, client: &Client, share: &str) -> Answer {
        give(&self.stage, client, "share", share).await
    }

    async fn give_code(&self, client: &Client, code: &str) -> Answer {
        give(&self.stage, client, "code", code).await
    }
}

async fn give(stage: &Stage, client: &Client, field: &str, text: &str) -> Answer {
    let page = client.get(&stage.path("/open")).await;
    let csrf = hidden(&page, "csrf_token");
    let file = if field == "share" {
        "; filename=\"share.txt\""
    } else {
        ""
    };
    let body = format!(
        "--svx\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n{csrf}\r\n--svx\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n{text}\r\n--svx--\r\n"
    );
    let request = Request::post(stage.path("/open/share"))
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=svx")
        .header("sec-fetch-site", "same-origin");
    client.send(request.body(Body::from(body)).unwrap()).await
}

async fn actions(world: &World, stage: &Stage) -> Vec<String> {
    let mut conn = world.app.db.read().await.unwrap();
    let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
    let log = audit::of_subject(&mut conn, id, 100).await.unwrap();
    log.into_iter().map(|event| event.action).collect()
}

both_stores! {
    async fn two_officers_open_every_bid_at_once(world: World) {
        let held = Held::new(&world).await;
        let stage = &held.stage;
        // Before bids close nobody opens anything, with whatever share, and the administrators are told.
        let early = held.give(&stage.officer, &held.own_share).await;
        assert_eq!(early.status, 409);
        assert!(early.words().contains("this attempt was recorded, and your administrators were told"), "{}", early.words());
        assert_eq!(stage.send(&stage.officer, "/open", &[]).await.status, 409);
        world.work().await;
        let alert = world.mail.last_to("person.of.leeds.city.council@example.org");
        assert!(alert.subject.starts_with("Attempt to open bids early") && alert.text.contains("Olive Officer tried"), "{}", alert.text);
        assert_eq!(actions(&world, stage).await.iter().filter(|action| *action == "procurement.opening-refused").count(), 2);

        world.at("2026-11-23T17:00:00Z");
        // Nobody opens them alone, as before.
        assert_eq!(stage.send(&stage.officer, "/open", &[]).await.status, 409);
        let theirs = held.give(&stage.officer, &held.other_share).await;
        assert!(theirs.words().contains("This is another officer’s share"), "{}", theirs.words());
        for (share, says) in [("", "Choose your share’s file"), ("x", "neither a share’s file"), (&held.own_share[..held.own_share.len() - 60], "damaged")] {
            let refused = held.give(&stage.officer, share).await;
            assert_eq!(refused.status, 422, "{}", refused.words());
            assert!(refused.words().contains(says), "{}", refused.words());
        }
        let first = held.give(&stage.officer, &held.own_share).await;
        assert_eq!(first.location(), stage.path("/open"), "{}", first.words());
        // Neither the same officer nor the same share does as the second.
        let again = held.give_code(&stage.officer, &held.code).await;
        assert!(again.words().contains("You have given a share already"), "{}", again.words());
        let waiting = held.other.get(&stage.path("/open")).await.words();
        assert!(waiting.contains("Olive Officer Given by Olive Officer at 5pm on 23 November 2026"), "{waiting}");
        let second = held.give(&held.other, &held.other_share).await;
        assert_eq!(second.location(), stage.path("/evaluation"), "{}", second.words());
        assert!(stage.officer.get(&stage.path("/evaluation")).await.words().contains("Beck Grounds"));
        let log = actions(&world, stage).await;
        assert_eq!(log.iter().filter(|action| *action == "procurement.share-given").count(), 2);
        assert_eq!(log.iter().filter(|action| *action == "procurement.bids-opened").count(), 1);
        assert_eq!(held.give(&held.other, &held.other_share).await.status, 409);
    }

    // Drill: an officer cannot find their share, or has left the authority.
    async fn the_sheet_that_is_kept_outside_stands_in_for_either_officer(world: World) {
        let held = Held::new(&world).await;
        let stage = &held.stage;
        world.at("2026-11-23T17:00:00Z");
        let help = held.other.get(&stage.path("/share")).await.words();
        assert!(help.contains("kept nowhere here") && help.contains("One officer’s share is lost"), "{help}");
        let gone = held.other.submit(&stage.path("/share"), &stage.path("/share"), &[]).await;
        assert_eq!(gone.status, 409);
        let authority = stage.exchange.authority.organisation().unwrap();
        let mut conn = world.app.db.read().await.unwrap();
        let members = people::members(&mut conn, authority).await.unwrap();
        drop(conn);
        let olive = members.iter().find(|member| member.name == "Olive Officer").unwrap().person_id;
        // Olive has left. The other officer and a third one, with the sheet, open the bids.
        svx_store::transact!(world.app.db.attempts(&svx_testkit::exchange::permit()), svx_store::Error, |tx| {
            people::remove_membership(tx, authority, olive).await?;
            tx.record(svx_store::Event::new("person.left", "person", olive)).await
        })
        .unwrap();
        assert_eq!(stage.officer.get(&stage.path("/open")).await.status, 404);
        assert_eq!(held.give(&held.other, &held.other_share).await.location(), stage.path("/open"));
        let third = world.member(authority, "Theo Third", &[Role::Procurement]).await;
        let third = client(&world, &third).await;
        let wrong = held.give_code(&third, &held.code.replace('-', "").replacen(|_: char| true, "Z", 1)).await;
        assert!(wrong.words().contains("Check the code letter by letter"), "{}", wrong.words());
        let opened = held.give_code(&third, &format!(" {} ", held.code.to_lowercase().replace('-', " "))).await;
        assert_eq!(opened.location(), stage.path("/evaluation"), "{}", opened.words());
    }

    async fn whoever_runs_the_service_never_has_two_shares(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        let (own, code) = make(&stage, &stage.exchange.authority).await;
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let key = bids::key(&mut conn, id).await.unwrap().unwrap();
        assert!(key.sealed_identity.is_empty());
        let shares = key_shares::of(&mut conn, id).await.unwrap();
        let waiting: Vec<i64> = shares.iter().filter(|share| share.waits).map(|share| share.number).collect();
        assert_eq!((shares.len(), waiting), (3, vec![2]));
        assert_eq!((shares[2].number, shares[2].person_id), (i64::from(ESCROW), None));
        drop(conn);
        // What is in no file of the database: the other two.
        let body: String = own.lines().skip_while(|line| !line.contains("SVX SHARE")).nth(1).unwrap().to_owned();
        for entry in std::fs::read_dir(world.database.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                let bytes = std::fs::read(&path).unwrap();
                for needle in [code.as_bytes(), body.as_bytes()] {
                    assert!(!bytes.windows(needle.len()).any(|window| window == needle), "{}", path.display());
                }
            }
        }
        // A key that is made anew makes the earlier shares worthless.
        let (again, _) = make(&stage, &stage.exchange.authority).await;
        assert_ne!(again, own);
        let other = client(&world, &stage.exchange.authority).await;
        let file = other.submit(&stage.path("/share"), &stage.path("/share"), &[]).await.body;
        stage.publish().await;
        assert_eq!(stage.send(&stage.officer, "/setup/keys", &[("other", "x")]).await.status, 409);
        stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
        world.at("2026-11-23T17:00:00Z");
        give(&stage, &stage.officer, "share", &own).await;
        let refused = give(&stage, &other, "share", &file).await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("one of them is of an earlier key"), "{}", refused.words());
        assert_eq!(give(&stage, &stage.officer, "share", &again).await.location(), stage.path("/open"));
        assert_eq!(give(&stage, &other, "share", &file).await.location(), stage.path("/evaluation"));
    }

    async fn only_officers_who_run_procurements_hold_shares(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up().await;
        let evaluator = world.member(stage.exchange.authority.organisation().unwrap(), "Eve Evaluator", &[Role::Evaluator]).await;
        let page = stage.officer.get(&stage.path("/setup/keys")).await;
        assert!(!page.body.contains("Eve Evaluator") && page.body.contains("Person of Leeds City Council"), "{}", page.words());
        for other in [&evaluator, &stage.beck_actor] {
            let other = other.person().unwrap().to_string();
            assert_eq!(stage.send(&stage.officer, "/setup/keys", &[("other", &other)]).await.status, 422);
        }
        let beck = stage.beck.get(&stage.path("/setup/keys")).await;
        assert_eq!(beck.status, 404);
        make(&stage, &stage.exchange.authority).await;
        assert_eq!(stage.officer.get(&stage.path("/share")).await.status, 200);
        assert!(stage.officer.get(&stage.path("/setup/check")).await.words().contains("Olive Officer and Person of Leeds City Council together"));
        let kept = stage.send(&stage.officer, "/setup/keys/none", &[]).await;
        assert_eq!(kept.location(), stage.path("/setup"));
        assert_eq!(stage.officer.get(&stage.path("/share")).await.status, 404);
        stage.publish().await;
        stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
        world.at("2026-11-23T17:00:00Z");
        assert_eq!(stage.send(&stage.officer, "/open", &[]).await.location(), stage.path("/evaluation"));
    }
}
