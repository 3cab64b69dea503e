//! Challenges of a proposed award, and how they ended.

use crate::{Conn, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    ChallengeId, PersonId, ProcurementId,
    lifecycle::ChallengeState,
    procurement::{ChallengeKind, ChallengeOutcome},
};

/// The most challenges of one procurement.
pub const MAX_CHALLENGES: u32 = 200;

record! {
    /// A challenge.
    pub struct Challenge {
        /// Its id.
        pub id: ChallengeId,
        /// The decision that is challenged.
        pub decision_version: u32,
        /// Who challenges it.
        pub challenger: String,
        /// In what form.
        pub kind: ChallengeKind,
        /// On which day the authority was told.
        pub notified_on: Date,
        /// On what grounds.
        pub grounds: String,
        /// Where it stands.
        pub state: ChallengeState,
        /// Who wrote it down.
        pub recorder: Option<String>,
        /// When.
        pub recorded_at: Timestamp,
        /// How it ended, or is proposed to end.
        pub outcome: Option<ChallengeOutcome>,
        /// Why.
        pub outcome_reason: Option<String>,
        /// Who proposed that.
        pub proposed_by: Option<PersonId>,
        /// Their name.
        pub proposer: Option<String>,
        /// Who confirmed it.
        pub decider: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
    }
}

statements! {
    ADD = "INSERT INTO challenge (id, procurement_id, decision_version, challenger, kind, notified_on, grounds, state, recorded_by, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)";
    ALL = "SELECT c.id AS id, c.decision_version AS decision_version, c.challenger AS challenger, c.kind AS kind,
            c.notified_on AS notified_on, c.grounds AS grounds, c.state AS state, r.name AS recorder, c.recorded_at AS recorded_at,
            c.outcome AS outcome, c.outcome_reason AS outcome_reason, c.proposed_by AS proposed_by, p.name AS proposer,
            d.name AS decider, c.decided_at AS decided_at
        FROM challenge c LEFT JOIN person r ON r.id = c.recorded_by LEFT JOIN person p ON p.id = c.proposed_by
            LEFT JOIN person d ON d.id = c.decided_by
        WHERE c.procurement_id = $1 ORDER BY c.recorded_at, c.id LIMIT $2";
    UNRESOLVED = "SELECT CAST(COUNT(*) AS BIGINT) AS a FROM challenge WHERE procurement_id = $1 AND state <> 'resolved'";
    PROPOSE = "UPDATE challenge SET state = 'proposed', outcome = $2, outcome_reason = $3, proposed_by = $4 WHERE id = $1 AND state = 'open'";
    // The second person is another than the first.
    CONFIRM = "UPDATE challenge SET state = 'resolved', decided_by = $2, decided_at = $3
        WHERE id = $1 AND state = 'proposed' AND proposed_by <> $2";
    SEND_BACK = "UPDATE challenge SET state = 'open', outcome = NULL, outcome_reason = NULL, proposed_by = NULL
        WHERE id = $1 AND state = 'proposed' AND proposed_by <> $2";
}

/// A challenge to be written down.
pub struct NewChallenge<'a> {
    /// The decision that is challenged.
    pub decision_version: u32,
    /// Who challenges it.
    pub challenger: &'a str,
    /// In what form.
    pub kind: ChallengeKind,
    /// On which day the authority was told.
    pub notified_on: Date,
    /// On what grounds.
    pub grounds: &'a str,
}

/// Writes a challenge down.
pub async fn add(tx: &mut Tx, id: ProcurementId, new: &NewChallenge<'_>) -> Result<ChallengeId> {
    let (challenge, now, person): (ChallengeId, _, _) = (tx.id(), tx.now(), tx.actor().person());
    let values = args![
        challenge,
        id,
        new.decision_version,
        new.challenger,
        new.kind,
        new.notified_on,
        new.grounds,
        person,
        now
    ];
    tx.execute(&ADD, values).await?;
    Ok(challenge)
}

/// Every challenge of a procurement, the earliest first.
pub async fn all(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Challenge>> {
    conn.all(&ALL, args![id, MAX_CHALLENGES]).await
}

/// How many challenges are not resolved.
pub async fn unresolved(conn: &mut Conn, id: ProcurementId) -> Result<i64> {
    let (count,): (i64,) = conn.one(&UNRESOLVED, args![id]).await?;
    Ok(count)
}

/// Proposes how a challenge ends. `false` where it is not open.
pub async fn propose(tx: &mut Tx, id: ChallengeId, outcome: ChallengeOutcome, reason: &str) -> Result<bool> {
    let person = tx.actor().person();
    Ok(tx.execute(&PROPOSE, args![id, outcome, reason, person]).await? == 1)
}

/// Confirms the proposed outcome. `false` where the person who acts proposed it, or another was faster.
pub async fn confirm(tx: &mut Tx, id: ChallengeId) -> Result<bool> {
    let (now, person) = (tx.now(), tx.actor().person());
    Ok(tx.execute(&CONFIRM, args![id, person, now]).await? == 1)
}

/// Sends the proposed outcome back. `false` where the person who acts proposed it, or another was faster.
pub async fn send_back(tx: &mut Tx, id: ChallengeId) -> Result<bool> {
    let person = tx.actor().person();
    Ok(tx.execute(&SEND_BACK, args![id, person]).await? == 1)
}
