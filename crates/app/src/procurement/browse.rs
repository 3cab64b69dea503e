//! Looking at procurements: the list, one of them for whoever looks, its frozen rules.

use super::{permitted, rules::Setup, state_now};
use crate::{
    App, Error, Result,
    auction::{self, view::Known},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use svx_domain::{
    Code as _,
    access::{self, Action, Scope},
    lifecycle::ProcurementState,
    organisation::{Actor, OrganisationKind},
};
use svx_formats::tender::{Evaluated, parse_tender};
use svx_store::{
    bids,
    evaluations::{self, Contract, Pledge},
    key_shares,
    prices::{self, Version},
    procurements::{self, Filter, Listed, Procurement, RegisterLine},
};

/// How many procurements a page of the list has.
pub const PAGE: u32 = 25;
/// The most characters that are searched for.
const MAX_WORDS_CHARS: usize = 100;
/// The stages by which a list can be narrowed, with their words.
pub const STAGES: [(&str, &str); 6] = [
    ("open", "Open for bids"),
    ("upcoming", "Opening later"),
    ("evaluation", "Under evaluation"),
    ("awarded", "Awarded"),
    ("cancelled", "Cancelled"),
    ("notice", "Notices from elsewhere"),
];

/// A page of a list.
pub struct Listing {
    /// What is on the page.
    pub items: Vec<Listed>,
    /// How many there are on all pages.
    pub total: u64,
    /// This moment, by which states are read.
    pub now: Timestamp,
}

/// A page of what everyone may see; pages are counted from 1.
pub async fn list(app: &App, filter: &Filter, page: u32) -> Result<Listing> {
    let offset = page.clamp(1, 10_000).saturating_sub(1) * PAGE;
    range(app, filter, PAGE, offset).await
}

/// So many of what everyone may see, from some place of the list on.
pub async fn range(app: &App, filter: &Filter, limit: u32, offset: u32) -> Result<Listing> {
    let mut filter = filter.clone();
    filter.words = filter.words.chars().take(MAX_WORDS_CHARS).collect();
    if !STAGES.iter().any(|(stage, _)| *stage == filter.stage) {
        filter.stage.clear();
    }
    let mut conn = app.db.read().await?;
    let now = app.now();
    let items = procurements::list(&mut conn, &filter, now, limit, offset).await?;
    Ok(Listing {
        items,
        total: procurements::count(&mut conn, &filter, now).await?,
        now,
    })
}

/// An authority's own procurements, drafts included.
pub async fn own(app: &App, actor: &Actor) -> Result<Vec<Listed>> {
    access::authorize(actor, Action::CreateProcurement, &Scope::none())?;
    let authority = actor.organisation().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    Ok(procurements::of_authority(&mut conn, authority, procurements::MAX_PAGE, 0).await?)
}

/// What the notices of an imported process say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoticeFacts {
    /// The title.
    pub title: String,
    /// What is wanted.
    pub description: String,
    /// Goods, services or works.
    pub category: Option<String>,
    /// The estimated value in pence.
    pub value_pence: Option<i64>,
    /// How the notice says that the process stands.
    pub status: Option<String>,
    /// The procedure.
    pub procedure: Option<String>,
    /// The last moment for bids, to the buyer itself.
    pub deadline: Option<Timestamp>,
    /// The contract's first day.
    pub contract_from: Option<Date>,
    /// The contract's last day.
    pub contract_to: Option<Date>,
    /// Where it is delivered, in the notice's words.
    pub places: Vec<String>,
    /// What is not known, or could not be used, in sentences.
    pub gaps: Vec<String>,
    /// How many releases it was read from.
    pub releases: usize,
}

/// A procurement as everyone may see it.
pub struct View {
    /// The procurement.
    pub procurement: Procurement,
    /// Where it stands by the clock.
    pub state: ProcurementState,
    /// The criteria.
    pub setup: Setup,
    /// The codes of its area.
    pub area: Vec<String>,
    /// The frozen register.
    pub register: Vec<RegisterLine>,
    /// The version of the price book that it is valued at.
    pub prices: Option<Version>,
    /// The result, after the award.
    pub award: Option<Awarded>,
    /// The auction on its social value part, where it has one.
    pub auction: Option<Known>,
    /// Whether two officers open the bids together, each with a share of the key.
    pub key_is_split: bool,
    /// Whether the visitor's organisation buys.
    pub is_buyer: bool,
    /// Whether the visitor's organisation may bid.
    pub is_supplier: bool,
    /// Whether the visitor's organisation is registered as a bidder.
    pub is_registered: bool,
}

/// What everyone may know of an award.
pub struct Awarded {
    /// The contract.
    pub contract: Contract,
    /// Its pledges.
    pub pledges: Vec<Pledge>,
    /// The evaluation that it was awarded by, worked out again from its file.
    pub evaluated: Evaluated,
    /// How many bids were evaluated.
    pub bids: usize,
}

/// A procurement, or the notice that stands in its place while it is a draft.
pub enum Seen {
    /// It is published, or the visitor sets it up.
    Procurement(Box<View>),
    /// It was imported and nobody has published it here.
    Notice {
        /// The ocid.
        ocid: String,
        /// The authority's name.
        authority: String,
        /// What the notices say.
        facts: Box<NoticeFacts>,
        /// Whether the visitor may set it up from here.
        may_set_up: bool,
    },
}

/// One procurement for whoever looks.
pub async fn view(app: &App, actor: &Actor, ocid: &str) -> Result<Seen> {
    let notice = {
        let mut conn = app.db.read().await?;
        let found =
            procurements::by_ocid(&mut conn, &ocid.chars().take(super::MAX_OCID_CHARS).collect::<String>()).await?;
        found.filter(|found| found.state == ProcurementState::Draft && found.notice_title.is_some())
    };
    if let Some(found) = notice {
        let facts = found.notice.clone().unwrap_or_default();
        return Ok(Seen::Notice {
            may_set_up: access::authorize(actor, Action::RunProcurement, &super::scope(&found)).is_ok(),
            ocid: found.ocid,
            authority: found.authority,
            facts: Box::new(serde_json::from_value(facts).unwrap_or_default()),
        });
    }
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    let mut conn = app.db.read().await?;
    let id = procurement.id;
    let supplier = actor
        .acting
        .filter(|acting| acting.kind == OrganisationKind::Supplier)
        .map(|acting| acting.organisation);
    let is_registered = match supplier {
        Some(supplier) => bids::registered(&mut conn, id, supplier).await?.is_some(),
        None => false,
    };
    let version = match procurement.price_version_id {
        Some(version) => prices::version_by_id(&mut conn, version).await?,
        None => None,
    };
    let view = View {
        state: state_now(app, &procurement),
        setup: Setup::of(&procurement),
        area: procurements::area(&mut conn, id).await?,
        register: procurements::register(&mut conn, id).await?,
        prices: version,
        award: awarded(&mut conn, &procurement).await?,
        auction: auction::view::of(app, &mut conn, &procurement).await?,
        key_is_split: !key_shares::of(&mut conn, id).await?.is_empty(),
        is_buyer: actor.organisation() == Some(procurement.authority_id),
        is_supplier: supplier.is_some(),
        is_registered,
        procurement,
    };
    Ok(Seen::Procurement(Box::new(view)))
}

async fn awarded(conn: &mut svx_store::Conn, procurement: &Procurement) -> Result<Option<Awarded>> {
    let Some(contract) = evaluations::contract(conn, procurement.id).await? else {
        return Ok(None);
    };
    let evaluation = evaluations::by_version(conn, procurement.id, contract.evaluation_version)
        .await?
        .ok_or(Error::NotFound)?;
    let evaluated = work_out(&evaluation.tender)?;
    Ok(Some(Awarded {
        pledges: evaluations::pledges(conn, contract.id).await?,
        bids: evaluated.tender.bids.len(),
        evaluated,
        contract,
    }))
}

/// A tender file that was stored, evaluated again.
pub(super) fn work_out(tender: &str) -> Result<Evaluated> {
    let outcome = parse_tender(tender.as_bytes()).and_then(svx_formats::tender::Tender::evaluate);
    outcome.map_err(|problems| {
        let list: Vec<String> = problems.iter().map(ToString::to_string).collect();
        Error::outside("a stored evaluation")(list.join("; ").into())
    })
}

/// The frozen rules, as the file that was published.
pub async fn rules_file(app: &App, actor: &Actor, ocid: &str) -> Result<String> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    procurement.rules.ok_or(Error::NotFound)
}

/// The words for a state in a list.
pub fn state_words(item: &Listed, now: Timestamp) -> &'static str {
    if item.is_notice && item.state == ProcurementState::Draft {
        return "Notice";
    }
    match svx_domain::procurement::state_at(item.state, item.bids_from, item.bids_until, now) {
        ProcurementState::Published => "Opening later",
        ProcurementState::Evaluation | ProcurementState::Evaluated => "Under evaluation",
        other => other.label(),
    }
}
