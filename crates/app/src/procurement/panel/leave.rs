//! Evaluators who withdraw, and panels that go on without someone: the chair proposes it with a reason, another person decides.

use super::{Record, appoint::read_reason, must_be_at_work, must_be_marking, notice, permitted};
use crate::{App, Error, Invalid, Result};
use svx_domain::{
    SeatId, WaiverId,
    access::Action,
    organisation::Actor,
    panel::{Closing, Leaving, Standing},
};
use svx_store::{
    Event,
    panels::{self, Seat, Waiver},
    procurements::Procurement,
};

/// Leaves every place on the panel whose marks are not locked. Marks that are locked stay.
pub async fn withdraw(app: &App, actor: &Actor, ocid: &str, reason: &str) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_at_work(app, &record.procurement)?;
    let mut invalid = Invalid::new();
    let reason = read_reason(&mut invalid, "reason", reason, "Say why you withdraw");
    invalid.check()?;
    transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        let own = record
            .seats
            .iter()
            .filter(|seat| Some(seat.person_id) == actor.person() && seat.facts().standing() == Standing::Marking);
        let mut left = 0_usize;
        for seat in own {
            panels::leave(tx, seat.id, Leaving::Withdrawn, &reason).await?;
            left += 1;
        }
        if left == 0 {
            return Err(Error::Conflict(
                "There is nothing left to withdraw from: your marks are locked.".to_owned(),
            ));
        }
        let text = "An evaluator has withdrawn from the panel. Choose somebody in their place; or the chair can propose to go on without.";
        notice::officers(
            app,
            tx,
            &record.procurement,
            "An evaluator has withdrawn",
            text,
            "panel",
        )
        .await?;
        let event = Event::new("panel.withdrawn", "procurement", record.procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"questions": left}))).await?;
        Ok(())
    })
}

/// A seat that the panel may have to go on without.
pub struct Missing {
    /// The procurement.
    pub procurement: Procurement,
    /// Whose place it is.
    pub seat: Seat,
    /// What the question asks.
    pub question: String,
    /// The proposal that waits for a decision.
    pub proposal: Option<Waiver>,
}

/// A seat, for the chair.
pub async fn missing(app: &App, actor: &Actor, ocid: &str, seat: SeatId) -> Result<Missing> {
    let (_, record) = permitted(app, actor, Action::Moderate, ocid).await?;
    find(record, seat, None)
}

/// A proposal to go on without someone, for the officer who decides.
pub async fn proposed(app: &App, actor: &Actor, ocid: &str, waiver: WaiverId) -> Result<Missing> {
    let (_, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    let seat = record
        .waivers
        .iter()
        .find(|open| open.id == waiver && open.decided_at.is_none())
        .map(|open| open.seat_id)
        .ok_or(Error::NotFound)?;
    find(record, seat, Some(waiver))
}

fn find(record: Record, seat: SeatId, waiver: Option<WaiverId>) -> Result<Missing> {
    let seat = record
        .seats
        .iter()
        .find(|found| found.id == seat && found.closed_how.is_none())
        .cloned()
        .ok_or(Error::NotFound)?;
    let asked = record
        .asked
        .iter()
        .find(|asked| asked.criterion == seat.criterion && asked.id == seat.question)
        .ok_or(Error::NotFound)?;
    let open = record.waivers.iter().find(|open| {
        open.seat_id == seat.id && open.decided_at.is_none() && waiver.is_none_or(|waiver| open.id == waiver)
    });
    Ok(Missing {
        question: asked.words.clone(),
        proposal: open.cloned(),
        procurement: record.procurement.clone(),
        seat,
    })
}

/// Whether the panel may go on without this seat now, or why not.
fn may_do_without(app: &App, record: &Record, seat: &Seat) -> Result<()> {
    let conflict = |words: String| Err(Error::Conflict(words));
    let due = record.terms.as_ref().map(|terms| terms.due_on);
    match seat.facts().standing() {
        Standing::Vacant => {}
        Standing::Marking if due.is_some_and(|due| app.today() > due) => {}
        Standing::Marking => {
            return conflict(
                "Their marks are not late yet. You can go on without them after the last day for marks.".to_owned(),
            );
        }
        Standing::Locked => return conflict("Their marks are locked, and count.".to_owned()),
        Standing::Closed => return conflict("What was to be done about this is done.".to_owned()),
    }
    if record.may_do_without(seat) {
        Ok(())
    } else {
        conflict(format!(
            "Each answer needs at least {} marks, so the panel cannot go on without this one. An officer has to choose somebody else.",
            record.marks_min()
        ))
    }
}

/// The chair proposes to go on without someone.
pub async fn propose(app: &App, actor: &Actor, ocid: &str, seat: SeatId, reason: &str) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::Moderate, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let mut invalid = Invalid::new();
    let reason = read_reason(
        &mut invalid,
        "reason",
        reason,
        "Give the reason for going on without them",
    );
    invalid.check()?;
    transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        let seat = record
            .seats
            .iter()
            .find(|found| found.id == seat)
            .ok_or(Error::NotFound)?;
        may_do_without(app, &record, seat)?;
        if record
            .waivers
            .iter()
            .any(|open| open.seat_id == seat.id && open.decided_at.is_none())
        {
            return Err(Error::Conflict(
                "This was proposed already, and waits for an officer.".to_owned(),
            ));
        }
        panels::propose(tx, seat.id, &reason).await?;
        let text = "The chair proposes to go on without an evaluator. Another person than the chair has to agree.";
        notice::officers(
            app,
            tx,
            &record.procurement,
            "Going on without an evaluator",
            text,
            "panel",
        )
        .await?;
        let event = Event::new("panel.waiver-proposed", "procurement", record.procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"seat": seat.id.to_string()})))
            .await?;
        Ok(())
    })
}

/// An officer, who is neither the chair that proposed it nor the evaluator, agrees or does not.
pub async fn decide(app: &App, actor: &Actor, ocid: &str, waiver: WaiverId, choice: &str, note: &str) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let mut invalid = Invalid::new();
    if !matches!(choice, "agree" | "refuse") {
        invalid.add("choice", "Choose whether the panel may go on without them");
    }
    let note = read_reason(&mut invalid, "note", note, "Give the reason for your decision");
    invalid.check()?;
    let agreed = choice == "agree";
    transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        let open = record
            .waivers
            .iter()
            .find(|open| open.id == waiver && open.decided_at.is_none())
            .ok_or_else(crate::procurement::faster)?;
        let seat = record
            .seats
            .iter()
            .find(|seat| seat.id == open.seat_id)
            .ok_or(Error::NotFound)?;
        if actor.person() == Some(open.proposed_by) || actor.person() == Some(seat.person_id) {
            return Err(Error::Conflict(
                "This needs a second person: neither who proposed it nor whose place it is.".to_owned(),
            ));
        }
        if agreed {
            may_do_without(app, &record, seat)?;
            if seat.left_at.is_none() {
                panels::leave(tx, seat.id, Leaving::Late, &open.reason).await?;
            }
            panels::close(tx, seat.id, Closing::Without).await?;
        }
        if !panels::decide_waiver(tx, waiver, agreed, &note).await? {
            return Err(crate::procurement::faster());
        }
        let text = if agreed {
            "An officer agrees that the panel goes on without the evaluator."
        } else {
            "An officer does not agree that the panel goes on without the evaluator."
        };
        let mail = ("Going on without an evaluator", text, "moderation");
        notice::person(app, tx, &record.procurement, open.proposed_by, mail).await?;
        super::settle(app, tx, ocid).await?;
        let event = Event::new("panel.waiver-decided", "procurement", record.procurement.id).because(note.clone());
        let detail = serde_json::json!({"seat": seat.id.to_string(), "agreed": agreed});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}
