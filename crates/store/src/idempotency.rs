//! Idempotency keys: the first answer to a request is kept with its key and given again to a retry.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use uuid::Uuid;

record! {
    /// The answer that a key was given.
    pub struct Kept {
        /// SHA-256 of the request's method, path and body: the same key with another request is an error.
        pub request_sha256: Vec<u8>,
        /// The HTTP status.
        pub status: i64,
        /// The body.
        pub body: String,
    }
}

statements! {
    FIND = "SELECT request_sha256, status, body FROM idempotency WHERE owner_id = $1 AND key = $2";
    KEEP = "INSERT INTO idempotency (owner_id, key, request_sha256, status, body, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    FORGET = "DELETE FROM idempotency WHERE created_at < $1";
}

/// The answer kept under a key of an owner, if there is one.
pub async fn find(conn: &mut Conn, owner: Uuid, key: &str) -> Result<Option<Kept>> {
    conn.optional(&FIND, args![owner, key]).await
}

/// Keeps an answer, in the transaction that made it: a second request with the key at the same moment is refused as a duplicate.
pub async fn keep(tx: &mut Tx, owner: Uuid, key: &str, kept: Kept) -> Result<()> {
    let now = tx.now();
    tx.execute(
        &KEEP,
        args![owner, key, kept.request_sha256, kept.status, kept.body, now],
    )
    .await?;
    Ok(())
}

/// Forgets answers from before a moment.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&FORGET, args![before]).await
}
