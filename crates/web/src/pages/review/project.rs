//! `/review/projects/{slug}`: one project, what to look twice at, its authorities, and the decision.

use super::projects::{decision_fields, given, signals};
use crate::{
    Fields, Page, PageError, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::parts::{condition_words, how_many},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid, input,
    projects::{self, Shown, Waiting},
};
use svx_ui::{Button, Checkboxes, Choice, SummaryList, SummaryRow, Table, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/review/projects/{slug}", show)
        .post("/review/projects/{slug}", decide)
        .post("/review/projects/{slug}/authorities", tag)
}

/// The project, as it waits in the queue of the visitor's authority.
async fn find(app: &App, visitor: &Visitor, slug: &str) -> PageResult<(Shown, Waiting)> {
    let waiting = projects::waiting(app, visitor.actor()).await?;
    let waiting = waiting
        .into_iter()
        .find(|each| each.project.slug == slug)
        .ok_or(Error::NotFound)?;
    Ok((projects::show(app, visitor.actor(), slug).await?, waiting))
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    visitor.require()?;
    let (shown, waiting) = find(&app, &visitor, &slug).await?;
    let alike = projects::alike(&app, visitor.actor(), &slug).await?;
    let alike: Vec<_> = alike.into_iter().map(|project| project.title).collect();
    Ok(page(
        &visitor,
        &shown,
        &waiting,
        &alike,
        &Fields::empty(),
        &Invalid::new(),
    ))
}

async fn decide(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match given(&app, &visitor, &[&slug], &fields).await {
        Ok((_, words)) => Ok(see_other_with(
            "/review/projects",
            &format!("You have {words} the project"),
        )),
        Err(Error::Invalid(invalid)) => {
            let (shown, waiting) = find(&app, &visitor, &slug).await?;
            Ok(page(&visitor, &shown, &waiting, &[], &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn tag(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let wrong = |_| PageError::BadRequest("Choose from the list.".to_owned());
    let ids: Result<Vec<_>, _> = fields.all("authorities").map(|id| id.parse().map_err(wrong)).collect();
    match projects::set_tags(&app, visitor.actor(), &slug, &ids?).await {
        Ok(()) => Ok(see_other_with(
            "/review/projects",
            "You have changed where the project stands",
        )),
        Err(Error::Invalid(invalid)) => {
            let (shown, waiting) = find(&app, &visitor, &slug).await?;
            Ok(page(&visitor, &shown, &waiting, &[], &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(
    visitor: &Visitor,
    shown: &Shown,
    waiting: &Waiting,
    alike: &[String],
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let errors = form_errors(invalid);
    let project = &shown.project;
    let area = input::area_name(project.local_authority.as_deref()).unwrap_or("No one place");
    let place = project
        .postcode
        .as_ref()
        .map_or_else(|| area.to_owned(), |postcode| format!("{postcode}, {area}"));
    let when = project
        .starts_on
        .zip(project.ends_on)
        .map(|(from, to)| words::date_range(from, to));
    let mut rows = vec![
        SummaryRow::new("Sent by", shown.organisation_name.as_str()),
        SummaryRow::new("What and why", project.summary.as_str()),
        SummaryRow::new("Who benefits", project.beneficiaries.as_str()),
        SummaryRow::new("Where", place),
        SummaryRow::new("When", when.unwrap_or_default()),
    ];
    if !alike.is_empty() {
        rows.push(SummaryRow::new("Perhaps the same as", alike.join("; ")));
    }
    let needs = shown.needs.iter().map(|need| {
        let asks = words::list(&condition_words(&need.requires));
        vec![
            need.resource_name.as_str().into(),
            how_many(need.quantity, &need.unit, &need.units).into(),
            words::date_range(need.from_on, need.to_on).into(),
            [need.description.as_str(), asks.as_str()]
                .join(" ")
                .trim()
                .to_owned()
                .into(),
        ]
    });
    let tags: Vec<String> = shown
        .authorities
        .iter()
        .map(|tag| tag.authority_id.to_string())
        .collect();
    let choices = shown
        .authorities
        .iter()
        .zip(&tags)
        .map(|(tag, id)| Choice::new(id.as_str(), tag.name.as_str()));
    Page::new(visitor, project.title.clone())
        .back_to("/review/projects", "Projects to review")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            span class="govuk-caption-l" { "Review" }
            h1 class="govuk-heading-l" { (project.title) }
            p class="govuk-body" { (signals(waiting)) }
            (SummaryList { rows, ..Default::default() })
            (Table {
                caption: "What is needed".into(),
                head: vec!["What".into(), "How much".into(), "When".into(), "Details".into()],
                rows: needs.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
            form method="post" action={ "/review/projects/" (project.slug) } novalidate {
                (Csrf(visitor.csrf()))
                (decision_fields(fields, &errors))
                (Button::submit("Decide"))
            }
            @if shown.authorities.len() > 1 {
                form method="post" action={ "/review/projects/" (project.slug) "/authorities" } novalidate {
                    (Csrf(visitor.csrf()))
                    (Checkboxes {
                        name: "authorities",
                        legend: "On whose exchanges should it stand?".into(),
                        error: errors.error("authorities"),
                        items: choices.collect(),
                        values: tags.iter().map(String::as_str).collect(),
                        ..Default::default()
                    })
                    (Button::secondary("Change where it stands"))
                }
            }
        })
}
