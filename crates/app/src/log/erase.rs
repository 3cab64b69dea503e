//! Erasing who, why and the facts from events, where the law asks for it. The leaves stay, so every proof still holds.

use crate::{App, Error, Result};
use svx_domain::{
    EventId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{Event, audit::tree};

/// The most events that are erased at once.
pub const MAX_EVENTS: usize = 500;

/// Erases events. The log says itself which, when and why: an event that was emptied without that does not verify.
pub async fn erase(app: &App, actor: &Actor, events: &[EventId], reason: &str) -> Result<()> {
    let permit = access::authorize(actor, Action::KeepLog, &Scope::none())?;
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Error::Conflict("Say why the events are erased.".to_owned()));
    }
    if events.is_empty() || events.len() > MAX_EVENTS {
        return Err(Error::Conflict(format!(
            "Name at least one event to erase, and at most {MAX_EVENTS} at once."
        )));
    }
    transact!(app, permit, |tx| {
        for event in events {
            if !tree::erase(tx, *event).await? {
                return Err(Error::Conflict(format!(
                    "There is no event {event} that can be erased. Nothing was erased."
                )));
            }
        }
        let ids: Vec<String> = events.iter().map(ToString::to_string).collect();
        let event = Event::general(tree::ERASED).because(reason);
        tx.record(event.with(serde_json::json!({"events": ids}))).await?;
        Ok(())
    })
}
