//! Amendments: every version of a published procurement's rules, the one that is being written, and bidders' word that their bids
//! stand under a later version.

use crate::{Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{BidId, NeedId, OrganisationId, ProcurementId, Quantity};

/// The most versions of one procurement's rules.
pub const MAX_RULES_VERSIONS: u32 = 100;
/// The most suppliers that are registered for one procurement and told of its amendments.
pub const MAX_REGISTERED: u32 = 5000;

record! {
    /// A version of the rules, as it was published.
    pub struct RulesVersion {
        /// Which one, from 1.
        pub version: u32,
        /// The criteria with their words.
        pub setup: serde_json::Value,
        /// The rules as a tender file without bids.
        pub rules: String,
        /// Their fingerprint.
        pub rules_sha256: String,
        /// When bids are no longer taken.
        pub bids_until: Option<Timestamp>,
        /// Why it was amended; empty for the first.
        pub reason: String,
        /// What changed.
        pub changes: serde_json::Value,
        /// What it asks of those who had submitted: `nothing`, `confirm` or `submit`.
        pub asks: String,
        /// When it was published.
        pub at: Timestamp,
    }

    /// An amendment that is being written.
    pub struct Draft {
        /// The criteria.
        pub setup: serde_json::Value,
        /// New quantities by the id of the need.
        pub quantities: serde_json::Value,
        /// A later moment until which bids are taken.
        pub bids_until: Option<Timestamp>,
        /// When it was changed last.
        pub updated_at: Timestamp,
    }

    /// A bid that was submitted and not opened, because an amendment asked for an answer that did not come.
    pub struct Lapsed {
        /// The bid.
        pub bid_id: BidId,
        /// Its supplier.
        pub supplier_id: OrganisationId,
        /// The supplier's name.
        pub supplier: String,
    }
}

statements! {
    ADD_RULES_VERSION = "INSERT INTO rules_version (procurement_id, version, setup, rules, rules_sha256, bids_until, reason, changes, asks,
            person_id, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    RULES_VERSIONS = "SELECT version, setup, rules, rules_sha256, bids_until, reason, changes, asks, at FROM rules_version
        WHERE procurement_id = $1 ORDER BY version LIMIT $2";
    AMEND = "UPDATE procurement SET setup = $2, rules = $3, rules_sha256 = $4, bids_until = $5, rules_version = rules_version + 1,
            binding_version = CASE WHEN $6 THEN rules_version + 1 ELSE binding_version END, updated_at = $7
        WHERE id = $1 AND rules_version = $8 AND state IN ('published', 'bidding') AND bids_until > $7";
    AMEND_NEED = "INSERT INTO amended_need (procurement_id, need_id, version, quantity) VALUES ($1, $2, $3, $4)";
    AMENDMENT_DRAFT = "SELECT setup, quantities, bids_until, updated_at FROM amendment_draft WHERE procurement_id = $1";
    PUT_AMENDMENT_DRAFT = "INSERT INTO amendment_draft (procurement_id, setup, quantities, bids_until, updated_at)
            VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (procurement_id) DO UPDATE SET setup = excluded.setup, quantities = excluded.quantities,
            bids_until = excluded.bids_until, updated_at = excluded.updated_at";
    DROP_AMENDMENT_DRAFT = "DELETE FROM amendment_draft WHERE procurement_id = $1";
    REGISTERED_SUPPLIERS = "SELECT supplier_id AS a FROM registration WHERE procurement_id = $1 ORDER BY supplier_id LIMIT $2";
    CONFIRM_BID = "INSERT INTO bid_confirmation (bid_id, submission, rules_version, person_id, at)
        SELECT b.id, b.version, p.rules_version, $4, $5 FROM bid b JOIN procurement p ON p.id = b.procurement_id
        WHERE b.id = $1 AND b.version = $2 AND b.state = 'submitted' AND p.rules_version = $3 AND p.bids_from <= $5
            AND p.bids_until > $5 AND p.state IN ('published', 'bidding')
        ON CONFLICT (bid_id, submission, rules_version) DO NOTHING";
    CONFIRMED = "SELECT CAST(MAX(rules_version) AS BIGINT) AS a FROM bid_confirmation WHERE bid_id = $1 AND submission = $2";
    LAPSED = "SELECT b.id AS bid_id, b.supplier_id AS supplier_id, o.name AS supplier
        FROM bid b JOIN submission s ON s.bid_id = b.id AND s.version = b.version JOIN procurement p ON p.id = b.procurement_id
            JOIN organisation o ON o.id = b.supplier_id
        WHERE b.procurement_id = $1 AND b.state = 'submitted' AND s.rules_version < p.binding_version
            AND NOT EXISTS (SELECT 1 FROM bid_confirmation c WHERE c.bid_id = b.id AND c.submission = s.version
                AND c.rules_version >= p.binding_version)
        ORDER BY o.name, b.id LIMIT $2";
}

/// A version of the rules to publish.
pub struct NewVersion<'a> {
    /// Which one.
    pub version: u32,
    /// The criteria.
    pub setup: serde_json::Value,
    /// The rules as a tender file.
    pub rules: &'a str,
    /// Their fingerprint.
    pub rules_sha256: &'a str,
    /// When bids are no longer taken.
    pub bids_until: Option<Timestamp>,
    /// Why.
    pub reason: &'a str,
    /// What changed.
    pub changes: serde_json::Value,
    /// What it asks of those who had submitted.
    pub asks: &'a str,
}

/// Keeps a version of the rules for ever.
pub async fn add_version(tx: &mut Tx, id: ProcurementId, new: &NewVersion<'_>) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![
        id,
        new.version,
        new.setup.clone(),
        new.rules,
        new.rules_sha256,
        new.bids_until,
        new.reason,
        new.changes.clone(),
        new.asks,
        person,
        now
    ];
    tx.execute(&ADD_RULES_VERSION, values).await?;
    Ok(())
}

/// Puts a new version in force and keeps it. `false` where another was faster, or bids are no longer taken.
pub async fn amend(
    tx: &mut Tx,
    id: ProcurementId,
    new: &NewVersion<'_>,
    quantities: &[(NeedId, Quantity)],
) -> Result<bool> {
    let now = tx.now();
    let values = args![
        id,
        new.setup.clone(),
        new.rules,
        new.rules_sha256,
        new.bids_until,
        new.asks != "nothing",
        now,
        new.version.saturating_sub(1)
    ];
    if tx.execute(&AMEND, values).await? == 0 {
        return Ok(false);
    }
    add_version(tx, id, new).await?;
    for (need, quantity) in quantities {
        tx.execute(&AMEND_NEED, args![id, *need, new.version, *quantity])
            .await?;
    }
    drop_draft(tx, id).await?;
    Ok(true)
}

/// Every version of the rules, the first first.
pub async fn versions(conn: &mut Conn, id: ProcurementId) -> Result<Vec<RulesVersion>> {
    conn.all(&RULES_VERSIONS, args![id, MAX_RULES_VERSIONS]).await
}

/// The amendment that is being written.
pub async fn draft(conn: &mut Conn, id: ProcurementId) -> Result<Option<Draft>> {
    conn.optional(&AMENDMENT_DRAFT, args![id]).await
}

/// Keeps the amendment that is being written.
pub async fn put_draft(tx: &mut Tx, id: ProcurementId, draft: &Draft) -> Result<()> {
    let now = tx.now();
    let values = args![id, draft.setup.clone(), draft.quantities.clone(), draft.bids_until, now];
    tx.execute(&PUT_AMENDMENT_DRAFT, values).await?;
    Ok(())
}

/// Gives up the amendment that is being written.
pub async fn drop_draft(tx: &mut Tx, id: ProcurementId) -> Result<()> {
    tx.execute(&DROP_AMENDMENT_DRAFT, args![id]).await?;
    Ok(())
}

/// Every supplier that is registered as a bidder.
pub async fn registered_suppliers(conn: &mut Conn, id: ProcurementId) -> Result<Vec<OrganisationId>> {
    let found: Vec<(OrganisationId,)> = conn.all(&REGISTERED_SUPPLIERS, args![id, MAX_REGISTERED]).await?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Keeps a bidder's word that a submission stands under a version of the rules. `false` where either is no longer the last, or bids
/// are not taken.
pub async fn confirm(tx: &mut Tx, bid: BidId, submission: u32, rules_version: u32) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![bid, submission, rules_version, person, now];
    Ok(tx.execute(&CONFIRM_BID, values).await? == 1)
}

/// The last version of the rules under which a submission was confirmed.
pub async fn confirmed(conn: &mut Conn, bid: BidId, submission: u32) -> Result<Option<u32>> {
    let (found,): (Option<i64>,) = conn.one(&CONFIRMED, args![bid, submission]).await?;
    found
        .map(|version| u32::try_from(version).map_err(|_| Error::Missing(CONFIRMED.name)))
        .transpose()
}

/// The bids that an amendment asked something of, and for which no answer came.
pub async fn lapsed(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Lapsed>> {
    conn.all(&LAPSED, args![id, crate::bids::MAX_BIDS]).await
}
