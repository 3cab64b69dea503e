//! `/prices/{code}`: one resource, its prices and everything that they rest on.

use super::{amount, basis, day, region_name};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App,
    prices::{self, Entry},
};
use svx_domain::{Code as _, resource::measure};
use svx_store::prices::Price;
use svx_ui::{SummaryCard, SummaryList, SummaryRow, Table, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/prices/{code}", show)
}

#[derive(Deserialize)]
struct Asked {
    on: Option<String>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let on = day(asked.on.as_deref(), app.today())?;
    let (version, entry) = prices::entry(&app, visitor.actor(), &code, on).await?;
    let resource = &entry.resource;
    let title = resource.name.clone();
    Ok(Page::new(&visitor, title).back_to("/prices", "Price book").show(html! {
        span class="govuk-caption-l" { (resource.category.label()) }
        h1 class="govuk-heading-l" { (resource.name) }
        p class="govuk-body-l" { (resource.description) }
        p class="govuk-body" { "Counted by the " (measure(&resource.unit)) "." }
        @if !resource.synonyms.is_empty() {
            p class="govuk-body" { "People also call it: " (resource.synonyms.split(';').map(str::trim).collect::<Vec<_>>().join(", ")) "." }
        }
        @if !entry.substitutes.is_empty() {
            p class="govuk-body" { "These will do instead: "
                @for (at, (code, name)) in entry.substitutes.iter().enumerate() {
                    @if at > 0 { ", " } a class="govuk-link" href={ "/prices/" (code) } { (name) }
                } "."
            }
        }
        p class="govuk-body" {
            a class="govuk-link" href={ "/needs?resource=" (resource.code) } { "See who needs this: " (resource.name.to_lowercase()) }
        }
        h2 class="govuk-heading-m" { (format!("What it would cost on {}", words::date(on))) }
        @match &version {
            Some(version) => p class="govuk-body" { (format!("From version {} of the price book, “{}”.", version.number, version.title)) },
            None => p class="govuk-body" { "No price book was in use on that day." },
        }
        @if version.is_some() && entry.prices.is_empty() { p class="govuk-body" { "There is no price for that day." } }
        @for price in &entry.prices { (evidence(&entry, price)) }
        @if !entry.other_prices.is_empty() {
            h2 class="govuk-heading-m" { "On other days" }
            @for price in &entry.other_prices { (evidence(&entry, price)) }
        }
    }))
}

fn evidence(entry: &Entry, price: &Price) -> Markup {
    let valid = match price.valid_to {
        Some(last) => words::date_range(price.valid_from, last),
        None => format!("From {}", words::date(price.valid_from)),
    };
    let source = html! {
        @match &price.source_url {
            Some(url) => a class="govuk-link" href=(url) rel="external" { (price.source) },
            None => (price.source),
        }
    };
    let mut rows = vec![
        SummaryRow::new("What it would cost", amount(price, &entry.resource)),
        SummaryRow::new("How it is known", basis(price)),
        SummaryRow::new("Source", source),
        SummaryRow::new("Licence", price.licence.clone()),
        SummaryRow::new("Valid", valid),
    ];
    if !price.note.is_empty() {
        rows.push(SummaryRow::new("Note", price.note.clone()));
    }
    let same = |point: &&svx_store::prices::Point| point.region == price.region && point.valid_from == price.valid_from;
    let points: Vec<_> = entry.points.iter().filter(same).collect();
    html! {
        (SummaryList {
            rows,
            card: Some(SummaryCard { title: region_name(&price.region).into(), heading_level: 3, ..Default::default() }),
            ..Default::default()
        })
        @if !points.is_empty() {
            (Table {
                caption: format!("Data points, {}", region_name(&price.region)).into(),
                head: vec!["Where it was seen".into(), "When".into(), svx_ui::Cell::numeric("Price")],
                rows: points.iter().map(|point| vec![
                    point.source.clone().into(),
                    point.observed_on.map_or_else(|| "Not stated".to_owned(), words::date).into(),
                    svx_ui::Cell::numeric(words::money_exact(point.value_pence.pence())),
                ]).collect(),
                ..Default::default()
            })
        }
    }
}
