//! Panels: their terms and seats, what evaluators declared, drafts of marks, proposals to go on without someone, and what was
//! agreed. Declarations, decisions, locked marks and agreed marks are only ever added.

use crate::{Conn, Error, Result, Tx, args, row::record, stmt::statements};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    AgreedMarkId, BidId, DeclarationId, OrganisationId, PersonId, ProcurementId, SeatId, WaiverId,
    panel::{self, Closing, Leaving},
};

/// The most seats of one procurement, past ones too.
pub const MAX_SEATS: u32 = 500;
/// The most declarations of one procurement, earlier ones too.
pub const MAX_DECLARATIONS: u32 = 20_000;
/// The most agreed marks of one procurement, earlier ones too.
pub const MAX_AGREED: u32 = 20_000;
/// The most people who were present, over all agreed marks of one procurement.
pub const MAX_PRESENT: u32 = 200_000;

record! {
    /// The terms of a panel.
    pub struct Terms {
        /// The procurement.
        pub procurement_id: ProcurementId,
        /// Who chairs it.
        pub chair_id: PersonId,
        /// Their name.
        pub chair: String,
        /// The fewest marks of each answer.
        pub marks_min: u32,
        /// The last day for marks.
        pub due_on: Date,
        /// The last day on which anyone was reminded by hand.
        pub reminded_on: Option<Date>,
        /// When every mark was agreed for the first time.
        pub moderated_at: Option<Timestamp>,
    }

    /// An evaluator's seat for one question.
    pub struct Seat {
        /// Its id.
        pub id: SeatId,
        /// Whose it is.
        pub person_id: PersonId,
        /// Their name.
        pub person: String,
        /// Their address.
        pub email: String,
        /// The criterion.
        pub criterion: String,
        /// The question or part.
        pub question: String,
        /// When they were invited.
        pub invited_at: Timestamp,
        /// When their marks were locked.
        pub submitted_at: Option<Timestamp>,
        /// When they left it.
        pub left_at: Option<Timestamp>,
        /// Why.
        pub left_why: Option<Leaving>,
        /// Why, in words.
        pub left_reason: String,
        /// What was done about it.
        pub closed_how: Option<Closing>,
    }

    /// What an evaluator declared about a bidder last, and what was decided.
    pub struct Declaration {
        /// Its id.
        pub id: DeclarationId,
        /// Who declared.
        pub person_id: PersonId,
        /// Their name.
        pub person: String,
        /// The bidder.
        pub supplier_id: OrganisationId,
        /// Its name.
        pub supplier: String,
        /// Whether there is a conflict.
        pub has_conflict: bool,
        /// What it is.
        pub nature: String,
        /// When it was declared.
        pub at: Timestamp,
        /// Whether the officer lets them go on; nothing where none has decided.
        pub goes_on: Option<bool>,
        /// Why.
        pub reason: Option<String>,
        /// What is done so that it does no harm.
        pub mitigation: Option<String>,
        /// Who decided.
        pub decided_by: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
    }

    /// A mark that is being made.
    pub struct Draft {
        /// The bid.
        pub bid_id: BidId,
        /// The criterion.
        pub criterion: String,
        /// The question or part.
        pub question: String,
        /// The mark, as a decimal string; empty where it is not chosen yet.
        pub mark: String,
        /// Why.
        pub reason: String,
    }

    /// A proposal to go on without somebody.
    pub struct Waiver {
        /// Its id.
        pub id: WaiverId,
        /// The seat.
        pub seat_id: SeatId,
        /// Why.
        pub reason: String,
        /// Who proposed it.
        pub proposed_by: PersonId,
        /// Their name.
        pub proposer: String,
        /// When.
        pub proposed_at: Timestamp,
        /// Who decided.
        pub decider: Option<String>,
        /// When.
        pub decided_at: Option<Timestamp>,
        /// What they decided.
        pub agreed: Option<bool>,
        /// What they said to it.
        pub note: String,
    }

    /// A mark that the panel agreed.
    pub struct Agreed {
        /// Its id.
        pub id: AgreedMarkId,
        /// The bid.
        pub bid_id: BidId,
        /// The criterion.
        pub criterion: String,
        /// The question or part.
        pub question: String,
        /// Which one, from 1: later ones correct earlier ones.
        pub version: u32,
        /// The mark, as a decimal string.
        pub mark: String,
        /// Why.
        pub reason: String,
        /// Why an earlier one is corrected; empty for the first.
        pub correction: String,
        /// Who recorded it.
        pub chair: String,
        /// When.
        pub at: Timestamp,
    }

    /// Somebody who was present when a mark was agreed.
    pub struct Present {
        /// The mark.
        pub agreed_mark_id: AgreedMarkId,
        /// Their name.
        pub person: String,
    }

    /// Why an evaluation was opened again.
    pub struct Reopening {
        /// The evaluation that stood until then.
        pub version: u32,
        /// Why.
        pub reason: String,
        /// When.
        pub at: Timestamp,
    }
}

impl Seat {
    /// What the rules of panels need to know of it.
    pub fn facts(&self) -> panel::Seat {
        panel::Seat {
            person: self.person_id,
            submitted_at: self.submitted_at,
            left: self.left_at.zip(self.left_why),
            closed: self.closed_how,
        }
    }
}

statements! {
    PUT_TERMS = "INSERT INTO panel (procurement_id, chair_id, marks_min, due_on, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (procurement_id) DO UPDATE SET chair_id = excluded.chair_id, marks_min = excluded.marks_min,
            due_on = excluded.due_on, updated_at = excluded.updated_at";
    TERMS = "SELECT t.procurement_id AS procurement_id, t.chair_id AS chair_id, p.name AS chair, t.marks_min AS marks_min,
            t.due_on AS due_on, t.reminded_on AS reminded_on, t.moderated_at AS moderated_at
        FROM panel t JOIN person p ON p.id = t.chair_id WHERE t.procurement_id = $1";
    REMINDED = "UPDATE panel SET reminded_on = $2 WHERE procurement_id = $1 AND (reminded_on IS NULL OR reminded_on < $2)";
    MODERATED = "UPDATE panel SET moderated_at = $2 WHERE procurement_id = $1 AND moderated_at IS NULL";
    // Whoever decides by what others have done takes this first, so that two cannot decide at once.
    TOUCH = "UPDATE panel SET updated_at = $2 WHERE procurement_id = $1";
    ADD_SEAT = "INSERT INTO panel_seat (id, procurement_id, person_id, criterion, question, invited_at) VALUES ($1, $2, $3, $4, $5, $6)";
    SEATS = "SELECT s.id AS id, s.person_id AS person_id, p.name AS person, p.email AS email, s.criterion AS criterion,
            s.question AS question, s.invited_at AS invited_at, s.submitted_at AS submitted_at, s.left_at AS left_at,
            s.left_why AS left_why, s.left_reason AS left_reason, s.closed_how AS closed_how
        FROM panel_seat s JOIN person p ON p.id = s.person_id WHERE s.procurement_id = $1 ORDER BY p.name, s.invited_at, s.id LIMIT $2";
    SUBMIT = "UPDATE panel_seat SET submitted_at = $2 WHERE id = $1 AND submitted_at IS NULL AND left_at IS NULL";
    LEAVE = "UPDATE panel_seat SET left_at = $2, left_why = $3, left_reason = $4 WHERE id = $1 AND left_at IS NULL";
    CLOSE = "UPDATE panel_seat SET closed_at = $2, closed_how = $3 WHERE id = $1 AND left_at IS NOT NULL AND closed_at IS NULL";
    DECLARE = "INSERT INTO panel_declaration (id, procurement_id, person_id, supplier_id, has_conflict, nature, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    DECLARATIONS = "SELECT d.id AS id, d.person_id AS person_id, p.name AS person, d.supplier_id AS supplier_id, o.name AS supplier,
            d.has_conflict AS has_conflict, d.nature AS nature, d.at AS at, k.goes_on AS goes_on, k.reason AS reason,
            k.mitigation AS mitigation, h.name AS decided_by, k.at AS decided_at
        FROM (SELECT id, person_id, supplier_id, has_conflict, nature, at,
                ROW_NUMBER() OVER (PARTITION BY person_id, supplier_id ORDER BY at DESC, id DESC) AS place
            FROM panel_declaration WHERE procurement_id = $1) d
            JOIN person p ON p.id = d.person_id JOIN organisation o ON o.id = d.supplier_id
            LEFT JOIN panel_decision k ON k.declaration_id = d.id LEFT JOIN person h ON h.id = k.person_id
        WHERE d.place = 1 ORDER BY d.at, d.id LIMIT $2";
    DECIDE = "INSERT INTO panel_decision (declaration_id, goes_on, reason, mitigation, person_id, at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (declaration_id) DO NOTHING";
    PUT_DRAFT = "INSERT INTO panel_draft (seat_id, bid_id, mark, reason, saved_at)
        SELECT s.id, $2, $3, $4, $5 FROM panel_seat s WHERE s.id = $1 AND s.submitted_at IS NULL AND s.left_at IS NULL
        ON CONFLICT (seat_id, bid_id) DO UPDATE SET mark = excluded.mark, reason = excluded.reason, saved_at = excluded.saved_at";
    DRAFTS = "SELECT d.bid_id AS bid_id, s.criterion AS criterion, s.question AS question, d.mark AS mark, d.reason AS reason
        FROM panel_seat s JOIN panel_draft d ON d.seat_id = s.id
        WHERE s.procurement_id = $1 AND s.person_id = $2 AND s.left_at IS NULL ORDER BY d.saved_at, d.bid_id LIMIT $3";
    PROPOSE = "INSERT INTO panel_waiver (id, seat_id, reason, proposed_by, proposed_at) VALUES ($1, $2, $3, $4, $5)";
    WAIVERS = "SELECT w.id AS id, w.seat_id AS seat_id, w.reason AS reason, w.proposed_by AS proposed_by, p.name AS proposer,
            w.proposed_at AS proposed_at, d.name AS decider, w.decided_at AS decided_at, w.agreed AS agreed, w.note AS note
        FROM panel_seat s JOIN panel_waiver w ON w.seat_id = s.id JOIN person p ON p.id = w.proposed_by
            LEFT JOIN person d ON d.id = w.decided_by
        WHERE s.procurement_id = $1 ORDER BY w.proposed_at, w.id LIMIT $2";
    DECIDE_WAIVER = "UPDATE panel_waiver SET decided_by = $2, decided_at = $3, agreed = $4, note = $5
        WHERE id = $1 AND decided_at IS NULL AND proposed_by <> $2";
    // A proposal falls when its seat is closed in another way or marked after all.
    DROP_WAIVERS = "UPDATE panel_waiver SET decided_at = $2, agreed = $3, note = $4 WHERE seat_id = $1 AND decided_at IS NULL";
    AGREE = "INSERT INTO agreed_mark (id, procurement_id, bid_id, criterion, question, version, mark, reason, correction, chair_id, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    ADD_PRESENT = "INSERT INTO agreed_present (agreed_mark_id, person_id) VALUES ($1, $2)";
    AGREED = "SELECT a.id AS id, a.bid_id AS bid_id, a.criterion AS criterion, a.question AS question, a.version AS version,
            a.mark AS mark, a.reason AS reason, a.correction AS correction, p.name AS chair, a.at AS at
        FROM agreed_mark a JOIN person p ON p.id = a.chair_id WHERE a.procurement_id = $1 ORDER BY a.at, a.version, a.id LIMIT $2";
    PRESENT = "SELECT r.agreed_mark_id AS agreed_mark_id, p.name AS person
        FROM agreed_mark a JOIN agreed_present r ON r.agreed_mark_id = a.id JOIN person p ON p.id = r.person_id
        WHERE a.procurement_id = $1 ORDER BY p.name, r.agreed_mark_id LIMIT $2";
    REOPEN = "INSERT INTO evaluation_reopening (procurement_id, version, reason, person_id, at) VALUES ($1, $2, $3, $4, $5)";
    REOPENINGS = "SELECT version, reason, at FROM evaluation_reopening WHERE procurement_id = $1 ORDER BY version LIMIT $2";
}

/// Writes the terms of a panel, the first or changed ones.
pub async fn put_terms(tx: &mut Tx, id: ProcurementId, chair: PersonId, marks_min: u32, due_on: Date) -> Result<()> {
    let now = tx.now();
    tx.execute(&PUT_TERMS, args![id, chair, marks_min, due_on, now]).await?;
    Ok(())
}

/// The terms of a procurement's panel, where it has one.
pub async fn terms(conn: &mut Conn, id: ProcurementId) -> Result<Option<Terms>> {
    conn.optional(&TERMS, args![id]).await
}

/// Makes this transaction the only one that changes the panel until it ends.
pub async fn hold(tx: &mut Tx, id: ProcurementId) -> Result<()> {
    let now = tx.now();
    tx.execute(&TOUCH, args![id, now]).await?;
    Ok(())
}

/// Writes down that everyone was reminded on a day. `false` a second time on the same day.
pub async fn reminded(tx: &mut Tx, id: ProcurementId, day: Date) -> Result<bool> {
    Ok(tx.execute(&REMINDED, args![id, day]).await? == 1)
}

/// Writes down that every mark is agreed. `false` where it was before.
pub async fn moderated(tx: &mut Tx, id: ProcurementId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&MODERATED, args![id, now]).await? == 1)
}

/// Gives a person a seat for a question. One that they have already is refused as a duplicate.
pub async fn add_seat(
    tx: &mut Tx,
    id: ProcurementId,
    person: PersonId,
    criterion: &str,
    question: &str,
) -> Result<SeatId> {
    let (seat, now): (SeatId, _) = (tx.id(), tx.now());
    tx.execute(&ADD_SEAT, args![seat, id, person, criterion, question, now])
        .await?;
    Ok(seat)
}

/// Every seat, past ones too, by the names of people.
pub async fn seats(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Seat>> {
    conn.all(&SEATS, args![id, MAX_SEATS]).await
}

/// Locks the marks of a seat. `false` where they are locked or the seat was left.
pub async fn submit(tx: &mut Tx, seat: SeatId) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&SUBMIT, args![seat, now]).await? == 1)
}

/// Writes that somebody left a seat. `false` where they did before.
pub async fn leave(tx: &mut Tx, seat: SeatId, why: Leaving, reason: &str) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&LEAVE, args![seat, now, why, reason]).await? == 1)
}

/// Writes what was done about a seat that was left, and drops a proposal to do without it. `false` where it was closed before.
pub async fn close(tx: &mut Tx, seat: SeatId, how: Closing) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&CLOSE, args![seat, now, how]).await? == 1)
}

/// Ends a proposal to go on without a seat that nobody needs any more.
pub async fn drop_waivers(tx: &mut Tx, seat: SeatId, note: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(&DROP_WAIVERS, args![seat, now, false, note]).await?;
    Ok(())
}

/// Adds what the person who acts declares about a bidder.
pub async fn declare(
    tx: &mut Tx,
    id: ProcurementId,
    supplier: OrganisationId,
    conflict: Option<&str>,
) -> Result<DeclarationId> {
    let (declaration, now): (DeclarationId, _) = (tx.id(), tx.now());
    let person = actor(tx)?;
    let values = args![
        declaration,
        id,
        person,
        supplier,
        conflict.is_some(),
        conflict.unwrap_or_default(),
        now
    ];
    tx.execute(&DECLARE, values).await?;
    Ok(declaration)
}

/// What each evaluator declared about each bidder last.
pub async fn declarations(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Declaration>> {
    conn.all(&DECLARATIONS, args![id, MAX_DECLARATIONS]).await
}

/// Adds what the person who acts decides about a conflict. `false` where it was decided before.
pub async fn decide(
    tx: &mut Tx,
    declaration: DeclarationId,
    goes_on: bool,
    reason: &str,
    mitigation: &str,
) -> Result<bool> {
    let (now, person) = (tx.now(), actor(tx)?);
    let values = args![declaration, goes_on, reason, mitigation, person, now];
    Ok(tx.execute(&DECIDE, values).await? == 1)
}

/// Keeps a mark that is being made. `false` where the marks of the seat are locked or it was left.
pub async fn put_draft(tx: &mut Tx, seat: SeatId, bid: BidId, mark: &str, reason: &str) -> Result<bool> {
    let now = tx.now();
    Ok(tx.execute(&PUT_DRAFT, args![seat, bid, mark, reason, now]).await? == 1)
}

/// A person's own drafts.
pub async fn drafts(conn: &mut Conn, id: ProcurementId, person: PersonId) -> Result<Vec<Draft>> {
    conn.all(&DRAFTS, args![id, person, crate::evaluations::MAX_MARKS])
        .await
}

/// Adds a proposal of the person who acts to go on without a seat. A second that is open is refused as a duplicate.
pub async fn propose(tx: &mut Tx, seat: SeatId, reason: &str) -> Result<WaiverId> {
    let (id, now): (WaiverId, _) = (tx.id(), tx.now());
    let person = actor(tx)?;
    tx.execute(&PROPOSE, args![id, seat, reason, person, now]).await?;
    Ok(id)
}

/// Every proposal to go on without somebody, the earliest first.
pub async fn waivers(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Waiver>> {
    conn.all(&WAIVERS, args![id, MAX_SEATS]).await
}

/// Writes what the person who acts decides about a proposal. `false` where it was decided, or is their own.
pub async fn decide_waiver(tx: &mut Tx, id: WaiverId, agreed: bool, note: &str) -> Result<bool> {
    let (now, person) = (tx.now(), actor(tx)?);
    Ok(tx.execute(&DECIDE_WAIVER, args![id, person, now, agreed, note]).await? == 1)
}

/// A mark that the panel agrees.
pub struct NewAgreed<'a> {
    /// The procurement.
    pub procurement_id: ProcurementId,
    /// The bid.
    pub bid_id: BidId,
    /// The criterion.
    pub criterion: &'a str,
    /// The question or part.
    pub question: &'a str,
    /// Which one, from 1.
    pub version: u32,
    /// The mark, as a decimal string.
    pub mark: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Why an earlier one is corrected; empty for the first.
    pub correction: &'a str,
    /// Who was present.
    pub present: &'a [PersonId],
}

/// Adds an agreed mark, recorded by the person who acts. A version that is there already is refused as a duplicate.
pub async fn agree(tx: &mut Tx, new: &NewAgreed<'_>) -> Result<()> {
    let (id, now): (AgreedMarkId, _) = (tx.id(), tx.now());
    let chair = actor(tx)?;
    let values = args![
        id,
        new.procurement_id,
        new.bid_id,
        new.criterion,
        new.question,
        new.version,
        new.mark,
        new.reason,
        new.correction,
        chair,
        now
    ];
    tx.execute(&AGREE, values).await?;
    for person in new.present {
        tx.execute(&ADD_PRESENT, args![id, *person]).await?;
    }
    Ok(())
}

/// Every agreed mark, corrected ones too, the earliest first.
pub async fn agreed(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Agreed>> {
    conn.all(&AGREED, args![id, MAX_AGREED]).await
}

/// Who was present when marks were agreed.
pub async fn present(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Present>> {
    conn.all(&PRESENT, args![id, MAX_PRESENT]).await
}

/// Adds why the evaluation with this version does not stand any more.
pub async fn reopen(tx: &mut Tx, id: ProcurementId, version: u32, reason: &str) -> Result<()> {
    let (now, person) = (tx.now(), tx.actor().person());
    tx.execute(&REOPEN, args![id, version, reason, person, now]).await?;
    Ok(())
}

/// Why evaluations were opened again, the earliest first.
pub async fn reopenings(conn: &mut Conn, id: ProcurementId) -> Result<Vec<Reopening>> {
    conn.all(&REOPENINGS, args![id, MAX_SEATS]).await
}

fn actor(tx: &Tx) -> Result<PersonId> {
    tx.actor().person().ok_or(Error::Missing("the person who acts"))
}
