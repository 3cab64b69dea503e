//! `/offers`: the offers of the organisation that the visitor acts for, by state.

use crate::{Page, PageResult, Routes, Visitor, pages::parts::how_many};
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App,
    offers::{self, List},
};
use svx_domain::{Code as _, lifecycle::OfferState};
use svx_store::offers::Line;
use svx_ui::{
    Button, Card, CardList, Choice, ChosenFilter, EmptyState, FilterLayout, Label, Pagination, Radios, Size, words,
};

/// How many offers a page shows.
const PAGE: u32 = 20;
/// The last page that can be asked for.
const MAX_PAGE: u32 = 10_000;
/// What the address says where offers in every state are shown.
const ALL: &str = "all";
/// The states in the order of the list.
const ORDER: [OfferState; 6] = [
    OfferState::Listed,
    OfferState::Draft,
    OfferState::Paused,
    OfferState::Exhausted,
    OfferState::Expired,
    OfferState::Withdrawn,
];

pub(crate) fn routes() -> Routes {
    Routes::new().get("/offers", show)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    show: String,
    page: Option<String>,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let state = OfferState::from_code(&asked.show).ok();
    let page = asked.page.and_then(|page| page.parse().ok()).unwrap_or(1);
    let page = page.clamp(1, MAX_PAGE);
    let found = offers::own(&app, visitor.actor(), state, PAGE, (page - 1) * PAGE).await?;
    let content = html! {
        h1 class="govuk-heading-l" { "Our offers" }
        @if found.count(None) == 0 { (nothing_yet()) } @else { (some(&found, state, page)) }
    };
    Ok(Page::new(&visitor, "Our offers").wide().show(content))
}

fn nothing_yet() -> Markup {
    html! {
        (EmptyState {
            title: "You have offered nothing yet".into(),
            content: html! {
                p class="govuk-body" { "Say what you can spare: chairs that nobody uses, a van on quiet days, hours of someone’s skill. Organisations near you can then ask for it." }
                (Button::link("/offers/new", "Make an offer"))
            }.into(),
        })
    }
}

fn some(found: &List, state: Option<OfferState>, page: u32) -> Markup {
    let address = |state: Option<OfferState>, page: u64| {
        let code = state.map_or(ALL, |state| state.code());
        format!("/offers?show={code}&page={page}")
    };
    let total = found.count(state);
    let pages = total.div_ceil(PAGE).max(1);
    let pagination = Pagination::pages(u64::from(page), u64::from(pages), |page| address(state, page));
    let results = html! {
        @if found.offers.is_empty() {
            (EmptyState {
                title: "There are no offers here".into(),
                content: html! { p class="govuk-body" { a class="govuk-link" href="/offers" { "See all your offers" } } }.into(),
            })
        }
        (groups(&found.offers))
        @if pagination.is_needed() { (pagination) }
    };
    let mut items = vec![Choice::new(ALL, format!("All ({})", found.count(None)))];
    for state in ORDER {
        let count = found.count(Some(state));
        if count > 0 {
            items.push(Choice::new(state.code(), format!("{} ({count})", state.label())));
        }
    }
    let fields = html! {
        (Radios {
            name: "show",
            legend: Label::sized(Size::S, "Show"),
            items,
            value: state.map_or(ALL, |state| state.code()),
            small: true,
            ..Default::default()
        })
    };
    html! {
        (Button::link("/offers/new", "Make an offer"))
        (FilterLayout {
            action: "/offers".into(),
            fields,
            chosen: state.map(|state| ChosenFilter { text: state.label().into(), remove_href: "/offers".into() }).into_iter().collect(),
            clear_href: if state.is_some() { "/offers".into() } else { "".into() },
            count: words::plural(u64::from(total), "offer", "offers").into(),
            results,
            ..Default::default()
        })
    }
}

fn groups(found: &[Line]) -> Markup {
    html! {
        @for state in ORDER {
            @let cards: Vec<Card> = found.iter().filter(|offer| offer.state == state).map(card).collect();
            @if !cards.is_empty() {
                h3 class="govuk-heading-m" { (state.label()) }
                (CardList { cards, heading_level: 4, ..Default::default() })
            }
        }
    }
}

fn card(offer: &Line) -> Card<'_> {
    let whole = how_many(offer.capacity, &offer.unit, &offer.units);
    let much = if offer.committed.is_zero() {
        whole
    } else {
        format!("{} of {whole} left", offer.left())
    };
    let mut facts = vec![much.into(), words::date_range(offer.from_on, offer.to_on).into()];
    if offer.title != offer.resource_name {
        facts.insert(0, offer.resource_name.as_str().into());
    }
    Card {
        facts,
        ..Card::new(format!("/offers/{}", offer.id), offer.title.as_str())
    }
}
