//! The job that forgets, once a day, what is of no use any more: counts of attempts, links sent by e-mail, idempotency keys.

use crate::{App, Result};
use jiff::SignedDuration;
use svx_store::{idempotency, jobs, links, throttle};

/// The job's kind.
pub const JOB: &str = "housekeeping.sweep";
/// How often it runs.
const EVERY: SignedDuration = SignedDuration::from_hours(24);
/// How long attempts are counted at the longest, and so how long counts are kept.
const ATTEMPTS_KEPT: SignedDuration = SignedDuration::from_hours(24);
/// How long a link is kept after it stopped working.
const LINKS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);
/// How long a retry of a request is given the first answer.
pub const KEYS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 7);

/// Puts the job in the queue, unless it is there.
pub async fn schedule(app: &App) -> Result<()> {
    put(app, app.now()).await
}

async fn put(app: &App, at: jiff::Timestamp) -> Result<()> {
    // The day is in the key, so that a run can put the next one in the queue before it is done itself.
    let key = format!("{JOB} {}", at.strftime("%Y-%m-%d"));
    housekeep!(app, |tx| {
        jobs::put(tx, JOB, serde_json::json!({}), Some(&key), at).await?;
        Ok(())
    })
}

/// Runs the job, and puts its next run in the queue.
pub async fn run(app: &App) -> Result<()> {
    housekeep!(app, |tx| {
        let now = tx.now();
        throttle::sweep(tx, now - ATTEMPTS_KEPT).await?;
        links::sweep(tx, now - LINKS_KEPT).await?;
        idempotency::forget(tx, now - KEYS_KEPT).await?;
        Ok(())
    })?;
    put(app, app.now() + EVERY).await
}
