//! `/organisation/tokens`: API tokens: making one, which is shown this once, and ending one.

use super::parts::{day, moment};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{extract::State, response::Response};
use maud::{Markup, html};
use svx_app::{App, Error, Invalid, organisations::tokens};
use svx_store::api_tokens::ListedToken;
use svx_ui::{Button, Cell, Choice, EmptyState, Input, InsetText, Label, Radios, Size, Table, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/tokens", show)
        .post("/organisation/tokens", make)
        .post("/organisation/tokens/end", end)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let list = tokens::list(&app, visitor.actor(), visitor.organisation()?).await?;
    Ok(page(&visitor, &list, &Fields::empty(), &Invalid::new()))
}

async fn make(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = visitor.organisation()?;
    let may_write = fields.text("may") == "write";
    match tokens::make(&app, visitor.actor(), id, fields.text("name"), may_write).await {
        Ok(token) => Ok(made(&visitor, &token)),
        Err(Error::Invalid(invalid)) => {
            let list = tokens::list(&app, visitor.actor(), id).await?;
            Ok(page(&visitor, &list, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn end(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    tokens::end(&app, visitor.actor(), visitor.organisation()?, fields.id("token")?).await?;
    Ok(see_other_with("/organisation/tokens", "You have ended the token"))
}

fn made(visitor: &Visitor, token: &str) -> Response {
    Page::new(visitor, "Your new token").back("/organisation/tokens").show(html! {
        h1 class="govuk-heading-l" { "Your new token" }
        p class="govuk-body" { "Copy it now and keep it where you keep passwords. We do not keep it, so it cannot be shown again." }
        (InsetText { content: html! { code { (token) } }.into(), ..Default::default() })
        p class="govuk-body" { a class="govuk-link" href="/organisation/tokens" { "I have copied the token" } }
    })
}

fn page(visitor: &Visitor, list: &[ListedToken], fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "API tokens").back("/organisation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "API tokens" }
        p class="govuk-body" { "A token lets a program act for your organisation. " a class="govuk-link" href="/api" { "How the API works" } }
        @if list.is_empty() {
            (EmptyState { title: "There are no tokens yet".into(), content: "Make one below for each program that needs one.".into() })
        } @else {
            (table(visitor, list))
        }
        h2 class="govuk-heading-m" { "Make a token" }
        form method="post" action="/organisation/tokens" novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "name",
                label: "What is it for?".into(),
                hint: "Such as the name of the program".into(),
                width: Width::TwoThirds,
                value: fields.get("name"),
                error: errors.error("name"),
                ..Default::default()
            })
            (Radios {
                name: "may",
                legend: Label::sized(Size::S, "What may it do?"),
                items: vec![Choice::new("read", "Read only"), Choice::new("write", "Read and write")],
                value: if fields.text("may") == "write" { "write" } else { "read" },
                ..Default::default()
            })
            (Button::submit("Make the token"))
        }
    })
}

fn table(visitor: &Visitor, list: &[ListedToken]) -> Markup {
    let rows = list.iter().map(|token| {
        let end = html! {
            form method="post" action="/organisation/tokens/end" {
                (Csrf(visitor.csrf()))
                input type="hidden" name="token" value=(token.id);
                (Button::secondary(html! { "End" span class="govuk-visually-hidden" { " the token " (token.name) } }))
            }
        };
        let used = token.last_used_at.map_or_else(|| "Never".to_owned(), moment);
        vec![
            Cell::from(&token.name),
            Cell::from(if token.may_write { "Read and write" } else { "Read only" }),
            Cell::from(format!("{} by {}", day(token.created_at), token.created_by)),
            Cell::from(used),
            Cell::new(end),
        ]
    });
    html! {
        (Table {
            caption: "Tokens that work".into(),
            head: ["For", "May", "Made on", "Last used", "End it"].into_iter().map(Cell::from).collect(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}
