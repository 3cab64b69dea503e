//! Suppliers' offers of spare capacity, and how much of each is taken.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{Money, NeedId, OfferId, OrganisationId, Quantity, lifecycle::OfferState};

/// The most offers of one organisation that a list shows.
pub const MAX_LISTED: u32 = 500;

record! {
    /// An offer.
    pub struct Offer {
        /// Its id.
        pub id: OfferId,
        /// The supplier.
        pub organisation_id: OrganisationId,
        /// The code of what is offered.
        pub resource: String,
        /// What it is called.
        pub title: String,
        /// What exactly.
        pub description: String,
        /// How much there is.
        pub capacity: Quantity,
        /// How much of it accepted matches have taken.
        pub committed: Quantity,
        /// The first day on which it is free.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// The postcode that it sets out from, in canonical form.
        pub postcode: Option<String>,
        /// Where that is, in metres of the British National Grid.
        pub easting_m: Option<i32>,
        /// Where that is, in metres of the British National Grid.
        pub northing_m: Option<i32>,
        /// The GSS code of the local authority where that is.
        pub local_authority: Option<String>,
        /// How far it travels, in metres.
        pub radius_m: u32,
        /// Whether it can be given from anywhere.
        pub remote: bool,
        /// Codes of the conditions that it meets, joined by semicolons.
        pub provides: String,
        /// The most that the supplier will spend on it.
        pub budget_pence: Option<Money>,
        /// Its state.
        pub state: OfferState,
        /// When it was made.
        pub created_at: Timestamp,
        /// When it was changed last.
        pub updated_at: Timestamp,
        /// When it was listed first.
        pub listed_at: Option<Timestamp>,
    }

    /// An offer in a list, with its supplier and the words of its resource.
    pub struct Line {
        /// Its id.
        pub id: OfferId,
        /// The supplier.
        pub organisation_id: OrganisationId,
        /// The supplier's name.
        pub organisation_name: String,
        /// The code of what is offered.
        pub resource: String,
        /// What that is called.
        pub resource_name: String,
        /// One of it.
        pub unit: String,
        /// Several of it.
        pub units: String,
        /// What the offer is called.
        pub title: String,
        /// How much there is.
        pub capacity: Quantity,
        /// How much of it is taken.
        pub committed: Quantity,
        /// The first day on which it is free.
        pub from_on: Date,
        /// The last.
        pub to_on: Date,
        /// The postcode that it sets out from.
        pub postcode: Option<String>,
        /// Where that is, in metres of the British National Grid.
        pub easting_m: Option<i32>,
        /// Where that is, in metres of the British National Grid.
        pub northing_m: Option<i32>,
        /// How far it travels, in metres.
        pub radius_m: u32,
        /// Whether it can be given from anywhere.
        pub remote: bool,
        /// Codes of the conditions that it meets, joined by semicolons.
        pub provides: String,
        /// Its state.
        pub state: OfferState,
        /// When it was changed last.
        pub updated_at: Timestamp,
    }
}

impl Line {
    /// How much is still to be had.
    pub fn left(&self) -> Quantity {
        self.capacity.saturating_sub(self.committed)
    }
}

statements! {
    INSERT = "INSERT INTO offer (id, organisation_id, resource, title, description, capacity, committed, from_on, to_on, postcode,
            easting_m, northing_m, local_authority, radius_m, remote, provides, budget_pence, state, created_at, updated_at, listed_at)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    UPDATE = "UPDATE offer SET title = $3, description = $4, capacity = $5, from_on = $6, to_on = $7, postcode = $8, easting_m = $9,
            northing_m = $10, local_authority = $11, radius_m = $12, remote = $13, provides = $14, budget_pence = $15,
            updated_at = $16, resource = $17
        WHERE id = $1 AND state = $2 AND committed <= $5 AND (committed = 0 OR resource = $17)";
    SET_STATE = "UPDATE offer SET state = $3, updated_at = $4,
            listed_at = CASE WHEN CAST($3 AS TEXT) = 'listed' THEN COALESCE(listed_at, $4) ELSE listed_at END
        WHERE id = $1 AND state = $2";
    BY_ID = "SELECT id, organisation_id, resource, title, description, capacity, committed, from_on, to_on, postcode, easting_m,
            northing_m, local_authority, radius_m, remote, provides, budget_pence, state, created_at, updated_at, listed_at
        FROM offer WHERE id = $1";
    PAGE = "SELECT f.id AS id, f.organisation_id AS organisation_id, o.name AS organisation_name, f.resource AS resource,
            r.name AS resource_name, r.unit AS unit, r.units AS units, f.title AS title, f.capacity AS capacity,
            f.committed AS committed, f.from_on AS from_on, f.to_on AS to_on, f.postcode AS postcode, f.easting_m AS easting_m,
            f.northing_m AS northing_m, f.radius_m AS radius_m, f.remote AS remote, f.provides AS provides, f.state AS state,
            f.updated_at AS updated_at
        FROM offer f JOIN resource r ON r.code = f.resource JOIN organisation o ON o.id = f.organisation_id
        WHERE f.organisation_id = $1 AND (CAST($2 AS TEXT) IS NULL OR f.state = $2)
        ORDER BY CASE f.state WHEN 'listed' THEN 0 WHEN 'draft' THEN 1 WHEN 'paused' THEN 2 WHEN 'exhausted' THEN 3
            WHEN 'expired' THEN 4 ELSE 5 END, f.updated_at DESC, f.id LIMIT $3 OFFSET $4";
    COUNTS = "SELECT state AS a, CAST(COUNT(*) AS BIGINT) AS b FROM offer WHERE organisation_id = $1 GROUP BY state ORDER BY state";
    ENDED = "SELECT id AS a FROM offer WHERE state IN ('listed', 'paused') AND to_on < $1 ORDER BY to_on, id LIMIT $2";
    TAKE = "UPDATE offer SET committed = committed + $2 WHERE id = $1 AND $2 > 0 AND committed + $2 <= capacity AND state = 'listed'";
    RELEASE = "UPDATE offer SET committed = committed - $2 WHERE id = $1 AND $2 > 0 AND committed >= $2";
    SHARED_EXCHANGE = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM (SELECT 1 AS one FROM application x
            JOIN application y ON y.authority_id = x.authority_id AND y.state = 'approved' AND y.organisation_id = $2
        WHERE x.organisation_id = $1 AND x.state = 'approved' LIMIT 1) shared";
    CANDIDATES = "SELECT f.id AS id, f.organisation_id AS organisation_id, o.name AS organisation_name, f.resource AS resource,
            r.name AS resource_name, r.unit AS unit, r.units AS units, f.title AS title, f.capacity AS capacity,
            f.committed AS committed, f.from_on AS from_on, f.to_on AS to_on, f.postcode AS postcode, f.easting_m AS easting_m,
            f.northing_m AS northing_m, f.radius_m AS radius_m, f.remote AS remote, f.provides AS provides, f.state AS state,
            f.updated_at AS updated_at
        FROM need n JOIN project p ON p.id = n.project_id
            JOIN offer f ON f.state = 'listed' AND f.organisation_id <> p.organisation_id AND (f.resource = n.resource
                OR f.resource IN (SELECT s.substitute FROM resource_substitute s WHERE s.resource = n.resource))
            JOIN resource r ON r.code = f.resource JOIN organisation o ON o.id = f.organisation_id
        WHERE n.id = $1 AND f.committed < f.capacity AND f.from_on <= n.to_on AND f.to_on >= n.from_on
            AND EXISTS (SELECT 1 FROM project_authority t JOIN application a ON a.authority_id = t.authority_id
                WHERE t.project_id = p.id AND a.organisation_id = f.organisation_id AND a.state = 'approved')
        ORDER BY f.listed_at, f.id LIMIT $2";
}

/// Adds an offer. What is `committed` starts at none.
pub async fn insert(tx: &mut Tx, offer: &Offer) -> Result<()> {
    let o = offer.clone();
    let values = args![
        o.id,
        o.organisation_id,
        o.resource,
        o.title,
        o.description,
        o.capacity,
        o.from_on,
        o.to_on,
        o.postcode,
        o.easting_m,
        o.northing_m,
        o.local_authority,
        o.radius_m,
        o.remote,
        o.provides,
        o.budget_pence,
        o.state,
        o.created_at,
        o.updated_at,
        o.listed_at
    ];
    tx.execute(&INSERT, values).await?;
    Ok(())
}

/// Writes an offer again, where it is still in the state that the record says. Not done, and `false`, where it is not, or
/// where less would be offered than is taken, or something else.
pub async fn update(tx: &mut Tx, offer: &Offer) -> Result<bool> {
    let (o, now) = (offer.clone(), tx.now());
    let values = args![
        o.id,
        o.state,
        o.title,
        o.description,
        o.capacity,
        o.from_on,
        o.to_on,
        o.postcode,
        o.easting_m,
        o.northing_m,
        o.local_authority,
        o.radius_m,
        o.remote,
        o.provides,
        o.budget_pence,
        now,
        o.resource
    ];
    Ok(tx.execute(&UPDATE, values).await? == 1)
}

/// Moves an offer from one state to another. Gives whether it was in the first.
pub async fn set_state(tx: &mut Tx, id: OfferId, from: OfferState, to: OfferState) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&SET_STATE, args![id, from, to, now]).await? == 1)
}

/// The offer with an id.
pub async fn by_id(conn: &mut Conn, id: OfferId) -> Result<Option<Offer>> {
    conn.optional(&BY_ID, args![id]).await
}

/// A page of an organisation's offers, in one state or in all: listed ones first, ended ones last, and in each state the one
/// that was changed last first.
pub async fn page(
    conn: &mut Conn,
    organisation: OrganisationId,
    state: Option<OfferState>,
    limit: u32,
    offset: u32,
) -> Result<Vec<Line>> {
    let limit = limit.min(MAX_LISTED);
    conn.all(&PAGE, args![organisation, state, limit, offset]).await
}

/// How many offers an organisation has in each state in which it has any.
pub async fn counts(conn: &mut Conn, organisation: OrganisationId) -> Result<Vec<(OfferState, i64)>> {
    conn.all(&COUNTS, args![organisation]).await
}

/// Offers that are listed or paused though their last day is before this one.
pub async fn ended(conn: &mut Conn, before: Date, limit: u32) -> Result<Vec<OfferId>> {
    let rows: Vec<(OfferId,)> = conn.all(&ENDED, args![before, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Counts a quantity as taken. Not done, and `false`, where less than that is left or the offer is not listed.
pub async fn take(tx: &mut Tx, id: OfferId, quantity: Quantity) -> Result<bool> {
    Ok(tx.execute(&TAKE, args![id, quantity]).await? == 1)
}

/// Gives a quantity back. Not done, and `false`, where less than that was taken.
pub async fn release(tx: &mut Tx, id: OfferId, quantity: Quantity) -> Result<bool> {
    Ok(tx.execute(&RELEASE, args![id, quantity]).await? == 1)
}

/// Whether some authority has approved both organisations for its exchange.
pub async fn share_an_exchange(conn: &mut Conn, one: OrganisationId, other: OrganisationId) -> Result<bool> {
    let (count,): (i64,) = conn.one(&SHARED_EXCHANGE, args![one, other]).await?;
    Ok(count > 0)
}

/// Listed offers that may serve a need: the same resource or a substitute, at a time that overlaps, of a supplier that one
/// of the project's authorities approved. Those that wait the longest first.
pub async fn candidates_for(conn: &mut Conn, need: NeedId, limit: u32) -> Result<Vec<Line>> {
    conn.all(&CANDIDATES, args![need, limit]).await
}
