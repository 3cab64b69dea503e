//! Commitments: the list, one commitment, reporting a delivery, saying what arrived, and photographs.

mod decide;
mod evidence;
mod list;
mod report;
mod show;

use crate::{PageError, PageResult, Routes};
use svx_domain::CommitmentId;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(list::routes())
        .and(show::routes())
        .and(report::routes())
        .and(decide::routes())
        .and(evidence::routes())
}

fn id_of(path: &str) -> PageResult<CommitmentId> {
    path.parse().map_err(|_| PageError::NotFound)
}
