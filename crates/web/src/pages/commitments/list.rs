//! `/commitments`: what is due where, what is coming, or what is late, by whose list it is.

use crate::{Page, PageResult, Routes, Visitor, pages::matches::thing};
use axum::extract::{Query, State};
use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App,
    commitments::list::{self, List},
    matches::Side,
};
use svx_domain::{Code as _, ledger::Standing, organisation::OrganisationKind};
use svx_store::commitments::Commitment;
use svx_ui::{
    Button, Card, CardList, Choice, ChosenFilter, EmptyState, FilterLayout, Label, Pagination, Radios, Size, Tag,
    TagColour, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/commitments", show)
}

/// What the list can be narrowed to.
const SHOWN: [Standing; 7] = [
    Standing::All,
    Standing::Late,
    Standing::ToCome,
    Standing::ToConfirm,
    Standing::Delivered,
    Standing::Validated,
    Standing::Settled,
];

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
    let show = SHOWN
        .into_iter()
        .find(|one| one.code() == asked.show)
        .unwrap_or(Standing::All);
    let page = asked
        .page
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .clamp(1, 10_000);
    let giving = asked.side == "giving";
    let broker = visitor
        .acting()
        .is_some_and(|acting| acting.kind == OrganisationKind::Broker);
    let found = list::list(&app, visitor.actor(), giving, show, page).await?;
    let address = |show: Standing, page: u64| {
        let side = if giving { "&side=giving" } else { "" };
        format!("/commitments?show={}{side}&page={page}", show.code())
    };
    let pagination = Pagination::pages(u64::from(page), u64::from(found.pages), |page| address(show, page));
    let chosen = (show != Standing::All).then(|| ChosenFilter {
        text: show.label().into(),
        remove_href: address(Standing::All, 1).into(),
    });
    let (title, about) = words_for(found.side);
    let content = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (about) }
        (FilterLayout {
            action: "/commitments".into(),
            fields: filters(show, broker, giving),
            chosen: chosen.into_iter().collect(),
            count: words::plural(u64::from(found.total), "commitment", "commitments").into(),
            results: html! {
                (cards(&found, app.today()))
                @if pagination.is_needed() { (pagination) }
            },
            ..Default::default()
        })
    };
    Ok(Page::new(&visitor, title).wide().show(content))
}

const fn words_for(side: Side) -> (&'static str, &'static str) {
    match side {
        Side::Supplier => (
            "What you are giving",
            "What is due where. What is due first comes first.",
        ),
        Side::Community => (
            "What is coming to you",
            "What suppliers have committed to your projects.",
        ),
        Side::Authority => (
            "Delivery",
            "Everything that counts for you. What is due, or late, comes first.",
        ),
    }
}

fn filters(show: Standing, broker: bool, giving: bool) -> Markup {
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
            items: SHOWN.into_iter().map(|one| Choice::new(one.code(), one.label())).collect(),
            value: show.code(),
            small: true,
            ..Default::default()
        })
    }
}

fn cards(found: &List, today: Date) -> Markup {
    if found.commitments.is_empty() {
        return empty(found.side);
    }
    let cards = found.commitments.iter().map(|one| card(one, found.side, today));
    html! { (CardList { cards: cards.collect(), ..Default::default() }) }
}

fn card(one: &Commitment, side: Side, today: Date) -> Card<'static> {
    let title = format!(
        "{} for {}",
        thing(one.quantity, &one.unit, &one.units),
        one.project_title
    );
    let other = match side {
        Side::Supplier => format!("For {}", one.community),
        Side::Community => format!("From {}", one.supplier),
        Side::Authority => format!("From {} for {}", one.supplier, one.community),
    };
    let mut card = Card::new(format!("/commitments/{}", one.id), title);
    card.tags = vec![tag(one, today)];
    let mut facts = vec![other, format!("Due {}", words::date_range(one.due_from, one.due_to))];
    if !one.ordered.is_zero() {
        facts.push(format!("{} still to come", thing(one.ordered, &one.unit, &one.units)));
    }
    if !one.claimed.is_zero() {
        facts.push(format!("{} to be confirmed", thing(one.claimed, &one.unit, &one.units)));
    }
    card.facts = facts.into_iter().map(Into::into).collect();
    card
}

/// How a commitment stands on a day.
pub(super) fn tag(one: &Commitment, today: Date) -> Tag<'static> {
    let balances = one.balances();
    if !balances.ordered.is_zero() && one.due_to < today {
        Tag::new(TagColour::Red, "Late")
    } else if !balances.claimed.is_zero() {
        Tag::new(TagColour::Purple, "To be confirmed")
    } else if balances.is_settled() && !balances.validated.is_zero() {
        Tag::new(TagColour::Green, "Validated")
    } else if balances.is_settled() {
        Tag::new(TagColour::Grey, "Waived")
    } else if !balances.validated.is_zero() {
        Tag::new(TagColour::Teal, "Arrived in part")
    } else {
        Tag::new(TagColour::Blue, "To come")
    }
}

fn empty(side: Side) -> Markup {
    let (words, href, act) = match side {
        Side::Supplier => (
            "When a match is accepted or a contract is awarded, what you owe is shown here.",
            "/needs",
            "See what is needed",
        ),
        Side::Community => (
            "When you accept help, what is coming is shown here.",
            "/matches",
            "See your matches",
        ),
        Side::Authority => (
            "When suppliers commit to projects on your exchange, it is shown here.",
            "/matches",
            "See matches",
        ),
    };
    html! {
        (EmptyState {
            title: "No commitments here".into(),
            content: html! { p class="govuk-body" { (words) } (Button::link(href, act)) }.into(),
        })
    }
}
