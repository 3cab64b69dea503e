//! What a project needs, line by line, and how much of each is promised.

use crate::{Conn, Result, Tx, args, row::record, search, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{NeedId, OfferId, OrganisationId, ProjectId, Quantity};

/// The most needs that one project may have.
pub const MAX_PER_PROJECT: u32 = 50;
/// The most needs that a query of several projects gives.
const MAX_OF_SEVERAL: u32 = 5000;

record! {
    /// A need.
    pub struct Need {
        /// Its id.
        pub id: NeedId,
        /// Whose it is.
        pub project_id: ProjectId,
        /// Its place in the list, from 0.
        pub position: u32,
        /// The code of what is needed.
        pub resource: String,
        /// What exactly, and what for.
        pub description: String,
        /// How much.
        pub quantity: Quantity,
        /// How much of it accepted matches and contracts have promised.
        pub matched: Quantity,
        /// How pressing it is: 1 to 5, the most pressing.
        pub priority: u32,
        /// The first day on which it is wanted.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// Whether it can be served from anywhere.
        pub remote: bool,
        /// Codes of conditions, joined by semicolons.
        pub requires: String,
        /// Whether a part of it is of use.
        pub divisible: bool,
        /// When it was taken off the list.
        pub removed_at: Option<Timestamp>,
    }

    /// A need with the words of its resource.
    pub struct Line {
        /// Its id.
        pub id: NeedId,
        /// Whose it is.
        pub project_id: ProjectId,
        /// The code of what is needed.
        pub resource: String,
        /// What that is called.
        pub resource_name: String,
        /// One of it.
        pub unit: String,
        /// Several of it.
        pub units: String,
        /// How many digits after the point its quantity may have.
        pub decimals: u32,
        /// What exactly, and what for.
        pub description: String,
        /// How much.
        pub quantity: Quantity,
        /// How much of it is promised.
        pub matched: Quantity,
        /// How pressing it is: 1 to 5, the most pressing.
        pub priority: u32,
        /// The first day on which it is wanted.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// Whether it can be served from anywhere.
        pub remote: bool,
        /// Codes of conditions, joined by semicolons.
        pub requires: String,
        /// Whether a part of it is of use.
        pub divisible: bool,
    }

    /// A listed need that an offer may serve: what the rules of matching want to know of it.
    pub struct Candidate {
        /// Its id.
        pub id: NeedId,
        /// The project.
        pub project_id: ProjectId,
        /// The project's name in addresses of pages.
        pub project_slug: String,
        /// The project's title.
        pub project_title: String,
        /// The community organisation.
        pub community_id: OrganisationId,
        /// Its name.
        pub community_name: String,
        /// The code of what is needed.
        pub resource: String,
        /// What that is called.
        pub resource_name: String,
        /// One of it.
        pub unit: String,
        /// Several of it.
        pub units: String,
        /// How much is still wanted.
        pub open: Quantity,
        /// How pressing it is: 1 to 5, the most pressing.
        pub priority: u32,
        /// The first day on which it is wanted.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// Where, in metres of the British National Grid.
        pub easting_m: Option<i32>,
        /// Where, in metres of the British National Grid.
        pub northing_m: Option<i32>,
        /// Whether it can be served from anywhere.
        pub remote: bool,
        /// Codes of conditions, joined by semicolons.
        pub requires: String,
        /// Whether a part of it is of use.
        pub divisible: bool,
    }
}

impl Line {
    /// How much is still wanted.
    pub fn open(&self) -> Quantity {
        self.quantity.saturating_sub(self.matched)
    }
}

statements! {
    INSERT = "INSERT INTO need (id, project_id, position, resource, description, quantity, matched, priority, from_on, to_on, remote,
            requires, divisible)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12)";
    UPDATE = "UPDATE need SET resource = $2, description = $3, quantity = $4, priority = $5, from_on = $6, to_on = $7, remote = $8,
            requires = $9, divisible = $10
        WHERE id = $1 AND removed_at IS NULL AND matched <= $4 AND (matched = 0 OR resource = $2)";
    REMOVE = "UPDATE need SET removed_at = $2 WHERE id = $1 AND removed_at IS NULL AND matched = 0";
    BY_ID = "SELECT id, project_id, position, resource, description, quantity, matched, priority, from_on, to_on, remote, requires,
            divisible, removed_at
        FROM need WHERE id = $1";
    NEXT_POSITION = "SELECT CAST(COALESCE(MAX(position) + 1, 0) AS BIGINT) AS a FROM need WHERE project_id = $1";
    OF_PROJECT = "SELECT n.id AS id, n.project_id AS project_id, n.resource AS resource, r.name AS resource_name, r.unit AS unit,
            r.units AS units, r.decimals AS decimals, n.description AS description, n.quantity AS quantity, n.matched AS matched,
            n.priority AS priority, n.from_on AS from_on, n.to_on AS to_on, n.remote AS remote, n.requires AS requires, n.divisible AS divisible
        FROM need n JOIN resource r ON r.code = n.resource
        WHERE n.project_id = $1 AND n.removed_at IS NULL ORDER BY n.position, n.id LIMIT $2";
    OF_PROJECTS = ["SELECT n.id AS id, n.project_id AS project_id, n.resource AS resource, r.name AS resource_name, r.unit AS unit,
            r.units AS units, r.decimals AS decimals, n.description AS description, n.quantity AS quantity, n.matched AS matched,
            n.priority AS priority, n.from_on AS from_on, n.to_on AS to_on, n.remote AS remote, n.requires AS requires, n.divisible AS divisible
        FROM need n JOIN resource r ON r.code = n.resource
        WHERE n.project_id IN (SELECT unhex(value) FROM json_each($1)) AND n.removed_at IS NULL
        ORDER BY n.project_id, n.position, n.id LIMIT $2",
        "SELECT n.id AS id, n.project_id AS project_id, n.resource AS resource, r.name AS resource_name, r.unit AS unit,
            r.units AS units, r.decimals AS decimals, n.description AS description, n.quantity AS quantity, n.matched AS matched,
            n.priority AS priority, n.from_on AS from_on, n.to_on AS to_on, n.remote AS remote, n.requires AS requires, n.divisible AS divisible
        FROM need n JOIN resource r ON r.code = n.resource
        WHERE n.project_id = ANY($1) AND n.removed_at IS NULL
        ORDER BY n.project_id, n.position, n.id LIMIT $2"];
    TAKE = "UPDATE need SET matched = matched + $2
        WHERE id = $1 AND removed_at IS NULL AND $2 > 0 AND matched + $2 <= quantity RETURNING project_id AS a";
    RELEASE = "UPDATE need SET matched = matched - $2 WHERE id = $1 AND $2 > 0 AND matched >= $2 RETURNING project_id AS a";
    // Driven by the resource and what it may stand in for; then the project's state and whether both sides are on one exchange.
    CANDIDATES = "SELECT n.id AS id, p.id AS project_id, p.slug AS project_slug, p.title AS project_title,
            p.organisation_id AS community_id, o.name AS community_name, n.resource AS resource, r.name AS resource_name,
            r.unit AS unit, r.units AS units, n.quantity - n.matched AS open, n.priority AS priority, n.from_on AS from_on,
            n.to_on AS to_on, p.easting_m AS easting_m, p.northing_m AS northing_m, n.remote AS remote, n.requires AS requires,
            n.divisible AS divisible
        FROM offer f JOIN need n ON n.removed_at IS NULL AND (n.resource = f.resource
                OR n.resource IN (SELECT s.resource FROM resource_substitute s WHERE s.substitute = f.resource))
            JOIN project p ON p.id = n.project_id AND p.state = 'listed' AND p.organisation_id <> f.organisation_id
            JOIN organisation o ON o.id = p.organisation_id JOIN resource r ON r.code = n.resource
        WHERE f.id = $1 AND n.matched < n.quantity AND n.from_on <= f.to_on AND n.to_on >= f.from_on
            AND EXISTS (SELECT 1 FROM project_authority t JOIN application a ON a.authority_id = t.authority_id
                WHERE t.project_id = p.id AND a.organisation_id = f.organisation_id AND a.state = 'approved')
        ORDER BY n.priority DESC, p.listed_at DESC, n.id LIMIT $2";
}

/// Adds a need. What is `matched` starts at none.
pub async fn insert(tx: &mut Tx, need: &Need) -> Result<()> {
    let n = need.clone();
    let values = args![
        n.id,
        n.project_id,
        n.position,
        n.resource,
        n.description,
        n.quantity,
        n.priority,
        n.from_on,
        n.to_on,
        n.remote,
        n.requires,
        n.divisible
    ];
    tx.execute(&INSERT, values).await?;
    search::refresh(tx, need.project_id).await
}

/// Writes a need again. Not done, and `false`, where less would be needed than is promised, or something else.
pub async fn update(tx: &mut Tx, need: &Need) -> Result<bool> {
    let n = need.clone();
    let values = args![
        n.id,
        n.resource,
        n.description,
        n.quantity,
        n.priority,
        n.from_on,
        n.to_on,
        n.remote,
        n.requires,
        n.divisible
    ];
    let changed = tx.execute(&UPDATE, values).await? == 1;
    search::refresh(tx, need.project_id).await?;
    Ok(changed)
}

/// Takes a need off its project's list. Not done, and `false`, where something is promised to it.
pub async fn remove(tx: &mut Tx, need: &Need) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(&REMOVE, args![need.id, now]).await? == 1;
    search::refresh(tx, need.project_id).await?;
    Ok(changed)
}

/// The need with an id, removed or not.
pub async fn by_id(conn: &mut Conn, id: NeedId) -> Result<Option<Need>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The position of a project's next need.
pub async fn next_position(conn: &mut Conn, project: ProjectId) -> Result<u32> {
    let (next,): (u32,) = conn.one(&NEXT_POSITION, args![project]).await?;
    Ok(next)
}

/// A project's needs in its own order.
pub async fn of_project(conn: &mut Conn, project: ProjectId) -> Result<Vec<Line>> {
    conn.all(&OF_PROJECT, args![project, MAX_PER_PROJECT]).await
}

/// The needs of several projects, together by project and in its own order.
pub async fn of_projects(conn: &mut Conn, projects: &[ProjectId]) -> Result<Vec<Line>> {
    conn.all(&OF_PROJECTS, args![projects, MAX_OF_SEVERAL]).await
}

/// Counts a quantity as promised. Not done, and `false`, where less than that is still open.
pub async fn take(tx: &mut Tx, id: NeedId, quantity: Quantity) -> Result<bool> {
    let project: Option<(ProjectId,)> = tx.optional(&TAKE, args![id, quantity]).await?;
    after_change(tx, project).await
}

/// Takes a promise back. Not done, and `false`, where less than that was promised.
pub async fn release(tx: &mut Tx, id: NeedId, quantity: Quantity) -> Result<bool> {
    let project: Option<(ProjectId,)> = tx.optional(&RELEASE, args![id, quantity]).await?;
    after_change(tx, project).await
}

async fn after_change(tx: &mut Tx, project: Option<(ProjectId,)>) -> Result<bool> {
    match project {
        Some((project,)) => {
            search::refresh(tx, project).await?;
            Ok(true)
        }
        None => Ok(false),
    }
}

/// Listed needs that an offer may serve: the same resource or one that it stands in for, at a time that overlaps, on an
/// exchange that approved the supplier. The most pressing first.
pub async fn candidates_for(conn: &mut Conn, offer: OfferId, limit: u32) -> Result<Vec<Candidate>> {
    conn.all(&CANDIDATES, args![offer, limit]).await
}
