//! Marks: an evaluator reads answers and marks them. Neither price nor what pledges are worth is shown here.

use super::{
    opening, permitted,
    rules::{Asked, Setup},
};
use crate::{App, Error, Invalid, Result};
use svx_domain::{BidId, access::Action, lifecycle::ProcurementState, organisation::Actor};
use svx_store::{
    Event, bids,
    evaluations::{self, NewMark},
    procurements::Procurement,
};

/// The most characters of a reason.
pub const MAX_REASON_CHARS: usize = 2000;

/// What an evaluator sees.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// Each question with every bid's answer.
    pub questions: Vec<Question>,
}

/// A question with the answers to it.
pub struct Question {
    /// The question.
    pub asked: Asked,
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
    /// The mark that this evaluator gave last.
    pub mark: Option<String>,
    /// And why.
    pub reason: Option<String>,
}

impl Desk {
    /// How many answers this evaluator has not marked.
    pub fn unmarked(&self) -> usize {
        self.questions
            .iter()
            .flat_map(|question| &question.answers)
            .filter(|answer| answer.mark.is_none())
            .count()
    }
}

/// Everything that the evaluator can mark.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_open(&procurement)?;
    let mut conn = app.db.read().await?;
    let marks = evaluations::marks(&mut conn, procurement.id).await?;
    let mut questions = Vec::new();
    let opened = bids::opened(&mut conn, procurement.id).await?;
    for asked in Setup::of(&procurement).asked() {
        let mut answers = Vec::new();
        for bid in &opened {
            let own = marks.iter().rev().find(|mark| {
                mark.bid_id == bid.id && mark.question == asked.id && Some(mark.evaluator_id) == actor.person()
            });
            answers.push(Answer {
                bid: bid.id,
                supplier: bid.supplier.clone(),
                words: opening::content(bid)?.answers.remove(&asked.id).unwrap_or_default(),
                mark: own.map(|mark| mark.mark.clone()),
                reason: own.map(|mark| mark.reason.clone()),
            });
        }
        questions.push(Question { asked, answers });
    }
    Ok(Desk { procurement, questions })
}

fn must_be_open(procurement: &Procurement) -> Result<()> {
    match (procurement.opened_at, procurement.state) {
        (Some(_), ProcurementState::Evaluation | ProcurementState::Evaluated) => Ok(()),
        (None, _) => Err(Error::Conflict(
            "Bids can be marked once they are opened, after they close.".to_owned(),
        )),
        _ => Err(Error::Conflict(
            "This procurement is decided: marks can no longer be entered.".to_owned(),
        )),
    }
}

/// Adds the evaluator's mark of one answer. It stands in place of an earlier one of theirs.
pub async fn mark(
    app: &App,
    actor: &Actor,
    ocid: &str,
    bid: BidId,
    question: &str,
    mark: &str,
    reason: &str,
) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::MarkBids, ocid).await?;
    must_be_open(&procurement)?;
    let setup = Setup::of(&procurement);
    let asked = setup
        .asked()
        .into_iter()
        .find(|asked| asked.id == question)
        .ok_or(Error::NotFound)?;
    let (mark, reason) = (mark.trim(), reason.trim());
    let mut invalid = Invalid::new();
    if let Err(message) = asked.mark(mark) {
        invalid.add("mark", message);
    }
    if reason.is_empty() {
        invalid.add("reason", "Give a reason for your mark");
    } else if reason.chars().count() > MAX_REASON_CHARS {
        invalid.add(
            "reason",
            format!("The reason must have at most {MAX_REASON_CHARS} characters"),
        );
    }
    invalid.check()?;
    {
        let mut conn = app.db.read().await?;
        let opened = bids::opened(&mut conn, procurement.id).await?;
        opened.iter().find(|opened| opened.id == bid).ok_or(Error::NotFound)?;
    }
    transact!(app, permit, |tx| {
        let new = NewMark {
            procurement_id: procurement.id,
            bid_id: bid,
            criterion: &asked.criterion,
            question: &asked.id,
            mark,
            reason,
        };
        evaluations::add_mark(tx, &new).await?;
        let event = Event::new("bid.marked", "procurement", procurement.id).because(reason);
        let detail = serde_json::json!({"bid": bid.to_string(), "question": asked.id, "mark": mark});
        tx.record(event.with(detail)).await?;
        Ok(())
    })
}
