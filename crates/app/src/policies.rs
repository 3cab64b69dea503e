//! Policy packs that authorities make for themselves, in versions that never change once they are published, and the proxy
//! values that they have a licence for.

pub mod draft;
pub mod packs;
pub mod proxies;

use crate::{Error, Result};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Permit, Scope},
    organisation::Actor,
};

/// Asks whether an officer may do this to what is their own authority's.
fn own(actor: &Actor, action: Action) -> Result<(Permit, OrganisationId)> {
    let authority = actor.organisation().ok_or(Error::NotFound)?;
    Ok((
        access::authorize(actor, action, &Scope::owned_by(authority))?,
        authority,
    ))
}
