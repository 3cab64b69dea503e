//! An authority's outcomes: what it wants its exchange to achieve, in its own words.

use crate::{App, Error, Invalid, Result, people::fields};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Permit, Scope},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    Event,
    authorities::{self, MAX_OUTCOMES, Outcome},
};

/// The most characters of an outcome's code.
pub const MAX_CODE_CHARS: usize = 20;
/// The most characters of an outcome's title.
pub const MAX_TITLE_CHARS: usize = 150;
/// The most characters of an outcome's description.
pub const MAX_DESCRIPTION_CHARS: usize = 1000;

/// An outcome as it was typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its title.
    pub title: &'a str,
    /// What it means.
    pub description: &'a str,
}

fn may_edit(actor: &Actor, authority: OrganisationId) -> Result<Permit> {
    let permit = access::authorize(actor, Action::EditOrganisation, &Scope::owned_by(authority))?;
    let system = actor.acting.is_none();
    if system || actor.acts_for(OrganisationKind::Authority) {
        Ok(permit)
    } else {
        Err(Error::NotFound)
    }
}

/// The authority's outcomes, for whoever may change them.
pub async fn list(app: &App, actor: &Actor, authority: OrganisationId) -> Result<Vec<Outcome>> {
    may_edit(actor, authority)?;
    let mut conn = app.db.read().await?;
    Ok(authorities::outcomes(&mut conn, authority).await?)
}

/// One outcome, for whoever may change it.
pub async fn one(app: &App, actor: &Actor, authority: OrganisationId, code: &str) -> Result<Outcome> {
    may_edit(actor, authority)?;
    let mut conn = app.db.read().await?;
    authorities::outcome(&mut conn, authority, code)
        .await?
        .ok_or(Error::NotFound)
}

/// Adds an outcome after the others.
pub async fn add(app: &App, actor: &Actor, authority: OrganisationId, typed: Typed<'_>) -> Result<()> {
    let permit = may_edit(actor, authority)?;
    let mut invalid = Invalid::new();
    let code = invalid.take_or_default("code", code(typed.code));
    let (title, description) = words(typed, &mut invalid);
    invalid.check()?;
    let outcome = transact!(app, permit, |tx| {
        if authorities::outcomes(tx, authority).await?.len() >= MAX_OUTCOMES as usize {
            return Err(Error::Conflict(format!("There can be at most {MAX_OUTCOMES} outcomes")));
        }
        authorities::add_outcome(tx, authority, &code, &title, &description).await?;
        let event = Event::new("outcome.added", "organisation", authority);
        tx.record(event.with(serde_json::json!({"code": code, "title": title})))
            .await?;
        Ok(())
    });
    match outcome {
        Err(Error::Store(error)) if error.is_duplicate() => {
            Err(Invalid::one("code", format!("There is an outcome with the code {code} already")).into())
        }
        outcome => outcome,
    }
}

/// Changes the words of an outcome. Its code stays, because projects and policies refer to it.
pub async fn change(app: &App, actor: &Actor, authority: OrganisationId, typed: Typed<'_>) -> Result<()> {
    let permit = may_edit(actor, authority)?;
    let mut invalid = Invalid::new();
    let (title, description) = words(typed, &mut invalid);
    invalid.check()?;
    transact!(app, permit, |tx| {
        if !authorities::update_outcome(tx, authority, typed.code, &title, &description).await? {
            return Err(Error::NotFound);
        }
        let event = Event::new("outcome.changed", "organisation", authority);
        tx.record(event.with(serde_json::json!({"code": typed.code, "title": title})))
            .await?;
        Ok(())
    })
}

/// Removes an outcome that no project names.
pub async fn remove(app: &App, actor: &Actor, authority: OrganisationId, code: &str) -> Result<()> {
    let permit = may_edit(actor, authority)?;
    let outcome = transact!(app, permit, |tx| {
        if !authorities::remove_outcome(tx, authority, code).await? {
            return Err(Error::NotFound);
        }
        let event = Event::new("outcome.removed", "organisation", authority);
        tx.record(event.with(serde_json::json!({"code": code}))).await?;
        Ok(())
    });
    match outcome {
        Err(Error::Store(error)) if error.constraint().is_some() => Err(Error::Conflict(
            "Projects name this outcome, so it cannot be removed. You can change its words".to_owned(),
        )),
        outcome => outcome,
    }
}

fn code(typed: &str) -> Result<String, String> {
    let code = fields::line(typed, MAX_CODE_CHARS, "Enter a code, such as JOBS", "The code")?.to_uppercase();
    if code.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        Ok(code)
    } else {
        Err("The code may have letters, digits and hyphens, such as JOBS or NT-1".to_owned())
    }
}

fn words(typed: Typed<'_>, invalid: &mut Invalid) -> (String, String) {
    let title = fields::line(typed.title, MAX_TITLE_CHARS, "Enter a title", "The title");
    let description = fields::text(typed.description, MAX_DESCRIPTION_CHARS, "The description");
    (
        invalid.take_or_default("title", title),
        invalid.take_or_default("description", description),
    )
}
