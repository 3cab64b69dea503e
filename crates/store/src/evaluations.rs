//! Marks, evaluations, awards and contracts.

use crate::{Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    BidId, CommitmentId, ContractId, MarkId, Money, NeedId, OrganisationId, PersonId, ProcurementId, Quantity, SeatId,
};

/// The most marks of one procurement that are read: every question of every bid by several evaluators.
pub const MAX_MARKS: u32 = 50_000;
/// The most pledges of one contract.
pub const MAX_PLEDGES: u32 = 300;

record! {
    /// An evaluator's locked mark. From before there were panels: their last, which had no seat.
    pub struct Mark {
        /// The seat by which it was given.
        pub seat_id: Option<SeatId>,
        /// The bid.
        pub bid_id: BidId,
        /// The criterion.
        pub criterion: String,
        /// The question or part.
        pub question: String,
        /// The mark, as a decimal string.
        pub mark: String,
        /// Why.
        pub reason: String,
        /// Who gave it.
        pub evaluator_id: PersonId,
        /// Their name.
        pub evaluator: String,
        /// When.
        pub at: Timestamp,
    }

    /// An evaluation that was run.
    pub struct Evaluation {
        /// Which one, from 1.
        pub version: u32,
        /// The tender file with the bids and marks.
        pub tender: String,
        /// The result file.
        pub result: String,
        /// When it was run.
        pub at: Timestamp,
    }

    /// A contract.
    pub struct Contract {
        /// Its id.
        pub id: ContractId,
        /// The winning bid.
        pub bid_id: BidId,
        /// The supplier.
        pub supplier_id: OrganisationId,
        /// Its name.
        pub supplier: String,
        /// The evaluation that it was awarded by.
        pub evaluation_version: u32,
        /// The price.
        pub price_pence: Money,
        /// When it was awarded.
        pub awarded_at: Timestamp,
        /// Why, in the officer's words.
        pub reason: String,
        /// Its first day, once it is entered into.
        pub from_on: Option<Date>,
        /// Its last day.
        pub to_on: Option<Date>,
        /// When it was entered into.
        pub entered_at: Option<Timestamp>,
    }

    /// A pledge of a contract.
    pub struct Pledge {
        /// Its number in the bid, from 1.
        pub number: u32,
        /// The need.
        pub need_id: NeedId,
        /// What was bid.
        pub quantity: Quantity,
        /// What the need could still take at the award.
        pub taken: Quantity,
        /// What one unit would cost, frozen.
        pub unit_price_pence: Option<Money>,
        /// By when.
        pub due_to: Date,
        /// How.
        pub how: String,
        /// Its commitment.
        pub commitment_id: CommitmentId,
        /// The resource's name.
        pub resource_name: String,
        /// One of it.
        pub unit: String,
        /// Several of it.
        pub units: String,
        /// The project's title.
        pub project: String,
        /// The project's name in addresses.
        pub project_slug: String,
        /// The community's name.
        pub community: String,
    }
}

/// A new mark.
pub struct NewMark<'a> {
    /// The seat by which it is given.
    pub seat_id: SeatId,
    /// The procurement.
    pub procurement_id: ProcurementId,
    /// The bid.
    pub bid_id: BidId,
    /// The criterion.
    pub criterion: &'a str,
    /// The question or part.
    pub question: &'a str,
    /// The mark, as a decimal string.
    pub mark: &'a str,
    /// Why.
    pub reason: &'a str,
}

/// A new contract.
pub struct NewContract<'a> {
    /// Its id.
    pub id: ContractId,
    /// The procurement.
    pub procurement_id: ProcurementId,
    /// The winning bid.
    pub bid_id: BidId,
    /// The authority.
    pub authority_id: OrganisationId,
    /// The supplier.
    pub supplier_id: OrganisationId,
    /// The evaluation that it is awarded by.
    pub evaluation_version: u32,
    /// The price.
    pub price: Money,
    /// Why.
    pub reason: &'a str,
}

/// A new pledge of a contract.
pub struct NewPledge<'a> {
    /// The contract.
    pub contract_id: ContractId,
    /// Its number in the bid, from 1.
    pub number: u32,
    /// The need.
    pub need_id: NeedId,
    /// What was bid.
    pub quantity: Quantity,
    /// What the need could still take.
    pub taken: Quantity,
    /// What one unit would cost, frozen.
    pub unit_price: Option<Money>,
    /// By when.
    pub due_to: Date,
    /// How.
    pub how: &'a str,
    /// Its commitment.
    pub commitment_id: CommitmentId,
}

statements! {
    ADD_MARK = "INSERT INTO mark (id, procurement_id, bid_id, criterion, question, mark, reason, evaluator_id, at, seat_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    MARKS = "SELECT m.seat_id AS seat_id, m.bid_id AS bid_id, m.criterion AS criterion, m.question AS question, m.mark AS mark, m.reason AS reason,
            m.evaluator_id AS evaluator_id, p.name AS evaluator, m.at AS at
        FROM (SELECT id, seat_id, bid_id, criterion, question, mark, reason, evaluator_id, at,
                ROW_NUMBER() OVER (PARTITION BY bid_id, criterion, question, evaluator_id, seat_id ORDER BY at DESC, id DESC) AS place
            FROM mark WHERE procurement_id = $1) m JOIN person p ON p.id = m.evaluator_id
        WHERE m.place = 1 ORDER BY m.at, m.id LIMIT $2";
    ADD_EVALUATION = "INSERT INTO evaluation (procurement_id, version, tender, result, person_id, at) VALUES ($1, $2, $3, $4, $5, $6)";
    LATEST = "SELECT version, tender, result, at FROM evaluation WHERE procurement_id = $1 ORDER BY version DESC LIMIT 1";
    EVALUATION = "SELECT version, tender, result, at FROM evaluation WHERE procurement_id = $1 AND version = $2";
    ADD_CONTRACT = "INSERT INTO contract (id, procurement_id, bid_id, authority_id, supplier_id, evaluation_version, price_pence, awarded_at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    CONTRACT = "SELECT c.id AS id, c.bid_id AS bid_id, c.supplier_id AS supplier_id, o.name AS supplier,
            c.evaluation_version AS evaluation_version, c.price_pence AS price_pence, c.awarded_at AS awarded_at, c.reason AS reason,
            c.from_on AS from_on, c.to_on AS to_on, c.entered_at AS entered_at
        FROM contract c JOIN organisation o ON o.id = c.supplier_id WHERE c.procurement_id = $1";
    ENTER = "UPDATE contract SET from_on = $2, to_on = $3, entered_at = $4 WHERE id = $1 AND entered_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM challenge c WHERE c.procurement_id = contract.procurement_id AND c.state <> 'resolved')";
    ADD_PLEDGE = "INSERT INTO contract_pledge (contract_id, number, need_id, quantity, taken, unit_price_pence, due_to, how, commitment_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    PLEDGES = "SELECT l.number AS number, l.need_id AS need_id, l.quantity AS quantity, l.taken AS taken,
            l.unit_price_pence AS unit_price_pence, l.due_to AS due_to, l.how AS how, l.commitment_id AS commitment_id,
            r.name AS resource_name, r.unit AS unit, r.units AS units, p.title AS project, p.slug AS project_slug, o.name AS community
        FROM contract_pledge l JOIN need n ON n.id = l.need_id JOIN resource r ON r.code = n.resource
            JOIN project p ON p.id = n.project_id JOIN organisation o ON o.id = p.organisation_id
        WHERE l.contract_id = $1 ORDER BY l.number LIMIT $2";
}

/// Adds a mark by the person who acts.
pub async fn add_mark(tx: &mut Tx, mark: &NewMark<'_>) -> Result<()> {
    let (id, now): (MarkId, _) = (tx.id(), tx.now());
    let Some(evaluator) = tx.actor().person() else {
        return Err(Error::Missing("the evaluator"));
    };
    let values = args![
        id,
        mark.procurement_id,
        mark.bid_id,
        mark.criterion,
        mark.question,
        mark.mark,
        mark.reason,
        evaluator,
        now,
        mark.seat_id
    ];
    tx.execute(&ADD_MARK, values).await?;
    Ok(())
}

/// Every locked mark, the earliest first; of marks without a seat, each evaluator's last of each question of each bid.
pub async fn marks(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Mark>> {
    conn.all(&MARKS, args![id, MAX_MARKS]).await
}

/// Adds an evaluation. A version that is there already is refused as a duplicate.
pub async fn add(tx: &mut Tx, id: ProcurementId, version: u32, tender: &str, result: &str) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    tx.execute(&ADD_EVALUATION, args![id, version, tender, result, person, now])
        .await?;
    Ok(())
}

/// The evaluation that was run last.
pub async fn latest(conn: &mut Conn, id: ProcurementId) -> Result<Option<Evaluation>> {
    conn.optional(&LATEST, args![id]).await
}

/// One evaluation.
pub async fn by_version(conn: &mut Conn, id: ProcurementId, version: u32) -> Result<Option<Evaluation>> {
    conn.optional(&EVALUATION, args![id, version]).await
}

/// Adds the contract of an award.
pub async fn add_contract(tx: &mut Tx, new: &NewContract<'_>) -> Result<()> {
    let now = tx.now();
    let values = args![
        new.id,
        new.procurement_id,
        new.bid_id,
        new.authority_id,
        new.supplier_id,
        new.evaluation_version,
        new.price,
        now,
        new.reason
    ];
    tx.execute(&ADD_CONTRACT, values).await?;
    Ok(())
}

/// The contract of a procurement.
pub async fn contract(conn: &mut Conn, id: ProcurementId) -> Result<Option<Contract>> {
    conn.optional(&CONTRACT, args![id]).await
}

/// Writes that a contract is entered into. `false` a second time, or where a challenge is not resolved.
pub async fn enter(tx: &mut Tx, id: ContractId, from: Date, to: Date) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&ENTER, args![id, from, to, now]).await? == 1)
}

/// Adds a pledge to a contract.
pub async fn add_pledge(tx: &mut Tx, new: &NewPledge<'_>) -> Result<()> {
    let values = args![
        new.contract_id,
        new.number,
        new.need_id,
        new.quantity,
        new.taken,
        new.unit_price,
        new.due_to,
        new.how,
        new.commitment_id
    ];
    tx.execute(&ADD_PLEDGE, values).await?;
    Ok(())
}

/// The pledges of a contract, in their order.
pub async fn pledges(conn: &mut Conn, id: ContractId) -> Result<Vec<Pledge>> {
    conn.all(&PLEDGES, args![id, MAX_PLEDGES]).await
}
