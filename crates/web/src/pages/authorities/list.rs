//! `/authorities`: whose exchanges there are.

use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::html;
use svx_app::{App, authorities::view};
use svx_domain::organisation::OrganisationKind;
use svx_ui::{Button, Card, CardList, EmptyState};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/authorities", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let authorities = view::list(&app, visitor.actor()).await?;
    let operates = visitor.actor().acts_for(OrganisationKind::Operator);
    let cards = authorities.iter().map(|authority| Card {
        content: authority.description.as_str().into(),
        ..Card::new(format!("/authorities/{}", authority.slug), authority.name.as_str())
    });
    Ok(Page::new(&visitor, "Authorities").show(html! {
        h1 class="govuk-heading-l" { "Authorities" }
        p class="govuk-body" { "Each authority runs its exchange by its own outcomes, and decides which organisations take part." }
        @if authorities.is_empty() {
            (EmptyState {
                title: "There are no authorities yet".into(),
                content: "Whoever runs this installation brings authorities onto it.".into(),
            })
        } @else {
            (CardList { cards: cards.collect(), heading_level: 2, ..Default::default() })
        }
        @if operates { (Button::link("/operator/authorities/new", "Bring an authority on")) }
    }))
}
