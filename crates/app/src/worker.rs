//! The background worker: sends what is in the outbox and runs jobs that are due.

use crate::{App, Error, Result, auction, log, mail, matches, offers, procurement, projects, sweep};
use jiff::SignedDuration;
use std::time::Duration;
use svx_store::{jobs, outbox};

/// How long the worker sleeps when there is nothing to do.
const IDLE: Duration = Duration::from_millis(500);
/// How long a message or a job is kept from other workers.
const LEASE: SignedDuration = SignedDuration::from_secs(60);
/// How many messages are taken at once.
const BATCH: u32 = 20;

/// Works until `stop` is done.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    if let Err(error) = schedule(&app).await {
        tracing::error!(%error, "the jobs that come round by themselves could not be put in the queue");
    }
    loop {
        let pause = match turn(&app).await {
            Ok(0) => IDLE,
            Ok(_) => Duration::ZERO,
            Err(error) => {
                tracing::error!(%error, "the worker met an error");
                IDLE * 10
            }
        };
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Puts the jobs that come round by themselves in the queue, where they are not there yet.
pub async fn schedule(app: &App) -> Result<()> {
    offers::expire::schedule(app).await?;
    projects::expire::schedule(app).await?;
    log::checkpoint::schedule(app).await?;
    sweep::schedule(app).await
}

/// Does everything that is due now, so that a test or a command can wait for it.
pub async fn drain(app: &App) -> Result<usize> {
    let mut done = 0;
    loop {
        match turn(app).await? {
            0 => return Ok(done),
            some => done += some,
        }
    }
}

async fn turn(app: &App) -> Result<usize> {
    Ok(send_due(app).await? + run_due(app).await?)
}

async fn send_due(app: &App) -> Result<usize> {
    let messages = housekeep!(app, |tx| { Ok(outbox::take(tx, LEASE, BATCH).await?) })?;
    for message in &messages {
        let outcome = send(app, message).await;
        housekeep!(app, |tx| {
            match &outcome {
                Ok(()) => outbox::sent(tx, message.id).await?,
                Err(error) => {
                    tracing::warn!(topic = message.topic, attempts = message.attempts, %error, "sending failed");
                    let retry_at = tx.now() + backoff(message.attempts);
                    outbox::failed(tx, message, retry_at, &error.to_string()).await?;
                }
            }
            Ok(())
        })?;
    }
    Ok(messages.len())
}

async fn send(app: &App, message: &outbox::Outgoing) -> Result<()> {
    match message.topic.as_str() {
        mail::TOPIC => {
            let mail: mail::Mail = serde_json::from_value(message.payload.clone())
                .map_err(|error| Error::outside("a message in the outbox")(error.into()))?;
            app.mailer.send(&app.settings.mail_from, &mail).await
        }
        other => Err(Error::Conflict(format!(
            "nothing sends messages of the topic ‘{other}’"
        ))),
    }
}

async fn run_due(app: &App) -> Result<usize> {
    let Some(job) = housekeep!(app, |tx| { Ok(jobs::take(tx, LEASE).await?) })? else {
        return Ok(0);
    };
    let outcome = run_job(app, &job).await;
    housekeep!(app, |tx| {
        match &outcome {
            Ok(()) => jobs::done(tx, job.id).await?,
            Err(error) => {
                tracing::warn!(kind = job.kind, attempts = job.attempts, %error, "a job failed");
                let retry_at = tx.now() + backoff(job.attempts);
                jobs::failed(tx, &job, retry_at, &error.to_string()).await?;
            }
        }
        Ok(())
    })?;
    Ok(1)
}

/// Runs one job by its kind. Each kind is a line here.
async fn run_job(app: &App, job: &jobs::Job) -> Result<()> {
    match job.kind.as_str() {
        matches::lapse::JOB => matches::lapse::run(app).await,
        offers::expire::JOB => offers::expire::run(app).await,
        projects::expire::JOB => projects::expire::run(app).await,
        sweep::JOB => sweep::run(app).await,
        log::checkpoint::JOB => log::checkpoint::run(app).await,
        auction::clock::JOB => auction::clock::run(app, job).await,
        procurement::clock::JOB => procurement::clock::run(app, job).await,
        other => Err(Error::Conflict(format!("there is no job of the kind ‘{other}’"))),
    }
}

/// Twice as long after each failure, from 10 seconds to about three hours.
fn backoff(attempts: u32) -> SignedDuration {
    SignedDuration::from_secs(10 << attempts.min(10))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_delay_grows_and_stops_growing() {
        assert_eq!(super::backoff(1).as_secs(), 20);
        assert_eq!(super::backoff(10), super::backoff(99));
    }
}
