//! What people see of offers.

use crate::{App, Error, Result};
use svx_domain::{
    OfferId,
    access::{self, Action, Permit, Scope},
    lifecycle::OfferState,
    organisation::Actor,
};
use svx_store::{
    applications,
    offers::{self, Line, Offer},
    organisations, prices,
};

/// An offer with what belongs to it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The offer.
    pub offer: Offer,
    /// The supplier's name.
    pub supplier: String,
    /// What is offered.
    pub resource: prices::Resource,
    /// Whether the viewer may change it.
    pub may_edit: bool,
}

/// The offer with an id, and leave to do something with it. A listed offer is seen by organisations that some authority
/// approved together with the supplier, and by the authorities that approved the supplier; any other is its owner's.
pub(super) async fn load(app: &App, actor: &Actor, action: Action, id: OfferId) -> Result<(Offer, Permit)> {
    let mut conn = app.db.read().await?;
    let offer = offers::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let mut scope = Scope::owned_by(offer.organisation_id);
    if offer.state == OfferState::Listed
        && let Some(viewer) = actor.organisation()
    {
        scope = scope.under(applications::approved_authorities(&mut conn, offer.organisation_id).await?);
        if offers::share_an_exchange(&mut conn, viewer, offer.organisation_id).await? {
            scope = scope.with_counterparty(viewer);
        }
    }
    let permit = access::authorize(actor, action, &scope)?;
    Ok((offer, permit))
}

/// One offer, for whoever may see it.
pub async fn show(app: &App, actor: &Actor, id: OfferId) -> Result<Shown> {
    let (offer, _) = load(app, actor, Action::ViewOffer, id).await?;
    let own = Scope::owned_by(offer.organisation_id);
    let may_edit = access::authorize(actor, Action::EditOffer, &own).is_ok();
    let mut conn = app.db.read().await?;
    let supplier = organisations::by_id(&mut conn, offer.organisation_id).await?;
    let resource = prices::resource(&mut conn, &offer.resource).await?;
    Ok(Shown {
        supplier: supplier.ok_or(Error::NotFound)?.name,
        resource: resource.ok_or(Error::NotFound)?,
        may_edit,
        offer,
    })
}

/// The offers of the organisation that someone acts for, changed last first.
pub async fn own(app: &App, actor: &Actor) -> Result<Vec<Line>> {
    access::authorize(actor, Action::CreateOffer, &Scope::none())?;
    let organisation = actor.organisation().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    Ok(offers::of_organisation(&mut conn, organisation).await?)
}
