//! Organisations: setting one up, its public page, its own details, people and tokens, and claiming an imported one.

mod claim;
mod details;
mod invitation;
mod members;
mod new;
mod own;
pub(super) mod parts;
mod public;
mod tokens;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(claim::routes())
        .and(details::routes())
        .and(invitation::routes())
        .and(members::routes())
        .and(new::routes())
        .and(own::routes())
        .and(public::routes())
        .and(tokens::routes())
}
