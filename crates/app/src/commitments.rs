//! Commitments: what is due where, deliveries reported with photographs, and what the community says of each.

pub mod decide;
pub mod evidence;
pub mod list;
pub mod photo;
pub mod report;
pub mod view;

use crate::Result;
use svx_domain::{
    access::{self, Action, Permit, Scope},
    lifecycle::{DeliveryState, MatchState},
    organisation::Actor,
};
use svx_store::{Tx, commitments::Commitment, deliveries, ledger, matches};

/// The most characters of a note or a reason.
pub const MAX_NOTE_CHARS: usize = 1_000;

/// Whose a commitment is.
pub(crate) fn scope(found: &Commitment) -> Scope {
    Scope::owned_by(found.supplier_id)
        .with_counterparty(found.community_id)
        .under([found.authority_id])
}

/// Leave to do something to a commitment.
pub(crate) fn permit(actor: &Actor, action: Action, found: &Commitment) -> Result<Permit> {
    Ok(access::authorize(actor, action, &scope(found))?)
}

/// Lets the match that a commitment came from follow what happened to its deliveries.
async fn follow(tx: &mut Tx, found: &Commitment) -> Result<()> {
    let Some(id) = found.match_id else {
        return Ok(());
    };
    let deliveries = deliveries::of_commitment(tx, found.id).await?;
    let any = |state| deliveries.iter().any(|delivery| delivery.state == state);
    let balances = ledger::balances(tx, found.id).await?;
    let state = MatchState::of_deliveries(&balances, any(DeliveryState::Disputed), any(DeliveryState::Rejected));
    matches::follow(tx, id, state).await?;
    Ok(())
}
