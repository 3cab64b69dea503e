//! Doubts about bids: the flags, the questions to suppliers, and what two people decided.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::Timestamp;
use svx_domain::{
    BidId, ClarificationId, FlagId, NeedId, OrganisationId, PersonId, ProcurementId, Quantity, lifecycle::FlagState,
    procurement::FlagOutcome,
};

/// The most flags of one procurement.
pub const MAX_FLAGS: u32 = 1000;
/// The most questions about one flag.
pub const MAX_QUESTIONS: u32 = 20;
/// The most proposals to resolve one flag.
pub const MAX_PROPOSALS: u32 = 50;
/// The most clarifications of one supplier in one procurement that are shown.
const MAX_OWN: u32 = 500;

record! {
    /// A doubt about a bid.
    pub struct Flag {
        /// Its id.
        pub id: FlagId,
        /// The bid.
        pub bid_id: BidId,
        /// The bid's supplier.
        pub supplier_id: OrganisationId,
        /// The supplier's name.
        pub supplier: String,
        /// The criterion and its part, joined by points; empty for the bid as a whole.
        pub subject: String,
        /// What was seen, with its figures.
        pub reason: String,
        /// Where it stands.
        pub state: FlagState,
        /// The evaluation that raised it; nothing where an officer did.
        pub evaluation_version: Option<u32>,
        /// The officer who raised it.
        pub raised_by: Option<String>,
        /// When.
        pub raised_at: Timestamp,
    }

    /// A question to a supplier, with its answer.
    pub struct Clarification {
        /// Its id.
        pub id: ClarificationId,
        /// The flag.
        pub flag_id: FlagId,
        /// What the flag says.
        pub about: String,
        /// What is asked.
        pub question: String,
        /// When.
        pub asked_at: Timestamp,
        /// Who asked.
        pub asked_by: Option<PersonId>,
        /// Until when an answer is taken.
        pub answer_by: Timestamp,
        /// The answer.
        pub answer: Option<String>,
        /// When it was given.
        pub answered_at: Option<Timestamp>,
        /// Who gave it.
        pub answered_by: Option<String>,
    }

    /// A proposal to resolve a flag, and what the second person said.
    pub struct Proposal {
        /// The flag.
        pub flag_id: FlagId,
        /// The bid.
        pub bid_id: BidId,
        /// Which proposal, from 1.
        pub number: u32,
        /// What is to follow.
        pub outcome: FlagOutcome,
        /// The pledge of which a part is set aside.
        pub need_id: Option<NeedId>,
        /// How much of it still counts.
        pub counts: Option<Quantity>,
        /// Why.
        pub reason: String,
        /// Who proposed it.
        pub proposed_by: PersonId,
        /// Their name.
        pub proposer: String,
        /// When.
        pub proposed_at: Timestamp,
        /// Whether the second person confirmed it; nothing before.
        pub is_confirmed: Option<bool>,
        /// Why.
        pub decided_reason: Option<String>,
        /// Their name.
        pub decider: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
    }
}

statements! {
    ADD = "INSERT INTO flag (id, procurement_id, bid_id, subject, reason, state, evaluation_version, raised_by, raised_at)
        VALUES ($1, $2, $3, $4, $5, 'raised', $6, $7, $8) ON CONFLICT (bid_id, subject, reason) DO NOTHING";
    FLAGS = "SELECT f.id AS id, f.bid_id AS bid_id, b.supplier_id AS supplier_id, o.name AS supplier, f.subject AS subject,
            f.reason AS reason, f.state AS state, f.evaluation_version AS evaluation_version, p.name AS raised_by,
            f.raised_at AS raised_at
        FROM flag f JOIN bid b ON b.id = f.bid_id JOIN organisation o ON o.id = b.supplier_id LEFT JOIN person p ON p.id = f.raised_by
        WHERE f.procurement_id = $1 ORDER BY f.raised_at, f.id LIMIT $2";
    UNRESOLVED = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM flag WHERE procurement_id = $1 AND state <> 'resolved'";
    MOVE = "UPDATE flag SET state = $3 WHERE id = $1 AND state = $2";
    // A question belongs to a flag that is not resolved yet.
    ASK = "INSERT INTO clarification (id, flag_id, supplier_id, question, asked_by, asked_at, answer_by)
        SELECT $1, f.id, b.supplier_id, $3, $4, $5, $6 FROM flag f JOIN bid b ON b.id = f.bid_id WHERE f.id = $2 AND f.state = 'raised'";
    // What is asked within this procurement, of one supplier or of all.
    ASKED = "SELECT c.id AS id, c.flag_id AS flag_id, f.reason AS about, c.question AS question, c.asked_at AS asked_at,
            c.asked_by AS asked_by, c.answer_by AS answer_by, c.answer AS answer, c.answered_at AS answered_at, p.name AS answered_by
        FROM clarification c JOIN flag f ON f.id = c.flag_id LEFT JOIN person p ON p.id = c.answered_by
        WHERE f.procurement_id = $1 ORDER BY c.asked_at, c.id LIMIT $2";
    ASKED_OF = "SELECT c.id AS id, c.flag_id AS flag_id, f.reason AS about, c.question AS question, c.asked_at AS asked_at,
            c.asked_by AS asked_by, c.answer_by AS answer_by, c.answer AS answer, c.answered_at AS answered_at, p.name AS answered_by
        FROM clarification c JOIN flag f ON f.id = c.flag_id LEFT JOIN person p ON p.id = c.answered_by
        WHERE f.procurement_id = $1 AND c.supplier_id = $2 ORDER BY c.asked_at, c.id LIMIT $3";
    ANSWER = "UPDATE clarification SET answer = $3, answered_by = $4, answered_at = $5
        WHERE id = $1 AND supplier_id = $2 AND answered_at IS NULL AND answer_by > $5";
    PROPOSE = "INSERT INTO flag_decision (flag_id, number, outcome, need_id, counts, reason, proposed_by, proposed_at)
        SELECT $1, COALESCE(MAX(d.number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM flag_decision d WHERE d.flag_id = $1";
    // The second person is another than the first, and says so once.
    DECIDE = "UPDATE flag_decision SET is_confirmed = $3, decided_reason = $4, decided_by = $5, decided_at = $6
        WHERE flag_id = $1 AND number = $2 AND decided_at IS NULL AND proposed_by <> $5";
    PROPOSALS = "SELECT d.flag_id AS flag_id, f.bid_id AS bid_id, d.number AS number, d.outcome AS outcome, d.need_id AS need_id,
            d.counts AS counts, d.reason AS reason, d.proposed_by AS proposed_by, p.name AS proposer, d.proposed_at AS proposed_at,
            d.is_confirmed AS is_confirmed, d.decided_reason AS decided_reason, s.name AS decider, d.decided_at AS decided_at
        FROM flag_decision d JOIN flag f ON f.id = d.flag_id JOIN person p ON p.id = d.proposed_by LEFT JOIN person s ON s.id = d.decided_by
        WHERE f.procurement_id = $1 ORDER BY d.proposed_at, d.flag_id, d.number LIMIT $2";
}

/// A new flag.
pub struct NewFlag<'a> {
    /// The procurement.
    pub procurement_id: ProcurementId,
    /// The bid.
    pub bid_id: BidId,
    /// The criterion and its part.
    pub subject: &'a str,
    /// What was seen, with its figures.
    pub reason: &'a str,
    /// The evaluation that raises it; nothing where the officer who acts does.
    pub evaluation_version: Option<u32>,
}

/// Raises a flag. `false` where the same was raised before.
pub async fn add(tx: &mut Tx, new: &NewFlag<'_>) -> Result<bool> {
    let (id, now): (FlagId, _) = (tx.id(), tx.now());
    let by = tx.actor().person().filter(|_| new.evaluation_version.is_none());
    let values = args![
        id,
        new.procurement_id,
        new.bid_id,
        new.subject,
        new.reason,
        new.evaluation_version,
        by,
        now
    ];
    Ok(tx.execute(&ADD, values).await? == 1)
}

/// The flags of a procurement, the earliest first.
pub async fn flags(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Flag>> {
    conn.all(&FLAGS, args![id, MAX_FLAGS]).await
}

/// How many flags are not resolved.
pub async fn unresolved(conn: &mut Conn, id: ProcurementId) -> Result<i64> {
    let (count,): (i64,) = conn.one(&UNRESOLVED, args![id]).await?;
    Ok(count)
}

/// Writes the next state of a flag. `false` where the state was no longer `from`.
pub async fn to_state(tx: &mut Tx, id: FlagId, from: FlagState, to: FlagState) -> Result<bool> {
    Ok(tx.execute(&MOVE, args![id, from, to]).await? == 1)
}

/// Asks the supplier of the flag's bid. `false` where the flag is not open to questions.
pub async fn ask(tx: &mut Tx, flag: FlagId, question: &str, answer_by: Timestamp) -> Result<bool> {
    let (id, now, person): (ClarificationId, _, _) = (tx.id(), tx.now(), tx.actor().person());
    let values = args![id, flag, question, person, now, answer_by];
    Ok(tx.execute(&ASK, values).await? == 1)
}

/// Every question of a procurement, the earliest first.
pub async fn asked(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Clarification>> {
    conn.all(&ASKED, args![id, MAX_FLAGS * MAX_QUESTIONS]).await
}

/// Every question to one supplier, the earliest first.
pub async fn asked_of(conn: &mut Conn, id: ProcurementId, supplier: OrganisationId) -> Result<Vec<Clarification>> {
    conn.all(&ASKED_OF, args![id, supplier, MAX_OWN]).await
}

/// Writes a supplier's answer. `false` where the question is not its own, was answered, or its time is over.
pub async fn answer(tx: &mut Tx, id: ClarificationId, supplier: OrganisationId, answer: &str) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    Ok(tx.execute(&ANSWER, args![id, supplier, answer, person, now]).await? == 1)
}

/// What is proposed.
pub struct NewProposal<'a> {
    /// What is to follow.
    pub outcome: FlagOutcome,
    /// The pledge of which a part is set aside, and how much of it still counts.
    pub set_aside: Option<(NeedId, Quantity)>,
    /// Why.
    pub reason: &'a str,
}

/// Adds a proposal to resolve a flag.
pub async fn propose(tx: &mut Tx, flag: FlagId, new: &NewProposal<'_>) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    let (need, counts) = (
        new.set_aside.map(|(need, _)| need),
        new.set_aside.map(|(_, counts)| counts),
    );
    let values = args![flag, new.outcome, need, counts, new.reason, person, now];
    tx.execute(&PROPOSE, values).await?;
    Ok(())
}

/// Writes what the second person says. `false` where it is the person who proposed it, or another was faster.
pub async fn decide(tx: &mut Tx, flag: FlagId, number: u32, is_confirmed: bool, reason: &str) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    let values = args![flag, number, is_confirmed, reason, person, now];
    Ok(tx.execute(&DECIDE, values).await? == 1)
}

/// Every proposal on the flags of a procurement, the earliest first.
pub async fn proposals(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Proposal>> {
    conn.all(&PROPOSALS, args![id, MAX_FLAGS * MAX_PROPOSALS]).await
}
