//! Organisations and their identifiers.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{OrganisationId, organisation::OrganisationKind};

record! {
    /// An organisation of any kind.
    pub struct Organisation {
        /// Its id.
        pub id: OrganisationId,
        /// What it is.
        pub kind: OrganisationKind,
        /// Its name.
        pub name: String,
        /// Its name in addresses of pages.
        pub slug: String,
        /// What it says of itself.
        pub description: String,
        /// What a register says it does.
        pub activities: String,
        /// Its website.
        pub website: Option<String>,
        /// Its postcode, in canonical form.
        pub postcode: Option<String>,
        /// Where that is, in metres of the British National Grid.
        pub easting_m: Option<i32>,
        /// Where that is, in metres of the British National Grid.
        pub northing_m: Option<i32>,
        /// The GSS code of the local authority where it is.
        pub local_authority: Option<String>,
        /// Imported from a register, and nobody has proved yet that it is theirs.
        pub unclaimed: bool,
        /// Where it was imported from.
        pub source: Option<String>,
        /// When it was added.
        pub created_at: Timestamp,
        /// When it was changed last.
        pub updated_at: Timestamp,
    }

    /// An identifier by which a register knows an organisation.
    pub struct Identifier {
        /// The register, such as `GB-COH`.
        pub scheme: String,
        /// The number or code in it.
        pub identifier: String,
    }
}

statements! {
    INSERT = "INSERT INTO organisation (id, kind, name, slug, description, activities, website, postcode, easting_m, northing_m,
            local_authority, unclaimed, source, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    UPDATE = "UPDATE organisation SET name = $2, description = $3, activities = $4, website = $5, postcode = $6, easting_m = $7,
            northing_m = $8, local_authority = $9, unclaimed = $10, updated_at = $11 WHERE id = $1";
    BY_ID = "SELECT id, kind, name, slug, description, activities, website, postcode, easting_m, northing_m, local_authority,
            unclaimed, source, created_at, updated_at FROM organisation WHERE id = $1";
    BY_SLUG = "SELECT id, kind, name, slug, description, activities, website, postcode, easting_m, northing_m, local_authority,
            unclaimed, source, created_at, updated_at FROM organisation WHERE slug = $1";
    BY_IDENTIFIER = "SELECT o.id AS id, o.kind AS kind, o.name AS name, o.slug AS slug, o.description AS description,
            o.activities AS activities, o.website AS website, o.postcode AS postcode, o.easting_m AS easting_m,
            o.northing_m AS northing_m, o.local_authority AS local_authority, o.unclaimed AS unclaimed, o.source AS source,
            o.created_at AS created_at, o.updated_at AS updated_at
        FROM organisation_identifier i JOIN organisation o ON o.id = i.organisation_id WHERE i.scheme = $1 AND i.identifier = $2";
    AUTHORITIES = "SELECT id, kind, name, slug, description, activities, website, postcode, easting_m, northing_m, local_authority,
            unclaimed, source, created_at, updated_at FROM organisation WHERE kind = 'authority' AND unclaimed = $1 ORDER BY name, id LIMIT $2";
    TOUCH = "UPDATE organisation SET updated_at = $2 WHERE id = $1";
    OF_KIND = "SELECT id, kind, name, slug, description, activities, website, postcode, easting_m, northing_m, local_authority,
            unclaimed, source, created_at, updated_at FROM organisation WHERE kind = $1 AND unclaimed = $2 ORDER BY name, id LIMIT $3";
    ADD_IDENTIFIER = "INSERT INTO organisation_identifier (scheme, identifier, organisation_id) VALUES ($1, $2, $3)";
    ADD_IDENTIFIER_IF_FREE = "INSERT INTO organisation_identifier (scheme, identifier, organisation_id) VALUES ($1, $2, $3)
        ON CONFLICT (scheme, identifier) DO NOTHING";
    IDENTIFIERS = "SELECT scheme, identifier FROM organisation_identifier WHERE organisation_id = $1 ORDER BY scheme, identifier";
}

/// The most authorities that are listed.
pub const MAX_AUTHORITIES: u32 = 1000;

/// Adds an organisation. A slug that is taken is refused as a duplicate.
pub async fn insert(tx: &mut Tx, organisation: &Organisation) -> Result<()> {
    let o = organisation.clone();
    let values = args![
        o.id,
        o.kind,
        o.name,
        o.slug,
        o.description,
        o.activities,
        o.website,
        o.postcode,
        o.easting_m,
        o.northing_m,
        o.local_authority,
        o.unclaimed,
        o.source,
        o.created_at,
        o.updated_at
    ];
    tx.execute(&INSERT, values).await?;
    Ok(())
}

/// Writes an organisation's details again; kind and slug stay.
pub async fn update(tx: &mut Tx, organisation: &Organisation) -> Result<()> {
    let (o, now) = (organisation.clone(), tx.now());
    let values = args![
        o.id,
        o.name,
        o.description,
        o.activities,
        o.website,
        o.postcode,
        o.easting_m,
        o.northing_m,
        o.local_authority,
        o.unclaimed,
        now
    ];
    tx.execute(&UPDATE, values).await?;
    Ok(())
}

/// The organisation with an id.
pub async fn by_id(conn: &mut Conn, id: OrganisationId) -> Result<Option<Organisation>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The organisation with a slug.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Organisation>> {
    conn.optional(&BY_SLUG, args![slug]).await
}

/// The organisation that a register knows by an identifier.
pub async fn by_identifier(conn: &mut Conn, scheme: &str, identifier: &str) -> Result<Option<Organisation>> {
    conn.optional(&BY_IDENTIFIER, args![scheme, identifier]).await
}

/// The authorities of the installation, by name.
pub async fn authorities(conn: &mut Conn) -> Result<Vec<Organisation>> {
    conn.all(&AUTHORITIES, args![false, MAX_AUTHORITIES]).await
}

/// The organisations of a kind that are nobody's to claim, by name.
pub async fn of_kind(conn: &mut Conn, kind: OrganisationKind) -> Result<Vec<Organisation>> {
    conn.all(&OF_KIND, args![kind, false, MAX_AUTHORITIES]).await
}

/// Marks an organisation as changed, and keeps every other change of it waiting until this transaction ends.
pub async fn touch(tx: &mut Tx, id: OrganisationId) -> Result<()> {
    let now = tx.now();
    tx.execute(&TOUCH, args![id, now]).await?;
    Ok(())
}

/// Gives an organisation an identifier. One that another organisation has is refused as a duplicate.
pub async fn add_identifier(tx: &mut Tx, id: OrganisationId, scheme: &str, identifier: &str) -> Result<()> {
    tx.execute(&ADD_IDENTIFIER, args![scheme, identifier, id]).await?;
    Ok(())
}

/// Gives an organisation an identifier, unless another organisation has it. Says whether it was free.
pub async fn add_identifier_if_free(tx: &mut Tx, id: OrganisationId, scheme: &str, identifier: &str) -> Result<bool> {
    Ok(tx
        .execute(&ADD_IDENTIFIER_IF_FREE, args![scheme, identifier, id])
        .await?
        > 0)
}

/// An organisation's identifiers.
pub async fn identifiers(conn: &mut Conn, id: OrganisationId) -> Result<Vec<Identifier>> {
    conn.all(&IDENTIFIERS, args![id]).await
}
