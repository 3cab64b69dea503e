//! `/verify/{token}` and `/sign-in/link/{token}`: links from a mail. Only the button does something, because programs that scan
//! mail follow links.

use crate::{Fields, Origin, Page, PageResult, Routes, Visitor, pages::session::with_session, see_other_with};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::html;
use svx_app::{App, Error, people::links};
use svx_domain::organisation::LinkPurpose;
use svx_ui::{Button, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/verify/{token}", show_verify)
        .post("/verify/{token}", verify)
        .get("/sign-in/link/{token}", show_sign_in)
        .post("/sign-in/link/{token}", sign_in)
}

async fn show_verify(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let Some(link) = links::find(&app, &token, LinkPurpose::Verify).await? else {
        return Ok(spent(
            &visitor,
            "/sign-in",
            "sign in, and we will send you another link",
        ));
    };
    Ok(Page::new(&visitor, "Verify your e-mail address").show(html! {
        h1 class="govuk-heading-l" { "Verify your e-mail address" }
        p class="govuk-body" { "Someone signed up as " strong { (link.name) } " with the address " strong { (link.email) } ". If that was you, go on." }
        (button(&visitor, &format!("/verify/{token}"), "This is my address"))
    }))
}

async fn verify(
    State(app): State<App>,
    visitor: Visitor,
    origin: Origin,
    Path(token): Path<String>,
    _: Fields,
) -> PageResult {
    match links::sign_in(&app, &token, LinkPurpose::Verify, &origin.caller()).await {
        Ok(session) => {
            let done = see_other_with("/organisations/new", "You have verified your e-mail address");
            Ok(with_session(&app, done, &session))
        }
        Err(Error::Conflict(_)) => Ok(spent(
            &visitor,
            "/sign-in",
            "sign in, and we will send you another link",
        )),
        Err(error) => Err(error.into()),
    }
}

async fn show_sign_in(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    let Some(link) = links::find(&app, &token, LinkPurpose::SignIn).await? else {
        return Ok(spent(&visitor, "/sign-in", "ask for another link"));
    };
    Ok(Page::new(&visitor, "Sign in").show(html! {
        h1 class="govuk-heading-l" { "Sign in" }
        p class="govuk-body" { "You are about to sign in as " strong { (link.name) } ", " (link.email) "." }
        (button(&visitor, &format!("/sign-in/link/{token}"), "Sign in"))
    }))
}

async fn sign_in(
    State(app): State<App>,
    visitor: Visitor,
    origin: Origin,
    Path(token): Path<String>,
    _: Fields,
) -> PageResult {
    match links::sign_in(&app, &token, LinkPurpose::SignIn, &origin.caller()).await {
        Ok(session) => Ok(with_session(
            &app,
            see_other_with("/home", "You have signed in"),
            &session,
        )),
        Err(Error::Conflict(_)) => Ok(spent(&visitor, "/sign-in", "ask for another link")),
        Err(error) => Err(error.into()),
    }
}

fn button(visitor: &Visitor, action: &str, text: &str) -> maud::Markup {
    html! {
        form method="post" action=(action) novalidate {
            (Csrf(visitor.csrf()))
            (Button::submit(text))
        }
    }
}

/// What is shown for a link that was used, is too old, or never was.
pub(super) fn spent(visitor: &Visitor, href: &str, what_next: &str) -> Response {
    Page::new(visitor, "This link does not work")
        .status(StatusCode::GONE)
        .show(html! {
            h1 class="govuk-heading-l" { "This link does not work" }
            p class="govuk-body" { (links::SPENT) "." }
            p class="govuk-body" { "You can " a class="govuk-link" href=(href) { (what_next) } "." }
        })
}
