//! An offer as its supplier, an authority, and other members of an exchange see it.

use super::{
    make::may_change,
    moves::{MOVES, can_be_had, puts_on_the_list},
};
use crate::{App, Error, Result};
use svx_domain::{
    Code as _, OfferId,
    access::{self, Action, Permit, Scope},
    lifecycle::{MatchState, OfferMove, OfferState, State as _},
    organisation::Actor,
};
use svx_store::{
    Conn, applications,
    audit::{self, Told},
    matches::{self, Match, Of},
    offers::{self, Offer},
    organisations::{self, Organisation},
    prices::{self, Resource},
};

/// The most events of a history.
const MAX_HISTORY: u32 = 100;

/// An offer with what belongs to it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The offer. What the supplier would spend is its own affair, and nothing here for others.
    pub offer: Offer,
    /// The supplier.
    pub supplier: Organisation,
    /// What is offered.
    pub resource: Resource,
    /// Whether it is the viewer's own organisation's.
    pub own: bool,
    /// Whether the viewer may change it now.
    pub may_edit: bool,
    /// The moves that the viewer can make now.
    pub moves: Vec<OfferMove>,
    /// The matches made from it that the viewer may see, those under way first.
    pub matches: Vec<Match>,
    /// What happened to it, oldest first. For its own people alone.
    pub history: Vec<Told>,
}

/// The offer with an id, and leave to do something with it.
pub(super) async fn load(app: &App, actor: &Actor, action: Action, id: OfferId) -> Result<(Offer, Permit)> {
    let mut conn = app.db.read().await?;
    let offer = offers::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let found = matches_of(&mut conn, id).await?;
    let scope = scope(&mut conn, actor, &offer, &found).await?;
    let permit = access::authorize(actor, action, &scope)?;
    Ok((offer, permit))
}

/// How an offer stands to a viewer. A draft is its owner's alone. What was listed is seen by the authorities that approved the
/// supplier; while it is listed, by organisations that some authority approved together with the supplier; and whoever has a
/// match from it goes on seeing it.
async fn scope(conn: &mut Conn, actor: &Actor, offer: &Offer, found: &[Match]) -> Result<Scope> {
    let scope = Scope::owned_by(offer.organisation_id);
    let Some(viewer) = actor.organisation() else {
        return Ok(scope);
    };
    if viewer == offer.organisation_id || offer.listed_at.is_none() {
        return Ok(scope);
    }
    let scope = scope.under(applications::approved_authorities(conn, offer.organisation_id).await?);
    let has_match = found.iter().any(|found| found.community_id == viewer);
    let is_near =
        offer.state == OfferState::Listed && offers::share_an_exchange(conn, viewer, offer.organisation_id).await?;
    Ok(if has_match || is_near {
        scope.with_counterparty(viewer)
    } else {
        scope
    })
}

/// One offer, for whoever may see it.
pub async fn show(app: &App, actor: &Actor, id: OfferId) -> Result<Shown> {
    let mut conn = app.db.read().await?;
    let offer = offers::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let found = matches_of(&mut conn, id).await?;
    let scope = scope(&mut conn, actor, &offer, &found).await?;
    access::authorize(actor, Action::ViewOffer, &scope)?;
    let own = actor.organisation() == Some(offer.organisation_id);
    let may_edit = access::authorize(actor, Action::EditOffer, &scope).is_ok();
    let today = app.today();
    let possible = |step: &OfferMove| {
        let listable = !puts_on_the_list(*step) || can_be_had(&offer, today).is_ok();
        may_edit && listable && offer.state.after(*step).is_some()
    };
    let supplier = organisations::by_id(&mut conn, offer.organisation_id).await?;
    let resource = prices::resource(&mut conn, &offer.resource).await?;
    let history = if own {
        audit::history(&mut conn, id, MAX_HISTORY).await?
    } else {
        Vec::new()
    };
    let may_see = |found: &Match| crate::matches::permit(actor, Action::ViewMatch, found).is_ok();
    Ok(Shown {
        supplier: supplier.ok_or(Error::NotFound)?,
        resource: resource.ok_or(Error::NotFound)?,
        own,
        may_edit: may_edit && may_change(offer.state),
        moves: MOVES.iter().copied().filter(possible).collect(),
        matches: found.into_iter().filter(may_see).collect(),
        history,
        offer: Offer {
            budget_pence: offer.budget_pence.filter(|_| own),
            ..offer
        },
    })
}

/// The matches made from an offer: those under way first, those that came to nothing or were done last.
async fn matches_of(conn: &mut Conn, id: OfferId) -> Result<Vec<Match>> {
    let of = |wanted: fn(MatchState) -> bool| -> Vec<MatchState> {
        let all = MatchState::ALL.iter().copied();
        all.filter(|state| wanted(*state)).collect()
    };
    let first = of(MatchState::is_under_way);
    let last = of(|state| !state.is_under_way() && !matches!(state, MatchState::Proposed | MatchState::Offered));
    let limit = matches::MAX_PAGE;
    Ok(matches::page(conn, Of::Offer(id), MatchState::ALL, &first, &last, limit, 0).await?)
}
