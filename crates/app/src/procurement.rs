//! Procurements from the first draft to the contract: set-up, publication with frozen rules, sealed bids, opening, marks,
//! evaluation, award, and what becomes of the winner's pledges.

pub mod award;
pub mod bidding;
pub mod browse;
pub mod clock;
pub mod content;
pub mod evaluation;
pub mod import;
pub mod marking;
pub mod opening;
pub mod publish;
pub mod rules;
pub mod sealing;
pub mod setup;
pub mod shares;
pub mod sheet;
pub mod split;

use crate::{App, Error, Result};
use svx_domain::{
    access::{self, Action, Permit, Scope},
    lifecycle::ProcurementState,
    organisation::Actor,
    procurement::state_at,
};
use svx_store::procurements::{self, Procurement};

/// The longest ocid that is looked up.
const MAX_OCID_CHARS: usize = 200;

/// Whose a procurement is. A draft is its authority's alone; everything later is everyone's to see.
pub(crate) fn scope(procurement: &Procurement) -> Scope {
    Scope::owned_by(procurement.authority_id).public(procurement.state != ProcurementState::Draft)
}

/// Loads a procurement and asks whether the actor may do this to it.
pub(crate) async fn permitted(app: &App, actor: &Actor, action: Action, ocid: &str) -> Result<(Permit, Procurement)> {
    if ocid.chars().count() > MAX_OCID_CHARS {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.read().await?;
    let found = procurements::by_ocid(&mut conn, ocid).await?.ok_or(Error::NotFound)?;
    let permit = access::authorize(actor, action, &scope(&found))?;
    Ok((permit, found))
}

/// Where it stands by the clock of this moment.
pub fn state_now(app: &App, procurement: &Procurement) -> ProcurementState {
    state_at(
        procurement.state,
        procurement.bids_from,
        procurement.bids_until,
        app.now(),
    )
}

pub(crate) fn faster() -> Error {
    Error::Conflict(
        "Somebody changed this procurement at the same moment. Look at it again and repeat what you did.".to_owned(),
    )
}
