//! `/`: what the exchange is, and where to begin.

use crate::{Page, PageResult, Routes, Visitor};
use maud::html;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", show)
}

async fn show(visitor: Visitor) -> PageResult {
    Ok(Page::new(&visitor, "Social value exchange").show(html! {
        h1 class="govuk-heading-xl" { "Social value exchange" }
        p class="govuk-body-l" {
            "Community organisations say what they need. Suppliers say what they can spare. Public buyers count it when they award a contract, and everyone can see what arrived."
        }
    }))
}
