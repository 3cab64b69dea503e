//! Sealed bids: keys of procurements, registrations of suppliers, drafts and submissions. Nothing here is readable without a
//! key that is not in the database, until all bids are opened.

use crate::{Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{
    BidId, OrganisationId, ProcurementId,
    lifecycle::{BidState, ProcurementState},
};

/// The most bids in one procurement.
pub const MAX_BIDS: u32 = 500;
/// The most bids that a supplier's list shows.
pub const MAX_OWN: u32 = 200;
/// The most submissions of one bid.
pub const MAX_VERSIONS: u32 = 200;

record! {
    /// The key pair of a procurement.
    pub struct Key {
        /// The public key, as age writes it.
        pub recipient: String,
        /// The private key, sealed to the installation's key.
        pub sealed_identity: Vec<u8>,
    }

    /// A supplier's bid.
    pub struct Bid {
        /// Its id.
        pub id: BidId,
        /// The procurement.
        pub procurement_id: ProcurementId,
        /// The supplier.
        pub supplier_id: OrganisationId,
        /// Its name.
        pub supplier: String,
        /// Where it stands.
        pub state: BidState,
        /// How often it was submitted.
        pub version: u32,
        /// The draft, sealed to the installation's key.
        pub draft: Option<Vec<u8>>,
        /// What was inside, once all bids were opened.
        pub opened: Option<serde_json::Value>,
        /// When it was changed last.
        pub updated_at: Timestamp,
        /// When it was submitted last.
        pub submitted_at: Option<Timestamp>,
    }

    /// A submission.
    pub struct Submission {
        /// Which one, from 1.
        pub version: u32,
        /// What was sealed.
        pub sealed: Vec<u8>,
        /// Its SHA-256, in hexadecimal.
        pub sealed_sha256: String,
        /// The version of the rules that it was made under.
        pub rules_version: u32,
        /// When it was received.
        pub at: Timestamp,
    }

    /// A bid that is to be opened: its last submission.
    pub struct ToOpen {
        /// The bid.
        pub id: BidId,
        /// The supplier.
        pub supplier_id: OrganisationId,
        /// Which submission.
        pub version: u32,
        /// What was sealed.
        pub sealed: Vec<u8>,
    }

    /// A supplier's own bid, or its registration, in a list.
    pub struct Own {
        /// The procurement's open contracting id.
        pub ocid: String,
        /// The procurement's title.
        pub title: String,
        /// The authority's name.
        pub authority: String,
        /// The state of the procurement as it was last written.
        pub procurement_state: ProcurementState,
        /// When bids are first taken.
        pub bids_from: Option<Timestamp>,
        /// When bids are no longer taken.
        pub bids_until: Option<Timestamp>,
        /// The state of the bid; nothing where there is only a registration.
        pub bid_state: Option<BidState>,
        /// When the bid was submitted last.
        pub submitted_at: Option<Timestamp>,
    }
}

statements! {
    ADD_KEY = "INSERT INTO procurement_key (procurement_id, recipient, sealed_identity, created_at) VALUES ($1, $2, $3, $4)";
    KEY = "SELECT recipient, sealed_identity FROM procurement_key WHERE procurement_id = $1";
    REGISTER = "INSERT INTO registration (procurement_id, supplier_id, at) VALUES ($1, $2, $3)
        ON CONFLICT (procurement_id, supplier_id) DO NOTHING";
    REGISTERED = "SELECT at AS a FROM registration WHERE procurement_id = $1 AND supplier_id = $2";
    OF_SUPPLIER = "SELECT b.id AS id, b.procurement_id AS procurement_id, b.supplier_id AS supplier_id, o.name AS supplier,
            b.state AS state, b.version AS version, b.draft AS draft, b.opened AS opened, b.updated_at AS updated_at,
            b.submitted_at AS submitted_at
        FROM bid b JOIN organisation o ON o.id = b.supplier_id WHERE b.procurement_id = $1 AND b.supplier_id = $2";
    PUT_DRAFT = "INSERT INTO bid (id, procurement_id, supplier_id, state, draft, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
        ON CONFLICT (procurement_id, supplier_id) DO UPDATE SET draft = excluded.draft, updated_at = excluded.updated_at
            WHERE bid.state IN ('draft', 'submitted', 'withdrawn')";
    SUBMIT = "UPDATE bid SET state = $3, version = version + 1, submitted_at = $4, updated_at = $4
        WHERE id = $1 AND version = $2 AND state IN ('draft', 'submitted', 'withdrawn')
            AND EXISTS (SELECT 1 FROM procurement p WHERE p.id = bid.procurement_id AND p.bids_from <= $4 AND p.bids_until > $4
                AND p.state IN ('published', 'bidding') AND p.rules_version = $5)";
    ADD_SUBMISSION = "INSERT INTO submission (bid_id, version, sealed, sealed_sha256, rules_version, person_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    WITHDRAW = "UPDATE bid SET state = $2, updated_at = $3 WHERE id = $1 AND state IN ('draft', 'submitted')
            AND EXISTS (SELECT 1 FROM procurement p WHERE p.id = bid.procurement_id AND p.bids_until > $3
                AND p.state IN ('published', 'bidding'))";
    SUBMISSION = "SELECT version, sealed, sealed_sha256, rules_version, at FROM submission WHERE bid_id = $1 AND version = $2";
    SUBMISSIONS = "SELECT version, sealed, sealed_sha256, rules_version, at FROM submission WHERE bid_id = $1 ORDER BY version DESC LIMIT $2";
    TO_OPEN = "SELECT b.id AS id, b.supplier_id AS supplier_id, s.version AS version, s.sealed AS sealed
        FROM bid b JOIN submission s ON s.bid_id = b.id AND s.version = b.version JOIN procurement p ON p.id = b.procurement_id
        WHERE b.procurement_id = $1 AND b.state = 'submitted' AND (s.rules_version >= p.binding_version
            OR EXISTS (SELECT 1 FROM bid_confirmation c WHERE c.bid_id = b.id AND c.submission = s.version
                AND c.rules_version >= p.binding_version))
        ORDER BY b.id LIMIT $2";
    OPEN = "UPDATE bid SET state = $2, opened = $3, opened_at = $4 WHERE id = $1 AND state = 'submitted'";
    OPENED = "SELECT b.id AS id, b.procurement_id AS procurement_id, b.supplier_id AS supplier_id, o.name AS supplier,
            b.state AS state, b.version AS version, b.draft AS draft, b.opened AS opened, b.updated_at AS updated_at,
            b.submitted_at AS submitted_at
        FROM bid b JOIN organisation o ON o.id = b.supplier_id
        WHERE b.procurement_id = $1 AND b.opened IS NOT NULL ORDER BY o.name, b.id LIMIT $2";
    DECIDE = "UPDATE bid SET state = $2 WHERE id = $1 AND state = 'opened'";
    OWN = "SELECT p.ocid AS ocid, p.title AS title, o.name AS authority, p.state AS procurement_state, p.bids_from AS bids_from,
            p.bids_until AS bids_until, b.state AS bid_state, b.submitted_at AS submitted_at
        FROM registration r JOIN procurement p ON p.id = r.procurement_id JOIN organisation o ON o.id = p.authority_id
            LEFT JOIN bid b ON b.procurement_id = r.procurement_id AND b.supplier_id = r.supplier_id
        WHERE r.supplier_id = $1 ORDER BY p.bids_until DESC, p.ocid LIMIT $2";
}

/// Gives a procurement its key pair.
pub async fn add_key(tx: &mut Tx, id: ProcurementId, recipient: &str, sealed_identity: &[u8]) -> Result<()> {
    let now = tx.now();
    tx.execute(&ADD_KEY, args![id, recipient, sealed_identity, now]).await?;
    Ok(())
}

/// The key pair of a procurement.
pub async fn key(conn: &mut Conn, id: ProcurementId) -> Result<Option<Key>> {
    conn.optional(&KEY, args![id]).await
}

/// Registers a supplier as a bidder. `false` where it was registered already.
pub async fn register(tx: &mut Tx, id: ProcurementId, supplier: OrganisationId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&REGISTER, args![id, supplier, now]).await? == 1)
}

/// Since when a supplier is registered.
pub async fn registered(conn: &mut Conn, id: ProcurementId, supplier: OrganisationId) -> Result<Option<Timestamp>> {
    let found: Option<(Timestamp,)> = conn.optional(&REGISTERED, args![id, supplier]).await?;
    Ok(found.map(|(at,)| at))
}

/// A supplier's own bid.
pub async fn of_supplier(conn: &mut Conn, id: ProcurementId, supplier: OrganisationId) -> Result<Option<Bid>> {
    conn.optional(&OF_SUPPLIER, args![id, supplier]).await
}

/// Keeps a sealed draft. `false` where the bid was opened.
pub async fn put_draft(tx: &mut Tx, id: ProcurementId, supplier: OrganisationId, sealed: &[u8]) -> Result<bool> {
    let (bid, now): (BidId, _) = (tx.id(), tx.now());
    let values = args![bid, id, supplier, BidState::Draft, sealed, now];
    Ok(tx.execute(&PUT_DRAFT, values).await? == 1)
}

/// Adds the submission after `version`, made under a version of the rules. `false` where another was faster, the rules were amended,
/// or bids are not taken at the moment of this transaction.
pub async fn submit(
    tx: &mut Tx,
    id: BidId,
    version: u32,
    rules_version: u32,
    sealed: &[u8],
    sha256: &str,
) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    if tx
        .execute(&SUBMIT, args![id, version, BidState::Submitted, now, rules_version])
        .await?
        == 0
    {
        return Ok(false);
    }
    let values = args![id, version + 1, sealed, sha256, rules_version, person, now];
    tx.execute(&ADD_SUBMISSION, values).await?;
    Ok(true)
}

/// Withdraws a bid. `false` where bids are not taken at the moment of this transaction.
pub async fn withdraw(tx: &mut Tx, id: BidId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&WITHDRAW, args![id, BidState::Withdrawn, now]).await? == 1)
}

/// One submission of a bid.
pub async fn submission(conn: &mut Conn, id: BidId, version: u32) -> Result<Option<Submission>> {
    conn.optional(&SUBMISSION, args![id, version]).await
}

/// The submissions of a bid, the last first.
pub async fn submissions(conn: &mut Conn, id: BidId) -> Result<Vec<Submission>> {
    conn.all(&SUBMISSIONS, args![id, MAX_VERSIONS]).await
}

/// The last submission of each bid that is in, and that was made or confirmed under the rules that bind.
pub async fn to_open(conn: &mut Conn, id: ProcurementId) -> Result<Vec<ToOpen>> {
    conn.all(&TO_OPEN, args![id, MAX_BIDS]).await
}

/// Writes what was inside a bid.
pub async fn open(tx: &mut Tx, id: BidId, content: serde_json::Value) -> Result<()> {
    let now = tx.now();
    if tx.execute(&OPEN, args![id, BidState::Opened, content, now]).await? == 0 {
        return Err(Error::Missing(OPEN.name));
    }
    Ok(())
}

/// The opened bids, by the name of the supplier.
pub async fn opened(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Bid>> {
    conn.all(&OPENED, args![id, MAX_BIDS]).await
}

/// Writes how an opened bid came out.
pub async fn decide(tx: &mut Tx, id: BidId, state: BidState) -> Result<()> {
    tx.execute(&DECIDE, args![id, state]).await?;
    Ok(())
}

/// The procurements for which a supplier registered, with its bids.
pub async fn own(conn: &mut Conn, supplier: OrganisationId) -> Result<Vec<Own>> {
    conn.all(&OWN, args![supplier, MAX_OWN]).await
}
