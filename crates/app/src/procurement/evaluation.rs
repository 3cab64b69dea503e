//! Evaluation: the opened bids and the marks, scored by the frozen rules. Each run is kept with the very file that reproduces it.

use super::{
    browse::work_out,
    content::{self, Bid},
    faster, opening, permitted, recompute,
    rules::{self, PRICE_ID, QUALITATIVE, QUALITY, QUANTITATIVE, SOCIAL_VALUE_ID, Setup},
};
use crate::{App, Error, Result};
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
    /// The marks: each evaluator's last of each question.
    pub marks: Vec<Mark>,
    /// What has not been marked yet, in words.
    pub unmarked: Vec<String>,
    /// The evaluation that was run last.
    pub latest: Option<Ranked>,
    /// The contract, after the award.
    pub contract: Option<Contract>,
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

    /// The mark that counts for an answer, with its reason.
    pub fn agreed(&self, bid: BidId, question: &str) -> Option<(&str, &str)> {
        counting(&self.marks, bid, question).map(|mark| (mark.mark.as_str(), mark.reason.as_str()))
    }

    /// The bid that was evaluated under a name.
    pub fn bid(&self, name: &str) -> Option<&Opened> {
        self.bids.iter().find(|bid| bid.name == name)
    }
}

/// Everything about the bids and their evaluation.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::ViewEvaluation, ocid).await?;
    let mut conn = app.db.read().await?;
    load(&mut conn, procurement).await
}

/// The same with the evaluation of a version in the place of the one that was run last.
pub(super) async fn load_at(conn: &mut Conn, procurement: Procurement, version: u32) -> Result<Desk> {
    let mut desk = load(conn, procurement).await?;
    let stored = evaluations::by_version(conn, desk.procurement.id, version).await?.ok_or(Error::NotFound)?;
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
    let set_aside_at = set_aside(conn, id, &mut opened).await?;
    let marks = evaluations::marks(conn, id).await?;
    let latest = match evaluations::latest(conn, id).await? {
        Some(stored) => Some(Ranked {
            version: stored.version,
            at: stored.at,
            is_stale: marks.iter().any(|mark| mark.at > stored.at) || set_aside_at.is_some_and(|at| at > stored.at),
            evaluated: work_out(&stored.tender)?,
        }),
        None => None,
    };
    Ok(Desk {
        unmarked: unmarked(&setup, &opened, &marks),
        register: procurements::register(conn, id).await?,
        contract: evaluations::contract(conn, id).await?,
        bids: opened,
        marks,
        latest,
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

/// The mark that counts: the one that was entered last, by whichever evaluator.
fn counting<'a>(marks: &'a [Mark], bid: BidId, question: &str) -> Option<&'a Mark> {
    marks
        .iter()
        .rev()
        .find(|mark| mark.bid_id == bid && mark.question == question)
}

fn unmarked(setup: &Setup, bids: &[Opened], marks: &[Mark]) -> Vec<String> {
    let mut out = Vec::new();
    for asked in setup.asked() {
        for bid in bids.iter().filter(|bid| counting(marks, bid.id, &asked.id).is_none()) {
            out.push(format!("{}, {}", bid.name, content::question_name(&asked)));
        }
    }
    out
}

/// Scores the opened bids by the frozen rules, and keeps the result as the next version.
pub async fn run(app: &App, actor: &Actor, ocid: &str) -> Result<u32> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    transact!(app, permit, |tx| {
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let desk = load(tx, fresh).await?;
        let state = desk.procurement.state;
        let to = match state {
            ProcurementState::Evaluated => state.apply(ProcurementMove::Reopen)?.apply(ProcurementMove::Evaluate)?,
            other => other.apply(ProcurementMove::Evaluate)?,
        };
        if desk.bids.is_empty() {
            return Err(Error::Conflict(
                "There are no bids to evaluate. You can cancel the procurement with a reason.".to_owned(),
            ));
        }
        if !desk.unmarked.is_empty() {
            let (count, first) = (desk.unmarked.len(), &desk.unmarked[0]);
            return Err(Error::Conflict(format!(
                "{count} answers have no mark yet, the first of them: {first}. Evaluators enter marks on the marking page."
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
        let Some(bid) = desk.bid(&result.supplier) else { continue };
        let seen = result.flags.iter().filter(|flag| flag.kind == FlagKind::Realism);
        doubts.extend(seen.map(|flag| (bid.id, flag.at.clone(), flag.reason.clone())));
    }
    Ok((file, doubts))
}

fn input(desk: &Desk, bid: &Opened) -> BidInput {
    let number = |text: &str| Input::Number(Exact::from_decimal(text).unwrap_or(Exact::ZERO));
    let mark = |question: &str| number(counting(&desk.marks, bid.id, question).map_or("0", |mark| mark.mark.as_str()));
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
                    .map(|asked| (asked.id.clone(), mark(&asked.id)))
                    .collect(),
            ),
            _ => match (desk.setup.has_pledges(), desk.setup.has_qualitative()) {
                (true, true) => Input::Group(BTreeMap::from([
                    (QUANTITATIVE.to_owned(), pledged()),
                    (QUALITATIVE.to_owned(), mark(QUALITATIVE)),
                ])),
                (true, false) => pledged(),
                _ => mark(QUALITATIVE),
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
    recompute::counting(&mut conn, &procurement).await?.ok_or(Error::NotFound)
}
