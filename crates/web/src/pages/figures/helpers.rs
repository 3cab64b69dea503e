//! Who has helped a project, for its public page.

use super::{four, unpriced};
use crate::{PageResult, Visitor, pages::matches::thing};
use maud::{Markup, html};
use svx_app::{App, figures};
use svx_domain::{ProjectId, ledger::Standing};
use svx_store::commitments::{self, Filter, Of};
use svx_ui::{Cell, Table};

/// How many helpers are named.
const MAX_HELPERS: u32 = 50;

/// The four numbers of a project and who gave what; a sentence where nobody has yet.
pub(in crate::pages) async fn who_has_helped(app: &App, visitor: &Visitor, id: ProjectId) -> PageResult<Markup> {
    let found = figures::for_project(app, visitor.actor(), id).await?;
    let given = {
        let mut conn = app.db.read().await?;
        commitments::page(
            &mut conn,
            Of::Project(id),
            &Filter::of(Standing::All),
            app.today(),
            MAX_HELPERS,
            0,
        )
        .await?
    };
    let rows = given.iter().map(|one| {
        let numbers = one.balances().numbers();
        vec![
            one.supplier.as_str().into(),
            Cell::numeric(thing(numbers.ordered, &one.unit, &one.units)),
            Cell::numeric(thing(numbers.validated, &one.unit, &one.units)),
        ]
    });
    Ok(html! {
        h2 class="govuk-heading-m" { "Who has helped" }
        @if found.is_empty() {
            p class="govuk-body" { "Nobody has yet." }
        } @else {
            (four(&found, |_| String::new()))
            @if let Some(words) = unpriced(&found) { p class="govuk-body" { (words) } }
            (Table {
                caption: "Who gives what".into(),
                head: vec!["From".into(), Cell::numeric("To be given in all"), Cell::numeric("Arrived")],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    })
}
