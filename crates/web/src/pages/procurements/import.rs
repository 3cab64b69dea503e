//! `/procurements/import`: take in notices of one's own authority from a file in the Open Contracting Data Standard.

use crate::{Page, PageResult, Routes, Upload, Visitor, fields::form_errors};
use axum::{extract::State, response::Response};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    procurement::import::{self, MAX_UPLOAD_BYTES, Outcome},
};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{Button, FileUpload, Label, Size, layout::Csrf, words};

/// The most problems that the page lists.
const MAX_PROBLEMS: usize = 200;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/import", show)
        .upload("/procurements/import", MAX_UPLOAD_BYTES + 64 * 1024, take)
}

async fn show(visitor: Visitor) -> PageResult {
    visitor.require()?;
    access::authorize(visitor.actor(), Action::CreateProcurement, &Scope::none())?;
    Ok(form(&visitor, &Invalid::new()))
}

async fn take(State(app): State<App>, visitor: Visitor, upload: Upload) -> PageResult {
    visitor.require()?;
    access::authorize(visitor.actor(), Action::CreateProcurement, &Scope::none())?;
    let Some(file) = upload.files.iter().find(|file| file.field == "file") else {
        return Ok(form(&visitor, &Invalid::one("file", "Choose a file")));
    };
    match import::upload(&app, visitor.actor(), &file.bytes).await {
        Ok(outcome) => Ok(done(&visitor, &outcome)),
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let more: Vec<&str> = invalid
        .iter()
        .skip(1)
        .map(|(_, message)| message)
        .take(MAX_PROBLEMS)
        .collect();
    Page::new(visitor, "Import notices").back_to("/procurements", "Procurements").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Import notices" }
        p class="govuk-body" { "Each contracting process in the file becomes a draft of your authority that you can go on with. Its notice is shown to everyone as a notice. Importing the same file again adds nothing." }
        form method="post" action="/procurements/import" enctype="multipart/form-data" novalidate {
            (Csrf(visitor.csrf()))
            (FileUpload {
                name: "file",
                label: Label::sized(Size::S, "File in the Open Contracting Data Standard"),
                hint: "Version 1.1, as JSON: a release, a release package or a record package of up to 16 MB".into(),
                accept: ".json,.jsonl,application/json",
                error: errors.error("file"),
                ..Default::default()
            })
            @if !more.is_empty() { ul class="govuk-list govuk-list--bullet" { @for fault in more { li { (fault) } } } }
            (Button::submit("Import"))
        }
    })
}

fn done(visitor: &Visitor, outcome: &Outcome) -> Response {
    let count =
        |count: usize, one: &str, many: &str| words::plural(u64::try_from(count).unwrap_or_default(), one, many);
    Page::new(visitor, "Notices imported").back_to("/procurements", "Procurements").show(html! {
        h1 class="govuk-heading-l" { "Notices imported" }
        ul class="govuk-list govuk-list--bullet" {
            li { (count(outcome.new_procurements, "procurement was begun", "procurements were begun")) " as drafts" }
            li { (count(outcome.updated_procurements, "procurement", "procurements")) " had something added to its notices" }
            li { (count(outcome.new_releases, "release is", "releases are")) " new, " (count(outcome.known_releases, "was", "were")) " here already" }
            li { (count(outcome.report.refused.len(), "release was", "releases were")) " refused" }
        }
        @if !outcome.report.problems.is_empty() {
            h2 class="govuk-heading-m" { "Problems in the file" }
            ul class="govuk-list govuk-list--bullet" {
                @for problem in outcome.report.problems.iter().take(MAX_PROBLEMS) { li { (problem) } }
            }
        }
        @if !outcome.without_draft.is_empty() {
            h2 class="govuk-heading-m" { "Kept, but nothing to set up" }
            ul class="govuk-list govuk-list--bullet" {
                @for reason in outcome.without_draft.iter().take(MAX_PROBLEMS) { li { (reason) } }
            }
        }
        (Button::link("/procurements", "See your procurements"))
    })
}
