//! The decision to whom to award: one officer proposes it with a reason, another approves it, and neither is closed off by
//! a conflict of interest as an evaluator. It rests on the evaluation that was run last, and is not taken while a doubt about a bid
//! is unresolved.

use super::{
    award::result_of,
    check_words,
    evaluation::{self, Desk, Opened},
    faster, permitted, tell_officers,
};
use crate::{App, Error, Result};
use svx_domain::{
    BidId,
    access::Action,
    lifecycle::{DecisionMove, DecisionState, ProcurementMove, State as _},
    organisation::Actor,
};
use svx_store::{
    Conn, Event, Tx, challenges,
    decisions::{self, Decision, NewDecision},
    doubts,
    procurements::{self, Procurement},
};

/// The reason where nothing more needs to be said.
const FIRST: &str = "It ranks first by the published rules.";

/// The decisions on one procurement.
pub struct View {
    /// The bids and their evaluation.
    pub desk: Desk,
    /// Every decision, the earliest first.
    pub decisions: Vec<Decision>,
    /// How many doubts are unresolved.
    pub unresolved: i64,
}

impl View {
    /// The decision that is proposed or approved.
    pub fn current(&self) -> Option<&Decision> {
        let current = |one: &&Decision| matches!(one.state, DecisionState::Proposed | DecisionState::Approved);
        self.decisions.iter().rev().find(current)
    }
}

/// The decisions, for the officers who take them.
pub async fn view(app: &App, actor: &Actor, ocid: &str) -> Result<View> {
    let (_, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    let mut conn = app.db.read().await?;
    let view = load(&mut conn, procurement).await?;
    view.desk.must_be_clear(actor)?;
    Ok(view)
}

async fn load(conn: &mut Conn, procurement: Procurement) -> Result<View> {
    let id = procurement.id;
    Ok(View {
        desk: evaluation::load(conn, procurement).await?,
        decisions: decisions::all(conn, id).await?,
        unresolved: doubts::unresolved(conn, id).await?,
    })
}

/// Everything as it is within this transaction, if a decision can be taken on it.
async fn ready(tx: &mut Tx, ocid: &str) -> Result<View> {
    let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
    let view = load(tx, fresh).await?;
    view.desk.procurement.state.apply(ProcurementMove::Decide)?;
    let stale = view.desk.latest.as_ref().is_none_or(|latest| latest.is_stale);
    if stale {
        return Err(Error::Conflict(
            "Marks were entered or pledges set aside after the last evaluation. Run the evaluation again first."
                .to_owned(),
        ));
    }
    if view.unresolved > 0 {
        return Err(Error::Conflict(format!(
            "{} about bids must be resolved first: ask the supplier if need be, then two people decide.",
            if view.unresolved == 1 {
                "1 doubt".to_owned()
            } else {
                format!("{} doubts", view.unresolved)
            }
        )));
    }
    Ok(view)
}

/// Whether a bid ranks first alone in the evaluation that was run last.
fn is_first(desk: &Desk, bid: &Opened) -> bool {
    result_of(desk, bid).is_some_and(|result| result.rank == 1 && !result.tied)
}

/// Proposes to award to a bid. Another than the one that ranks first alone needs a reason.
pub async fn propose(app: &App, actor: &Actor, ocid: &str, bid: BidId, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    procurement.state.apply(ProcurementMove::Decide)?;
    transact!(app, permit, |tx| {
        let view = ready(tx, ocid).await?;
        view.desk.must_be_clear(actor)?;
        if view.current().is_some() {
            return Err(Error::Conflict(
                "A decision is proposed already: it waits for a second person.".to_owned(),
            ));
        }
        let desk = &view.desk;
        let winner = desk
            .bids
            .iter()
            .find(|opened| opened.id == bid)
            .ok_or(Error::NotFound)?;
        let reason = match (reason.trim(), is_first(desk, winner)) {
            ("", true) => FIRST.to_owned(),
            (typed, _) => check_words(
                "reason",
                typed,
                "Give a reason for awarding to a bid that does not rank first alone",
                "The reason",
            )?,
        };
        let version = desk.latest.as_ref().map(|latest| latest.version).ok_or_else(faster)?;
        let new = NewDecision {
            evaluation_version: version,
            bid_id: bid,
            reason: &reason,
        };
        decisions::propose(tx, desk.procurement.id, &new).await?;
        let event =
            Event::new("procurement.decision-proposed", "procurement", desk.procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"bid": bid.to_string(), "evaluation": version})))
            .await?;
        let subject = format!("To be approved: the decision on {}", desk.procurement.title);
        let text =
            "A colleague proposes to whom the contract is to be awarded. A second person must approve it or not:";
        tell_officers(app, tx, &desk.procurement, &subject, text, "/decision").await
    })
}

/// A second person approves the proposed decision, or does not.
pub async fn decide(app: &App, actor: &Actor, ocid: &str, version: u32, approve: bool, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    let reason = check_words("decided_reason", reason, "Give your reason", "Your reason")?;
    transact!(app, permit, |tx| {
        let decisions = decisions::all(tx, procurement.id).await?;
        let decision = decisions
            .iter()
            .find(|one| one.version == version)
            .ok_or(Error::NotFound)?;
        let step = if approve {
            DecisionMove::Approve
        } else {
            DecisionMove::Decline
        };
        let to = decision.state.apply(step)?;
        if actor.person() == Some(decision.proposed_by) {
            return Err(Error::Conflict(
                "You proposed this decision yourself: another person must approve it.".to_owned(),
            ));
        }
        if approve {
            let view = ready(tx, ocid).await?;
            view.desk.must_be_clear(actor)?;
            let state = view.desk.procurement.state;
            let latest = view.desk.latest.as_ref().map(|latest| latest.version);
            if latest != Some(decision.evaluation_version) {
                return Err(Error::Conflict(
                    "The evaluation was run again after this decision was proposed. Decline it and propose it anew."
                        .to_owned(),
                ));
            }
            if !procurements::to_state(tx, procurement.id, state, state.apply(ProcurementMove::Decide)?).await? {
                return Err(faster());
            }
        }
        if !decisions::decide(tx, procurement.id, version, to, &reason).await? {
            return Err(faster());
        }
        let what = if approve {
            "procurement.decision-approved"
        } else {
            "procurement.decision-declined"
        };
        let event = Event::new(what, "procurement", procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"decision": version}))).await?;
        Ok(())
    })
}

/// Sets the approved decision aside before the award: it is then decided anew, and every later step is taken again.
pub async fn set_aside(app: &App, actor: &Actor, ocid: &str, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::DecideAward, ocid).await?;
    procurement.state.apply(ProcurementMove::SetAside)?;
    let reason = check_words(
        "reason",
        reason,
        "Give the reason for setting the decision aside",
        "The reason",
    )?;
    transact!(app, permit, |tx| { set_aside_in(tx, &procurement, &reason).await })
}

/// The same within a transaction that has other reasons.
pub(super) async fn set_aside_in(tx: &mut Tx, procurement: &Procurement, reason: &str) -> Result<()> {
    let to = procurement.state.apply(ProcurementMove::SetAside)?;
    let decision = decisions::standing(tx, procurement.id).await?.ok_or_else(faster)?;
    if !procurements::to_state(tx, procurement.id, procurement.state, to).await?
        || !decisions::set_aside(tx, procurement.id, decision.version, reason).await?
    {
        return Err(faster());
    }
    let event = Event::new("procurement.decision-set-aside", "procurement", procurement.id).because(reason.to_owned());
    tx.record(event.with(serde_json::json!({"decision": decision.version})))
        .await?;
    Ok(())
}

/// What stands in the way of an award or a contract whatever the clock says: doubts and challenges that are not resolved.
pub(super) async fn must_be_settled(conn: &mut Conn, procurement: &Procurement) -> Result<()> {
    if challenges::unresolved(conn, procurement.id).await? > 0 {
        return Err(Error::Conflict(
            "A challenge is not resolved. The contract can be neither awarded nor entered into before it is."
                .to_owned(),
        ));
    }
    if doubts::unresolved(conn, procurement.id).await? > 0 {
        return Err(Error::Conflict("A doubt about a bid is not resolved.".to_owned()));
    }
    Ok(())
}
