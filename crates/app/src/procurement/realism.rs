//! Doubts about bids are a conversation: a flag with its figures, questions to the supplier, its answers, and what two people
//! then decide. Nothing is excluded by itself, and nothing can be awarded while a flag is unresolved.

use super::{check_words, evaluation, faster, permitted, rules::Setup, tell_officers};
use crate::{
    App, Error, Invalid, Result,
    matches::notice::{TEAM, tell},
};
use jiff::{Timestamp, ToSpan as _, civil::Date};
use svx_domain::{
    BidId, ClarificationId, Code as _, FlagId, NeedId, Quantity,
    access::{self, Action, Permit, Scope},
    lifecycle::{FlagMove, FlagState, ProcurementState, State as _},
    organisation::{Actor, OrganisationKind},
    ports,
    procurement::FlagOutcome,
};
use svx_store::{
    Event, Tx,
    doubts::{self, Clarification, Flag, NewFlag, NewProposal, Proposal},
    procurements::Procurement,
};

/// The longest time for an answer, in days.
pub const MAX_ANSWER_DAYS: i32 = 60;

/// The doubts about the bids of a procurement.
pub struct Desk {
    /// The bids with what is in them.
    pub evaluation: evaluation::Desk,
    /// The doubts, the earliest first.
    pub doubts: Vec<Doubt>,
}

/// A doubt with its thread.
pub struct Doubt {
    /// The flag.
    pub flag: Flag,
    /// The questions with their answers.
    pub questions: Vec<Clarification>,
    /// The proposals to resolve it, with what the second person said.
    pub proposals: Vec<Proposal>,
}

impl Doubt {
    /// Until when the supplier can still answer.
    pub fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        let open = self
            .questions
            .iter()
            .filter(|question| question.answer.is_none() && question.answer_by > now);
        open.map(|question| question.answer_by).max()
    }

    /// The proposal that waits for a second person.
    pub fn proposal(&self) -> Option<&Proposal> {
        self.proposals
            .iter()
            .rev()
            .find(|proposal| proposal.is_confirmed.is_none())
    }
}

/// Every doubt, for the officers who resolve them.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::HandleDoubts, ocid).await?;
    let mut conn = app.db.read().await?;
    let id = procurement.id;
    let evaluation = evaluation::seen_by(&mut conn, procurement, actor).await?;
    let (questions, proposals) = (
        doubts::asked(&mut conn, id).await?,
        doubts::proposals(&mut conn, id).await?,
    );
    let flags = doubts::flags(&mut conn, id).await?.into_iter();
    let doubts = flags.map(|flag| Doubt {
        questions: questions
            .iter()
            .filter(|question| question.flag_id == flag.id)
            .cloned()
            .collect(),
        proposals: proposals
            .iter()
            .filter(|proposal| proposal.flag_id == flag.id)
            .cloned()
            .collect(),
        flag,
    });
    Ok(Desk {
        doubts: doubts.collect(),
        evaluation,
    })
}

/// One doubt, for the officers who resolve them.
pub async fn one(app: &App, actor: &Actor, ocid: &str, flag: FlagId) -> Result<(evaluation::Desk, Doubt)> {
    let Desk { evaluation, doubts } = desk(app, actor, ocid).await?;
    let doubt = doubts.into_iter().find(|doubt| doubt.flag.id == flag);
    Ok((evaluation, doubt.ok_or(Error::NotFound)?))
}

/// Whether doubts can still be raised and resolved.
pub fn is_open(procurement: &Procurement) -> bool {
    procurement.opened_at.is_some()
        && matches!(
            procurement.state,
            ProcurementState::Evaluation | ProcurementState::Evaluated
        )
}

fn must_be_open(procurement: &Procurement) -> Result<()> {
    if is_open(procurement) {
        return Ok(());
    }
    Err(Error::Conflict(
        "Doubts about bids are raised and resolved between the opening of the bids and the decision.".to_owned(),
    ))
}

/// An officer raises a doubt by hand.
pub async fn raise(app: &App, actor: &Actor, ocid: &str, bid: BidId, reason: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::HandleDoubts, ocid).await?;
    must_be_open(&procurement)?;
    let reason = check_words(
        "reason",
        reason,
        "Say what you doubt, with the figures",
        "What you doubt",
    )?;
    let desk = {
        let mut conn = app.db.read().await?;
        evaluation::load(&mut conn, procurement).await?
    };
    desk.must_be_clear(actor)?;
    if !desk.bids.iter().any(|opened| opened.id == bid) {
        return Err(Invalid::one("bid", "Choose a bid").into());
    }
    transact!(app, permit, |tx| {
        let flag = NewFlag {
            procurement_id: desk.procurement.id,
            bid_id: bid,
            subject: "",
            reason: &reason,
            evaluation_version: None,
        };
        if !doubts::add(tx, &flag).await? {
            return Err(Error::Conflict(
                "This doubt was raised before, in the same words.".to_owned(),
            ));
        }
        let event = Event::new("bid.doubted", "procurement", desk.procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"bid": bid.to_string()})))
            .await?;
        Ok(())
    })
}

/// The flag of this procurement, for the officer who is to act on it.
async fn flagged(app: &App, actor: &Actor, ocid: &str, flag: FlagId) -> Result<(Permit, evaluation::Desk, Doubt)> {
    let (permit, procurement) = permitted(app, actor, Action::HandleDoubts, ocid).await?;
    must_be_open(&procurement)?;
    let (evaluation, doubt) = one(app, actor, ocid, flag).await?;
    Ok((permit, evaluation, doubt))
}

/// Asks the supplier, who can answer up to the end of a day.
pub async fn ask(
    app: &App,
    actor: &Actor,
    ocid: &str,
    flag: FlagId,
    question: &str,
    until: Option<Date>,
) -> Result<()> {
    let (permit, desk, doubt) = flagged(app, actor, ocid, flag).await?;
    let mut invalid = Invalid::new();
    let today = app.today();
    let words = crate::people::fields::some_text(
        question,
        super::MAX_REASON_CHARS,
        "Enter your question",
        "Your question",
    );
    let question = invalid.take_or_default("question", words);
    let last = today.checked_add(MAX_ANSWER_DAYS.days()).unwrap_or(today);
    let until = until.filter(|until| *until > today && *until <= last);
    if until.is_none() {
        let message = format!(
            "The last day for an answer must be a real date after today, and at most {MAX_ANSWER_DAYS} days ahead"
        );
        invalid.add("until", message);
    }
    invalid.check()?;
    let answer_by = until.and_then(end_of_day).ok_or(Error::NotFound)?;
    if doubt.questions.len() >= doubts::MAX_QUESTIONS as usize {
        return Err(Error::Conflict(format!(
            "A doubt has at most {} questions.",
            doubts::MAX_QUESTIONS
        )));
    }
    transact!(app, permit, |tx| {
        if !doubts::ask(tx, flag, &question, answer_by).await? {
            return Err(Error::Conflict(
                "This doubt is not open to questions any more.".to_owned(),
            ));
        }
        tx.record(Event::new("bid.clarification-asked", "bid", doubt.flag.bid_id))
            .await?;
        let p = &desk.procurement;
        let subject = format!("A question about your bid: {}", p.title);
        let text = format!(
            "{} asks about your bid for {}. Nothing is decided yet. You can answer up to the end of {}.\n\nRead the question and answer it here:",
            p.authority,
            p.title,
            until.unwrap_or(today).strftime("%-d %B %Y"),
        );
        let path = format!("/procurements/{}/bid/clarifications", p.ocid);
        Ok(tell(app, tx, doubt.flag.supplier_id, TEAM, &subject, &text, &path).await?)
    })
}

/// Midnight at the end of a day, in the United Kingdom.
fn end_of_day(day: Date) -> Option<Timestamp> {
    let midnight = day
        .tomorrow()
        .ok()?
        .at(0, 0, 0, 0)
        .to_zoned_datetime(ports::uk())
        .ok()?;
    Some(midnight.timestamp())
}

/// What a supplier was asked about its own bid.
pub struct Own {
    /// The procurement.
    pub procurement: Procurement,
    /// The questions, the earliest first.
    pub questions: Vec<Clarification>,
}

/// The questions about the actor's own bid.
pub async fn own(app: &App, actor: &Actor, ocid: &str) -> Result<Own> {
    Ok(own_with_permit(app, actor, ocid).await?.1)
}

async fn own_with_permit(app: &App, actor: &Actor, ocid: &str) -> Result<(Permit, Own)> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    if !actor.acts_for(OrganisationKind::Supplier) {
        return Err(Error::NotFound);
    }
    let supplier = actor.organisation().ok_or(Error::NotFound)?;
    let permit = access::authorize(actor, Action::AnswerClarification, &Scope::owned_by(supplier))?;
    let mut conn = app.db.read().await?;
    let questions = doubts::asked_of(&mut conn, procurement.id, supplier).await?;
    if questions.is_empty() {
        return Err(Error::NotFound);
    }
    Ok((permit, Own { procurement, questions }))
}

/// A supplier answers a question about its bid.
pub async fn answer(app: &App, actor: &Actor, ocid: &str, question: ClarificationId, answer: &str) -> Result<()> {
    let (permit, own) = own_with_permit(app, actor, ocid).await?;
    let asked = own
        .questions
        .iter()
        .find(|asked| asked.id == question)
        .ok_or(Error::NotFound)?;
    let answer = check_words(
        &format!("answer-{question}"),
        answer,
        "Enter your answer",
        "Your answer",
    )?;
    let supplier = actor.organisation().ok_or(Error::NotFound)?;
    transact!(app, permit, |tx| {
        if !doubts::answer(tx, question, supplier, &answer).await? {
            return Err(Error::Conflict(if asked.answer.is_some() {
                "This question has been answered already.".to_owned()
            } else {
                "The time for this answer is over. The authority decides without it, or asks again.".to_owned()
            }));
        }
        // The words are in the thread alone: what is in a bid does not go into the log.
        tx.record(Event::new("bid.clarification-answered", "organisation", supplier))
            .await?;
        let subject = format!("An answer about a bid: {}", own.procurement.title);
        let path = format!("/realism/{}", asked.flag_id);
        tell_officers(
            app,
            tx,
            &own.procurement,
            &subject,
            "A bidder has answered a question about its bid. Read it here:",
            &path,
        )
        .await
    })
}

/// How a doubt is proposed to be resolved, as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The code of a [`FlagOutcome`].
    pub outcome: String,
    /// The need whose pledge is set aside in part.
    pub need: String,
    /// How much of it still counts.
    pub counts: String,
    /// Why.
    pub reason: String,
}

/// Proposes how to resolve a doubt, for a second person to confirm.
pub async fn propose(app: &App, actor: &Actor, ocid: &str, flag: FlagId, typed: &Typed) -> Result<()> {
    let (permit, desk, doubt) = flagged(app, actor, ocid, flag).await?;
    let to = doubt.flag.state.apply(FlagMove::Propose)?;
    if doubt.waits_until(app.now()).is_some() {
        return Err(Error::Conflict(
            "The supplier can still answer your question. Wait for its answer, or for the end of its time.".to_owned(),
        ));
    }
    let (outcome, set_aside, reason) = check_proposal(&desk, &doubt, typed)?;
    transact!(app, permit, |tx| {
        if !doubts::to_state(tx, flag, doubt.flag.state, to).await? {
            return Err(faster());
        }
        let new = NewProposal {
            outcome,
            set_aside,
            reason: &reason,
        };
        doubts::propose(tx, flag, &new).await?;
        record(tx, "bid.doubt-resolution-proposed", &doubt, outcome, &reason).await?;
        let subject = format!("To be confirmed: a doubt about a bid for {}", desk.procurement.title);
        let text =
            "A colleague proposes how to resolve a doubt about a bid. A second person must confirm it or send it back:";
        tell_officers(app, tx, &desk.procurement, &subject, text, &format!("/realism/{flag}")).await
    })
}

async fn record(tx: &mut Tx, what: &'static str, doubt: &Doubt, outcome: FlagOutcome, reason: &str) -> Result<()> {
    let event = Event::new(what, "bid", doubt.flag.bid_id).because(reason.to_owned());
    tx.record(event.with(serde_json::json!({"flag": doubt.flag.id.to_string(), "outcome": outcome.code()})))
        .await?;
    Ok(())
}

type Checked = (FlagOutcome, Option<(NeedId, Quantity)>, String);

fn check_proposal(desk: &evaluation::Desk, doubt: &Doubt, typed: &Typed) -> Result<Checked> {
    let mut invalid = Invalid::new();
    let outcome = FlagOutcome::from_code(typed.outcome.trim()).ok();
    if outcome.is_none() {
        invalid.add("outcome", "Choose what is to follow");
    }
    let words =
        crate::people::fields::some_text(&typed.reason, super::MAX_REASON_CHARS, "Give the reason", "The reason");
    let reason = invalid.take_or_default("reason", words);
    let mut set_aside = None;
    if outcome == Some(FlagOutcome::SetAside) {
        if Setup::of(&desk.procurement).pledges_may_be_set_aside {
            set_aside = check_part(&mut invalid, desk, doubt, typed);
        } else {
            invalid.add("outcome", "The published rules do not allow a pledge to be set aside");
        }
    }
    invalid.check()?;
    Ok((outcome.ok_or(Error::NotFound)?, set_aside, reason))
}

/// Which pledge is set aside in part, and how much of it still counts.
fn check_part(
    invalid: &mut Invalid,
    desk: &evaluation::Desk,
    doubt: &Doubt,
    typed: &Typed,
) -> Option<(NeedId, Quantity)> {
    let bid = desk.bids.iter().find(|bid| bid.id == doubt.flag.bid_id)?;
    let pledged = bid
        .content
        .lines(&desk.register)
        .find(|(pledge, _)| pledge.need == typed.need.trim());
    let Some((pledge, line)) = pledged else {
        invalid.add("need", "Choose the pledge of which a part is set aside");
        return None;
    };
    match Quantity::parse_decimal(typed.counts.trim()) {
        Ok(counts) if counts < pledge.quantity() => Some((line.need_id, counts)),
        Ok(_) => {
            invalid.add(
                "counts",
                format!(
                    "What still counts must be less than the {} that are pledged",
                    pledge.quantity()
                ),
            );
            None
        }
        Err(_) => {
            invalid.add("counts", "Enter how much of the pledge still counts, like 40 or 0");
            None
        }
    }
}

/// A second person confirms what is proposed, or sends it back.
pub async fn decide(app: &App, actor: &Actor, ocid: &str, flag: FlagId, confirm: bool, reason: &str) -> Result<()> {
    let (permit, _, doubt) = flagged(app, actor, ocid, flag).await?;
    let step = if confirm { FlagMove::Confirm } else { FlagMove::Return };
    let to = doubt.flag.state.apply(step)?;
    let proposal = doubt.proposal().ok_or_else(faster)?;
    if actor.person() == Some(proposal.proposed_by) {
        return Err(Error::Conflict(
            "You proposed this yourself: another person must confirm it or send it back.".to_owned(),
        ));
    }
    let reason = check_words("decided_reason", reason, "Give your reason", "Your reason")?;
    transact!(app, permit, |tx| {
        if !doubts::decide(tx, flag, proposal.number, confirm, &reason).await?
            || !doubts::to_state(tx, flag, FlagState::Proposed, to).await?
        {
            return Err(faster());
        }
        let what = if confirm {
            "bid.doubt-resolved"
        } else {
            "bid.doubt-resolution-returned"
        };
        record(tx, what, &doubt, proposal.outcome, &reason).await
    })
}
