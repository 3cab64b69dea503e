//! Links sent by e-mail, each for one person and purpose: kept by the hash of their token, open until they are used or too old.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{PersonId, organisation::LinkPurpose};

record! {
    /// A link that works now.
    pub struct OpenLink {
        /// Whom it was sent to.
        pub person_id: PersonId,
        /// Their name.
        pub name: String,
        /// Their address.
        pub email: String,
    }
}

statements! {
    INSERT = "INSERT INTO email_link (token_sha256, person_id, purpose, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)";
    OPEN = "SELECT l.person_id AS person_id, p.name AS name, p.email AS email FROM email_link l JOIN person p ON p.id = l.person_id
        WHERE l.token_sha256 = $1 AND l.purpose = $2 AND l.used_at IS NULL AND l.expires_at > $3 AND p.disabled_at IS NULL";
    USE = "UPDATE email_link SET used_at = $3 WHERE token_sha256 = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
        RETURNING person_id AS a";
    END = "UPDATE email_link SET used_at = $3 WHERE person_id = $1 AND purpose = $2 AND used_at IS NULL";
    SWEEP = "DELETE FROM email_link WHERE expires_at < $1";
}

/// Keeps a link that was sent.
pub async fn insert(
    tx: &mut Tx,
    token_sha256: Vec<u8>,
    person: PersonId,
    purpose: LinkPurpose,
    expires_at: Timestamp,
) -> Result<()> {
    let now = tx.now();
    tx.execute(&INSERT, args![token_sha256, person, purpose, now, expires_at])
        .await?;
    Ok(())
}

/// The link, if it would work at this moment. Nothing is used up.
pub async fn find_open(
    conn: &mut Conn,
    token_sha256: Vec<u8>,
    purpose: LinkPurpose,
    now: Timestamp,
) -> Result<Option<OpenLink>> {
    conn.optional(&OPEN, args![token_sha256, purpose, now]).await
}

/// Uses a link up and gives the person, or nothing where it was used before or is too old.
pub async fn use_up(tx: &mut Tx, token_sha256: Vec<u8>, purpose: LinkPurpose) -> Result<Option<PersonId>> {
    let now = tx.now();
    let found: Option<(PersonId,)> = tx.optional(&USE, args![token_sha256, purpose, now]).await?;
    Ok(found.map(|(person,)| person))
}

/// Makes every open link of a person for a purpose stop working.
pub async fn end_all(tx: &mut Tx, person: PersonId, purpose: LinkPurpose) -> Result<u64> {
    let now = tx.now();
    tx.execute(&END, args![person, purpose, now]).await
}

/// Forgets links that stopped working before a moment.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64> {
    tx.execute(&SWEEP, args![before]).await
}
