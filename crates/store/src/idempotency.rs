//! Idempotency keys: a request with a key is carried out once, and a retry is given the first answer again.
//!
//! The key is claimed in the transaction that makes the change, so that neither can be there without the other; the answer
//! is added afterwards.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use uuid::Uuid;

/// A request that carries a key.
#[derive(Debug, Clone)]
pub struct Key {
    /// Whose key it is: the organisation of the token.
    pub owner: Uuid,
    /// The key, as the client chose it.
    pub key: String,
    /// SHA-256 of the request's method, path and body: the same key with another request is an error.
    pub request_sha256: Vec<u8>,
}

record! {
    /// What a key was used for.
    pub struct Kept {
        /// SHA-256 of the request.
        pub request_sha256: Vec<u8>,
        /// The HTTP status of the answer; nothing while it is not known.
        pub status: Option<i64>,
        /// The body of the answer.
        pub body: Option<String>,
    }
}

statements! {
    FIND = "SELECT request_sha256, status, body FROM idempotency WHERE owner_id = $1 AND key = $2";
    CLAIM = "INSERT INTO idempotency (owner_id, key, request_sha256, created_at) VALUES ($1, $2, $3, $4)";
    ANSWER = "UPDATE idempotency SET status = $3, body = $4 WHERE owner_id = $1 AND key = $2";
    FORGET = "DELETE FROM idempotency WHERE created_at < $1";
}

/// What a key of an owner was used for, if it was.
pub async fn find(conn: &mut Conn, owner: Uuid, key: &str) -> Result<Option<Kept>> {
    conn.optional(&FIND, args![owner, key]).await
}

/// Claims a key in the transaction that makes the change. One that is claimed already is refused as a duplicate.
pub async fn claim(tx: &mut Tx, key: &Key) -> Result<()> {
    let now = tx.now();
    tx.execute(&CLAIM, args![key.owner, &key.key, key.request_sha256.clone(), now])
        .await?;
    Ok(())
}

/// Adds the answer to a key that was claimed. Does nothing where the request changed nothing, and so claimed nothing.
pub async fn answer(tx: &mut Tx, key: &Key, status: u16, body: &str) -> Result<()> {
    tx.execute(&ANSWER, args![key.owner, &key.key, i64::from(status), body])
        .await?;
    Ok(())
}

/// Forgets keys from before a moment.
pub async fn forget(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&FORGET, args![before]).await
}
