//! `/authorities/{slug}/policy/{pack}`: a policy pack of an authority, open to anyone, and its measures as a file.

use super::{counted, measures, rules};
use crate::{Page, PageError, PageResult, Routes, Visitor, pages::procurements::download};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App,
    policies::packs::{self, Shown},
};
use svx_ui::{InsetText, SummaryList, SummaryRow, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/authorities/{slug}/policy/{pack}", newest)
        .get("/authorities/{slug}/policy/{pack}/{number}", one)
        .get("/authorities/{slug}/policy/{pack}/{number}/measures.csv", file)
}

/// The authority, the pack, and the number of the version as it stands in the address.
type Place = Path<(String, String, String)>;

async fn newest(State(app): State<App>, visitor: Visitor, Path((slug, pack)): Path<(String, String)>) -> PageResult {
    let shown = packs::shown(&app, visitor.actor(), &slug, &pack, None).await?;
    Ok(page(&visitor, &shown))
}

async fn version(app: &App, visitor: &Visitor, Path((slug, pack, number)): &Place) -> Result<Shown, PageError> {
    let number = number.parse().map_err(|_| PageError::NotFound)?;
    Ok(packs::shown(app, visitor.actor(), slug, pack, Some(number)).await?)
}

async fn one(State(app): State<App>, visitor: Visitor, place: Place) -> PageResult {
    Ok(page(&visitor, &version(&app, &visitor, &place).await?))
}

async fn file(State(app): State<App>, visitor: Visitor, place: Place) -> PageResult {
    let shown = version(&app, &visitor, &place).await?;
    let name = format!("{}-{}.csv", shown.pack.slug, shown.version.number);
    Ok(download(packs::csv(&shown.content)?, "text/csv; charset=utf-8", &name))
}

fn page(visitor: &Visitor, shown: &Shown) -> Response {
    let (pack, version) = (&shown.pack, &shown.version);
    let path = format!("/authorities/{}/policy/{}", pack.authority_slug, pack.slug);
    let day = |day: Option<jiff::civil::Date>| day.map(words::date).unwrap_or_default();
    let fingerprint = version.sha256.clone().unwrap_or_default();
    let rows = vec![
        SummaryRow::new("Version", version.number.to_string()),
        SummaryRow::new("For tender notices from", day(version.from_on)),
        SummaryRow::new("Decided by", version.source.as_str()),
        SummaryRow::new(
            "Published",
            version
                .published_at
                .map(crate::pages::procurements::time)
                .unwrap_or_default(),
        ),
        SummaryRow::new(
            "Fingerprint (SHA-256)",
            html! { code class="svx-break" { (fingerprint) } },
        ),
    ];
    let others: Vec<_> = shown.versions.iter().filter(|other| other.id != version.id).collect();
    Page::new(visitor, pack.name.as_str()).back_to(format!("/authorities/{}", pack.authority_slug), pack.authority.as_str()).wide().show(html! {
        span class="govuk-caption-l" { (pack.authority) }
        h1 class="govuk-heading-l" { (pack.name) }
        @if let Some(later) = shown.superseded_by() {
            (InsetText { content: html! { p {
                "Version " (later.number) " takes its place for tender notices from " (day(later.from_on)) ". "
                a class="govuk-link" href={ (path) "/" (later.number) } { "See version " (later.number) }
            } }.into(), ..Default::default() })
        }
        (SummaryList { rows, ..Default::default() })
        h2 class="govuk-heading-m" { (counted(shown.content.measures.len(), "measure", "measures")) }
        (rules(&shown.content))
        p class="govuk-body" { a class="govuk-link" href={ (path) "/" (version.number) "/measures.csv" } { "Download the measures and rules (CSV)" } }
        (measures(&shown.content, None))
        @if !others.is_empty() {
            h2 class="govuk-heading-m" { "Other versions" }
            ul class="govuk-list" {
                @for other in others {
                    li { a class="govuk-link" href={ (path) "/" (other.number) } { "Version " (other.number) } ", for tender notices from " (day(other.from_on)) }
                }
            }
        }
    })
}
