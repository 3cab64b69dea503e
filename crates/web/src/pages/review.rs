//! `/review`: what waits for an authority's decision.

mod hub;
mod project;
mod projects;

use crate::Routes;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(hub::routes())
        .and(projects::routes())
        .and(project::routes())
}
