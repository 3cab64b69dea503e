//! Moderation: when all marks of a question are in, the panel meets with them side by side, and its chair records what it agrees.
//! No individual mark is ever changed; a correction of an agreed mark is a new record with its reason.

use super::{
    marking::{check_mark, must_be_clear},
    opening,
    panel::{self, Counted, Record, Step, appoint::read_reason, must_be_marking, permitted},
    rules::Asked,
};
use crate::{App, Error, Invalid, Result};
use std::collections::BTreeSet;
use svx_domain::{
    BidId, PersonId, Quantity,
    access::Action,
    organisation::Actor,
    panel::{Progress, Standing, spread},
    text::parse_scaled,
};
use svx_store::{
    Conn, Event, bids,
    evaluations::Mark,
    panels::{self, Agreed, NewAgreed, Seat},
    procurements::Procurement,
};

/// The marks that count in a procurement, with their reasons.
pub struct Marks(Record);

impl Marks {
    /// The mark of a bid's answer that counts: what the panel agreed last, or the one mark where the panel is of one. Nothing
    /// before that.
    pub fn get(&self, bid: BidId, criterion: &str, question: &str) -> Option<Counted> {
        let asked = self.0.asked.iter();
        let asked = asked
            .clone()
            .find(|asked| asked.criterion == criterion && asked.id == question)?;
        self.0.counted(bid, asked)
    }
}

/// The marks that count in a procurement.
pub async fn marks(conn: &mut Conn, procurement: Procurement) -> Result<Marks> {
    Ok(Marks(Record::load(conn, procurement).await?))
}

/// What somebody on the panel sees of its meetings.
pub struct Meetings {
    /// The procurement.
    pub procurement: Procurement,
    /// Whether the visitor chairs the panel.
    pub is_chair: bool,
    /// The questions that the visitor marks; the chair sees all.
    pub questions: Vec<Summary>,
}

/// How far a question is.
pub struct Summary {
    /// The question.
    pub asked: Asked,
    /// Its name in addresses.
    pub key: String,
    /// How far its marks are.
    pub progress: Progress,
    /// Whether the panel has to meet about it.
    pub needs_meeting: bool,
    /// Whether each answer has a mark that counts.
    pub is_settled: bool,
    /// Places without marks, that the chair can propose to go on without: with whether that was proposed.
    pub missing: Vec<(Seat, bool)>,
}

/// Every question that the visitor has to do with.
pub async fn meetings(app: &App, actor: &Actor, ocid: &str) -> Result<Meetings> {
    let (_, record) = permitted(app, actor, Action::ViewMeeting, ocid).await?;
    let person = actor.person().ok_or(Error::NotFound)?;
    must_be_open(app, &record, person)?;
    let is_chair = record.is_chair(person);
    let is_overdue = record.terms.as_ref().is_some_and(|terms| app.today() > terms.due_on);
    let unsettled: BTreeSet<String> = record.unsettled().into_iter().map(panel::key).collect();
    let own = record
        .asked
        .iter()
        .filter(|asked| is_chair || record.own_seat(person, asked).is_some());
    let questions = own.map(|asked| {
        let missing = record.seats_for(asked).filter(|seat| match seat.facts().standing() {
            Standing::Vacant => true,
            Standing::Marking => is_overdue,
            Standing::Locked | Standing::Closed => false,
        });
        let proposed = |seat: &Seat| {
            record
                .waivers
                .iter()
                .any(|open| open.seat_id == seat.id && open.decided_at.is_none())
        };
        Summary {
            key: panel::key(asked),
            progress: record.progress(asked),
            needs_meeting: record.needs_meeting(asked),
            is_settled: !unsettled.contains(&panel::key(asked)),
            missing: missing.map(|seat| (seat.clone(), proposed(seat))).collect(),
            asked: asked.clone(),
        }
    });
    Ok(Meetings {
        questions: questions.collect(),
        is_chair,
        procurement: record.procurement,
    })
}

/// A question's marks side by side.
pub struct Sheet {
    /// The procurement.
    pub procurement: Procurement,
    /// The question.
    pub asked: Asked,
    /// Its name in addresses.
    pub key: String,
    /// The marks that can be given.
    pub steps: Vec<Step>,
    /// Whether the visitor records what is agreed.
    pub may_record: bool,
    /// Whether the panel has to meet about it.
    pub needs_meeting: bool,
    /// Who marked it, and so can be present.
    pub members: Vec<(PersonId, String)>,
    /// Each answer, by the name of the supplier.
    pub answers: Vec<Compared>,
}

/// An answer with every mark of it.
pub struct Compared {
    /// The bid.
    pub bid: BidId,
    /// The supplier's name.
    pub supplier: String,
    /// What it answered.
    pub words: String,
    /// Each evaluator's own mark.
    pub marks: Vec<Mark>,
    /// Marks that were set aside, since whoever gave them left with a conflict of interest.
    pub aside: Vec<Mark>,
    /// How far the highest is above the lowest, as a decimal string; nothing where there is one.
    pub spread: Option<String>,
    /// What was agreed, the earliest first, with who was present. The last counts while it rests on the marks there are.
    pub agreed: Vec<(Agreed, Vec<String>)>,
    /// The mark that counts.
    pub counted: Option<Counted>,
}

/// The marks of a question, once all are in, for those who marked it and the chair.
pub async fn sheet(app: &App, actor: &Actor, ocid: &str, question: &str) -> Result<Sheet> {
    let (_, record) = permitted(app, actor, Action::ViewMeeting, ocid).await?;
    let person = actor.person().ok_or(Error::NotFound)?;
    must_be_open(app, &record, person)?;
    let asked = record.question(question)?.clone();
    let is_chair = record.is_chair(person);
    if !is_chair && record.own_seat(person, &asked).is_none() {
        return Err(Error::NotFound);
    }
    must_be_complete(&record, &asked)?;
    let mut conn = app.db.read().await?;
    let present = panels::present(&mut conn, record.procurement.id).await?;
    let mut answers = Vec::new();
    for bid in bids::opened(&mut conn, record.procurement.id).await? {
        let marks: Vec<Mark> = record.locked(bid.id, &asked).into_iter().cloned().collect();
        let aside = record
            .seats_for(&asked)
            .filter(|seat| !seat.facts().counts())
            .filter_map(|seat| record.mark_of(seat, bid.id));
        let agreed = record.agreed(bid.id, &asked).into_iter().map(|agreed| {
            let here = present.iter().filter(|present| present.agreed_mark_id == agreed.id);
            (agreed.clone(), here.map(|present| present.person.clone()).collect())
        });
        answers.push(Compared {
            bid: bid.id,
            words: opening::content(&bid)?.answers.remove(&asked.id).unwrap_or_default(),
            supplier: bid.supplier,
            aside: aside.cloned().collect(),
            spread: apart(&marks),
            agreed: agreed.collect(),
            counted: record.counted(bid.id, &asked),
            marks,
        });
    }
    Ok(Sheet {
        key: panel::key(&asked),
        steps: panel::steps(&record.setup, &asked),
        may_record: is_chair && must_be_marking(app, &record.procurement).is_ok(),
        needs_meeting: record.needs_meeting(&asked),
        members: members(&record, &asked),
        answers,
        asked,
        procurement: record.procurement,
    })
}

/// How far the highest mark is above the lowest.
fn apart(marks: &[Mark]) -> Option<String> {
    let marks = marks.iter().filter_map(|mark| parse_scaled(&mark.mark, 3).ok());
    spread(marks).map(|spread| Quantity::from_thousandths(spread).to_decimal())
}

fn members(record: &Record, asked: &Asked) -> Vec<(PersonId, String)> {
    let seats = record.seats_for(asked).filter(|seat| seat.facts().counts());
    seats.map(|seat| (seat.person_id, seat.person.clone())).collect()
}

/// What a panel has done is seen by its members until the evaluation was run, and after that as well.
fn must_be_open(app: &App, record: &Record, person: PersonId) -> Result<()> {
    if record.procurement.opened_at.is_none() {
        must_be_marking(app, &record.procurement)?;
    }
    must_be_clear(record, person)
}

fn must_be_complete(record: &Record, asked: &Asked) -> Result<()> {
    if record.is_complete(asked) {
        return Ok(());
    }
    Err(Error::Conflict(
        "Not all marks of this question are in. Nobody sees another’s marks before that.".to_owned(),
    ))
}

/// What a chair records, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed<'a> {
    /// The mark.
    pub mark: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Why an earlier one is corrected.
    pub correction: &'a str,
    /// The ids of the evaluators who were present.
    pub present: Vec<&'a str>,
}

/// Records the mark that the panel agrees for a bid's answer. One that was agreed before stays on record.
pub async fn agree(app: &App, actor: &Actor, ocid: &str, question: &str, bid: BidId, typed: Typed<'_>) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::Moderate, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    record.bidder(bid)?;
    record.question(question)?;
    transact!(app, permit, |tx| {
        let record = panel::held(tx, ocid).await?;
        must_be_clear(&record, person)?;
        let asked = record.question(question)?;
        must_be_complete(&record, asked)?;
        let earlier = record.agreed(bid, asked).last().map(|agreed| agreed.version);
        let corrects = earlier.is_some() || !record.needs_meeting(asked);
        let checked = check(&record, asked, &typed, corrects)?;
        let new = NewAgreed {
            procurement_id: record.procurement.id,
            bid_id: bid,
            criterion: asked.criterion,
            question: &asked.id,
            version: earlier.unwrap_or_default() + 1,
            mark: typed.mark.trim(),
            reason: &checked.reason,
            correction: &checked.correction,
            present: &checked.present,
        };
        panels::agree(tx, &new).await?;
        panel::settle(app, tx, ocid).await?;
        let mut event = Event::new("panel.mark-agreed", "procurement", record.procurement.id);
        if corrects {
            event = event.because(checked.correction.clone());
        }
        let detail = serde_json::json!({"bid": bid.to_string(), "question": question, "version": new.version});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

struct Checked {
    reason: String,
    correction: String,
    present: Vec<PersonId>,
}

fn check(record: &Record, asked: &Asked, typed: &Typed<'_>, corrects: bool) -> Result<Checked> {
    let mut invalid = Invalid::new();
    check_mark(&mut invalid, &record.setup, asked, typed.mark.trim(), true);
    let missing = "Give the reason that the panel agreed";
    let reason = read_reason(&mut invalid, "reason", typed.reason, missing);
    let correction = if corrects {
        let missing = "Say why the mark that stands is corrected";
        read_reason(&mut invalid, "correction", typed.correction, missing)
    } else {
        String::new()
    };
    let chosen: BTreeSet<PersonId> = typed.present.iter().filter_map(|id| id.parse().ok()).collect();
    let members = members(record, asked);
    let present: Vec<PersonId> = members
        .into_iter()
        .map(|(id, _)| id)
        .filter(|id| chosen.contains(id))
        .collect();
    if present.is_empty() {
        invalid.add("present", "Say which evaluators were present");
    }
    invalid.check()?;
    Ok(Checked {
        reason,
        correction,
        present,
    })
}
