//! Invitations into organisations, sent by e-mail: kept by the hash of their token, open until they are used or too old.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{
    OrganisationId,
    organisation::{OrganisationKind, Roles},
};

/// The most open invitations of an organisation that are listed.
pub const MAX_LISTED: u32 = 200;

record! {
    /// An invitation that works now.
    pub struct Invitation {
        /// The hash of its token, by which the organisation can withdraw it.
        pub token_sha256: Vec<u8>,
        /// Into which organisation.
        pub organisation_id: OrganisationId,
        /// Its name.
        pub organisation_name: String,
        /// What it is.
        pub organisation_kind: OrganisationKind,
        /// The address that it was sent to.
        pub email: String,
        /// What the person may do there.
        pub roles: Roles,
        /// When it stops working.
        pub expires_at: Timestamp,
    }
}

statements! {
    INSERT = "INSERT INTO invitation (token_sha256, organisation_id, email, roles, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
    OPEN = "SELECT i.token_sha256 AS token_sha256, i.organisation_id AS organisation_id, o.name AS organisation_name,
            o.kind AS organisation_kind, i.email AS email, i.roles AS roles, i.expires_at AS expires_at
        FROM invitation i JOIN organisation o ON o.id = i.organisation_id
        WHERE i.token_sha256 = $1 AND i.used_at IS NULL AND i.expires_at > $2";
    LIST = "SELECT i.token_sha256 AS token_sha256, i.organisation_id AS organisation_id, o.name AS organisation_name,
            o.kind AS organisation_kind, i.email AS email, i.roles AS roles, i.expires_at AS expires_at
        FROM invitation i JOIN organisation o ON o.id = i.organisation_id
        WHERE i.organisation_id = $1 AND i.used_at IS NULL AND i.expires_at > $2 ORDER BY i.email, i.created_at LIMIT $3";
    USE = "UPDATE invitation SET used_at = $2 WHERE token_sha256 = $1 AND used_at IS NULL AND expires_at > $2";
    WITHDRAW = "UPDATE invitation SET used_at = $3 WHERE token_sha256 = $1 AND organisation_id = $2 AND used_at IS NULL";
    REPLACE = "UPDATE invitation SET used_at = $3 WHERE organisation_id = $1 AND email = $2 AND used_at IS NULL";
}

/// Keeps an invitation. Earlier ones to the same address stop working.
pub async fn insert(
    tx: &mut Tx,
    token_sha256: Vec<u8>,
    organisation: OrganisationId,
    email: &str,
    roles: Roles,
    expires_at: Timestamp,
) -> Result<()> {
    let now = tx.now();
    tx.execute(&REPLACE, args![organisation, email, now]).await?;
    tx.execute(
        &INSERT,
        args![token_sha256, organisation, email, roles, now, expires_at],
    )
    .await?;
    Ok(())
}

/// The invitation, if it would work at this moment. Nothing is used up.
pub async fn find_open(conn: &mut Conn, token_sha256: Vec<u8>, now: Timestamp) -> Result<Option<Invitation>> {
    conn.optional(&OPEN, args![token_sha256, now]).await
}

/// The open invitations of an organisation, by address.
pub async fn list(conn: &mut Conn, organisation: OrganisationId, now: Timestamp) -> Result<Vec<Invitation>> {
    conn.all(&LIST, args![organisation, now, MAX_LISTED]).await
}

/// Uses an invitation up. Says whether it worked until now.
pub async fn use_up(tx: &mut Tx, token_sha256: Vec<u8>) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&USE, args![token_sha256, now]).await? > 0)
}

/// Withdraws an invitation of an organisation. Says whether it was open.
pub async fn withdraw(tx: &mut Tx, organisation: OrganisationId, token_sha256: Vec<u8>) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&WITHDRAW, args![token_sha256, organisation, now]).await? > 0)
}
