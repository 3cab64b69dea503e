//! The buyer's side while an auction runs: watching the clock, and what takes two people.

use super::{clock, hall};
use crate::{App, Error, Invalid, Result, procurement::permitted};
use jiff::Timestamp;
use svx_auction::{Act, BuyerView, Command, Place, Stage, ValidRules};
use svx_domain::{PersonId, access::Action, organisation::Actor};
use svx_store::{Event, procurements::Procurement};

/// What an officer sees of an auction.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// The frozen rules.
    pub rules: ValidRules,
    /// Where it stands.
    pub view: BuyerView,
    /// The ranking, once every bid was opened.
    pub result: Option<Vec<Place>>,
    /// This moment, by the server's clock.
    pub now: Timestamp,
}

/// What an officer may see: nothing of any bid before all are opened.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    let mut conn = app.db.read().await?;
    let hall = hall::enter(app, &mut conn, procurement.id).await?;
    let hall = hall.ok_or(Error::NotFound)?;
    let now = app.now();
    Ok(Desk {
        procurement,
        rules: hall.rules().clone(),
        view: hall.auction.for_buyer(now),
        result: hall.auction.result(super::rules::LOT),
        now,
    })
}

/// What can be asked for by its name: `pause`, `resume`, or `set-aside` with the commitment that stands on the receipt of the
/// bid, which the bidder who made the mistake gives to the authority.
fn act(hall: &hall::Hall, name: &str, commitment: &str) -> Result<Act> {
    match name {
        "pause" => Ok(Act::Pause),
        "resume" => Ok(Act::Resume),
        "set-aside" => {
            let wanted = commitment.trim().to_lowercase();
            let mut bids = hall.auction.bids().iter();
            let found = bids.find(|bid| hex::encode(bid.commitment) == wanted);
            let found = found.ok_or_else(|| {
                Invalid::one(
                    "commitment",
                    "There is no bid with this commitment. It stands on the bidder’s receipt",
                )
            })?;
            Ok(Act::SetAside(found.sequence))
        }
        _ => Err(Invalid::one("act", "Choose what is to be done").into()),
    }
}

fn person(actor: &Actor) -> Result<PersonId> {
    actor
        .person()
        .ok_or_else(|| Error::Conflict("Only a person who has signed in can do this.".to_owned()))
}

/// Asks for an act that takes two people, with a reason. Nothing happens until a second person confirms it.
pub async fn propose(app: &App, actor: &Actor, ocid: &str, name: &str, commitment: &str, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    let by = person(actor)?;
    let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        return Err(Invalid::one("reason", "Give a reason: it is kept with the auction").into());
    }
    transact!(app, permit, |tx| {
        let hall = hall::lock(app, tx, procurement.id).await?.ok_or(Error::NotFound)?;
        let act = act(&hall, name, commitment)?;
        hall::decide(
            app,
            tx,
            &hall,
            Command::Propose {
                act,
                by,
                reason: &reason,
            },
        )
        .await?;
        let event = Event::new("auction.proposed", "procurement", procurement.id);
        tx.record(event.because(reason.clone()).with(serde_json::json!({"act": name})))
            .await?;
        Ok(())
    })
}

/// Confirms what another person asked for.
pub async fn confirm(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    let by = person(actor)?;
    transact!(app, permit, |tx| {
        let hall = hall::lock(app, tx, procurement.id).await?.ok_or(Error::NotFound)?;
        let asked = hall.auction.for_buyer(app.now()).incident;
        let asked = asked.ok_or_else(|| super::refused(svx_auction::Refusal::NotProposed))?;
        let decision = hall::decide(app, tx, &hall, Command::Confirm { act: asked.act, by }).await?;
        // The clock that was stopped runs again: its closing is another.
        let mut after = svx_auction::Auction::clone(&hall.auction);
        for event in &decision.events {
            after
                .apply(event)
                .map_err(|error| Error::outside("an auction")(error.into()))?;
        }
        if let Stage::Open { closes_at, .. } = after.stage(app.now()) {
            clock::at(tx, ocid, closes_at).await?;
        }
        tx.record(Event::new("auction.confirmed", "procurement", procurement.id))
            .await?;
        Ok(())
    })
}
