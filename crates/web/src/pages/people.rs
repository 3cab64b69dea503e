//! Signing up and in, and one's own account.

mod demo;
mod sign_in;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new().and(demo::routes()).and(sign_in::routes())
}
