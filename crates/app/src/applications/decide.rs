//! The authority's side: approving, declining, asking for more, suspending, reinstating; one at a time or many.

use super::mail;
use crate::{App, Error, Invalid, Result, people::fields};
use svx_domain::{
    ApplicationId,
    access::{self, Action, Scope},
    lifecycle::{ApplicationMove, State},
    organisation::Actor,
};
use svx_store::{Event, applications};

/// The most characters of a reason or a question.
pub const MAX_NOTE_CHARS: usize = 2000;
/// The most applications that are decided at once.
pub const MAX_AT_ONCE: usize = 200;

/// The moves that an authority makes.
pub const MOVES: [ApplicationMove; 5] = [
    ApplicationMove::Approve,
    ApplicationMove::Ask,
    ApplicationMove::Decline,
    ApplicationMove::Suspend,
    ApplicationMove::Reinstate,
];

/// Reasons that officers give again and again; each can be changed before it is sent.
pub const REASONS: [&str; 5] = [
    "Tell us more about what you do in our area.",
    "Send us your charity or company number, so that we can check the register.",
    "You do not work in our area, as far as we can see.",
    "You are on our exchange already under another name.",
    "We could not confirm that you act for this organisation.",
];

/// Makes a move on an application. Every move but approving and reinstating needs a reason, which is sent to the applicant.
pub async fn decide(app: &App, actor: &Actor, id: ApplicationId, step: ApplicationMove, note: &str) -> Result<()> {
    let application = {
        let mut conn = app.db.read().await?;
        applications::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?
    };
    let scope = Scope::owned_by(application.organisation_id).under([application.authority_id]);
    let permit = access::authorize(actor, Action::DecideApplication, &scope)?;
    let note = note_for(step, note)?;
    let after = application.state.apply(step)?;
    transact!(app, permit, |tx| {
        let kept = Some(note.as_str()).filter(|note| !note.is_empty());
        if !applications::step(tx, id, application.state, after, kept).await? {
            return Err(Error::Conflict(
                "Someone else has just decided this application".to_owned(),
            ));
        }
        tx.record(Event::new(event_name(step), "application", id).because(note.as_str()))
            .await?;
        let (subject, said) = words(step, &application.authority_name, kept);
        mail::tell(app, tx, application.organisation_id, &subject, &said, "/applications").await?;
        Ok(())
    })
}

fn note_for(step: ApplicationMove, note: &str) -> Result<String> {
    if !MOVES.contains(&step) {
        return Err(Error::NotFound);
    }
    let note = fields::text(note, MAX_NOTE_CHARS, "The reason").map_err(|message| Invalid::one("note", message))?;
    let needs_one = !matches!(step, ApplicationMove::Approve | ApplicationMove::Reinstate);
    if needs_one && note.is_empty() {
        let message = match step {
            ApplicationMove::Ask => "Say what you need to know. It is sent to the applicant",
            _ => "Give a reason. It is sent to the applicant",
        };
        return Err(Invalid::one("note", message).into());
    }
    Ok(note)
}

const fn event_name(step: ApplicationMove) -> &'static str {
    match step {
        ApplicationMove::Approve => "application.approved",
        ApplicationMove::Ask => "application.asked",
        ApplicationMove::Decline => "application.declined",
        ApplicationMove::Suspend => "application.suspended",
        ApplicationMove::Reinstate => "application.reinstated",
        ApplicationMove::Submit => "application.submitted",
        ApplicationMove::Leave => "application.left",
    }
}

fn words(step: ApplicationMove, authority: &str, note: Option<&str>) -> (String, String) {
    let (subject, said) = match step {
        ApplicationMove::Approve => (
            "You have been approved",
            "has approved your organisation. You can take part in its exchange now.",
        ),
        ApplicationMove::Ask => (
            "A question about your application",
            "needs to know more before it can decide.",
        ),
        ApplicationMove::Suspend => (
            "Your organisation has been suspended",
            "has suspended your organisation from its exchange.",
        ),
        ApplicationMove::Reinstate => (
            "Your organisation is approved again",
            "has reinstated your organisation.",
        ),
        _ => ("Your application was declined", "has declined your application."),
    };
    let note = note.map_or(String::new(), |note| format!("\n\nIt says:\n\n{note}"));
    (
        format!("{subject}: {authority}"),
        format!("{authority} {said}{note}\n\nYour applications:"),
    )
}

/// What became of many applications.
#[derive(Debug, Default)]
pub struct Tally {
    /// How many were decided.
    pub decided: usize,
    /// What stood in the way of each that was not.
    pub refused: Vec<String>,
}

/// Makes the same move on many applications. One that is refused does not stop the others.
pub async fn decide_many(
    app: &App,
    actor: &Actor,
    ids: &[ApplicationId],
    step: ApplicationMove,
    note: &str,
) -> Result<Tally> {
    if ids.is_empty() {
        return Err(Invalid::one("applications", "Choose at least one application").into());
    }
    if ids.len() > MAX_AT_ONCE {
        return Err(Invalid::one("applications", format!("Choose at most {MAX_AT_ONCE} applications")).into());
    }
    note_for(step, note)?;
    let mut tally = Tally::default();
    for id in ids {
        match decide(app, actor, *id, step, note).await {
            Ok(()) => tally.decided += 1,
            Err(Error::IllegalMove(refused)) => tally.refused.push(refused.to_string()),
            Err(Error::Conflict(message)) => tally.refused.push(message),
            Err(error) => return Err(error),
        }
    }
    Ok(tally)
}
