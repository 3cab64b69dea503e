//! Bids in one auction by forms: each is a sealed bid, its event, its audit event and a receipt.

use crate::{Client, Tally, server::send};
use jiff::{Span, civil::Date};
use std::{collections::BTreeMap, sync::Arc};
use svx_app::{
    App,
    auction::{Halls, bid, rules::Settings},
    keys::InstallationKey,
    procurement::{
        bidding, publish,
        rules::Setup,
        setup::{self, About, Timetable},
    },
    system::{SystemClock, SystemEntropy},
};
use svx_auction::Total;
use svx_domain::organisation::{Actor, OrganisationKind};
use svx_store::{Conn, DatabaseUrl, Db, Stmt, args, people};
use svx_testkit::{
    World,
    exchange::{add_need_until, list_project},
};

/// A bidder makes at most 200 bids.
const MOST: u64 = 190;

/// A published procurement whose auction is open, and the exchange with the keys that the server has.
pub(crate) struct Hall {
    app: App,
    ocid: String,
    need: String,
    by: Date,
}

impl Hall {
    pub(crate) async fn new(world: &World) -> Self {
        let data = world.database.folder.path().join("data");
        let keys = InstallationKey::open_or_make(
            &data.join("installation.key"),
            &data.join("log.key"),
            "http://127.0.0.1",
            &SystemEntropy,
        );
        let app = App {
            keys: Arc::new(keys.unwrap()),
            ..world.app.clone()
        };
        let authority = world.team(OrganisationKind::Authority, "Leeds City Council").await;
        let community = world.team(OrganisationKind::Community, "Lunch Club").await;
        let today = app.today();
        let (project, _) = list_project(world, &community, &[authority.organisation().unwrap()]).await;
        let need = add_need_until(world, project, 5_000, true, today + Span::new().days(300)).await;
        let ocid = published(&app, &authority, today).await;
        Self {
            by: today + Span::new().days(60),
            need: need.to_string(),
            app,
            ocid,
        }
    }

    /// What the database holds leads to where each bidder was told that it stands.
    pub(crate) async fn check(&self, database: &DatabaseUrl, clients: &[Client]) {
        let db = Db::open(database, Arc::new(SystemClock), Arc::new(SystemEntropy))
            .await
            .unwrap();
        let app = App {
            db,
            halls: Halls::default(),
            ..self.app.clone()
        };
        for client in clients {
            let Client::Bidder(bidder) = client else { continue };
            let desk = bid::desk(&app, &bidder.actor, &self.ocid).await.unwrap();
            let own = desk.view.own.unwrap();
            let (number, acknowledged) = (u64::from(own.number), bidder.tally.acknowledged);
            assert!(
                (acknowledged..=acknowledged + 1).contains(&number),
                "{number}, {acknowledged}"
            );
            assert_eq!(own.total, Some(bidder.total(number)));
        }
        app.db.close().await;
    }
}

async fn published(app: &App, officer: &Actor, today: Date) -> String {
    let text = str::to_owned;
    let on = |days: i64| (today + Span::new().days(days)).to_string();
    let ocid = setup::create(app, officer, "Grounds maintenance").await.unwrap();
    let about = About {
        title: text("Grounds maintenance"),
        category: text("services"),
        value: text("2400000"),
        includes_vat: true,
        buyer_type: text("local-government"),
        arrangement: text("contract"),
        ..About::default()
    };
    setup::save_about(app, officer, &ocid, &about).await.unwrap();
    setup::save_area(app, officer, &ocid, &[text("E08000035")])
        .await
        .unwrap();
    let criteria = Setup {
        price: text("60"),
        quality: text("0"),
        social_value: text("40"),
        qualitative: text("0"),
        ..Setup::default()
    };
    setup::save_criteria(app, officer, &ocid, criteria).await.unwrap();
    let timetable = Timetable {
        from_day: on(-1),
        from_time: text("9am"),
        until_day: on(10),
        until_time: text("5pm"),
        contract_from: on(30),
        contract_to: on(200),
    };
    setup::save_timetable(app, officer, &ocid, &timetable).await.unwrap();
    let settings = Settings {
        opens_day: on(-1),
        opens_time: text("10am"),
        closes_day: on(9),
        closes_time: text("5pm"),
        increment: text("1"),
        ..Settings::suggested()
    };
    svx_app::auction::rules::save(app, officer, &ocid, settings)
        .await
        .unwrap();
    let seen = publish::prepared(app, officer, &ocid)
        .await
        .unwrap()
        .procurement
        .updated_at;
    publish::publish(app, officer, &ocid, seen).await.unwrap();
    ocid
}

/// A supplier that bids ten chairs, twenty chairs and so on, as fast as the answers come. A request whose answer did not come
/// is sent again with its key when the server is back.
pub(crate) struct Bidder {
    actor: Actor,
    session: String,
    csrf: String,
    ocid: String,
    need: String,
    by: Date,
    /// What one chair adds, in hundred-thousandths of a pound.
    worth: i128,
    pub(crate) tally: Tally,
}

impl Bidder {
    pub(crate) async fn new(world: &World, hall: &Hall, n: usize) -> Self {
        let actor = world.team(OrganisationKind::Supplier, &format!("Bidder {n}")).await;
        bidding::register(&hall.app, &actor, &hall.ocid).await.unwrap();
        let rules = bid::desk(&hall.app, &actor, &hall.ocid).await.unwrap().rules;
        bid::join(&hall.app, &actor, &hall.ocid, &hex::encode(rules.sha256()), "")
            .await
            .unwrap();
        let price = rules.need(&hall.need).unwrap().price.unwrap();
        let session = world.session(&actor).await;
        let mut conn = world.app.db.read().await.unwrap();
        let now = world.app.now();
        let since = now - jiff::SignedDuration::from_hours(1);
        let sessions = people::sessions(&mut conn, actor.person().unwrap(), now, since)
            .await
            .unwrap();
        Self {
            actor,
            session,
            csrf: sessions[0].csrf.clone(),
            ocid: hall.ocid.clone(),
            need: hall.need.clone(),
            by: hall.by,
            worth: i128::from(price.pence()) * 1_000,
            tally: Tally::default(),
        }
    }

    /// What the bid of a number comes to.
    fn total(&self, number: u64) -> Total {
        Total::from_parts(i128::from(number * 10) * self.worth).unwrap()
    }

    pub(crate) fn work(&mut self, address: &str) {
        while self.tally.acknowledged < MOST {
            let number = self.tally.acknowledged + 1;
            let need = &self.need;
            let pledge = BTreeMap::from([
                (format!("quantity-{need}"), (number * 10).to_string()),
                (format!("by-{need}"), self.by.to_string()),
                (format!("how-{need}"), "By+van".to_owned()),
            ]);
            let saved = self.post(address, "/bid", pledge);
            let total = self.total(number).to_decimal();
            let bid = BTreeMap::from([
                ("key".to_owned(), format!("{number:032x}")),
                ("total".to_owned(), total),
            ]);
            let expected = format!("/bid/receipts/{number}");
            let answer = saved.and_then(|saved| match saved.status {
                303 => self.post(address, "/bid/check", bid),
                _ => Ok(saved),
            });
            match answer {
                Ok(answer) if answer.status == 303 && answer.text.contains(&expected) => {
                    self.tally.acknowledged = number
                }
                Ok(answer) => return self.tally.refused = Some(answer.text),
                Err(_) => return,
            }
        }
    }

    fn post(
        &self,
        address: &str,
        rest: &str,
        fields: BTreeMap<String, String>,
    ) -> std::io::Result<crate::server::Answer> {
        let cookie = format!("svx={}", self.session);
        let headers = [
            ("cookie", cookie.as_str()),
            ("sec-fetch-site", "same-origin"),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let mut body = format!("csrf_token={}", self.csrf);
        for (name, value) in fields {
            body.push_str(&format!("&{name}={value}"));
        }
        let head = format!("POST /procurements/{}/auction{rest}", self.ocid);
        send(address, &head, &headers, &body)
    }

    /// The bids are those that were acknowledged and, where the server died between its commit and its answer, one more; each
    /// is there once, with its event and its audit event; the auction counts as many events as there are.
    pub(crate) async fn check(&mut self, conn: &mut Conn) {
        let supplier = self.actor.organisation().unwrap();
        let (bids, last, audited): (i64, i64, i64) = conn.one(&BIDS, args![supplier]).await.unwrap();
        assert_eq!(
            (bids, bids),
            (last, audited),
            "a bid without its audit event, or a number without a bid"
        );
        let (counted, stored): (i64, i64) = conn.one(&EVENTS, args![self.ocid.as_str()]).await.unwrap();
        assert_eq!(counted, stored);
        let found = bids.unsigned_abs();
        let acknowledged = self.tally.acknowledged;
        assert!(
            (acknowledged..=acknowledged + 1).contains(&found),
            "{found} are there, {acknowledged} were acknowledged"
        );
        self.tally.unacknowledged += found - acknowledged;
        // The one in doubt is sent again, and must be answered as the one that it is.
    }
}

const BIDS: Stmt = {
    let text = "SELECT COUNT(*) AS a, CAST(COALESCE(MAX(b.number), 0) AS BIGINT) AS b,
            CAST((SELECT COUNT(*) FROM audit_event e WHERE e.subject_id = $1 AND e.action = 'auction.bid') AS BIGINT) AS c
        FROM auction_bid b JOIN auction_bidder p ON p.auction_id = b.auction_id AND p.bidder_id = b.bidder_id WHERE p.supplier_id = $1";
    Stmt {
        name: "bids",
        sqlite: text,
        postgres: text,
    }
};

const EVENTS: Stmt = {
    let text =
        "SELECT a.events AS a, CAST((SELECT COUNT(*) FROM auction_event e WHERE e.auction_id = a.id) AS BIGINT) AS b
        FROM auction a JOIN procurement p ON p.id = a.procurement_id WHERE p.ocid = $1";
    Stmt {
        name: "events",
        sqlite: text,
        postgres: text,
    }
};
