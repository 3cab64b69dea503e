//! Messages between the two sides of a match.

use super::{
    MAX_MESSAGE_CHARS, Side, answer,
    notice::{TEAM, tell},
    permit, side,
};
use crate::{App, Error, Invalid, Result, people::fields};
use svx_domain::{MatchId, access::Action, organisation::Actor};
use svx_store::{Event, matches};

/// Writes to the other side.
pub async fn write(app: &App, actor: &Actor, id: MatchId, body: &str) -> Result<()> {
    let found = answer::find(app, id).await?;
    let permit = permit(actor, Action::WriteMessage, &found)?;
    let own = actor.organisation().ok_or(Error::NotFound)?;
    let mut invalid = Invalid::new();
    let body = invalid.take_or_default(
        "message",
        fields::some_text(body, MAX_MESSAGE_CHARS, "Write a message", "Your message"),
    );
    invalid.check()?;
    let (from, to) = match side(&found, Some(own)) {
        Some(Side::Supplier) => (&found.supplier, found.community_id),
        _ => (&found.community, found.supplier_id),
    };
    transact!(app, permit, |tx| {
        if matches::count_messages(tx, id).await? >= matches::MAX_MESSAGES {
            return Err(Error::Conflict(format!(
                "This thread has {} messages, which is the most that it can hold",
                matches::MAX_MESSAGES
            )));
        }
        matches::add_message(tx, id, own, actor.person(), &body).await?;
        // The text itself is in the thread alone: the log never forgets.
        tx.record(Event::new("match.message", "match", id)).await?;
        let subject = format!("{from} wrote to you about ‘{}’", found.project_title);
        Ok(tell(
            app,
            tx,
            to,
            TEAM,
            &subject,
            "You have a new message. Read it and answer here:",
            &answer::path(id),
        )
        .await?)
    })
}
