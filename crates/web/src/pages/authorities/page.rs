//! `/authorities/{slug}`: what an authority's exchange is about, and how to join it.

use crate::{
    Page, PageResult, Routes, Visitor,
    pages::organisations::parts::{application_tag, paragraphs},
};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App,
    authorities::view::{self, AuthorityPage},
};
use svx_domain::{
    lifecycle::{ApplicationMove, ApplicationState, State as _},
    organisation::OrganisationKind,
};
use svx_store::organisations::Organisation;
use svx_ui::{Button, SummaryList, SummaryRow, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/authorities/{slug}", show)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let page = view::page(&app, visitor.actor(), &slug).await?;
    let authority = &page.authority;
    Ok(Page::new(&visitor, authority.name.clone())
        .back_to("/authorities", "All authorities")
        .show(html! {
            h1 class="govuk-heading-l" { (authority.name) }
            (paragraphs(&authority.description))
            @if !page.areas.is_empty() { p class="govuk-body" { "It serves " (words::list(&page.areas)) "." } }
            (joining(&visitor, &page))
            (outcomes(&page))
            (more(&page))
        }))
}

fn more(page: &AuthorityPage) -> Markup {
    let Organisation { slug, name, .. } = &page.authority;
    html! {
        h2 class="govuk-heading-m" { "What comes of it" }
        ul class="govuk-list" {
            li { a class="govuk-link" href={ "/authorities/" (slug) "/figures" } { "Figures of " (name) } }
            li { a class="govuk-link" href={ "/procurements?authority=" (slug) } { "Procurements of " (name) } }
            li { a class="govuk-link" href="/policy" { "Social value policies" } }
        }
    }
}

fn joining(visitor: &Visitor, page: &AuthorityPage) -> Markup {
    let joins = visitor
        .acting()
        .is_none_or(|acting| !matches!(acting.kind, OrganisationKind::Authority | OrganisationKind::Operator));
    let state = page
        .application
        .as_ref()
        .map_or(ApplicationState::Draft, |application| application.state);
    let join = format!("/authorities/{}/join", page.authority.slug);
    html! {
        @if joins {
            @if state != ApplicationState::Draft {
                p class="govuk-body" { "Your application: " (application_tag(state)) " " a class="govuk-link" href="/applications" { "See your applications" } }
            }
            @if state.after(ApplicationMove::Submit).is_some() {
                (Button::link(&join, match state {
                    ApplicationState::MoreInformation => "Answer its question",
                    ApplicationState::Draft => "Join this exchange",
                    _ => "Apply again",
                }))
            }
        }
    }
}

fn outcomes(page: &AuthorityPage) -> Markup {
    html! {
        @if !page.outcomes.is_empty() {
            h2 class="govuk-heading-m" { "What it wants to achieve" }
            (SummaryList {
                rows: page.outcomes.iter().map(|outcome| SummaryRow::new(outcome.title.as_str(), paragraphs(&outcome.description))).collect(),
                ..Default::default()
            })
        }
    }
}
