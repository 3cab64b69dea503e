//! `/offers/{id}/withdraw`: taking an offer back for good, once that is confirmed.

use super::offer_id;
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, see_other_with};
use axum::extract::{Path, State};
use maud::html;
use svx_app::{App, offers};
use svx_domain::lifecycle::OfferMove;
use svx_ui::{Button, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/offers/{id}/withdraw", ask)
        .post("/offers/{id}/withdraw", withdraw)
}

async fn ask(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let shown = offers::show(&app, visitor.actor(), offer_id(&id)?).await?;
    if !shown.own || !shown.moves.contains(&OfferMove::Withdraw) {
        return Err(PageError::NotFound);
    }
    let path = format!("/offers/{}", shown.offer.id);
    Ok(Page::new(&visitor, "Withdraw the offer?").back_to(path.as_str(), "The offer").show(html! {
        span class="govuk-caption-l" { (shown.offer.title) }
        h1 class="govuk-heading-l" { "Withdraw the offer?" }
        p class="govuk-body" { "It leaves the list for good, and requests that wait for an answer end. What you have agreed to give stays agreed." }
        p class="govuk-body" { "To take it off the list for a while only, pause it instead." }
        form method="post" action={ (path) "/withdraw" } novalidate {
            (Csrf(visitor.csrf()))
            div class="govuk-button-group" {
                (Button::warning("Withdraw the offer"))
                a class="govuk-link" href=(path) { "Keep the offer" }
            }
        }
    }))
}

async fn withdraw(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let id = offer_id(&id)?;
    offers::withdraw(&app, visitor.actor(), id).await?;
    let message = "You have withdrawn the offer. What you agreed to give stays agreed";
    Ok(see_other_with(&format!("/offers/{id}"), message))
}
