//! `/matches`: an organisation's matches, what waits for it first.

use super::{tag, thing};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App,
    matches::{
        Side,
        list::{self, List, Part},
    },
};
use svx_domain::organisation::OrganisationKind;
use svx_store::matches::Match;
use svx_ui::{
    Button, Card, CardList, Choice, ChosenFilter, EmptyState, FilterLayout, Label, Pagination, Radios, Size, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/matches", show)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    side: String,
    page: Option<String>,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let part = Part::ALL.into_iter().find(|part| part.code() == asked.show);
    let page = asked
        .page
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .clamp(1, 10_000);
    let giving = asked.side == "giving";
    let found = list::list(&app, visitor.actor(), giving, part, page).await?;
    let broker = visitor
        .acting()
        .is_some_and(|acting| acting.kind == OrganisationKind::Broker);
    let address = |part: Option<Part>, page: u64| {
        let side = if giving { "&side=giving" } else { "" };
        let part = part.map_or("", Part::code);
        format!("/matches?show={part}{side}&page={page}")
    };
    let pagination = Pagination::pages(u64::from(page), u64::from(found.pages), |page| address(part, page));
    let results = html! {
        (cards(&found))
        @if pagination.is_needed() { (pagination) }
    };
    let content = html! {
        h1 class="govuk-heading-l" { "Matches" }
        p class="govuk-body" { (about(found.side)) }
        (FilterLayout {
            action: "/matches".into(),
            fields: filters(&found, part, broker, giving),
            chosen: part.map(|part| ChosenFilter { text: part.label().into(), remove_href: address(None, 1).into() }).into_iter().collect(),
            clear_href: if part.is_some() { address(None, 1).into() } else { "".into() },
            count: count(&found, part).into(),
            results,
            ..Default::default()
        })
    };
    Ok(Page::new(&visitor, "Matches").wide().show(content))
}

const fn about(side: Side) -> &'static str {
    match side {
        Side::Supplier => "What you have offered to community projects, and what they have asked you for.",
        Side::Community => "What suppliers offer your projects, and what you have asked them for.",
        Side::Authority => "Help agreed between suppliers and community organisations that counts for you.",
    }
}

fn count(found: &List, part: Option<Part>) -> String {
    let shown = Part::ALL
        .iter()
        .zip(found.counts)
        .filter(|(one, _)| part.is_none_or(|part| part == **one));
    words::plural(shown.map(|(_, count)| u64::from(count)).sum(), "match", "matches")
}

fn filters(found: &List, part: Option<Part>, broker: bool, giving: bool) -> Markup {
    let mut items = vec![Choice::new("", "All")];
    for (part, count) in Part::ALL.into_iter().zip(found.counts) {
        items.push(Choice::new(part.code(), format!("{} ({count})", part.label())));
    }
    html! {
        @if broker {
            (Radios {
                name: "side",
                legend: Label::sized(Size::S, "Which side"),
                items: vec![Choice::new("getting", "For projects"), Choice::new("giving", "From offers")],
                value: if giving { "giving" } else { "getting" },
                small: true,
                ..Default::default()
            })
        }
        (Radios {
            name: "show",
            legend: Label::sized(Size::S, "Show"),
            items,
            value: part.map_or("", Part::code),
            small: true,
            ..Default::default()
        })
    }
}

fn cards(found: &List) -> Markup {
    if found.matches.is_empty() {
        return empty(found.side);
    }
    let part_of = |one: &Match| Part::of(one.state, found.side);
    html! {
        @for part in Part::ALL {
            @let some: Vec<Card> = found.matches.iter().filter(|one| part_of(one) == part).map(|one| card(one, found.side)).collect();
            @if !some.is_empty() {
                h3 class="govuk-heading-m" { (part.label()) }
                (CardList { cards: some, heading_level: 4, ..Default::default() })
            }
        }
    }
}

fn card(one: &Match, side: Side) -> Card<'static> {
    let other = match side {
        Side::Supplier => format!("For {}", one.community),
        Side::Community => format!("From {}", one.supplier),
        Side::Authority => format!("From {} for {}", one.supplier, one.community),
    };
    let title = format!(
        "{} for {}",
        thing(one.quantity, &one.unit, &one.units),
        one.project_title
    );
    let mut card = Card::new(format!("/matches/{}", one.id), title);
    card.tags = vec![tag(one.state)];
    card.facts = vec![other.into(), words::date_range(one.from_on, one.to_on).into()];
    card
}

fn empty(side: Side) -> Markup {
    let (text, href, act) = match side {
        Side::Supplier => (
            "When you offer help to a project, or a project asks for what you offer, it is shown here.",
            "/needs",
            "See what is needed",
        ),
        Side::Community => (
            "When a supplier offers help, or you ask for an offer that fits, it is shown here.",
            "/projects",
            "Go to your projects",
        ),
        Side::Authority => (
            "When a supplier and a community organisation on your exchange agree on help, it is shown here.",
            "/needs",
            "See what is needed",
        ),
    };
    html! {
        (EmptyState {
            title: "No matches here yet".into(),
            content: html! { p class="govuk-body" { (text) } (Button::link(href, act)) }.into(),
        })
    }
}
