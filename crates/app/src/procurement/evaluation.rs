//! Evaluation: the opened bids and the marks, scored by the frozen rules. Each run is kept with the very file that reproduces it.

use super::{
    browse::work_out,
    content::{self, Bid},
    faster, opening, permitted,
    rules::{self, Asked, Brought, Setup},
};
use crate::{App, Error, Result};
use std::collections::BTreeMap;
use svx_domain::{
    BidId,
    access::Action,
    lifecycle::{ProcurementMove, ProcurementState, State as _},
    organisation::Actor,
};
use svx_formats::tender::{Evaluated, result_json};
use svx_scoring::{BidInput, rules::TieBreak};
use svx_store::{
    Conn, Event,
    amendments::{self, Lapsed},
    bids,
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
    /// The bids that were not opened, because an amendment asked for an answer that did not come.
    pub lapsed: Vec<Lapsed>,
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
    /// When the submission that counts was received.
    pub received_at: Option<jiff::Timestamp>,
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
    /// The conditions that a bid fails. It is then not evaluated (Procurement Act 2023, section 19(3)(a)).
    pub fn failed(&self, bid: &Opened) -> Vec<Asked> {
        let asked = self.setup.asked().into_iter().filter(|asked| asked.is_condition);
        asked
            .filter(|asked| counting(&self.marks, bid.id, &asked.id).is_some_and(|mark| mark.mark == "fail"))
            .collect()
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

pub(super) async fn load(conn: &mut Conn, procurement: Procurement) -> Result<Desk> {
    if procurement.opened_at.is_none() {
        return Err(Error::Conflict(
            "Bids are sealed until they close and an officer opens them.".to_owned(),
        ));
    }
    let id = procurement.id;
    let setup = Setup::of(&procurement);
    let opened = opened(conn, id).await?;
    let marks = evaluations::marks(conn, id).await?;
    let latest = match evaluations::latest(conn, id).await? {
        Some(stored) => Some(Ranked {
            version: stored.version,
            at: stored.at,
            is_stale: marks.iter().any(|mark| mark.at > stored.at),
            evaluated: work_out(&stored.tender)?,
        }),
        None => None,
    };
    Ok(Desk {
        unmarked: unmarked(&setup, &opened, &marks),
        register: procurements::register(conn, id).await?,
        contract: evaluations::contract(conn, id).await?,
        lapsed: amendments::lapsed(conn, id).await?,
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
            received_at: bid.submitted_at,
        });
    }
    Ok(out)
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
        if desk.bids.iter().all(|bid| !desk.failed(bid).is_empty()) && desk.unmarked.is_empty() {
            return Err(Error::Conflict(
                "Every bid fails a condition, so there is none to evaluate. You can cancel the procurement with a reason."
                    .to_owned(),
            ));
        }
        if !desk.unmarked.is_empty() {
            let (count, first) = (desk.unmarked.len(), &desk.unmarked[0]);
            return Err(Error::Conflict(format!(
                "{count} answers have no mark yet, the first of them: {first}. Evaluators enter marks on the marking page."
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

/// The tender file with the bids and the marks that count. Its rules must be those that were published.
fn tender_file(desk: &Desk) -> Result<String> {
    let broken = || Error::outside("the frozen rules")("the criteria are not those that were published".into());
    let rules = desk.setup.rules(rules::contract_value(&desk.procurement).as_ref());
    let valid = rules.validate().map_err(|_| broken())?;
    let assessed = desk.bids.iter().filter(|bid| desk.failed(bid).is_empty());
    let inputs = assessed.map(|bid| input(desk, bid));
    let tender = rules::tender(&desk.procurement, valid, inputs.collect()).ok_or_else(broken)?;
    let (file, sha256) = rules::frozen(&tender);
    if desk.procurement.rules_sha256.as_deref() == Some(&sha256) {
        Ok(file)
    } else {
        Err(broken())
    }
}

fn input(desk: &Desk, bid: &Opened) -> BidInput {
    let mark = |question: &str| counting(&desk.marks, bid.id, question).map(|mark| mark.mark.clone());
    let brought = Brought {
        price: &bid.content.price,
        pledged: &content::pounds(bid.content.pledged(&desk.register)),
        mark: &mark,
    };
    // When a bid was received is in the file only where it can matter.
    let by_receipt = desk.setup.rules(None).tie_break.contains(&TieBreak::EarliestReceipt);
    BidInput {
        supplier: bid.name.clone(),
        received_us: bid
            .received_at
            .filter(|_| by_receipt)
            .map(jiff::Timestamp::as_microsecond),
        inputs: desk.setup.inputs(&brought),
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
    evaluations::latest(&mut conn, procurement.id)
        .await?
        .ok_or(Error::NotFound)
}
