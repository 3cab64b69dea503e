//! An officer sets up a panel: its chair and terms, who is invited for which question, who takes the place of another.

use super::{Record, key, must_be_at_work, notice, permitted};
use crate::{App, Error, Invalid, Result, input::TypedDay};
use std::collections::BTreeSet;
use svx_domain::{
    PersonId,
    access::Action,
    organisation::{Actor, Role},
    panel::{Closing, Interest, Leaving, MAX_SEATS, Standing},
};
use svx_store::{
    Conn, Event, Tx, panels,
    people::{self, Member},
    procurements::Procurement,
};

/// Roles that see prices and pledges once every mark is agreed.
const SEES_PRICES: &[Role] = &[Role::Administrator, Role::Procurement];

/// Terms as they were typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// The id of the person who chairs it.
    pub chair: &'a str,
    /// The fewest marks of each answer.
    pub marks_min: &'a str,
    /// The last day for marks.
    pub due: TypedDay<'a>,
}

/// The people of an authority who can be on a panel.
pub async fn candidates(app: &App, actor: &Actor, ocid: &str) -> Result<Vec<Member>> {
    let (_, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    let mut conn = app.db.read().await?;
    evaluators(&mut conn, &record.procurement).await
}

async fn evaluators(conn: &mut Conn, procurement: &Procurement) -> Result<Vec<Member>> {
    let members = people::members(conn, procurement.authority_id).await?;
    Ok(members
        .into_iter()
        .filter(|member| member.roles.has(Role::Evaluator))
        .collect())
}

/// Sets or changes the chair and the terms. Once bids are opened, the fewest marks of each answer stay as they are.
pub async fn set_terms(app: &App, actor: &Actor, ocid: &str, typed: Typed<'_>) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    must_be_at_work(app, &record.procurement)?;
    let mut invalid = Invalid::new();
    let people = {
        let mut conn = app.db.read().await?;
        evaluators(&mut conn, &record.procurement).await?
    };
    let chair = find(&people, typed.chair);
    match chair {
        None => invalid.add("chair", "Choose who chairs the panel"),
        Some(chair) if has_conflict(&record, chair.person_id) => invalid.add(
            "chair",
            format!("{} has a conflict of interest, and cannot chair this panel", chair.name),
        ),
        Some(_) => {}
    }
    let fewest = typed.marks_min.trim().parse::<u32>().ok();
    let fewest = fewest.filter(|fewest| (1..=MAX_SEATS as u32).contains(fewest));
    if fewest.is_none() {
        invalid.add(
            "marks_min",
            format!("The fewest marks of each answer must be a number from 1 to {MAX_SEATS}"),
        );
    }
    let frozen = record.terms.as_ref().filter(|_| record.procurement.opened_at.is_some());
    if let (Some(terms), Some(fewest)) = (frozen, fewest)
        && terms.marks_min != fewest
    {
        invalid.add(
            "marks_min",
            format!(
                "The fewest marks of each answer cannot be changed after bids were opened. It is {}",
                terms.marks_min
            ),
        );
    }
    let due = invalid.take("due", typed.due.required("The last day for marks"));
    if due.is_some_and(|due| due < app.today()) {
        invalid.add("due", "The last day for marks must be today or later");
    }
    invalid.check()?;
    let (Some(chair), Some(fewest), Some(due)) = (chair, fewest, due) else {
        return Err(Error::NotFound);
    };
    let is_new_chair = record
        .terms
        .as_ref()
        .is_none_or(|terms| terms.chair_id != chair.person_id);
    transact!(app, permit, |tx| {
        let procurement = &record.procurement;
        panels::put_terms(tx, procurement.id, chair.person_id, fewest, due).await?;
        super::remind::at(tx, ocid, due).await?;
        if is_new_chair {
            let text = format!(
                "You chair the panel that marks the bids. Marks are due by {}.\n\nOnce bids are opened, declare your interest in each bidder. You see nothing of a bid before that.",
                day(due)
            );
            notice::to(app, tx, procurement, &chair.email, "You chair a panel", &text, "mark").await?;
        }
        let event = Event::new("panel.terms-set", "procurement", procurement.id);
        let detail =
            serde_json::json!({"chair": chair.person_id.to_string(), "marks_min": fewest, "due": due.to_string()});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

/// Invites an evaluator to mark some questions.
pub async fn invite(app: &App, actor: &Actor, ocid: &str, person: &str, questions: &[&str]) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    must_be_at_work(app, &record.procurement)?;
    let member = candidate(app, &record, person).await?;
    let chosen: BTreeSet<&str> = questions.iter().copied().collect();
    if chosen.is_empty() {
        return Err(Invalid::one("questions", "Choose at least one question").into());
    }
    transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        must_have_terms(&record)?;
        let mut added = Vec::new();
        for name in &chosen {
            let asked = record.question(name)?;
            if record.own_seat(member.person_id, asked).is_some() {
                continue;
            }
            may_be_added(&record, asked)?;
            panels::add_seat(tx, record.procurement.id, member.person_id, asked.criterion, &asked.id).await?;
            added.push(key(asked));
        }
        if added.is_empty() {
            return Err(Invalid::one("questions", format!("{} is invited to mark these already", member.name)).into());
        }
        tell(app, tx, &record, &member, added.len()).await?;
        let event = Event::new("panel.invited", "procurement", record.procurement.id);
        let detail = serde_json::json!({"person": member.person_id.to_string(), "questions": added});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

fn may_be_added(record: &Record, asked: &super::Asked) -> Result<()> {
    if record.is_complete(asked) {
        return Err(Invalid::one(
            "questions",
            format!("All marks of ‘{}’ are in, so nobody else can mark it", asked.words),
        )
        .into());
    }
    let here = record.seats_for(asked).filter(|seat| seat.left_at.is_none()).count();
    if here >= MAX_SEATS {
        return Err(Invalid::one("questions", format!("At most {MAX_SEATS} people can mark a question")).into());
    }
    Ok(())
}

fn must_have_terms(record: &Record) -> Result<()> {
    if record.terms.is_some() {
        Ok(())
    } else {
        Err(Error::Conflict(
            "Choose who chairs the panel, and by when it marks, before you invite evaluators.".to_owned(),
        ))
    }
}

/// Puts another evaluator in the place of one who has not marked, or who left.
pub async fn replace(app: &App, actor: &Actor, ocid: &str, person: PersonId, by: &str, reason: &str) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    must_be_at_work(app, &record.procurement)?;
    let mut invalid = Invalid::new();
    let reason = read_reason(&mut invalid, "reason", reason, "Give the reason for replacing them");
    let member = match candidate(app, &record, by).await {
        Err(Error::Invalid(faults)) => {
            for (_, fault) in faults.iter() {
                invalid.add("by", fault);
            }
            None
        }
        other => Some(other?),
    };
    if member.as_ref().is_some_and(|member| member.person_id == person) {
        invalid.add("by", "Choose somebody else");
    }
    invalid.check()?;
    let member = member.ok_or(Error::NotFound)?;
    transact!(app, permit, |tx| {
        let record = super::held(tx, ocid).await?;
        let mut taken = Vec::new();
        for asked in &record.asked {
            let open = record.seats_for(asked).filter(|seat| {
                seat.person_id == person && matches!(seat.facts().standing(), Standing::Marking | Standing::Vacant)
            });
            for seat in open {
                if seat.left_at.is_none() {
                    panels::leave(tx, seat.id, Leaving::Late, &reason).await?;
                }
                panels::close(tx, seat.id, Closing::Replaced).await?;
                panels::drop_waivers(tx, seat.id, "Somebody else took the place.").await?;
                if record.own_seat(member.person_id, asked).is_none() {
                    panels::add_seat(tx, record.procurement.id, member.person_id, asked.criterion, &asked.id).await?;
                }
                taken.push(key(asked));
            }
        }
        if taken.is_empty() {
            return Err(Error::Conflict(
                "This evaluator has no place on the panel that is open: their marks are locked, or somebody has taken it."
                    .to_owned(),
            ));
        }
        tell(app, tx, &record, &member, taken.len()).await?;
        super::settle(app, tx, ocid).await?;
        let event = Event::new("panel.replaced", "procurement", record.procurement.id).because(reason.clone());
        let detail = serde_json::json!({
            "person": person.to_string(), "by": member.person_id.to_string(), "questions": taken,
        });
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

/// The evaluator with an id from a form, if they may be on this panel.
async fn candidate(app: &App, record: &Record, person: &str) -> Result<Member> {
    let people = {
        let mut conn = app.db.read().await?;
        evaluators(&mut conn, &record.procurement).await?
    };
    let fault = |words: String| Err(Invalid::one("person", words).into());
    let Some(member) = find(&people, person) else {
        return fault("Choose an evaluator".to_owned());
    };
    if has_conflict(record, member.person_id) {
        return fault(format!(
            "{} has a conflict of interest, and cannot mark these bids",
            member.name
        ));
    }
    let prices_were_seen = record.terms.as_ref().is_some_and(|terms| terms.moderated_at.is_some());
    if prices_were_seen && member.roles.has_any(SEES_PRICES) {
        return fault(format!(
            "{} can see the prices of these bids by now, and so cannot mark them",
            member.name
        ));
    }
    Ok(member.clone())
}

fn find<'a>(people: &'a [Member], person: &str) -> Option<&'a Member> {
    let id: PersonId = person.trim().parse().ok()?;
    people.iter().find(|member| member.person_id == id)
}

fn has_conflict(record: &Record, person: PersonId) -> bool {
    let against = |bidder: &super::Bidder| record.interest(person, bidder.supplier_id) == Interest::Replaced;
    record.bidders.iter().any(against)
}

async fn tell(app: &App, tx: &mut Tx, record: &Record, member: &Member, questions: usize) -> Result<()> {
    let due = record.terms.as_ref().map(|terms| day(terms.due_on)).unwrap_or_default();
    let what = if questions == 1 {
        "one question".to_owned()
    } else {
        format!("{questions} questions")
    };
    let text = format!(
        "You are asked to mark the answers to {what}, by {due}.\n\nOnce bids are opened, declare your interest in each bidder first. You see nothing of a bid before that. Mark alone: the others see your marks when all are in."
    );
    notice::to(
        app,
        tx,
        &record.procurement,
        &member.email,
        "You are on a panel",
        &text,
        "mark",
    )
    .await
}

pub(super) fn day(day: jiff::civil::Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// A reason that has to be given, or what is wrong with it.
pub(crate) fn read_reason(invalid: &mut Invalid, field: &str, typed: &str, missing: &str) -> String {
    let typed = typed.trim();
    if typed.is_empty() {
        invalid.add(field, missing);
    } else if typed.chars().count() > super::MAX_REASON_CHARS {
        invalid.add(
            field,
            format!("This must have at most {} characters", super::MAX_REASON_CHARS),
        );
    }
    typed.to_owned()
}
