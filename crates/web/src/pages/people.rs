//! Signing up and in, and one's own account.

mod account;
mod demo;
mod link;
mod password;
mod sign_in;
mod sign_up;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(account::routes())
        .and(demo::routes())
        .and(link::routes())
        .and(password::routes())
        .and(sign_in::routes())
        .and(sign_up::routes())
}
