//! What the two sides say of each other when all is confirmed.

use super::{MAX_NOTE_CHARS, answer, permit};
use crate::{App, Error, Invalid, Result, people::fields};
use svx_domain::{
    MatchId,
    access::Action,
    lifecycle::{MatchMove, MatchState, State as _},
    organisation::Actor,
};
use svx_store::{Event, matches};

/// Says how it went, from 1 to 5 and in words. When both sides have, the match is closed.
pub async fn give(app: &App, actor: &Actor, id: MatchId, rating: &str, comment: &str) -> Result<()> {
    let found = answer::find(app, id).await?;
    let permit = permit(actor, Action::GiveFeedback, &found)?;
    let own = actor.organisation().ok_or(Error::NotFound)?;
    let closed = found.state.apply(MatchMove::Close)?;
    let mut invalid = Invalid::new();
    let rating = match rating.trim().parse::<u32>() {
        Ok(rating @ 1..=5) => rating,
        _ => {
            invalid.add("rating", "Choose how it went, from 1 to 5");
            0
        }
    };
    let comment = invalid.take_or_default("comment", fields::text(comment, MAX_NOTE_CHARS, "Your comment"));
    invalid.check()?;
    transact!(app, permit, |tx| {
        if !matches::add_feedback(tx, id, own, rating, &comment).await? {
            return Err(Error::Conflict(
                "You have given feedback on this match before".to_owned(),
            ));
        }
        tx.record(Event::new("match.feedback", "match", id).with(serde_json::json!({"rating": rating})))
            .await?;
        if matches::feedback(tx, id).await?.len() == 2 {
            matches::set_state(tx, id, MatchState::Confirmed, closed, &matches::Change::default()).await?;
            tx.record(Event::new("match.closed", "match", id)).await?;
        }
        Ok(())
    })
}
