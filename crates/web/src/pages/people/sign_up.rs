//! `/sign-up`: name, e-mail address and password. What it says does not depend on whether the address is known.

use crate::{Fields, Origin, Page, PageResult, Routes, Visitor, fields::form_errors, see_other};
use axum::{extract::State, response::Response};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    people::{password::MIN_CHARS, sign_up},
};
use svx_ui::{Button, FormErrors, Input, InputKind, PasswordInput, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-up", show)
        .post("/sign-up", send)
        .get("/sign-up/sent", sent)
}

async fn show(visitor: Visitor) -> PageResult {
    if visitor.signed_in().is_some() {
        return Ok(see_other("/account"));
    }
    Ok(form(&visitor, &Fields::empty(), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, origin: Origin, fields: Fields) -> PageResult {
    let typed = sign_up::SignUp {
        name: fields.text("name"),
        email: fields.text("email"),
        password: fields.get("password"),
    };
    match sign_up::sign_up(&app, typed, &origin.caller()).await {
        Ok(()) => Ok(see_other("/sign-up/sent")),
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn sent(visitor: Visitor) -> PageResult {
    Ok(Page::new(&visitor, "Check your e-mail").show(html! {
        h1 class="govuk-heading-l" { "Check your e-mail" }
        p class="govuk-body" { "We have sent a message to the address that you gave. Follow the link in it to go on. The link works once, for 24 hours." }
        p class="govuk-body" { "If nothing arrives, look among unwanted mail, check the address, and " a class="govuk-link" href="/sign-up" { "sign up again" } "." }
    }))
}

fn form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors: FormErrors = form_errors(invalid);
    Page::new(visitor, "Sign up").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Sign up" }
        p class="govuk-body" { "An account is yours alone. You can join several organisations with it, or set up a new one." }
        form method="post" action="/sign-up" novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "name",
                label: "Your name".into(),
                hint: "People you work with here will see it".into(),
                autocomplete: "name",
                spellcheck: Some(false),
                width: Width::TwoThirds,
                value: fields.get("name"),
                error: errors.error("name"),
                ..Default::default()
            })
            (Input {
                name: "email",
                label: "E-mail address".into(),
                hint: "We will send a link to it".into(),
                kind: InputKind::Email,
                autocomplete: "email",
                spellcheck: Some(false),
                width: Width::TwoThirds,
                value: fields.get("email"),
                error: errors.error("email"),
                ..Default::default()
            })
            (PasswordInput {
                name: "password",
                label: "Choose a password".into(),
                hint: format!("At least {MIN_CHARS} characters. Three words of your own are a good start").into(),
                autocomplete: "new-password",
                width: Width::TwoThirds,
                error: errors.error("password"),
                ..Default::default()
            })
            (Button::submit("Sign up"))
        }
        p class="govuk-body" { "If you have an account, " a class="govuk-link" href="/sign-in" { "sign in" } "." }
    })
}
