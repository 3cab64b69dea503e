//! `/accessibility`: what was done so that everyone can use the service, what was not, and whom to tell.

use super::{article, contact, section};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::App;

pub(super) fn routes() -> Routes {
    Routes::new().get("/accessibility", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let body = html! {
        (section("What you should be able to do", can()))
        (section("How it was checked", checked()))
        (section("What we know does not work well", limits()))
        (section("Tell us about a barrier", html! {
            p class="govuk-body" { "If a page stops you from doing what you came to do, tell us which page and what you use. " (contact(&app)) }
            p class="govuk-body" { "If you need information from this service in another form, such as large print or plain text, ask in the same way." }
        }))
    };
    Ok(Page::new(&visitor, "Accessibility").show(article(
        "Accessibility",
        "This service is meant for everyone. It aims at level AA of the Web Content Accessibility Guidelines 2.2.",
        body,
    )))
}

fn can() -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { "do everything with a keyboard alone, or by voice" }
            li { "enlarge the text to 400%, or use a screen 320 pixels wide, without scrolling sideways to read" }
            li { "choose your own colours and spacing in your browser" }
            li { "listen to every page with a screen reader: pages have one main heading, labelled fields, and tables with captions" }
            li { "use every page without scripts" }
            li { "read every chart as a table, and every colour as a word" }
        }
    }
}

fn checked() -> Markup {
    html! {
        p class="govuk-body" { "Before a version is published, a browser opens its pages for each kind of user and checks them by machine:" }
        ul class="govuk-list govuk-list--bullet" {
            li { "against the rules of axe for levels A and AA" }
            li { "at a width of 320 pixels" }
            li { "by moving through the page with the Tab key" }
        }
        p class="govuk-body" {
            "A machine finds less than half of what can be wrong. The service has not been audited by an independent expert, and it has not yet been tried by people who use assistive technology every day. Until that has happened we do not claim that it meets the guidelines in full."
        }
    }
}

fn limits() -> Markup {
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { "Photographs that suppliers add to a delivery are described in the supplier’s own words, and some descriptions say little." }
            li { "Wide tables become a card for each row on a narrow screen. Some screen readers then read the name of a column twice." }
            li { "Text that organisations write about themselves and their projects may not be in plain English." }
            li { "The service is in English only." }
        }
    }
}
