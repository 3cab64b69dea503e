//! A project that is not sent yet: what is done and what is still to do.

use super::state_tag;
use crate::{Page, Visitor};
use axum::response::Response;
use maud::html;
use svx_app::projects::Shown;
use svx_store::projects::Project;
use svx_ui::{InsetText, Task, TaskList, TaskStatus, words};

pub(super) fn show(visitor: &Visitor, shown: &Shown, alike: &[Project]) -> Response {
    let slug = &shown.project.slug;
    let missing = |part: &str| shown.missing.iter().any(|(each, _)| *each == part);
    let status = |part: &str| {
        if missing(part) {
            TaskStatus::not_started()
        } else {
            TaskStatus::completed()
        }
    };
    let task = |part: &str, title: &'static str| Task::new(format!("/projects/{slug}/{part}"), title, status(part));
    let needs = words::plural(shown.needs.len() as u64, "thing", "things");
    let last = if shown.missing.is_empty() {
        Task::new(
            format!("/projects/{slug}/check"),
            "Check your answers and send",
            TaskStatus::not_started(),
        )
    } else {
        Task::new("", "Check your answers and send", TaskStatus::cannot_start())
    };
    let items = vec![
        task("about", "What it is and why"),
        task("who", "Who benefits"),
        task("where", "Where and when"),
        task("exchanges", "Who should see it"),
        task("needs", "What you need").hint(format!("{needs} so far")),
        last,
    ];
    Page::new(visitor, shown.project.title.clone()).back_to("/projects", "Our projects").show(html! {
        h1 class="govuk-heading-l" { (shown.project.title) }
        p class="govuk-body" { (state_tag(shown.project.state)) }
        @if let Some(note) = &shown.project.review_note {
            (InsetText { content: html! { p class="govuk-body" { strong { "It was returned to you: " } (note) } }.into(), ..Default::default() })
        }
        @if !alike.is_empty() {
            (InsetText { content: html! {
                p class="govuk-body" { "You may be asking for this already:" }
                ul class="govuk-list govuk-list--bullet" {
                    @for other in alike { li { a class="govuk-link" href={ "/projects/" (other.slug) } { (other.title) } } }
                }
            }.into(), ..Default::default() })
        }
        p class="govuk-body" { "Everything is kept as you go. You can stop and come back." }
        (TaskList { items, ..Default::default() })
    })
}
