//! The decision to whom to award, assessment summaries, and the contract award notice with its standstill.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    BidId, OrganisationId, PersonId, ProcurementId,
    lifecycle::{DecisionState, ProcurementState},
    standstill::Standstill,
};

/// The most decisions of one procurement.
pub const MAX_DECISIONS: u32 = 100;
/// The most assessment summaries of one procurement, all versions.
const MAX_SUMMARIES: u32 = 20_000;

record! {
    /// A decision on an award.
    pub struct Decision {
        /// Which one, from 1.
        pub version: u32,
        /// The evaluation that it rests on.
        pub evaluation_version: u32,
        /// The bid that is to win.
        pub bid_id: BidId,
        /// Its supplier's name.
        pub supplier: String,
        /// Why.
        pub reason: String,
        /// Where it stands.
        pub state: DecisionState,
        /// Who proposed it.
        pub proposed_by: PersonId,
        /// Their name.
        pub proposer: String,
        /// When.
        pub proposed_at: Timestamp,
        /// What the second person said.
        pub decided_reason: Option<String>,
        /// Their name.
        pub decider: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
        /// Why it was set aside.
        pub set_aside_reason: Option<String>,
    }

    /// An assessment summary that was issued.
    pub struct Summary {
        /// The bid.
        pub bid_id: BidId,
        /// Which one, from 1.
        pub version: u32,
        /// The decision that it is about.
        pub decision_version: u32,
        /// The supplier.
        pub supplier_id: OrganisationId,
        /// What it says, as JSON.
        pub content: String,
        /// The fingerprint of that.
        pub sha256: String,
        /// The tender file with which the supplier can check its own marks.
        pub own_copy: String,
        /// What it corrects; empty in the first.
        pub correction: String,
        /// When it was issued.
        pub issued_at: Timestamp,
    }

    /// A contract award notice with its standstill.
    pub struct Notice {
        /// The decision.
        pub decision_version: u32,
        /// How many working days.
        pub working_days: u32,
        /// The last of them.
        pub last_day: Date,
        /// The first moment at which the contract may be entered into.
        pub ends_at: Timestamp,
        /// When it was published.
        pub published_at: Timestamp,
    }
}

impl Notice {
    /// Its standstill.
    pub fn standstill(&self) -> Standstill {
        Standstill {
            last_day: self.last_day,
            ends_at: self.ends_at,
        }
    }
}

statements! {
    // A lock: whoever records a challenge and whoever awards meet here, one after the other.
    HOLD = "UPDATE procurement SET updated_at = $3 WHERE id = $1 AND state = $2";
    OCID_OF = "SELECT ocid AS a FROM procurement WHERE id = $1";
    PROPOSE = "INSERT INTO award_decision (procurement_id, version, evaluation_version, bid_id, reason, state, proposed_by, proposed_at)
        SELECT $1, COALESCE(MAX(d.version), 0) + 1, $2, $3, $4, 'proposed', $5, $6 FROM award_decision d WHERE d.procurement_id = $1";
    // The second person is another than the first, and says so once.
    DECIDE = "UPDATE award_decision SET state = $3, decided_reason = $4, decided_by = $5, decided_at = $6
        WHERE procurement_id = $1 AND version = $2 AND state = 'proposed' AND proposed_by <> $5";
    SET_ASIDE = "UPDATE award_decision SET state = 'set-aside', set_aside_reason = $3, set_aside_at = $4
        WHERE procurement_id = $1 AND version = $2 AND state = 'approved'";
    DECISIONS = "SELECT d.version AS version, d.evaluation_version AS evaluation_version, d.bid_id AS bid_id, o.name AS supplier,
            d.reason AS reason, d.state AS state, d.proposed_by AS proposed_by, p.name AS proposer, d.proposed_at AS proposed_at,
            d.decided_reason AS decided_reason, s.name AS decider, d.decided_at AS decided_at, d.set_aside_reason AS set_aside_reason
        FROM award_decision d JOIN bid b ON b.id = d.bid_id JOIN organisation o ON o.id = b.supplier_id
            JOIN person p ON p.id = d.proposed_by LEFT JOIN person s ON s.id = d.decided_by
        WHERE d.procurement_id = $1 ORDER BY d.version LIMIT $2";
    ISSUE = "INSERT INTO assessment_summary (procurement_id, bid_id, version, decision_version, supplier_id, content, sha256, own_copy,
            correction, issued_by, issued_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    SUMMARIES = "SELECT bid_id, version, decision_version, supplier_id, content, sha256, own_copy, correction, issued_at
        FROM assessment_summary WHERE procurement_id = $1 ORDER BY bid_id, version DESC LIMIT $2";
    SUMMARIES_OF = "SELECT bid_id, version, decision_version, supplier_id, content, sha256, own_copy, correction, issued_at
        FROM assessment_summary WHERE procurement_id = $1 AND supplier_id = $2 ORDER BY version DESC LIMIT $3";
    PUBLISH = "INSERT INTO award_notice (procurement_id, decision_version, working_days, last_day, ends_at, published_by, published_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    NOTICES = "SELECT decision_version, working_days, last_day, ends_at, published_at FROM award_notice
        WHERE procurement_id = $1 ORDER BY decision_version LIMIT $2";
}

/// Holds a procurement for the rest of the transaction. `false` where its state is no longer `state`.
pub async fn hold(tx: &mut Tx, id: ProcurementId, state: ProcurementState) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&HOLD, args![id, state, now]).await? == 1)
}

/// The ocid of a procurement.
pub async fn ocid_of(conn: &mut Conn, id: ProcurementId) -> Result<Option<String>> {
    let found: Option<(String,)> = conn.optional(&OCID_OF, args![id]).await?;
    Ok(found.map(|(ocid,)| ocid))
}

/// A decision to be proposed.
pub struct NewDecision<'a> {
    /// The evaluation that it rests on.
    pub evaluation_version: u32,
    /// The bid that is to win.
    pub bid_id: BidId,
    /// Why.
    pub reason: &'a str,
}

/// Adds a proposed decision by the person who acts. One that stands already makes this a duplicate.
pub async fn propose(tx: &mut Tx, id: ProcurementId, new: &NewDecision<'_>) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![id, new.evaluation_version, new.bid_id, new.reason, person, now];
    tx.execute(&PROPOSE, values).await?;
    Ok(())
}

/// Writes what the second person says. `false` where it is the person who proposed it, or another was faster.
pub async fn decide(tx: &mut Tx, id: ProcurementId, version: u32, to: DecisionState, reason: &str) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    Ok(tx.execute(&DECIDE, args![id, version, to, reason, person, now]).await? == 1)
}

/// Sets an approved decision aside. `false` where it is not approved.
pub async fn set_aside(tx: &mut Tx, id: ProcurementId, version: u32, reason: &str) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&SET_ASIDE, args![id, version, reason, now]).await? == 1)
}

/// Every decision, the earliest first.
pub async fn all(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Decision>> {
    conn.all(&DECISIONS, args![id, MAX_DECISIONS]).await
}

/// The decision that is approved and stands.
pub async fn standing(conn: &mut Conn, id: ProcurementId) -> Result<Option<Decision>> {
    let all = all(conn, id).await?;
    Ok(all.into_iter().find(|one| one.state == DecisionState::Approved))
}

/// A summary to be issued.
pub struct NewSummary<'a> {
    /// The bid.
    pub bid_id: BidId,
    /// Which one, from 1.
    pub version: u32,
    /// The decision that it is about.
    pub decision_version: u32,
    /// The supplier.
    pub supplier_id: OrganisationId,
    /// What it says, as JSON.
    pub content: &'a str,
    /// The fingerprint of that.
    pub sha256: &'a str,
    /// The tender file with which the supplier can check its own marks.
    pub own_copy: &'a str,
    /// What it corrects; empty in the first.
    pub correction: &'a str,
}

/// Issues a summary. A version that is there already is refused as a duplicate.
pub async fn issue(tx: &mut Tx, id: ProcurementId, new: &NewSummary<'_>) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![
        id,
        new.bid_id,
        new.version,
        new.decision_version,
        new.supplier_id,
        new.content,
        new.sha256,
        new.own_copy,
        new.correction,
        person,
        now
    ];
    tx.execute(&ISSUE, values).await?;
    Ok(())
}

/// Every summary of a procurement: by bid, the last version first.
pub async fn summaries(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Summary>> {
    conn.all(&SUMMARIES, args![id, MAX_SUMMARIES]).await
}

/// Every summary for one supplier, the last version first.
pub async fn summaries_of(conn: &mut Conn, id: ProcurementId, supplier: OrganisationId) -> Result<Vec<Summary>> {
    conn.all(&SUMMARIES_OF, args![id, supplier, MAX_SUMMARIES]).await
}

/// Publishes the contract award notice of a decision.
pub async fn publish(tx: &mut Tx, id: ProcurementId, decision: u32, days: u32, standstill: Standstill) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![id, decision, days, standstill.last_day, standstill.ends_at, person, now];
    tx.execute(&PUBLISH, values).await?;
    Ok(())
}

/// The notice of a decision.
pub async fn notice(conn: &mut Conn, id: ProcurementId, decision: u32) -> Result<Option<Notice>> {
    let all: Vec<Notice> = conn.all(&NOTICES, args![id, MAX_DECISIONS]).await?;
    Ok(all.into_iter().find(|notice| notice.decision_version == decision))
}
