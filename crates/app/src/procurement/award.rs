//! The award, the contract, and what becomes of pledges: promised at the award as they were bid, ordered when the contract is
//! entered into as far as the needs could still take them.

use super::{
    content::day,
    evaluation::{self, Desk, Opened},
    faster, permitted, state_now,
};
use crate::{App, Error, Invalid, Result, mail::Mail};
use svx_domain::{
    BidId, CommitmentId, ContractId, OrganisationId, Quantity, Window,
    access::Action,
    ledger::Posting,
    lifecycle::{BidState, ProcurementMove, State as _},
    organisation::Actor,
};
use svx_scoring::BidResult;
use svx_store::{
    Event, Tx, bids,
    commitments::{self, NewCommitment, Source},
    evaluations::{self, NewContract, NewPledge},
    ledger, needs, people,
    procurements::{self, Procurement, RegisterLine},
};

/// The most characters of a reason.
pub const MAX_REASON_CHARS: usize = 2000;

fn check_reason(reason: &str, what: &str) -> Result<String> {
    let reason = reason.trim();
    let mut invalid = Invalid::new();
    if reason.is_empty() {
        invalid.add("reason", what);
    } else if reason.chars().count() > MAX_REASON_CHARS {
        invalid.add(
            "reason",
            format!("The reason must have at most {MAX_REASON_CHARS} characters"),
        );
    }
    invalid.check()?;
    Ok(reason.to_owned())
}

/// Awards the contract to a bid. Another than the one that ranks first alone needs a reason.
pub async fn award(app: &App, actor: &Actor, ocid: &str, bid: BidId, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    procurement.state.apply(ProcurementMove::Award)?;
    let typed = reason.trim().to_owned();
    transact!(app, permit, |tx| {
        let fresh = procurements::by_ocid(tx, ocid).await?.ok_or(Error::NotFound)?;
        let desk = evaluation::load(tx, fresh).await?;
        let winner = desk
            .bids
            .iter()
            .find(|opened| opened.id == bid)
            .ok_or(Error::NotFound)?;
        let latest = desk.latest.as_ref().ok_or_else(faster)?;
        if latest.is_stale {
            return Err(Error::Conflict(
                "Marks were entered after the last evaluation. Run the evaluation again first.".to_owned(),
            ));
        }
        let result = result_of(&desk, winner).ok_or_else(faster)?;
        let is_first = result.rank == 1 && !result.tied;
        let reason = match (typed.as_str(), is_first) {
            ("", true) => "It ranks first by the published rules.".to_owned(),
            (typed, _) => check_reason(
                typed,
                "Give a reason for awarding to a bid that does not rank first alone",
            )?,
        };
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
            evaluation_version: latest.version,
            price: winner.content.price(),
            reason: &reason,
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
        let event = Event::new("procurement.awarded", "procurement", desk.procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"bid": bid.to_string(), "evaluation": latest.version})))
            .await?;
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
        _ => "Your bid did not win. You can see how it was scored beside the bid that won.",
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
    let reason = check_reason(reason, "Give the reason for cancelling")?;
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
