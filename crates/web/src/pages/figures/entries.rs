//! `/authorities/{slug}/entries`: the commitments behind an authority's figures, in public. No person is named in them.

use super::{authority::find, money};
use crate::{Page, PageResult, Routes, Visitor, pages::matches::thing};
use axum::extract::{Path, Query, State};
use maud::html;
use serde::Deserialize;
use svx_app::{App, figures};
use svx_domain::{Code as _, ledger::Standing};
use svx_store::commitments::{Commitment, Filter};
use svx_ui::{Cell, EmptyState, Pagination, Table, words};

/// The most characters of a resource's or an outcome's code in an address.
const MAX_CODE_CHARS: usize = 60;

pub(crate) fn routes() -> Routes {
    Routes::new().get("/authorities/{slug}/entries", show)
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    resource: String,
    #[serde(default)]
    outcome: String,
    page: Option<String>,
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult {
    let authority = find(&app, &slug).await?;
    let code = |text: &str| Some(text.chars().take(MAX_CODE_CHARS).collect::<String>()).filter(|code| !code.is_empty());
    let filter = Filter {
        show: Standing::from_code(&asked.show).unwrap_or(Standing::All),
        resource: code(&asked.resource),
        outcome: code(&asked.outcome),
    };
    let page = asked
        .page
        .and_then(|page| page.parse().ok())
        .unwrap_or(1)
        .clamp(1, 100_000);
    let (found, total) = figures::entries(&app, visitor.actor(), authority.id, &filter, page).await?;
    let address = |page: u64| {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("show", filter.show.code())
            .append_pair("resource", filter.resource.as_deref().unwrap_or_default())
            .append_pair("outcome", filter.outcome.as_deref().unwrap_or_default())
            .append_pair("page", &page.to_string())
            .finish();
        format!("/authorities/{slug}/entries?{query}")
    };
    let pages = u64::from(total.div_ceil(figures::PAGE).max(1));
    let pagination = Pagination::pages(u64::from(page), pages, address);
    let title = format!("What is behind the figures of {}", authority.name);
    let content = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { (words::plural(u64::from(total), "commitment", "commitments")) "." }
        @if found.is_empty() {
            (EmptyState { title: "No commitments here".into(), content: "Go back to the figures and choose another.".into() })
        } @else {
            (table(&found))
            @if pagination.is_needed() { (pagination) }
        }
    };
    Ok(Page::new(&visitor, title)
        .back_to(format!("/authorities/{slug}/figures"), "Figures")
        .wide()
        .show(content))
}

fn table(found: &[Commitment]) -> Table<'static> {
    let row = |one: &Commitment| {
        let numbers = one.balances().numbers();
        let project = html! { a class="govuk-link" href={ "/projects/" (one.project_slug) } { (one.project_title) } };
        let quantity = |quantity| Cell::numeric(thing(quantity, &one.unit, &one.units));
        let value = one
            .unit_price_pence
            .map_or_else(|| "No price".to_owned(), |price| money(numbers.validated.at(price)));
        vec![
            Cell::new(project),
            Cell::new(one.supplier.clone()),
            Cell::new(one.community.clone()),
            quantity(numbers.promised),
            quantity(numbers.ordered),
            quantity(numbers.delivered),
            quantity(numbers.validated),
            Cell::numeric(value),
        ]
    };
    let words = ["Project", "From", "For"].map(Cell::from);
    let numbers = [
        "Promised",
        "Ordered",
        "Delivered",
        "Validated",
        "Validated: what it would cost",
    ];
    Table {
        caption: "Commitments".into(),
        caption_hidden: true,
        head: words.into_iter().chain(numbers.map(Cell::numeric)).collect(),
        rows: found.iter().map(row).collect(),
        first_cell_is_header: true,
        ..Default::default()
    }
}
