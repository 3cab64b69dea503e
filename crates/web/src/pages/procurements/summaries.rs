//! `/procurements/{ocid}/summaries`: officers read what each supplier will be told, issue it, and correct it by a further version.

use super::{show::download, summary, time};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::summaries::{self, List, Seen},
};
use svx_domain::{BidId, lifecycle::ProcurementState};
use svx_ui::{
    Button, FormErrors, InsetText, Label, Size, Tag, TagColour, Task, TaskList, TaskStatus, Textarea, WarningText,
    layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/summaries", list)
        .post("/procurements/{ocid}/summaries", issue)
        .get("/procurements/{ocid}/summaries/{bid}", show)
        .post("/procurements/{ocid}/summaries/{bid}", correct)
        .get("/procurements/{ocid}/summaries/{bid}/document", document)
}

async fn list(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let list = summaries::list(&app, visitor.actor(), &ocid).await?;
    let items = list.lines.iter().map(|line| {
        let status = match &line.current {
            Some(summary) if summary.version > 1 => {
                TaskStatus::Text(format!("Issued, version {}", summary.version).into())
            }
            Some(_) => TaskStatus::Text("Issued".into()),
            None => TaskStatus::Tag(Tag::new(TagColour::Blue, "To be issued")),
        };
        Task::new(
            format!("/procurements/{ocid}/summaries/{}", line.bid),
            format!("Summary for {}", line.supplier),
            status,
        )
    });
    Ok(Page::new(&visitor, "Assessment summaries").back_to(format!("/procurements/{ocid}/decision"), "Decision").show(html! {
        span class="govuk-caption-l" { (list.procurement.title) }
        h1 class="govuk-heading-l" { "Assessment summaries" }
        p class="govuk-body" { "Every assessed supplier is told how its bid was assessed, beside the bid that is to win, before the contract award notice is published (Procurement Act 2023, section 50)." }
        (TaskList { items: items.collect(), ..Default::default() })
        (next(&visitor, &ocid, &list))
    }))
}

fn next(visitor: &Visitor, ocid: &str, list: &List) -> Markup {
    html! {
        @if list.is_complete() {
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/standstill" } { "Contract award notice and standstill" } }
        } @else if list.procurement.state == ProcurementState::Summaries {
            (WarningText { content: "Read each of them first. What is issued cannot be changed: a correction is a further version.".into(), ..Default::default() })
            form method="post" action={ "/procurements/" (ocid) "/summaries" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Issue the summaries"))
            }
        }
    }
}

async fn issue(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let count = summaries::issue(&app, visitor.actor(), &ocid).await?;
    let count = words::plural(u64::try_from(count).unwrap_or_default(), "summary", "summaries");
    Ok(see_other_with(
        &format!("/procurements/{ocid}/summaries"),
        &format!("You have issued {count}"),
    ))
}

fn id(bid: &str) -> PageResult<BidId> {
    bid.parse().map_err(|_| crate::PageError::NotFound)
}

async fn show(State(app): State<App>, visitor: Visitor, Path((ocid, bid)): Path<(String, String)>) -> PageResult {
    visitor.require()?;
    let seen = summaries::seen(&app, visitor.actor(), &ocid, id(&bid)?).await?;
    Ok(page(&visitor, &ocid, &bid, &seen, &Fields::empty(), &Invalid::new()))
}

fn page(visitor: &Visitor, ocid: &str, bid: &str, seen: &Seen, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let content = match seen {
        Seen::Issued(issued) => &issued.content,
        Seen::Preview(content) => content,
    };
    Page::new(visitor, format!("Summary for {}", content.supplier.name)).back_to(format!("/procurements/{ocid}/summaries"), "Assessment summaries").errors(&errors).wide().show(html! {
        (errors.summary())
        span class="govuk-caption-xl" { (content.title) }
        h1 class="govuk-heading-xl" { "Summary for " (content.supplier.name) }
        @match seen {
            Seen::Issued(issued) => {
                (summary::standing(issued))
                p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/summaries/" (bid) "/document" } download { "Download it as a document (HTML)" } }
            }
            Seen::Preview(_) => (InsetText { content: html! { p { "This is what the supplier will read. It is not issued yet." } }.into(), ..Default::default() }),
        }
        (summary::body(content))
        @if let Seen::Issued(issued) = seen {
            @if issued.stands { (correction(visitor, ocid, bid, fields, &errors)) }
            @if !issued.earlier.is_empty() {
                h2 class="govuk-heading-m" { "Earlier versions" }
                ul class="govuk-list govuk-list--bullet" {
                    @for earlier in &issued.earlier { li { "Version " (earlier.version) ", issued " (time(earlier.issued_at)) ", SHA-256 " code class="svx-break" { (earlier.sha256) } } }
                }
            }
        }
    })
}

fn correction(visitor: &Visitor, ocid: &str, bid: &str, fields: &Fields, errors: &FormErrors) -> Markup {
    let words = |name: &'static str, label: &'static str, hint: &'static str| Textarea {
        name,
        label: Label::sized(Size::S, label),
        hint: hint.into(),
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    };
    html! {
        h2 class="govuk-heading-m" { "Correct it" }
        p class="govuk-body" { "The supplier is written to. If the correction bears on whether it would challenge the decision, set the decision aside and decide anew." }
        form method="post" action={ "/procurements/" (ocid) "/summaries/" (bid) } novalidate {
            (Csrf(visitor.csrf()))
            (words("correction", "What is corrected?", ""))
            (words("note", "What do you add? (optional)", "It stands in the summary, under the decision"))
            (Button::secondary("Issue a corrected version"))
        }
    }
}

async fn correct(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, bid)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let bid_id = id(&bid)?;
    match summaries::correct(
        &app,
        visitor.actor(),
        &ocid,
        bid_id,
        fields.text("correction"),
        fields.text("note"),
    )
    .await
    {
        Ok(version) => Ok(see_other_with(
            &format!("/procurements/{ocid}/summaries/{bid}"),
            &format!("You have issued version {version}"),
        )),
        Err(Error::Invalid(invalid)) => {
            let seen = summaries::seen(&app, visitor.actor(), &ocid, bid_id).await?;
            Ok(page(&visitor, &ocid, &bid, &seen, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn document(State(app): State<App>, visitor: Visitor, Path((ocid, bid)): Path<(String, String)>) -> PageResult {
    visitor.require()?;
    match summaries::seen(&app, visitor.actor(), &ocid, id(&bid)?).await? {
        Seen::Issued(issued) => Ok(download(
            summary::standalone(&issued),
            "text/html; charset=utf-8",
            &format!("{ocid}-assessment-summary.html"),
        )),
        Seen::Preview(_) => Err(crate::PageError::NotFound),
    }
}
