//! `/operator`: health, what waits, what failed and can be tried again, and the authorities.

use crate::{Page, PageResult, Routes, Visitor, see_other_with};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App,
    operate::{self, MAX_FAILED, Overview},
};
use svx_domain::{Id, ports};
use svx_ui::{Button, Cell, EmptyState, SummaryList, SummaryRow, Table, Tag, TagColour, layout::Csrf, words};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/operator", show)
        .post("/operator/jobs/{id}/retry", retry_job)
        .post("/operator/messages/{id}/retry", retry_message)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let overview = operate::overview(&app, visitor.actor()).await?;
    Ok(Page::new(&visitor, "Installation").wide().show(html! {
        h1 class="govuk-heading-xl" { "Installation" }
        (health(&overview))
        (waiting(&overview))
        h2 class="govuk-heading-l" id="failed" { "What failed" }
        (failed(&visitor, &overview))
        div class="svx-page-head" {
            h2 class="govuk-heading-l" { "Authorities" }
            (Button { style: svx_ui::ButtonStyle::Secondary, ..Button::link("/operator/authorities/new", "Add an authority") })
        }
        (authorities(&overview))
    }))
}

async fn retry_job(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, _: crate::Fields) -> PageResult {
    visitor.require()?;
    operate::retry_job(&app, visitor.actor(), parse(&id)?).await?;
    Ok(see_other_with("/operator", "The job is in the queue again"))
}

async fn retry_message(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
    _: crate::Fields,
) -> PageResult {
    visitor.require()?;
    operate::retry_message(&app, visitor.actor(), parse(&id)?).await?;
    Ok(see_other_with("/operator", "The message is sent once more"))
}

fn parse<T>(id: &str) -> Result<Id<T>, crate::PageError> {
    id.parse().map_err(|_| crate::PageError::NotFound)
}

fn health(overview: &Overview) -> Markup {
    let tag = |good: bool, yes: &'static str, no: &'static str| {
        if good {
            html! { (Tag::new(TagColour::Green, yes)) }
        } else {
            html! { (Tag::new(TagColour::Red, no)) }
        }
    };
    let counts = &overview.counts;
    let files = format!(
        "{}, {} MB",
        words::plural(counts.files.unsigned_abs(), "file", "files"),
        words::number(counts.file_bytes.div_euclid(1_000_000))
    );
    html! {
        h2 class="govuk-heading-l" { "Health" }
        (SummaryList {
            rows: vec![
                SummaryRow::new("Database", tag(overview.readiness.database, "Answering", "Not answering")),
                SummaryRow::new("Schema", tag(overview.readiness.migrations, "Up to date", "Out of date: run svx migrate")),
                SummaryRow::new("Storage of files", tag(overview.storage, "Working", "Files cannot be kept")),
                SummaryRow::new("Evidence", files),
                SummaryRow::new("Version", env!("CARGO_PKG_VERSION")),
                SummaryRow::new("People", words::number(counts.people)),
                SummaryRow::new("Organisations", words::number(counts.organisations)),
                SummaryRow::new("Imported and not claimed", words::number(counts.unclaimed)),
                SummaryRow::new("Events in the audit log", words::number(counts.events)),
            ],
            ..Default::default()
        })
    }
}

fn waiting(overview: &Overview) -> Markup {
    let row = |what: Markup, waiting: i64, failed: Option<i64>| {
        vec![
            what.into(),
            Cell::numeric(words::number(waiting)),
            Cell::numeric(failed.map_or_else(|| "Not counted".to_owned(), words::number)),
        ]
    };
    let counts = &overview.counts;
    html! {
        h2 class="govuk-heading-l" { "What waits" }
        (Table {
            caption: "What waits and what failed".into(),
            caption_hidden: true,
            head: vec!["What".into(), Cell::numeric("Waiting"), Cell::numeric("Failed")],
            rows: vec![
                row(html! { "Jobs of the worker" }, overview.jobs.waiting, Some(overview.jobs.failed)),
                row(html! { "Messages to be sent" }, overview.messages.waiting, Some(overview.messages.failed)),
                row(html! { a class="govuk-link" href="/review/claims" { "Claims of organisations" } }, counts.claims, None),
                row(html! { a class="govuk-link" href="/operator/complaints" { "Complaints" } }, counts.complaints, None),
            ],
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

fn failed(visitor: &Visitor, overview: &Overview) -> Markup {
    let moment = |at: jiff::Timestamp| words::date_time(at.to_zoned_datetime(ports::uk()).datetime());
    let row = |what: &str, error: Option<&str>, at, action: String| -> Vec<Cell<'static>> {
        let retry = html! {
            form method="post" action=(action) {
                (Csrf(visitor.csrf()))
                button class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" data-module="govuk-button" {
                    "Try again" span class="govuk-visually-hidden" { ": " (what) ", given up at " (moment(at)) }
                }
            }
        };
        vec![
            what.to_owned().into(),
            error.unwrap_or("No error was kept").to_owned().into(),
            moment(at).into(),
            retry.into(),
        ]
    };
    let jobs = overview.failed_jobs.iter().map(|job| {
        let action = format!("/operator/jobs/{}/retry", job.id);
        row(
            &format!("Job: {}", job.kind),
            job.error.as_deref(),
            job.failed_at,
            action,
        )
    });
    let messages = overview.failed_messages.iter().map(|message| {
        let action = format!("/operator/messages/{}/retry", message.id);
        row(
            &format!("Message: {}", message.topic),
            message.error.as_deref(),
            message.failed_at,
            action,
        )
    });
    let rows: Vec<_> = jobs.chain(messages).collect();
    html! {
        @if rows.is_empty() {
            (EmptyState {
                title: "Nothing has failed".into(),
                content: "A job or a message that fails ten times is given up, and can be tried again here.".into(),
            })
        } @else {
            (Table {
                caption: "Jobs and messages that were given up".into(),
                caption_hidden: true,
                head: vec!["What".into(), "What went wrong the last time".into(), "Given up at".into(), "Act".into()],
                rows,
                first_cell_is_header: true,
                ..Default::default()
            })
            p class="govuk-body" { "At most " (MAX_FAILED) " of each kind are shown, the latest first." }
        }
    }
}

fn authorities(overview: &Overview) -> Markup {
    html! {
        @if overview.authorities.is_empty() {
            (EmptyState {
                title: "No authority is on this installation yet".into(),
                content: "Add the first one. Its people are then invited by e-mail.".into(),
            })
        } @else {
            ul class="govuk-list govuk-list--bullet" {
                @for authority in &overview.authorities {
                    li { a class="govuk-link" href={ "/authorities/" (authority.slug) } { (authority.name) } }
                }
            }
        }
    }
}
