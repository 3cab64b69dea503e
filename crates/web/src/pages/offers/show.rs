//! `/offers/{id}`: one offer, for its supplier and for members of the same exchange; its matches, and its moves.

use super::{new, offer_id, state_tag, travels};
use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    pages::{
        matches::{tag, when},
        organisations::parts::paragraphs,
        parts::{condition_words, how_many},
    },
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, input,
    offers::{self, Shown},
};
use svx_domain::lifecycle::{OfferMove, OfferState};
use svx_store::audit::Told;
use svx_ui::{
    Bar, BarChart, Button, Card, CardList, SummaryList, SummaryRow, Timeline, TimelineEvent, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/offers/{id}", show)
        .post("/offers/{id}/list", list)
        .post("/offers/{id}/pause", pause)
        .post("/offers/{id}/resume", resume)
        .post("/offers/{id}/take-back", take_back)
}

async fn list(app: State<App>, visitor: Visitor, id: Path<String>, _: Fields) -> PageResult {
    step(app, visitor, id, OfferMove::List, "You have listed the offer").await
}

async fn pause(app: State<App>, visitor: Visitor, id: Path<String>, _: Fields) -> PageResult {
    let message = "You have paused the offer. Nobody is shown it until you put it back on the list";
    step(app, visitor, id, OfferMove::Pause, message).await
}

async fn resume(app: State<App>, visitor: Visitor, id: Path<String>, _: Fields) -> PageResult {
    let message = "You have put the offer back on the list";
    step(app, visitor, id, OfferMove::Resume, message).await
}

async fn take_back(app: State<App>, visitor: Visitor, id: Path<String>, _: Fields) -> PageResult {
    let message = "You have put what is left of the offer back on the list";
    step(app, visitor, id, OfferMove::Release, message).await
}

async fn step(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    step: OfferMove,
    message: &str,
) -> PageResult<Response> {
    visitor.require()?;
    let id = offer_id(&id)?;
    offers::step(&app, visitor.actor(), id, step).await?;
    Ok(see_other_with(&format!("/offers/{id}"), message))
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let shown = offers::show(&app, visitor.actor(), offer_id(&id)?).await?;
    let offer = &shown.offer;
    let obstacle = if shown.moves.contains(&OfferMove::List) {
        new::obstacle(&app, &visitor).await?
    } else {
        None
    };
    let page = Page::new(&visitor, offer.title.clone());
    let page = if shown.own {
        page.back_to("/offers", "Our offers")
    } else {
        page
    };
    let unit = (shown.resource.unit.as_str(), shown.resource.units.as_str());
    Ok(page.show(html! {
        span class="govuk-caption-l" {
            a class="govuk-link" href={ "/organisations/" (shown.supplier.slug) } { (shown.supplier.name) }
        }
        h1 class="govuk-heading-l" { (offer.title) }
        p class="govuk-body" { (state_tag(offer.state)) }
        @if shown.own { p class="govuk-body-l" { (what_now(&shown)) } }
        (SummaryList { rows: facts(&shown), ..Default::default() })
        (BarChart {
            bars: vec![Bar::new("Promised so far", how_many(offer.committed, unit.0, unit.1),
                Bar::share(offer.committed.thousandths(), offer.capacity.thousandths()))],
            label: "How much of the offer is promised",
        })
        @if shown.own && offer.state == OfferState::Listed {
            p class="govuk-body" { a class="govuk-link" href={ "/offers/" (offer.id) "/suggestions" } { "See needs that fit this offer" } }
        }
        @if let Some(obstacle) = &obstacle { (new::why_not(obstacle)) }
        (actions(&shown, &visitor, obstacle.is_some()))
        (matches(&shown))
        @if !shown.history.is_empty() {
            h2 class="govuk-heading-m" { "What happened" }
            (Timeline { events: shown.history.iter().filter_map(happened).collect(), ..Default::default() })
        }
    }))
}

/// One sentence for the supplier on where the offer stands.
const fn what_now(shown: &Shown) -> &'static str {
    match shown.offer.state {
        OfferState::Draft => "Only your organisation sees this draft.",
        OfferState::Listed => "Organisations on your exchanges can ask for this.",
        OfferState::Paused => "Nobody is shown this until you put it back on the list.",
        OfferState::Exhausted => "All of it is promised. If you have more, change how much there is and put it back.",
        OfferState::Expired => "Its last day has passed. If you can spare it again, make another offer.",
        OfferState::Withdrawn => "You took this back. What you agreed to give stays agreed.",
    }
}

fn facts(shown: &Shown) -> Vec<SummaryRow<'_>> {
    let (offer, resource) = (&shown.offer, &shown.resource);
    let whole = how_many(offer.capacity, &resource.unit, &resource.units);
    let much = if offer.committed.is_zero() {
        whole
    } else {
        format!("{} of {whole} left", offer.capacity.saturating_sub(offer.committed))
    };
    let area = input::area_name(offer.local_authority.as_deref());
    let mut rows = vec![
        SummaryRow::new("What", resource.name.as_str()),
        SummaryRow::new("How much", much),
        SummaryRow::new("When", words::date_range(offer.from_on, offer.to_on)),
        SummaryRow::new("Where", travels(area, offer.radius_m, offer.remote)),
    ];
    if !offer.description.is_empty() {
        let description = paragraphs(&offer.description);
        rows.insert(1, SummaryRow::new("More about it", description));
    }
    if let (true, Some(postcode)) = (shown.own, &offer.postcode) {
        rows.push(SummaryRow::new("Postcode", format!("{postcode} (only you see this)")));
    }
    let brings = condition_words(&offer.provides);
    if !brings.is_empty() {
        rows.push(SummaryRow::new("Comes with", brings.join("; ")));
    }
    if let Some(budget) = offer.budget_pence {
        let most = format!("{} (only you see this)", words::money(budget.pence()));
        rows.push(SummaryRow::new("The most to spend", most));
    }
    rows
}

fn actions(shown: &Shown, visitor: &Visitor, blocked: bool) -> Markup {
    let path = |end: &str| format!("/offers/{}/{end}", shown.offer.id);
    let may = |step: OfferMove| shown.moves.contains(&step);
    let direct = [
        (OfferMove::List, "list", "List the offer"),
        (OfferMove::Resume, "resume", "Put it back on the list"),
        (OfferMove::Release, "take-back", "Put what is left back on the list"),
        (OfferMove::Pause, "pause", "Pause the offer"),
    ];
    let (edit, withdraw) = (path("edit"), path("withdraw"));
    html! {
        @for (step, end, label) in direct {
            @if may(step) && !(blocked && step == OfferMove::List) {
                form method="post" action=(path(end)) novalidate {
                    (Csrf(visitor.csrf()))
                    @if step == OfferMove::Pause { (Button::secondary(label)) } @else { (Button::submit(label)) }
                }
            }
        }
        @if shown.may_edit || may(OfferMove::Withdraw) {
            div class="govuk-button-group" {
                @if shown.may_edit { (Button { style: svx_ui::ButtonStyle::Secondary, ..Button::link(&edit, "Change the offer") }) }
                @if may(OfferMove::Withdraw) { a class="govuk-link" href=(withdraw) { "Withdraw the offer" } }
            }
        }
    }
}

fn matches(shown: &Shown) -> Markup {
    let cards = shown.matches.iter().map(|one| {
        let title = format!(
            "{} for {}",
            how_many(one.quantity, &one.unit, &one.units),
            one.project_title
        );
        let mut card = Card::new(format!("/matches/{}", one.id), title);
        card.tags = vec![tag(one.state)];
        card.facts = vec![
            one.community.as_str().into(),
            words::date_range(one.from_on, one.to_on).into(),
        ];
        card
    });
    html! {
        @if shown.own || !shown.matches.is_empty() {
            h2 class="govuk-heading-m" { "Matches" }
            @if shown.matches.is_empty() {
                p class="govuk-body" { "Nobody has asked for this yet, and you have not offered it to anyone." }
            } @else {
                (CardList { cards: cards.collect(), ..Default::default() })
            }
        }
    }
}

fn happened(told: &Told) -> Option<TimelineEvent<'_>> {
    let title = match told.action.as_str() {
        "offer.drafted" => "Saved as a draft",
        "offer.listed" => "Listed",
        "offer.changed" => "Changed",
        "offer.paused" => "Paused",
        "offer.resumed" | "offer.released" => "Put back on the list",
        "offer.exhausted" => "All promised",
        "offer.expired" => "Expired",
        "offer.withdrawn" => "Withdrawn",
        _ => return None,
    };
    Some(TimelineEvent {
        title: title.into(),
        when: when(told.at).into(),
        datetime: told.at.to_string().into(),
        by: told.person.as_deref().unwrap_or_default().into(),
        ..Default::default()
    })
}
