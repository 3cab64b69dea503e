//! Complaints about the exchange.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{ComplaintId, PersonId, complaint::ComplaintAbout};

/// The most complaints that a list shows.
pub const MAX_LISTED: u32 = 200;

record! {
    /// A complaint.
    pub struct Complaint {
        /// Its id.
        pub id: ComplaintId,
        /// What the person was given to ask about it by.
        pub reference: String,
        /// What it is about.
        pub about: ComplaintAbout,
        /// The complaint itself.
        pub statement: String,
        /// Who made it.
        pub name: String,
        /// Where to answer.
        pub email: String,
        /// Who made it, where they had signed in.
        pub person_id: Option<PersonId>,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was closed.
        pub closed_at: Option<Timestamp>,
        /// Who closed it.
        pub closed_by: Option<PersonId>,
        /// What was done about it.
        pub note: Option<String>,
    }
}

statements! {
    INSERT = "INSERT INTO complaint (id, reference, about, statement, name, email, person_id, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    BY_REFERENCE = "SELECT id, reference, about, statement, name, email, person_id, created_at, closed_at, closed_by, note
        FROM complaint WHERE reference = $1";
    OPEN = "SELECT id, reference, about, statement, name, email, person_id, created_at, closed_at, closed_by, note
        FROM complaint WHERE closed_at IS NULL ORDER BY created_at LIMIT $1";
    CLOSED = "SELECT id, reference, about, statement, name, email, person_id, created_at, closed_at, closed_by, note
        FROM complaint WHERE closed_at IS NOT NULL ORDER BY created_at DESC LIMIT $1";
    CLOSE = "UPDATE complaint SET closed_at = $2, closed_by = $3, note = $4 WHERE id = $1 AND closed_at IS NULL";
    COUNT_OPEN = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM complaint WHERE closed_at IS NULL";
}

/// Adds a complaint that is open.
pub async fn insert(tx: &mut Tx, complaint: &Complaint) -> Result<()> {
    let c = complaint.clone();
    let values = args![
        c.id,
        c.reference,
        c.about,
        c.statement,
        c.name,
        c.email,
        c.person_id,
        c.created_at
    ];
    tx.execute(&INSERT, values).await?;
    Ok(())
}

/// The complaint with a reference.
pub async fn by_reference(conn: &mut Conn, reference: &str) -> Result<Option<Complaint>> {
    conn.optional(&BY_REFERENCE, args![reference]).await
}

/// Complaints that are open, oldest first.
pub async fn open(conn: &mut Conn) -> Result<Vec<Complaint>> {
    conn.all(&OPEN, args![MAX_LISTED]).await
}

/// Complaints that were closed, newest first.
pub async fn closed(conn: &mut Conn) -> Result<Vec<Complaint>> {
    conn.all(&CLOSED, args![MAX_LISTED]).await
}

/// How many complaints are open.
pub async fn count_open(conn: &mut Conn) -> Result<i64> {
    let (count,) = conn.one(&COUNT_OPEN, args![]).await?;
    Ok(count)
}

/// Closes a complaint with a note of what was done. Says whether it was open.
pub async fn close(tx: &mut Tx, id: ComplaintId, note: &str) -> Result<bool> {
    let (now, by) = (tx.now(), tx.actor().person());
    Ok(tx.execute(&CLOSE, args![id, now, by, note]).await? > 0)
}
