//! Authorities: their public pages, their outcomes, joining their exchanges, and bringing one onto the installation.

mod bring;
mod join;
mod list;
mod outcomes;
mod page;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(bring::routes())
        .and(join::routes())
        .and(list::routes())
        .and(outcomes::routes())
        .and(page::routes())
}
