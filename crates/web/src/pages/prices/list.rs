//! `/prices`: what resources there are and what one unit would cost, by category, as of a day.

use super::{amount, day, region_name};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Query, State};
use maud::html;
use serde::Deserialize;
use svx_app::{
    App,
    prices::{self, Entry},
};
use svx_domain::Code as _;
use svx_ui::{Button, EmptyState, Input, InputKind, Table, Width, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/prices", show)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    words: String,
    on: Option<String>,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    let on = day(asked.on.as_deref(), app.today())?;
    let book = prices::book(&app, visitor.actor(), on, &asked.words).await?;
    Ok(Page::new(&visitor, "Price book").wide().show(html! {
        h1 class="govuk-heading-l" { "Price book" }
        p class="govuk-body-l" { "What things would cost to buy or hire, where that is known, and how it is known." }
        p class="govuk-body" {
            "Every need and every offer is one of these. A price says what one unit would cost in the market. It does not say what social value is created. "
            "Where no open source is at hand there is no price, and the page says so."
        }
        form method="get" action="/prices" novalidate {
            (Input { name: "words", label: "Search the price book".into(), hint: "For example, chairs or accountant".into(),
                value: &asked.words, kind: InputKind::Search, width: Width::TwoThirds, ..Default::default() })
            (Input { name: "on", label: "As of a day".into(), hint: "For example, 2026-11-23".into(),
                value: &on.to_string(), width: Width::Chars10, ..Default::default() })
            (Button::secondary("Search"))
        }
        @match &book.version {
            Some(version) => p class="govuk-body" {
                (format!("Version {}, “{}”, in use from {}. ", version.number, version.title, words::date(version.valid_from)))
                "Its fingerprint (SHA-256) is " code class="svx-break" { (version.sha256) } "."
            },
            None => p class="govuk-body" { (format!("No price book was in use on {}.", words::date(on))) },
        }
        @if book.categories.is_empty() {
            (EmptyState { title: "Nothing in the price book has these words".into(),
                content: html! { p class="govuk-body" { "Try one word, or " a class="govuk-link" href="/prices" { "see the whole price book" } "." } }.into() })
        }
        @for (category, entries) in &book.categories {
            section id=(category.code()) {
                (Table {
                    caption: category.label().into(),
                    caption_size: svx_ui::Size::M,
                    head: vec!["Resource".into(), "What it would cost".into(), "Source".into()],
                    rows: entries.iter().map(|entry| row(entry, on)).collect(),
                    first_cell_is_header: true,
                    ..Default::default()
                })
            }
        }
    }))
}

fn row(entry: &Entry, on: jiff::civil::Date) -> Vec<svx_ui::Cell<'static>> {
    let resource = &entry.resource;
    let name = html! {
        a class="govuk-link" href={ "/prices/" (resource.code) "?on=" (on) } { (resource.name) }
        p class="govuk-hint govuk-!-margin-bottom-0" { (resource.description) }
    };
    let cost = html! {
        @if entry.prices.is_empty() { "No price on this day" }
        @for price in &entry.prices {
            p class="govuk-body govuk-!-margin-bottom-1" {
                (amount(price, resource))
                @if price.region != "UK" { ", " (region_name(&price.region)) }
            }
        }
    };
    let source = entry
        .prices
        .first()
        .map(|price| price.source.clone())
        .unwrap_or_default();
    vec![name.into(), cost.into(), source.into()]
}
