//! Tokens with which an organisation's programs use the API. The text of a token is shown once and never kept.

use crate::{
    App, Error, Invalid, Result,
    people::{fields, sessions},
};
use svx_domain::{
    ApiTokenId, OrganisationId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{
    Event,
    api_tokens::{self, ListedToken, MAX_LISTED},
};

/// The most characters of a token's name.
pub const MAX_NAME_CHARS: usize = 100;
/// How a token begins, so that programs that look for secrets in code recognise one.
const PREFIX: &str = "svx_";

/// The organisation's tokens that work.
pub async fn list(app: &App, actor: &Actor, organisation: OrganisationId) -> Result<Vec<ListedToken>> {
    access::authorize(actor, Action::ManageTokens, &Scope::owned_by(organisation))?;
    let mut conn = app.db.read().await?;
    Ok(api_tokens::list(&mut conn, organisation).await?)
}

/// Makes a token and gives its text, which is shown this once.
pub async fn make(
    app: &App,
    actor: &Actor,
    organisation: OrganisationId,
    name: &str,
    may_write: bool,
) -> Result<String> {
    let permit = access::authorize(actor, Action::ManageTokens, &Scope::owned_by(organisation))?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let name = fields::line(name, MAX_NAME_CHARS, "Say what the token is for", "The name")
        .map_err(|message| Invalid::one("name", message))?;
    let token = format!("{PREFIX}{}", sessions::new_token(app));
    transact!(app, permit, |tx| {
        if api_tokens::list(tx, organisation).await?.len() >= MAX_LISTED as usize {
            return Err(Error::Conflict(format!(
                "An organisation has at most {MAX_LISTED} tokens. End one first"
            )));
        }
        let sha256 = sessions::token_sha256(&token);
        let id = api_tokens::insert(tx, organisation, &name, sha256, may_write, person).await?;
        let event = Event::new("token.made", "token", id);
        tx.record(event.with(serde_json::json!({"may_write": may_write})))
            .await?;
        Ok(())
    })?;
    Ok(token)
}

/// Ends a token of the organisation.
pub async fn end(app: &App, actor: &Actor, organisation: OrganisationId, id: ApiTokenId) -> Result<()> {
    let permit = access::authorize(actor, Action::ManageTokens, &Scope::owned_by(organisation))?;
    transact!(app, permit, |tx| {
        if !api_tokens::end(tx, organisation, id).await? {
            return Err(Error::NotFound);
        }
        tx.record(Event::new("token.ended", "token", id)).await?;
        Ok(())
    })
}
