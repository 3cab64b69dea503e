//! `/projects/{slug}/suggestions`: offers that fit a project's needs. `/offers/{id}/suggestions`: needs that an offer fits.

use super::{begin::reasons, thing};
use crate::{Page, PageError, PageResult, Routes, Visitor};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App, Error,
    matches::suggest::{self, SuggestedNeed, SuggestionsForNeed},
};
use svx_domain::OfferId;
use svx_store::projects;
use svx_ui::{Card, CardList, EmptyState, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/{slug}/suggestions", for_project)
        .get("/offers/{id}/suggestions", for_offer)
}

async fn for_project(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    let project = {
        let mut conn = app.db.read().await?;
        projects::by_slug(&mut conn, &slug).await?.ok_or(Error::NotFound)?
    };
    let found = suggest::for_project(&app, visitor.actor(), project.id).await?;
    let total: usize = found.iter().map(|one| one.offers.len()).sum();
    let count = words::plural(total as u64, "offer fits", "offers fit");
    let content = html! {
        h1 class="govuk-heading-l" { "Offers that fit " (project.title) }
        @if total == 0 {
            (EmptyState {
                title: "No offer fits yet".into(),
                content: "Offers are checked against what you need, when, where and on what conditions. Look again later: when a supplier offers something that fits, it is shown here.".into(),
            })
        } @else {
            p class="govuk-body-l" { (count) ". To ask for one is not binding: the supplier answers first." }
            @for one in &found { (offers_for(one)) }
        }
    };
    Ok(Page::new(&visitor, format!("Offers that fit {}", project.title))
        .back_to(format!("/projects/{slug}"), "The project")
        .show(content))
}

fn offers_for(one: &SuggestionsForNeed) -> Markup {
    let need = &one.need;
    let cards = one.offers.iter().map(|suggested| {
        let offer = &suggested.offer;
        let mut card = Card::new(
            format!("/matches/new?need={}&offer={}", need.id, offer.id),
            &offer.title,
        );
        card.facts = vec![
            (&offer.organisation_name).into(),
            format!("could give {}", thing(suggested.quantity, &offer.unit, &offer.units)).into(),
        ];
        card.content = reasons(&suggested.reasons).into();
        card
    });
    html! {
        @if !one.offers.is_empty() {
            h2 class="govuk-heading-m" { "For " (thing(need.open(), &need.unit, &need.units)) }
            (CardList { cards: cards.collect(), ..Default::default() })
        }
    }
}

async fn for_offer(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let id: OfferId = id.parse().map_err(|_| PageError::NotFound)?;
    let (offer, found) = suggest::for_offer(&app, visitor.actor(), id).await?;
    let cards = found.iter().map(|one| need_card(one, id));
    let content = html! {
        h1 class="govuk-heading-l" { "Needs that fit " (offer.title) }
        @if found.is_empty() {
            (EmptyState {
                title: "No need fits yet".into(),
                content: html! {
                    p class="govuk-body" {
                        "Needs are checked against what you offer, when, how far it travels and on what conditions. You can also "
                        a class="govuk-link" href="/needs" { "look through everything that is needed" } "."
                    }
                }.into(),
            })
        } @else {
            p class="govuk-body-l" { (words::plural(found.len() as u64, "need fits", "needs fit")) ", the best first." }
            (CardList { cards: cards.collect(), heading_level: 2, ..Default::default() })
        }
    };
    Ok(Page::new(&visitor, format!("Needs that fit {}", offer.title))
        .back_to(format!("/offers/{id}"), "The offer")
        .show(content))
}

fn need_card(one: &SuggestedNeed, offer: OfferId) -> Card<'_> {
    let need = &one.need;
    let title = format!(
        "{} for {}",
        thing(need.open, &need.unit, &need.units),
        need.project_title
    );
    let mut card = Card::new(format!("/matches/new?need={}&offer={offer}", need.id), title);
    card.facts = vec![
        (&need.community_name).into(),
        format!("you could give {}", thing(one.quantity, &need.unit, &need.units)).into(),
        words::date_range(need.from_on, need.to_on).into(),
    ];
    card.content = reasons(&one.reasons).into();
    card
}
