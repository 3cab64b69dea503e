//! `/forgotten-password` and `/reset-password/{token}`: choosing a new password by a link that is sent by e-mail.

use super::link::spent;
use crate::{
    Fields, Origin, Page, PageResult, Routes, Visitor, fields::form_errors, pages::session::with_session, see_other,
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    people::{links, password::MIN_CHARS},
};
use svx_domain::organisation::LinkPurpose;
use svx_store::links::OpenLink;
use svx_ui::{Button, Input, InputKind, PasswordInput, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/forgotten-password", show_request)
        .post("/forgotten-password", request)
        .get("/forgotten-password/sent", sent)
        .get("/reset-password/{token}", show_reset)
        .post("/reset-password/{token}", reset)
}

async fn show_request(visitor: Visitor) -> PageResult {
    Ok(request_form(&visitor, &Fields::empty(), &Invalid::new()))
}

async fn request(State(app): State<App>, visitor: Visitor, origin: Origin, fields: Fields) -> PageResult {
    match links::request_reset(&app, fields.text("email"), &origin.caller()).await {
        Ok(()) => Ok(see_other("/forgotten-password/sent")),
        Err(Error::Invalid(invalid)) => Ok(request_form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn sent(visitor: Visitor) -> PageResult {
    Ok(Page::new(&visitor, "Check your e-mail").back("/forgotten-password").show(html! {
        h1 class="govuk-heading-l" { "Check your e-mail" }
        p class="govuk-body" { "If there is an account with the address that you gave, we have sent a link to it by which you can choose a new password. The link works once, for 24 hours." }
    }))
}

async fn show_reset(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    match links::find(&app, &token, LinkPurpose::Reset).await? {
        Some(link) => Ok(reset_form(&visitor, &token, &link, &Invalid::new())),
        None => Ok(spent(&visitor, "/forgotten-password", "ask for another link")),
    }
}

async fn reset(
    State(app): State<App>,
    visitor: Visitor,
    origin: Origin,
    Path(token): Path<String>,
    fields: Fields,
) -> PageResult {
    let gone = || spent(&visitor, "/forgotten-password", "ask for another link");
    match links::reset(&app, &token, fields.get("new_password"), &origin.caller()).await {
        Ok(session) => {
            let done = see_other_with(
                "/home",
                "You have chosen a new password, and have been signed out everywhere else",
            );
            Ok(with_session(&app, done, &session))
        }
        Err(Error::Conflict(_)) => Ok(gone()),
        Err(Error::Invalid(invalid)) => match links::find(&app, &token, LinkPurpose::Reset).await? {
            Some(link) => Ok(reset_form(&visitor, &token, &link, &invalid)),
            None => Ok(gone()),
        },
        Err(error) => Err(error.into()),
    }
}

fn request_form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Choose a new password")
        .back("/sign-in")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Choose a new password" }
            p class="govuk-body" { "We will send you a link by which you can choose a new password." }
            form method="post" action="/forgotten-password" novalidate {
                (Csrf(visitor.csrf()))
                (Input {
                    name: "email",
                    label: "E-mail address".into(),
                    kind: InputKind::Email,
                    autocomplete: "email",
                    spellcheck: Some(false),
                    width: Width::TwoThirds,
                    value: fields.get("email"),
                    error: errors.error("email"),
                    ..Default::default()
                })
                (Button::submit("Send me a link"))
            }
        })
}

fn reset_form(visitor: &Visitor, token: &str, link: &OpenLink, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Choose a new password").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Choose a new password" }
        p class="govuk-body" { "For " (link.name) ", " (link.email) ". You will be signed out on every other device." }
        form method="post" action={ "/reset-password/" (token) } novalidate {
            (Csrf(visitor.csrf()))
            (PasswordInput {
                name: "new_password",
                label: "New password".into(),
                hint: format!("At least {MIN_CHARS} characters. Three words of your own are a good start").into(),
                autocomplete: "new-password",
                width: Width::TwoThirds,
                error: errors.error("new_password"),
                ..Default::default()
            })
            (Button::submit("Save the new password"))
        }
    })
}
