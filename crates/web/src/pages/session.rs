//! `/sign-out` ends the session; `/account/switch` acts for another organisation.

use crate::{Fields, PageResult, Routes, Visitor, see_other, see_other_with, visitor::session_cookie};
use axum::{
    extract::State,
    http::{HeaderValue, header},
    response::Response,
};
use svx_app::{App, people::sessions};
use svx_ui::layout::ORGANISATION_FIELD;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/sign-out", sign_out)
        .post("/account/switch", switch)
}

async fn sign_out(State(app): State<App>, visitor: Visitor, _: Fields) -> PageResult {
    if let Some(signed_in) = visitor.signed_in() {
        sessions::end(&app, signed_in).await?;
    }
    Ok(with_session(&app, see_other_with("/", "You have signed out"), ""))
}

async fn switch(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    let signed_in = visitor.require()?;
    sessions::switch(&app, signed_in, fields.id(ORGANISATION_FIELD)?).await?;
    Ok(see_other("/home"))
}

/// The response with the session's cookie set, or ended where the token is empty.
pub(crate) fn with_session(app: &App, mut response: Response, token: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(&session_cookie(app, token)) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
