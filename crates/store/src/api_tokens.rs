//! Tokens with which an organisation's programs use the API: kept by their hash alone.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{SignedDuration, Timestamp};
use svx_domain::{ApiTokenId, OrganisationId, PersonId, organisation::OrganisationKind};

/// The most tokens of an organisation that are listed.
pub const MAX_LISTED: u32 = 200;
/// A use is noted at most this often.
const USED_STEP: SignedDuration = SignedDuration::from_mins(5);

record! {
    /// A token that works, and whose it is.
    pub struct LiveToken {
        /// Its id.
        pub id: ApiTokenId,
        /// The organisation that it acts for.
        pub organisation_id: OrganisationId,
        /// What the organisation is.
        pub kind: OrganisationKind,
        /// Whether it may change anything; if not, it may only read.
        pub may_write: bool,
        /// When it was used last, to within a few minutes.
        pub last_used_at: Option<Timestamp>,
    }

    /// A token as its organisation sees it in the list.
    pub struct ListedToken {
        /// Its id.
        pub id: ApiTokenId,
        /// What it is for, in the organisation's words.
        pub name: String,
        /// Whether it may change anything.
        pub may_write: bool,
        /// Who made it.
        pub created_by: String,
        /// When.
        pub created_at: Timestamp,
        /// When it was used last, to within a few minutes.
        pub last_used_at: Option<Timestamp>,
    }
}

statements! {
    INSERT = "INSERT INTO api_token (id, organisation_id, name, token_sha256, may_write, created_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    FIND = "SELECT t.id AS id, t.organisation_id AS organisation_id, o.kind AS kind, t.may_write AS may_write, t.last_used_at AS last_used_at
        FROM api_token t JOIN organisation o ON o.id = t.organisation_id WHERE t.token_sha256 = $1 AND t.ended_at IS NULL";
    LIST = "SELECT t.id AS id, t.name AS name, t.may_write AS may_write, p.name AS created_by, t.created_at AS created_at,
            t.last_used_at AS last_used_at
        FROM api_token t JOIN person p ON p.id = t.created_by
        WHERE t.organisation_id = $1 AND t.ended_at IS NULL ORDER BY t.created_at DESC, t.id LIMIT $2";
    END = "UPDATE api_token SET ended_at = $3 WHERE id = $1 AND organisation_id = $2 AND ended_at IS NULL";
    USED = "UPDATE api_token SET last_used_at = $2 WHERE id = $1";
}

/// Keeps a new token by the SHA-256 of its text.
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    name: &str,
    token_sha256: Vec<u8>,
    may_write: bool,
    created_by: PersonId,
) -> Result<ApiTokenId> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        &INSERT,
        args![id, organisation, name, token_sha256, may_write, created_by, now],
    )
    .await?;
    Ok(id)
}

/// The token with this hash, if it was not ended.
pub async fn find(conn: &mut Conn, token_sha256: &[u8]) -> Result<Option<LiveToken>> {
    conn.optional(&FIND, args![token_sha256]).await
}

/// Whether enough time has gone by since the last noted use to note another with [`used`].
pub fn is_use_to_be_noted(token: &LiveToken, now: Timestamp) -> bool {
    token
        .last_used_at
        .is_none_or(|last| now.duration_since(last) > USED_STEP)
}

/// Notes that a token was used now.
pub async fn used(tx: &mut Tx, id: ApiTokenId) -> Result<()> {
    let now = tx.now();
    tx.execute(&USED, args![id, now]).await?;
    Ok(())
}

/// The tokens of an organisation that work, the newest first.
pub async fn list(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<ListedToken>> {
    conn.all(&LIST, args![organisation, MAX_LISTED]).await
}

/// Ends a token of an organisation. Says whether it worked until now.
pub async fn end(tx: &mut Tx, organisation: OrganisationId, id: ApiTokenId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&END, args![id, organisation, now]).await? > 0)
}
