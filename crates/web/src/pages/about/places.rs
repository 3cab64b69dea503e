//! `/places`: where the data about places comes from, how old it is, and how exact.

use super::{article, section};
use crate::{Page, PageResult, Routes, Visitor};
use maud::html;
use svx_places::{attribution, sector_table, sectors};
use svx_ui::{Cell, Table, words};

pub(super) fn routes() -> Routes {
    Routes::new().get("/places", show)
}

async fn show(visitor: Visitor) -> PageResult {
    let rows = attribution().iter().map(|credit| -> Vec<Cell<'_>> {
        vec![
            credit.data.into(),
            html! { (credit.statement) " (" (credit.year) ")" }.into(),
            html! { a class="govuk-link" href=(credit.licence_url) { (credit.licence) } }.into(),
        ]
    });
    let count = i64::try_from(sectors().len()).unwrap_or(i64::MAX);
    let body = html! {
        (section("How exact it is", html! {
            p class="govuk-body" {
                "A postcode is known to the precision of its sector, such as LS11 9: a few streets in a town, a few villages elsewhere. The table holds "
                (words::number(count)) " of them and dates from " (sector_table().vintage) ". Distances are in a straight line between the middles of sectors, so they are often out by half a mile in a town and by more in the country."
            }
            p class="govuk-body" { "A sector counts for the local authority in which most of its postcodes lie. Postcodes of Northern Ireland, the Channel Islands and the Isle of Man are not in it." }
        }))
        (section("Whose data it is", html! {
            (Table {
                caption: "Sources of data about places and their licences".into(),
                caption_hidden: true,
                head: vec!["Data".into(), "Source".into(), "Licence".into()],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }))
    };
    Ok(Page::new(&visitor, "Data about places").show(article(
        "Data about places",
        "Postcodes lead to places by a table inside the service. No postcode that you type is sent anywhere.",
        body,
    )))
}
