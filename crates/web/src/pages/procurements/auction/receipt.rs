//! `/procurements/{ocid}/auction/bid/receipts/{number}`: the signed receipt of a bid, and the sealed file itself.

use super::super::{show::download, time};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Path, State};
use maud::html;
use svx_app::{App, auction::bid};
use svx_ui::{Panel, SummaryList, SummaryRow};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/auction/bid/receipts/{number}", show)
        .get("/procurements/{ocid}/auction/bid/receipts/{number}/receipt.txt", note)
        .get("/procurements/{ocid}/auction/bid/receipts/{number}/sealed.age", sealed)
}

async fn show(State(app): State<App>, visitor: Visitor, Path((ocid, number)): Path<(String, u32)>) -> PageResult {
    visitor.require()?;
    let receipt = bid::receipt(&app, visitor.actor(), &ocid, number).await?;
    let path = format!("/procurements/{ocid}/auction/bid/receipts/{number}");
    let rows = vec![
        SummaryRow::new("Procurement", html! { (receipt.procurement.title) br; (ocid) }),
        SummaryRow::new("Accepted", time(receipt.at)),
        SummaryRow::new("Which of your bids", number.to_string()),
        SummaryRow::new("Signed by", html! { code class="svx-break" { (receipt.key) } }),
    ];
    Ok(Page::new(&visitor, "Receipt of your bid").back_to(format!("/procurements/{ocid}/auction/bid"), "Your place in the auction").show(html! {
        (Panel { title: "Bid accepted".into(), content: "What you pledged is sealed until the auction is over.".into(), ..Default::default() })
        (SummaryList { rows, ..Default::default() })
        h2 class="govuk-heading-m" { "The receipt" }
        p class="govuk-body" { "Keep it. It is signed, and stands in the file that is published after the award: with it you can show that your bid was not changed or left out." }
        pre class="svx-break" tabindex="0" { (receipt.note) }
        ul class="govuk-list" {
            li { a class="govuk-link" href={ (path) "/receipt.txt" } download { "Download the receipt" } }
            li { a class="govuk-link" href={ (path) "/sealed.age" } download { "Download the sealed file" } }
        }
    }))
}

async fn note(State(app): State<App>, visitor: Visitor, Path((ocid, number)): Path<(String, u32)>) -> PageResult {
    visitor.require()?;
    let receipt = bid::receipt(&app, visitor.actor(), &ocid, number).await?;
    let name = format!("{ocid}-auction-bid-{number}.txt");
    Ok(download(receipt.note.into_bytes(), "text/plain; charset=utf-8", &name))
}

async fn sealed(State(app): State<App>, visitor: Visitor, Path((ocid, number)): Path<(String, u32)>) -> PageResult {
    visitor.require()?;
    let receipt = bid::receipt(&app, visitor.actor(), &ocid, number).await?;
    let name = format!("{ocid}-auction-bid-{number}.age");
    Ok(download(receipt.sealed, "application/octet-stream", &name))
}
