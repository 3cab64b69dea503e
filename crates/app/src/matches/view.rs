//! One match for whoever may see it: what was agreed, why it fits, what happened, what was said, and what can be done now.

use super::{Side, pair::Pair, permit, side};
use crate::{App, Error, Result};
use svx_domain::{
    MatchId,
    access::{self, Action},
    lifecycle::MatchState,
    organisation::Actor,
};
use svx_store::{
    Conn,
    audit::{self, Logged},
    commitments::{self, Commitment},
    matches::{self, Feedback, Match, Message},
};

/// The most events of a timeline.
const MAX_EVENTS: u32 = 200;

/// What can be done with a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Agree to what was asked.
    Agree,
    /// Accept what was offered.
    Accept,
    /// Say no.
    Decline,
    /// Take back what one asked or offered.
    Withdraw,
    /// Write to the other side.
    Write,
    /// Say how it went.
    GiveFeedback,
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct Happened {
    /// What, in words.
    pub what: String,
    /// For which organisation it was done; empty where the exchange did it.
    pub by: String,
    /// When.
    pub at: jiff::Timestamp,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// A match as one side sees it.
#[derive(Debug, Clone)]
pub struct MatchView {
    /// The match.
    pub found: Match,
    /// The side that sees it.
    pub side: Side,
    /// What they can do now.
    pub acts: Vec<Act>,
    /// Why the need and the offer go together. Only until it is answered.
    pub reasons: Vec<String>,
    /// What happened, oldest first.
    pub timeline: Vec<Happened>,
    /// What was said, oldest first.
    pub messages: Vec<Message>,
    /// What the two sides say of how it went.
    pub feedback: Vec<Feedback>,
    /// What it became.
    pub commitment: Option<Commitment>,
}

/// Shows a match.
pub async fn view(app: &App, actor: &Actor, id: MatchId) -> Result<MatchView> {
    let mut conn = app.db.read().await?;
    let found = matches::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    permit(actor, Action::ViewMatch, &found)?;
    let side = side(&found, actor.organisation()).ok_or(Error::NotFound)?;
    let feedback = matches::feedback(&mut conn, id).await?;
    let acts = acts(actor, &found, side, &feedback);
    let open = matches!(found.state, MatchState::Proposed | MatchState::Offered);
    let reasons = if open {
        Pair::reasons_for(&mut conn, &found).await?
    } else {
        Vec::new()
    };
    let commitment = commitments::of_match(&mut conn, id).await?;
    Ok(MatchView {
        timeline: timeline(&mut conn, &found, commitment.as_ref()).await?,
        messages: matches::messages(&mut conn, id).await?,
        side,
        acts,
        reasons,
        feedback,
        commitment,
        found,
    })
}

fn acts(actor: &Actor, found: &Match, side: Side, feedback: &[Feedback]) -> Vec<Act> {
    use MatchState::{Confirmed, Offered, Proposed};
    let may = |action| access::authorize(actor, action, &super::scope(found)).is_ok();
    let mut acts = Vec::new();
    match (found.state, side) {
        (Proposed, Side::Supplier) if may(Action::OfferMatch) => acts.extend([Act::Agree, Act::Decline]),
        (Offered, Side::Community) if may(Action::AnswerMatch) => acts.extend([Act::Accept, Act::Decline]),
        (Proposed, Side::Community) | (Offered, Side::Supplier) if may(Action::WithdrawMatch) => {
            acts.push(Act::Withdraw)
        }
        (Confirmed, Side::Supplier | Side::Community) if may(Action::GiveFeedback) => {
            let given = feedback
                .iter()
                .any(|one| Some(one.organisation_id) == actor.organisation());
            if !given {
                acts.push(Act::GiveFeedback);
            }
        }
        _ => {}
    }
    if may(Action::WriteMessage) {
        acts.push(Act::Write);
    }
    acts
}

async fn timeline(conn: &mut Conn, found: &Match, commitment: Option<&Commitment>) -> Result<Vec<Happened>> {
    let mut events = audit::of_subject(conn, found.id, MAX_EVENTS).await?;
    if let Some(commitment) = commitment {
        events.extend(audit::of_subject(conn, commitment.id, MAX_EVENTS).await?);
    }
    events.sort_by_key(|event| event.seq);
    let parties = [
        (found.supplier_id, found.supplier.as_str()),
        (found.community_id, found.community.as_str()),
        (found.authority_id, found.authority.as_str()),
    ];
    Ok(events
        .iter()
        .filter_map(|event| happened(event, &parties, &found.units))
        .collect())
}

/// What an event says in words, with the name of whoever did it. Messages are in the thread and not said twice.
pub(crate) fn happened(
    event: &Logged,
    parties: &[(svx_domain::OrganisationId, &str)],
    units: &str,
) -> Option<Happened> {
    let quantity = event.detail.get("quantity").and_then(serde_json::Value::as_str);
    let with =
        |words: &str| quantity.map_or_else(|| words.to_owned(), |quantity| format!("{words}: {quantity} {units}"));
    let what = match event.action.as_str() {
        "match.proposed" => with("Asked for"),
        "match.offered" => with("Offered"),
        "match.accepted" => "Accepted".to_owned(),
        "match.declined" => "Declined".to_owned(),
        "match.withdrawn" => "Withdrawn".to_owned(),
        "match.lapsed" => "Lapsed".to_owned(),
        "match.feedback" => "Feedback given".to_owned(),
        "match.closed" => "Closed".to_owned(),
        "delivery.reported" => with("Delivery reported"),
        "delivery.confirmed" => with("Delivery confirmed"),
        "delivery.confirmed-in-part" => with("Delivery confirmed in part"),
        "delivery.disputed" => "Problem reported".to_owned(),
        "delivery.rejected" => "Delivery rejected".to_owned(),
        _ => return None,
    };
    let by = event
        .organisation_id
        .and_then(|id| parties.iter().find(|(party, _)| *party == id))
        .map(|(_, name)| (*name).to_owned())
        .unwrap_or_default();
    Some(Happened {
        what,
        by,
        at: event.at,
        reason: event.reason.clone(),
    })
}
