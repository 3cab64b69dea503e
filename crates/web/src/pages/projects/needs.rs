//! `/projects/{slug}/needs`: what a project needs, line by line.

use super::for_change;
use crate::{
    Fields, Page, PageError, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::parts::{condition_words, conditions, day_input, day_pairs, how_many, resource_items, typed_day},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid, prices,
    projects::{self, MAX_LINE_CHARS, NeedInput},
};
use svx_domain::NeedId;
use svx_store::{needs::Line, prices::Resource};
use svx_ui::{
    Action, Button, Checkboxes, Choice, EmptyState, Input, Radios, Select, SummaryCard, SummaryList, SummaryRow,
    Textarea, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/projects/{slug}/needs", list)
        .get("/projects/{slug}/needs/new", begin)
        .post("/projects/{slug}/needs/new", add)
        .get("/projects/{slug}/needs/{id}", show)
        .post("/projects/{slug}/needs/{id}", save)
        .post("/projects/{slug}/needs/{id}/remove", remove)
}

async fn list(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let shown = for_change(&app, &visitor, &slug).await?;
    let add = format!("/projects/{slug}/needs/new");
    let check = format!("/projects/{slug}/check");
    let title = "What do you need?";
    Ok(Page::new(&visitor, title).back(format!("/projects/{slug}")).show(html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { "Add each thing on a line of its own: 12 chairs, a van for 10 days, 8 hours of an accountant. Helpers choose line by line." }
        @if shown.needs.is_empty() {
            (EmptyState { title: "Nothing yet".into(), content: "Add the first thing that would help.".into() })
            (Button::link(&add, "Add something you need"))
        } @else {
            @for need in &shown.needs {
                (card(&slug, need))
                form method="post" action={ "/projects/" (slug) "/needs/" (need.id) "/remove" } {
                    (Csrf(visitor.csrf()))
                    (Button::secondary(html! { "Remove" span class="govuk-visually-hidden" { " " (need.resource_name) } }))
                }
            }
            div class="govuk-button-group" {
                (Button::link(&check, "Continue"))
                a class="govuk-link" href=(add) { "Add something else you need" }
            }
        }
    }))
}

fn card(slug: &str, need: &Line) -> Markup {
    let mut rows = vec![
        SummaryRow::new("How much", how_many(need.quantity, &need.unit, &need.units)),
        SummaryRow::new("When", words::date_range(need.from_on, need.to_on)),
    ];
    if !need.description.is_empty() {
        rows.push(SummaryRow::new("What exactly", need.description.clone()));
    }
    let mut asks = condition_words(&need.requires);
    if need.remote {
        asks.push("Can be done from anywhere");
    }
    if !need.divisible {
        asks.push("All of it from one helper");
    }
    if !asks.is_empty() {
        rows.push(SummaryRow::new("Conditions", asks.join("; ")));
    }
    let change = Action::change(
        format!("/projects/{slug}/needs/{}", need.id),
        need.resource_name.clone(),
    );
    html! {
        (SummaryList {
            rows,
            card: Some(SummaryCard { title: need.resource_name.as_str().into(), actions: vec![change], heading_level: 2, ..Default::default() }),
            ..Default::default()
        })
    }
}

fn typed(fields: &Fields) -> NeedInput<'_> {
    NeedInput {
        resource: fields.text("resource"),
        quantity: fields.get("quantity"),
        description: fields.get("description"),
        priority: fields.get("priority"),
        from: typed_day(fields, "from"),
        to: typed_day(fields, "to"),
        remote: fields.ticked("how", "remote"),
        all_or_nothing: fields.ticked("how", "all"),
        requires: fields.all("requires").collect(),
    }
}

async fn begin(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let project = for_change(&app, &visitor, &slug).await?.project;
    let mut pairs = day_pairs("from", project.starts_on);
    pairs.extend(day_pairs("to", project.ends_on));
    let resources = prices::catalogue(&app).await?;
    let action = format!("/projects/{slug}/needs/new");
    Ok(form(
        &visitor,
        &slug,
        &action,
        &resources,
        &Fields::from_pairs(pairs),
        &Invalid::new(),
    ))
}

async fn add(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match projects::add_need(&app, visitor.actor(), &slug, &typed(&fields)).await {
        Ok(_) => Ok(see_other_with(
            &format!("/projects/{slug}/needs"),
            "You have added a need",
        )),
        Err(Error::Invalid(invalid)) => {
            let resources = prices::catalogue(&app).await?;
            let action = format!("/projects/{slug}/needs/new");
            Ok(form(&visitor, &slug, &action, &resources, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Path((slug, id)): Path<(String, String)>) -> PageResult {
    let shown = for_change(&app, &visitor, &slug).await?;
    let id = need_id(&id)?;
    let need = shown
        .needs
        .iter()
        .find(|need| need.id == id)
        .ok_or(PageError::NotFound)?;
    let mut pairs = day_pairs("from", Some(need.from_on));
    pairs.extend(day_pairs("to", Some(need.to_on)));
    let mut pair = |name: &str, value: String| pairs.push((name.to_owned(), value));
    pair("resource", need.resource.clone());
    pair("quantity", need.quantity.to_decimal());
    pair("description", need.description.clone());
    pair("priority", need.priority.to_string());
    for code in need.requires.split(';').filter(|code| !code.is_empty()) {
        pair("requires", code.to_owned());
    }
    if need.remote {
        pair("how", "remote".to_owned());
    }
    if !need.divisible {
        pair("how", "all".to_owned());
    }
    let resources = prices::catalogue(&app).await?;
    let action = format!("/projects/{slug}/needs/{id}");
    Ok(form(
        &visitor,
        &slug,
        &action,
        &resources,
        &Fields::from_pairs(pairs),
        &Invalid::new(),
    ))
}

async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id = need_id(&id)?;
    match projects::change_need(&app, visitor.actor(), &slug, id, &typed(&fields)).await {
        Ok(()) => Ok(see_other_with(
            &format!("/projects/{slug}/needs"),
            "You have changed a need",
        )),
        Err(Error::Invalid(invalid)) => {
            let resources = prices::catalogue(&app).await?;
            let action = format!("/projects/{slug}/needs/{id}");
            Ok(form(&visitor, &slug, &action, &resources, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((slug, id)): Path<(String, String)>,
    _: Fields,
) -> PageResult {
    visitor.require()?;
    projects::remove_need(&app, visitor.actor(), &slug, need_id(&id)?).await?;
    Ok(see_other_with(
        &format!("/projects/{slug}/needs"),
        "You have removed a need",
    ))
}

fn need_id(text: &str) -> Result<NeedId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

fn form(
    visitor: &Visitor,
    slug: &str,
    action: &str,
    resources: &[Resource],
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let errors = form_errors(invalid);
    let title = "Something you need";
    let priority = Some(fields.get("priority"))
        .filter(|text| !text.is_empty())
        .unwrap_or("3");
    Page::new(visitor, title).back(format!("/projects/{slug}/needs")).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        form method="post" action=(action) novalidate {
            (Csrf(visitor.csrf()))
            (Select {
                name: "resource",
                label: "What do you need?".into(),
                hint: html! { "If you are not sure what to call it, " a class="govuk-link" href="/prices" { "search the price book" } }.into(),
                items: resource_items(resources, "Choose from the list"),
                value: fields.get("resource"),
                error: errors.error("resource"),
                ..Default::default()
            })
            (Input {
                name: "quantity",
                label: "How much or how many?".into(),
                hint: "A number, like 12. Work is counted in hours, vehicles in days".into(),
                value: fields.get("quantity"),
                error: errors.error("quantity"),
                width: Width::Chars5,
                ..Default::default()
            })
            (Textarea {
                name: "description",
                label: "What exactly, and what for? (optional)".into(),
                hint: format!("Up to {MAX_LINE_CHARS} characters").into(),
                value: fields.get("description"),
                error: errors.error("description"),
                rows: Some(2),
                ..Default::default()
            })
            (day_input(fields, &errors, "from", "From which day?", "For example, 27 3 2027"))
            (day_input(fields, &errors, "to", "Until which day?", "For example, 27 4 2027"))
            (Radios {
                name: "priority",
                legend: "How pressing is it?".into(),
                error: errors.error("priority"),
                items: vec![
                    Choice::new("5", "We cannot go on without it"),
                    Choice::new("4", "Very"),
                    Choice::new("3", "It would help a lot"),
                    Choice::new("2", "It would help"),
                    Choice::new("1", "It would be good to have"),
                ],
                value: priority,
                small: true,
                ..Default::default()
            })
            (Checkboxes {
                name: "how",
                legend: "How may it be given? (optional)".into(),
                items: vec![
                    Choice::new("remote", "It can be done from anywhere"),
                    Choice::new("all", "All of it must come from one helper"),
                ],
                values: fields.all("how").collect(),
                small: true,
                ..Default::default()
            })
            (conditions(fields, &errors, "requires", "What must a helper bring? (optional)"))
            (Button::submit("Save"))
        }
    })
}
