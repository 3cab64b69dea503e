//! `/complaints`: how to complain, and the form to do it with. `/complaints/received` gives the reference.

use super::section;
use crate::{Fields, Origin, Page, PageResult, Routes, Visitor, fields::form_errors, see_other};
use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App, Error,
    complaints::{self, Complaint, MAX_STATEMENT_CHARS},
};
use svx_domain::{Code as _, complaint::ComplaintAbout};
use svx_ui::{
    Button, CharacterCount, Choice, FormErrors, Input, InputKind, Label, Limit, Panel, Radios, Size, Textarea,
    layout::Csrf,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/complaints", show)
        .post("/complaints", send)
        .get("/complaints/received", received)
}

async fn show(visitor: Visitor) -> PageResult {
    let name = visitor
        .signed_in()
        .map(|signed_in| signed_in.session.person_name.clone());
    let fields = Fields::from_pairs(name.map(|name| ("name", name)));
    Ok(page(&visitor, &fields, &FormErrors::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, origin: Origin, fields: Fields) -> PageResult {
    let complaint = Complaint {
        about: fields.text("about").to_owned(),
        statement: fields.text("statement").to_owned(),
        name: fields.text("name").to_owned(),
        email: fields.text("email").to_owned(),
    };
    match complaints::make(&app, visitor.actor(), &origin.caller(), &complaint).await {
        Ok(reference) => Ok(see_other(&format!("/complaints/received?reference={reference}"))),
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &fields, &form_errors(&invalid))),
        Err(error) => Err(error.into()),
    }
}

#[derive(Deserialize)]
struct Received {
    #[serde(default)]
    reference: String,
}

async fn received(visitor: Visitor, Query(query): Query<Received>) -> PageResult {
    let spelt_well = |character: char| character.is_ascii_uppercase() || character.is_ascii_digit() || character == '-';
    let reference: String = query.reference.chars().filter(|c| spelt_well(*c)).take(20).collect();
    Ok(Page::new(&visitor, "Complaint received").show(html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (Panel {
                    title: "Complaint received".into(),
                    content: html! { "Your reference" br; strong { (reference) } }.into(),
                    ..Default::default()
                })
                p class="govuk-body" { "We have sent the reference to the e-mail address that you gave." }
                (section("What happens next", html! {
                    p class="govuk-body" { "A person who runs this service will read your complaint and answer by e-mail. Give the reference if you write about it again." }
                    p class="govuk-body" { a class="govuk-link" href="/" { "Go to the start page" } }
                }))
            }
        }
    }))
}

fn page(visitor: &Visitor, fields: &Fields, errors: &FormErrors) -> Response {
    Page::new(visitor, "Complaints").errors(errors).show(html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (errors.summary())
                h1 class="govuk-heading-xl" { "Complaints" }
                p class="svx-lead" { "Anyone can complain about this service, about an organisation that uses it, or about something on one of its pages." }
                (section("Before you complain", html! {
                    ul class="govuk-list govuk-list--bullet" {
                        li { "If a delivery went wrong, report a problem on the page of the match. The authority that it counts for sees it there." }
                        li { "If you lost a procurement and want to know why, the result is explained on its page. A challenge to an award has to be made to the authority itself, and the law sets short time limits." }
                    }
                }))
                (section("Make a complaint", form(visitor, fields, errors)))
            }
        }
    })
}

fn form(visitor: &Visitor, fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        form method="post" action="/complaints" novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "about",
                legend: Label::sized(Size::S, "What is it about?"),
                error: errors.error("about"),
                items: ComplaintAbout::ALL.iter().map(|about| Choice::new(about.code(), about.label())).collect(),
                value: fields.get("about"),
                ..Default::default()
            })
            (CharacterCount {
                limit: Limit::Characters(MAX_STATEMENT_CHARS),
                threshold: Some(75),
                textarea: Textarea {
                    name: "statement",
                    label: Label::sized(Size::S, "What went wrong, and what would put it right?"),
                    hint: "Say which page, organisation or procurement it is about. Do not name people who benefit from a project.".into(),
                    error: errors.error("statement"),
                    value: fields.get("statement"),
                    rows: Some(8),
                    ..Default::default()
                },
            })
            (Input {
                name: "name",
                label: Label::sized(Size::S, "Your name"),
                error: errors.error("name"),
                value: fields.get("name"),
                autocomplete: "name",
                ..Default::default()
            })
            (Input {
                name: "email",
                label: Label::sized(Size::S, "Your e-mail address"),
                hint: "We answer to this address and use it for nothing else".into(),
                error: errors.error("email"),
                value: fields.get("email"),
                kind: InputKind::Email,
                autocomplete: "email",
                ..Default::default()
            })
            (Button::submit("Send complaint"))
        }
    }
}
