//! `/api`: the API explained, with every operation that its description lists.

use super::{article, section};
use crate::{
    Page, PageResult, Routes, Visitor,
    api::described::{Described, operations},
};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::App;
use svx_domain::organisation::Role;
use svx_ui::{SummaryList, SummaryRow};

pub(super) fn routes() -> Routes {
    Routes::new().get("/api", show)
}

/// The kinds of problem that an answer may name, each an anchor on this page.
const PROBLEMS: &[(&str, &str)] = &[
    ("bad-request", "The request cannot be read: its detail says why."),
    (
        "invalid",
        "Something in the request is wrong. Each field that is wrong is listed with what would be right.",
    ),
    (
        "unauthorized",
        "The operation needs a token, or the token is not known or was ended.",
    ),
    ("forbidden", "The token may see the thing but not do this."),
    ("not-found", "There is no such thing, or the token may not know of it."),
    (
        "conflict",
        "The thing is in a state that does not allow this, or somebody was faster.",
    ),
    ("too-large", "The body is larger than the API takes."),
    ("too-often", "Tried too often: the detail says when to try again."),
    ("internal", "A fault of the service. Nothing was changed."),
];

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let base_url = &app.settings.base_url;
    let administers = visitor
        .acting()
        .is_some_and(|acting| acting.roles.has(Role::Administrator));
    let body = html! {
        (section("The description", html! {
            p class="govuk-body" {
                "Everything is described in " a class="govuk-link" href="/api/v1/openapi.json" { "one OpenAPI 3.1 document" }
                ", from which clients can be generated. Paths begin with " code { (base_url) "/api/v1" } "."
            }
        }))
        (section("Operations", list(&operations())))
        (section("Getting a token", html! {
            p class="govuk-body" {
                "What anyone may see needs no token. For the rest, an administrator makes a token on "
                @if administers {
                    a class="govuk-link" href="/organisation/tokens" { "the tokens page of your organisation" }
                } @else { "the tokens page of their organisation" }
                ". It is shown once, may be made for reading alone, and can be ended at any time. Send it with each request:"
            }
            p class="govuk-body" { code { "Authorization: Bearer YOUR-TOKEN" } }
        }))
        (section("Numbers and dates", html! {
            p class="govuk-body" { "Amounts of money are strings in pounds, such as " code { "\"1200.50\"" } ", and quantities are strings in the unit of their resource: neither is ever a floating-point number. Dates are written as 2026-11-23, and times are in UTC." }
        }))
        (section("Long lists", html! {
            p class="govuk-body" { "A list is given in pages. Ask for one with " code { "?page=2&per_page=100" } ": pages count from 1, and a page has 50 items if you do not say, and at most 100." }
        }))
        (section("Trying again safely", html! {
            p class="govuk-body" { "Send an " code { "Idempotency-Key" } " of your own with a request that changes something. If you send the same request with the same key again, because an answer got lost, nothing is done twice: you get the first answer again." }
        }))
        (section("Errors", html! {
            p class="govuk-body" { "An error is a problem document (RFC 9457) with the type " code { "application/problem+json" } ". Its " code { "type" } " is one of these:" }
            (SummaryList {
                rows: PROBLEMS.iter().map(|(kind, meaning)| SummaryRow::new(html! { code id=(kind) { (kind) } }, *meaning)).collect(),
                ..Default::default()
            })
        }))
    };
    Ok(Page::new(&visitor, "API").show(article(
        "API",
        "Programs can do what people can: read what is public, and act for an organisation with a token of its own.",
        body,
    )))
}

fn list(operations: &[Described]) -> Markup {
    let mut groups: Vec<(&str, Vec<&Described>)> = Vec::new();
    for operation in operations {
        match groups.last_mut() {
            Some((group, those)) if *group == operation.group => those.push(operation),
            _ => groups.push((&operation.group, vec![operation])),
        }
    }
    html! {
        @for (group, those) in groups {
            h3 class="govuk-heading-s" { (group) }
            ul class="govuk-list govuk-list--bullet" {
                @for operation in those {
                    li {
                        (operation.summary) ": " code { (operation.method) " " (operation.path) }
                        @if operation.open { " (no token is needed)" }
                    }
                }
            }
        }
    }
}
