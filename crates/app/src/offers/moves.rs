//! The moves of an offer: listing, pausing, resuming, taking back into use, withdrawing.

use super::{changed_meanwhile, must_be_approved, view::load};
use crate::{App, Error, Result, matches::answer};
use jiff::civil::Date;
use svx_domain::{
    OfferId,
    access::Action,
    lifecycle::{OfferMove, State as _},
    organisation::Actor,
};
use svx_store::{
    Event, Tx,
    offers::{self, Offer},
};

/// The moves that a supplier makes. The exchange itself makes the others.
pub(super) const MOVES: [OfferMove; 5] = [
    OfferMove::List,
    OfferMove::Pause,
    OfferMove::Resume,
    OfferMove::Release,
    OfferMove::Withdraw,
];

/// Makes one of the supplier's moves.
pub async fn step(app: &App, actor: &Actor, id: OfferId, step: OfferMove) -> Result<()> {
    let (offer, permit) = load(app, actor, Action::EditOffer, id).await?;
    if !MOVES.contains(&step) {
        return Err(Error::NotFound);
    }
    offer.state.apply(step)?;
    let today = app.today();
    transact!(app, permit, |tx| {
        let offer = offers::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        if puts_on_the_list(step) {
            must_be_approved(tx, offer.organisation_id).await?;
            can_be_had(&offer, today)?;
        }
        make(tx, &offer, step).await
    })
}

/// Puts a draft on the list.
pub async fn list(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::List).await
}

/// Takes an offer off the list for a while.
pub async fn pause(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Pause).await
}

/// Puts a paused offer back on the list.
pub async fn resume(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Resume).await
}

/// Puts an offer of which all was taken back on the list, where there is more of it now.
pub async fn take_back(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Release).await
}

/// Takes an offer back for good. What it promised stays promised.
pub async fn withdraw(app: &App, actor: &Actor, id: OfferId) -> Result<()> {
    step(app, actor, id, OfferMove::Withdraw).await
}

/// Whether the offer is on the list after a move.
pub(super) const fn puts_on_the_list(step: OfferMove) -> bool {
    matches!(step, OfferMove::List | OfferMove::Resume | OfferMove::Release)
}

/// Whether something of an offer can be had today or later.
pub(super) fn can_be_had(offer: &Offer, today: Date) -> Result<()> {
    if offer.to_on < today {
        return Err(Error::Conflict(
            "The last day of this offer has passed. Change its days first.".to_owned(),
        ));
    }
    if offer.capacity <= offer.committed {
        return Err(Error::Conflict(
            "All of this offer is promised. Change how much there is first.".to_owned(),
        ));
    }
    Ok(())
}

/// Makes a move with its event. Where nothing of the offer can be had after it, matches that wait for an answer lapse.
pub(super) async fn make(tx: &mut Tx, offer: &Offer, step: OfferMove) -> Result<()> {
    let after = offer.state.apply(step)?;
    if !offers::set_state(tx, offer.id, offer.state, after).await? {
        return Err(changed_meanwhile());
    }
    let (event, over) = match step {
        OfferMove::List => ("offer.listed", None),
        OfferMove::Pause => ("offer.paused", None),
        OfferMove::Resume => ("offer.resumed", None),
        OfferMove::Release => ("offer.released", None),
        OfferMove::Withdraw => ("offer.withdrawn", Some("The offer was withdrawn")),
        OfferMove::Exhaust => ("offer.exhausted", Some("All of the offer is taken")),
        OfferMove::Expire => ("offer.expired", Some("The offer has expired")),
    };
    tx.record(Event::new(event, "offer", offer.id)).await?;
    match over {
        Some(reason) => answer::lapse_of_offer(tx, offer.id, reason).await,
        None => Ok(()),
    }
}
