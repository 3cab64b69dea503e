//! The award, the contract, and what becomes of pledges: promised at the award as they were bid, ordered when the contract is
//! entered into as far as the needs could still take them.

use super::{
    content::day,
    decision,
    evaluation::{self, Desk, Opened},
    faster, permitted, standstill, state_now,
};
use crate::{App, Error, Invalid, Result, mail::Mail};
use svx_domain::{
    CommitmentId, ContractId, OrganisationId, Quantity, Window,
    access::Action,
    ledger::Posting,
    lifecycle::{BidState, ProcurementMove, State as _},
    organisation::Actor,
};
use svx_scoring::BidResult;
use svx_store::{
    Event, Tx, bids,
    commitments::{self, NewCommitment, Source},
    decisions,
    evaluations::{self, NewContract, NewPledge},
    ledger, needs, people,
    procurements::{self, Procurement, RegisterLine},
};

/// Awards the contract as two people decided, once the standstill is over and nothing else stands in the way.
pub async fn award(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    procurement.state.apply(ProcurementMove::Award)?;
    transact!(app, permit, |tx| {
        // Held first, so that no challenge is recorded meanwhile.
        if !decisions::hold(tx, procurement.id, procurement.state).await? {
            return Err(faster());
        }
        let now = tx.now();
        standstill::must_be_over(tx, &procurement, now).await?;
        decision::must_be_settled(tx, &procurement).await?;
        let decision = decisions::standing(tx, procurement.id).await?.ok_or_else(faster)?;
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let desk = evaluation::load(tx, fresh).await?;
        let winner = desk
            .bids
            .iter()
            .find(|opened| opened.id == decision.bid_id)
            .ok_or(Error::NotFound)?;
        if !procurements::awarded(tx, desk.procurement.id).await? {
            return Err(faster());
        }
        let contract: ContractId = tx.id();
        let new = NewContract {
            id: contract,
            procurement_id: desk.procurement.id,
            bid_id: winner.id,
            authority_id: desk.procurement.authority_id,
            supplier_id: winner.supplier_id,
            evaluation_version: decision.evaluation_version,
            price: winner.content.price(),
            reason: &decision.reason,
        };
        evaluations::add_contract(tx, &new).await?;
        promise(tx, &desk, winner, contract).await?;
        for opened in &desk.bids {
            let state = if opened.id == winner.id {
                BidState::Won
            } else {
                BidState::Lost
            };
            bids::decide(tx, opened.id, state).await?;
            tell(app, tx, &desk.procurement, opened.supplier_id, state).await?;
        }
        let event =
            Event::new("procurement.awarded", "procurement", desk.procurement.id).because(decision.reason.clone());
        let detail = serde_json::json!({"bid": winner.id.to_string(), "evaluation": decision.evaluation_version});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

/// How a bid came out in the evaluation that was run last.
pub fn result_of<'a>(desk: &'a Desk, bid: &Opened) -> Option<&'a BidResult> {
    let results = &desk.latest.as_ref()?.evaluated.evaluation.results;
    results.iter().find(|result| result.supplier == bid.name)
}

/// Makes each pledge a commitment that is promised as it was bid, and takes of the need what it can still take.
async fn promise(tx: &mut Tx, desk: &Desk, winner: &Opened, contract: ContractId) -> Result<()> {
    for (number, (pledge, line)) in (1..).zip(winner.content.lines(&desk.register)) {
        let (quantity, id): (_, CommitmentId) = (pledge.quantity(), tx.id());
        let first = desk.procurement.contract_from.unwrap_or(pledge.by).min(pledge.by);
        let new = NewCommitment {
            id,
            source: Source::Pledge { contract, number },
            need_id: line.need_id,
            project_id: line.project_id,
            community_id: line.community_id,
            supplier_id: winner.supplier_id,
            authority_id: desk.procurement.authority_id,
            resource: line.resource.clone(),
            quantity,
            unit_price_pence: line.unit_price_pence,
            price_version_id: desk.procurement.price_version_id,
            due: Window {
                from: first,
                to: pledge.by,
            },
            how: pledge.how.clone(),
        };
        commitments::promise(tx, &new).await?;
        let taken = take(tx, line, quantity).await?;
        let new = NewPledge {
            contract_id: contract,
            number,
            need_id: line.need_id,
            quantity,
            taken,
            unit_price: line.unit_price_pence,
            due_to: pledge.by,
            how: &pledge.how,
            commitment_id: id,
        };
        evaluations::add_pledge(tx, &new).await?;
    }
    Ok(())
}

/// Takes as much of a need as is left, up to what was pledged.
async fn take(tx: &mut Tx, line: &RegisterLine, pledged: Quantity) -> Result<Quantity> {
    let need = needs::by_id(tx, line.need_id).await?.ok_or(Error::NotFound)?;
    let left = if need.removed_at.is_some() {
        Quantity::ZERO
    } else {
        need.quantity.saturating_sub(need.matched)
    };
    let taken = left.min(pledged);
    if taken.is_zero() {
        return Ok(taken);
    }
    if needs::take(tx, line.need_id, taken).await? {
        Ok(taken)
    } else {
        Err(faster())
    }
}

/// Writes to everyone who may see the supplier's bid.
async fn tell(
    app: &App,
    tx: &mut Tx,
    procurement: &Procurement,
    supplier: OrganisationId,
    state: BidState,
) -> Result<()> {
    let outcome = match state {
        BidState::Won => "Your bid won. The authority will enter into the contract with you.",
        _ => "Your bid did not win. Your assessment summary shows how it was scored beside the bid that won.",
    };
    for member in people::members(tx, supplier).await? {
        let mail = Mail {
            to: member.email,
            subject: format!("Result: {}", procurement.title),
            text: format!(
                "{} has awarded {}.\n\n{outcome}\n\n{}/procurements/{}\n",
                procurement.authority, procurement.title, app.settings.base_url, procurement.ocid
            ),
        };
        mail.queue(tx).await?;
    }
    Ok(())
}

/// Enters into the contract: what the needs took at the award is ordered.
pub async fn enter(app: &App, actor: &Actor, ocid: &str, from: &str, to: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    let next = procurement.state.apply(ProcurementMove::Contract)?;
    let mut invalid = Invalid::new();
    let mut read = |field: &str, what: &str, typed: &str| {
        let found = day(typed);
        if found.is_none() {
            invalid.add(field, format!("{what} must be a real date, like 31 3 2027"));
        }
        found
    };
    let days = read("from", "The first day", from).zip(read("to", "The last day", to));
    if days.is_some_and(|(from, to)| to < from) {
        invalid.add("to", "The last day must be the same as or after the first day");
    }
    invalid.check()?;
    let (from, to) = days.ok_or(Error::NotFound)?;
    transact!(app, permit, |tx| {
        let now = tx.now();
        standstill::must_be_over(tx, &procurement, now).await?;
        decision::must_be_settled(tx, &procurement).await?;
        let contract = evaluations::contract(tx, procurement.id)
            .await?
            .ok_or(Error::NotFound)?;
        if !evaluations::enter(tx, contract.id, from, to).await?
            || !procurements::to_state(tx, procurement.id, procurement.state, next).await?
        {
            return Err(faster());
        }
        for pledge in evaluations::pledges(tx, contract.id).await? {
            if !pledge.taken.is_zero() {
                ledger::post(tx, pledge.commitment_id, Posting::Order, pledge.taken, None, "").await?;
            }
        }
        let event = Event::new("contract.entered", "contract", contract.id);
        let detail = serde_json::json!({"ocid": ocid, "from": from.to_string(), "to": to.to_string()});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

/// Cancels a procurement before it is awarded.
pub async fn cancel(app: &App, actor: &Actor, ocid: &str, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    state_now(app, &procurement).apply(ProcurementMove::Cancel)?;
    let reason = super::check_words("reason", reason, "Give the reason for cancelling", "The reason")?;
    transact!(app, permit, |tx| {
        if !procurements::cancel(tx, procurement.id, procurement.state, &reason).await? {
            return Err(faster());
        }
        tx.record(Event::new("procurement.cancelled", "procurement", procurement.id).because(reason.clone()))
            .await?;
        Ok(())
    })
}

/// How a supplier's own bid was scored, beside the one that won.
pub struct Feedback {
    /// The supplier's own result.
    pub own: BidResult,
    /// The result of the bid that won, without its name.
    pub winner: BidResult,
    /// The winner's name.
    pub winner_name: String,
    /// The evaluation.
    pub evaluated: svx_formats::tender::Evaluated,
}

/// A bidder's own scores beside the winner's, after the award; nothing where it had no bid in.
pub async fn feedback(app: &App, actor: &Actor, ocid: &str) -> Result<Option<Feedback>> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    let Some(supplier) = actor.organisation() else {
        return Ok(None);
    };
    if procurement.awarded_at.is_none() {
        return Ok(None);
    }
    let mut conn = app.db.read().await?;
    let desk = evaluation::load(&mut conn, procurement).await?;
    let Some(own) = desk.bids.iter().find(|bid| bid.supplier_id == supplier) else {
        return Ok(None);
    };
    svx_domain::access::authorize(actor, Action::ViewBid, &svx_domain::access::Scope::owned_by(supplier))?;
    let contract = desk.contract.as_ref().ok_or(Error::NotFound)?;
    let winner = desk
        .bids
        .iter()
        .find(|bid| bid.id == contract.bid_id)
        .ok_or(Error::NotFound)?;
    let (own, winner_result) = (result_of(&desk, own).cloned(), result_of(&desk, winner).cloned());
    let name = winner.name.clone();
    Ok(own
        .zip(winner_result)
        .zip(desk.latest)
        .map(|((own, winner), latest)| Feedback {
            own,
            winner,
            winner_name: name,
            evaluated: latest.evaluated,
        }))
}
