//! Deliveries that suppliers report against commitments, and the photographs that they give as evidence.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    CommitmentId, ContractId, DeliveryId, EvidenceId, OrganisationId, PersonId, Quantity, lifecycle::DeliveryState,
};

/// The most deliveries of one commitment.
pub const MAX_DELIVERIES: u32 = 200;
/// The most confirmed deliveries of one contract that are read.
pub const MAX_CONFIRMED: u32 = 10_000;
/// The most photographs of one delivery.
pub const MAX_EVIDENCE: u32 = 5;

record! {
    /// A delivery that a supplier reported.
    pub struct Delivery {
        /// Its id.
        pub id: DeliveryId,
        /// The commitment.
        pub commitment_id: CommitmentId,
        /// How much.
        pub quantity: Quantity,
        /// On which day.
        pub delivered_on: Date,
        /// What the supplier says of it.
        pub note: String,
        /// How it stands.
        pub state: DeliveryState,
        /// Who reported it.
        pub claimed_by: Option<PersonId>,
        /// When.
        pub claimed_at: Timestamp,
        /// How much of it was confirmed.
        pub confirmed: Quantity,
        /// When it was decided.
        pub decided_at: Option<Timestamp>,
        /// What was wrong, or why it was decided so.
        pub reason: Option<String>,
    }

    /// What a community confirmed of a contract's delivery.
    pub struct Confirmed {
        /// The number of the pledge in the bid.
        pub pledge: u32,
        /// How much of it was confirmed.
        pub quantity: Quantity,
        /// When.
        pub at: Timestamp,
    }

    /// A photograph.
    pub struct Evidence {
        /// Its id, and the name of its file.
        pub id: EvidenceId,
        /// The delivery.
        pub delivery_id: DeliveryId,
        /// `image/jpeg` or `image/png`.
        pub content_type: String,
        /// How large the file is.
        pub size_bytes: i64,
        /// What it shows, for those who do not see it.
        pub description: String,
    }

    /// A photograph and whose it is.
    pub struct EvidenceScope {
        /// `image/jpeg` or `image/png`.
        pub content_type: String,
        /// Who gave it.
        pub supplier_id: OrganisationId,
        /// Whom it is for.
        pub community_id: OrganisationId,
        /// The authority that the commitment counts for.
        pub authority_id: OrganisationId,
    }
}

statements! {
    INSERT = "INSERT INTO delivery (id, commitment_id, request_key, quantity, delivered_on, note, state, claimed_by, claimed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    BY_ID = "SELECT id, commitment_id, quantity, delivered_on, note, state, claimed_by, claimed_at, confirmed, decided_at, reason
        FROM delivery WHERE id = $1";
    BY_KEY = "SELECT id, commitment_id, quantity, delivered_on, note, state, claimed_by, claimed_at, confirmed, decided_at, reason
        FROM delivery WHERE commitment_id = $1 AND request_key = $2";
    OF_COMMITMENT = "SELECT id, commitment_id, quantity, delivered_on, note, state, claimed_by, claimed_at, confirmed, decided_at, reason
        FROM delivery WHERE commitment_id = $1 ORDER BY claimed_at, id LIMIT $2";
    CONFIRMED = "SELECT c.pledge AS pledge, d.confirmed AS quantity, d.decided_at AS at
        FROM commitment c JOIN delivery d ON d.commitment_id = c.id
        WHERE c.contract_id = $1 AND d.state IN ('confirmed', 'confirmed-in-part') ORDER BY d.decided_at, d.id LIMIT $2";
    DECIDE = "UPDATE delivery SET state = $3, confirmed = $4, reason = COALESCE($5, reason), decided_by = $6, decided_at = $7
        WHERE id = $1 AND state = $2";
    ADD_EVIDENCE = "INSERT INTO evidence (id, delivery_id, content_type, size_bytes, sha256, description, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    EVIDENCE = "SELECT e.id AS id, e.delivery_id AS delivery_id, e.content_type AS content_type, e.size_bytes AS size_bytes, e.description AS description
        FROM delivery d JOIN evidence e ON e.delivery_id = d.id WHERE d.commitment_id = $1 ORDER BY d.claimed_at, e.id LIMIT $2";
    EVIDENCE_SCOPE = "SELECT e.content_type AS content_type, c.supplier_id AS supplier_id, c.community_id AS community_id, c.authority_id AS authority_id
        FROM evidence e JOIN delivery d ON d.id = e.delivery_id JOIN commitment c ON c.id = d.commitment_id WHERE e.id = $1";
}

/// A delivery that is reported.
#[derive(Debug, Clone)]
pub struct NewDelivery {
    /// Its id.
    pub id: DeliveryId,
    /// The commitment.
    pub commitment_id: CommitmentId,
    /// From the form or request: the same key twice is refused as a duplicate.
    pub request_key: String,
    /// How much.
    pub quantity: Quantity,
    /// On which day.
    pub delivered_on: Date,
    /// What the supplier says of it.
    pub note: String,
}

/// A photograph that is given.
#[derive(Debug, Clone)]
pub struct NewEvidence {
    /// Its id, and the name of its file.
    pub id: EvidenceId,
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    /// How large the file is.
    pub size_bytes: i64,
    /// SHA-256 of the file.
    pub sha256: Vec<u8>,
    /// What it shows.
    pub description: String,
}

/// Adds a delivery that waits to be confirmed.
pub async fn insert(tx: &mut Tx, new: &NewDelivery) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![
        new.id,
        new.commitment_id,
        &new.request_key,
        new.quantity,
        new.delivered_on,
        &new.note,
        DeliveryState::Claimed,
        person,
        now
    ];
    tx.execute(&INSERT, values).await?;
    Ok(())
}

/// The delivery with an id.
pub async fn by_id(conn: &mut Conn, id: DeliveryId) -> Result<Option<Delivery>> {
    conn.optional(&BY_ID, args![id]).await
}

/// The delivery that a form or request made before.
pub async fn by_key(conn: &mut Conn, commitment: CommitmentId, request_key: &str) -> Result<Option<Delivery>> {
    conn.optional(&BY_KEY, args![commitment, request_key]).await
}

/// The deliveries of a commitment, oldest first.
pub async fn of_commitment(conn: &mut Conn, commitment: CommitmentId) -> Result<Vec<Delivery>> {
    conn.all(&OF_COMMITMENT, args![commitment, MAX_DELIVERIES]).await
}

/// What communities confirmed of a contract's deliveries, oldest first.
pub async fn confirmed(conn: &mut Conn, contract: ContractId) -> Result<Vec<Confirmed>> {
    conn.all(&CONFIRMED, args![contract, MAX_CONFIRMED]).await
}

/// Decides a delivery. Gives whether it was in the first state.
pub async fn decide(
    tx: &mut Tx,
    id: DeliveryId,
    from: DeliveryState,
    to: DeliveryState,
    confirmed: Quantity,
    reason: Option<&str>,
) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![id, from, to, confirmed, reason, person, now];
    Ok(tx.execute(&DECIDE, values).await? == 1)
}

/// Adds a photograph to a delivery.
pub async fn add_evidence(tx: &mut Tx, delivery: DeliveryId, new: &NewEvidence) -> Result<()> {
    let now = tx.now();
    let values = args![
        new.id,
        delivery,
        new.content_type,
        new.size_bytes,
        new.sha256.as_slice(),
        &new.description,
        now
    ];
    tx.execute(&ADD_EVIDENCE, values).await?;
    Ok(())
}

/// The photographs of a commitment's deliveries.
pub async fn evidence(conn: &mut Conn, commitment: CommitmentId) -> Result<Vec<Evidence>> {
    conn.all(&EVIDENCE, args![commitment, MAX_DELIVERIES * MAX_EVIDENCE])
        .await
}

/// Whose a photograph is.
pub async fn evidence_scope(conn: &mut Conn, id: EvidenceId) -> Result<Option<EvidenceScope>> {
    conn.optional(&EVIDENCE_SCOPE, args![id]).await
}
