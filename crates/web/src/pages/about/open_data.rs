//! `/open-data`: what is published for anyone to take, by what there is.

use super::{article, section};
use crate::{Page, PageResult, Routes, Visitor, api::described::operations};
use maud::{Markup, html};
use svx_ui::{SummaryList, SummaryRow};

pub(super) fn routes() -> Routes {
    Routes::new().get("/open-data", show)
}

async fn show(visitor: Visitor) -> PageResult {
    let body = html! {
        (section("Data for programs", from_api()))
        (section("What each file is", html! {
            ul class="govuk-list govuk-list--bullet" {
                li { "Everything is JSON in UTF-8. " a class="govuk-link" href="/api" { "How to read it, in pages and without a token" } }
                li { "Amounts and quantities are exact decimals, written as text." }
                li { "Organisations carry identifiers of the org-id list, such as " code { "GB-CHC-1234567" } ", so that they can be joined with other data." }
            }
        }))
        (section("The log", html! {
            p class="govuk-body" {
                "What is done here is in a log that cannot be changed without anyone noticing. "
                a class="govuk-link" href="/log" { "Its signed checkpoints, and how to check them" }
            }
        }))
        (section("What is not published", html! {
            p class="govuk-body" { "Bids, before the contract is awarded; messages; photographs; and anything about people. " a class="govuk-link" href="/privacy" { "What is kept about people" } }
        }))
        (section("Whose it is", html! {
            p class="govuk-body" {
                "The data about places has its own licences: " a class="govuk-link" href="/places" { "sources of data about places" }
                ". Each price names its source and that source’s licence. If you reuse a number, say on which day you took it and what it counts: "
                a class="govuk-link" href="/figures-explained" { "what the figures mean" } "."
            }
        }))
    };
    Ok(Page::new(&visitor, "Open data").show(article(
        "Open data",
        "What is public here can be taken away, checked and used again.",
        body,
    )))
}

/// Every list that needs no token: what is not there is not named.
fn from_api() -> Markup {
    let open = operations()
        .into_iter()
        .filter(|operation| operation.open && operation.method == "GET");
    let rows = open.map(|operation| {
        let whole_list = !operation.path.contains('{');
        SummaryRow::new(
            operation.summary,
            html! {
                (operation.description)
                br;
                @if whole_list {
                    a class="govuk-link" href=(operation.path) { (operation.path) }
                } @else {
                    code { (operation.path) }
                }
            },
        )
    });
    html! {
        (SummaryList { rows: rows.collect(), ..Default::default() })
    }
}
