//! People, their memberships and their sessions.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{
    OrganisationId, PersonId, SessionId,
    organisation::{OrganisationKind, Roles},
};

record! {
    /// A person who can sign in.
    pub struct Person {
        /// Their id.
        pub id: PersonId,
        /// Their address, in lower case.
        pub email: String,
        /// Their name.
        pub name: String,
        /// The hash of their password, where they have one.
        pub password_hash: Option<String>,
        /// When they proved that the address is theirs.
        pub email_verified_at: Option<Timestamp>,
        /// When they signed up.
        pub created_at: Timestamp,
        /// When the account was closed.
        pub disabled_at: Option<Timestamp>,
    }

    /// An organisation that a person belongs to.
    pub struct Membership {
        /// The organisation.
        pub organisation_id: OrganisationId,
        /// Its name.
        pub name: String,
        /// What it is.
        pub kind: OrganisationKind,
        /// What the person may do in it.
        pub roles: Roles,
    }

    /// A person of an organisation.
    pub struct Member {
        /// The person.
        pub person_id: PersonId,
        /// Their name.
        pub name: String,
        /// Their address.
        pub email: String,
        /// What they may do.
        pub roles: Roles,
        /// Since when.
        pub created_at: Timestamp,
    }

    /// A person of the demonstration, in one of their organisations.
    pub struct DemoPerson {
        /// The person.
        pub person_id: PersonId,
        /// Their name.
        pub person_name: String,
        /// The organisation.
        pub organisation_name: String,
        /// What it is.
        pub kind: OrganisationKind,
        /// What they may do in it.
        pub roles: Roles,
    }

    /// A session that is open.
    pub struct Session {
        /// Its id.
        pub id: SessionId,
        /// Who signed in.
        pub person_id: PersonId,
        /// Their name.
        pub person_name: String,
        /// The organisation that they act for, where they chose one.
        pub organisation_id: Option<OrganisationId>,
        /// The token that its forms carry.
        pub csrf: String,
        /// The browser, as it names itself.
        pub agent: String,
        /// When they signed in.
        pub created_at: Timestamp,
        /// When it was last used, to within a few minutes.
        pub seen_at: Timestamp,
        /// When it ends at the latest.
        pub expires_at: Timestamp,
    }
}

statements! {
    SET_PASSWORD = "UPDATE person SET password_hash = $2 WHERE id = $1";
    SET_NAME = "UPDATE person SET name = $2 WHERE id = $1";
    VERIFY_EMAIL = "UPDATE person SET email_verified_at = $2 WHERE id = $1 AND email_verified_at IS NULL";
    END_OTHER_SESSIONS = "UPDATE session SET ended_at = $3 WHERE person_id = $1 AND id <> $2 AND ended_at IS NULL";
    LIST = "SELECT id, email, name, password_hash, email_verified_at, created_at, disabled_at FROM person ORDER BY email LIMIT $1 OFFSET $2";
    DEMO_PEOPLE = "SELECT p.id AS person_id, p.name AS person_name, o.name AS organisation_name, o.kind AS kind, m.roles AS roles
        FROM person p JOIN membership m ON m.person_id = p.id JOIN organisation o ON o.id = m.organisation_id
        WHERE p.email LIKE '%@demo.example' AND p.disabled_at IS NULL ORDER BY o.kind, o.name, p.name, p.id LIMIT $1";
    INSERT = "INSERT INTO person (id, email, name, password_hash, email_verified_at, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    BY_ID = "SELECT id, email, name, password_hash, email_verified_at, created_at, disabled_at FROM person WHERE id = $1";
    BY_EMAIL = "SELECT id, email, name, password_hash, email_verified_at, created_at, disabled_at FROM person WHERE email = $1";
    MEMBERSHIPS = "SELECT m.organisation_id AS organisation_id, o.name AS name, o.kind AS kind, m.roles AS roles
        FROM membership m JOIN organisation o ON o.id = m.organisation_id WHERE m.person_id = $1 ORDER BY o.name, o.id LIMIT $2";
    MEMBERS = "SELECT m.person_id AS person_id, p.name AS name, p.email AS email, m.roles AS roles, m.created_at AS created_at
        FROM membership m JOIN person p ON p.id = m.person_id WHERE m.organisation_id = $1 ORDER BY p.name, p.id LIMIT $2";
    PUT_MEMBERSHIP = "INSERT INTO membership (organisation_id, person_id, roles, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (organisation_id, person_id) DO UPDATE SET roles = excluded.roles";
    REMOVE_MEMBERSHIP = "DELETE FROM membership WHERE organisation_id = $1 AND person_id = $2";
    START_SESSION = "INSERT INTO session (id, token_sha256, person_id, organisation_id, csrf, agent, created_at, seen_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    FIND_SESSION = "SELECT s.id AS id, s.person_id AS person_id, p.name AS person_name, s.organisation_id AS organisation_id, s.csrf AS csrf,
            s.agent AS agent, s.created_at AS created_at, s.seen_at AS seen_at, s.expires_at AS expires_at
        FROM session s JOIN person p ON p.id = s.person_id
        WHERE s.token_sha256 = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 AND p.disabled_at IS NULL";
    SESSIONS = "SELECT s.id AS id, s.person_id AS person_id, p.name AS person_name, s.organisation_id AS organisation_id, s.csrf AS csrf,
            s.agent AS agent, s.created_at AS created_at, s.seen_at AS seen_at, s.expires_at AS expires_at
        FROM session s JOIN person p ON p.id = s.person_id
        WHERE s.person_id = $1 AND s.ended_at IS NULL AND s.expires_at > $2 AND s.seen_at > $3 ORDER BY s.seen_at DESC LIMIT $4";
    SEE_SESSION = "UPDATE session SET seen_at = $2 WHERE id = $1";
    SWITCH_SESSION = "UPDATE session SET organisation_id = $2 WHERE id = $1";
    END_SESSION = "UPDATE session SET ended_at = $3 WHERE id = $1 AND person_id = $2 AND ended_at IS NULL";
    END_SESSIONS = "UPDATE session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL";
}

/// The most memberships of a person, and members of an organisation, that are listed.
pub const MAX_LISTED: u32 = 500;

/// Adds a person. The address must be in lower case; a second person with it is refused as a duplicate.
pub async fn insert(tx: &mut Tx, person: &Person) -> Result<()> {
    let person = person.clone();
    tx.execute(
        &INSERT,
        args![
            person.id,
            person.email,
            person.name,
            person.password_hash,
            person.email_verified_at,
            person.created_at
        ],
    )
    .await?;
    Ok(())
}

/// The person with an id.
pub async fn by_id(conn: &mut Conn, id: PersonId) -> Result<Option<Person>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The person with an address, in lower case.
pub async fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Person>> {
    conn.optional(&BY_EMAIL, args![email]).await
}

/// People by address, from the one after `offset` others on.
pub async fn list(conn: &mut Conn, limit: u32, offset: u32) -> Result<Vec<Person>> {
    conn.all(&LIST, args![limit, offset]).await
}

/// The people of the demonstration: those whose addresses end in `@demo.example`, once for each organisation of theirs.
pub async fn demo_people(conn: &mut Conn) -> Result<Vec<DemoPerson>> {
    conn.all(&DEMO_PEOPLE, args![MAX_LISTED]).await
}

/// Keeps the hash of a person's new password.
pub async fn set_password(tx: &mut Tx, person: PersonId, password_hash: &str) -> Result<()> {
    tx.execute(&SET_PASSWORD, args![person, password_hash]).await?;
    Ok(())
}

/// Changes a person's name.
pub async fn set_name(tx: &mut Tx, person: PersonId, name: &str) -> Result<()> {
    tx.execute(&SET_NAME, args![person, name]).await?;
    Ok(())
}

/// Notes that a person proved that their address is theirs. Says whether that was not known before.
pub async fn verify_email(tx: &mut Tx, person: PersonId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&VERIFY_EMAIL, args![person, now]).await? > 0)
}

/// The organisations that a person belongs to, by name.
pub async fn memberships(conn: &mut Conn, person: PersonId) -> Result<Vec<Membership>> {
    conn.all(&MEMBERSHIPS, args![person, MAX_LISTED]).await
}

/// The people of an organisation, by name.
pub async fn members(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<Member>> {
    conn.all(&MEMBERS, args![organisation, MAX_LISTED]).await
}

/// Makes a person a member with these roles, or changes the roles of one who is.
pub async fn put_membership(tx: &mut Tx, organisation: OrganisationId, person: PersonId, roles: Roles) -> Result<()> {
    let now = tx.now();
    tx.execute(&PUT_MEMBERSHIP, args![organisation, person, roles, now])
        .await?;
    Ok(())
}

/// Ends a membership. Says whether there was one.
pub async fn remove_membership(tx: &mut Tx, organisation: OrganisationId, person: PersonId) -> Result<bool> {
    Ok(tx.execute(&REMOVE_MEMBERSHIP, args![organisation, person]).await? > 0)
}

/// A session that begins.
pub struct NewSession {
    /// SHA-256 of the token in the cookie.
    pub token_sha256: Vec<u8>,
    /// Who signed in.
    pub person: PersonId,
    /// The organisation that they act for first.
    pub organisation: Option<OrganisationId>,
    /// The token that its forms carry.
    pub csrf: String,
    /// The browser, as it names itself.
    pub agent: String,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

/// Begins a session.
pub async fn start_session(tx: &mut Tx, session: NewSession) -> Result<SessionId> {
    let (id, now) = (tx.id(), tx.now());
    let values = args![
        id,
        session.token_sha256,
        session.person,
        session.organisation,
        session.csrf,
        session.agent,
        now,
        session.expires_at
    ];
    tx.execute(&START_SESSION, values).await?;
    Ok(id)
}

/// The open session with this token, unless it has not been used since `idle_since`.
pub async fn find_session(
    conn: &mut Conn,
    token_sha256: &[u8],
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Option<Session>> {
    conn.optional(&FIND_SESSION, args![token_sha256, now, idle_since]).await
}

/// The open sessions of a person, the one used last first.
pub async fn sessions(
    conn: &mut Conn,
    person: PersonId,
    now: Timestamp,
    idle_since: Timestamp,
) -> Result<Vec<Session>> {
    conn.all(&SESSIONS, args![person, now, idle_since, MAX_LISTED]).await
}

/// Notes that a session was used.
pub async fn see_session(tx: &mut Tx, id: SessionId) -> Result<()> {
    let now = tx.now();
    tx.execute(&SEE_SESSION, args![id, now]).await?;
    Ok(())
}

/// Lets a session act for an organisation.
pub async fn switch_session(tx: &mut Tx, id: SessionId, organisation: OrganisationId) -> Result<()> {
    tx.execute(&SWITCH_SESSION, args![id, organisation]).await?;
    Ok(())
}

/// Ends one session of a person. Says whether it was open.
pub async fn end_session(tx: &mut Tx, id: SessionId, person: PersonId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&END_SESSION, args![id, person, now]).await? > 0)
}

/// Ends every session of a person but one.
pub async fn end_other_sessions(tx: &mut Tx, person: PersonId, kept: SessionId) -> Result<u64> {
    let now = tx.now();
    tx.execute(&END_OTHER_SESSIONS, args![person, kept, now]).await
}

/// Ends every session of a person.
pub async fn end_sessions(tx: &mut Tx, person: PersonId) -> Result<u64> {
    let now = tx.now();
    tx.execute(&END_SESSIONS, args![person, now]).await
}
