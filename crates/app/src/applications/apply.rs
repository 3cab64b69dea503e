//! The applicant's side: applying, answering, leaving.

use super::mail;
use crate::{App, Error, Invalid, Result, people::fields};
use svx_domain::{
    ApplicationId, OrganisationId,
    access::{self, Action, Scope},
    lifecycle::{ApplicationMove, ApplicationState, State},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    Event,
    applications::{self, Application},
    organisations::{self, Organisation},
};

/// The most characters of the reason for joining.
pub const MAX_REASON_CHARS: usize = 2000;
/// The most characters of who has funded the organisation.
pub const MAX_FUNDERS_CHARS: usize = 500;

/// An application as it was typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// Why they want to join.
    pub reason: &'a str,
    /// Who has funded them.
    pub funders: &'a str,
}

impl Typed<'_> {
    /// Checks the answers: the reason and the funders.
    pub fn check(&self) -> Result<(String, String)> {
        let mut invalid = Invalid::new();
        let empty = "Say why you want to join and what you do in the area";
        let reason = fields::some_text(self.reason, MAX_REASON_CHARS, empty, "The reason");
        let reason = invalid.take_or_default("reason", reason);
        let funders = fields::text(self.funders, MAX_FUNDERS_CHARS, "Who has funded you");
        let funders = invalid.take_or_default("funders", funders);
        invalid.check()?;
        Ok((reason, funders))
    }
}

/// The authority that an organisation would apply to, and its application so far. Refused where the move is not open.
pub async fn begin(app: &App, actor: &Actor, slug: &str) -> Result<(Organisation, Option<Application>)> {
    let own = actor.organisation().ok_or(Error::NotFound)?;
    let mut conn = app.db.read().await?;
    let found = organisations::by_slug(&mut conn, slug).await?;
    let authority = found
        .filter(|found| found.kind == OrganisationKind::Authority)
        .ok_or(Error::NotFound)?;
    access::authorize(actor, Action::Apply, &Scope::owned_by(own).under([authority.id]))?;
    may_apply(actor)?;
    let before = applications::of_pair(&mut conn, own, authority.id).await?;
    let state = before.as_ref().map_or(ApplicationState::Draft, |before| before.state);
    state.apply(ApplicationMove::Submit)?;
    Ok((authority, before))
}

fn may_apply(actor: &Actor) -> Result<()> {
    if actor.acts_for(OrganisationKind::Authority) || actor.acts_for(OrganisationKind::Operator) {
        return Err(Error::Conflict(
            "Only community organisations, suppliers, brokers and referrers join an authority’s exchange".to_owned(),
        ));
    }
    Ok(())
}

/// Applies to join an authority's exchange; or answers what it asked, or applies again after leaving or a refusal.
pub async fn apply(app: &App, actor: &Actor, authority: OrganisationId, typed: Typed<'_>) -> Result<ApplicationId> {
    let own = actor.organisation().ok_or(Error::NotFound)?;
    let permit = access::authorize(actor, Action::Apply, &Scope::owned_by(own).under([authority]))?;
    may_apply(actor)?;
    let (reason, funders) = typed.check()?;
    let outcome = transact!(app, permit, |tx| {
        let target = organisations::by_id(tx, authority).await?;
        if target.is_none_or(|target| target.kind != OrganisationKind::Authority) {
            return Err(Error::NotFound);
        }
        let id = match applications::of_pair(tx, own, authority).await? {
            None => applications::insert(tx, own, authority, &reason, &funders).await?,
            Some(before) => {
                let after = before.state.apply(ApplicationMove::Submit)?;
                if !applications::send_again(tx, before.id, before.state, after, &reason, &funders).await? {
                    return Err(Error::Conflict(
                        "The application has just changed. Look at it again".to_owned(),
                    ));
                }
                before.id
            }
        };
        tx.record(Event::new("application.submitted", "application", id).because(reason.as_str()))
            .await?;
        let sent = applications::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        let said = format!(
            "{} asks to join your exchange. See what they say and decide:",
            sent.organisation_name
        );
        mail::tell_authority(app, tx, &sent, &said).await?;
        Ok(id)
    });
    match outcome {
        Err(Error::Store(error)) if error.is_duplicate() => Err(Error::Conflict(
            "Your organisation has just applied. Look at the application".to_owned(),
        )),
        outcome => outcome,
    }
}

/// Leaves an authority's exchange, or takes an application back.
pub async fn leave(app: &App, actor: &Actor, id: ApplicationId) -> Result<()> {
    let application = {
        let mut conn = app.db.read().await?;
        applications::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?
    };
    let scope = Scope::owned_by(application.organisation_id).under([application.authority_id]);
    let permit = access::authorize(actor, Action::Apply, &scope)?;
    let after = application.state.apply(ApplicationMove::Leave)?;
    transact!(app, permit, |tx| {
        if !applications::step(tx, id, application.state, after, None).await? {
            return Err(Error::Conflict(
                "The application has just changed. Look at it again".to_owned(),
            ));
        }
        tx.record(Event::new("application.left", "application", id)).await?;
        let said = format!("{} has left your exchange.", application.organisation_name);
        mail::tell_authority(app, tx, &application, &said).await?;
        Ok(())
    })
}
