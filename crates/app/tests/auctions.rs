//! Auctions as they are stored: the whole story, random histories, races, what is sealed.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails, and says why")]

use jiff::SignedDuration;
use proptest::{prelude::*, strategy::ValueTree as _, test_runner::TestRunner};
use std::collections::BTreeMap;
use svx_app::{
    App, Error,
    auction::{
        Halls,
        bid::{self, Desk},
        officers, result,
        rules::{self, Settings},
    },
    procurement::{
        award, bidding,
        content::DraftPledge,
        evaluation, opening, publish,
        rules::Setup,
        setup::{self, About, Timetable},
    },
};
use svx_auction::{Stage, Total};
use svx_domain::organisation::{Actor, OrganisationKind, Role};
use svx_formats::auction::parse_auction;
use svx_store::{Engine, Stmt};
use svx_testkit::{Exchange, World, both_stores, exchange::add_need};

/// What nobody may find before bids are opened.
const CANARY: &str = "Xanthoria-lichen-canary";

/// A procurement with an auction, published, and those who take part.
struct Scene {
    ocid: String,
    officer: Actor,
    second: Actor,
    need: String,
    suppliers: Vec<Actor>,
}

fn settings() -> Settings {
    let text = str::to_owned;
    Settings {
        opens_day: text("23 11 2026"),
        opens_time: text("10am"),
        closes_day: text("23 11 2026"),
        closes_time: text("11am"),
        increment: text("£350"),
        names_published: true,
        ..Settings::suggested()
    }
}

impl Scene {
    async fn new(world: &World, suppliers: usize, settings: Settings) -> Self {
        let app = &world.app;
        let exchange = Exchange::new(world).await;
        let need = add_need(world, exchange.project, 5_000, true).await.to_string();
        let authority = exchange.authority.organisation().unwrap();
        let officer = world.member(authority, "Olive Officer", &[Role::Procurement]).await;
        let second = world.member(authority, "Otto Officer", &[Role::Procurement]).await;
        let ocid = setup::create(app, &officer, "Grounds maintenance").await.unwrap();
        let text = str::to_owned;
        let about = About {
            title: text("Grounds maintenance"),
            category: text("services"),
            value: text("2,400,000"),
            includes_vat: true,
            buyer_type: text("local-government"),
            arrangement: text("contract"),
            ..About::default()
        };
        setup::save_about(app, &officer, &ocid, &about).await.unwrap();
        setup::save_area(app, &officer, &ocid, &[text("E08000035")])
            .await
            .unwrap();
        let criteria = Setup {
            price: text("60"),
            quality: text("0"),
            social_value: text("40"),
            qualitative: text("0"),
            ..Setup::default()
        };
        setup::save_criteria(app, &officer, &ocid, criteria).await.unwrap();
        let timetable = Timetable {
            from_day: text("23 11 2026"),
            from_time: text("9am"),
            until_day: text("23 11 2026"),
            until_time: text("10:30am"),
            contract_from: text("1 1 2027"),
            contract_to: text("31 12 2027"),
        };
        setup::save_timetable(app, &officer, &ocid, &timetable).await.unwrap();
        rules::save(app, &officer, &ocid, settings).await.unwrap();
        let seen = publish::prepared(app, &officer, &ocid)
            .await
            .unwrap()
            .procurement
            .updated_at;
        publish::publish(app, &officer, &ocid, seen).await.unwrap();
        let mut scene = Self {
            ocid,
            officer,
            second,
            need,
            suppliers: vec![exchange.supplier],
        };
        for number in 1..suppliers {
            scene.suppliers.push(
                world
                    .team(OrganisationKind::Supplier, &format!("Supplier {number}"))
                    .await,
            );
        }
        for supplier in &scene.suppliers {
            bidding::register(app, supplier, &scene.ocid).await.unwrap();
            let shown = hex::encode(scene.desk(app, supplier).await.rules.sha256());
            bid::join(app, supplier, &scene.ocid, &shown, "").await.unwrap();
        }
        scene
    }

    async fn desk(&self, app: &App, supplier: &Actor) -> Desk {
        bid::desk(app, supplier, &self.ocid).await.unwrap()
    }

    /// Saves a pledge of so many chairs and bids it under a key.
    async fn bid(&self, app: &App, supplier: &Actor, chairs: u32, key: u32) -> Result<u32, Error> {
        self.save(app, supplier, chairs, "By van").await;
        let total = (chairs * 35).to_string();
        bid::submit(app, supplier, &self.ocid, &format!("{key:032x}"), &total).await
    }

    async fn save(&self, app: &App, supplier: &Actor, chairs: u32, how: &str) {
        let pledge = DraftPledge {
            quantity: chairs.to_string(),
            by: "31 3 2027".to_owned(),
            how: how.to_owned(),
        };
        let pledges = BTreeMap::from([(self.need.clone(), pledge)]);
        bid::save(app, supplier, &self.ocid, pledges).await.unwrap();
    }

    async fn stage(&self, app: &App) -> Stage {
        officers::desk(app, &self.officer, &self.ocid).await.unwrap().view.stage
    }

    /// Two officers do it.
    async fn together(&self, app: &App, act: &str) -> Result<(), Error> {
        officers::propose(app, &self.officer, &self.ocid, act, "", "The site is down").await?;
        officers::confirm(app, &self.second, &self.ocid).await
    }
}

/// The same exchange as another process sees it: nothing of any auction in memory.
fn restarted(app: &App) -> App {
    App {
        halls: Halls::default(),
        ..app.clone()
    }
}

fn pounds(text: &str) -> Total {
    Total::parse_decimal(text).unwrap()
}

both_stores! {
    async fn an_auction_from_its_rules_to_a_file_that_holds(world: World) {
        let scene = Scene::new(&world, 3, settings()).await;
        let app = &world.app;
        let [one, two, three] = &scene.suppliers[..] else { panic!() };
        let early = scene.bid(app, one, 10, 1).await.unwrap_err().to_string();
        assert_eq!(early, "Bids are taken from 10:00 on 23 November 2026. It is 09:00 on 23 November 2026 now. Your pledges are saved.");
        world.at("2026-11-23T10:05:00Z");
        for (supplier, price) in scene.suppliers.iter().zip(["100000", "120000", "130000"]) {
            bidding::save_price(app, supplier, &scene.ocid, price).await.unwrap();
            bidding::submit(app, supplier, &scene.ocid, 0).await.unwrap();
        }
        assert_eq!(scene.bid(app, one, 100, 1).await.unwrap(), 1);
        assert_eq!(scene.bid(app, two, 300, 2).await.unwrap(), 1);
        let desk = scene.desk(app, one).await;
        assert_eq!((desk.view.rank, desk.view.own.unwrap().total), (Some(2), Some(pounds("3500"))));
        assert_eq!(desk.view.least_next, Some(pounds("3850")));
        let little = scene.bid(app, one, 109, 3).await.unwrap_err().to_string();
        assert_eq!(little, "A new bid must come to at least £3,850. Yours comes to £3,815.");
        assert_eq!(scene.bid(app, one, 400, 4).await.unwrap(), 2);

        // Two officers stop the clock for ten minutes, which come back at the end.
        world.at("2026-11-23T10:20:00Z");
        scene.together(app, "pause").await.unwrap();
        assert!(scene.bid(app, two, 500, 5).await.unwrap_err().to_string().starts_with("The auction is paused"));
        world.at("2026-11-23T10:30:00Z");
        scene.together(app, "resume").await.unwrap();
        let until = |text: &str| Stage::Open { round: 0, closes_at: text.parse().unwrap() };
        assert_eq!(scene.stage(app).await, until("2026-11-23T11:10:00Z"));
        // A new leader in the last five minutes moves it by five.
        world.at("2026-11-23T11:08:00Z");
        assert_eq!(scene.bid(app, three, 450, 6).await.unwrap(), 1);
        assert_eq!(scene.stage(app).await, until("2026-11-23T11:15:00Z"));
        let refused = opening::open(app, &scene.officer, &scene.ocid).await.unwrap_err().to_string();
        assert!(refused.starts_with("The auction runs until 11:15 on 23 November 2026."), "{refused}");

        world.at("2026-11-23T11:15:00Z");
        let late = scene.bid(app, two, 900, 7).await.unwrap_err().to_string();
        assert_eq!(late, "Bidding closed at 11:15 on 23 November 2026. It is 11:15 on 23 November 2026 now. Nothing was accepted.");
        world.work().await;
        assert!(officers::desk(app, &scene.officer, &scene.ocid).await.unwrap().result.is_none());
        opening::open(app, &scene.officer, &scene.ocid).await.unwrap();
        let places = officers::desk(app, &scene.officer, &scene.ocid).await.unwrap().result.unwrap();
        let totals: Vec<Total> = places.iter().map(|place| place.total).collect();
        assert_eq!(totals, ["15750", "14000", "10500"].map(pounds));

        // What was bid last is what is evaluated: 60 x 100 / 130 + 40 against 60 + 40 x 400 / 450.
        evaluation::run(app, &scene.officer, &scene.ocid).await.unwrap();
        let desk = evaluation::desk(app, &scene.officer, &scene.ocid).await.unwrap();
        let results = &desk.latest.as_ref().unwrap().evaluated.evaluation.results;
        let shown: Vec<String> = results.iter().map(|result| result.total.as_ref().unwrap().to_decimal(2)).collect();
        assert_eq!(shown, ["95.56", "86.15", "76.67"]);
        assert!(result::export(app, &scene.officer, &scene.ocid).await.is_err(), "nothing is published before the award");
        let winner = desk.bid(&results[0].supplier).unwrap();
        award::award(app, &scene.officer, &scene.ocid, winner.id, "").await.unwrap();

        let file = result::export(app, &Actor::NOBODY, &scene.ocid).await.unwrap();
        let read = parse_auction(file.as_bytes()).unwrap();
        let account = read.verify(Some(&app.keys.verifying_key())).unwrap();
        assert_eq!((account.bidders, account.bids, account.extensions, account.pauses), (3, 4, 1, 1));
        // The winner's two bids are there with their pledges; of the others, what they came to.
        assert_eq!(account.with_pledges, 2);
        // Each bidder's receipt is the one in the file.
        let receipt = bid::receipt(app, three, &scene.ocid, 1).await.unwrap();
        assert!(file.contains(receipt.note.lines().last().unwrap()));
    }

    async fn what_is_stored_is_what_stands_in_any_random_history(world: World) {
        let scene = Scene::new(&world, 4, settings()).await;
        let mut runner = TestRunner::deterministic();
        let step = prop_oneof![
            14 => (0..4_usize, 1..60_u32, 0..40_u32).prop_map(|(who, more, key)| Step::Bid(who, more, key)),
            1 => Just(Step::Together("pause")),
            3 => Just(Step::Together("resume")),
        ];
        let steps = prop::collection::vec((0..60_i64, step), 50);
        let steps = steps.new_tree(&mut runner).unwrap().current();
        world.at("2026-11-23T10:00:00Z");
        let (mut best, mut keys, mut accepted) = ([0_u32; 4], BTreeMap::new(), 0);
        for (index, (secs, step)) in steps.into_iter().enumerate() {
            world.wait(SignedDuration::from_secs(secs));
            // Every other step is by a process that has just started.
            let app = if index % 2 == 0 { world.app.clone() } else { restarted(&world.app) };
            match step {
                Step::Together(act) => drop(scene.together(&app, act).await),
                Step::Bid(who, more, key) => {
                    let before = keys.get(&(who, key)).copied();
                    let is_open = matches!(scene.stage(&app).await, Stage::Open { .. });
                    let chairs = best[who] + more;
                    let answer = scene.bid(&app, &scene.suppliers[who], chairs, key).await;
                    match before {
                        Some(number) => assert_eq!(answer.unwrap(), number, "a request again"),
                        None if is_open && more >= 10 => {
                            keys.insert((who, key), answer.unwrap());
                            best[who] = chairs;
                            accepted += 1;
                        }
                        // The first bid beats nothing; later ones must beat the last by ten chairs.
                        None if is_open && best[who] == 0 => {
                            keys.insert((who, key), answer.unwrap());
                            best[who] = chairs;
                            accepted += 1;
                        }
                        None => assert!(answer.is_err()),
                    }
                }
            }
            // One bidder after another is looked at: reading everything again for each would take long.
            let looked = index % 4;
            let live = scene.desk(&world.app, &scene.suppliers[looked]).await.view;
            let stored = scene.desk(&restarted(&world.app), &scene.suppliers[looked]).await.view;
            assert_eq!(live, stored);
            let own = live.own.and_then(|own| own.total).unwrap_or(Total::ZERO);
            assert_eq!(own, Total::whole(best[looked] * 35));
        }
        assert!(accepted > 15, "{accepted}");
    }

    async fn bids_at_once_are_all_accepted_and_each_once(world: World) {
        let scene = Scene::new(&world, 6, settings()).await;
        world.at("2026-11-23T10:00:00Z");
        for supplier in &scene.suppliers {
            scene.save(&world.app, supplier, 100, "By van").await;
        }
        // Every bidder sends the same request four times at once.
        let requests = scene.suppliers.iter().enumerate().flat_map(|(key, supplier)| {
            let (app, ocid) = (&world.app, &scene.ocid);
            (0..4).map(move |_| async move { bid::submit(app, supplier, ocid, &format!("{key:032x}"), "3500").await })
        });
        for answer in futures_util::future::join_all(requests).await {
            assert_eq!(answer.unwrap(), 1);
        }
        let ranks = futures_util::future::join_all(scene.suppliers.iter().map(|supplier| scene.desk(&world.app, supplier))).await;
        let mut ranks: Vec<u32> = ranks.iter().map(|desk| desk.view.rank.unwrap()).collect();
        ranks.sort_unstable();
        assert_eq!(ranks, [1, 2, 3, 4, 5, 6]);
    }

    async fn only_bidders_bid_and_only_two_officers_stop_the_clock(world: World) {
        let scene = Scene::new(&world, 1, settings()).await;
        let app = &world.app;
        world.at("2026-11-23T10:00:00Z");
        let stranger = world.team(OrganisationKind::Supplier, "Stranger").await;
        for who in [&scene.officer, &Actor::NOBODY] {
            assert!(matches!(bid::desk(app, who, &scene.ocid).await, Err(Error::NotFound | Error::Denied(_))));
            assert!(bid::submit(app, who, &scene.ocid, &"0".repeat(32), "35").await.is_err());
        }
        assert!(bid::desk(app, &stranger, &scene.ocid).await.is_err());
        bidding::register(app, &stranger, &scene.ocid).await.unwrap();
        assert!(bid::join(app, &stranger, &scene.ocid, &"0".repeat(64), "").await.is_err(), "other rules");
        assert!(scene.desk(app, &stranger).await.view.rank.is_none());
        assert!(bid::submit(app, &stranger, &scene.ocid, &"0".repeat(32), "35").await.is_err());
        for who in [&scene.suppliers[0], &Actor::NOBODY, &stranger] {
            assert!(officers::desk(app, who, &scene.ocid).await.is_err());
            assert!(officers::propose(app, who, &scene.ocid, "pause", "", "x").await.is_err());
        }
        officers::propose(app, &scene.officer, &scene.ocid, "pause", "", "The site is down").await.unwrap();
        let alone = officers::confirm(app, &scene.officer, &scene.ocid).await.unwrap_err().to_string();
        assert_eq!(alone, "A second person must confirm this.");
        assert!(bid::receipt(app, &scene.suppliers[0], &scene.ocid, 1).await.is_err());
    }

    async fn firms_of_one_group_bid_once(world: World) {
        let scene = Scene::new(&world, 1, settings()).await;
        let app = &world.app;
        world.at("2026-11-23T10:00:00Z");
        let mut firms = Vec::new();
        for (name, parent) in [("North", "gb 0123"), ("South", "GB-0123"), ("West", "GB-9")] {
            let firm = world.team(OrganisationKind::Supplier, name).await;
            bidding::register(app, &firm, &scene.ocid).await.unwrap();
            let shown = hex::encode(scene.desk(app, &firm).await.rules.sha256());
            bid::join(app, &firm, &scene.ocid, &shown, parent).await.unwrap();
            firms.push(firm);
        }
        let mut answers = Vec::new();
        for (key, firm) in (1..).zip(&firms) {
            answers.push(scene.bid(app, firm, 10, key).await.is_ok());
        }
        assert_eq!(answers, [true, false, true]);
    }

    async fn nothing_of_a_bid_is_in_the_database(world: World) {
        for visibility in ["sealed", "own-rank"] {
            let extension = if visibility == "sealed" { "" } else { "5" };
            let world = World::new(world.app.db.engine()).await.unwrap();
            let scene = Scene::new(&world, 2, Settings {
                visibility: visibility.to_owned(),
                extension_window: extension.to_owned(),
                extension_by: extension.to_owned(),
                extension_most: extension.to_owned(),
                ..settings()
            }).await;
            world.at("2026-11-23T10:00:00Z");
            scene.save(&world.app, &scene.suppliers[0], 4_321, CANARY).await;
            bid::submit(&world.app, &scene.suppliers[0], &scene.ocid, &"0".repeat(32), "151235").await.unwrap();
            let everything = dump(&world).await;
            // What is not sealed is found, so what is not found is not there.
            assert!(contains(&everything, "Grounds maintenance"));
            for secret in [CANARY, "4321", "15123500000", "151235"] {
                assert!(!contains(&everything, secret), "{visibility}: {secret}");
            }
            // In a sealed auction nobody but the bidder's own draft holds what it comes to.
            let own = scene.desk(&world.app, &scene.suppliers[0]).await;
            assert_eq!(own.view.own.unwrap().total.is_some(), visibility != "sealed");
            let other = scene.desk(&world.app, &scene.suppliers[1]).await;
            assert!(other.view.own.is_none() && other.view.rank.is_none() && other.view.leading_total.is_none());
        }
    }
}

#[derive(Debug, Clone)]
enum Step {
    Bid(usize, u32, u32),
    Together(&'static str),
}

const TABLES: [&str; 5] = [
    "auction",
    "auction_bidder",
    "auction_event",
    "auction_bid",
    "audit_event",
];

/// Everything that the database holds of auctions: its files on SQLite, its tables as text on PostgreSQL.
async fn dump(world: &World) -> Vec<u8> {
    let mut all = Vec::new();
    if world.app.db.engine() == Engine::Sqlite {
        for entry in std::fs::read_dir(world.database.folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                all.extend(std::fs::read(path).unwrap());
            }
        }
        return all;
    }
    let mut conn = world.app.db.read().await.unwrap();
    for table in TABLES {
        let text = format!("SELECT query_to_xml('SELECT * FROM {table}', true, false, '')::text AS a");
        let stmt = Stmt {
            name: "dump",
            sqlite: "",
            postgres: Box::leak(text.into_boxed_str()),
        };
        let rows: Vec<(String,)> = conn.all(&stmt, Vec::new()).await.unwrap();
        all.extend(rows.into_iter().flat_map(|(text,)| text.into_bytes()));
    }
    all
}

/// Whether bytes hold a text, as it is, in hexadecimal or in base 64.
fn contains(bytes: &[u8], text: &str) -> bool {
    use base64::Engine as _;
    let whole = &text.as_bytes()[..text.len() / 3 * 3];
    [
        text.as_bytes().to_vec(),
        hex::encode(text).into_bytes(),
        base64::prelude::BASE64_STANDARD.encode(whole).into_bytes(),
    ]
    .iter()
    .any(|form| bytes.windows(form.len()).any(|window| window == form.as_slice()))
}
