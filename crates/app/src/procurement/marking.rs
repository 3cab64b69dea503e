//! Marks: an evaluator reads the answers that are theirs to mark, and marks them alone. Drafts are saved as they go; then all
//! marks of a question are locked at once. Neither price nor what pledges are worth is shown here.

use super::{
    content::Bid,
    opening,
    panel::{self, Record, Step, appoint::read_reason, must_be_marking, notice, permitted},
    rules::{Asked, SOCIAL_VALUE_ID, Setup},
};
use crate::{App, Error, Invalid, Result};
use jiff::{Timestamp, civil::Date};
use std::collections::BTreeMap;
use svx_domain::{BidId, PersonId, access::Action, organisation::Actor, panel::Interest};
use svx_store::{
    Conn, Event, bids,
    evaluations::{self, NewMark},
    panels,
    procurements::{self, Procurement, RegisterLine},
};

/// The most characters of a reason.
pub const MAX_REASON_CHARS: usize = panel::MAX_REASON_CHARS;

/// What an evaluator sees.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// Whether bids are open to them.
    pub gate: Gate,
    /// The last day for marks.
    pub due_on: Option<Date>,
    /// Whether they chair the panel.
    pub is_chair: bool,
    /// Each question that is theirs to mark. There are answers only where the gate is open.
    pub questions: Vec<Question>,
}

/// What stands between an evaluator and the bids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// They have to declare their interests first.
    Declare,
    /// A conflict that they declared waits for an officer.
    Undecided,
    /// An officer decided that their conflict keeps them from the bids.
    Closed,
    /// Nothing.
    Open,
}

/// A question with the answers to it.
pub struct Question {
    /// The question.
    pub asked: Asked,
    /// Its name in addresses.
    pub key: String,
    /// The marks that can be given.
    pub steps: Vec<Step>,
    /// When this evaluator's marks were locked.
    pub locked_at: Option<Timestamp>,
    /// Whether all marks are in, so that the panel sees them.
    pub is_complete: bool,
    /// The answers, by the name of the supplier.
    pub answers: Vec<Answer>,
}

/// An answer, and the evaluator's own mark of it.
pub struct Answer {
    /// The bid.
    pub bid: BidId,
    /// The supplier's name.
    pub supplier: String,
    /// What it answered.
    pub words: String,
    /// The mark that this evaluator gave, as a draft or locked.
    pub mark: Option<String>,
    /// And why.
    pub reason: String,
}

impl Answer {
    /// Whether there is a mark with a reason.
    pub fn is_marked(&self) -> bool {
        self.mark.is_some() && !self.reason.is_empty()
    }
}

impl Question {
    /// How many answers are not marked, or lack a reason.
    pub fn unmarked(&self) -> usize {
        self.answers.iter().filter(|answer| !answer.is_marked()).count()
    }
}

/// Everything that the evaluator can mark.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let gate = gate(&record, person);
    let questions = questions(&mut conn, &record, person, gate == Gate::Open).await?;
    Ok(Desk {
        gate,
        questions,
        due_on: record.terms.as_ref().map(|terms| terms.due_on),
        is_chair: record.is_chair(person),
        procurement: record.procurement,
    })
}

/// Whether the actor has a place on the panel that they can leave: an error where they have none.
pub async fn has_seat(app: &App, actor: &Actor, ocid: &str) -> Result<()> {
    let (_, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    let own = record
        .seats
        .iter()
        .any(|seat| Some(seat.person_id) == actor.person() && seat.left_at.is_none());
    if own { Ok(()) } else { Err(Error::NotFound) }
}

fn gate(record: &Record, person: PersonId) -> Gate {
    let interests: Vec<Interest> = record
        .bidders
        .iter()
        .map(|bidder| record.interest(person, bidder.supplier_id))
        .collect();
    if interests.contains(&Interest::Replaced) {
        Gate::Closed
    } else if interests.contains(&Interest::Undeclared) {
        Gate::Declare
    } else if interests.contains(&Interest::Undecided) {
        Gate::Undecided
    } else {
        Gate::Open
    }
}

async fn questions(conn: &mut Conn, record: &Record, person: PersonId, is_open: bool) -> Result<Vec<Question>> {
    let drafts = panels::drafts(conn, record.procurement.id, person).await?;
    let mut contents = BTreeMap::new();
    let register = procurements::register(conn, record.procurement.id).await?;
    if is_open {
        for bid in bids::opened(conn, record.procurement.id).await? {
            contents.insert(bid.id, opening::content(&bid)?);
        }
    }
    let mut out = Vec::new();
    for asked in &record.asked {
        let Some(seat) = record.own_seat(person, asked) else {
            continue;
        };
        let answers = record.bidders.iter().filter(|_| is_open).map(|bidder| {
            let draft = drafts.iter().find(|draft| {
                draft.bid_id == bidder.bid && draft.criterion == asked.criterion && draft.question == asked.id
            });
            // What they marked before there were panels is where they begin.
            let locked = record.mark_of(seat, bidder.bid);
            let given = locked.or_else(|| record.earlier(Some(person), bidder.bid, asked));
            let given = given.map(|mark| (mark.mark.clone(), mark.reason.clone()));
            let draft = draft.map(|draft| (draft.mark.clone(), draft.reason.clone()));
            let (mark, reason) = match (locked, draft, given) {
                (None, Some(draft), _) => draft,
                (_, _, given) => given.unwrap_or_default(),
            };
            Answer {
                bid: bidder.bid,
                supplier: bidder.name.clone(),
                words: contents
                    .get(&bidder.bid)
                    .map(|content| words(content, asked, &register))
                    .unwrap_or_default(),
                mark: Some(mark).filter(|mark| !mark.is_empty()),
                reason,
            }
        });
        out.push(Question {
            key: panel::key(asked),
            steps: panel::steps(&record.setup, asked),
            locked_at: seat.submitted_at,
            is_complete: record.is_complete(asked),
            answers: answers.collect(),
            asked: asked.clone(),
        });
    }
    Ok(out)
}

/// What a bidder answered. Whoever marks how pledges are kept also reads what was declared of each, and not how much it is.
fn words(content: &Bid, asked: &Asked, register: &[RegisterLine]) -> String {
    let mut words = content.answers.get(&asked.id).cloned().unwrap_or_default();
    if asked.criterion == SOCIAL_VALUE_ID {
        for (pledge, line) in content.lines(register) {
            words.push_str(&format!(
                "\nPledge of {} for {}: {}",
                line.resource_name.to_lowercase(),
                line.project,
                pledge.how
            ));
            if !pledge.additional.is_empty() {
                words.push_str(&format!("\nMore than without this contract: {}", pledge.additional));
            }
            words.push_str(&format!("\n{}.", pledge.attribution.words()));
        }
    }
    words
}

/// Refuses whoever bids are closed to.
pub(super) fn must_be_clear(record: &Record, person: PersonId) -> Result<()> {
    let words = match gate(record, person) {
        Gate::Open => return Ok(()),
        Gate::Declare => "Declare your interest in every bidder first. You see nothing of a bid before that.",
        Gate::Undecided => "The conflict of interest that you declared waits for an officer’s decision.",
        Gate::Closed => "These bids are closed to you, because of the conflict of interest that you declared.",
    };
    Err(Error::Conflict(words.to_owned()))
}

/// Saves the evaluator's mark of one answer as a draft. The mark or the reason may still be missing.
pub async fn save(
    app: &App,
    actor: &Actor,
    ocid: &str,
    bid: BidId,
    question: &str,
    mark: &str,
    reason: &str,
) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    must_be_clear(&record, person)?;
    let asked = record.question(question)?;
    let seat = record.own_seat(person, asked).ok_or(Error::NotFound)?;
    let bidder = record.bidder(bid)?;
    let (mark, reason) = (mark.trim(), reason.trim());
    let mut invalid = Invalid::new();
    check_mark(&mut invalid, &record.setup, asked, mark, false);
    if reason.chars().count() > MAX_REASON_CHARS {
        read_reason(&mut invalid, "reason", reason, "");
    }
    invalid.check()?;
    transact!(app, permit, |tx| {
        if !panels::put_draft(tx, seat.id, bidder.bid, mark, reason).await? {
            return Err(Error::Conflict("Your marks of this question are locked.".to_owned()));
        }
        let event = Event::new("panel.draft-saved", "procurement", record.procurement.id);
        let detail = serde_json::json!({"bid": bid.to_string(), "question": question});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

/// Checks that a mark is one that the published scale has.
pub(super) fn check_mark(invalid: &mut Invalid, setup: &Setup, asked: &Asked, mark: &str, is_required: bool) {
    let steps = panel::steps(setup, asked);
    let known = steps.iter().any(|step| step.mark == mark);
    if !known && (is_required || !mark.is_empty()) {
        let (first, last) = (steps.first(), steps.last());
        let range = first
            .zip(last)
            .map(|(first, last)| format!(" from {} to {}", first.mark, last.mark));
        invalid.add("mark", format!("Choose a mark{}", range.unwrap_or_default()));
    }
}

/// Locks the evaluator's marks of one question, for every bid at once. Nobody can change them after that.
pub async fn submit(app: &App, actor: &Actor, ocid: &str, question: &str) -> Result<()> {
    let (permit, record) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_marking(app, &record.procurement)?;
    let person = actor.person().ok_or(Error::NotFound)?;
    record.question(question)?;
    transact!(app, permit, |tx| {
        let record = panel::held(tx, ocid).await?;
        must_be_clear(&record, person)?;
        let asked = record.question(question)?;
        let seat = record.own_seat(person, asked).ok_or(Error::NotFound)?;
        if seat.submitted_at.is_some() {
            return Err(Error::Conflict(
                "Your marks of this question are locked already.".to_owned(),
            ));
        }
        let own = questions(tx, &record, person, true).await?;
        let own = own.iter().find(|own| own.key == question).ok_or(Error::NotFound)?;
        check_whole(&record, own)?;
        for answer in &own.answers {
            let new = NewMark {
                seat_id: seat.id,
                procurement_id: record.procurement.id,
                bid_id: answer.bid,
                criterion: asked.criterion,
                question: &asked.id,
                mark: answer.mark.as_deref().unwrap_or_default(),
                reason: &answer.reason,
            };
            evaluations::add_mark(tx, &new).await?;
        }
        if !panels::submit(tx, seat.id).await? {
            return Err(super::faster());
        }
        panels::drop_waivers(tx, seat.id, "The marks came in after all.").await?;
        tell_chair(app, tx, ocid, question).await?;
        panel::settle(app, tx, ocid).await?;
        // Marks are not in the log: others may read it before all are in.
        let event = Event::new("panel.marks-locked", "procurement", record.procurement.id);
        let detail = serde_json::json!({"question": question, "bids": own.answers.len()});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}

fn check_whole(record: &Record, own: &Question) -> Result<()> {
    let mut invalid = Invalid::new();
    for answer in &own.answers {
        let mut wrong = Invalid::new();
        check_mark(
            &mut wrong,
            &record.setup,
            &own.asked,
            answer.mark.as_deref().unwrap_or_default(),
            true,
        );
        if !wrong.is_empty() {
            invalid.add(
                format!("answer-{}", answer.bid),
                format!("Choose a mark for {}", answer.supplier),
            );
        } else if answer.reason.is_empty() {
            let words = format!("Give a reason for your mark of {}", answer.supplier);
            invalid.add(format!("answer-{}", answer.bid), words);
        }
    }
    if own.answers.is_empty() {
        return Err(Error::Conflict("There are no bids to mark.".to_owned()));
    }
    invalid.check()
}

/// Tells the chair when all marks of a question are in and the panel has to meet.
async fn tell_chair(app: &App, tx: &mut svx_store::Tx, ocid: &str, question: &str) -> Result<()> {
    let record = panel::held(tx, ocid).await?;
    let asked = record.question(question)?;
    let Some(terms) = record
        .terms
        .as_ref()
        .filter(|_| record.is_complete(asked) && record.needs_meeting(asked))
    else {
        return Ok(());
    };
    let text = format!(
        "All marks are in for: {}\n\nThe panel can meet, and you record what it agrees.",
        asked.words
    );
    let mail = ("The panel can meet", text.as_str(), "moderation");
    notice::person(app, tx, &record.procurement, terms.chair_id, mail).await
}
