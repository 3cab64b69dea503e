//! Proxy values that an authority has a licence for. Every statement names the authority: nobody reads another's.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{Money, OrganisationId, ProxySetId};

/// The most files of one authority.
pub const MAX_SETS: u32 = 100;
/// The most values of one file.
pub const MAX_VALUES: u32 = 3_000;

record! {
    /// A file as it was imported.
    pub struct Set {
        /// Its id.
        pub id: ProxySetId,
        /// What the authority calls it.
        pub title: String,
        /// The code of its layout.
        pub layout: String,
        /// The licence under which the authority uses it.
        pub licence: String,
        /// Who published it.
        pub source: String,
        /// The year that its values are for.
        pub year: u32,
        /// The fingerprint of the file.
        pub sha256: String,
        /// When it was imported.
        pub imported_at: Timestamp,
        /// When it was retired.
        pub retired_at: Option<Timestamp>,
    }

    /// A line of a file.
    pub struct Value {
        /// Its reference in the file.
        pub reference: String,
        /// The theme or group.
        pub theme: String,
        /// The outcome.
        pub outcome: String,
        /// What is measured.
        pub measure: String,
        /// What one of it is.
        pub unit: String,
        /// The proxy value of one. It is no price, and is never added to one.
        pub value_pence: Option<Money>,
    }

    /// A value that is in use, with its file.
    pub struct InUse {
        /// Its reference in the file.
        pub reference: String,
        /// The proxy value of one.
        pub value_pence: Money,
        /// What one of it is.
        pub unit: String,
        /// The file.
        pub title: String,
        /// The licence.
        pub licence: String,
        /// The year.
        pub year: u32,
    }
}

statements! {
    INSERT = "INSERT INTO proxy_set (id, authority_id, title, layout, licence, source, year, sha256, imported_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    ADD = "INSERT INTO proxy_value (set_id, position, reference, theme, outcome, measure, unit, value_pence)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    RETIRE = "UPDATE proxy_set SET retired_at = $3 WHERE id = $1 AND authority_id = $2 AND retired_at IS NULL";
    SETS = "SELECT id, title, layout, licence, source, year, sha256, imported_at, retired_at
        FROM proxy_set WHERE authority_id = $1 ORDER BY imported_at DESC, id LIMIT $2";
    SET = "SELECT id, title, layout, licence, source, year, sha256, imported_at, retired_at
        FROM proxy_set WHERE id = $1 AND authority_id = $2";
    VALUES = "SELECT v.reference AS reference, v.theme AS theme, v.outcome AS outcome, v.measure AS measure, v.unit AS unit, v.value_pence AS value_pence
        FROM proxy_value v JOIN proxy_set s ON s.id = v.set_id WHERE s.id = $1 AND s.authority_id = $2 ORDER BY v.position LIMIT $3";
    IN_USE = "SELECT v.reference AS reference, v.value_pence AS value_pence, v.unit AS unit, s.title AS title, s.licence AS licence, s.year AS year
        FROM proxy_set s JOIN proxy_value v ON v.set_id = s.id
        WHERE s.authority_id = $1 AND s.retired_at IS NULL AND v.value_pence IS NOT NULL
        ORDER BY s.year DESC, s.imported_at DESC, v.position LIMIT $2";
}

/// Adds a file with its values.
pub async fn insert(tx: &mut Tx, authority: OrganisationId, set: &Set, values: &[Value]) -> Result<()> {
    let head = args![
        set.id,
        authority,
        &set.title,
        &set.layout,
        &set.licence,
        &set.source,
        set.year,
        &set.sha256,
        set.imported_at
    ];
    tx.execute(&INSERT, head).await?;
    for (position, value) in (0_i64..).zip(values.iter().take(MAX_VALUES as usize)) {
        let line = args![
            set.id,
            position,
            &value.reference,
            &value.theme,
            &value.outcome,
            &value.measure,
            &value.unit,
            value.value_pence
        ];
        tx.execute(&ADD, line).await?;
    }
    Ok(())
}

/// Takes a file out of use. `false` where it is no file of this authority, or retired.
pub async fn retire(tx: &mut Tx, authority: OrganisationId, id: ProxySetId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&RETIRE, args![id, authority, now]).await? == 1)
}

/// The files of an authority, the newest first.
pub async fn sets(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<Set>> {
    conn.all(&SETS, args![authority, MAX_SETS]).await
}

/// One file of an authority.
pub async fn set(conn: &mut Conn, authority: OrganisationId, id: ProxySetId) -> Result<Option<Set>> {
    conn.optional(&SET, args![id, authority]).await
}

/// The values of a file of an authority.
pub async fn values(conn: &mut Conn, authority: OrganisationId, id: ProxySetId) -> Result<Vec<Value>> {
    conn.all(&VALUES, args![id, authority, MAX_VALUES]).await
}

/// The values that an authority has in use, those of the latest year first.
pub async fn in_use(conn: &mut Conn, authority: OrganisationId) -> Result<Vec<InUse>> {
    conn.all(&IN_USE, args![authority, MAX_VALUES]).await
}
