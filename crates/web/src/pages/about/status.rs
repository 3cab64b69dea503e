//! `/status`: whether the service is up, in words.

use super::article;
use crate::{Page, PageResult, Routes, Visitor};
use axum::{extract::State, http::StatusCode};
use maud::html;
use svx_app::{App, check};
use svx_domain::ports;
use svx_ui::{SummaryList, SummaryRow, Tag, TagColour, words};

pub(super) fn routes() -> Routes {
    Routes::new().get("/status", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let found = check::readiness(&app).await?;
    let works = found.database && found.migrations;
    let lead = if works {
        "The service is up."
    } else {
        "The service has a problem. Those who run it have been told by its log."
    };
    let asked = app.now().to_zoned_datetime(ports::uk());
    let status = if works {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = html! {
        (SummaryList {
            rows: vec![
                SummaryRow::new("Pages", tag(true, "Answering", "")),
                SummaryRow::new("Database", tag(found.database, "Answering", "Not answering")),
                SummaryRow::new("Database schema", tag(found.migrations, "Up to date", "Out of date")),
                SummaryRow::new("Version", env!("CARGO_PKG_VERSION")),
                SummaryRow::new("Checked at", words::date_time(asked.datetime())),
            ],
            ..Default::default()
        })
        p class="govuk-body" { "Programs can ask " a class="govuk-link" href="/readyz" { "/readyz" } ", which answers in JSON." }
    };
    Ok(Page::new(&visitor, "Status")
        .status(status)
        .show(article("Status", lead, body)))
}

fn tag(good: bool, yes: &'static str, no: &'static str) -> maud::Markup {
    html! {
        @if good { (Tag::new(TagColour::Green, yes)) } @else { (Tag::new(TagColour::Red, no)) }
    }
}
