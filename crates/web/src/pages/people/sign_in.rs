//! `/sign-in`: with a password, or by a link that is sent by e-mail.

use crate::{
    Fields, Origin, Page, PageResult, Routes, Visitor, fields::form_errors, pages::session::with_session,
    redirect::own_path, see_other, see_other_with,
};
use axum::extract::{Query, State};
use maud::html;
use serde::Deserialize;
use svx_app::{
    App, Error, Invalid,
    people::{links, sign_in},
};
use svx_ui::{Button, FormErrors, Input, InputKind, PasswordInput, Width, layout::Csrf};

/// What the button is called that asks for a link instead.
const BY_LINK: &str = "link";

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/sign-in", show)
        .post("/sign-in", send)
        .get("/sign-in/sent", sent)
}

#[derive(Deserialize)]
struct Next {
    #[serde(default)]
    next: String,
}

async fn show(visitor: Visitor, Query(query): Query<Next>) -> PageResult {
    let next = own_path(&query.next).unwrap_or_default();
    if visitor.signed_in().is_some() {
        return Ok(see_other(if next.is_empty() { "/home" } else { next }));
    }
    Ok(form(&visitor, &Fields::from_pairs([("next", next)]), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, origin: Origin, fields: Fields) -> PageResult {
    let email = fields.text("email");
    let outcome = if fields.text("by") == BY_LINK {
        links::request_sign_in(&app, email, &origin.caller())
            .await
            .map(|()| None)
    } else {
        sign_in::with_password(&app, email, fields.get("password"), &origin.caller())
            .await
            .map(Some)
    };
    match outcome {
        Ok(Some(token)) => {
            let next = own_path(fields.text("next")).unwrap_or("/home");
            Ok(with_session(&app, see_other(next), &token))
        }
        Ok(None) => Ok(see_other("/sign-in/sent")),
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn sent(visitor: Visitor) -> PageResult {
    if visitor.signed_in().is_some() {
        return Ok(see_other_with("/home", "You have signed in"));
    }
    Ok(Page::new(&visitor, "Check your e-mail").back("/sign-in").show(html! {
        h1 class="govuk-heading-l" { "Check your e-mail" }
        p class="govuk-body" { "If there is an account with the address that you gave, we have sent a link to it. The link works once, for 15 minutes." }
        p class="govuk-body" { "If nothing arrives, look among unwanted mail, check the address, and " a class="govuk-link" href="/sign-in" { "ask for another link" } "." }
    }))
}

fn form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> axum::response::Response {
    let errors: FormErrors = form_errors(invalid);
    Page::new(visitor, "Sign in").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Sign in" }
        form method="post" action="/sign-in" novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="next" value=(fields.text("next"));
            (Input {
                name: "email",
                label: "E-mail address".into(),
                kind: InputKind::Email,
                autocomplete: "username",
                spellcheck: Some(false),
                width: Width::TwoThirds,
                value: fields.get("email"),
                error: errors.error("email"),
                ..Default::default()
            })
            (PasswordInput {
                name: "password",
                label: "Password".into(),
                width: Width::TwoThirds,
                error: errors.error("password"),
                ..Default::default()
            })
            p class="govuk-body" { a class="govuk-link" href="/forgotten-password" { "I have forgotten my password" } }
            div class="govuk-button-group" {
                (Button::submit("Sign in"))
                (Button { name: "by", value: BY_LINK, ..Button::secondary("E-mail me a link instead") })
            }
        }
        h2 class="govuk-heading-m" { "New here?" }
        p class="govuk-body" { a class="govuk-link" href="/sign-up" { "Sign up with your name and e-mail address" } "." }
    })
}
