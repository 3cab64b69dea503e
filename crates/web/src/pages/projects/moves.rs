//! Pausing, resuming and closing a project.

use crate::{Fields, Page, PageResult, Routes, Visitor, see_other_with};
use axum::extract::{Path, State};
use maud::html;
use svx_app::{App, Error, projects};
use svx_ui::{Button, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/projects/{slug}/pause", pause)
        .post("/projects/{slug}/resume", resume)
        .get("/projects/{slug}/close", ask)
        .post("/projects/{slug}/close", close)
}

async fn pause(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    projects::pause(&app, visitor.actor(), &slug).await?;
    let message = "You have paused the project. It is not on the public list until you resume it";
    Ok(see_other_with(&format!("/projects/{slug}"), message))
}

async fn resume(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    projects::resume(&app, visitor.actor(), &slug).await?;
    Ok(see_other_with(
        &format!("/projects/{slug}"),
        "You have put the project back on the public list",
    ))
}

async fn ask(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    let shown = projects::show(&app, visitor.actor(), &slug).await?;
    if !shown.may_edit || !shown.moves().contains(&"close") {
        return Err(Error::NotFound.into());
    }
    let title = "Do you want to close this project?";
    Ok(Page::new(&visitor, title).back(format!("/projects/{slug}")).show(html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { "‘" (shown.project.title) "’ leaves the public list for good. What was promised to it stays promised." }
        form method="post" action={ "/projects/" (slug) "/close" } novalidate {
            (Csrf(visitor.csrf()))
            div class="govuk-button-group" {
                (Button::warning("Close the project"))
                a class="govuk-link" href={ "/projects/" (slug) } { "Keep it" }
            }
        }
    }))
}

async fn close(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    projects::close(&app, visitor.actor(), &slug).await?;
    Ok(see_other_with(
        &format!("/projects/{slug}"),
        "You have closed the project",
    ))
}
