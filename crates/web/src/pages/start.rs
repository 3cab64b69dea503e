//! `/`: what the exchange is, what is needed near by, how far promises have come, and where to begin.

use super::{
    four_numbers::{Notes, four_numbers},
    stories,
};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{
    App,
    figures::{self, Figures},
    stories::{self as told, Told},
};
use svx_ui::{Button, ButtonStyle, EmptyState, Input, Width};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let figures = figures::for_everyone(&app, visitor.actor()).await?;
    let told = told::latest(&app, visitor.actor()).await?;
    Ok(Page::new(&visitor, "Social value exchange").show(html! {
        (hero())
        (so_far(&figures))
        (latest(&told))
        (how_it_works())
    }))
}

fn hero() -> Markup {
    html! {
        div class="svx-hero" {
            h1 class="govuk-heading-xl" { "What is needed near you?" }
            p class="svx-lead" {
                "Community organisations say what they need. Suppliers give what they can spare, often as part of a bid for public work. Public buyers count it when they choose, and everyone can see what was promised and what arrived."
            }
            form class="svx-inline-form" method="get" action="/needs" novalidate {
                (Input {
                    name: "near",
                    label: "Postcode".into(),
                    width: Width::Chars10,
                    autocomplete: "postal-code",
                    ..Default::default()
                })
                (Button { content: "See what is needed".into(), style: ButtonStyle::Inverse, ..Default::default() })
            }
        }
    }
}

fn so_far(figures: &Figures) -> Markup {
    html! {
        h2 class="govuk-heading-l" { "From promise to proof" }
        (four_numbers(figures, Notes::Meaning, |_| "/figures-explained".to_owned()))
        p class="govuk-body" {
            "The amounts say what it would cost to buy the same things. "
            a class="govuk-link" href="/figures-explained" { "What the figures mean and how they are counted" }
        }
    }
}

fn latest(told: &[Told]) -> Markup {
    html! {
        h2 class="govuk-heading-l" { "What arrived lately" }
        @if told.is_empty() {
            (EmptyState {
                title: "Nothing has been confirmed yet".into(),
                content: html! {
                    p class="govuk-body" { "The first projects appear here when a community says that something arrived. " a class="govuk-link" href="/needs" { "See what is needed" } }
                }
                .into(),
            })
        } @else {
            (stories::cards(told, 3))
            p class="govuk-body" { a class="govuk-link" href="/stories" { "See every project that something arrived for" } }
        }
    }
}

fn how_it_works() -> Markup {
    html! {
        h2 class="govuk-heading-l" { "How it works" }
        div class="svx-columns" {
            (column(
                "Communities",
                &[
                    "Say what your project needs: chairs, a van on Thursdays, help with the accounts.",
                    "Choose among the offers that fit. You owe nothing for them.",
                    "Say what arrived. Only that counts as validated.",
                ],
                "/sign-up",
                "Join as a community organisation",
            ))
            (column(
                "Suppliers",
                &[
                    "See what is needed near your site or in the area of a contract.",
                    "Give what you can spare, or pledge it in a bid against published rules.",
                    "Report what you delivered, and take away a record that others have confirmed.",
                ],
                "/needs",
                "See what suppliers can give",
            ))
            (column(
                "Authorities",
                &[
                    "Say what you want to achieve, and who and what may stand on your exchange.",
                    "Run a procurement in which promises are compared by rules that were fixed before.",
                    "Follow each promise until the community has confirmed it, and publish the figures.",
                ],
                "/authorities",
                "See the authorities that take part",
            ))
        }
    }
}

fn column(title: &str, steps: &[&str], href: &str, first_step: &str) -> Markup {
    html! {
        section class="svx-columns__column" {
            h3 class="govuk-heading-m" { (title) }
            ol class="govuk-list govuk-list--number" { @for step in steps { li { (step) } } }
            p class="govuk-body" { a class="govuk-link" href=(href) { (first_step) } }
        }
    }
}
