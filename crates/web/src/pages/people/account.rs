//! `/account`: one's name, password, open sessions and memberships.

use crate::{
    Fields, Origin, Page, PageResult, Routes, Visitor, fields::form_errors, pages::organisations::parts::moment,
    pages::session::with_session, see_other_with,
};
use axum::{extract::State, response::Response};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    people::{
        account::{self, Account},
        password::MIN_CHARS,
        sign_in,
    },
};
use svx_domain::Code;
use svx_store::people::Session;
use svx_ui::{
    Button, EmptyState, FormErrors, Input, PasswordInput, SummaryList, SummaryRow, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/account", show)
        .post("/account/name", rename)
        .post("/account/password", set_password)
        .post("/account/sessions/end", end_session)
        .post("/account/sessions/end-others", end_others)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let account = account::view(&app, visitor.require()?).await?;
    Ok(page(&visitor, &account, &account.person.name, &Invalid::new()))
}

async fn rename(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    let signed_in = visitor.require()?;
    match account::rename(&app, signed_in, fields.text("name")).await {
        Ok(()) => Ok(see_other_with("/account", "You have changed your name")),
        Err(Error::Invalid(invalid)) => {
            let account = account::view(&app, signed_in).await?;
            Ok(page(&visitor, &account, fields.get("name"), &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn set_password(State(app): State<App>, visitor: Visitor, origin: Origin, fields: Fields) -> PageResult {
    let signed_in = visitor.require()?;
    let (current, new) = (fields.get("current_password"), fields.get("new_password"));
    match sign_in::set_password(&app, signed_in, current, new, &origin.caller()).await {
        Ok(()) => Ok(see_other_with(
            "/account",
            "You have changed your password, and have been signed out everywhere else",
        )),
        Err(Error::Invalid(invalid)) => {
            let account = account::view(&app, signed_in).await?;
            Ok(page(&visitor, &account, &account.person.name, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn end_session(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    let signed_in = visitor.require()?;
    let session = fields.id("session")?;
    account::end_session(&app, signed_in, session).await?;
    if session == signed_in.session.id {
        return Ok(with_session(&app, see_other_with("/", "You have signed out"), ""));
    }
    Ok(see_other_with("/account", "You have ended that session"))
}

async fn end_others(State(app): State<App>, visitor: Visitor, _: Fields) -> PageResult {
    let ended = account::end_other_sessions(&app, visitor.require()?).await?;
    let message = match ended {
        0 => "You were signed in nowhere else".to_owned(),
        some => format!(
            "You have ended {}",
            words::plural(some, "other session", "other sessions")
        ),
    };
    Ok(see_other_with("/account", &message))
}

fn page(visitor: &Visitor, account: &Account, name: &str, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Your account").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Your account" }
        p class="govuk-body" { "You sign in as " strong { (account.person.email) } "." }
        (name_form(visitor, name, &errors))
        (password_form(visitor, account.person.password_hash.is_some(), &errors))
        h2 class="govuk-heading-m" { "Your organisations" }
        (memberships(visitor))
        h2 class="govuk-heading-m" { "Where you are signed in" }
        (sessions(visitor, &account.sessions))
    })
}

fn name_form(visitor: &Visitor, name: &str, errors: &FormErrors) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Your name" }
        form method="post" action="/account/name" novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "name",
                label: "Name".into(),
                hint: "People you work with here see it".into(),
                autocomplete: "name",
                spellcheck: Some(false),
                width: Width::TwoThirds,
                value: name,
                error: errors.error("name"),
                ..Default::default()
            })
            (Button::secondary("Save your name"))
        }
    }
}

fn password_form(visitor: &Visitor, has_one: bool, errors: &FormErrors) -> Markup {
    html! {
        h2 class="govuk-heading-m" { @if has_one { "Change your password" } @else { "Choose a password" } }
        form method="post" action="/account/password" novalidate {
            (Csrf(visitor.csrf()))
            @if has_one {
                (PasswordInput {
                    name: "current_password",
                    label: "The password you have now".into(),
                    width: Width::TwoThirds,
                    error: errors.error("current_password"),
                    ..Default::default()
                })
            }
            (PasswordInput {
                name: "new_password",
                label: "New password".into(),
                hint: format!("At least {MIN_CHARS} characters. You will be signed out everywhere else").into(),
                autocomplete: "new-password",
                width: Width::TwoThirds,
                error: errors.error("new_password"),
                ..Default::default()
            })
            (Button::secondary("Save the new password"))
        }
    }
}

fn memberships(visitor: &Visitor) -> Markup {
    let memberships = visitor.signed_in().map_or(&[][..], |signed_in| &signed_in.memberships);
    let rows = memberships.iter().map(|membership| {
        let roles: Vec<&str> = membership.roles.iter().map(Code::label).collect();
        SummaryRow::new(
            membership.name.clone(),
            format!("{}: {}", membership.kind.label(), roles.join(", ")),
        )
    });
    html! {
        @if memberships.is_empty() {
            (EmptyState {
                title: "You are in no organisation yet".into(),
                content: html! { p class="govuk-body" { "If you were invited, follow the link in the message. Otherwise " a class="govuk-link" href="/organisations/new" { "set up an organisation" } "." } }.into(),
            })
        } @else {
            (SummaryList { rows: rows.collect(), ..Default::default() })
            p class="govuk-body" { a class="govuk-link" href="/organisations/new" { "Set up another organisation" } }
        }
    }
}

fn sessions(visitor: &Visitor, sessions: &[Session]) -> Markup {
    let own = visitor.signed_in().map(|signed_in| signed_in.session.id);
    let when = |session: &Session| moment(session.seen_at);
    html! {
        ul class="govuk-list govuk-list--spaced" {
            @for session in sessions {
                li {
                    p class="govuk-body" {
                        (session.agent) @if own == Some(session.id) { " (this one)" }
                        br;
                        "Last used at " (when(session))
                    }
                    form method="post" action="/account/sessions/end" {
                        (Csrf(visitor.csrf()))
                        input type="hidden" name="session" value=(session.id);
                        (Button::secondary(html! { "End this session" span class="govuk-visually-hidden" { ", last used at " (when(session)) } }))
                    }
                }
            }
        }
        @if sessions.len() > 1 {
            form method="post" action="/account/sessions/end-others" {
                (Csrf(visitor.csrf()))
                (Button::warning("End all other sessions"))
            }
        }
    }
}
