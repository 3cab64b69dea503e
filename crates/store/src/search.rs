//! Finding listed projects by words, resource, authority, outcome, place and time.
//!
//! Each listed project has a row in `project_search`, and its words in an inverted index: FTS5 on SQLite, a `tsvector` on
//! PostgreSQL. Resources, authorities and outcomes are tokens in the same index, so that any combination of them is one
//! look-up that stops as soon as the page is full. Words are cut here and not by the engines, so both find the same.

mod words;

use crate::{Arg, Conn, Result, Stmt, Tx, args, needs, projects, row::record, stmt::statements};
use jiff::civil::{Date, date};
use svx_domain::{OrganisationId, ProjectId, lifecycle::ProjectState};
use words::{Query, Words};

/// Counting stops here: beyond it a person is better served by a narrower search.
pub const MAX_COUNTED: u32 = 1000;
/// The most projects of one page.
pub const MAX_PAGE: u32 = 101;
/// The longest words that are kept, and the longest query that is read, in characters.
pub const MAX_QUERY_CHARS: usize = 200;

/// What to find. Everything that is given must hold.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Words of the story or of the needs, all of them.
    pub words: String,
    /// The code of a resource that is still wanted.
    pub resource: Option<String>,
    /// An authority on whose exchange the project stands.
    pub authority: Option<OrganisationId>,
    /// An outcome of that authority.
    pub outcome: Option<String>,
    /// Not further from here than this.
    pub near: Option<Near>,
    /// Wanted on this day or later.
    pub from: Option<Date>,
    /// Wanted on this day or before.
    pub to: Option<Date>,
}

/// A circle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near {
    /// Its middle, in metres of the British National Grid.
    pub easting_m: i32,
    /// Its middle, in metres of the British National Grid.
    pub northing_m: i32,
    /// Its radius in metres.
    pub within_m: u32,
}

record! {
    /// A project that was found.
    pub struct Hit {
        /// Its id.
        pub id: ProjectId,
        /// Its name in addresses of pages.
        pub slug: String,
        /// What it is called.
        pub title: String,
        /// What it is and why.
        pub summary: String,
        /// The community organisation.
        pub organisation_id: OrganisationId,
        /// Its name.
        pub organisation_name: String,
        /// The GSS code of the local authority where it is.
        pub local_authority: Option<String>,
        /// Where it is, in metres of the British National Grid.
        pub easting_m: Option<i32>,
        /// Where it is, in metres of the British National Grid.
        pub northing_m: Option<i32>,
    }
}

statements! {
    UNLIST = "UPDATE project_search SET listed = FALSE WHERE project_id = $1 AND listed RETURNING doc AS a";
    LIST = "INSERT INTO project_search (project_id, listed, easting_m, northing_m, from_on, to_on) VALUES ($1, TRUE, $2, $3, $4, $5)
        ON CONFLICT (project_id) DO UPDATE SET listed = TRUE, easting_m = excluded.easting_m, northing_m = excluded.northing_m,
            from_on = excluded.from_on, to_on = excluded.to_on
        RETURNING doc AS a";
    SET_WORDS = ["INSERT OR REPLACE INTO project_words (rowid, words) VALUES ($1, $2)",
        "UPDATE project_search SET words = array_to_tsvector(string_to_array(CAST($2 AS TEXT), ' ')) WHERE doc = $1"];
    FORGET_WORDS = ["DELETE FROM project_words WHERE rowid = $1", "UPDATE project_search SET words = NULL WHERE doc = $1"];
    OWNER = "SELECT o.name AS a FROM project p JOIN organisation o ON o.id = p.organisation_id WHERE p.id = $1";
    SYNONYMS = "SELECT r.synonyms AS a FROM need n JOIN resource r ON r.code = n.resource
        WHERE n.project_id = $1 AND n.removed_at IS NULL AND n.matched < n.quantity LIMIT 50";

    NEWEST = "SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, p.organisation_id AS organisation_id,
            o.name AS organisation_name, p.local_authority AS local_authority, p.easting_m AS easting_m, p.northing_m AS northing_m
        FROM (SELECT doc, project_id FROM project_search WHERE listed AND from_on <= $2 AND to_on >= $1
                ORDER BY doc DESC LIMIT $3 OFFSET $4) s
            JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        ORDER BY s.doc DESC";
    COUNT_NEWEST = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one FROM project_search
        WHERE listed AND from_on <= $2 AND to_on >= $1 LIMIT $3) found";

    MATCHING = ["SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, p.organisation_id AS organisation_id,
            o.name AS organisation_name, p.local_authority AS local_authority, p.easting_m AS easting_m, p.northing_m AS northing_m
        FROM (SELECT i.doc AS doc, i.project_id AS project_id FROM project_words w JOIN project_search i ON i.doc = w.rowid
                WHERE w.project_words MATCH $5 AND i.listed AND i.from_on <= $2 AND i.to_on >= $1
                ORDER BY w.rowid DESC LIMIT $3 OFFSET $4) s
            JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        ORDER BY s.doc DESC",
        "SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, p.organisation_id AS organisation_id,
            o.name AS organisation_name, p.local_authority AS local_authority, p.easting_m AS easting_m, p.northing_m AS northing_m
        FROM (SELECT doc, project_id FROM project_search
                WHERE words @@ CAST(CAST($5 AS TEXT) AS TSQUERY) AND listed AND from_on <= $2 AND to_on >= $1
                ORDER BY doc DESC LIMIT $3 OFFSET $4) s
            JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        ORDER BY s.doc DESC"];
    COUNT_MATCHING = ["SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one FROM project_words w JOIN project_search i ON i.doc = w.rowid
            WHERE w.project_words MATCH $4 AND i.listed AND i.from_on <= $2 AND i.to_on >= $1 LIMIT $3) found",
        "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one FROM project_search
            WHERE words @@ CAST(CAST($4 AS TEXT) AS TSQUERY) AND listed AND from_on <= $2 AND to_on >= $1 LIMIT $3) found"];

    // First the square around the circle, by the index; then the circle.
    NEAREST = "SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, p.organisation_id AS organisation_id,
            o.name AS organisation_name, p.local_authority AS local_authority, p.easting_m AS easting_m, p.northing_m AS northing_m
        FROM (SELECT doc, project_id, (easting_m - $5) * (easting_m - $5) + (northing_m - $6) * (northing_m - $6) AS far
                FROM project_search WHERE listed AND easting_m BETWEEN $5 - $7 AND $5 + $7 AND northing_m BETWEEN $6 - $7 AND $6 + $7
                    AND from_on <= $2 AND to_on >= $1
                    AND (easting_m - $5) * (easting_m - $5) + (northing_m - $6) * (northing_m - $6) <= $7 * $7
                ORDER BY far, doc DESC LIMIT $3 OFFSET $4) s
            JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        ORDER BY s.far, s.doc DESC";
    COUNT_NEAREST = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one
            FROM project_search WHERE listed AND easting_m BETWEEN CAST($4 AS BIGINT) - CAST($6 AS BIGINT) AND $4 + $6 AND northing_m BETWEEN CAST($5 AS BIGINT) - $6 AND $5 + $6
                AND from_on <= $2 AND to_on >= $1
                AND (easting_m - $4) * (easting_m - $4) + (northing_m - $5) * (northing_m - $5) <= $6 * $6 LIMIT $3) found";

    NEAREST_MATCHING = ["SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, p.organisation_id AS organisation_id,
            o.name AS organisation_name, p.local_authority AS local_authority, p.easting_m AS easting_m, p.northing_m AS northing_m
        FROM (SELECT i.doc AS doc, i.project_id AS project_id,
                    (i.easting_m - $5) * (i.easting_m - $5) + (i.northing_m - $6) * (i.northing_m - $6) AS far
                FROM project_words w JOIN project_search i ON i.doc = w.rowid
                WHERE w.project_words MATCH $8 AND i.listed AND i.easting_m BETWEEN $5 - $7 AND $5 + $7
                    AND i.northing_m BETWEEN $6 - $7 AND $6 + $7 AND i.from_on <= $2 AND i.to_on >= $1
                    AND (i.easting_m - $5) * (i.easting_m - $5) + (i.northing_m - $6) * (i.northing_m - $6) <= $7 * $7
                ORDER BY far, doc DESC LIMIT $3 OFFSET $4) s
            JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        ORDER BY s.far, s.doc DESC",
        "SELECT p.id AS id, p.slug AS slug, p.title AS title, p.summary AS summary, p.organisation_id AS organisation_id,
            o.name AS organisation_name, p.local_authority AS local_authority, p.easting_m AS easting_m, p.northing_m AS northing_m
        FROM (SELECT doc, project_id, (easting_m - $5) * (easting_m - $5) + (northing_m - $6) * (northing_m - $6) AS far
                FROM project_search WHERE words @@ CAST(CAST($8 AS TEXT) AS TSQUERY) AND listed
                    AND easting_m BETWEEN $5 - $7 AND $5 + $7 AND northing_m BETWEEN $6 - $7 AND $6 + $7
                    AND from_on <= $2 AND to_on >= $1
                    AND (easting_m - $5) * (easting_m - $5) + (northing_m - $6) * (northing_m - $6) <= $7 * $7
                ORDER BY far, doc DESC LIMIT $3 OFFSET $4) s
            JOIN project p ON p.id = s.project_id JOIN organisation o ON o.id = p.organisation_id
        ORDER BY s.far, s.doc DESC"];
    COUNT_NEAREST_MATCHING = ["SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one
            FROM project_words w JOIN project_search i ON i.doc = w.rowid
            WHERE w.project_words MATCH $7 AND i.listed AND i.easting_m BETWEEN CAST($4 AS BIGINT) - CAST($6 AS BIGINT) AND $4 + $6
                AND i.northing_m BETWEEN CAST($5 AS BIGINT) - $6 AND $5 + $6 AND i.from_on <= $2 AND i.to_on >= $1
                AND (i.easting_m - $4) * (i.easting_m - $4) + (i.northing_m - $5) * (i.northing_m - $5) <= $6 * $6 LIMIT $3) found",
        "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one
            FROM project_search WHERE words @@ CAST(CAST($7 AS TEXT) AS TSQUERY) AND listed
                AND easting_m BETWEEN CAST($4 AS BIGINT) - CAST($6 AS BIGINT) AND $4 + $6 AND northing_m BETWEEN CAST($5 AS BIGINT) - $6 AND $5 + $6
                AND from_on <= $2 AND to_on >= $1
                AND (easting_m - $4) * (easting_m - $4) + (northing_m - $5) * (northing_m - $5) <= $6 * $6 LIMIT $3) found"];
}

/// A page of what was found, and how many there are up to [`MAX_COUNTED`] and one.
#[derive(Debug, Clone)]
pub struct Found {
    /// The projects of this page: the nearest first where a place was given, otherwise the newest.
    pub hits: Vec<Hit>,
    /// How many there are in all; one more than [`MAX_COUNTED`] stands for “more”.
    pub count: u32,
}

struct Plan {
    list: &'static Stmt,
    count: &'static Stmt,
    /// What both statements take after the days, the limit and the offset.
    rest: Vec<Arg>,
}

impl Search {
    fn plan(&self, conn: &Conn) -> Plan {
        let query = Query::of(self).text(conn.engine());
        let near = self
            .near
            .map(|near| args![near.easting_m, near.northing_m, near.within_m]);
        let (list, count) = match (&near, &query) {
            (None, None) => (&NEWEST, &COUNT_NEWEST),
            (None, Some(_)) => (&MATCHING, &COUNT_MATCHING),
            (Some(_), None) => (&NEAREST, &COUNT_NEAREST),
            (Some(_), Some(_)) => (&NEAREST_MATCHING, &COUNT_NEAREST_MATCHING),
        };
        let rest = near.into_iter().flatten().chain(query.map(Arg::from)).collect();
        Plan { list, count, rest }
    }

    fn days(&self) -> Vec<Arg> {
        args![
            self.from.unwrap_or(date(1, 1, 1)),
            self.to.unwrap_or(date(9999, 12, 31))
        ]
    }
}

/// Finds listed projects that still want something.
pub async fn find(conn: &mut Conn, search: &Search, limit: u32, offset: u32) -> Result<Found> {
    let plan = search.plan(conn);
    let mut values = search.days();
    values.push(Arg::from(limit.min(MAX_PAGE)));
    values.push(Arg::from(offset.min(MAX_COUNTED)));
    values.extend(plan.rest.iter().cloned());
    let hits: Vec<Hit> = conn.all(plan.list, values).await?;
    // A first page that is not full says by itself how many there are.
    let short = offset == 0 && hits.len() < limit.min(MAX_PAGE) as usize;
    let count = if short {
        u32::try_from(hits.len()).unwrap_or(MAX_COUNTED)
    } else {
        let mut values = search.days();
        values.push(Arg::from(MAX_COUNTED + 1));
        values.extend(plan.rest);
        let (count,): (u32,) = conn.one(plan.count, values).await?;
        count
    };
    Ok(Found { hits, count })
}

/// The engine's plan for the list of a search, for the test that no table is read through.
pub async fn explain(conn: &mut Conn, search: &Search) -> Result<String> {
    let plan = search.plan(conn);
    let mut values = search.days();
    values.extend(args![50_u32, 0_u32]);
    values.extend(plan.rest);
    conn.explain(plan.list, values).await
}

/// Brings what the search knows of a project up to date. Every change of a project or of its needs calls it.
pub(crate) async fn refresh(tx: &mut Tx, id: ProjectId) -> Result<()> {
    let project = projects::by_id(tx, id).await?;
    let Some(project) = project.filter(|project| project.state == ProjectState::Listed) else {
        return unlist(tx, id).await;
    };
    let open: Vec<needs::Line> = needs::of_project(tx, id)
        .await?
        .into_iter()
        .filter(|need| !need.open().is_zero())
        .collect();
    let window = open
        .iter()
        .map(|need| need.from_on)
        .min()
        .zip(open.iter().map(|need| need.to_on).max());
    let Some((from, to)) = window else {
        return unlist(tx, id).await;
    };
    let words = words_of(tx, &project, &open).await?;
    let values = args![id, project.easting_m, project.northing_m, from, to];
    let (doc,): (i64,) = tx.one(&LIST, values).await?;
    tx.execute(&SET_WORDS, args![doc, words]).await?;
    Ok(())
}

async fn unlist(tx: &mut Tx, id: ProjectId) -> Result<()> {
    if let Some((doc,)) = tx.optional::<(i64,)>(&UNLIST, args![id]).await? {
        tx.execute(&FORGET_WORDS, args![doc]).await?;
    }
    Ok(())
}

async fn words_of(tx: &mut Tx, project: &projects::Project, open: &[needs::Line]) -> Result<String> {
    let mut words = Words::default();
    words.text(&project.title);
    words.text(&project.summary);
    words.text(&project.beneficiaries);
    let (organisation,): (String,) = tx.one(&OWNER, args![project.id]).await?;
    words.text(&organisation);
    for need in open {
        words.text(&need.resource_name);
        words.text(&need.description);
        words.resource(&need.resource);
    }
    for (synonyms,) in tx.all::<(String,)>(&SYNONYMS, args![project.id]).await? {
        words.text(&synonyms);
    }
    for tag in projects::authorities(tx, project.id).await? {
        words.authority(tag.authority_id);
    }
    for outcome in projects::outcomes(tx, project.id).await? {
        words.outcome(outcome.authority_id, &outcome.code);
    }
    Ok(words.join())
}
