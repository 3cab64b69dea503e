//! `/places`: where the data about places comes from, how old it is, and how exact.

use super::{article, section};
use crate::{Page, PageResult, Routes, Visitor};
use jiff::civil::Date;
use maud::html;
use svx_places::{attribution, sector_table, sectors};
use svx_ui::{SummaryList, SummaryRow, words};

pub(super) fn routes() -> Routes {
    Routes::new().get("/places", show)
}

async fn show(visitor: Visitor) -> PageResult {
    let rows = attribution().iter().map(|credit| {
        SummaryRow::new(
            credit.data,
            html! {
                (credit.statement)
                br;
                a class="govuk-link" href=(credit.licence_url) { (credit.licence) span class="govuk-visually-hidden" { ", for the data of " (credit.source) } }
            },
        )
    });
    let count = i64::try_from(sectors().len()).unwrap_or(i64::MAX);
    let body = html! {
        (section("How exact it is", html! {
            p class="govuk-body" {
                "A postcode is known to the precision of its sector, such as LS11 9: a few streets in a town, a few villages elsewhere. The table holds "
                (words::number(count)) " of them and dates from " (month(&sector_table().vintage)) ". Distances are in a straight line between the middles of sectors, so they are often out by half a mile in a town and by more in the country."
            }
            p class="govuk-body" { "A sector counts for the local authority in which most of its postcodes lie. Postcodes of Northern Ireland, the Channel Islands and the Isle of Man are not in it." }
        }))
        (section("Whose data it is", html! {
            (SummaryList { rows: rows.collect(), ..Default::default() })
        }))
    };
    Ok(Page::new(&visitor, "Data about places").show(article(
        "Data about places",
        "Postcodes lead to places by a table inside the service. No postcode that you type is sent anywhere.",
        body,
    )))
}

/// `2025-11` as November 2025; anything else as it is.
fn month(vintage: &str) -> String {
    let first: Option<Date> = format!("{vintage}-01").parse().ok();
    first.map_or_else(
        || vintage.to_owned(),
        |first| words::date(first).trim_start_matches("1 ").to_owned(),
    )
}
