//! Reminders: two days before marks are due and on the day after, by a job; and by an officer, once a day.

use super::{Record, must_be_marking, notice, permitted};
use crate::{App, Error, Result};
use jiff::{ToSpan as _, civil::Date};
use std::collections::{BTreeMap, BTreeSet};
use svx_domain::{
    PersonId,
    access::{self, Action},
    organisation::Actor,
    panel::Standing,
    ports,
};
use svx_store::{
    Event, Tx, jobs, panels,
    procurements::{self, Procurement},
};

/// The kind of the job.
pub const JOB: &str = "panels.remind";
/// The hour of the day at which it writes.
const HOUR: i8 = 9;
/// How many days before marks are due evaluators are reminded first.
const DAYS_BEFORE: i64 = 2;

/// Asks for reminders around the last day for marks.
pub(super) async fn at(tx: &mut Tx, ocid: &str, due: Date) -> Result<()> {
    for days in [-DAYS_BEFORE, 1] {
        let Ok(day) = due.checked_add(days.days()) else {
            continue;
        };
        let Ok(moment) = day.at(HOUR, 0, 0, 0).to_zoned_datetime(ports::uk()) else {
            continue;
        };
        let dedupe = format!("{JOB}:{ocid}:{day}");
        let payload = serde_json::json!({"ocid": ocid, "due": due.to_string()});
        if moment.timestamp() > tx.now() {
            jobs::put(tx, JOB, payload, Some(&dedupe), moment.timestamp()).await?;
        }
    }
    Ok(())
}

/// Reminds whoever has something left to do, unless the last day for marks was moved since.
pub(crate) async fn run(app: &App, job: &jobs::Job) -> Result<()> {
    let ocid = job.payload["ocid"].as_str().unwrap_or_default();
    let record = {
        let mut conn = app.db.read().await?;
        let found = procurements::by_ocid(&mut conn, ocid).await?.ok_or(Error::NotFound)?;
        Record::load(&mut conn, found).await?
    };
    let due = record.terms.as_ref().map(|terms| terms.due_on.to_string());
    if due.as_deref() != job.payload["due"].as_str() || must_be_marking(app, &record.procurement).is_err() {
        return Ok(());
    }
    let permit = access::authorize(
        &Actor::system(JOB),
        Action::RunPanel,
        &super::super::scope(&record.procurement),
    )?;
    let is_late = record.terms.as_ref().is_some_and(|terms| app.today() > terms.due_on);
    transact!(app, permit, |tx| {
        let reminded = write(app, tx, &record).await?;
        if reminded > 0 && is_late {
            let text = "Some marks are late. Remind the evaluators, choose others in their place, or let the chair propose to go on without them.";
            notice::officers(app, tx, &record.procurement, "Marks are late", text, "panel").await?;
        }
        let event = Event::new("panel.reminded", "procurement", record.procurement.id);
        tx.record(event.with(serde_json::json!({"people": reminded}))).await?;
        Ok(())
    })
}

/// An officer reminds everyone who has something left to do. Gives how many there were.
pub async fn by_hand(app: &App, actor: &Actor, ocid: &str) -> Result<usize> {
    let (permit, record) = permitted(app, actor, Action::RunPanel, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    transact!(app, permit, |tx| {
        if !panels::reminded(tx, record.procurement.id, app.today()).await? {
            return Err(Error::Conflict("Everyone was reminded today already.".to_owned()));
        }
        let reminded = write(app, tx, &record).await?;
        let event = Event::new("panel.reminded", "procurement", record.procurement.id);
        tx.record(event.with(serde_json::json!({"people": reminded}))).await?;
        Ok(reminded)
    })
}

async fn write(app: &App, tx: &mut Tx, record: &Record) -> Result<usize> {
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    for seat in &record.seats {
        if seat.facts().standing() == Standing::Marking {
            *open.entry(&seat.email).or_default() += 1;
        }
    }
    let due = record
        .terms
        .as_ref()
        .map(|terms| super::appoint::day(terms.due_on))
        .unwrap_or_default();
    for (email, questions) in &open {
        let what = if *questions == 1 {
            "one question".to_owned()
        } else {
            format!("{questions} questions")
        };
        let text = format!(
            "Your marks for {what} are not in. They are due by {due}. If you cannot mark, withdraw, so that somebody else can."
        );
        notice::to(
            app,
            tx,
            &record.procurement,
            email,
            "Your marks are waited for",
            &text,
            "mark",
        )
        .await?;
    }
    Ok(open.len())
}

/// Tells everyone on the panel that bids are open.
pub(crate) async fn tell_opened(app: &App, tx: &mut Tx, procurement: &Procurement) -> Result<()> {
    let Some(terms) = panels::terms(tx, procurement.id).await? else {
        return Ok(());
    };
    let seats = panels::seats(tx, procurement.id).await?;
    let seated = seats
        .iter()
        .filter(|seat| seat.left_at.is_none())
        .map(|seat| seat.person_id);
    let people: BTreeSet<PersonId> = seated.chain([terms.chair_id]).collect();
    let text = "Bids are open. Declare your interest in each bidder, and then mark what is yours to mark. You see nothing of a bid before you have declared.";
    for person in people {
        notice::person(
            app,
            tx,
            procurement,
            person,
            ("Declare your interests", text, "mark/declare"),
        )
        .await?;
    }
    Ok(())
}
