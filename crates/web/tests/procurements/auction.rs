//! An auction over HTTP: its rules on a form, two suppliers who bid, two officers who stop the clock, a third party who
//! verifies the file; and what each may see of it.

use super::*;
use svx_formats::auction::parse_auction;

const RULES: &[(&str, &str)] = &[
    ("opens_day", "23 11 2026"),
    ("opens_time", "10am"),
    ("closes_day", "23 11 2026"),
    ("closes_time", "11am"),
    ("visibility", "own-rank"),
    ("increment", "35"),
    ("realism", "16"),
    ("extension_window", "5"),
    ("extension_by", "5"),
    ("extension_most", "2"),
    ("ties", "earliest"),
    ("one_per_group", "yes"),
    ("names_published", "yes"),
];

/// Published with an auction that opens at ten, and two suppliers registered.
async fn stage_with_auction(world: &World) -> Stage {
    let stage = Stage::new(world).await;
    stage.set_up().await;
    let page = stage.officer.get(&stage.path("/setup/auction")).await.words();
    assert!(page.contains("Recommended. They know whether to improve"), "{page}");
    let saved = stage.send(&stage.officer, "/setup/auction", RULES).await;
    assert_eq!(saved.status, 303, "{}", saved.words());
    let check = stage.officer.get(&stage.path("/setup/check")).await.words();
    assert!(check.contains("It opens at 10am on 23 11 2026"), "{check}");
    stage.publish().await;
    for client in [&stage.aire, &stage.beck] {
        client.submit(&stage.path(""), &stage.path("/register"), &[]).await;
        join(&stage, client).await;
    }
    stage
}

async fn join(stage: &Stage, client: &Client) {
    let page = client.get(&stage.path("/auction/bid")).await;
    let shown = hidden(&page, "rules");
    let fields = [("rules", shown.as_str()), ("parent", "")];
    let answer = client
        .submit(&stage.path("/auction/bid"), &stage.path("/auction/join"), &fields)
        .await;
    assert_eq!(answer.location(), stage.path("/auction/bid"), "{}", answer.words());
}

/// Pledges so many chairs, checks, and bids.
async fn pledge(stage: &Stage, client: &Client, chairs: &str, how: &str) -> Answer {
    let need = stage.exchange.need;
    let names = ["quantity", "by", "how"].map(|name| format!("{name}-{need}"));
    let fields: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip([chairs, "31 3 2027", how])
        .collect();
    let saved = stage.send(client, "/auction/bid", &fields).await;
    assert_eq!(saved.location(), stage.path("/auction/bid/check"), "{}", saved.words());
    let page = client.get(&stage.path("/auction/bid/check")).await;
    if !page.body.contains("name=\"key\"") {
        return page;
    }
    let (key, total) = (hidden(&page, "key"), hidden(&page, "total"));
    stage
        .send(client, "/auction/bid/check", &[("key", &key), ("total", &total)])
        .await
}

both_stores! {
    async fn an_auction_from_its_form_to_a_file_that_anyone_verifies(world: World) {
        let stage = stage_with_auction(&world).await;
        let early = pledge(&stage, &stage.aire, "2", "By van").await;
        assert!(early.words().contains("Bids are taken from 10:00 on 23 November 2026"), "{}", early.words());
        world.at("2026-11-23T10:00:00Z");
        let first = pledge(&stage, &stage.aire, "2", "By van").await;
        assert_eq!(first.location(), stage.path("/auction/bid/receipts/1"), "{}", first.words());
        let receipt = stage.aire.get(first.location()).await;
        assert!(receipt.words().contains("Bid accepted") && receipt.body.contains("svx.auction-event/1"), "{}", receipt.words());
        pledge(&stage, &stage.beck, "4", CANARY).await;
        let behind = stage.aire.get(&stage.path("/auction/bid")).await.words();
        assert!(behind.contains("Your rank 2") && behind.contains("£70") && !behind.contains("£140"), "{behind}");
        let less = pledge(&stage, &stage.aire, "1", "By van").await.words();
        assert!(less.contains("A new bid must come to at least £105. Yours comes to £35."), "{less}");
        pledge(&stage, &stage.aire, "8", "By van").await;
        let ahead = stage.aire.get(&stage.path("/auction/bid")).await.words();
        assert!(ahead.contains("Your rank 1"), "{ahead}");

        // The same form sent again is the same bid.
        let page = stage.aire.get(&stage.path("/auction/bid/check")).await;
        let (key, total) = (hidden(&page, "key"), hidden(&page, "total"));
        let fields = [("key", key.as_str()), ("total", total.as_str())];
        let refused = stage.send(&stage.aire, "/auction/bid/check", &fields).await.words();
        assert!(refused.contains("A new bid must come to at least £315"), "{refused}");
        let many = pledge(&stage, &stage.aire, "13", "By van").await.words();
        assert!(many.contains("Only 12 of"), "{many}");
        stage.send(&stage.aire, "/auction/bid", &[]).await;

        for (price, client) in [("105000", &stage.aire), ("100000", &stage.beck)] {
            stage.send(client, "/bid/price", &[("price", price)]).await;
            stage.send(client, "/bid/answers", &[("answer-q1", "We mow.")]).await;
            let sent = stage.submit(client).await;
            assert_eq!(sent.location(), stage.path("/bid/receipts/1"), "{}", sent.words());
        }
        world.at("2026-11-23T11:00:00Z");
        let late = pledge(&stage, &stage.beck, "12", "By van").await.words();
        assert!(late.contains("Bidding closed at 11:00 on 23 November 2026"), "{late}");
        world.work().await;
        stage.opened_and_marked(&world).await;
        let watch = stage.officer.get(&stage.path("/auction/watch")).await.words();
        assert!(watch.contains("Ranking") && watch.contains("£280") && watch.contains("£140"), "{watch}");
        let ranking = stage.evaluate().await.words();
        // Aire: 40 x 100,000 / 105,000 + 40 + 20; Beck: 40 + 40 x 3/5 + 20 x 4 / 8.
        assert!(ranking.contains("98.10") && ranking.contains("74.00"), "{ranking}");
        let nobody = Client::new(svx_web::router(world.app.clone()));
        assert_eq!(nobody.get(&stage.path("/auction/auction.json")).await.status, 404);
        let page = stage.officer.get(&stage.path("/award")).await;
        let winner = page.body.split("name=\"bid\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)).unwrap();
        let winner = winner.split('"').next().unwrap().to_owned();
        let awarded = stage.send(&stage.officer, "/award", &[("bid", &winner)]).await;
        assert_eq!(awarded.location(), stage.path("/award"), "{}", awarded.words());

        let file = nobody.get(&stage.path("/auction/auction.json")).await.body;
        let account = parse_auction(file.as_bytes()).unwrap().verify(Some(&world.app.keys.verifying_key())).unwrap();
        assert_eq!((account.bidders, account.bids), (2, 3));
        assert!(!file.contains(CANARY), "what a loser pledged stays its own");
    }

    async fn two_officers_stop_the_clock(world: World) {
        let stage = stage_with_auction(&world).await;
        let authority = stage.exchange.authority.organisation().unwrap();
        let second = world.member(authority, "Otto Officer", &[Role::Procurement]).await;
        let second = client(&world, &second).await;
        world.at("2026-11-23T10:10:00Z");
        let watch = stage.path("/auction/watch");
        let ask = async |client: &Client, fields: &[(&str, &str)]| client.submit(&watch, &stage.path("/auction/propose"), fields).await;
        let without = ask(&stage.officer, &[("act", "pause"), ("commitment", ""), ("reason", " ")]).await;
        assert_eq!((without.status.as_u16(), without.words().contains("Give a reason")), (422, true), "{}", without.words());
        let asked = ask(&stage.officer, &[("act", "pause"), ("commitment", ""), ("reason", "The site is down")]).await;
        assert_eq!(asked.location(), watch);
        assert!(!stage.officer.get(&watch).await.body.contains("/auction/confirm"), "not by the same person");
        let confirmed = second.submit(&watch, &stage.path("/auction/confirm"), &[]).await;
        assert_eq!(confirmed.location(), watch);
        let paused = stage.aire.get(&stage.path("/auction/bid")).await.words();
        assert!(paused.contains("It has been paused since 10:10am"), "{paused}");
        world.at("2026-11-23T10:25:00Z");
        ask(&second, &[("act", "resume"), ("commitment", ""), ("reason", "It is up again")]).await;
        stage.officer.submit(&watch, &stage.path("/auction/confirm"), &[]).await;
        let public = Client::new(svx_web::router(world.app.clone())).get(&stage.path("/auction")).await.words();
        assert!(public.contains("It is open until 11:15am on 23 November 2026 . 50 minutes 0 seconds left."), "{public}");
    }

    async fn nobody_learns_of_bids_in_an_auction(world: World) {
        let stage = stage_with_auction(&world).await;
        world.at("2026-11-23T10:00:00Z");
        let paths = ["", "/auction", "/auction/watch", "/auction/bid", "/auction/bid/check", "/auction/bid/receipts/1", "/auction/bid/receipts/1/receipt.txt", "/auction/bid/receipts/1/sealed.age", "/auction/auction.json", "/evaluation"];
        let evaluator = stage.evaluator(&world, "Ed Evaluator").await;
        let operator = client(&world, &world.team(OrganisationKind::Operator, "Runners").await).await;
        let elsewhere = client(&world, &world.team(OrganisationKind::Authority, "Another Council").await).await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        let others = [("evaluator", &evaluator), ("operator", &operator), ("elsewhere", &elsewhere), ("nobody", &nobody), ("officer", &stage.officer)];
        // The notice of what an officer did last is shown once.
        stage.officer.get(&stage.path("")).await;
        let mut before = Vec::new();
        for (who, client) in others {
            for path in paths {
                let answer = client.get(&stage.path(path)).await;
                before.push((who, path, answer.status, answer.words()));
            }
        }
        let bid = pledge(&stage, &stage.beck, "4", CANARY).await;
        assert_eq!(bid.location(), stage.path("/auction/bid/receipts/1"), "{}", bid.words());
        assert!(stage.beck.get(&stage.path("/auction/bid")).await.body.contains(CANARY), "the bidder sees its own pledges");
        // To everyone else every page says what it said before, byte for byte but for the form's token.
        let mut after = Vec::new();
        for (who, client) in others {
            for path in paths {
                let answer = client.get(&stage.path(path)).await;
                after.push((who, path, answer.status, answer.words()));
            }
        }
        assert_eq!(before, after);
        for path in paths {
            let answer = stage.aire.get(&stage.path(path)).await;
            assert!(!answer.body.contains(CANARY) && !answer.body.contains("£140"), "{path}: {}", answer.words());
        }
    }
}
