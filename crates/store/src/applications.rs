//! Applications of organisations to join authorities' exchanges, and who was approved.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{ApplicationId, OrganisationId, lifecycle::ApplicationState, organisation::OrganisationKind};

/// The most applications that a list shows.
pub const MAX_LISTED: u32 = 500;

record! {
    /// An application, with the names of both sides.
    pub struct Application {
        /// Its id.
        pub id: ApplicationId,
        /// Who applies.
        pub organisation_id: OrganisationId,
        /// Their name.
        pub organisation_name: String,
        /// Their name in addresses of pages.
        pub organisation_slug: String,
        /// What they are.
        pub organisation_kind: OrganisationKind,
        /// Where they are.
        pub organisation_postcode: Option<String>,
        /// When they were added to the exchange.
        pub organisation_created_at: Timestamp,
        /// To which authority.
        pub authority_id: OrganisationId,
        /// Its name.
        pub authority_name: String,
        /// Its name in addresses of pages.
        pub authority_slug: String,
        /// How it stands.
        pub state: ApplicationState,
        /// Why they want to join.
        pub reason: String,
        /// Who has funded them.
        pub funders: String,
        /// What the authority asked, or why it decided as it did.
        pub note: Option<String>,
        /// When it was sent last.
        pub submitted_at: Option<Timestamp>,
        /// When it was decided last.
        pub decided_at: Option<Timestamp>,
    }

    /// An organisation that was approved by an authority.
    pub struct ApprovedMember {
        /// The organisation.
        pub id: OrganisationId,
        /// Its name.
        pub name: String,
        /// Its name in addresses of pages.
        pub slug: String,
        /// What it is.
        pub kind: OrganisationKind,
    }

    /// What makes an approver look twice at an applicant.
    pub struct Signals {
        /// The applicant.
        pub organisation_id: OrganisationId,
        /// How many identifiers of registers it has.
        pub identifiers: i64,
        /// How many other organisations, imported ones apart, have its postcode.
        pub same_postcode: i64,
        /// How many other organisations have its name.
        pub same_name: i64,
    }
}

statements! {
    INSERT = "INSERT INTO application (id, organisation_id, authority_id, state, reason, funders, created_at, submitted_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7)";
    // Guarded by the state that the decision was made on: no row changes when someone else was faster.
    SEND_AGAIN = "UPDATE application SET state = $3, reason = $4, funders = $5, submitted_at = $6 WHERE id = $1 AND state = $2";
    MOVE = "UPDATE application SET state = $3, note = $4, decided_at = $5 WHERE id = $1 AND state = $2";
    BY_ID = "SELECT a.id AS id, a.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            o.kind AS organisation_kind, o.postcode AS organisation_postcode, o.created_at AS organisation_created_at,
            a.authority_id AS authority_id, h.name AS authority_name, h.slug AS authority_slug, a.state AS state, a.reason AS reason,
            a.funders AS funders, a.note AS note, a.submitted_at AS submitted_at, a.decided_at AS decided_at
        FROM application a JOIN organisation o ON o.id = a.organisation_id JOIN organisation h ON h.id = a.authority_id
        WHERE a.id = $1";
    OF_PAIR = "SELECT a.id AS id, a.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            o.kind AS organisation_kind, o.postcode AS organisation_postcode, o.created_at AS organisation_created_at,
            a.authority_id AS authority_id, h.name AS authority_name, h.slug AS authority_slug, a.state AS state, a.reason AS reason,
            a.funders AS funders, a.note AS note, a.submitted_at AS submitted_at, a.decided_at AS decided_at
        FROM application a JOIN organisation o ON o.id = a.organisation_id JOIN organisation h ON h.id = a.authority_id
        WHERE a.organisation_id = $1 AND a.authority_id = $2";
    OF_ORGANISATION = "SELECT a.id AS id, a.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            o.kind AS organisation_kind, o.postcode AS organisation_postcode, o.created_at AS organisation_created_at,
            a.authority_id AS authority_id, h.name AS authority_name, h.slug AS authority_slug, a.state AS state, a.reason AS reason,
            a.funders AS funders, a.note AS note, a.submitted_at AS submitted_at, a.decided_at AS decided_at
        FROM application a JOIN organisation o ON o.id = a.organisation_id JOIN organisation h ON h.id = a.authority_id
        WHERE a.organisation_id = $1 ORDER BY h.name, a.id LIMIT $2";
    QUEUE = "SELECT a.id AS id, a.organisation_id AS organisation_id, o.name AS organisation_name, o.slug AS organisation_slug,
            o.kind AS organisation_kind, o.postcode AS organisation_postcode, o.created_at AS organisation_created_at,
            a.authority_id AS authority_id, h.name AS authority_name, h.slug AS authority_slug, a.state AS state, a.reason AS reason,
            a.funders AS funders, a.note AS note, a.submitted_at AS submitted_at, a.decided_at AS decided_at
        FROM application a JOIN organisation o ON o.id = a.organisation_id JOIN organisation h ON h.id = a.authority_id
        WHERE a.authority_id = $1 AND (CAST($2 AS TEXT) IS NULL OR a.state = $2) AND (CAST($3 AS TEXT) IS NULL OR o.kind = $3)
        ORDER BY a.submitted_at, a.id LIMIT $4";
    COUNT = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM application WHERE authority_id = $1 AND state = $2";
    IS_APPROVED = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM application WHERE organisation_id = $1 AND authority_id = $2 AND state = 'approved'";
    APPROVED_AUTHORITIES = "SELECT authority_id AS a FROM application WHERE organisation_id = $1 AND state = 'approved' ORDER BY authority_id LIMIT $2";
    APPROVED_MEMBERS = "SELECT o.id AS id, o.name AS name, o.slug AS slug, o.kind AS kind
        FROM application a JOIN organisation o ON o.id = a.organisation_id
        WHERE a.authority_id = $1 AND a.state = 'approved' ORDER BY o.name, o.id LIMIT $2";
    SIGNALS = "SELECT a.organisation_id AS organisation_id,
            (SELECT CAST(COUNT(*) AS BIGINT) FROM organisation_identifier i WHERE i.organisation_id = o.id) AS identifiers,
            (SELECT CAST(COUNT(*) AS BIGINT) FROM organisation p WHERE p.postcode = o.postcode AND p.id <> o.id AND p.unclaimed = $3) AS same_postcode,
            (SELECT CAST(COUNT(*) AS BIGINT) FROM organisation n WHERE LOWER(n.name) = LOWER(o.name) AND n.id <> o.id) AS same_name
        FROM application a JOIN organisation o ON o.id = a.organisation_id
        WHERE a.authority_id = $1 AND (CAST($2 AS TEXT) IS NULL OR a.state = $2) ORDER BY a.submitted_at, a.id LIMIT $4";
}

/// Keeps a new application that was sent. A second one of the same organisation to the same authority is refused as a duplicate.
pub async fn insert(
    tx: &mut Tx,
    organisation: OrganisationId,
    authority: OrganisationId,
    reason: &str,
    funders: &str,
) -> Result<ApplicationId> {
    let (id, now) = (tx.id(), tx.now());
    tx.execute(
        &INSERT,
        args![
            id,
            organisation,
            authority,
            ApplicationState::Submitted,
            reason,
            funders,
            now
        ],
    )
    .await?;
    Ok(id)
}

/// Sends an application again with new answers, if it is still in the state `from`.
pub async fn send_again(
    tx: &mut Tx,
    id: ApplicationId,
    from: ApplicationState,
    to: ApplicationState,
    reason: &str,
    funders: &str,
) -> Result<bool> {
    let now = tx.now();
    Ok(tx
        .execute(&SEND_AGAIN, args![id, from, to, reason, funders, now])
        .await?
        > 0)
}

/// Moves an application on, if it is still in the state `from`.
pub async fn step(
    tx: &mut Tx,
    id: ApplicationId,
    from: ApplicationState,
    to: ApplicationState,
    note: Option<&str>,
) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&MOVE, args![id, from, to, note, now]).await? > 0)
}

/// The application with an id.
pub async fn by_id(conn: &mut Conn, id: ApplicationId) -> Result<Option<Application>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The application of an organisation to an authority.
pub async fn of_pair(
    conn: &mut Conn,
    organisation: OrganisationId,
    authority: OrganisationId,
) -> Result<Option<Application>> {
    conn.optional(&OF_PAIR, args![organisation, authority]).await
}

/// The applications of an organisation, by the authority's name.
pub async fn of_organisation(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<Application>> {
    conn.all(&OF_ORGANISATION, args![organisation, MAX_LISTED]).await
}

/// Applications to an authority, the oldest first: those in one state, and of one kind of organisation, where given.
pub async fn queue(
    conn: &mut Conn,
    authority: OrganisationId,
    state: Option<ApplicationState>,
    kind: Option<OrganisationKind>,
) -> Result<Vec<Application>> {
    conn.all(&QUEUE, args![authority, state, kind, MAX_LISTED]).await
}

/// How many applications to an authority are in a state.
pub async fn count(conn: &mut Conn, authority: OrganisationId, state: ApplicationState) -> Result<i64> {
    let (count,): (i64,) = conn.one(&COUNT, args![authority, state]).await?;
    Ok(count)
}

/// What to look twice at, for each application of a queue in the same order.
pub async fn signals(
    conn: &mut Conn,
    authority: OrganisationId,
    state: Option<ApplicationState>,
) -> Result<Vec<Signals>> {
    conn.all(&SIGNALS, args![authority, state, false, MAX_LISTED]).await
}

/// Whether an authority approved an organisation, and did not suspend it.
pub async fn is_approved(conn: &mut Conn, organisation: OrganisationId, authority: OrganisationId) -> Result<bool> {
    let (count,): (i64,) = conn.one(&IS_APPROVED, args![organisation, authority]).await?;
    Ok(count > 0)
}

/// The authorities that approved an organisation.
pub async fn approved_authorities(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<OrganisationId>> {
    let rows: Vec<(OrganisationId,)> = conn.all(&APPROVED_AUTHORITIES, args![organisation, MAX_LISTED]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The organisations that an authority approved, by name.
pub async fn approved_members(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<ApprovedMember>> {
    conn.all(
        &APPROVED_MEMBERS,
        args![authority, crate::organisations::MAX_AUTHORITIES],
    )
    .await
}
