//! `/projects/{slug}/where`: where and when.

use super::{for_change, onward};
use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::parts::{day_input, day_pairs, place_inputs, typed_day},
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    projects::{self, When},
};
use svx_ui::{Button, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/{slug}/where", show)
        .post("/projects/{slug}/where", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let project = for_change(&app, &visitor, &slug).await?.project;
    let mut pairs = day_pairs("starts", project.starts_on);
    pairs.extend(day_pairs("ends", project.ends_on));
    match project.postcode {
        Some(postcode) => pairs.push(("postcode".to_owned(), postcode)),
        None => pairs.extend(project.local_authority.map(|code| ("local_authority".to_owned(), code))),
    }
    Ok(form(&visitor, &slug, &Fields::from_pairs(pairs), &Invalid::new()))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let given = When {
        postcode: fields.get("postcode"),
        local_authority: fields.get("local_authority"),
        starts: typed_day(&fields, "starts"),
        ends: typed_day(&fields, "ends"),
    };
    match projects::set_when(&app, visitor.actor(), &slug, given).await {
        Ok(()) => onward(&app, &visitor, &slug).await,
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &slug, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, slug: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Where and when?")
        .back(format!("/projects/{slug}"))
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Where and when?" }
            form method="post" action={ "/projects/" (slug) "/where" } novalidate {
                (Csrf(visitor.csrf()))
                (place_inputs(fields, &errors, "Where help should arrive. Only the area is shown to the public."))
                (day_input(fields, &errors, "starts", "When does it start?", "For example, 27 3 2027"))
                (day_input(fields, &errors, "ends", "When does it end?", "It leaves the public list after this day"))
                (Button::submit("Save and continue"))
            }
        })
}
