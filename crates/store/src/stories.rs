//! Stories: public projects that something arrived for.

use crate::{Conn, Result, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{ProjectId, Quantity};

/// The most stories of one page.
pub const PAGE: u32 = 20;
/// The most kinds of things that are named for the stories of one page.
const MAX_ARRIVED: u32 = 200;
/// How many confirmed deliveries are looked at for the latest stories.
const LOOKED_AT: u32 = 300;

record! {
    /// A project that something arrived for.
    pub struct Story {
        /// Its id.
        pub id: ProjectId,
        /// Its name in addresses of pages.
        pub slug: String,
        /// What it is called.
        pub title: String,
        /// What it is and why.
        pub summary: String,
        /// Who runs it.
        pub community: String,
        /// The GSS code of the local authority where it is.
        pub local_authority: Option<String>,
        /// When something was confirmed last.
        pub confirmed_at: Timestamp,
    }

    /// How much of a resource arrived for a project.
    pub struct Arrived {
        /// The project.
        pub project_id: ProjectId,
        /// How much was confirmed.
        pub quantity: Quantity,
        /// What the resource is called.
        pub resource: String,
        /// What one of it is called.
        pub unit: String,
        /// What several of it are called.
        pub units: String,
    }
}

statements! {
    // Bounded by the deliveries that are looked at, not by how many there ever were.
    LATEST = "SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, o.name AS community,
            p.local_authority AS local_authority, s.at AS confirmed_at
        FROM (SELECT c.project_id AS project_id, MAX(d.decided_at) AS at
            FROM (SELECT commitment_id, decided_at FROM delivery WHERE confirmed > 0 ORDER BY decided_at DESC LIMIT $2) d
            JOIN commitment c ON c.id = d.commitment_id GROUP BY c.project_id) s
        JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        WHERE p.state IN ('listed', 'paused', 'closed', 'expired') ORDER BY s.at DESC, p.id LIMIT $1";
    ALL = "SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, o.name AS community,
            p.local_authority AS local_authority, s.at AS confirmed_at
        FROM (SELECT c.project_id AS project_id, MAX(d.decided_at) AS at FROM delivery d
            JOIN commitment c ON c.id = d.commitment_id WHERE d.confirmed > 0 GROUP BY c.project_id) s
        JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        WHERE p.state IN ('listed', 'paused', 'closed', 'expired') ORDER BY s.at DESC, p.id LIMIT $1 OFFSET $2";
    COUNT = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM project p WHERE p.state IN ('listed', 'paused', 'closed', 'expired')
        AND EXISTS (SELECT 1 FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id
            WHERE c.project_id = p.id AND b.validated > 0)";
    // One list of ids has no form that both engines read.
    ARRIVED = ["SELECT c.project_id AS project_id, CAST(SUM(b.validated) AS BIGINT) AS quantity, r.name AS resource, r.unit AS unit, r.units AS units
        FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id JOIN resource r ON r.code = c.resource
        WHERE b.validated > 0 AND c.project_id IN (SELECT unhex(value) FROM json_each($1))
        GROUP BY c.project_id, r.code, r.name, r.unit, r.units ORDER BY c.project_id, r.name LIMIT $2",
        "SELECT c.project_id AS project_id, CAST(SUM(b.validated) AS BIGINT) AS quantity, r.name AS resource, r.unit AS unit, r.units AS units
        FROM commitment c JOIN ledger_balance b ON b.commitment_id = c.id JOIN resource r ON r.code = c.resource
        WHERE b.validated > 0 AND c.project_id = ANY($1)
        GROUP BY c.project_id, r.code, r.name, r.unit, r.units ORDER BY c.project_id, r.name LIMIT $2"];
}

/// The stories in which something was confirmed last, newest first.
pub async fn latest(conn: &mut Conn, limit: u32) -> Result<Vec<Story>> {
    conn.all(&LATEST, args![limit.min(PAGE), LOOKED_AT]).await
}

/// A page of all stories, newest first, from page 1.
pub async fn page(conn: &mut Conn, page: u32) -> Result<Vec<Story>> {
    let offset = i64::from(page.saturating_sub(1)) * i64::from(PAGE);
    conn.all(&ALL, args![PAGE, offset]).await
}

/// How many stories there are.
pub async fn count(conn: &mut Conn) -> Result<u32> {
    let (count,) = conn.one(&COUNT, args![]).await?;
    Ok(count)
}

/// What arrived for each of these stories.
pub async fn arrived(conn: &mut Conn, stories: &[Story]) -> Result<Vec<Arrived>> {
    let ids: Vec<ProjectId> = stories.iter().map(|story| story.id).collect();
    conn.all(&ARRIVED, args![&ids, MAX_ARRIVED]).await
}
