//! What would be published, and publishing it: rules, register and prices are frozen, and a key pair for bids is made.

use super::{
    clock, faster, permitted,
    rules::{self, Setup},
    sealing,
    setup::must_be_draft,
};
use crate::{App, Error, Invalid, Result, auction};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    access::Action,
    lifecycle::{ProcurementMove, State as _},
    organisation::Actor,
};
use svx_places::AuthorityCode;
use svx_scoring::policy::PolicyReport;
use svx_store::{
    Conn, Event, auctions, bids,
    prices::{self, Price, Version},
    procurements::{self, MAX_REGISTER, Procurement, RegisterLine},
};

/// The GSS codes of the regions and nations that prices may be for, by name.
const REGIONS: [(&str, &str); 12] = [
    ("north east", "E12000001"),
    ("north west", "E12000002"),
    ("yorkshire and the humber", "E12000003"),
    ("east midlands", "E12000004"),
    ("west midlands", "E12000005"),
    ("east of england", "E12000006"),
    ("london", "E12000007"),
    ("south east", "E12000008"),
    ("south west", "E12000009"),
    ("northern ireland", "N92000002"),
    ("scotland", "S92000003"),
    ("wales", "W92000004"),
];
/// The region whose prices hold wherever there is none for the place.
const EVERYWHERE: &str = "UK";

/// A draft as it stands, and what would be frozen with it now.
pub struct Prepared {
    /// The draft.
    pub procurement: Procurement,
    /// The criteria.
    pub setup: Setup,
    /// The codes of its area.
    pub area: Vec<String>,
    /// What is needed there now, at today's prices.
    pub register: Vec<RegisterLine>,
    /// Whether more is needed than one register holds.
    pub register_is_cut: bool,
    /// The version of the price book that is in use today.
    pub prices: Option<Version>,
    /// What policy says, where enough is known to ask.
    pub policy: Option<PolicyReport>,
    /// The rules of the auction as they were set; nothing where there is none.
    pub auction: Option<auction::rules::Settings>,
}

impl Prepared {
    /// Whether “About it” is complete.
    pub fn about_is_done(&self) -> bool {
        let p = &self.procurement;
        p.category.is_some() && p.value_pence.is_some() && p.buyer_type.is_some()
    }

    /// Whether the area is chosen.
    pub fn area_is_done(&self) -> bool {
        !self.area.is_empty()
    }

    /// Whether the criteria are set.
    pub fn criteria_are_done(&self) -> bool {
        self.setup.clone().checked().is_ok()
    }

    /// Whether the timetable is set.
    pub fn timetable_is_done(&self) -> bool {
        let p = &self.procurement;
        p.bids_from.is_some() && p.bids_until.is_some() && p.contract_from.is_some() && p.contract_to.is_some()
    }

    /// Whether everything that publication needs is there.
    pub fn is_ready(&self) -> bool {
        self.about_is_done() && self.area_is_done() && self.criteria_are_done() && self.timetable_is_done()
    }

    /// Everything that stands in the way of publication, by the parts of the task list.
    fn problems(&self, now: Timestamp) -> Invalid {
        let mut invalid = Invalid::new();
        for (part, done, message) in [
            ("about", self.about_is_done(), "Complete ‘About it’"),
            (
                "area",
                self.area_is_done(),
                "Choose the area where the contract is delivered",
            ),
            ("criteria", self.criteria_are_done(), "Set the criteria and weights"),
            ("timetable", self.timetable_is_done(), "Set the timetable"),
        ] {
            if !done {
                invalid.add(part, message);
            }
        }
        if self.procurement.bids_until.is_some_and(|until| until <= now) {
            invalid.add("timetable", "Bids must close in the future: change the timetable");
        }
        if self.setup.has_pledges() && self.register.is_empty() {
            invalid.add("needs", "Pledges count in your criteria, but nothing is needed in the area now. Change the area or the criteria");
        }
        invalid
    }
}

/// A draft as it stands, for those who set it up.
pub async fn prepared(app: &App, actor: &Actor, ocid: &str) -> Result<Prepared> {
    let (_, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&procurement)?;
    let mut conn = app.db.read().await?;
    prepare(&mut conn, procurement, app.today()).await
}

async fn prepare(conn: &mut Conn, procurement: Procurement, today: Date) -> Result<Prepared> {
    let area = procurements::area(conn, procurement.id).await?;
    let mut register = procurements::needed(conn, &area, today).await?;
    let register_is_cut = register.len() > MAX_REGISTER as usize;
    register.truncate(MAX_REGISTER as usize);
    let version = prices::version_at(conn, today).await?;
    if let Some(version) = &version {
        let book = prices::prices(conn, version.id).await?;
        for line in &mut register {
            line.unit_price_pence = price(&book, line, today).and_then(|price| price.unit_price_pence);
        }
    }
    let setup = Setup::of(&procurement);
    let policy = rules::policy_report(&procurement, &setup);
    let stored = auctions::of_procurement(conn, procurement.id).await?;
    Ok(Prepared {
        auction: stored.as_ref().map(auction::rules::Settings::of),
        procurement,
        setup,
        area,
        register,
        register_is_cut,
        prices: version,
        policy,
    })
}

/// The price of the need's own region on a day, or that of the whole United Kingdom.
fn price<'a>(book: &'a [Price], line: &RegisterLine, day: Date) -> Option<&'a Price> {
    let region = line.local_authority.as_deref().and_then(region_of);
    let holds = |price: &&Price| {
        price.resource == line.resource && price.valid_from <= day && price.valid_to.is_none_or(|to| to >= day)
    };
    let of_region = |wanted: &str| {
        let found = book.iter().filter(holds).filter(|price| price.region == wanted);
        found.max_by_key(|price| price.valid_from)
    };
    region.and_then(of_region).or_else(|| of_region(EVERYWHERE))
}

fn region_of(local_authority: &str) -> Option<&'static str> {
    let authority = svx_places::authority(local_authority.parse::<AuthorityCode>().ok()?)?;
    let name = authority.region.to_lowercase();
    REGIONS
        .iter()
        .find(|(region, _)| *region == name)
        .map(|(_, code)| *code)
}

/// Publishes the draft as the officer saw it at `seen`.
pub async fn publish(app: &App, actor: &Actor, ocid: &str, seen: Timestamp) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    must_be_draft(&procurement)?;
    procurement.state.apply(ProcurementMove::Publish)?;
    let (recipient, sealed_identity) = sealing::new_key(&*app.keys)?;
    transact!(app, permit, |tx| {
        let (now, today) = (tx.now(), tx.today());
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let prepared = prepare(tx, fresh, today).await?;
        prepared.problems(now).check()?;
        let (frozen, sha256) = freeze(&prepared)?;
        let id = prepared.procurement.id;
        let what = procurements::Frozen {
            rules: &frozen,
            rules_sha256: &sha256,
            price_version: prepared.prices.as_ref().map(|version| version.id),
            commenced_on: prepared.procurement.commenced_on,
        };
        if !procurements::publish(tx, id, what, &prepared.register, seen).await? {
            return Err(faster());
        }
        let auction_sha256 = auction::rules::freeze(tx, &prepared).await?;
        // Where officers hold shares of a key, it was made before.
        if bids::key(tx, id).await?.is_none() {
            bids::add_key(tx, id, &recipient, &sealed_identity).await?;
        }
        for moment in [prepared.procurement.bids_from, prepared.procurement.bids_until] {
            clock::at(tx, ocid, moment.unwrap_or(now)).await?;
        }
        let event = Event::new("procurement.published", "procurement", id);
        tx.record(event.with(serde_json::json!({"rules_sha256": sha256, "auction_sha256": auction_sha256, "register": prepared.register.len()})))
            .await?;
        Ok(())
    })
}

fn freeze(prepared: &Prepared) -> Result<(String, String)> {
    let valid = prepared.setup.rules().validate().map_err(|problems| {
        let mut invalid = Invalid::new();
        for problem in problems {
            invalid.add("criteria", problem.to_string());
        }
        Error::Invalid(invalid)
    })?;
    let tender = rules::tender(&prepared.procurement, valid, Vec::new())
        .ok_or_else(|| Error::Conflict("Complete ‘About it’ first".to_owned()))?;
    Ok(rules::frozen(&tender))
}
