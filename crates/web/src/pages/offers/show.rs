//! `/offers/{id}`: one offer, for its supplier and for members of the same exchange, and its moves.

use super::state_tag;
use crate::{
    Fields, Page, PageError, PageResult, Routes, Visitor,
    pages::parts::{condition_words, how_many},
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
use svx_domain::{Code as _, OfferId, lifecycle::State as _};
use svx_ui::{Bar, BarChart, Button, SummaryList, SummaryRow, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/offers/{id}", show)
        .post("/offers/{id}/list", list)
        .post("/offers/{id}/pause", pause)
        .post("/offers/{id}/resume", resume)
        .post("/offers/{id}/withdraw", withdraw)
}

fn offer_id(text: &str) -> Result<OfferId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn done(id: OfferId, message: &str) -> PageResult<Response> {
    Ok(see_other_with(&format!("/offers/{id}"), message))
}

async fn list(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let id = offer_id(&id)?;
    offers::list(&app, visitor.actor(), id).await?;
    done(id, "You have listed the offer")
}

async fn pause(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let id = offer_id(&id)?;
    offers::pause(&app, visitor.actor(), id).await?;
    done(id, "You have paused the offer. Nobody is shown it until you resume it")
}

async fn resume(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let id = offer_id(&id)?;
    offers::resume(&app, visitor.actor(), id).await?;
    done(id, "You have put the offer back on the list")
}

async fn withdraw(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let id = offer_id(&id)?;
    offers::withdraw(&app, visitor.actor(), id).await?;
    done(id, "You have withdrawn the offer. What it promised stays promised")
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let shown = offers::show(&app, visitor.actor(), offer_id(&id)?).await?;
    let offer = &shown.offer;
    let page = Page::new(&visitor, offer.title.clone());
    let page = if shown.may_edit {
        page.back_to("/offers", "Our offers")
    } else {
        page
    };
    Ok(page.show(html! {
        span class="govuk-caption-l" { (shown.supplier) }
        h1 class="govuk-heading-l" { (offer.title) }
        p class="govuk-body" { (state_tag(offer.state)) }
        @if !offer.description.is_empty() { p class="govuk-body-l" { (offer.description) } }
        (SummaryList { rows: facts(&shown), ..Default::default() })
        (BarChart {
            bars: vec![Bar::new("Promised so far", how_many(offer.committed, &shown.resource.unit, &shown.resource.units),
                Bar::share(offer.committed.thousandths(), offer.capacity.thousandths()))],
            label: "How much of the offer is promised",
        })
        (own_actions(&shown, &visitor))
    }))
}

fn facts(shown: &Shown) -> Vec<SummaryRow<'_>> {
    let (offer, resource) = (&shown.offer, &shown.resource);
    let left = offer.capacity.saturating_sub(offer.committed);
    let much = format!(
        "{} of {} left",
        left,
        how_many(offer.capacity, &resource.unit, &resource.units)
    );
    let place = match (input::area_name(offer.local_authority.as_deref()), offer.remote) {
        (Some(area), false) => format!("From {area}, up to {} km away", offer.radius_m / 1000),
        (Some(area), true) => format!("From {area}, up to {} km away, or from anywhere", offer.radius_m / 1000),
        (None, _) => "From anywhere".to_owned(),
    };
    let mut rows = vec![
        SummaryRow::new("What", resource.name.as_str()),
        SummaryRow::new("How much", much),
        SummaryRow::new("When", words::date_range(offer.from_on, offer.to_on)),
        SummaryRow::new("Where", place),
    ];
    let brings = condition_words(&offer.provides);
    if !brings.is_empty() {
        rows.push(SummaryRow::new("Comes with", brings.join("; ")));
    }
    if let (true, Some(budget)) = (shown.may_edit, offer.budget_pence) {
        rows.push(SummaryRow::new(
            "The most to spend",
            format!("{} (only you see this)", words::money(budget.pence())),
        ));
    }
    rows
}

fn own_actions(shown: &Shown, visitor: &Visitor) -> Markup {
    let id = shown.offer.id;
    let moves: Vec<&str> = shown
        .offer
        .state
        .open_moves()
        .into_iter()
        .map(|step| step.code())
        .collect();
    html! {
        @if shown.may_edit && moves.contains(&"withdraw") {
            (Button::link(&format!("/offers/{id}/edit"), "Change the offer"))
            @for (code, label) in [("list", "List the offer"), ("pause", "Pause the offer"), ("resume", "Put it back on the list"), ("withdraw", "Withdraw the offer")] {
                @if moves.contains(&code) {
                    form method="post" action={ "/offers/" (id) "/" (code) } {
                        (Csrf(visitor.csrf()))
                        (Button::secondary(label))
                    }
                }
            }
        }
    }
}
