//! Pages for whoever runs the installation. None shows a bid, a message or a mark.

mod complaints;
mod overview;

use crate::Routes;

pub(super) fn routes() -> Routes {
    Routes::new().and(overview::routes()).and(complaints::routes())
}
