//! Applications to join an exchange: one's own, and those that an authority decides on; and claims of imported pages.

mod claims;
mod own;
mod queue;
mod review;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(claims::routes())
        .and(own::routes())
        .and(queue::routes())
        .and(review::routes())
}
