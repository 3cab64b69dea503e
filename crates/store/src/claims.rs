//! Claims of people that an imported organisation is theirs.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{ClaimId, OrganisationId, PersonId, lifecycle::ClaimState};

/// The most claims that are listed.
pub const MAX_LISTED: u32 = 200;

record! {
    /// A claim.
    pub struct Claim {
        /// Its id.
        pub id: ClaimId,
        /// The organisation that is claimed.
        pub organisation_id: OrganisationId,
        /// Its name.
        pub organisation_name: String,
        /// Its name in addresses of pages.
        pub organisation_slug: String,
        /// Who claims it.
        pub person_id: PersonId,
        /// Their name.
        pub person_name: String,
        /// Their address.
        pub person_email: String,
        /// Why it is theirs.
        pub statement: String,
        /// How it stands.
        pub state: ClaimState,
        /// Why it was decided so.
        pub note: Option<String>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was decided.
        pub decided_at: Option<Timestamp>,
    }
}

statements! {
    INSERT = "INSERT INTO claim (id, organisation_id, person_id, statement, state, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    DECIDE = "UPDATE claim SET state = $3, note = $4, decided_at = $5, decided_by = $6 WHERE id = $1 AND state = $2";
    BY_ID = "SELECT c.id AS id, c.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            c.person_id AS person_id, p.name AS person_name, p.email AS person_email, c.statement AS statement, c.state AS state,
            c.note AS note, c.created_at AS created_at, c.decided_at AS decided_at
        FROM claim c JOIN organisation o ON o.id = c.organisation_id JOIN person p ON p.id = c.person_id WHERE c.id = $1";
    IN_STATE = "SELECT c.id AS id, c.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            c.person_id AS person_id, p.name AS person_name, p.email AS person_email, c.statement AS statement, c.state AS state,
            c.note AS note, c.created_at AS created_at, c.decided_at AS decided_at
        FROM claim c JOIN organisation o ON o.id = c.organisation_id JOIN person p ON p.id = c.person_id
        WHERE c.state = $1 ORDER BY c.created_at, c.id LIMIT $2";
    OF_ORGANISATION = "SELECT c.id AS id, c.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            c.person_id AS person_id, p.name AS person_name, p.email AS person_email, c.statement AS statement, c.state AS state,
            c.note AS note, c.created_at AS created_at, c.decided_at AS decided_at
        FROM claim c JOIN organisation o ON o.id = c.organisation_id JOIN person p ON p.id = c.person_id
        WHERE c.organisation_id = $1 AND c.state = $2 ORDER BY c.created_at, c.id LIMIT $3";
    TAKE = "UPDATE organisation SET unclaimed = $2, updated_at = $3 WHERE id = $1 AND unclaimed = $4";
}

/// Keeps a claim. A second open one of the same person on the same organisation is refused as a duplicate.
pub async fn insert(tx: &mut Tx, organisation: OrganisationId, person: PersonId, statement: &str) -> Result<ClaimId> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        &INSERT,
        args![id, organisation, person, statement, ClaimState::Submitted, now],
    )
    .await?;
    Ok(id)
}

/// Decides a claim, if it is still in the state `from`.
pub async fn decide(tx: &mut Tx, id: ClaimId, from: ClaimState, to: ClaimState, note: Option<&str>) -> Result<bool> {
    let (now, by) = (tx.now(), tx.actor().person());
    Ok(tx.execute(&DECIDE, args![id, from, to, note, now, by]).await? > 0)
}

/// The claim with an id.
pub async fn by_id(conn: &mut Conn, id: ClaimId) -> Result<Option<Claim>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The claims in a state, the oldest first.
pub async fn in_state(conn: &mut Conn, state: ClaimState) -> Result<Vec<Claim>> {
    conn.all(&IN_STATE, args![state, MAX_LISTED]).await
}

/// The claims on an organisation that are in a state, the oldest first.
pub async fn of_organisation(conn: &mut Conn, organisation: OrganisationId, state: ClaimState) -> Result<Vec<Claim>> {
    conn.all(&OF_ORGANISATION, args![organisation, state, MAX_LISTED]).await
}

/// Marks an organisation as claimed. Says whether it was unclaimed until now.
pub async fn take(tx: &mut Tx, organisation: OrganisationId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&TAKE, args![organisation, false, now, true]).await? > 0)
}
