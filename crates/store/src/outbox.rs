//! The outbox: mail and other effects, written with the change that causes them and sent afterwards, at least once.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{SignedDuration, Timestamp};
use svx_domain::OutboxId;

/// After this many failures a message is given up and shown to the operator.
pub const MAX_ATTEMPTS: u32 = 10;

record! {
    /// A message on its way out.
    pub struct Outgoing {
        /// Its id, by which a receiver can tell a repeat.
        pub id: OutboxId,
        /// What it is, such as `mail`.
        pub topic: String,
        /// What to send.
        pub payload: serde_json::Value,
        /// How often sending failed.
        pub attempts: u32,
    }

    /// A message that was given up. What it says is not shown.
    pub struct Failed {
        /// Its id.
        pub id: OutboxId,
        /// What it is, such as `mail`.
        pub topic: String,
        /// How often sending was tried.
        pub attempts: u32,
        /// What went wrong the last time.
        pub error: Option<String>,
        /// When it was given up.
        pub failed_at: Timestamp,
    }

    /// How much there is.
    pub struct Backlog {
        /// Waiting to be sent.
        pub waiting: i64,
        /// Given up.
        pub failed: i64,
    }
}

statements! {
    PUT = "INSERT INTO outbox (id, topic, payload, created_at, next_at) VALUES ($1, $2, $3, $4, $4)";
    // One statement takes the batch, so that two workers never hold the same message at the same moment.
    TAKE = "UPDATE outbox SET next_at = $2, attempts = attempts + 1 WHERE id IN (
            SELECT id FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL AND next_at <= $1 ORDER BY next_at LIMIT $3)
            AND sent_at IS NULL AND failed_at IS NULL AND next_at <= $1
        RETURNING id, topic, payload, attempts";
    SENT = "UPDATE outbox SET sent_at = $2, error = NULL WHERE id = $1";
    RETRY = "UPDATE outbox SET next_at = $2, error = $3 WHERE id = $1";
    GIVE_UP = "UPDATE outbox SET failed_at = $2, error = $3 WHERE id = $1";
    BACKLOG = "SELECT CAST(COALESCE(SUM(CASE WHEN failed_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS waiting,
            CAST(COALESCE(SUM(CASE WHEN failed_at IS NULL THEN 0 ELSE 1 END), 0) AS BIGINT) AS failed
        FROM outbox WHERE sent_at IS NULL";
    FAILED = "SELECT id, topic, attempts, error, failed_at FROM outbox WHERE failed_at IS NOT NULL ORDER BY failed_at DESC, id LIMIT $1";
    AGAIN = "UPDATE outbox SET failed_at = NULL, attempts = 0, next_at = $2 WHERE id = $1 AND failed_at IS NOT NULL";
}

/// Puts a message into the outbox, in the transaction of the change that causes it.
pub async fn put(tx: &mut Tx, topic: &str, payload: serde_json::Value) -> Result<()> {
    let id: OutboxId = tx.id();
    let at = tx.now();
    tx.execute(&PUT, args![id, topic, payload, at]).await?;
    Ok(())
}

/// Takes messages that are due, and keeps them from other workers for a while.
pub async fn take(tx: &mut Tx, lease: SignedDuration, limit: u32) -> Result<Vec<Outgoing>> {
    let (now, until) = (tx.now(), tx.now() + lease);
    tx.all(&TAKE, args![now, until, limit]).await
}

/// Marks a message as sent.
pub async fn sent(tx: &mut Tx, id: OutboxId) -> Result<()> {
    let now = tx.now();
    tx.execute(&SENT, args![id, now]).await?;
    Ok(())
}

/// Puts off a message that could not be sent, or gives it up after [`MAX_ATTEMPTS`].
pub async fn failed(tx: &mut Tx, message: &Outgoing, retry_at: Timestamp, error: &str) -> Result<()> {
    if message.attempts >= MAX_ATTEMPTS {
        let now = tx.now();
        tx.execute(&GIVE_UP, args![message.id, now, error]).await?;
    } else {
        tx.execute(&RETRY, args![message.id, retry_at, error]).await?;
    }
    Ok(())
}

/// How much waits, and how much was given up.
pub async fn backlog(conn: &mut Conn) -> Result<Backlog> {
    conn.one(&BACKLOG, args![]).await
}

/// Messages that were given up, newest first.
pub async fn given_up(conn: &mut Conn, limit: u32) -> Result<Vec<Failed>> {
    conn.all(&FAILED, args![limit]).await
}

/// Sends a message that was given up once more. Says whether it was given up.
pub async fn again(tx: &mut Tx, id: OutboxId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&AGAIN, args![id, now]).await? > 0)
}
