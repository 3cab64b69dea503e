//! Matches: asking, offering, answering, talking, and what follows when time runs out.

pub mod answer;
pub mod begin;
pub mod feedback;
pub mod lapse;
pub mod list;
pub mod message;
pub mod suggest;
pub mod view;

pub(crate) mod notice;
mod pair;

pub use pair::Pair;

use jiff::SignedDuration;
use svx_domain::{
    OrganisationId,
    access::{self, Action, Permit, Scope},
    organisation::Actor,
};
use svx_store::matches::Match;

/// How long the other side has to answer.
pub const ANSWER_WITHIN: SignedDuration = SignedDuration::from_hours(24 * 14);
/// The most characters of a note, a reason or a comment.
pub const MAX_NOTE_CHARS: usize = 1_000;
/// The most characters of a message.
pub const MAX_MESSAGE_CHARS: usize = 4_000;
/// The most matches that one organisation may have waiting for an answer.
pub const MAX_UNANSWERED: i64 = 200;
/// The most suggestions that a page shows for one need or offer.
pub const MAX_SUGGESTIONS: usize = 10;
/// The most candidates that are weighed for one need or offer.
pub const MAX_CANDIDATES: u32 = 500;

/// Which side of a match someone is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Who offers.
    Supplier,
    /// Who needs.
    Community,
    /// The authority that it counts for.
    Authority,
}

/// Whose a match is.
pub(crate) fn scope(found: &Match) -> Scope {
    Scope::owned_by(found.supplier_id)
        .with_counterparty(found.community_id)
        .under([found.authority_id])
}

/// Leave to do something to a match, and on which side.
pub(crate) fn permit(actor: &Actor, action: Action, found: &Match) -> crate::Result<Permit> {
    Ok(access::authorize(actor, action, &scope(found))?)
}

/// The side that an organisation is on.
pub(crate) fn side(found: &Match, organisation: Option<OrganisationId>) -> Option<Side> {
    let organisation = organisation?;
    if organisation == found.supplier_id {
        Some(Side::Supplier)
    } else if organisation == found.community_id {
        Some(Side::Community)
    } else {
        (organisation == found.authority_id).then_some(Side::Authority)
    }
}
