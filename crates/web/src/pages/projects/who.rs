//! `/projects/{slug}/who`: who benefits.

use super::{for_change, onward};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    projects::{self, Beneficiaries},
};
use svx_ui::{Button, Input, InputKind, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/{slug}/who", show)
        .post("/projects/{slug}/who", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let project = for_change(&app, &visitor, &slug).await?.project;
    let count = project
        .beneficiary_count
        .map(|count| count.to_string())
        .unwrap_or_default();
    let fields = Fields::from_pairs([("beneficiaries", project.beneficiaries), ("beneficiary_count", count)]);
    Ok(form(&visitor, &slug, &fields, &Invalid::new()))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let given = Beneficiaries {
        who: fields.get("beneficiaries"),
        count: fields.get("beneficiary_count"),
    };
    match projects::set_beneficiaries(&app, visitor.actor(), &slug, given).await {
        Ok(()) => onward(&app, &visitor, &slug).await,
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &slug, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, slug: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Who benefits?")
        .back(format!("/projects/{slug}"))
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Who benefits?" }
            form method="post" action={ "/projects/" (slug) "/who" } novalidate {
                (Csrf(visitor.csrf()))
                (Input {
                    name: "beneficiaries",
                    label: "Who are they?".into(),
                    hint: "A group, not names: “older people who live alone”".into(),
                    value: fields.get("beneficiaries"),
                    error: errors.error("beneficiaries"),
                    width: Width::TwoThirds,
                    ..Default::default()
                })
                (Input {
                    name: "beneficiary_count",
                    label: "About how many people? (optional)".into(),
                    value: fields.get("beneficiary_count"),
                    error: errors.error("beneficiary_count"),
                    kind: InputKind::WholeNumber,
                    width: Width::Chars5,
                    ..Default::default()
                })
                (Button::submit("Save and continue"))
            }
        })
}
