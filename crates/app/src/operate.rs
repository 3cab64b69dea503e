//! Running the installation: its health, what waits, what was given up.

use crate::{App, Error, Result, check};
use svx_domain::{
    JobId, OutboxId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{Event, installation, jobs, organisations, outbox};

pub use svx_store::{installation::Counts, organisations::Organisation};

/// The most failed jobs, and failed messages, that are shown.
pub const MAX_FAILED: u32 = 50;

/// How the installation stands.
#[derive(Debug, Clone)]
pub struct Overview {
    /// Whether the database answers and its schema is current.
    pub readiness: check::Readiness,
    /// Whether files can be kept and read back.
    pub storage: bool,
    /// How much there is.
    pub counts: Counts,
    /// Jobs that wait and that were given up.
    pub jobs: jobs::Backlog,
    /// Messages that wait and that were given up.
    pub messages: outbox::Backlog,
    /// Jobs that were given up, newest first.
    pub failed_jobs: Vec<jobs::Failed>,
    /// Messages that were given up, newest first.
    pub failed_messages: Vec<outbox::Failed>,
    /// The authorities, by name.
    pub authorities: Vec<Organisation>,
}

/// How the installation stands, for whoever runs it.
pub async fn overview(app: &App, actor: &Actor) -> Result<Overview> {
    access::authorize(actor, Action::Operate, &Scope::none())?;
    let readiness = check::readiness(app).await?;
    let storage = check::storage(app).await;
    let mut conn = app.db.read().await?;
    Ok(Overview {
        readiness,
        storage,
        counts: installation::counts(&mut conn).await?,
        jobs: jobs::backlog(&mut conn).await?,
        messages: outbox::backlog(&mut conn).await?,
        failed_jobs: jobs::given_up(&mut conn, MAX_FAILED).await?,
        failed_messages: outbox::given_up(&mut conn, MAX_FAILED).await?,
        authorities: organisations::authorities(&mut conn).await?,
    })
}

/// Runs a job once more that was given up.
pub async fn retry_job(app: &App, actor: &Actor, id: JobId) -> Result<()> {
    let permit = access::authorize(actor, Action::Operate, &Scope::none())?;
    transact!(app, permit, |tx| {
        if !jobs::again(tx, id).await? {
            return Err(not_given_up("job"));
        }
        tx.record(Event::new("job.retried", "job", id)).await?;
        Ok(())
    })
}

/// Sends a message once more that was given up.
pub async fn retry_message(app: &App, actor: &Actor, id: OutboxId) -> Result<()> {
    let permit = access::authorize(actor, Action::Operate, &Scope::none())?;
    transact!(app, permit, |tx| {
        if !outbox::again(tx, id).await? {
            return Err(not_given_up("message"));
        }
        tx.record(Event::new("message.retried", "message", id)).await?;
        Ok(())
    })
}

fn not_given_up(what: &str) -> Error {
    Error::Conflict(format!(
        "This {what} does not wait for another try: it was tried again, or another one does its work"
    ))
}
