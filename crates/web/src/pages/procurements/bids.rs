//! `/bids`: the procurements for which a supplier registered, and where its own bids stand.

use super::{state_tag, time};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::html;
use svx_app::{App, procurement::bidding};
use svx_domain::{Code as _, procurement::state_at};
use svx_ui::{Cell, EmptyState, Table};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/bids", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let own = bidding::own(&app, visitor.actor()).await?;
    let now = app.now();
    let rows = own.iter().map(|own| {
        let state = state_at(own.procurement_state, own.bids_from, own.bids_until, now);
        vec![
            Cell::new(html! { a class="govuk-link" href={ "/procurements/" (own.ocid) "/bid" } { (own.title) } br; (own.authority) }),
            Cell::new(html! { (state_tag(state)) }),
            Cell::new(own.bids_until.map(time).unwrap_or_default()),
            Cell::new(own.bid_state.map_or("Not begun", |state| state.label())),
        ]
    });
    Ok(Page::new(&visitor, "Our bids").wide().show(html! {
        h1 class="govuk-heading-xl" { "Our bids" }
        @if own.is_empty() {
            (EmptyState {
                title: "No bids yet".into(),
                content: html! { p class="govuk-body" { "Register as a bidder on the page of a procurement. " a class="govuk-link" href="/procurements?stage=open" { "See what is open for bids" } "." } }.into(),
            })
        } @else {
            (Table {
                caption: "Procurements for which you have registered".into(),
                caption_hidden: true,
                head: vec!["Procurement".into(), "Stage".into(), "Bids close".into(), "Your bid".into()],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }))
}
