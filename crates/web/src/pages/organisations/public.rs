//! `/organisations/{slug}`: what everyone sees of an organisation.

use super::parts::{identifier, paragraphs};
use crate::{Page, PageResult, Routes, Visitor, see_other};
use axum::extract::{Path, State};
use maud::html;
use svx_app::{App, organisations::view};
use svx_domain::{Code, organisation::OrganisationKind};
use svx_ui::{InsetText, SummaryList, SummaryRow, Tag, TagColour};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/organisations/{slug}", show)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let page = view::public(&app, visitor.actor(), &slug).await?;
    let organisation = &page.organisation;
    if organisation.kind == OrganisationKind::Authority {
        return Ok(see_other(&format!("/authorities/{slug}")));
    }
    let mut rows: Vec<SummaryRow<'_>> = Vec::new();
    for number in &page.identifiers {
        rows.push(SummaryRow::new("Registered as", identifier(number)));
    }
    if let Some(area) = page.area {
        rows.push(SummaryRow::new("Where", area));
    }
    if let Some(website) = &organisation.website {
        let link = html! { a class="govuk-link" rel="nofollow noopener" href=(website) { (website) } };
        rows.push(SummaryRow::new("Website", link));
    }
    Ok(Page::new(&visitor, organisation.name.clone()).show(html! {
        h1 class="govuk-heading-l" { (organisation.name) }
        p class="govuk-body" { (Tag::new(TagColour::Blue, organisation.kind.label())) }
        @if organisation.unclaimed {
            (InsetText { content: html! {
                p class="govuk-body" { "This page was made from a public register" @if let Some(source) = &organisation.source { " (" (source) ")" } ". Nobody from the organisation looks after it yet." }
                p class="govuk-body" { a class="govuk-link" href={ "/organisations/" (organisation.slug) "/claim" } { "This is us" } }
            }.into(), ..Default::default() })
        }
        (paragraphs(&organisation.description))
        @if !organisation.activities.is_empty() {
            h2 class="govuk-heading-m" { "What the register says it does" }
            (paragraphs(&organisation.activities))
        }
        @if !rows.is_empty() { (SummaryList { rows, ..Default::default() }) }
    }))
}
