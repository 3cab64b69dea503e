//! What a panel must not see: nothing of a bid before interests are declared, by whatever route; nobody else's mark before all are
//! in; no price before every mark is agreed. And what wrong roles are answered.

use super::{
    panel::{Panel, QUESTIONS},
    *,
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

/// Every address of a procurement, with what there is in place of its parameters.
async fn addresses(panel: &Panel) -> Vec<(&'static str, String)> {
    let (bid, person) = (panel.bid("Beck").await, panel.people[1].person().unwrap().to_string());
    let routes = svx_web::pages::routes();
    let api = svx_web::api::routes();
    let all = routes.list().iter().chain(api.list());
    let own = all.filter(|(_, path)| path.contains("{ocid}"));
    let filled = own.flat_map(|(method, path)| {
        QUESTIONS.map(|question| {
            let path = path
                .replace("{ocid}", &panel.stage.ocid)
                .replace("{question}", question)
                .replace("{bid}", &bid)
                .replace("{person}", &person)
                .replace("{id}", &bid)
                .replace("{version}", "1")
                .replace("{number}", "1");
            (*method, path)
        })
    });
    let mut filled: Vec<_> = filled.collect();
    filled.dedup();
    filled
}

/// Words that are in bids and nowhere else.
const INSIDE: [&str; 4] = [CANARY, "We mow", "105,000", "100,000"];

async fn nothing_opens(panel: &Panel, client: &Client, who: &str) {
    let mut asked = 0;
    for (method, path) in addresses(panel).await {
        let answer = match method {
            "GET" => client.get(&path).await,
            // What would end the procurement is another test's.
            "POST" if !path.starts_with("/api/") && !path.ends_with("/cancel") => client.submit("/", &path, &[]).await,
            _ => continue,
        };
        asked += 1;
        for word in INSIDE {
            assert!(
                !answer.body.contains(word),
                "{who}: {method} {path} says {word}: {}",
                answer.words()
            );
        }
    }
    assert!(asked > 50, "{who} asked for {asked} pages");
    for path in ["/home", "/procurements", "/bids"] {
        let body = client.get(path).await.body;
        assert!(INSIDE.iter().all(|word| !body.contains(word)), "{who}: {path}");
    }
}

both_stores! {
    async fn nothing_of_a_bid_opens_before_interests_are_declared(world: World) {
        let panel = Panel::appointed(&world).await;
        // One of them runs the procurement as well.
        let both = world.member(panel.stage.authority(), "Eli Both", &[Role::Evaluator, Role::Procurement]).await;
        panel.stage.invite(&both, &QUESTIONS).await;
        let eli = client(&world, &both).await;
        panel.stage.open(&world).await;
        for (who, client) in [("the chair", &panel.clients[0]), ("an evaluator", &panel.clients[1]), ("one with both roles", &eli)] {
            nothing_opens(&panel, client, who).await;
            panel.stage.declare(client, &[("Beck", "I own shares in it")]).await;
            nothing_opens(&panel, client, who).await;
        }
        // The check finds what is there: the third declares, and reads.
        panel.stage.declare(&panel.clients[2], &[]).await;
        let page = panel.clients[2].get(&panel.stage.path(&format!("/mark/quality.q1/{}", panel.bid("Beck").await))).await;
        assert!(page.body.contains(CANARY), "{}", page.words());
        // Whoever was decided against stays outside, as an officer too.
        let page = panel.stage.officer.get(&panel.stage.path("/panel")).await;
        for href in page.body.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).filter(|href| href.contains("/panel/conflicts/")) {
            panel.stage.officer.submit(href, href, &[("choice", "replaced"), ("reason", "Shares")]).await;
        }
        nothing_opens(&panel, &eli, "one who left with a conflict").await;
    }

    async fn an_evaluator_reads_what_is_theirs_alone_and_no_price(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        let (ann, bid) = (&panel.clients[0], panel.bid("Beck").await);
        // The chair of this panel marks no social value.
        for (question, status) in [("quality.q1", 200), ("quality.q2", 200), ("social-value.qualitative", 404), ("price.price", 404), ("quality.q3", 404)] {
            assert_eq!(ann.get(&stage.path(&format!("/mark/{question}/{bid}"))).await.status, status, "{question}");
        }
        let pages = stage.evaluator_pages(ann).await;
        assert!(pages.contains("We mow, first") && !pages.contains("We mow, pledge"), "{pages}");
        for client in &panel.clients[..3] {
            let pages = stage.evaluator_pages(client).await;
            assert!(!pages.contains("105,000") && !pages.contains("100,000") && !pages.contains('£'), "{pages}");
        }
    }

    async fn prices_are_covered_until_every_mark_is_agreed(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        let covered = async || {
            let page = stage.officer.get(&stage.path("/evaluation")).await;
            assert!(page.body.contains("Aire Office Fitters"), "{}", page.words());
            !page.body.contains("105,000")
        };
        assert!(covered().await);
        panel.marked().await;
        assert!(covered().await, "marks that are in are not agreed yet");
        for question in QUESTIONS {
            panel.agree(question, "Aire", "4", "").await;
            panel.agree(question, "Beck", "3", "").await;
        }
        assert!(!covered().await);
    }

    async fn wrong_roles_are_turned_away(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        panel.marked().await;
        let (bid, person) = (panel.bid("Aire").await, panel.people[1].person().unwrap());
        let rival = &panel.clients[3];
        let operator = client(&world, &world.team(OrganisationKind::Operator, "Runners").await).await;
        let elsewhere = client(&world, &world.team(OrganisationKind::Authority, "Another Council").await).await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        let evaluators = ["/mark", "/mark/declare", "/mark/withdraw", "/mark/quality.q1", &format!("/mark/quality.q1/{bid}"), "/moderation", "/moderation/quality.q1"];
        let chairs = [format!("/moderation/quality.q1/{bid}")];
        let officers = ["/panel", "/panel/terms", "/panel/invite", &format!("/panel/people/{person}/replace")];
        for path in evaluators.into_iter().chain(chairs.iter().map(String::as_str)).chain(officers) {
            for (who, client) in [("supplier", &stage.aire), ("operator", &operator), ("elsewhere", &elsewhere), ("an evaluator without a seat", rival)] {
                let answer = client.get(&stage.path(path)).await;
                assert_eq!(answer.status, 403, "{who} {path}: {}", answer.words());
                let answer = client.submit("/", &stage.path(path), &[]).await;
                assert!([403, 404, 405].contains(&answer.status.as_u16()), "{who} {path}: {}", answer.words());
            }
            assert!(nobody.get(&stage.path(path)).await.location().starts_with("/sign-in"), "{path}");
        }
        for path in evaluators.into_iter().chain(chairs.iter().map(String::as_str)) {
            assert_eq!(stage.officer.get(&stage.path(path)).await.status, 403, "an officer {path}");
        }
        for path in officers {
            assert_eq!(panel.clients[0].get(&stage.path(path)).await.status, 403, "the chair {path}");
        }
        // One who marks, and does not chair, sees the meeting and records nothing; one of another question sees none.
        assert_eq!(panel.clients[1].get(&stage.path("/moderation/quality.q1")).await.status, 200);
        assert_eq!(panel.clients[1].get(&stage.path(&chairs[0])).await.status, 403);
        assert_eq!(panel.clients[1].submit("/", &stage.path(&chairs[0]), &[("mark", "5"), ("reason", "Mine")]).await.status, 403);
    }

    async fn what_each_sees_of_a_panel_at_work(world: World) {
        let panel = Panel::appointed(&world).await;
        let stage = &panel.stage;
        stage.open(&world).await;
        stage.declare(&panel.clients[0], &[]).await;
        stage.declare(&panel.clients[1], &[("Beck", "My sister keeps their books")]).await;
        panel.all_of(&panel.clients[0], "quality.q1", "4", "3").await;
        let mut seen = String::new();
        for (who, client, path) in [
            ("the officer", &stage.officer, "/panel"),
            ("the chair", &panel.clients[0], "/mark"),
            ("the chair", &panel.clients[0], "/moderation"),
            ("with a conflict", &panel.clients[1], "/mark"),
            ("undeclared", &panel.clients[2], "/mark/declare"),
            ("undeclared", &panel.clients[2], "/moderation"),
        ] {
            // The word of what was done just now is shown once.
            client.get(&stage.path("")).await;
            seen.push_str(&format!("{who}, {path}: {}\n", client.get(&stage.path(path)).await.summary()));
        }
        insta::assert_snapshot!(seen, @"
        the officer, /panel: 200 OK
        Grounds maintenance Evaluation panel Chair Ann Chair Fewest marks of each answer 2 Last day for marks 1 December 2026 Change the chair or the last day How will you keep the parks? 1 of 3 in Evaluators of: How will you keep the parks? Evaluator How it stands Change Evaluator Ann Chair How it stands Marks are in, since 5pm on 23 November 2026 Change Evaluator Bob Marker How it stands Marks are not in Change Choose somebody else in place of Bob Marker, question 1 Evaluator Cat Marker How it stands Marks are not in Change Choose somebody else in place of Cat Marker, question 1 Who will do it? 0 of 3 in Evaluators of: Who will do it? Evaluator How it stands Change Evaluator Ann Chair How it stands Marks are not in Change Choose somebody else in place of Ann Chair, question 2 Evaluator Bob Marker How it stands Marks are not in Change Choose somebody else in place of Bob Marker, question 2 Evaluator Cat Marker How it stands Marks are not in Change Choose somebody else in place of Cat Marker, question 2 How will you keep your pledges? 0 of 2 in Evaluators of: How will you keep your pledges? Evaluator How it stands Change Evaluator Bob Marker How it stands Marks are not in Change Choose somebody else in place of Bob Marker, question 3 Evaluator Cat Marker How it stands Marks are not in Change Choose somebody else in place of Cat Marker, question 3 Invite an evaluator Remind everyone who has not marked Interests What evaluators declared Evaluator Declaration Evaluator Ann Chair Declaration No conflict Evaluator Bob Marker Declaration Conflict to be decided Evaluator Cat Marker Declaration Not declared yet Bob Marker and Beck Grounds My sister keeps their books Decide on the conflict of Bob Marker with Beck Grounds
        the chair, /mark: 200 OK
        Grounds maintenance Your marks Marks are due by 1 December 2026. Before you begin Declare your interest in each bidder Completed How will you keep the parks? Aire Office Fitters Locked at 4 Beck Grounds Locked at 3 You locked these marks at 5pm on 23 November 2026. Others are still marking. Who will do it? Aire Office Fitters To mark Beck Grounds To mark 2 answers still to mark. Your marks are drafts until you lock them. The panel Meetings of the panel If you cannot mark, withdraw from the panel , so that somebody else can.
        the chair, /moderation: 200 OK
        Grounds maintenance Meetings of the panel Marks of a question are seen by the panel when all are in. Then the panel meets, and you record the mark that it agrees, with the reason. How will you keep the parks? 1 of 3 in Who will do it? 0 of 3 in How will you keep your pledges? 0 of 2 in
        with a conflict, /mark: 200 OK
        Grounds maintenance Your marks Marks are due by 1 December 2026. Before you begin Declare your interest in each bidder Waits for an officer You declared a conflict of interest. An officer decides whether you may go on. No answer is shown to you before that. How will you keep the parks? Yours to mark, when bids are open to you. Who will do it? Yours to mark, when bids are open to you. How will you keep your pledges? Yours to mark, when bids are open to you. If you cannot mark, withdraw from the panel , so that somebody else can.
        undeclared, /mark/declare: 200 OK
        Grounds maintenance Declare your interests You have a conflict of interest if you, or someone close to you, could gain or lose by which bidder wins, or if it could look like that to others. Work for a bidder, a share in it, a friend or relative there, and a dispute with it are examples. These are the bidders. You see nothing of a bid before you have declared for each. Aire Office Fitters I have no conflict of interest I have, or may have, a conflict of interest What is your conflict of interest with Aire Office Fitters? An officer reads it, and decides whether you can go on Beck Grounds I have no conflict of interest I have, or may have, a conflict of interest What is your conflict of interest with Beck Grounds? An officer reads it, and decides whether you can go on Declare
        undeclared, /moderation: 409 Conflict
        That is not possible now Declare your interest in every bidder first. You see nothing of a bid before that. Go to the start page
        ");
    }

    async fn a_panel_waits_for_publication_and_bids_for_their_opening(world: World) {
        let panel = Panel::appointed(&world).await;
        let stage = &panel.stage;
        for path in ["/mark", "/mark/declare", "/moderation"] {
            let answer = panel.clients[0].get(&stage.path(path)).await;
            assert_eq!(answer.status, 409, "{path}");
            assert!(!answer.body.contains("Aire") && !answer.body.contains("Beck"), "nobody learns who bid: {}", answer.words());
        }
        let page = stage.officer.get(&stage.path("/panel")).await;
        assert!(!page.body.contains("Aire") && !page.body.contains("Beck"), "{}", page.words());
        world.work().await;
        let mail = world.mail.last_to("ann.chair@example.org");
        assert!(mail.text.contains("You are asked to mark the answers to 2 questions") && mail.text.contains("1 December 2026"), "{}", mail.text);
        let draft = stage.another_draft().await;
        assert_eq!(stage.officer.submit("/", &format!("/procurements/{draft}/panel/terms"), &[("chair", "x")]).await.status, 409);
    }
}

/// What evaluators do, in any order.
#[derive(Debug, Clone, Copy)]
enum Act {
    Draft(usize, usize, u8),
    Lock(usize, usize),
    Withdraw(usize),
    Replace(usize),
    Agree(usize),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        3 => (0_usize..3, 0_usize..3, 0_u8..6).prop_map(|(who, question, mark)| Act::Draft(who, question, mark)),
        4 => (0_usize..3, 0_usize..3).prop_map(|(who, question)| Act::Lock(who, question)),
        1 => (0_usize..3).prop_map(Act::Withdraw),
        1 => (0_usize..3).prop_map(Act::Replace),
        1 => (0_usize..3).prop_map(Act::Agree),
    ]
}

async fn play(panel: &Panel, act: Act) {
    let stage = &panel.stage;
    match act {
        Act::Draft(who, question, mark) => {
            let path = format!("/mark/{}/{}", QUESTIONS[question], panel.bid("Aire").await);
            let reason = format!("Secret of {who} on {question}");
            let mark = mark.to_string();
            stage
                .send(&panel.clients[who], &path, &[("mark", &mark), ("reason", &reason)])
                .await;
        }
        Act::Lock(who, question) => {
            for supplier in ["Aire", "Beck"] {
                let path = format!("/mark/{}/{}", QUESTIONS[question], panel.bid(supplier).await);
                let reason = format!("Secret of {who} on {question}");
                stage
                    .send(&panel.clients[who], &path, &[("mark", "4"), ("reason", &reason)])
                    .await;
            }
            stage
                .send(&panel.clients[who], &format!("/mark/{}", QUESTIONS[question]), &[])
                .await;
        }
        Act::Withdraw(who) => {
            stage
                .send(&panel.clients[who], "/mark/withdraw", &[("reason", "I have to leave")])
                .await;
        }
        Act::Replace(who) => {
            let dan = panel.people[3].person().unwrap().to_string();
            let path = format!("/panel/people/{}/replace", panel.people[who].person().unwrap());
            stage
                .send(&stage.officer, &path, &[("by", &dan), ("reason", "Late")])
                .await;
        }
        Act::Agree(question) => {
            for supplier in ["Aire", "Beck"] {
                panel.agree(QUESTIONS[question], supplier, "3", "Once more").await;
            }
        }
    }
}

/// Whatever was done: nobody finds another's reason for a question whose marks are not all in, and no agreed or locked mark vanishes.
async fn holds(world: &World, panel: &Panel, seen: &mut (usize, usize)) {
    let mut conn = world.app.db.read().await.unwrap();
    let id = procurements::id_of(&mut conn, &panel.stage.ocid)
        .await
        .unwrap()
        .unwrap();
    let seats = svx_store::panels::seats(&mut conn, id).await.unwrap();
    let agreed = svx_store::panels::agreed(&mut conn, id).await.unwrap().len();
    let locked = evaluations::marks(&mut conn, id).await.unwrap().len();
    drop(conn);
    assert!(agreed >= seen.0 && locked >= seen.1, "a mark vanished");
    *seen = (agreed, locked);
    for (index, question) in QUESTIONS.iter().enumerate() {
        let open = seats.iter().any(|seat| {
            format!("{}.{}", seat.criterion, seat.question) == *question
                && seat.closed_how.is_none()
                && seat.submitted_at.is_none()
        });
        for viewer in 0..4 {
            let stage = &panel.stage;
            let mut pages = stage.evaluator_pages(&panel.clients[viewer]).await;
            for path in ["/moderation", &format!("/moderation/{question}")] {
                pages.push_str(&panel.clients[viewer].get(&stage.path(path)).await.body);
            }
            pages.push_str(&stage.officer.get(&stage.path("/evaluation")).await.body);
            pages.push_str(&stage.officer.get(&stage.path("/panel")).await.body);
            for other in (0..3).filter(|other| open && *other != viewer) {
                let secret = format!("Secret of {other} on {index}");
                assert!(
                    !pages.contains(&secret),
                    "{viewer} reads the mark of {other} on {question}"
                );
            }
        }
    }
}

#[test]
fn whatever_the_order_nobody_sees_anothers_mark_before_all_are_in() {
    let config = Config {
        cases: 6,
        failure_persistence: None,
        max_shrink_iters: 20,
        ..Config::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let outcome = TestRunner::new(config).run(&prop::collection::vec(act(), 1..14), |acts| {
        runtime.block_on(async {
            let world = World::new(Engine::Sqlite).await.unwrap();
            let panel = Panel::declared(&world).await;
            let mut seen = (0, 0);
            for act in acts {
                world.wait(jiff::SignedDuration::from_secs(1));
                play(&panel, act).await;
                holds(&world, &panel, &mut seen).await;
            }
        });
        Ok(())
    });
    outcome.unwrap();
}
