//! `/offers/{id}/edit`: changing an offer that is not over.

use super::{
    fields::{errors, inputs, of_offer, radius, typed},
    offer_id,
};
use crate::{Fields, Page, PageResult, Routes, Visitor, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{App, Error, Invalid, offers, prices};
use svx_domain::OfferId;
use svx_store::{offers::Offer, prices::Resource};
use svx_ui::{Button, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/offers/{id}/edit", show)
        .post("/offers/{id}/edit", send)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let id = offer_id(&id)?;
    let (offer, resource) = offers::begin_change(&app, visitor.actor(), id).await?;
    let fields = of_offer(offer.clone());
    form(&app, &visitor, (&offer, &resource), &fields, &Invalid::new()).await
}

async fn send(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id: OfferId = offer_id(&id)?;
    let before = offers::begin_change(&app, visitor.actor(), id).await?;
    let radius = radius(&fields);
    match offers::change(&app, visitor.actor(), id, &typed(&fields, &radius)).await {
        Ok(()) => Ok(see_other_with(&format!("/offers/{id}"), "You have changed the offer")),
        Err(Error::Invalid(invalid)) => form(&app, &visitor, (&before.0, &before.1), &fields, &invalid).await,
        Err(error) => Err(error.into()),
    }
}

async fn form(
    app: &App,
    visitor: &Visitor,
    (offer, resource): (&Offer, &Resource),
    fields: &Fields,
    invalid: &Invalid,
) -> PageResult<Response> {
    let kept = offer.listed_at.map(|_| (resource, offer.committed));
    let resources = prices::catalogue(app).await?;
    let errors = errors(invalid);
    let path = format!("/offers/{}", offer.id);
    Ok(Page::new(visitor, "Change the offer")
        .back_to(path.as_str(), "The offer")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            span class="govuk-caption-l" { (offer.title) }
            h1 class="govuk-heading-l" { "Change the offer" }
            form method="post" action={ (path) "/edit" } novalidate {
                (Csrf(visitor.csrf()))
                (inputs(&resources, fields, &errors, kept))
                (Button::submit("Save"))
            }
        }))
}
