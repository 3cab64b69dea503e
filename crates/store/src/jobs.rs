//! Jobs of the background worker: run at a time, retried with a growing delay, never twice at once.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{SignedDuration, Timestamp};
use svx_domain::JobId;

/// After this many failures a job is given up and shown to the operator.
pub const MAX_ATTEMPTS: u32 = 10;

record! {
    /// A job to do.
    pub struct Job {
        /// Its id.
        pub id: JobId,
        /// Which job, such as `matches.lapse`.
        pub kind: String,
        /// Its input.
        pub payload: serde_json::Value,
        /// How often it was begun, this time included.
        pub attempts: u32,
    }

    /// A job that was given up.
    pub struct Failed {
        /// Its id.
        pub id: JobId,
        /// Which job.
        pub kind: String,
        /// How often it was begun.
        pub attempts: u32,
        /// What went wrong the last time.
        pub error: Option<String>,
        /// When it was given up.
        pub failed_at: Timestamp,
    }

    /// How much there is.
    pub struct Backlog {
        /// Waiting to be done, now or later.
        pub waiting: i64,
        /// Given up.
        pub failed: i64,
    }
}

statements! {
    PUT = "INSERT INTO job (id, kind, payload, dedupe, run_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (dedupe) WHERE done_at IS NULL AND failed_at IS NULL DO NOTHING";
    TAKE = "UPDATE job SET leased_until = $2, attempts = attempts + 1 WHERE id = (
            SELECT id FROM job WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= $1
                AND (leased_until IS NULL OR leased_until <= $1) ORDER BY run_at LIMIT 1)
            AND (leased_until IS NULL OR leased_until <= $1)
        RETURNING id, kind, payload, attempts";
    DONE = "UPDATE job SET done_at = $2, leased_until = NULL, error = NULL WHERE id = $1";
    RETRY = "UPDATE job SET run_at = $2, leased_until = NULL, error = $3 WHERE id = $1";
    GIVE_UP = "UPDATE job SET failed_at = $2, leased_until = NULL, error = $3 WHERE id = $1";
    BACKLOG = "SELECT CAST(COALESCE(SUM(CASE WHEN failed_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting,
            CAST(COALESCE(SUM(CASE WHEN failed_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) AS failed
        FROM job WHERE done_at IS NULL";
    FAILED = "SELECT id, kind, attempts, error, failed_at FROM job WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id LIMIT $1";
    // Not where another job has taken its key in the meantime: that one does the work.
    AGAIN = "UPDATE job SET failed_at = NULL, attempts = 0, run_at = $2 WHERE id = $1 AND failed_at IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM job o WHERE o.dedupe = job.dedupe AND o.done_at IS NULL AND o.failed_at IS NULL)";
}

/// Puts a job in the queue. Where an unfinished one has the same `dedupe` key, nothing is added.
pub async fn put(
    tx: &mut Tx,
    kind: &str,
    payload: serde_json::Value,
    dedupe: Option<&str>,
    run_at: Timestamp,
) -> Result<()> {
    let (id, now): (JobId, _) = (tx.id(), tx.now());
    tx.execute(&PUT, args![id, kind, payload, dedupe, run_at, now]).await?;
    Ok(())
}

/// Takes the job that has been due the longest, and keeps it from other workers for a while.
pub async fn take(tx: &mut Tx, lease: SignedDuration) -> Result<Option<Job>> {
    let (now, until) = (tx.now(), tx.now() + lease);
    tx.optional(&TAKE, args![now, until]).await
}

/// Marks a job as done.
pub async fn done(tx: &mut Tx, id: JobId) -> Result<()> {
    let now = tx.now();
    tx.execute(&DONE, args![id, now]).await?;
    Ok(())
}

/// Puts off a job that failed, or gives it up after [`MAX_ATTEMPTS`].
pub async fn failed(tx: &mut Tx, job: &Job, retry_at: Timestamp, error: &str) -> Result<()> {
    if job.attempts >= MAX_ATTEMPTS {
        let now = tx.now();
        tx.execute(&GIVE_UP, args![job.id, now, error]).await?;
    } else {
        tx.execute(&RETRY, args![job.id, retry_at, error]).await?;
    }
    Ok(())
}

/// How much waits, and how much was given up.
pub async fn backlog(conn: &mut Conn) -> Result<Backlog> {
    conn.one(&BACKLOG, args![]).await
}

/// Jobs that were given up, newest first.
pub async fn given_up(conn: &mut Conn, limit: u32) -> Result<Vec<Failed>> {
    conn.all(&FAILED, args![limit]).await
}

/// Puts a job that was given up back in the queue. Says whether it was given up and nothing does its work now.
pub async fn again(tx: &mut Tx, id: JobId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&AGAIN, args![id, now]).await? > 0)
}
