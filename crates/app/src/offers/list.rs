//! An organisation's own offers.

use crate::{App, Error, Result};
use svx_domain::{
    access::{self, Action, Scope},
    lifecycle::OfferState,
    organisation::Actor,
};
use svx_store::offers::{self, Line};

/// A part of an organisation's offers.
#[derive(Debug, Clone)]
pub struct List {
    /// The offers: listed ones first, those that are over last, and in each state the one that was changed last first.
    pub offers: Vec<Line>,
    /// How many there are in each state that has any.
    pub counts: Vec<(OfferState, u32)>,
}

impl List {
    /// How many there are in a state, or in all.
    pub fn count(&self, state: Option<OfferState>) -> u32 {
        let wanted = self
            .counts
            .iter()
            .filter(|(one, _)| state.is_none_or(|state| state == *one));
        wanted.map(|(_, count)| count).sum()
    }
}

/// The offers of the organisation that someone acts for, in one state or in all: at most `limit`, after the first `offset`.
pub async fn own(app: &App, actor: &Actor, state: Option<OfferState>, limit: u32, offset: u32) -> Result<List> {
    access::authorize(actor, Action::CreateOffer, &Scope::none())?;
    let organisation = actor.organisation().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let counts = offers::counts(&mut conn, organisation).await?;
    Ok(List {
        offers: offers::page(&mut conn, organisation, state, limit, offset).await?,
        counts: counts
            .into_iter()
            .map(|(state, count)| (state, u32::try_from(count).unwrap_or(u32::MAX)))
            .collect(),
    })
}
