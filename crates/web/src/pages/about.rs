//! Pages about the service itself, a file each.

mod accessibility;
mod api;
mod complaints;
mod figures_explained;
mod open_data;
mod places;
mod privacy;
mod status;

use crate::Routes;
use maud::{Markup, html};

pub(super) fn routes() -> Routes {
    Routes::new()
        .and(accessibility::routes())
        .and(api::routes())
        .and(complaints::routes())
        .and(figures_explained::routes())
        .and(open_data::routes())
        .and(places::routes())
        .and(privacy::routes())
        .and(status::routes())
}

/// Text to be read: a heading, what the page is for, and the rest in a column as wide as lines can be read.
fn article(title: &str, lead: &str, body: Markup) -> Markup {
    html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-xl" { (title) }
                p class="svx-lead" { (lead) }
                (body)
            }
        }
    }
}

/// A section of such a text.
fn section(title: &str, body: Markup) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (title) }
        (body)
    }
}

/// Where to write, or where to complain where nobody is named.
fn contact(app: &svx_app::App) -> Markup {
    html! {
        @if let Some(address) = &app.settings.contact {
            "Write to " a class="govuk-link" href={ "mailto:" (address) } { (address) } " or "
            a class="govuk-link" href="/complaints" { "use the complaints form" } "."
        } @else {
            a class="govuk-link" href="/complaints" { "Use the complaints form" } "."
        }
    }
}
