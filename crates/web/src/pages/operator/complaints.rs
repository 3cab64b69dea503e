//! `/operator/complaints`: what was complained about, and closing a complaint with what was done.

use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{App, Error, complaints};
use svx_domain::{Code as _, ports};
use svx_store::complaints::Complaint;
use svx_ui::{
    Button, EmptyState, FormErrors, Label, Size, SummaryList, SummaryRow, Table, Tag, TagColour, Textarea,
    layout::Csrf, words,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/operator/complaints", list)
        .get("/operator/complaints/{reference}", show)
        .post("/operator/complaints/{reference}/close", close)
}

async fn list(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let complaints = complaints::list(&app, visitor.actor()).await?;
    Ok(Page::new(&visitor, "Complaints")
        .back_to("/operator", "Installation")
        .show(html! {
            h1 class="govuk-heading-xl" { "Complaints" }
            h2 class="govuk-heading-m" { "To be answered" }
            (table("Complaints to be answered", &complaints.open, "No complaint waits for an answer"))
            h2 class="govuk-heading-m" { "Closed" }
            (table("Complaints that were closed", &complaints.closed, "No complaint has been closed"))
        }))
}

fn table(caption: &'static str, complaints: &[Complaint], empty: &'static str) -> Markup {
    let row = |complaint: &Complaint| {
        let href = format!("/operator/complaints/{}", complaint.reference);
        vec![
            html! { a class="govuk-link" href=(href) { (complaint.reference) } }.into(),
            complaint.about.label().into(),
            words::date(ports::uk_date(complaint.created_at)).into(),
        ]
    };
    html! {
        @if complaints.is_empty() {
            (EmptyState { title: empty.into(), content: "Anyone can complain by the link at the foot of every page.".into() })
        } @else {
            (Table {
                caption: caption.into(),
                caption_hidden: true,
                head: vec!["Reference".into(), "About".into(), "Made on".into()],
                rows: complaints.iter().map(row).collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Path(reference): Path<String>) -> PageResult {
    visitor.require()?;
    let complaint = complaints::find(&app, visitor.actor(), &reference).await?;
    Ok(page(&visitor, &complaint, &Fields::empty(), &FormErrors::new()))
}

async fn close(State(app): State<App>, visitor: Visitor, Path(reference): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match complaints::close(&app, visitor.actor(), &reference, fields.get("note")).await {
        Ok(()) => Ok(see_other_with(
            "/operator/complaints",
            &format!("You have closed complaint {reference}"),
        )),
        Err(Error::Invalid(invalid)) => {
            let complaint = complaints::find(&app, visitor.actor(), &reference).await?;
            Ok(page(&visitor, &complaint, &fields, &form_errors(&invalid)))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, complaint: &Complaint, fields: &Fields, errors: &FormErrors) -> Response {
    let moment = |at: jiff::Timestamp| words::date_time(at.to_zoned_datetime(ports::uk()).datetime());
    let mut rows = vec![
        SummaryRow::new("About", complaint.about.label()),
        SummaryRow::new("Made at", moment(complaint.created_at)),
        SummaryRow::new("From", complaint.name.clone()),
        SummaryRow::new(
            "Answer to",
            html! { a class="govuk-link" href={ "mailto:" (complaint.email) "?subject=Complaint%20" (complaint.reference) } { (complaint.email) } },
        ),
        SummaryRow::new("What they say", lines(&complaint.statement)),
    ];
    if let (Some(at), Some(note)) = (complaint.closed_at, &complaint.note) {
        rows.push(SummaryRow::new("Closed at", moment(at)));
        rows.push(SummaryRow::new("What was done", lines(note)));
    }
    Page::new(visitor, format!("Complaint {}", complaint.reference))
        .back_to("/operator/complaints", "Complaints")
        .errors(errors)
        .show(html! {
            (errors.summary())
            div class="svx-page-head" {
                h1 class="govuk-heading-l" { "Complaint " (complaint.reference) }
                @if complaint.closed_at.is_some() {
                    (Tag::new(TagColour::Grey, "Closed"))
                } @else {
                    (Tag::new(TagColour::Yellow, "To be answered"))
                }
            }
            (SummaryList { rows, ..Default::default() })
            @if complaint.closed_at.is_none() {
                h2 class="govuk-heading-m" { "Close this complaint" }
                p class="govuk-body" { "Answer the person by e-mail first. What you write here is kept with the complaint and is not sent to anyone." }
                form method="post" action={ "/operator/complaints/" (complaint.reference) "/close" } novalidate {
                    (Csrf(visitor.csrf()))
                    (Textarea {
                        name: "note",
                        label: Label::sized(Size::S, "What was done"),
                        error: errors.error("note"),
                        value: fields.get("note"),
                        ..Default::default()
                    })
                    (Button::submit("Close complaint"))
                }
            }
        })
}

/// Text with its line ends kept.
fn lines(text: &str) -> Markup {
    html! {
        @for (number, line) in text.lines().enumerate() {
            @if number > 0 { br; }
            (line)
        }
    }
}
