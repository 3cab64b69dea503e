//! `/authorities/{slug}/join`: applying to join, with a reason; the answers are shown before they are sent.

use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::organisations::parts::{counted, hidden, paragraphs},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    applications::apply::{self, MAX_FUNDERS_CHARS, MAX_REASON_CHARS, Typed},
};
use svx_store::{applications::Application, organisations::Organisation};
use svx_ui::{Button, InsetText, SummaryList, SummaryRow, Textarea, layout::Csrf};

const ANSWERS: [&str; 2] = ["reason", "funders"];

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/authorities/{slug}/join", show)
        .post("/authorities/{slug}/join", send)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let (authority, before) = apply::begin(&app, visitor.actor(), &slug).await?;
    let fields = before.as_ref().map_or_else(Fields::empty, |before| {
        Fields::from_pairs([("reason", before.reason.as_str()), ("funders", before.funders.as_str())])
    });
    Ok(form(&visitor, &authority, before.as_ref(), &fields, &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let (authority, before) = apply::begin(&app, visitor.actor(), &slug).await?;
    let answers = Typed {
        reason: fields.get("reason"),
        funders: fields.get("funders"),
    };
    let again = |invalid: &Invalid| form(&visitor, &authority, before.as_ref(), &fields, invalid);
    let checked = match answers.check() {
        Ok(checked) => checked,
        Err(Error::Invalid(invalid)) => return Ok(again(&invalid)),
        Err(error) => return Err(error.into()),
    };
    match fields.text("step") {
        "change" => Ok(again(&Invalid::new())),
        "send" => {
            apply::apply(&app, visitor.actor(), authority.id, answers).await?;
            let message = format!(
                "You have applied to join {}. You will get an e-mail when it decides",
                authority.name
            );
            Ok(see_other_with("/applications", &message))
        }
        _ => Ok(check(&visitor, &authority, &fields, &checked)),
    }
}

fn form(
    visitor: &Visitor,
    authority: &Organisation,
    before: Option<&Application>,
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let errors = form_errors(invalid);
    let title = format!("Join {}", authority.name);
    let page = format!("/authorities/{}", authority.slug);
    Page::new(visitor, title.clone()).back(page.clone()).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        @if let Some(note) = before.and_then(|before| before.note.as_deref()) {
            (InsetText { content: html! { p class="govuk-body" { "What " (authority.name) " said last:" } (paragraphs(note)) }.into(), ..Default::default() })
        }
        form method="post" action={ (page) "/join" } novalidate {
            (Csrf(visitor.csrf()))
            (counted(MAX_REASON_CHARS, Textarea {
                name: "reason",
                label: "Why do you want to join?".into(),
                hint: "Say what you do in its area and what you hope for".into(),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            }))
            (counted(MAX_FUNDERS_CHARS, Textarea {
                name: "funders",
                label: "Who has funded you? (optional)".into(),
                hint: "Grants and contracts of the last few years, in a line or two".into(),
                rows: Some(3),
                value: fields.get("funders"),
                error: errors.error("funders"),
                ..Default::default()
            }))
            (Button::submit("Continue"))
        }
    })
}

fn check(
    visitor: &Visitor,
    authority: &Organisation,
    fields: &Fields,
    (reason, funders): &(String, String),
) -> Response {
    Page::new(visitor, "Check your answers").show(html! {
        h1 class="govuk-heading-l" { "Check your answers" }
        (SummaryList {
            rows: vec![
                SummaryRow::new("You apply to", authority.name.as_str()),
                SummaryRow::new("Why you want to join", paragraphs(reason)),
                SummaryRow::new("Who has funded you", if funders.is_empty() { html! { "Nothing given" } } else { paragraphs(funders) }),
            ],
            ..Default::default()
        })
        form method="post" action={ "/authorities/" (authority.slug) "/join" } novalidate {
            (Csrf(visitor.csrf()))
            (hidden(fields, &ANSWERS))
            div class="govuk-button-group" {
                (Button { name: "step", value: "send", ..Button::submit("Send the application") })
                (Button { name: "step", value: "change", ..Button::secondary("Change your answers") })
            }
        }
    })
}
