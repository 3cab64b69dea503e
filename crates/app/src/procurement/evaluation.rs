//! Evaluation: the opened bids and the marks that count, scored by the frozen rules. Each run is kept with the very file that
//! reproduces it.

use super::{
    browse::work_out,
    content::{self, Bid},
    faster, opening,
    panel::{Counted, Record, appoint::read_reason},
    permitted, recompute,
    rules::{self, PRICE_ID, QUALITATIVE, QUALITY, QUANTITATIVE, SOCIAL_VALUE_ID, Setup},
};
use crate::{App, Error, Invalid, Result};
use std::collections::BTreeMap;
use svx_domain::{
    BidId, NeedId, Quantity, Value,
    access::Action,
    lifecycle::{ProcurementMove, ProcurementState, State as _},
    organisation::Actor,
};
use svx_formats::tender::{Evaluated, result_json};
use svx_scoring::{BidInput, Exact, FlagKind, Input};
use svx_store::{
    Conn, Event, bids,
    doubts::{self, NewFlag},
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
    /// Pledges that two people set aside in part: how much of each still counts.
    pub counts: BTreeMap<NeedId, Quantity>,
}

/// An evaluation that was run.
pub struct Ranked {
    /// Which one, from 1.
    pub version: u32,
    /// When.
    pub at: jiff::Timestamp,
    /// Whether marks were entered, or pledges set aside in part, since.
    pub is_stale: bool,
    /// The result with its working.
    pub evaluated: Evaluated,
}

impl Desk {
    /// What a bid's pledges count for: less what was set aside, and of company-wide giving the share of this contract.
    pub fn scored(&self, bid: &Opened) -> Value {
        let counts = |line: &RegisterLine| bid.counts.get(&line.need_id).copied();
        bid.content.scored(&self.register, self.procurement.value_pence, counts)
    }

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

    /// Refuses an officer to whom these bids are closed by their own place on the panel: a conflict of interest above all.
    pub(super) fn must_be_clear(&self, actor: &Actor) -> Result<()> {
        must_be_clear(&self.record, actor)
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

/// The same of a procurement that was loaded. It refuses whoever's own place on the panel closes the bids to them, and leaves out
/// what is covered.
pub(super) async fn seen_by(conn: &mut Conn, procurement: Procurement, actor: &Actor) -> Result<Desk> {
    let desk = load(conn, procurement).await?;
    desk.must_be_clear(actor)?;
    Ok(desk.cover(actor.person()))
}

fn must_be_clear(record: &Record, actor: &Actor) -> Result<()> {
    match actor.person().filter(|person| record.is_closed_to(*person)) {
        Some(person) => super::marking::must_be_clear(record, person),
        None => Ok(()),
    }
}

/// The same with the evaluation of a version in the place of the one that was run last.
pub(super) async fn load_at(conn: &mut Conn, procurement: Procurement, version: u32) -> Result<Desk> {
    let mut desk = load(conn, procurement).await?;
    let stored = evaluations::by_version(conn, desk.procurement.id, version)
        .await?
        .ok_or(Error::NotFound)?;
    desk.latest = Some(Ranked {
        version,
        at: stored.at,
        is_stale: false,
        evaluated: work_out(&stored.tender)?,
    });
    Ok(desk)
}

pub(super) async fn load(conn: &mut Conn, procurement: Procurement) -> Result<Desk> {
    if procurement.opened_at.is_none() {
        return Err(Error::Conflict(
            "Bids are sealed until they close and an officer opens them.".to_owned(),
        ));
    }
    let id = procurement.id;
    let setup = Setup::of(&procurement);
    let mut opened = opened(conn, id).await?;
    let record = Record::load(conn, procurement.clone()).await?;
    // Marks that were agreed, or pledges that were set aside, after the last run.
    let last = record.last_at().max(set_aside(conn, id, &mut opened).await?);
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
            counts: BTreeMap::new(),
        });
    }
    Ok(out)
}

/// Notes with each bid which of its pledges two people set aside in part; gives when that was done last.
async fn set_aside(
    conn: &mut Conn,
    id: svx_domain::ProcurementId,
    opened: &mut [Opened],
) -> Result<Option<jiff::Timestamp>> {
    let mut last = None;
    for proposal in doubts::proposals(conn, id).await? {
        let (Some(need), Some(counts), Some(true)) = (proposal.need_id, proposal.counts, proposal.is_confirmed) else {
            continue;
        };
        last = last.max(proposal.decided_at);
        if let Some(bid) = opened.iter_mut().find(|bid| bid.id == proposal.bid_id) {
            let known = bid.counts.entry(need).or_insert(counts);
            *known = counts.min(*known);
        }
    }
    Ok(last)
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
        let (tender, doubts) = tender_file(&desk)?;
        let evaluated = work_out(&tender)?;
        let result = result_json(&evaluated, false).map_err(svx_store::Error::from)?;
        let version = desk.latest.as_ref().map_or(0, |latest| latest.version) + 1;
        if !procurements::to_state(tx, desk.procurement.id, state, to).await? {
            return Err(faster());
        }
        evaluations::add(tx, desk.procurement.id, version, &tender, &result).await?;
        for (bid, subject, reason) in &doubts {
            let flag = NewFlag {
                procurement_id: desk.procurement.id,
                bid_id: *bid,
                subject,
                reason,
                evaluation_version: Some(version),
            };
            doubts::add(tx, &flag).await?;
        }
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

/// A doubt about a bid: the bid, the criterion and its part, and what was seen.
type Doubt = (BidId, String, String);

/// The tender file with the bids and the marks that count, and what its offers give cause to ask about. Its rules must be those
/// that were published.
fn tender_file(desk: &Desk) -> Result<(String, Vec<Doubt>)> {
    let broken = || Error::outside("the frozen rules")("the criteria are not those that were published".into());
    let valid = desk.setup.rules().validate().map_err(|_| broken())?;
    let inputs = desk.bids.iter().map(|bid| input(desk, bid));
    let tender = rules::tender(&desk.procurement, valid, inputs.collect()).ok_or_else(broken)?;
    let (file, sha256) = rules::frozen(&tender);
    if desk.procurement.rules_sha256.as_deref() != Some(&sha256) {
        return Err(broken());
    }
    // What suppliers state that they can do at most is no part of the file: it changes no score, and is asked about here.
    let evaluated = tender.evaluate().map_err(|_| broken())?;
    let mut doubts = Vec::new();
    for result in &evaluated.evaluation.results {
        let Some(bid) = desk.bid(&result.supplier) else {
            continue;
        };
        let seen = result.flags.iter().filter(|flag| flag.kind == FlagKind::Realism);
        doubts.extend(seen.map(|flag| (bid.id, flag.at.clone(), flag.reason.clone())));
    }
    Ok((file, doubts))
}

fn input(desk: &Desk, bid: &Opened) -> BidInput {
    let number = |text: &str| Input::Number(Exact::from_decimal(text).unwrap_or(Exact::ZERO));
    let mark = |criterion: &str, question: &str| {
        let counted = desk.counted(bid.id, criterion, question);
        number(counted.as_ref().map_or("0", |counted| counted.mark.as_str()))
    };
    let pledged = || number(&content::pounds(desk.scored(bid)));
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
        capacity: capacity(bid),
    }
}

/// What the supplier states that it can give at most, under the names that pledges are scored by.
fn capacity(bid: &Opened) -> BTreeMap<String, Exact> {
    let stated = Exact::from_decimal(&bid.content.capacity).ok();
    let names = [SOCIAL_VALUE_ID.to_owned(), format!("{SOCIAL_VALUE_ID}.{QUANTITATIVE}")];
    stated.map_or_else(BTreeMap::new, |stated| names.map(|name| (name, stated.clone())).into())
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
    must_be_clear(&record, actor)?;
    recompute::counting(&mut conn, &record.procurement)
        .await?
        .ok_or(Error::NotFound)
}
