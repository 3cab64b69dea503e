//! `/projects/{slug}/check`: the answers once more, before the project is sent.

use super::for_change;
use crate::{
    Fields, Page, PageResult, Routes, Visitor, fields::form_errors, pages::parts::need_line, see_other, see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid, input,
    projects::{self, Shown},
};
use svx_ui::{Action, Button, SummaryList, SummaryRow, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/{slug}/check", show)
        .post("/projects/{slug}/check", send)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let shown = for_change(&app, &visitor, &slug).await?;
    if !shown.missing.is_empty() {
        return Ok(see_other(&format!("/projects/{slug}")));
    }
    Ok(page(&visitor, &shown, &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    match projects::submit(&app, visitor.actor(), &slug).await {
        Ok(()) => Ok(see_other_with(
            &format!("/projects/{slug}"),
            "You have sent the project for review. You will have a message when it is decided",
        )),
        Err(Error::Invalid(invalid)) => {
            let shown = for_change(&app, &visitor, &slug).await?;
            Ok(page(&visitor, &shown, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, shown: &Shown, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let project = &shown.project;
    let slug = &project.slug;
    let change = |part: &str, about: &'static str| Action::change(format!("/projects/{slug}/{part}"), about);
    let people = match project.beneficiary_count {
        Some(count) => format!("{} (about {})", project.beneficiaries, words::number(i64::from(count))),
        None => project.beneficiaries.clone(),
    };
    let area = input::area_name(project.local_authority.as_deref()).unwrap_or_default();
    let place = project
        .postcode
        .as_ref()
        .map_or_else(|| area.to_owned(), |postcode| format!("{postcode}, {area}"));
    let when = project
        .starts_on
        .zip(project.ends_on)
        .map(|(from, to)| words::date_range(from, to));
    let authorities: Vec<&str> = shown.authorities.iter().map(|tag| tag.name.as_str()).collect();
    let outcomes: Vec<&str> = shown.outcomes.iter().map(|outcome| outcome.title.as_str()).collect();
    let needs = html! { ul class="govuk-list" { @for need in &shown.needs { li { (need_line(need)) } } } };
    let mut rows = vec![
        SummaryRow::new("Title", project.title.as_str()).action(change("about", "title")),
        SummaryRow::new("What and why", project.summary.as_str()).action(change("about", "what and why")),
        SummaryRow::new("Who benefits", people).action(change("who", "who benefits")),
        SummaryRow::new("Where", place).action(change("where", "where")),
        SummaryRow::new("When", when.unwrap_or_default()).action(change("where", "when")),
        SummaryRow::new("Exchanges", words::list(&authorities)).action(change("exchanges", "exchanges")),
        SummaryRow::new("Needs", needs).action(change("needs", "needs")),
    ];
    if !outcomes.is_empty() {
        rows.insert(
            6,
            SummaryRow::new("Outcomes", words::list(&outcomes)).action(change("exchanges", "outcomes")),
        );
    }
    Page::new(visitor, "Check your answers").back(format!("/projects/{slug}")).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Check your answers" }
        (SummaryList { rows, ..Default::default() })
        h2 class="govuk-heading-m" { "Send it for review" }
        p class="govuk-body" { "An officer of " (words::list_or(&authorities)) " looks at it. When it is listed, everyone can read it, except the postcode." }
        form method="post" action={ "/projects/" (slug) "/check" } novalidate {
            (Csrf(visitor.csrf()))
            (Button::submit("Send for review"))
        }
    })
}
