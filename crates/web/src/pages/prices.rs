//! The price book, open to anyone.

mod list;
mod show;

use crate::{PageError, Routes};
use jiff::civil::Date;
use maud::{Markup, html};
use svx_app::prices::LONDON;
use svx_store::prices::{Price, Resource};
use svx_ui::words;

pub(crate) fn routes() -> Routes {
    Routes::new().and(list::routes()).and(show::routes())
}

/// The day that an address asks for; today where it asks for none.
fn day(on: Option<&str>, today: Date) -> Result<Date, PageError> {
    match on.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(today),
        Some(text) => text
            .parse()
            .map_err(|_| PageError::BadRequest("Write the day as 2026-11-23.".to_owned())),
    }
}

fn region_name(code: &str) -> &str {
    match code {
        "UK" => "United Kingdom",
        LONDON => "London",
        other => other,
    }
}

/// “£13.45 an hour”, or that there is no price.
fn amount(price: &Price, resource: &Resource) -> Markup {
    html! {
        @match price.unit_price_pence {
            Some(pence) => (format!("{} per {}", words::money(pence.pence()), svx_domain::resource::measure(&resource.unit))),
            None => "No price",
        }
    }
}

fn basis(price: &Price) -> String {
    let points = words::plural(u64::from(price.data_points), "data point", "data points");
    match price.statistic.as_str() {
        "published-rate" => "A published rate".to_owned(),
        "median" => format!("The median of {points}"),
        "definition" => "By definition".to_owned(),
        _ => "Not priced".to_owned(),
    }
}
