//! From the contract award notice to the award: the standstill of working days, and challenges of the decision.

use super::{decision, faster, permitted, summaries};
use crate::{
    App, Error, Invalid, Result,
    matches::notice::{TEAM, tell},
};
use jiff::civil::Date;
use svx_domain::{
    ChallengeId, Code as _,
    access::Action,
    lifecycle::{ChallengeMove, ProcurementMove, ProcurementState, State as _},
    organisation::Actor,
    procurement::{ChallengeKind, ChallengeOutcome},
    standstill::{MAX_WORKING_DAYS, MIN_WORKING_DAYS, Standstill},
};
use svx_store::{
    Conn, Event, bids,
    challenges::{self, Challenge, NewChallenge},
    decisions::{self, Decision, Notice},
    evaluations,
    procurements::{self, Procurement},
};

/// The most characters of who challenges.
pub const MAX_CHALLENGER_CHARS: usize = 200;

/// The standstill of a procurement, for officers.
pub struct View {
    /// The procurement.
    pub procurement: Procurement,
    /// The decision that stands.
    pub decision: Option<Decision>,
    /// Its notice, once it is published.
    pub notice: Option<Notice>,
    /// Every challenge, the earliest first.
    pub challenges: Vec<Challenge>,
    /// When the standstill would end if the notice were published now; in words why that is not known.
    pub if_now: Result<Standstill, String>,
}

impl View {
    /// Whether nothing stands in the way of the award any more.
    pub fn may_award(&self, now: jiff::Timestamp) -> bool {
        let settled = self.challenges.iter().all(|challenge| challenge.decided_at.is_some());
        settled
            && self
                .notice
                .as_ref()
                .is_some_and(|notice| notice.standstill().is_over(now))
    }
}

/// Where the standstill stands.
pub async fn view(app: &App, actor: &Actor, ocid: &str) -> Result<View> {
    let (_, procurement) = permitted(app, actor, Action::ViewEvaluation, ocid).await?;
    let mut conn = app.db.read().await?;
    let id = procurement.id;
    let decision = decisions::standing(&mut conn, id).await?;
    let notice = match &decision {
        Some(decision) => decisions::notice(&mut conn, id, decision.version).await?,
        None => None,
    };
    Ok(View {
        decision,
        notice,
        challenges: challenges::all(&mut conn, id).await?,
        if_now: Standstill::from_publication(app.now(), MIN_WORKING_DAYS).map_err(|unknown| unknown.to_string()),
        procurement,
    })
}

/// Publishes the contract award notice, after every assessed supplier has its summary. The standstill begins with this day.
pub async fn publish(app: &App, actor: &Actor, ocid: &str, working_days: &str) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    let to = procurement.state.apply(ProcurementMove::Notify)?;
    let days = working_days.trim().parse::<u32>().ok();
    let days = days
        .filter(|days| (MIN_WORKING_DAYS..=MAX_WORKING_DAYS).contains(days))
        .ok_or_else(|| {
            let message = format!(
                "The standstill must be a whole number of working days from {MIN_WORKING_DAYS} to {MAX_WORKING_DAYS}"
            );
            Invalid::one("working_days", message)
        })?;
    transact!(app, permit, |tx| {
        let standstill = Standstill::from_publication(tx.now(), days).map_err(|unknown| {
            Error::Conflict(format!(
                "{unknown}. The end of the standstill cannot be worked out, so the notice is not published."
            ))
        })?;
        let decision = decisions::standing(tx, procurement.id).await?.ok_or_else(faster)?;
        if !summaries::all_issued(tx, procurement.id, decision.version).await? {
            return Err(Error::Conflict(
                "Every assessed supplier must be given its assessment summary before the notice is published (Procurement Act 2023, \
                 section 50)."
                    .to_owned(),
            ));
        }
        if !procurements::to_state(tx, procurement.id, procurement.state, to).await? {
            return Err(faster());
        }
        decisions::publish(tx, procurement.id, decision.version, days, standstill).await?;
        let event = Event::new("procurement.award-notice-published", "procurement", procurement.id);
        tx.record(
            event.with(serde_json::json!({"decision": decision.version, "ends_at": standstill.ends_at.to_string()})),
        )
        .await?;
        let text = format!(
            "{} has published its contract award notice for {}: it intends to enter into the contract with {}. The standstill ends at \
             midnight at the end of {}. Until then the contract is not entered into.\n\nYour assessment summary:",
            procurement.authority,
            procurement.title,
            decision.supplier,
            standstill.last_day.strftime("%A %-d %B %Y"),
        );
        let subject = format!("Contract award notice: {}", procurement.title);
        let path = format!("/procurements/{ocid}/summary");
        for bid in bids::opened(tx, procurement.id).await? {
            tell(app, tx, bid.supplier_id, TEAM, &subject, &text, &path).await?;
        }
        Ok(())
    })
}

/// A challenge as it was typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Who challenges.
    pub challenger: String,
    /// The code of a [`ChallengeKind`].
    pub kind: String,
    /// On what grounds.
    pub grounds: String,
}

/// Writes down a challenge that the authority was told of on a day.
pub async fn challenge(
    app: &App,
    actor: &Actor,
    ocid: &str,
    typed: &Typed,
    notified_on: Option<Date>,
) -> Result<ChallengeId> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    if procurement.state != ProcurementState::Standstill {
        return Err(Error::Conflict(
            "Challenges are recorded during the standstill, up to the award.".to_owned(),
        ));
    }
    let mut invalid = Invalid::new();
    let who = crate::people::fields::line(
        &typed.challenger,
        MAX_CHALLENGER_CHARS,
        "Enter who challenges the decision",
        "Who challenges it",
    );
    let challenger = invalid.take_or_default("challenger", who);
    let kind = ChallengeKind::from_code(typed.kind.trim()).ok();
    if kind.is_none() {
        invalid.add("kind", "Choose in what form the decision is challenged");
    }
    let words = crate::people::fields::some_text(
        &typed.grounds,
        super::MAX_REASON_CHARS,
        "Enter the grounds",
        "The grounds",
    );
    let grounds = invalid.take_or_default("grounds", words);
    let notified_on = notified_on.filter(|day| *day <= app.today());
    if notified_on.is_none() {
        invalid.add(
            "notified_on",
            "The day on which you were told must be a real date that is not in the future",
        );
    }
    invalid.check()?;
    let (kind, notified_on) = kind.zip(notified_on).ok_or(Error::NotFound)?;
    transact!(app, permit, |tx| {
        if !decisions::hold(tx, procurement.id, ProcurementState::Standstill).await? {
            return Err(faster());
        }
        if challenges::all(tx, procurement.id).await?.len() >= challenges::MAX_CHALLENGES as usize {
            return Err(Error::Conflict(format!(
                "At most {} challenges are recorded.",
                challenges::MAX_CHALLENGES
            )));
        }
        let decision = decisions::standing(tx, procurement.id).await?.ok_or_else(faster)?;
        let new = NewChallenge {
            decision_version: decision.version,
            challenger: &challenger,
            kind,
            notified_on,
            grounds: &grounds,
        };
        let id = challenges::add(tx, procurement.id, &new).await?;
        let event = Event::new("procurement.challenged", "procurement", procurement.id).because(grounds.clone());
        tx.record(event.with(serde_json::json!({"challenge": id.to_string(), "kind": kind.code()})))
            .await?;
        Ok(id)
    })
}

async fn challenged(app: &App, procurement: &Procurement, id: ChallengeId) -> Result<Challenge> {
    let mut conn = app.db.read().await?;
    let found = challenges::all(&mut conn, procurement.id)
        .await?
        .into_iter()
        .find(|one| one.id == id);
    found.ok_or(Error::NotFound)
}

/// Proposes how a challenge ends, for a second person to confirm.
pub async fn propose_outcome(
    app: &App,
    actor: &Actor,
    ocid: &str,
    id: ChallengeId,
    outcome: &str,
    reason: &str,
) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    challenged(app, &procurement, id)
        .await?
        .state
        .apply(ChallengeMove::Propose)?;
    let mut invalid = Invalid::new();
    let outcome = ChallengeOutcome::from_code(outcome.trim()).ok();
    if outcome.is_none() {
        invalid.add(format!("outcome-{id}"), "Choose how the challenge ended");
    }
    let words = crate::people::fields::some_text(reason, super::MAX_REASON_CHARS, "Give the reason", "The reason");
    let reason = invalid.take_or_default(&format!("reason-{id}"), words);
    invalid.check()?;
    let outcome = outcome.ok_or(Error::NotFound)?;
    transact!(app, permit, |tx| {
        if !challenges::propose(tx, id, outcome, &reason).await? {
            return Err(faster());
        }
        let event =
            Event::new("procurement.challenge-outcome-proposed", "procurement", procurement.id).because(reason.clone());
        tx.record(event.with(serde_json::json!({"challenge": id.to_string(), "outcome": outcome.code()})))
            .await?;
        let subject = format!("To be confirmed: the outcome of a challenge of {}", procurement.title);
        let text = "A colleague proposes how a challenge ends. A second person must confirm it or send it back:";
        super::tell_officers(app, tx, &procurement, &subject, text, "/standstill").await
    })
}

/// A second person confirms how a challenge ends, or sends that back. One that is upheld sets the decision aside.
pub async fn decide_outcome(app: &App, actor: &Actor, ocid: &str, id: ChallengeId, confirm: bool) -> Result<()> {
    let (permit, procurement) = permitted(app, actor, Action::Award, ocid).await?;
    let challenge = challenged(app, &procurement, id).await?;
    let step = if confirm {
        ChallengeMove::Confirm
    } else {
        ChallengeMove::Return
    };
    challenge.state.apply(step)?;
    if actor.person() == challenge.proposed_by {
        return Err(Error::Conflict(
            "You proposed this outcome yourself: another person must confirm it.".to_owned(),
        ));
    }
    let upheld = confirm && challenge.outcome == Some(ChallengeOutcome::Upheld);
    transact!(app, permit, |tx| {
        let done = if confirm {
            challenges::confirm(tx, id).await?
        } else {
            challenges::send_back(tx, id).await?
        };
        if !done {
            return Err(faster());
        }
        let what = if confirm {
            "procurement.challenge-resolved"
        } else {
            "procurement.challenge-outcome-returned"
        };
        let event = Event::new(what, "procurement", procurement.id);
        tx.record(event.with(serde_json::json!({"challenge": id.to_string()})))
            .await?;
        let standing = decisions::standing(tx, procurement.id).await?;
        if upheld && standing.is_some_and(|standing| standing.version == challenge.decision_version) {
            let reason = challenge.outcome_reason.as_deref().unwrap_or_default();
            decision::set_aside_in(tx, &procurement, reason).await?;
        }
        Ok(())
    })
}

/// Refuses before the standstill is over. An award of before there were notices counts from the day of the award.
pub(super) async fn must_be_over(conn: &mut Conn, procurement: &Procurement, now: jiff::Timestamp) -> Result<()> {
    let standing = decisions::standing(conn, procurement.id).await?;
    let standstill = match standing {
        Some(decision) => decisions::notice(conn, procurement.id, decision.version)
            .await?
            .map(|notice| notice.standstill()),
        None => match evaluations::contract(conn, procurement.id).await? {
            Some(contract) => Some(
                Standstill::from_publication(contract.awarded_at, MIN_WORKING_DAYS)
                    .map_err(|unknown| Error::Conflict(format!("{unknown}.")))?,
            ),
            None => None,
        },
    };
    match standstill {
        Some(standstill) if standstill.is_over(now) => Ok(()),
        Some(standstill) => Err(Error::Conflict(format!(
            "The standstill ends at midnight at the end of {}. Until then the contract can be neither awarded nor entered into \
             (Procurement Act 2023, section 51).",
            standstill.last_day.strftime("%A %-d %B %Y")
        ))),
        None => Err(Error::Conflict(
            "The contract award notice is not published yet.".to_owned(),
        )),
    }
}
