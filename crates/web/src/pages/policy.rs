//! Policy packs: the national ones, those that authorities make for themselves, and the proxy values that they have a
//! licence for.

mod draft;
mod list;
mod local;
mod national;
mod own;
mod proxies;

use crate::Routes;
use maud::{Markup, html};
use svx_app::procurement::measures::rule_words;
use svx_formats::pack::{Measure, Pack as Content};
use svx_ui::{Cell, Table, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(list::routes())
        .and(national::routes())
        .and(local::routes())
        .and(own::routes())
        .and(draft::routes())
        .and(proxies::routes())
}

/// What `/policy/{name}` calls a national pack: `ppn-06-20`.
fn address(name: &str) -> String {
    let dashed = name.to_lowercase().replace([' ', '/'], "-");
    format!("/policy/{dashed}")
}

/// How many of something there are: `12 measures`.
pub(in crate::pages) fn counted(count: usize, one: &str, many: &str) -> String {
    words::plural(u64::try_from(count).unwrap_or_default(), one, many)
}

/// The rules of a pack as a list.
fn rules(content: &Content) -> Markup {
    let rules = content.rules();
    html! {
        @if rules.is_empty() {
            p class="govuk-body" { "A procurement may choose any of its measures." }
        } @else {
            p class="govuk-body" { "A procurement chooses from its measures by these rules. To depart from one takes a reason and a second person." }
            ul class="govuk-list govuk-list--bullet" { @for rule in &rules { li { (rule_words(rule)) } } }
        }
    }
}

/// What is measured, with what counts.
pub(in crate::pages) fn what_is_measured(measure: &Measure) -> Markup {
    html! {
        (measure.title)
        @if !measure.description.is_empty() {
            p class="govuk-hint govuk-!-margin-bottom-0" { (measure.description) }
        }
    }
}

/// A further column: its heading, and its cell for each measure.
type Column<'a> = (&'static str, &'a dyn Fn(&Measure) -> Markup);

/// The measures of a pack, a table for each theme.
fn measures(content: &Content, last: Option<Column<'_>>) -> Markup {
    let table = |theme: &str| {
        let of_theme = content.measures.iter().filter(|measure| measure.theme == theme);
        let rows = of_theme.map(|measure| {
            let mut row = vec![
                Cell::from(&measure.code),
                Cell::new(what_is_measured(measure)),
                Cell::from(&measure.outcome),
                Cell::from(&measure.unit),
            ];
            row.extend(last.map(|(_, cell)| Cell::new(cell(measure))));
            row
        });
        let mut head: Vec<Cell<'_>> = ["Code", "Measure", "Outcome", "Counted in"]
            .into_iter()
            .map(Cell::from)
            .collect();
        head.extend(last.map(|(heading, _)| Cell::from(heading)));
        let rows = rows.collect();
        html! {
            (Table { caption: theme.into(), caption_size: svx_ui::Size::M, head, rows, first_cell_is_header: true, ..Default::default() })
        }
    };
    html! { @for theme in content.themes() { (table(theme)) } }
}
