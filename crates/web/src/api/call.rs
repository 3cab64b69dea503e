//! Who calls, and the exchange as this call sees it.

use crate::api::Problem;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, Method, header, request::Parts},
};
use svx_app::{App, people::sessions};
use svx_domain::organisation::{Acting, Actor, Role, Roles, Who};
use svx_store::{api_tokens, transact};

/// A call with a token, or with none by someone who may see what anyone may.
#[derive(Clone)]
pub struct Call {
    /// The exchange; with the call's idempotency key, where it has one.
    pub app: App,
    /// Who calls.
    pub actor: Actor,
}

impl Call {
    /// Finds out who calls. A token that does not work is refused, even where none is needed.
    pub(crate) async fn find(app: &App, headers: &HeaderMap, method: &Method) -> Result<Self, Problem> {
        let Some(value) = headers.get(header::AUTHORIZATION) else {
            return Ok(Self {
                app: app.clone(),
                actor: Actor::NOBODY,
            });
        };
        let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
        let token = token.ok_or_else(|| Problem::unauthorized("Send the header as: Authorization: Bearer TOKEN"))?;
        let sha256 = sessions::token_sha256(token.trim());
        let found = {
            let mut conn = app.db.read().await?;
            api_tokens::find(&mut conn, &sha256).await?
        };
        let found = found.ok_or_else(|| Problem::unauthorized("This token does not exist or was ended"))?;
        let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        if !reads && !found.may_write {
            return Err(Problem::forbidden("This token may read only"));
        }
        if api_tokens::is_use_to_be_noted(&found, app.now()) {
            transact!(app.db.housekeeping(), svx_store::Error, |tx| {
                api_tokens::used(tx, found.id).await
            })?;
        }
        // A program does an organisation's daily work; it does not manage its people or tokens.
        let roles: Roles = found
            .kind
            .roles()
            .iter()
            .copied()
            .filter(|role| *role != Role::Administrator)
            .collect();
        let acting = Acting {
            organisation: found.organisation_id,
            kind: found.kind,
            roles,
        };
        Ok(Self {
            app: app.clone(),
            actor: Actor {
                who: Who::Token(found.id),
                acting: Some(acting),
            },
        })
    }
}

impl<S: Sync> FromRequestParts<S> for Call {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        // The layer around the API puts it there for every request.
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_found)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Call {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}
