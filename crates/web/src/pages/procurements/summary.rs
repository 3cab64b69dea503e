//! `/procurements/{ocid}/summary`: a supplier's own assessment summary, as a page, as a document to keep, and with the file by
//! which it can check its own marks.

use super::{criterion_name, show::download, time};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Path, State};
use maud::{DOCTYPE, Markup, html};
use svx_app::{
    App,
    procurement::{
        summaries::{self, Issued},
        summary::{Answer, Assessed, Content, Line, Party},
    },
};
use svx_ui::{InsetText, WarningText, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/summary", show)
        .get("/procurements/{ocid}/summary/document", document)
        .get("/procurements/{ocid}/summary/tender.json", own_copy)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let issued = summaries::own(&app, visitor.actor(), &ocid).await?;
    Ok(Page::new(&visitor, "Assessment summary").back_to(format!("/procurements/{ocid}"), "The procurement").wide().show(html! {
        span class="govuk-caption-xl" { (issued.content.title) }
        h1 class="govuk-heading-xl" { "Assessment summary" }
        (standing(&issued))
        p class="govuk-body" {
            a class="govuk-link" href={ "/procurements/" (ocid) "/summary/document" } download { "Download the summary as a document (HTML)" }
        }
        (body(&issued.content))
        (check_it_yourself(&issued.content, &format!("/procurements/{ocid}/summary/tender.json")))
    }))
}

/// Which version it is, whether its decision stands, and until when the contract is not entered into.
pub(super) fn standing(issued: &Issued) -> Markup {
    let summary = &issued.summary;
    html! {
        p class="govuk-body" { "Version " (summary.version) ", issued " (time(summary.issued_at)) "." }
        @if !summary.correction.is_empty() {
            (InsetText { content: html! { p { strong { "What this version corrects. " } (summary.correction) } }.into(), ..Default::default() })
        }
        @if !issued.stands {
            (WarningText { content: "The decision that this summary is about was set aside. You will be told of the new one.".into(), ..Default::default() })
        } @else if let Some(notice) = &issued.notice {
            p class="govuk-body" {
                "The contract award notice was published " (time(notice.published_at)) ". The standstill ends at midnight at the end of "
                strong { (words::weekday_date(notice.last_day)) } ". Until then the authority does not enter into the contract."
            }
        } @else {
            p class="govuk-body" { "The contract award notice is not published yet. The standstill begins with the day of its publication." }
        }
    }
}

fn party(party: &Party) -> Markup {
    let place = party.postcode.iter();
    let rest: Vec<&str> = party.identifiers.iter().chain(place).map(String::as_str).collect();
    html! { (party.name) @if !rest.is_empty() { " (" (rest.join(", ")) ")" } }
}

/// Everything that the summary says, from the second heading on.
pub(super) fn body(content: &Content) -> Markup {
    let theirs = content.most_advantageous.as_ref();
    html! {
        h2 class="govuk-heading-l" { "The decision" }
        p class="govuk-body" { (content.authority) " assessed " (words::plural(u64::try_from(content.bids).unwrap_or_default(), "bid", "bids")) " and intends to enter into the contract with " strong { (party(&content.winner)) } ". " (content.decision) }
        p class="govuk-body" { "This summary is for " (party(&content.supplier)) "." }
        @match &content.why_not {
            Some(reason) => p class="govuk-body" { strong { "Why the contract does not go to you. " } (reason) },
            None => p class="govuk-body" { strong { "Your tender is the most advantageous." } },
        }
        @if !content.note.is_empty() {
            @for line in content.note.lines().filter(|line| !line.trim().is_empty()) { p class="govuk-body" { (line) } }
        }
        h2 class="govuk-heading-l" { "Marks" }
        (table(&content.own, theirs, &content.winner.name))
        @for (place, line) in content.own.criteria.iter().enumerate() {
            h2 class="govuk-heading-l" { (criterion_name(&line.criterion)) }
            h3 class="govuk-heading-m" { "Your bid: " (line.score.display) " of " (line.of) }
            (explained(line))
            @if let Some(winner) = theirs.and_then(|theirs| theirs.criteria.get(place)) {
                h3 class="govuk-heading-m" { (content.winner.name) ": " (winner.score.display) " of " (winner.of) }
                (explained(winner))
            }
        }
    }
}

fn table(own: &Assessed, theirs: Option<&Assessed>, winner: &str) -> Markup {
    let total = |of: &Assessed| {
        of.total
            .as_ref()
            .map_or("None", |total| total.display.as_str())
            .to_owned()
    };
    let exact = |of: &Assessed| of.total.as_ref().map(|total| total.exact.clone()).unwrap_or_default();
    html! {
        table class="govuk-table" {
            caption class="govuk-table__caption govuk-table__caption--s" { "Points for each criterion" }
            thead class="govuk-table__head" {
                tr class="govuk-table__row" {
                    th scope="col" class="govuk-table__header" { "Criterion" }
                    th scope="col" class="govuk-table__header govuk-table__header--numeric" { "At most" }
                    th scope="col" class="govuk-table__header govuk-table__header--numeric" { "Your bid" }
                    @if theirs.is_some() { th scope="col" class="govuk-table__header govuk-table__header--numeric" { (winner) } }
                }
            }
            tbody class="govuk-table__body" {
                @for (place, line) in own.criteria.iter().enumerate() {
                    tr class="govuk-table__row" {
                        th scope="row" class="govuk-table__header" { (criterion_name(&line.criterion)) }
                        td class="govuk-table__cell govuk-table__cell--numeric" { (line.of) }
                        td class="govuk-table__cell govuk-table__cell--numeric" { (line.score.display) }
                        @if let Some(theirs) = theirs {
                            td class="govuk-table__cell govuk-table__cell--numeric" { (theirs.criteria.get(place).map_or("", |line| line.score.display.as_str())) }
                        }
                    }
                }
                tr class="govuk-table__row" {
                    th scope="row" class="govuk-table__header" { "Total" }
                    td class="govuk-table__cell govuk-table__cell--numeric" { "100" }
                    td class="govuk-table__cell govuk-table__cell--numeric" { (total(own)) }
                    @if let Some(theirs) = theirs { td class="govuk-table__cell govuk-table__cell--numeric" { (total(theirs)) } }
                }
            }
        }
        p class="govuk-body" {
            "Exactly, your total is " (exact(own))
            @if let Some(theirs) = theirs { " and that of " (winner) " is " (exact(theirs)) }
            ". Rounding is for display alone."
        }
    }
}

fn explained(line: &Line) -> Markup {
    html! {
        p class="govuk-body" { "How the number came about:" }
        ul class="govuk-list govuk-list--bullet" {
            @for (depth, words) in &line.working {
                li class=[(*depth > 0).then_some("govuk-!-margin-left-4")] { (words) }
            }
        }
        @for answer in &line.answers { (answered(answer)) }
    }
}

fn answered(answer: &Answer) -> Markup {
    html! {
        p class="govuk-body govuk-!-font-weight-bold" { (answer.question) }
        p class="govuk-body" { "Mark " (answer.mark) " of " (answer.of) ": " (answer.meaning) "." }
        @for (place, line) in answer.reason.lines().filter(|line| !line.trim().is_empty()).enumerate() {
            p class="govuk-body" { @if place == 0 { "Reason: " } (line) }
        }
    }
}

/// How to work it out again with the supplier's own copy of the tender.
pub(super) fn check_it_yourself(content: &Content, file: &str) -> Markup {
    html! {
        h2 class="govuk-heading-l" { "Check it yourself" }
        p class="govuk-body" {
            "Your own copy of the tender has the published rules, your bid and marks, and those of the most advantageous tender. Other bidders are in it without their names, and with no more of their figures than your marks depend on: the lowest price, the highest offer. So your marks come out to the last fraction, while ranks of others need not."
        }
        p class="govuk-body" { a class="govuk-link" href=(file) download { "Download your own copy of the tender (JSON)" } }
        p class="govuk-body" { "Work it out with the open-source program that the exchange itself uses:" }
        pre class="svx-break" { code { "svx evaluate " (content.ocid) "-own-copy.json --explain" } }
        p class="govuk-body" { "It must show the same points as above, and this fingerprint of the rules, which were published before anyone bid: " code class="svx-break" { (content.rules_sha256) } "." }
    }
}

/// The whole as a document that stands alone: it reads well with or without styles, prints, and needs nothing else.
pub(super) fn standalone(issued: &Issued) -> Vec<u8> {
    let content = &issued.content;
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Assessment summary: " (content.title) }
            }
            body {
                main {
                    h1 { "Assessment summary" }
                    p { (content.title) ", " (content.authority) ", " (content.ocid) }
                    (standing(issued))
                    (body(content))
                    h2 { "Check it yourself" }
                    p { "Signed in, download your own copy of the tender from the page of this summary and run " code { "svx evaluate" } " with it. The fingerprint of the published rules is " code { (content.rules_sha256) } "." }
                    p { "The fingerprint (SHA-256) of this summary as it was issued is " code { (issued.summary.sha256) } "." }
                }
            }
        }
    };
    markup.into_string().into_bytes()
}

async fn document(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let issued = summaries::own(&app, visitor.actor(), &ocid).await?;
    Ok(download(
        standalone(&issued),
        "text/html; charset=utf-8",
        &format!("{ocid}-assessment-summary.html"),
    ))
}

async fn own_copy(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let issued = summaries::own(&app, visitor.actor(), &ocid).await?;
    let file = issued.summary.own_copy.into_bytes();
    Ok(download(file, "application/json", &format!("{ocid}-own-copy.json")))
}
