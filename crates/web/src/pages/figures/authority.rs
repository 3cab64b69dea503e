//! `/authorities/{slug}/figures`: what was promised, ordered, delivered and validated for an authority, in public.

use super::{four, money, unpriced};
use crate::{Page, PageResult, Routes, Visitor, pages::matches::thing};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App, Error,
    figures::{self, Figures, OutcomeFigures, ResourceFigures},
};
use svx_domain::organisation::OrganisationKind;
use svx_store::organisations::{self, Organisation};
use svx_ui::{Cell, EmptyState, Table, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/authorities/{slug}/figures", show)
}

/// The authority that a name in an address stands for.
pub(super) async fn find(app: &App, slug: &str) -> PageResult<Organisation> {
    let mut conn = app.db.read().await?;
    let found = organisations::by_slug(&mut conn, slug).await?;
    let authority = found.filter(|found| found.kind == OrganisationKind::Authority);
    Ok(authority.ok_or(Error::NotFound)?)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let authority = find(&app, &slug).await?;
    let found = figures::for_authority(&app, visitor.actor(), authority.id).await?;
    let outcomes = figures::by_outcome(&app, visitor.actor(), authority.id).await?;
    let title = format!("Figures of {}", authority.name);
    let content = html! {
        h1 class="govuk-heading-l" { (title) }
        @if found.is_empty() {
            (EmptyState {
                title: "Nothing has been agreed yet".into(),
                content: html! {
                    p class="govuk-body" {
                        "When suppliers commit to projects on this exchange, the figures are here. "
                        a class="govuk-link" href="/needs" { "See what is needed" }
                    }
                }.into(),
            })
        } @else {
            p class="govuk-body-l" { "What it would cost to buy or hire what suppliers give to community projects." }
            (four(&found, |number| format!("/authorities/{slug}/entries?show={number}")))
            @if let Some(words) = unpriced(&found) { p class="govuk-body" { (words) } }
            (by_resource(&slug, &found))
            @if !outcomes.is_empty() { (by_outcome(&slug, &outcomes)) }
        }
    };
    Ok(Page::new(&visitor, title)
        .back_to(format!("/authorities/{slug}"), &authority.name)
        .wide()
        .show(content))
}

fn by_resource(slug: &str, found: &Figures) -> Markup {
    let row = |one: &ResourceFigures| {
        let link = html! {
            a class="govuk-link" href={ "/authorities/" (slug) "/entries?resource=" (one.resource) } { (one.name) }
        };
        let quantity = |quantity| Cell::numeric(thing(quantity, &one.unit, &one.units));
        let value = if one.unpriced == one.commitments {
            "No price".to_owned()
        } else {
            money(one.values.validated)
        };
        vec![
            Cell::new(link),
            quantity(one.quantities.promised),
            quantity(one.quantities.ordered),
            quantity(one.quantities.delivered),
            quantity(one.quantities.validated),
            Cell::numeric(value),
        ]
    };
    let head = [
        "Promised",
        "Ordered",
        "Delivered",
        "Validated",
        "Validated: what it would cost",
    ];
    html! {
        (Table {
            caption: "By resource".into(),
            caption_size: svx_ui::Size::M,
            head: std::iter::once("Resource".into()).chain(head.map(Cell::numeric)).collect(),
            rows: found.resources.iter().map(row).collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

fn by_outcome(slug: &str, outcomes: &[OutcomeFigures]) -> Markup {
    let row = |one: &OutcomeFigures| {
        let link = html! {
            a class="govuk-link" href={ "/authorities/" (slug) "/entries?outcome=" (one.code) } { (one.title) }
        };
        let values = one.figures.values;
        let mut cells = vec![Cell::new(link)];
        let numbers = [values.promised, values.ordered, values.delivered, values.validated];
        cells.extend(numbers.map(|value| Cell::numeric(money(value))));
        cells.push(Cell::numeric(words::plural(
            one.figures.commitments,
            "commitment",
            "commitments",
        )));
        cells
    };
    let head = ["Promised", "Ordered", "Delivered", "Validated", "How many"];
    html! {
        (Table {
            caption: "By outcome".into(),
            caption_size: svx_ui::Size::M,
            head: std::iter::once("Outcome".into()).chain(head.map(Cell::numeric)).collect(),
            rows: outcomes.iter().map(row).collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        p class="govuk-body" { "A project may serve several outcomes, and counts in full for each: these rows do not add up to the total." }
    }
}
