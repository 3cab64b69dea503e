//! The audit log: append-only, one event for each move, in the same transaction as the change.
//!
//! Each event is hashed with a random salt into a leaf, so that its payload can be erased later while the log still verifies.
//! The leaves are a Merkle tree: see [`tree`].

pub mod tree;

use crate::{Conn, Result, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{Id, OrganisationId, PersonId};

/// Something that happened. It never holds a sealed value, a password, a token or personal detail.
#[derive(Debug, Clone)]
pub struct Event {
    action: &'static str,
    subject_kind: &'static str,
    subject_id: Option<uuid::Uuid>,
    reason: Option<String>,
    detail: serde_json::Value,
    is_among_blanks: bool,
}

impl Event {
    /// An event such as `project.submitted` on a `project`.
    pub fn new<T>(action: &'static str, subject_kind: &'static str, subject: Id<T>) -> Self {
        Self {
            action,
            subject_kind,
            subject_id: Some(subject.uuid()),
            reason: None,
            detail: serde_json::json!({}),
            is_among_blanks: false,
        }
    }

    /// An event on the installation as a whole.
    pub fn general(action: &'static str) -> Self {
        Self {
            action,
            subject_kind: "installation",
            subject_id: None,
            reason: None,
            detail: serde_json::json!({}),
            is_among_blanks: false,
        }
    }

    /// With the reason that was given for it.
    #[must_use]
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// With facts that a reader of the log needs.
    #[must_use]
    pub fn with(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }

    /// With a few blank events before it, so that its place in the log does not tell its owner what others did since an
    /// earlier one. For what must stay secret for a time, such as bids.
    #[must_use]
    pub fn among_blanks(mut self) -> Self {
        self.is_among_blanks = true;
        self
    }
}

record! {
    /// An event as the log holds it.
    pub struct Logged {
        /// Its place in the log.
        pub seq: i64,
        /// When it happened.
        pub at: Timestamp,
        /// What happened, such as `project.submitted`.
        pub action: String,
        /// What it happened to.
        pub subject_kind: String,
        /// Its id.
        pub subject_id: Option<uuid::Uuid>,
        /// Who did it.
        pub person_id: Option<PersonId>,
        /// For which organisation.
        pub organisation_id: Option<OrganisationId>,
        /// The name of the job or command, where it was not a person.
        pub system: Option<String>,
        /// Why.
        pub reason: Option<String>,
        /// The facts.
        pub detail: serde_json::Value,
        /// The salt of the leaf.
        pub salt: Vec<u8>,
        /// The leaf.
        pub leaf: Vec<u8>,
    }
}

record! {
    /// An event with the names of who did it, for a page that shows what happened.
    pub struct Told {
        /// When it happened.
        pub at: Timestamp,
        /// What happened, such as `project.submitted`.
        pub action: String,
        /// Who did it.
        pub person: Option<String>,
        /// For which organisation.
        pub organisation: Option<String>,
        /// Why.
        pub reason: Option<String>,
    }
}

statements! {
    HISTORY = "SELECT e.at AS at, e.action AS action, p.name AS person, o.name AS organisation, e.reason AS reason
        FROM audit_event e LEFT JOIN person p ON p.id = e.person_id LEFT JOIN organisation o ON o.id = e.organisation_id
        WHERE e.subject_id = $1 ORDER BY e.seq LIMIT $2";
    OF_SUBJECT = "SELECT seq, at, action, subject_kind, subject_id, person_id, organisation_id, system, reason, detail, salt, leaf
        FROM audit_event WHERE subject_id = $1 ORDER BY seq LIMIT $2";
    OF_ORGANISATION = "SELECT seq, at, action, subject_kind, subject_id, person_id, organisation_id, system, reason, detail, salt, leaf
        FROM audit_event WHERE organisation_id = $1 ORDER BY seq DESC LIMIT $2";
}

/// What happened to one thing, oldest first.
pub async fn of_subject<T>(conn: &mut Conn, subject: Id<T>, limit: u32) -> Result<Vec<Logged>> {
    conn.all(&OF_SUBJECT, args![subject, limit]).await
}

/// What happened to one thing, oldest first, with the names of who did it.
pub async fn history<T>(conn: &mut Conn, subject: Id<T>, limit: u32) -> Result<Vec<Told>> {
    conn.all(&HISTORY, args![subject, limit]).await
}

/// What was done for one organisation, newest first.
pub async fn of_organisation(conn: &mut Conn, organisation: OrganisationId, limit: u32) -> Result<Vec<Logged>> {
    conn.all(&OF_ORGANISATION, args![organisation, limit]).await
}
