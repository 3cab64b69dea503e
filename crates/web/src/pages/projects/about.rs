//! `/projects/new` and `/projects/{slug}/about`: what a project is and why.

use super::{for_change, onward};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    projects::{self, About, MAX_SUMMARY_CHARS},
};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{Button, CharacterCount, Input, Limit, Textarea, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/new", begin)
        .post("/projects/new", create)
        .get("/projects/{slug}/about", show)
        .post("/projects/{slug}/about", save)
}

fn typed(fields: &Fields) -> About<'_> {
    About {
        title: fields.get("title"),
        summary: fields.get("summary"),
    }
}

async fn begin(visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    access::authorize(visitor.actor(), Action::CreateProject, &Scope::none())?;
    Ok(form(&visitor, "/projects/new", &Fields::empty(), &Invalid::new()))
}

async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    match projects::create(&app, visitor.actor(), typed(&fields)).await {
        Ok(slug) => onward(&app, &visitor, &slug).await,
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, "/projects/new", &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let shown = for_change(&app, &visitor, &slug).await?;
    let fields = Fields::from_pairs([("title", shown.project.title), ("summary", shown.project.summary)]);
    Ok(form(
        &visitor,
        &format!("/projects/{slug}/about"),
        &fields,
        &Invalid::new(),
    ))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match projects::set_about(&app, visitor.actor(), &slug, typed(&fields)).await {
        Ok(()) => onward(&app, &visitor, &slug).await,
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &format!("/projects/{slug}/about"), &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, action: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let back = action.strip_suffix("/about").unwrap_or("/projects").to_owned();
    Page::new(visitor, "What is it and why?")
        .back(back)
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "What is it and why?" }
            p class="govuk-body" { "This is public once it is listed. Do not name anyone who benefits." }
            form method="post" action=(action) novalidate {
                (Csrf(visitor.csrf()))
                (Input {
                    name: "title",
                    label: "What is the project called?".into(),
                    hint: "A few words, like “Chairs for the lunch club”".into(),
                    value: fields.get("title"),
                    error: errors.error("title"),
                    width: Width::TwoThirds,
                    ..Default::default()
                })
                (CharacterCount {
                    limit: Limit::Characters(u32::try_from(MAX_SUMMARY_CHARS).unwrap_or(u32::MAX)),
                    threshold: Some(75),
                    textarea: Textarea {
                        name: "summary",
                        label: "What is it, and why does it matter?".into(),
                        hint: "Two or three sentences do. What would change if you had help?".into(),
                        value: fields.get("summary"),
                        error: errors.error("summary"),
                        rows: Some(6),
                        ..Default::default()
                    },
                })
                (Button::submit("Save and continue"))
            }
        })
}
