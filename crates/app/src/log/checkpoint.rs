//! The job that signs checkpoints of the audit log.
//!
//! What a public log grows by tells what happens: a bid, for one, of which nobody may know before all are opened. So
//! checkpoints come at fixed times, and from one to the next the log grows by one step, filled up with blank events.

use super::unusable;
use crate::{App, LogSettings, Result};
use jiff::Timestamp;
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{Event, audit::tree, jobs};
use svx_transparency::Checkpoint;

/// The job's kind.
pub const JOB: &str = "log.checkpoint";

/// Puts the job in the queue, unless it is there.
pub async fn schedule(app: &App) -> Result<()> {
    put(app, next(app.now(), &app.settings.log)).await
}

/// When the next checkpoint is due: at a whole multiple of the interval, so that the time says nothing either.
pub fn next(now: Timestamp, settings: &LogSettings) -> Timestamp {
    let every = settings.every.as_secs().max(1);
    let begun = now.as_second().div_euclid(every);
    Timestamp::from_second((begun + 1) * every).unwrap_or(Timestamp::MAX)
}

async fn put(app: &App, at: Timestamp) -> Result<()> {
    // The moment is in the key, so that a run can put the next one in the queue before it is done itself.
    let key = format!("{JOB} {at}");
    housekeep!(app, |tx| {
        jobs::put(tx, JOB, serde_json::json!({}), Some(&key), at).await?;
        Ok(())
    })
}

/// Signs a checkpoint, and puts the next run in the queue.
pub(crate) async fn run(app: &App) -> Result<()> {
    sign(app, &Actor::system(JOB)).await?;
    put(app, next(app.now(), &app.settings.log)).await
}

/// Fills the log up to the next step, signs its head and publishes it.
pub async fn sign(app: &App, actor: &Actor) -> Result<Checkpoint> {
    let permit = access::authorize(actor, Action::KeepLog, &Scope::none())?;
    let origin = app.keys.verifying_key().name().to_owned();
    transact!(app, permit, |tx| {
        tx.record(Event::general("log.checkpoint")).await?;
        let (size, root) = tree::fill(tx, app.settings.log.step).await?;
        let checkpoint = Checkpoint::new(&origin, size, root).map_err(unusable)?;
        let note = app.keys.sign(&checkpoint.to_text())?;
        tree::add_checkpoint(tx, size, &root, &note.to_text()).await?;
        Ok(checkpoint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checkpoints_are_due_at_whole_multiples_of_the_interval() {
        let settings = LogSettings::default();
        for (now, due) in [
            ("2026-11-23T09:00:00Z", "2026-11-23T10:00:00Z"),
            ("2026-11-23T09:00:00.000001Z", "2026-11-23T10:00:00Z"),
            ("2026-11-23T09:59:59.999999Z", "2026-11-23T10:00:00Z"),
        ] {
            assert_eq!(next(now.parse().unwrap(), &settings), due.parse().unwrap());
        }
    }
}
