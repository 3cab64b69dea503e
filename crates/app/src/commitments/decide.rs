//! The community says what arrived; where there is a problem, the two sides or the authority settle it.

use super::{MAX_NOTE_CHARS, follow, permit, report::refused};
use crate::{
    App, Error, Invalid, Result,
    matches::notice::{FOLLOWERS, TEAM, tell},
    people::fields,
};
use svx_domain::{
    CommitmentId, DeliveryId, Quantity,
    access::Action,
    ledger::Posting,
    lifecycle::{DeliveryMove, DeliveryState, State as _},
    organisation::Actor,
};
use svx_store::{
    Event, Tx,
    commitments::{self, Commitment},
    deliveries::{self, Delivery},
    ledger,
};

/// What is said of a delivery, as it was typed.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// All of it arrived.
    All,
    /// So many arrived. The rest is owed again.
    Part(String),
    /// Something is wrong, and what.
    Problem(String),
}

/// How a problem is settled, as it was typed. A reason is given in any case.
#[derive(Debug, Clone)]
pub enum Settlement {
    /// All of it counts.
    All,
    /// So many count.
    Part(String),
    /// None of it counts: it is owed again.
    Reject,
}

/// The community says whether a delivery arrived. Saying the same twice changes nothing.
pub async fn confirm(app: &App, actor: &Actor, id: DeliveryId, verdict: &Verdict) -> Result<CommitmentId> {
    let (delivery, found) = load(app, id).await?;
    let permit = permit(actor, Action::ConfirmDelivery, &found)?;
    let outcome = match verdict {
        Verdict::All => Outcome::arrived(delivery.quantity, &delivery),
        Verdict::Part(typed) => Outcome::arrived(part(&found, &delivery, typed)?, &delivery),
        Verdict::Problem(reason) => Outcome {
            step: DeliveryMove::Dispute,
            confirmed: Quantity::ZERO,
            reason: Some(said("problem", reason, "Say what the problem is")?),
        },
    };
    if delivery.state == DeliveryState::Disputed {
        let message = "There is a problem with this delivery that is not settled. Settle it first";
        return Err(Error::Conflict(message.to_owned()));
    }
    if Some(delivery.state) == DeliveryState::Claimed.after(outcome.step) && delivery.confirmed == outcome.confirmed {
        return Ok(found.id);
    }
    delivery.state.apply(outcome.step)?;
    transact!(app, permit, |tx| { settle(app, tx, &found, &delivery, &outcome).await })
}

/// Settles a problem.
pub async fn resolve(
    app: &App,
    actor: &Actor,
    id: DeliveryId,
    settlement: &Settlement,
    reason: &str,
) -> Result<CommitmentId> {
    let (delivery, found) = load(app, id).await?;
    let permit = permit(actor, Action::ResolveDispute, &found)?;
    if delivery.state != DeliveryState::Disputed {
        return Err(Error::Conflict(
            "There is no open problem with this delivery".to_owned(),
        ));
    }
    let reason = Some(said("reason", reason, "Say why it is settled so")?);
    let outcome = match settlement {
        Settlement::All => Outcome {
            reason,
            ..Outcome::arrived(delivery.quantity, &delivery)
        },
        Settlement::Part(typed) => Outcome {
            reason,
            ..Outcome::arrived(part(&found, &delivery, typed)?, &delivery)
        },
        Settlement::Reject => Outcome {
            step: DeliveryMove::Reject,
            confirmed: Quantity::ZERO,
            reason,
        },
    };
    delivery.state.apply(outcome.step)?;
    transact!(app, permit, |tx| { settle(app, tx, &found, &delivery, &outcome).await })
}

struct Outcome {
    step: DeliveryMove,
    confirmed: Quantity,
    reason: Option<String>,
}

impl Outcome {
    fn arrived(confirmed: Quantity, delivery: &Delivery) -> Self {
        Self {
            step: if confirmed == delivery.quantity {
                DeliveryMove::Confirm
            } else {
                DeliveryMove::ConfirmPart
            },
            confirmed,
            reason: None,
        }
    }

    const fn action(&self) -> &'static str {
        match self.step {
            DeliveryMove::Confirm => "delivery.confirmed",
            DeliveryMove::ConfirmPart => "delivery.confirmed-in-part",
            DeliveryMove::Dispute => "delivery.disputed",
            DeliveryMove::Reject => "delivery.rejected",
        }
    }
}

async fn load(app: &App, id: DeliveryId) -> Result<(Delivery, Commitment)> {
    let mut conn = app.db.read().await?;
    let delivery = deliveries::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let found = commitments::by_id(&mut conn, delivery.commitment_id).await?;
    Ok((delivery, found.ok_or(Error::NotFound)?))
}

fn part(found: &Commitment, delivery: &Delivery, typed: &str) -> Result<Quantity> {
    let decimals = u8::try_from(found.decimals).unwrap_or(0);
    let mut invalid = Invalid::new();
    let quantity = invalid.take_or_default("part", Quantity::parse_messy(typed, decimals));
    if quantity > delivery.quantity {
        let message = format!(
            "They say that they delivered {} {}: it cannot be more",
            delivery.quantity, found.units
        );
        invalid.add("part", message);
    }
    invalid.check()?;
    Ok(quantity)
}

fn said(field: &str, reason: &str, empty: &str) -> Result<String> {
    let mut invalid = Invalid::new();
    let reason = invalid.take_or_default(
        field,
        fields::some_text(reason, MAX_NOTE_CHARS, empty, "What you write"),
    );
    invalid.check()?;
    Ok(reason)
}

async fn settle(
    app: &App,
    tx: &mut Tx,
    found: &Commitment,
    delivery: &Delivery,
    outcome: &Outcome,
) -> Result<CommitmentId> {
    let to = delivery.state.apply(outcome.step)?;
    let reason = outcome.reason.as_deref();
    if !deliveries::decide(tx, delivery.id, delivery.state, to, outcome.confirmed, reason).await? {
        let message = "Somebody else has decided this delivery in the meantime. Look at it again";
        return Err(Error::Conflict(message.to_owned()));
    }
    if outcome.step != DeliveryMove::Dispute {
        let rest = delivery.quantity.saturating_sub(outcome.confirmed);
        for (posting, quantity) in [(Posting::Validate, outcome.confirmed), (Posting::Reject, rest)] {
            if !quantity.is_zero() {
                let why = reason.unwrap_or_default();
                let posted = ledger::post(tx, found.id, posting, quantity, Some(delivery.id), why).await;
                posted.map_err(refused)?;
            }
        }
    }
    follow(tx, found).await?;
    let quantity = if outcome.confirmed.is_zero() {
        delivery.quantity
    } else {
        outcome.confirmed
    };
    let detail = serde_json::json!({"delivery": delivery.id.to_string(), "quantity": quantity.to_decimal()});
    let mut event = Event::new(outcome.action(), "commitment", found.id).with(detail);
    if let Some(reason) = reason {
        event = event.because(reason);
    }
    tx.record(event).await?;
    told(app, tx, found, delivery, outcome).await?;
    Ok(found.id)
}

async fn told(app: &App, tx: &mut Tx, found: &Commitment, delivery: &Delivery, outcome: &Outcome) -> Result<()> {
    let thing = format!("{} {}", delivery.quantity, found.units);
    let path = format!("/commitments/{}", found.id);
    let (subject, text) = match outcome.step {
        DeliveryMove::Confirm => (
            format!("Confirmed: {thing} arrived"),
            format!(
                "{} confirms that {thing} arrived for ‘{}’.",
                found.community, found.project_title
            ),
        ),
        DeliveryMove::ConfirmPart => (
            format!("Confirmed in part: {} of {thing}", outcome.confirmed),
            format!(
                "{} of {thing} for ‘{}’ are confirmed. The rest is still to be delivered.",
                outcome.confirmed, found.project_title
            ),
        ),
        DeliveryMove::Dispute => (
            format!("A problem with {thing}"),
            format!(
                "{} says that there is a problem with the delivery for ‘{}’: {}",
                found.community,
                found.project_title,
                outcome.reason.as_deref().unwrap_or_default()
            ),
        ),
        DeliveryMove::Reject => (
            format!("Not counted: {thing}"),
            format!(
                "The delivery for ‘{}’ is not counted, and is still owed. The reason given: {}",
                found.project_title,
                outcome.reason.as_deref().unwrap_or_default()
            ),
        ),
    };
    tell(app, tx, found.supplier_id, TEAM, &subject, &text, &path).await?;
    if outcome.step == DeliveryMove::Dispute {
        tell(app, tx, found.authority_id, FOLLOWERS, &subject, &text, &path).await?;
    }
    Ok(())
}
