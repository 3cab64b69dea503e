//! `/invitations/{token}`: accepting an invitation, with an account or by making one.

use crate::{
    Fields, Origin, Page, PageResult, Routes, Visitor, fields::form_errors, pages::session::with_session,
    see_other_with,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    organisations::invitations::{self, Offered, SPENT},
    people::{password::MIN_CHARS, sessions},
};
use svx_ui::{Button, FormErrors, Input, PasswordInput, Width, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/invitations/{token}", show)
        .post("/invitations/{token}", accept)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(token): Path<String>) -> PageResult {
    match invitations::find(&app, &token).await? {
        Some(offered) => Ok(page(&visitor, &token, &offered, &Fields::empty(), &Invalid::new())),
        None => Ok(spent(&visitor)),
    }
}

async fn accept(
    State(app): State<App>,
    visitor: Visitor,
    origin: Origin,
    Path(token): Path<String>,
    fields: Fields,
) -> PageResult {
    let Some(offered) = invitations::find(&app, &token).await? else {
        return Ok(spent(&visitor));
    };
    let name = &offered.invitation.organisation_name;
    let message = format!("You have joined {name}");
    if let Some(signed_in) = visitor.signed_in() {
        let id = invitations::accept(&app, signed_in, &token).await?;
        sessions::switch(&app, signed_in, id).await?;
        return Ok(see_other_with("/organisation", &message));
    }
    let outcome = invitations::accept_as_new(
        &app,
        &token,
        fields.text("name"),
        fields.get("password"),
        &origin.caller(),
    )
    .await;
    match outcome {
        Ok(session) => Ok(with_session(&app, see_other_with("/organisation", &message), &session)),
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &token, &offered, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, token: &str, offered: &Offered, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let invitation = &offered.invitation;
    let title = format!("Join {}", invitation.organisation_name);
    let roles: Vec<String> = invitations::role_labels(invitation.roles)
        .iter()
        .map(|role| role.to_lowercase())
        .collect();
    Page::new(visitor, title.clone()).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { "You are invited as " (words::list(&roles)) ", at the address " strong { (invitation.email) } "." }
        @if visitor.signed_in().is_none() && offered.has_account {
            p class="govuk-body" { "You have an account with this address. Sign in to accept." }
            (Button::link(&format!("/sign-in?next=/invitations/{token}"), "Sign in"))
        } @else {
            form method="post" action={ "/invitations/" (token) } novalidate {
                (Csrf(visitor.csrf()))
                @if visitor.signed_in().is_none() { (account_fields(fields, &errors)) }
                (Button::submit(format!("Join {}", invitation.organisation_name)))
            }
        }
    })
}

fn account_fields(fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        (Input {
            name: "name",
            label: "Your name".into(),
            autocomplete: "name",
            spellcheck: Some(false),
            width: Width::TwoThirds,
            value: fields.get("name"),
            error: errors.error("name"),
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
    }
}

fn spent(visitor: &Visitor) -> Response {
    Page::new(visitor, "This invitation does not work")
        .status(StatusCode::GONE)
        .show(html! {
            h1 class="govuk-heading-l" { "This invitation does not work" }
            p class="govuk-body" { (SPENT) ". Ask whoever invited you for another." }
        })
}
