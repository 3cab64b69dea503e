//! `/commitments/{id}`: how much was promised, ordered, delivered and validated, delivery by delivery.

use super::{decide, id_of, list::tag};
use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    pages::matches::{events, thing, when},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App,
    commitments::view::{self, CommitmentView},
};
use svx_domain::{CommitmentId, Quantity, lifecycle::DeliveryState};
use svx_store::deliveries::Delivery;
use svx_ui::{
    BarTone, Button, Figure, Figures, FormErrors, SummaryCard, SummaryList, SummaryRow, Tag, TagColour, Timeline, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/commitments/{id}", show)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    page(&app, &visitor, id_of(&id)?, None, &Fields::empty(), &FormErrors::new()).await
}

/// The page, with what was typed about one delivery where something was wrong with it.
pub(super) async fn page(
    app: &App,
    visitor: &Visitor,
    id: CommitmentId,
    about: Option<svx_domain::DeliveryId>,
    fields: &Fields,
    errors: &FormErrors,
) -> PageResult<Response> {
    let seen = view::view(app, visitor.actor(), id).await?;
    let found = &seen.found;
    let title = format!(
        "{} for {}",
        thing(found.quantity, &found.unit, &found.units),
        found.project_title
    );
    let (none, no_errors) = (Fields::empty(), FormErrors::new());
    let content = html! {
        (errors.summary())
        p class="govuk-body" { (tag(found, app.today())) }
        h1 class="govuk-heading-l" { (title) }
        (figures(&seen))
        (facts(&seen))
        @if seen.may_report {
            (Button::link(&format!("/commitments/{id}/report"), "Report a delivery"))
        }
        h2 class="govuk-heading-m" { "Deliveries" }
        @if seen.deliveries.is_empty() { p class="govuk-body" { "None has been reported yet." } }
        @for (number, delivery) in seen.deliveries.iter().enumerate().rev() {
            @let (typed, wrong) = if about == Some(delivery.id) { (fields, errors) } else { (&none, &no_errors) };
            (delivery_card(&seen, delivery, number + 1))
            (decide::forms(&seen, delivery, visitor, typed, wrong))
        }
        h2 class="govuk-heading-m" { "What happened" }
        (Timeline { events: events(&seen.timeline), heading_level: 3 })
    };
    Ok(Page::new(visitor, title)
        .back_to("/commitments", "Commitments")
        .errors(errors)
        .show(content))
}

fn figures(seen: &CommitmentView) -> Markup {
    let found = &seen.found;
    let numbers = found.balances().numbers();
    let figure = |label: &'static str, quantity: Quantity, note: &'static str, tone| {
        Figure::new(label, thing(quantity, &found.unit, &found.units))
            .note(note)
            .tone(tone)
    };
    let mut items = vec![
        figure("Promised", numbers.promised, "When it was agreed", BarTone::Promised),
        figure(
            "Ordered",
            numbers.ordered,
            "What is to be given in all",
            BarTone::Ordered,
        ),
        figure(
            "Delivered",
            numbers.delivered,
            "What the supplier says was given",
            BarTone::Delivered,
        ),
        figure(
            "Validated",
            numbers.validated,
            "What the community confirmed",
            BarTone::Validated,
        ),
    ];
    if !numbers.waived.is_zero() {
        items.push(figure(
            "Waived",
            numbers.waived,
            "What is owed no longer",
            BarTone::Plain,
        ));
    }
    html! { (Figures { items, ..Default::default() }) }
}

fn facts(seen: &CommitmentView) -> Markup {
    let found = &seen.found;
    let project = html! { a class="govuk-link" href={ "/projects/" (found.project_slug) } { (found.project_title) } };
    let price = found.unit_price_pence.map_or_else(
        || "No price is known, so it counts in no total of money".to_owned(),
        |price| {
            format!(
                "{} ({} for one, as it was when it was agreed)",
                words::money(found.quantity.at(price).to_money_rounded().pence()),
                words::money(price.pence())
            )
        },
    );
    let mut rows = vec![
        SummaryRow::new("From", found.supplier.clone()),
        SummaryRow::new("For", found.community.clone()),
        SummaryRow::new("Project", project),
        SummaryRow::new("Due", words::date_range(found.due_from, found.due_to)),
        SummaryRow::new("Counts for", found.authority.clone()),
        SummaryRow::new("What it would cost", price),
    ];
    if !found.how.is_empty() {
        rows.push(SummaryRow::new("How", found.how.clone()));
    }
    if let Some(id) = found.match_id {
        let link = html! { a class="govuk-link" href={ "/matches/" (id) } { "Messages and how it was agreed" } };
        rows.push(SummaryRow::new("Match", link));
    }
    html! { (SummaryList { rows, ..Default::default() }) }
}

fn delivery_card(seen: &CommitmentView, delivery: &Delivery, number: usize) -> Markup {
    let found = &seen.found;
    let mut rows = vec![
        SummaryRow::new("State", html! { (delivery_tag(delivery.state)) }),
        SummaryRow::new("How much", thing(delivery.quantity, &found.unit, &found.units)),
        SummaryRow::new("Delivered on", words::date(delivery.delivered_on)),
        SummaryRow::new("Reported", when(delivery.claimed_at)),
    ];
    if !delivery.confirmed.is_zero() {
        rows.push(SummaryRow::new(
            "Confirmed",
            thing(delivery.confirmed, &found.unit, &found.units),
        ));
    }
    if !delivery.note.is_empty() {
        rows.push(SummaryRow::new("Note", delivery.note.clone()));
    }
    if let Some(reason) = &delivery.reason {
        rows.push(SummaryRow::new("What was said", reason.clone()));
    }
    let photos: Vec<_> = seen
        .evidence
        .iter()
        .filter(|one| one.delivery_id == delivery.id)
        .collect();
    if !photos.is_empty() {
        let links = html! {
            ul class="svx-photos" {
                @for photo in photos {
                    li {
                        a class="govuk-link" href={ "/evidence/" (photo.id) } {
                            img src={ "/evidence/" (photo.id) } alt=(photo.description) loading="lazy" width="240";
                        }
                    }
                }
            }
        };
        rows.push(SummaryRow::new("Photographs", links));
    }
    html! {
        (SummaryList {
            rows,
            card: Some(SummaryCard { title: format!("Delivery {number}").into(), heading_level: 3, ..Default::default() }),
            ..Default::default()
        })
    }
}

fn delivery_tag(state: DeliveryState) -> Tag<'static> {
    use svx_domain::Code as _;
    let colour = match state {
        DeliveryState::Claimed => TagColour::Purple,
        DeliveryState::Disputed | DeliveryState::Rejected => TagColour::Red,
        DeliveryState::Confirmed => TagColour::Green,
        DeliveryState::ConfirmedInPart => TagColour::Teal,
    };
    Tag::new(colour, state.label())
}
