//! What waits for whoever runs the installation.

use super::{Counted, Gather};
use crate::Result;
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{installation, jobs, outbox};

pub(super) async fn gather(gather: &mut Gather, actor: &Actor) -> Result<()> {
    access::authorize(actor, Action::Operate, &Scope::none())?;
    let counts = installation::counts(&mut gather.conn).await?;
    let jobs = jobs::backlog(&mut gather.conn).await?;
    let messages = outbox::backlog(&mut gather.conn).await?;
    let counted = [
        (Counted::Failures, jobs.failed + messages.failed),
        (Counted::Complaints, counts.complaints),
        (Counted::Claims, counts.claims),
    ];
    gather.home.counted = counted
        .into_iter()
        .map(|(what, count)| (what, u64::try_from(count).unwrap_or(0)))
        .filter(|(_, count)| *count > 0)
        .collect();
    Ok(())
}
