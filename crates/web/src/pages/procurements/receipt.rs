//! `/procurements/{ocid}/bid/receipts/{version}`: proof of a submission, and the sealed file itself.

use super::{show::download, time};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Path, State};
use maud::html;
use svx_app::{App, Error, log::receipt::Proof, procurement::bidding};
use svx_domain::lifecycle::BidState;
use svx_ui::{InsetText, Panel, SummaryList, SummaryRow};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/bid/receipts/{version}", show)
        .get("/procurements/{ocid}/bid/receipts/{version}/sealed.age", file)
        .get("/procurements/{ocid}/bid/receipts/{version}/receipt.json", proof)
}

async fn show(State(app): State<App>, visitor: Visitor, Path((ocid, version)): Path<(String, u32)>) -> PageResult {
    visitor.require()?;
    let receipt = bidding::receipt(&app, visitor.actor(), &ocid, version).await?;
    let supplier = visitor
        .signed_in()
        .and_then(|signed_in| signed_in.current())
        .map(|current| current.name.clone());
    let (p, submission) = (&receipt.procurement, &receipt.submission);
    let rows = vec![
        SummaryRow::new("Procurement", html! { (p.title) br; (p.ocid) }),
        SummaryRow::new("Supplier", supplier.unwrap_or_default()),
        SummaryRow::new("Received", time(submission.at)),
        SummaryRow::new("Submission", submission.version.to_string()),
        SummaryRow::new(
            "SHA-256 of the sealed file",
            html! { code class="svx-break" { (submission.sealed_sha256) } },
        ),
    ];
    Ok(Page::new(&visitor, "Receipt of your bid").back_to(format!("/procurements/{ocid}/bid"), "Your bid").show(html! {
        @if receipt.is_replaced {
            h1 class="govuk-heading-l" { "Receipt of an earlier submission" }
            (InsetText { content: html! { p { "A later submission stands in its place." } }.into(), ..Default::default() })
        } @else if receipt.bid_state == BidState::Withdrawn {
            h1 class="govuk-heading-l" { "Receipt of a bid that was withdrawn" }
        } @else {
            (Panel { title: "Bid submitted".into(), content: "It is sealed. Nobody can open it before bids close.".into(), ..Default::default() })
        }
        (SummaryList { rows, ..Default::default() })
        p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/bid/receipts/" (version) "/sealed.age" } { "Download the sealed file" } }
        p class="govuk-body" { "Keep it with this receipt. Its SHA-256 shows that what is opened is what you submitted." }
        h2 class="govuk-heading-m" { "Proof that it was received" }
        @match &receipt.proof {
            Proof::Covered(_) => {
                p class="govuk-body" {
                    "Your submission is in " a class="govuk-link" href="/log" { "the log that anyone can check" }
                    ", under a signed checkpoint. With this file you can show that, whatever becomes of this service."
                }
                p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/bid/receipts/" (version) "/receipt.json" } { "Download the proof" } }
            },
            Proof::Due(at) => p class="govuk-body" {
                "Your submission is in " a class="govuk-link" href="/log" { "the log that anyone can check" }
                ". You can download the proof here after its next checkpoint, at " (time(*at)) "."
            },
        }
        @if receipt.is_open && receipt.bid_state == BidState::Submitted && !receipt.is_replaced {
            h2 class="govuk-heading-m" { "What happens next" }
            p class="govuk-body" { "You can change your bid and submit it again, or withdraw it, until " (p.bids_until.map(time).unwrap_or_default()) ". After that an officer opens all bids at once." }
        }
    }))
}

async fn file(State(app): State<App>, visitor: Visitor, Path((ocid, version)): Path<(String, u32)>) -> PageResult {
    visitor.require()?;
    let receipt = bidding::receipt(&app, visitor.actor(), &ocid, version).await?;
    Ok(download(
        receipt.submission.sealed,
        "application/octet-stream",
        &format!("{ocid}-bid-{version}.age"),
    ))
}

async fn proof(State(app): State<App>, visitor: Visitor, Path((ocid, version)): Path<(String, u32)>) -> PageResult {
    visitor.require()?;
    match bidding::receipt(&app, visitor.actor(), &ocid, version).await?.proof {
        Proof::Covered(receipt) => {
            let bytes =
                serde_json::to_vec_pretty(&receipt).map_err(|error| Error::from(svx_store::Error::from(error)))?;
            let name = format!("{ocid}-bid-{version}-receipt.json");
            Ok(download(bytes, "application/json", &name))
        }
        Proof::Due(_) => Err(Error::NotFound.into()),
    }
}
