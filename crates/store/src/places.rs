//! Postcodes and outlines from published files, where whoever runs the installation loaded them.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use serde_json::{Value, json};

/// One postcode of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPostcode {
    /// In its usual form, such as `SW1A 1AA`.
    pub postcode: String,
    /// Metres east on the British National Grid.
    pub easting_m: i32,
    /// Metres north on the British National Grid.
    pub northing_m: i32,
    /// The GSS code of the authority that it is in, as of the file's vintage.
    pub local_authority: Option<String>,
}

/// One outline of a file.
#[derive(Debug, Clone)]
pub struct NewBoundary {
    /// The GSS code of the area.
    pub code: String,
    /// The year and month that its code is of: `2025-12`.
    pub vintage: String,
    /// Its name.
    pub name: String,
    /// Which kind of area it is, by a word such as `authority`.
    pub kind: &'static str,
    /// A GeoJSON geometry in metres on the British National Grid.
    pub geometry: Value,
}

record! {
    /// Where a loaded postcode is.
    pub struct Located {
        /// Metres east on the British National Grid.
        pub easting_m: i32,
        /// Metres north on the British National Grid.
        pub northing_m: i32,
        /// The GSS code of the authority, as of the file's vintage.
        pub local_authority: Option<String>,
    }

    /// The outline of an area.
    pub struct Outline {
        /// The year and month of its code.
        pub vintage: String,
        /// Its name.
        pub name: String,
        /// Which kind of area it is.
        pub kind: String,
        /// A GeoJSON geometry in metres on the British National Grid.
        pub geometry: Value,
    }

    /// A file that was loaded.
    pub struct Load {
        /// What is in it, by a word such as `postcodes`. A second load of a kind takes the place of the first.
        pub kind: String,
        /// Who publishes it.
        pub source: String,
        /// Under which licence.
        pub licence: String,
        /// The year and month of the publication: `2025-11`.
        pub vintage: String,
        /// How many rows of it are kept.
        pub row_count: i64,
        /// When it was loaded.
        pub loaded_at: Timestamp,
    }
}

statements! {
    LOCATE = "SELECT easting_m, northing_m, local_authority FROM postcode WHERE postcode = $1";
    FORGET_POSTCODES = "DELETE FROM postcode";
    // A thousand rows in one statement: a list of lists, which each engine takes apart in its own way.
    ADD_POSTCODES = [
        "INSERT INTO postcode (postcode, easting_m, northing_m, local_authority)
            SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($1) WHERE TRUE
            ON CONFLICT (postcode) DO NOTHING",
        "INSERT INTO postcode (postcode, easting_m, northing_m, local_authority)
            SELECT value ->> 0, CAST(value ->> 1 AS BIGINT), CAST(value ->> 2 AS BIGINT), value ->> 3
            FROM jsonb_array_elements($1) WHERE TRUE
            ON CONFLICT (postcode) DO NOTHING"
    ];
    OUTLINE = "SELECT vintage, name, kind, geometry FROM boundary WHERE code = $1 ORDER BY vintage DESC LIMIT 1";
    FORGET_BOUNDARIES = "DELETE FROM boundary WHERE kind = $1";
    ADD_BOUNDARY = "INSERT INTO boundary (code, vintage, name, kind, geometry) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (code, vintage) DO NOTHING";
    PUT_LOAD = "INSERT INTO place_load (kind, source, licence, vintage, row_count, loaded_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (kind) DO UPDATE SET source = EXCLUDED.source, licence = EXCLUDED.licence, vintage = EXCLUDED.vintage,
            row_count = EXCLUDED.row_count, loaded_at = EXCLUDED.loaded_at";
    LOADS = "SELECT kind, source, licence, vintage, row_count, loaded_at FROM place_load ORDER BY kind LIMIT $1";
}

/// The most loads that are listed: there are only a few kinds.
const MAX_LOADS: u32 = 50;

/// Where a postcode in its usual form is, if a file with it was loaded.
pub async fn locate(conn: &mut Conn, postcode: &str) -> Result<Option<Located>> {
    conn.optional(&LOCATE, args![postcode]).await
}

/// Removes every postcode, before those of another file.
pub async fn forget_postcodes(tx: &mut Tx) -> Result<u64> {
    tx.execute(&FORGET_POSTCODES, args![]).await
}

/// Adds postcodes and says how many were new: of those that come twice the first stays.
pub async fn add_postcodes(tx: &mut Tx, rows: &[NewPostcode]) -> Result<u64> {
    let list = rows
        .iter()
        .map(|row| json!([row.postcode, row.easting_m, row.northing_m, row.local_authority]));
    tx.execute(&ADD_POSTCODES, args![list.collect::<Value>()]).await
}

/// The outline of the area with a code, of its latest vintage.
pub async fn outline(conn: &mut Conn, code: &str) -> Result<Option<Outline>> {
    conn.optional(&OUTLINE, args![code]).await
}

/// Removes the outlines of one kind of area, before those of another file.
pub async fn forget_boundaries(tx: &mut Tx, kind: &str) -> Result<u64> {
    tx.execute(&FORGET_BOUNDARIES, args![kind]).await
}

/// Adds an outline and says whether there was none of its code and vintage.
pub async fn add_boundary(tx: &mut Tx, boundary: NewBoundary) -> Result<bool> {
    let values = args![
        boundary.code,
        boundary.vintage,
        boundary.name,
        boundary.kind,
        boundary.geometry
    ];
    Ok(tx.execute(&ADD_BOUNDARY, values).await? > 0)
}

/// Notes what was loaded, in place of the earlier load of its kind.
pub async fn put_load(tx: &mut Tx, load: Load) -> Result<()> {
    let values = args![
        load.kind,
        load.source,
        load.licence,
        load.vintage,
        load.row_count,
        load.loaded_at
    ];
    tx.execute(&PUT_LOAD, values).await?;
    Ok(())
}

/// What was loaded, by kind.
pub async fn loads(conn: &mut Conn) -> Result<Vec<Load>> {
    conn.all(&LOADS, args![MAX_LOADS]).await
}
