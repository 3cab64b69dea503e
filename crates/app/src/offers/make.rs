//! Making an offer and changing it.

use super::{
    MAX_OPEN_OFFERS, changed_meanwhile, moves, must_be_approved,
    typed::{Checked, OfferInput},
    view::load,
};
use crate::{App, Error, Result};
use svx_domain::{
    OfferId, OrganisationId, Quantity,
    access::{self, Action, Scope},
    lifecycle::{OfferMove, OfferState, State as _},
    organisation::Actor,
    resource::Condition,
};
use svx_store::{
    Conn, Event,
    offers::{self, Offer},
    prices::{self, Resource},
};

/// Checks what was typed about a new offer, to show it before it is kept.
pub async fn check(app: &App, actor: &Actor, input: &OfferInput<'_>) -> Result<Checked> {
    access::authorize(actor, Action::CreateOffer, &Scope::none())?;
    input.check(app, None).await
}

/// Whether the organisation may list offers; the conflict says why not and what to do.
pub async fn may_list(app: &App, actor: &Actor) -> Result<()> {
    access::authorize(actor, Action::CreateOffer, &Scope::none())?;
    let own = actor.organisation().ok_or(Error::NotFound)?;
    must_be_approved(&mut app.db.read().await?, own).await
}

/// Makes an offer: on the list at once, or as a draft.
pub async fn create(app: &App, actor: &Actor, input: &OfferInput<'_>, listed: bool) -> Result<OfferId> {
    let permit = access::authorize(actor, Action::CreateOffer, &Scope::none())?;
    let own = actor.organisation().ok_or(Error::NotFound)?;
    let checked = input.check(app, None).await?;
    let state = if listed { OfferState::Listed } else { OfferState::Draft };
    transact!(app, permit, |tx| {
        if listed {
            must_be_approved(tx, own).await?;
        }
        not_too_many(tx, own).await?;
        let (id, now) = (tx.id(), tx.now());
        let offer = Offer {
            id,
            organisation_id: own,
            resource: checked.resource.code.clone(),
            title: checked.title.clone(),
            description: checked.description.clone(),
            capacity: checked.capacity,
            committed: Quantity::ZERO,
            from_on: checked.window.from,
            to_on: checked.window.to,
            postcode: checked.place.postcode.clone(),
            easting_m: checked.place.easting_m,
            northing_m: checked.place.northing_m,
            local_authority: checked.place.local_authority.clone(),
            radius_m: checked.radius_m,
            remote: checked.remote,
            provides: Condition::to_codes(&checked.provides),
            budget_pence: checked.budget,
            state,
            created_at: now,
            updated_at: now,
            listed_at: listed.then_some(now),
        };
        offers::insert(tx, &offer).await?;
        let event = if listed { "offer.listed" } else { "offer.drafted" };
        tx.record(Event::new(event, "offer", id)).await?;
        Ok(id)
    })
}

async fn not_too_many(conn: &mut Conn, own: OrganisationId) -> Result<()> {
    let counts = offers::counts(conn, own).await?;
    let open = counts.iter().filter(|(state, _)| may_change(*state));
    if open.map(|(_, count)| count).sum::<i64>() >= i64::from(MAX_OPEN_OFFERS) {
        return Err(Error::Conflict(format!(
            "Your organisation has {MAX_OPEN_OFFERS} offers that are not over. Withdraw some first."
        )));
    }
    Ok(())
}

/// Whether an offer in a state can be changed: one that is over cannot.
pub(super) const fn may_change(state: OfferState) -> bool {
    match state {
        OfferState::Draft | OfferState::Listed | OfferState::Paused | OfferState::Exhausted => true,
        OfferState::Expired | OfferState::Withdrawn => false,
    }
}

/// The offer that someone is about to change, as it stands, and what is offered.
pub async fn begin_change(app: &App, actor: &Actor, id: OfferId) -> Result<(Offer, Resource)> {
    let (offer, _) = load(app, actor, Action::EditOffer, id).await?;
    if !may_change(offer.state) {
        return Err(Error::Conflict(
            "An offer that has expired or was withdrawn cannot be changed. Make another.".to_owned(),
        ));
    }
    let mut conn = app.db.read().await?;
    let resource = prices::resource(&mut conn, &offer.resource).await?;
    Ok((offer, resource.ok_or(Error::NotFound)?))
}

/// Writes an offer again, while it is not over. Never less is offered than is promised; where just as much is, it is all taken.
pub async fn change(app: &App, actor: &Actor, id: OfferId, input: &OfferInput<'_>) -> Result<()> {
    let (before, _) = begin_change(app, actor, id).await?;
    let permit = access::authorize(actor, Action::EditOffer, &Scope::owned_by(before.organisation_id))?;
    let checked = input.check(app, Some(&before)).await?;
    transact!(app, permit, |tx| {
        let now = offers::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        let offer = written(
            Offer {
                state: before.state,
                ..now
            },
            checked.clone(),
        );
        if !offers::update(tx, &offer).await? {
            return Err(changed_meanwhile());
        }
        tx.record(Event::new("offer.changed", "offer", id)).await?;
        let on_the_list = offer.state.after(OfferMove::Exhaust).is_some();
        if offer.committed == offer.capacity && on_the_list {
            moves::make(tx, &offer, OfferMove::Exhaust).await?;
        }
        Ok(())
    })
}

/// The offer with what was checked written over it.
fn written(offer: Offer, checked: Checked) -> Offer {
    Offer {
        resource: checked.resource.code,
        title: checked.title,
        description: checked.description,
        capacity: checked.capacity,
        from_on: checked.window.from,
        to_on: checked.window.to,
        postcode: checked.place.postcode,
        easting_m: checked.place.easting_m,
        northing_m: checked.place.northing_m,
        local_authority: checked.place.local_authority,
        radius_m: checked.radius_m,
        remote: checked.remote,
        provides: Condition::to_codes(&checked.provides),
        budget_pence: checked.budget,
        ..offer
    }
}
