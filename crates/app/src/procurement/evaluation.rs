//! Evaluation: the opened bids and the marks that count, scored by the frozen rules. Each run is kept with the very file that
//! reproduces it.

use super::{
    browse::work_out,
    content::{self, Bid},
    faster, opening,
    panel::{Counted, Record, appoint::read_reason},
    permitted,
    rules::{self, PRICE_ID, QUALITATIVE, QUALITY, QUANTITATIVE, SOCIAL_VALUE_ID, Setup},
};
use crate::{App, Error, Invalid, Result};
use std::collections::BTreeMap;
use svx_domain::{
    BidId,
    access::Action,
    lifecycle::{ProcurementMove, ProcurementState, State as _},
    organisation::Actor,
};
use svx_formats::tender::{Evaluated, result_json};
use svx_scoring::{BidInput, Exact, Input};
use svx_store::{
    Conn, Event, bids,
    evaluations::{self, Contract, Mark},
    panels,
    procurements::{self, Procurement, RegisterLine},
};

/// What an officer sees of the bids and how they rank.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// The criteria.
    pub setup: Setup,
    /// The register.
    pub register: Vec<RegisterLine>,
    /// The opened bids, by the name of the supplier.
    pub bids: Vec<Opened>,
    /// The individual marks of questions whose marks are all in.
    pub marks: Vec<Mark>,
    /// The questions without a mark that counts for each bid, in words.
    pub unsettled: Vec<String>,
    /// Whether there is a panel.
    pub has_panel: bool,
    /// Whether prices and pledges are covered: they are left out of the bids then.
    pub is_covered: bool,
    /// The evaluation that was run last.
    pub latest: Option<Ranked>,
    /// The contract, after the award.
    pub contract: Option<Contract>,
    record: Record,
}

/// An opened bid.
pub struct Opened {
    /// Its id.
    pub id: BidId,
    /// The name under which it is evaluated.
    pub name: String,
    /// The supplier.
    pub supplier_id: svx_domain::OrganisationId,
    /// What was inside.
    pub content: Bid,
}

/// An evaluation that was run.
pub struct Ranked {
    /// Which one, from 1.
    pub version: u32,
    /// When.
    pub at: jiff::Timestamp,
    /// Whether marks were entered since.
    pub is_stale: bool,
    /// The result with its working.
    pub evaluated: Evaluated,
}

impl Desk {
    /// The bid that was evaluated under a name.
    pub fn bid(&self, name: &str) -> Option<&Opened> {
        self.bids.iter().find(|bid| bid.name == name)
    }

    /// The mark of an answer that counts, and why: what the panel agreed, or the one mark where the panel is of one.
    pub fn counted(&self, bid: BidId, criterion: &str, question: &str) -> Option<Counted> {
        let asked = self.record.asked.iter();
        let asked = asked
            .clone()
            .find(|asked| asked.criterion == criterion && asked.id == question)?;
        self.record.counted(bid, asked)
    }

    /// Leaves out what nobody may see yet.
    fn cover(mut self, person: Option<svx_domain::PersonId>) -> Self {
        self.is_covered = self.record.is_covered(person);
        if self.is_covered {
            for bid in &mut self.bids {
                bid.content.price.clear();
                bid.content.pledges.clear();
            }
        }
        self
    }
}

/// Everything about the bids and their evaluation that the officer may see now.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::ViewEvaluation, ocid).await?;
    let mut conn = app.db.read().await?;
    seen_by(&mut conn, procurement, actor).await
}

/// The same of a procurement that was loaded. Every page for officers shows a desk from here: it refuses whoever's own place on
/// the panel closes the bids to them, and leaves out what is covered.
pub(super) async fn seen_by(conn: &mut Conn, procurement: Procurement, actor: &Actor) -> Result<Desk> {
    let desk = load(conn, procurement).await?;
    must_be_shown(&desk.record, actor)?;
    Ok(desk.cover(actor.person()))
}

fn must_be_shown(record: &Record, actor: &Actor) -> Result<()> {
    match actor.person().filter(|person| record.is_closed_to(*person)) {
        Some(person) => super::marking::must_be_clear(record, person),
        None => Ok(()),
    }
}

pub(super) async fn load(conn: &mut Conn, procurement: Procurement) -> Result<Desk> {
    if procurement.opened_at.is_none() {
        return Err(Error::Conflict(
            "Bids are sealed until they close and an officer opens them.".to_owned(),
        ));
    }
    let id = procurement.id;
    let setup = Setup::of(&procurement);
    let opened = opened(conn, id).await?;
    let record = Record::load(conn, procurement.clone()).await?;
    let last = record.last_at();
    let latest = match evaluations::latest(conn, id).await? {
        Some(stored) => Some(Ranked {
            version: stored.version,
            at: stored.at,
            is_stale: last.is_some_and(|last| last > stored.at),
            evaluated: work_out(&stored.tender)?,
        }),
        None => None,
    };
    Ok(Desk {
        unsettled: record.unsettled().into_iter().map(content::question_name).collect(),
        has_panel: record.terms.is_some(),
        is_covered: false,
        marks: record.shown(),
        register: procurements::register(conn, id).await?,
        contract: evaluations::contract(conn, id).await?,
        bids: opened,
        latest,
        record,
        setup,
        procurement,
    })
}

async fn opened(conn: &mut Conn, id: svx_domain::ProcurementId) -> Result<Vec<Opened>> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let mut out = Vec::new();
    for bid in bids::opened(conn, id).await? {
        // Two suppliers may have the same name; a tender file needs two.
        let count = seen.entry(bid.supplier.clone()).or_insert(0);
        *count += 1;
        let short: String = bid
            .supplier
            .chars()
            .take(svx_scoring::SUPPLIER_CHARS_MAX - 10)
            .collect();
        out.push(Opened {
            id: bid.id,
            name: if *count == 1 {
                short
            } else {
                format!("{short} ({count})")
            },
            supplier_id: bid.supplier_id,
            content: opening::content(&bid)?,
        });
    }
    Ok(out)
}

/// Scores the opened bids by the frozen rules, and keeps the result as the next version.
pub async fn run(app: &App, actor: &Actor, ocid: &str) -> Result<u32> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    transact!(app, permit, |tx| {
        // No mark is corrected between what is read here and what is kept.
        panels::hold(tx, procurement.id).await?;
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let desk = load(tx, fresh).await?;
        let state = desk.procurement.state;
        if state == ProcurementState::Evaluated {
            return Err(Error::Conflict(
                "The evaluation was run. To run it again, open it again first, with a reason.".to_owned(),
            ));
        }
        let to = state.apply(ProcurementMove::Evaluate)?;
        if desk.bids.is_empty() {
            return Err(Error::Conflict(
                "There are no bids to evaluate. You can cancel the procurement with a reason.".to_owned(),
            ));
        }
        if let Some(first) = desk.unsettled.first() {
            let count = desk.unsettled.len();
            return Err(Error::Conflict(format!(
                "{count} of the questions are not settled, the first of them: {first}. Each answer needs a mark that its panel agreed."
            )));
        }
        let tender = tender_file(&desk)?;
        let evaluated = work_out(&tender)?;
        let result = result_json(&evaluated, false).map_err(svx_store::Error::from)?;
        let version = desk.latest.as_ref().map_or(0, |latest| latest.version) + 1;
        if !procurements::to_state(tx, desk.procurement.id, state, to).await? {
            return Err(faster());
        }
        evaluations::add(tx, desk.procurement.id, version, &tender, &result).await?;
        let event = Event::new("procurement.evaluated", "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"version": version}))).await?;
        Ok(version)
    })
}

/// Opens the evaluation again, so that agreed marks can be corrected and it can be run again. What was worked out stays on record.
pub async fn reopen(app: &App, actor: &Actor, ocid: &str, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    let to = procurement.state.apply(ProcurementMove::Reopen)?;
    let mut invalid = Invalid::new();
    let reason = read_reason(
        &mut invalid,
        "reason",
        reason,
        "Give the reason for opening the evaluation again",
    );
    invalid.check()?;
    transact!(app, permit, |tx| {
        let stored = evaluations::latest(tx, procurement.id).await?.ok_or_else(faster)?;
        if !procurements::to_state(tx, procurement.id, procurement.state, to).await? {
            return Err(faster());
        }
        panels::reopen(tx, procurement.id, stored.version, &reason).await?;
        let event =
            Event::new("procurement.evaluation-reopened", "procurement", procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"version": stored.version})))
            .await?;
        Ok(())
    })
}

/// The tender file with the bids and the marks that count. Its rules must be those that were published.
fn tender_file(desk: &Desk) -> Result<String> {
    let broken = || Error::outside("the frozen rules")("the criteria are not those that were published".into());
    let valid = desk.setup.rules().validate().map_err(|_| broken())?;
    let inputs = desk.bids.iter().map(|bid| input(desk, bid));
    let tender = rules::tender(&desk.procurement, valid, inputs.collect()).ok_or_else(broken)?;
    let (file, sha256) = rules::frozen(&tender);
    if desk.procurement.rules_sha256.as_deref() == Some(&sha256) {
        Ok(file)
    } else {
        Err(broken())
    }
}

fn input(desk: &Desk, bid: &Opened) -> BidInput {
    let number = |text: &str| Input::Number(Exact::from_decimal(text).unwrap_or(Exact::ZERO));
    let mark = |criterion: &str, question: &str| {
        let counted = desk.counted(bid.id, criterion, question);
        number(counted.as_ref().map_or("0", |counted| counted.mark.as_str()))
    };
    let pledged = || number(&content::pounds(bid.content.pledged(&desk.register)));
    let mut inputs = BTreeMap::new();
    for criterion in desk.setup.rules().criteria {
        let input = match criterion.id.as_str() {
            PRICE_ID => number(&bid.content.price),
            QUALITY => Input::Group(
                desk.setup
                    .asked()
                    .iter()
                    .filter(|asked| asked.criterion == QUALITY)
                    .map(|asked| (asked.id.clone(), mark(QUALITY, &asked.id)))
                    .collect(),
            ),
            _ => match (desk.setup.has_pledges(), desk.setup.has_qualitative()) {
                (true, true) => Input::Group(BTreeMap::from([
                    (QUANTITATIVE.to_owned(), pledged()),
                    (QUALITATIVE.to_owned(), mark(SOCIAL_VALUE_ID, QUALITATIVE)),
                ])),
                (true, false) => pledged(),
                _ => mark(SOCIAL_VALUE_ID, QUALITATIVE),
            },
        };
        inputs.insert(criterion.id, input);
    }
    debug_assert!(
        inputs
            .keys()
            .all(|id| [PRICE_ID, QUALITY, SOCIAL_VALUE_ID].contains(&id.as_str()))
    );
    BidInput {
        supplier: bid.name.clone(),
        received_us: None,
        inputs,
        capacity: BTreeMap::new(),
    }
}

/// The tender file of the evaluation that was run last, or that the contract was awarded by: with it anyone can work out the
/// result again. It names what every supplier bid, so it is the authority's.
pub async fn tender(app: &App, actor: &Actor, ocid: &str) -> Result<String> {
    Ok(stored(app, actor, ocid).await?.tender)
}

/// The result file of the same evaluation.
pub async fn result(app: &App, actor: &Actor, ocid: &str) -> Result<String> {
    Ok(stored(app, actor, ocid).await?.result)
}

async fn stored(app: &App, actor: &Actor, ocid: &str) -> Result<evaluations::Evaluation> {
    let (_, procurement) = permitted(app, actor, Action::ViewEvaluation, ocid).await?;
    let mut conn = app.db.read().await?;
    let record = Record::load(&mut conn, procurement).await?;
    must_be_shown(&record, actor)?;
    let procurement = record.procurement;
    evaluations::latest(&mut conn, procurement.id)
        .await?
        .ok_or(Error::NotFound)
}
