//! Communities' projects: what and why, where, on whose exchanges, and in which state.

use crate::{Conn, Result, Tx, args, row::record, search, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{OrganisationId, ProjectId, lifecycle::ProjectState};

/// The most projects of one organisation, or waiting at one authority, that a list shows.
pub const MAX_LISTED: u32 = 500;
/// The most authorities on whose exchanges one project may stand.
pub const MAX_AUTHORITIES: u32 = 50;
/// The most outcomes that one project may name.
pub const MAX_OUTCOMES: u32 = 100;

record! {
    /// A project.
    pub struct Project {
        /// Its id.
        pub id: ProjectId,
        /// Its name in addresses of pages.
        pub slug: String,
        /// The community organisation.
        pub organisation_id: OrganisationId,
        /// What it is called.
        pub title: String,
        /// What it is and why.
        pub summary: String,
        /// Who benefits.
        pub beneficiaries: String,
        /// About how many people benefit.
        pub beneficiary_count: Option<u32>,
        /// The first day.
        pub starts_on: Option<Date>,
        /// The last day.
        pub ends_on: Option<Date>,
        /// The postcode, in canonical form.
        pub postcode: Option<String>,
        /// Where that is, in metres of the British National Grid.
        pub easting_m: Option<i32>,
        /// Where that is, in metres of the British National Grid.
        pub northing_m: Option<i32>,
        /// The GSS code of the local authority where it is.
        pub local_authority: Option<String>,
        /// Its state.
        pub state: ProjectState,
        /// What the authority said when it returned or declined it.
        pub review_note: Option<String>,
        /// When it was begun.
        pub created_at: Timestamp,
        /// When it was changed last.
        pub updated_at: Timestamp,
        /// When it was sent for review.
        pub submitted_at: Option<Timestamp>,
        /// When it was listed first.
        pub listed_at: Option<Timestamp>,
        /// When it was closed or expired.
        pub closed_at: Option<Timestamp>,
    }

    /// A project in a list, with its organisation and how many needs it has.
    pub struct Summary {
        /// Its id.
        pub id: ProjectId,
        /// Its name in addresses of pages.
        pub slug: String,
        /// The community organisation.
        pub organisation_id: OrganisationId,
        /// The organisation's name.
        pub organisation_name: String,
        /// When the organisation joined the installation.
        pub organisation_created_at: Timestamp,
        /// What it is called.
        pub title: String,
        /// Its state.
        pub state: ProjectState,
        /// Its postcode.
        pub postcode: Option<String>,
        /// The GSS code of the local authority where it is.
        pub local_authority: Option<String>,
        /// The last day.
        pub ends_on: Option<Date>,
        /// When it was changed last.
        pub updated_at: Timestamp,
        /// When it was sent for review.
        pub submitted_at: Option<Timestamp>,
        /// How many needs it has.
        pub needs: u32,
        /// How many of them are met in full by accepted matches and contracts.
        pub needs_met: u32,
    }

    /// An authority on whose exchange a project stands.
    pub struct Tag {
        /// The authority.
        pub authority_id: OrganisationId,
        /// Its name.
        pub name: String,
        /// Its name in addresses of pages.
        pub slug: String,
    }

    /// An outcome of an authority that a project serves.
    pub struct Outcome {
        /// The authority.
        pub authority_id: OrganisationId,
        /// The outcome's code.
        pub code: String,
        /// Its title.
        pub title: String,
    }
}

statements! {
    INSERT = "INSERT INTO project (id, slug, organisation_id, title, summary, beneficiaries, beneficiary_count, starts_on, ends_on,
            postcode, easting_m, northing_m, local_authority, state, review_note, created_at, updated_at, submitted_at, listed_at, closed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    UPDATE = "UPDATE project SET title = $3, summary = $4, beneficiaries = $5, beneficiary_count = $6, starts_on = $7, ends_on = $8,
            postcode = $9, easting_m = $10, northing_m = $11, local_authority = $12, updated_at = $13
        WHERE id = $1 AND state = $2";
    SET_STATE = "UPDATE project SET state = $3, updated_at = $4, review_note = COALESCE($5, review_note),
            submitted_at = CASE WHEN CAST($3 AS TEXT) = 'submitted' THEN $4 ELSE submitted_at END,
            listed_at = CASE WHEN CAST($3 AS TEXT) = 'listed' THEN COALESCE(listed_at, $4) ELSE listed_at END,
            closed_at = CASE WHEN CAST($3 AS TEXT) IN ('closed', 'expired') THEN $4 ELSE closed_at END
        WHERE id = $1 AND state = $2";
    BY_ID = "SELECT id, slug, organisation_id, title, summary, beneficiaries, beneficiary_count, starts_on, ends_on, postcode,
            easting_m, northing_m, local_authority, state, review_note, created_at, updated_at, submitted_at, listed_at, closed_at
        FROM project WHERE id = $1";
    BY_SLUG = "SELECT id, slug, organisation_id, title, summary, beneficiaries, beneficiary_count, starts_on, ends_on, postcode,
            easting_m, northing_m, local_authority, state, review_note, created_at, updated_at, submitted_at, listed_at, closed_at
        FROM project WHERE slug = $1";
    OF_ORGANISATION = "SELECT p.id AS id, p.slug AS slug, p.organisation_id AS organisation_id, o.name AS organisation_name,
            o.created_at AS organisation_created_at, p.title AS title, p.state AS state, p.postcode AS postcode,
            p.local_authority AS local_authority, p.ends_on AS ends_on, p.updated_at AS updated_at, p.submitted_at AS submitted_at,
            CAST((SELECT COUNT(*) FROM need n WHERE n.project_id = p.id AND n.removed_at IS NULL) AS BIGINT) AS needs,
            CAST((SELECT COUNT(*) FROM need n WHERE n.project_id = p.id AND n.removed_at IS NULL AND n.matched = n.quantity) AS BIGINT) AS needs_met
        FROM project p JOIN organisation o ON o.id = p.organisation_id
        WHERE p.organisation_id = $1 ORDER BY p.updated_at DESC, p.id LIMIT $2";
    WAITING_FOR = "SELECT p.id AS id, p.slug AS slug, p.organisation_id AS organisation_id, o.name AS organisation_name,
            o.created_at AS organisation_created_at, p.title AS title, p.state AS state, p.postcode AS postcode,
            p.local_authority AS local_authority, p.ends_on AS ends_on, p.updated_at AS updated_at, p.submitted_at AS submitted_at,
            CAST((SELECT COUNT(*) FROM need n WHERE n.project_id = p.id AND n.removed_at IS NULL) AS BIGINT) AS needs,
            CAST((SELECT COUNT(*) FROM need n WHERE n.project_id = p.id AND n.removed_at IS NULL AND n.matched = n.quantity) AS BIGINT) AS needs_met
        FROM project_authority a JOIN project p ON p.id = a.project_id JOIN organisation o ON o.id = p.organisation_id
        WHERE a.authority_id = $1 AND p.state = 'submitted' ORDER BY p.submitted_at, p.id LIMIT $2";
    ENDED = "SELECT id AS a FROM project WHERE state IN ('listed', 'paused') AND ends_on < $1 ORDER BY ends_on, id LIMIT $2";
    TAGS = "SELECT o.id AS authority_id, o.name AS name, o.slug AS slug
        FROM project_authority a JOIN organisation o ON o.id = a.authority_id WHERE a.project_id = $1 ORDER BY o.name, o.id LIMIT $2";
    ADD_TAG = "INSERT INTO project_authority (project_id, authority_id) VALUES ($1, $2) ON CONFLICT (authority_id, project_id) DO NOTHING";
    REMOVE_TAG = "DELETE FROM project_authority WHERE project_id = $1 AND authority_id = $2";
    OUTCOMES = "SELECT x.authority_id AS authority_id, x.code AS code, x.title AS title
        FROM project_outcome p JOIN outcome x ON x.authority_id = p.authority_id AND x.code = p.outcome
        WHERE p.project_id = $1 ORDER BY x.authority_id, x.position, x.code LIMIT $2";
    ADD_OUTCOME = "INSERT INTO project_outcome (project_id, authority_id, outcome) VALUES ($1, $2, $3)
        ON CONFLICT (project_id, authority_id, outcome) DO NOTHING";
    CLEAR_OUTCOMES = "DELETE FROM project_outcome WHERE project_id = $1";
    ALIKE = "SELECT id, slug, organisation_id, title, summary, beneficiaries, beneficiary_count, starts_on, ends_on, postcode,
            easting_m, northing_m, local_authority, state, review_note, created_at, updated_at, submitted_at, listed_at, closed_at
        FROM project WHERE id <> $1 AND (organisation_id = $2 OR (postcode = $3 AND state = 'listed'))
            AND state IN ('draft', 'submitted', 'listed', 'returned', 'paused')
        ORDER BY updated_at DESC, id LIMIT $4";
}

/// Adds a project.
pub async fn insert(tx: &mut Tx, project: &Project) -> Result<()> {
    let p = project.clone();
    let values = args![
        p.id,
        p.slug,
        p.organisation_id,
        p.title,
        p.summary,
        p.beneficiaries,
        p.beneficiary_count,
        p.starts_on,
        p.ends_on,
        p.postcode,
        p.easting_m,
        p.northing_m,
        p.local_authority,
        p.state,
        p.review_note,
        p.created_at,
        p.updated_at,
        p.submitted_at,
        p.listed_at,
        p.closed_at
    ];
    tx.execute(&INSERT, values).await?;
    search::refresh(tx, project.id).await
}

/// Writes a project's details again, where it is still in the state that the record says. Gives whether it was.
pub async fn update(tx: &mut Tx, project: &Project) -> Result<bool> {
    let (p, now) = (project.clone(), tx.now());
    let values = args![
        p.id,
        p.state,
        p.title,
        p.summary,
        p.beneficiaries,
        p.beneficiary_count,
        p.starts_on,
        p.ends_on,
        p.postcode,
        p.easting_m,
        p.northing_m,
        p.local_authority,
        now
    ];
    let changed = tx.execute(&UPDATE, values).await? == 1;
    search::refresh(tx, project.id).await?;
    Ok(changed)
}

/// Moves a project from one state to another, with what the authority says of it. Gives whether it was in the first.
pub async fn set_state(
    tx: &mut Tx,
    id: ProjectId,
    from: ProjectState,
    to: ProjectState,
    note: Option<&str>,
) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(&SET_STATE, args![id, from, to, now, note]).await? == 1;
    search::refresh(tx, id).await?;
    Ok(changed)
}

/// The project with an id.
pub async fn by_id(conn: &mut Conn, id: ProjectId) -> Result<Option<Project>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The project with a slug.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Project>> {
    conn.optional(&BY_SLUG, args![slug]).await
}

/// An organisation's projects, changed last first.
pub async fn of_organisation(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<Summary>> {
    conn.all(&OF_ORGANISATION, args![organisation, MAX_LISTED]).await
}

/// The projects that wait for an authority's review, sent first first.
pub async fn waiting_for(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<Summary>> {
    conn.all(&WAITING_FOR, args![authority, MAX_LISTED]).await
}

/// Projects that are listed or paused though their last day is before this one.
pub async fn ended(conn: &mut Conn, before: Date, limit: u32) -> Result<Vec<ProjectId>> {
    let rows: Vec<(ProjectId,)> = conn.all(&ENDED, args![before, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The authorities on whose exchanges a project stands, by name.
pub async fn authorities(conn: &mut Conn, id: ProjectId) -> Result<Vec<Tag>> {
    conn.all(&TAGS, args![id, MAX_AUTHORITIES]).await
}

/// Says anew on whose exchanges a project stands. One that a match needs cannot be taken away: see
/// [`Error::constraint`](crate::Error::constraint).
pub async fn set_authorities(tx: &mut Tx, id: ProjectId, wanted: &[OrganisationId]) -> Result<()> {
    for tag in authorities(tx, id).await? {
        if !wanted.contains(&tag.authority_id) {
            tx.execute(&REMOVE_TAG, args![id, tag.authority_id]).await?;
        }
    }
    for authority in wanted {
        tx.execute(&ADD_TAG, args![id, *authority]).await?;
    }
    search::refresh(tx, id).await
}

/// The outcomes that a project serves.
pub async fn outcomes(conn: &mut Conn, id: ProjectId) -> Result<Vec<Outcome>> {
    conn.all(&OUTCOMES, args![id, MAX_OUTCOMES]).await
}

/// Says anew which outcomes a project serves.
pub async fn set_outcomes(tx: &mut Tx, id: ProjectId, wanted: &[(OrganisationId, String)]) -> Result<()> {
    tx.execute(&CLEAR_OUTCOMES, args![id]).await?;
    for (authority, code) in wanted {
        tx.execute(&ADD_OUTCOME, args![id, *authority, code]).await?;
    }
    search::refresh(tx, id).await
}

/// Other live projects of the same organisation, and listed ones at the same postcode.
pub async fn alike(
    conn: &mut Conn,
    than: ProjectId,
    organisation: OrganisationId,
    postcode: Option<&str>,
    limit: u32,
) -> Result<Vec<Project>> {
    conn.all(&ALIKE, args![than, organisation, postcode, limit]).await
}
