//! JSON for programs, under `/api/v1`: a file for each resource, and what all of them share.
//!
//! A program signs in with a token of its organisation (`Authorization: Bearer ...`) and may do what a member could. What
//! anyone may see needs no token. Errors are problem details (RFC 9457). A request that changes something may carry an
//! `Idempotency-Key`: a retry with the same key is given the first answer again.

mod authorities;
mod body;
mod call;
mod commitments;
pub(crate) mod described;
mod document;
mod idempotent;
mod listing;
mod matches;
mod needs;
mod offers;
mod problem;
mod procurements;
mod projects;
mod side;

pub use body::ApiJson;
pub use call::Call;
pub use document::document;
pub use listing::{Listing, Paging};
pub use problem::{ApiResult, Problem};

use crate::Routes;

/// Every route of the API. The test that walks them reads the same list.
pub fn routes() -> Routes {
    Routes::new()
        .and(authorities::routes())
        .and(document::routes())
        .and(needs::routes())
        .and(offers::routes())
        .and(procurements::routes())
        .and(projects::routes())
        .and(matches::routes())
        .and(commitments::routes())
}

/// What answers a path of the API that is not there.
pub(crate) async fn not_found() -> Problem {
    Problem::not_found()
}

pub(crate) use idempotent::layer as idempotency_layer;
