//! Claims: someone says that an imported organisation is theirs, and an approver of an authority or the operator decides.

use super::invitations::all_roles;
use crate::{App, Error, Invalid, Result, mail::Mail, people::fields};
use svx_domain::{
    ClaimId,
    access::{self, Action, Scope},
    lifecycle::{ClaimMove, ClaimState, State},
    organisation::Actor,
};
use svx_store::{
    Event, Tx,
    claims::{self, Claim},
    organisations::{self, Organisation},
    people,
};

/// The most characters of a statement.
pub const MAX_STATEMENT_CHARS: usize = 1000;
/// The most characters of the reason for a decision.
pub const MAX_NOTE_CHARS: usize = 1000;

/// Checks a claim before it is sent, and gives the organisation and the statement.
pub async fn check(app: &App, actor: &Actor, slug: &str, statement: &str) -> Result<(Organisation, String)> {
    let organisation = unclaimed(app, actor, slug).await?;
    let statement = fields::some_text(
        statement,
        MAX_STATEMENT_CHARS,
        "Say what you do there and how that can be checked",
        "What you write",
    );
    Ok((
        organisation,
        statement.map_err(|message| Invalid::one("statement", message))?,
    ))
}

/// The unclaimed organisation with a slug.
pub async fn unclaimed(app: &App, actor: &Actor, slug: &str) -> Result<Organisation> {
    access::authorize(actor, Action::ClaimOrganisation, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let found = organisations::by_slug(&mut conn, slug).await?.ok_or(Error::NotFound)?;
    if found.unclaimed {
        Ok(found)
    } else {
        Err(already(&found.name))
    }
}

fn already(name: &str) -> Error {
    Error::Conflict(format!(
        "Somebody looks after the page of {name} already. Ask them to invite you"
    ))
}

/// Claims an organisation.
pub async fn claim(app: &App, actor: &Actor, slug: &str, statement: &str) -> Result<ClaimId> {
    let permit = access::authorize(actor, Action::ClaimOrganisation, &Scope::none())?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let (organisation, statement) = check(app, actor, slug, statement).await?;
    let outcome = transact!(app, permit, |tx| {
        let id = claims::insert(tx, organisation.id, person, &statement).await?;
        tx.record(Event::new("claim.submitted", "claim", id)).await?;
        Ok(id)
    });
    match outcome {
        Err(Error::Store(error)) if error.is_duplicate() => Err(Error::Conflict(
            "You have claimed this page already. You will get an e-mail when it is decided".to_owned(),
        )),
        outcome => outcome,
    }
}

/// The claims that wait for a decision, the oldest first.
pub async fn waiting(app: &App, actor: &Actor) -> Result<Vec<Claim>> {
    may_decide(actor)?;
    let mut conn = app.db.read().await?;
    Ok(claims::in_state(&mut conn, ClaimState::Submitted).await?)
}

/// One claim, and the organisation as its register describes it.
pub async fn one(app: &App, actor: &Actor, id: ClaimId) -> Result<(Claim, Organisation)> {
    may_decide(actor)?;
    let mut conn = app.db.read().await?;
    let claim = claims::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let organisation = organisations::by_id(&mut conn, claim.organisation_id)
        .await?
        .ok_or(Error::NotFound)?;
    Ok((claim, organisation))
}

fn may_decide(actor: &Actor) -> Result<access::Permit> {
    match access::authorize(actor, Action::DecideClaim, &Scope::none()) {
        // What one's organisation is not there to decide, it is not told of.
        Err(access::Denied::Forbidden) => Err(Error::NotFound),
        other => Ok(other?),
    }
}

/// Decides a claim. Approving makes the person the organisation's administrator.
pub async fn decide(app: &App, actor: &Actor, id: ClaimId, step: ClaimMove, note: &str) -> Result<()> {
    let permit = may_decide(actor)?;
    let note = fields::text(note, MAX_NOTE_CHARS, "The reason").map_err(|message| Invalid::one("note", message))?;
    if step == ClaimMove::Decline && note.is_empty() {
        return Err(Invalid::one("note", "Give a reason. It is sent to whoever claimed the page").into());
    }
    let claim = {
        let mut conn = app.db.read().await?;
        claims::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?
    };
    let after = claim.state.apply(step)?;
    transact!(app, permit, |tx| {
        move_on(app, tx, &claim, after, &note).await?;
        if after == ClaimState::Approved {
            hand_over(app, tx, &claim).await?;
        }
        Ok(())
    })
}

async fn move_on(app: &App, tx: &mut Tx, claim: &Claim, after: ClaimState, note: &str) -> Result<()> {
    let kept = Some(note).filter(|note| !note.is_empty());
    if !claims::decide(tx, claim.id, claim.state, after, kept).await? {
        return Err(Error::Conflict("Someone else has just decided this claim".to_owned()));
    }
    let action = if after == ClaimState::Approved {
        "claim.approved"
    } else {
        "claim.declined"
    };
    tx.record(Event::new(action, "claim", claim.id).because(note)).await?;
    let base = &app.settings.base_url;
    let (name, organisation) = (&claim.person_name, &claim.organisation_name);
    let (subject, said) = if after == ClaimState::Approved {
        (
            format!("You now look after {organisation}"),
            format!("Your claim of {organisation} has been approved. You administer it now: {base}/organisation"),
        )
    } else {
        (
            format!("Your claim of {organisation} was declined"),
            format!("Your claim of {organisation} has been declined."),
        )
    };
    let reason = kept.map_or(String::new(), |note| format!("The reason given was:\n\n{note}\n\n"));
    let mail = Mail {
        to: claim.person_email.clone(),
        subject,
        text: format!("Hello {name},\n\n{said}\n\n{reason}"),
    };
    mail.queue(tx).await?;
    Ok(())
}

async fn hand_over(app: &App, tx: &mut Tx, claim: &Claim) -> Result<()> {
    let id = claim.organisation_id;
    if !claims::take(tx, id).await? {
        return Err(already(&claim.organisation_name));
    }
    let organisation = organisations::by_id(tx, id).await?.ok_or(Error::NotFound)?;
    let roles = all_roles(organisation.kind);
    people::put_membership(tx, id, claim.person_id, roles).await?;
    let event = Event::new("organisation.claimed", "organisation", id);
    tx.record(event.with(serde_json::json!({"person": claim.person_id.to_string()})))
        .await?;
    for other in claims::of_organisation(tx, id, ClaimState::Submitted).await? {
        move_on(
            app,
            tx,
            &other,
            ClaimState::Declined,
            "Somebody else looks after the page now",
        )
        .await?;
    }
    Ok(())
}
