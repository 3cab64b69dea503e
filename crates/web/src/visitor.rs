//! Who is looking at a page. A layer finds it out once for each request; pages take it as an argument.

use crate::error::PageError;
use axum::{
    extract::{FromRequestParts, OptionalFromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use std::{convert::Infallible, sync::Arc};
use svx_app::{App, people::sessions::SignedIn};
use svx_domain::{
    OrganisationId,
    organisation::{Acting, Actor},
};

/// Who is looking, what they may act as, and where.
#[derive(Clone)]
pub struct Visitor {
    inner: Arc<Inner>,
}

struct Inner {
    actor: Actor,
    signed_in: Option<SignedIn>,
    flash: Option<String>,
    path: String,
    demo: bool,
}

impl Visitor {
    pub(crate) fn new(app: &App, signed_in: Option<SignedIn>, flash: Option<String>, path: String) -> Self {
        let actor = signed_in.as_ref().map_or(Actor::NOBODY, SignedIn::actor);
        Self {
            inner: Arc::new(Inner {
                actor,
                signed_in,
                flash,
                path,
                demo: app.settings.demo,
            }),
        }
    }

    /// Who is acting.
    pub fn actor(&self) -> &Actor {
        &self.inner.actor
    }

    /// The organisation that they act for.
    pub fn acting(&self) -> Option<Acting> {
        self.inner.actor.acting
    }

    /// The organisation that they act for, or a redirect to where they can set one up.
    pub fn organisation(&self) -> Result<OrganisationId, PageError> {
        self.inner.actor.organisation().ok_or(PageError::NoOrganisation)
    }

    /// The session, where they have signed in.
    pub fn signed_in(&self) -> Option<&SignedIn> {
        self.inner.signed_in.as_ref()
    }

    /// The session, or a redirect to the sign-in page that leads back here.
    pub fn require(&self) -> Result<&SignedIn, PageError> {
        self.signed_in().ok_or(PageError::SignIn)
    }

    /// The token that every form of theirs carries. Someone who has not signed in has none: their forms are
    /// checked by where they come from.
    pub fn csrf(&self) -> &str {
        self.inner
            .signed_in
            .as_ref()
            .map_or("", |signed_in| signed_in.session.csrf.as_str())
    }

    /// What the page before wanted to say here.
    pub fn flash(&self) -> Option<&str> {
        self.inner.flash.as_deref()
    }

    /// The path and query of this request.
    pub fn path(&self) -> &str {
        &self.inner.path
    }

    /// Whether this is a demonstration.
    pub fn demo(&self) -> bool {
        self.inner.demo
    }
}

impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::Internal)
    }
}

impl<S: Sync> OptionalFromRequestParts<S> for Visitor {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Self>, Self::Rejection> {
        Ok(parts.extensions.get::<Self>().cloned())
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let all = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    all.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name).then_some(value)
    })
}

/// The name of the session cookie. Over HTTPS the browser itself binds it to this host.
pub(crate) fn session_cookie_name(app: &App) -> &'static str {
    if is_https(app) { "__Host-svx" } else { "svx" }
}

/// The header that sets the session cookie, or ends it with an empty token.
pub(crate) fn session_cookie(app: &App, token: &str) -> String {
    let name = session_cookie_name(app);
    let secure = if is_https(app) { "; Secure" } else { "" };
    let age = if token.is_empty() {
        0
    } else {
        svx_app::people::sessions::LONGEST.as_secs()
    };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}")
}

pub(crate) fn is_https(app: &App) -> bool {
    app.settings.base_url.starts_with("https://")
}
