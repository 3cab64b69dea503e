//! The price book: resources by category, dated immutable versions, prices with their evidence, and substitutes.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{Money, PriceBookVersionId, resource::ResourceCategory};

/// The most resources that a price book may have.
pub const MAX_RESOURCES: u32 = 1000;
/// The most prices that one version may have.
pub const MAX_PRICES: u32 = 10_000;
/// The most data points that one price may have.
pub const MAX_POINTS: u32 = 200;

record! {
    /// Something that can be needed and offered.
    pub struct Resource {
        /// Its code, such as `chairs`.
        pub code: String,
        /// Its category.
        pub category: ResourceCategory,
        /// What it is called, in the plural where it is counted: `Chairs`.
        pub name: String,
        /// One of it: `chair`.
        pub unit: String,
        /// Several of it: `chairs`.
        pub units: String,
        /// How many digits after the point a quantity may have, 0 to 3.
        pub decimals: u32,
        /// What is meant by it, in plain words.
        pub description: String,
        /// Other names by which people ask for it, joined by semicolons.
        pub synonyms: String,
        /// When it was taken out of use.
        pub retired_at: Option<Timestamp>,
    }

    /// One resource that can stand in for another.
    pub struct Substitute {
        /// What is asked for.
        pub resource: String,
        /// What will do instead.
        pub substitute: String,
    }

    /// A published version of the price book. It never changes.
    pub struct Version {
        /// Its id.
        pub id: PriceBookVersionId,
        /// 1 for the first.
        pub number: u32,
        /// What it is called.
        pub title: String,
        /// The day from which it is used.
        pub valid_from: Date,
        /// When it was published.
        pub published_at: Timestamp,
        /// SHA-256 of what it holds, in hexadecimal.
        pub sha256: String,
    }

    /// What one unit of a resource would cost, where and when, and how that is known.
    pub struct Price {
        /// The resource's code.
        pub resource: String,
        /// `UK`, or the GSS code of a region.
        pub region: String,
        /// For one unit; nothing where no source is at hand.
        pub unit_price_pence: Option<Money>,
        /// How it was made of the data points, such as `published rate` or `median`.
        pub statistic: String,
        /// How many data points it rests on.
        pub data_points: u32,
        /// Who published it.
        pub source: String,
        /// Where it can be read.
        pub source_url: Option<String>,
        /// The licence under which it may be used.
        pub licence: String,
        /// The first day on which it holds.
        pub valid_from: Date,
        /// The last, where it is known.
        pub valid_to: Option<Date>,
        /// What a reader should know.
        pub note: String,
    }

    /// One observation that a price rests on.
    pub struct Point {
        /// The resource's code.
        pub resource: String,
        /// `UK`, or the GSS code of a region.
        pub region: String,
        /// The first day on which the price holds.
        pub valid_from: Date,
        /// Its place in the list, from 0.
        pub position: u32,
        /// What was seen.
        pub value_pence: Money,
        /// Where.
        pub source: String,
        /// When.
        pub observed_on: Option<Date>,
    }
}

statements! {
    PUT_RESOURCE = "INSERT INTO resource (code, category, name, unit, units, decimals, description, synonyms, retired_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (code) DO UPDATE SET category = excluded.category, name = excluded.name, unit = excluded.unit,
            units = excluded.units, decimals = excluded.decimals, description = excluded.description,
            synonyms = excluded.synonyms, retired_at = excluded.retired_at";
    RESOURCES = "SELECT code, category, name, unit, units, decimals, description, synonyms, retired_at
        FROM resource WHERE retired_at IS NULL ORDER BY category, name, code LIMIT $1";
    RESOURCE = "SELECT code, category, name, unit, units, decimals, description, synonyms, retired_at FROM resource WHERE code = $1";
    CLEAR_SUBSTITUTES = "DELETE FROM resource_substitute WHERE resource = $1";
    ADD_SUBSTITUTE = "INSERT INTO resource_substitute (resource, substitute) VALUES ($1, $2) ON CONFLICT (resource, substitute) DO NOTHING";
    SUBSTITUTES = "SELECT resource, substitute FROM resource_substitute ORDER BY resource, substitute LIMIT $1";
    ADD_VERSION = "INSERT INTO price_book_version (id, number, title, valid_from, published_at, sha256) VALUES ($1, $2, $3, $4, $5, $6)";
    VERSIONS = "SELECT id, number, title, valid_from, published_at, sha256 FROM price_book_version ORDER BY number DESC LIMIT $1";
    VERSION_AT = "SELECT id, number, title, valid_from, published_at, sha256 FROM price_book_version
        WHERE valid_from <= $1 ORDER BY number DESC LIMIT 1";
    VERSION_BY_ID = "SELECT id, number, title, valid_from, published_at, sha256 FROM price_book_version WHERE id = $1";
    ADD_PRICE = "INSERT INTO price (version_id, resource, region, unit_price_pence, statistic, data_points, source, source_url,
            licence, valid_from, valid_to, note)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    PRICES = "SELECT resource, region, unit_price_pence, statistic, data_points, source, source_url, licence, valid_from, valid_to, note
        FROM price WHERE version_id = $1 ORDER BY resource, region, valid_from LIMIT $2";
    PRICE_OF = "SELECT resource, region, unit_price_pence, statistic, data_points, source, source_url, licence, valid_from, valid_to, note
        FROM price WHERE version_id = $1 AND resource = $2 AND region IN ($3, 'UK') AND valid_from <= $4
            AND (valid_to IS NULL OR valid_to >= $4)
        ORDER BY CASE WHEN region = $3 THEN 0 ELSE 1 END, valid_from DESC LIMIT 1";
    ADD_POINT = "INSERT INTO price_point (version_id, resource, region, valid_from, position, value_pence, source, observed_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    POINTS = "SELECT resource, region, valid_from, position, value_pence, source, observed_on
        FROM price_point WHERE version_id = $1 AND resource = $2 ORDER BY region, valid_from, position LIMIT $3";
    ALL_POINTS = "SELECT resource, region, valid_from, position, value_pence, source, observed_on
        FROM price_point WHERE version_id = $1 ORDER BY resource, region, valid_from, position LIMIT $2";
}

/// Adds a resource, or describes one anew.
pub async fn put_resource(tx: &mut Tx, resource: &Resource) -> Result<()> {
    let r = resource.clone();
    let values = args![
        r.code,
        r.category,
        r.name,
        r.unit,
        r.units,
        r.decimals,
        r.description,
        r.synonyms,
        r.retired_at
    ];
    tx.execute(&PUT_RESOURCE, values).await?;
    Ok(())
}

/// The resources that are in use, by category and name.
pub async fn resources(conn: &mut Conn) -> Result<Vec<Resource>> {
    conn.all(&RESOURCES, args![MAX_RESOURCES]).await
}

/// A resource, in use or not.
pub async fn resource(conn: &mut Conn, code: &str) -> Result<Option<Resource>> {
    conn.optional(&RESOURCE, args![code]).await
}

/// Says anew what will do instead of a resource.
pub async fn set_substitutes(tx: &mut Tx, resource: &str, substitutes: &[String]) -> Result<()> {
    tx.execute(&CLEAR_SUBSTITUTES, args![resource]).await?;
    for substitute in substitutes {
        tx.execute(&ADD_SUBSTITUTE, args![resource, substitute]).await?;
    }
    Ok(())
}

/// Everything that will do instead of something else.
pub async fn substitutes(conn: &mut Conn) -> Result<Vec<Substitute>> {
    conn.all(&SUBSTITUTES, args![MAX_RESOURCES * 10]).await
}

/// Publishes a version with its prices and their data points.
pub async fn publish(tx: &mut Tx, version: &Version, prices: &[Price], points: &[Point]) -> Result<()> {
    let v = version.clone();
    let values = args![v.id, v.number, v.title, v.valid_from, v.published_at, v.sha256];
    tx.execute(&ADD_VERSION, values).await?;
    for price in prices {
        let p = price.clone();
        let values = args![
            v.id,
            p.resource,
            p.region,
            p.unit_price_pence,
            p.statistic,
            p.data_points,
            p.source,
            p.source_url,
            p.licence,
            p.valid_from,
            p.valid_to,
            p.note
        ];
        tx.execute(&ADD_PRICE, values).await?;
    }
    for point in points {
        let p = point.clone();
        let values = args![
            v.id,
            p.resource,
            p.region,
            p.valid_from,
            p.position,
            p.value_pence,
            p.source,
            p.observed_on
        ];
        tx.execute(&ADD_POINT, values).await?;
    }
    Ok(())
}

/// The versions, newest first.
pub async fn versions(conn: &mut Conn, limit: u32) -> Result<Vec<Version>> {
    conn.all(&VERSIONS, args![limit]).await
}

/// The version that was in use on a day.
pub async fn version_at(conn: &mut Conn, day: Date) -> Result<Option<Version>> {
    conn.optional(&VERSION_AT, args![day]).await
}

/// The version with an id.
pub async fn version_by_id(conn: &mut Conn, id: PriceBookVersionId) -> Result<Option<Version>> {
    conn.optional(&VERSION_BY_ID, args![id]).await
}

/// Every price of a version.
pub async fn prices(conn: &mut Conn, version: PriceBookVersionId) -> Result<Vec<Price>> {
    conn.all(&PRICES, args![version, MAX_PRICES]).await
}

/// The price of a resource in a region on a day: the region's own, or that of the whole United Kingdom.
pub async fn price_of(
    conn: &mut Conn,
    version: PriceBookVersionId,
    resource: &str,
    region: &str,
    day: Date,
) -> Result<Option<Price>> {
    conn.optional(&PRICE_OF, args![version, resource, region, day]).await
}

/// The data points behind a resource's prices in a version.
pub async fn points(conn: &mut Conn, version: PriceBookVersionId, resource: &str) -> Result<Vec<Point>> {
    conn.all(&POINTS, args![version, resource, MAX_POINTS]).await
}

/// The data points behind every price of a version.
pub async fn all_points(conn: &mut Conn, version: PriceBookVersionId) -> Result<Vec<Point>> {
    conn.all(&ALL_POINTS, args![version, MAX_PRICES]).await
}
