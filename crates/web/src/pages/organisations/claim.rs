//! `/organisations/{slug}/claim`: saying that an imported organisation is one's own.

use super::parts::{counted, hidden, paragraphs};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    organisations::claims::{self, MAX_STATEMENT_CHARS},
};
use svx_store::organisations::Organisation;
use svx_ui::{Button, SummaryList, SummaryRow, Textarea, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisations/{slug}/claim", show)
        .post("/organisations/{slug}/claim", send)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    let organisation = claims::unclaimed(&app, visitor.actor(), &slug).await?;
    Ok(form(&visitor, &organisation, &Fields::empty(), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let organisation = claims::unclaimed(&app, visitor.actor(), &slug).await?;
    let statement = fields.get("statement");
    let outcome = match fields.text("step") {
        "change" => return Ok(form(&visitor, &organisation, &fields, &Invalid::new())),
        "send" => claims::claim(&app, visitor.actor(), &slug, statement)
            .await
            .map(|_| None),
        _ => claims::check(&app, visitor.actor(), &slug, statement)
            .await
            .map(|(_, statement)| Some(statement)),
    };
    match outcome {
        Ok(Some(statement)) => Ok(answers(&visitor, &organisation, &fields, &statement)),
        Ok(None) => {
            let message = "You have sent your claim. You will get an e-mail when it is decided";
            Ok(see_other_with(&format!("/organisations/{slug}"), message))
        }
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &organisation, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, organisation: &Organisation, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let title = format!("Claim the page of {}", organisation.name);
    let page = format!("/organisations/{}", organisation.slug);
    Page::new(visitor, title.clone()).back(page.clone()).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { "Someone at an authority reads what you write, checks it, and decides. If they approve, you administer the page." }
        form method="post" action={ (page) "/claim" } novalidate {
            (Csrf(visitor.csrf()))
            (counted(MAX_STATEMENT_CHARS, Textarea {
                    name: "statement",
                    label: "What do you do there, and how can that be checked?".into(),
                    hint: "Such as your role, and who at the organisation can confirm it".into(),
                    value: fields.get("statement"),
                    error: errors.error("statement"),
                    ..Default::default()
                }))
            (Button::submit("Continue"))
        }
    })
}

fn answers(visitor: &Visitor, organisation: &Organisation, fields: &Fields, statement: &str) -> Response {
    let action = format!("/organisations/{}/claim", organisation.slug);
    Page::new(visitor, "Check your claim").show(html! {
        h1 class="govuk-heading-l" { "Check your claim" }
        (SummaryList {
            rows: vec![
                SummaryRow::new("Organisation", organisation.name.as_str()),
                SummaryRow::new("What you say", paragraphs(statement)),
            ],
            ..Default::default()
        })
        form method="post" action=(action) novalidate {
            (Csrf(visitor.csrf()))
            (hidden(fields, &["statement"]))
            div class="govuk-button-group" {
                (Button { name: "step", value: "send", ..Button::submit("Send the claim") })
                (Button { name: "step", value: "change", ..Button::secondary("Change what you say") })
            }
        }
    })
}
