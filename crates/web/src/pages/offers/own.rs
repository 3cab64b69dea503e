//! `/offers`: the offers of the organisation that the visitor acts for.

use super::state_tag;
use crate::{Page, PageResult, Routes, Visitor, pages::parts::how_many};
use axum::extract::State;
use maud::html;
use svx_app::{App, offers};
use svx_ui::{Button, Card, CardList, EmptyState, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/offers", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let own = offers::own(&app, visitor.actor()).await?;
    let cards = own.iter().map(|offer| {
        let mut facts = vec![
            format!(
                "{} of {} left",
                offer.left(),
                how_many(offer.capacity, &offer.unit, &offer.units)
            )
            .into(),
            words::date_range(offer.from_on, offer.to_on).into(),
        ];
        if offer.title != offer.resource_name {
            facts.push(offer.resource_name.as_str().into());
        }
        Card {
            tags: vec![state_tag(offer.state)],
            facts,
            ..Card::new(format!("/offers/{}", offer.id), offer.title.as_str())
        }
    });
    let cards: Vec<_> = cards.collect();
    Ok(Page::new(&visitor, "Our offers").show(html! {
        h1 class="govuk-heading-l" { "Our offers" }
        @if cards.is_empty() {
            (EmptyState {
                title: "You have offered nothing yet".into(),
                content: html! { p class="govuk-body" { "Say what you can spare: chairs that nobody uses, a van on quiet days, hours of someone’s skill. Organisations near you can then ask for it." } }.into(),
            })
        }
        (Button { start: cards.is_empty(), ..Button::link("/offers/new", "Make an offer") })
        @if !cards.is_empty() { (CardList { cards, heading_level: 2, ..Default::default() }) }
    }))
}
