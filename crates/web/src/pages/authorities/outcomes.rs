//! `/organisation/outcomes`: what one's own authority wants to achieve.

use crate::{
    Fields, Page, PageResult, Routes, Visitor, fields::form_errors, pages::organisations::parts::counted,
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    authorities::outcomes::{self, MAX_DESCRIPTION_CHARS, Typed},
};
use svx_store::authorities::Outcome;
use svx_ui::{Action, Button, EmptyState, FormErrors, Input, SummaryList, SummaryRow, Textarea, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/outcomes", show)
        .post("/organisation/outcomes", add)
        .get("/organisation/outcomes/{code}", show_one)
        .post("/organisation/outcomes/{code}", change)
        .post("/organisation/outcomes/{code}/remove", remove)
}

fn typed(fields: &Fields) -> Typed<'_> {
    Typed {
        code: fields.text("code"),
        title: fields.get("title"),
        description: fields.get("description"),
    }
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let list = outcomes::list(&app, visitor.actor(), visitor.organisation()?).await?;
    Ok(page(&visitor, &list, &Fields::empty(), &Invalid::new()))
}

async fn add(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = visitor.organisation()?;
    match outcomes::add(&app, visitor.actor(), id, typed(&fields)).await {
        Ok(()) => Ok(see_other_with("/organisation/outcomes", "You have added an outcome")),
        Err(Error::Invalid(invalid)) => {
            let list = outcomes::list(&app, visitor.actor(), id).await?;
            Ok(page(&visitor, &list, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_one(State(app): State<App>, visitor: Visitor, Path(code): Path<String>) -> PageResult {
    visitor.require()?;
    let outcome = outcomes::one(&app, visitor.actor(), visitor.organisation()?, &code).await?;
    let fields = Fields::from_pairs([("title", outcome.title), ("description", outcome.description)]);
    Ok(one_page(&visitor, &code, &fields, &Invalid::new()))
}

async fn change(State(app): State<App>, visitor: Visitor, Path(code): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id = visitor.organisation()?;
    outcomes::one(&app, visitor.actor(), id, &code).await?;
    let typed = Typed {
        code: &code,
        ..typed(&fields)
    };
    match outcomes::change(&app, visitor.actor(), id, typed).await {
        Ok(()) => Ok(see_other_with("/organisation/outcomes", "You have changed the outcome")),
        Err(Error::Invalid(invalid)) => Ok(one_page(&visitor, &code, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn remove(State(app): State<App>, visitor: Visitor, Path(code): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    outcomes::remove(&app, visitor.actor(), visitor.organisation()?, &code).await?;
    Ok(see_other_with("/organisation/outcomes", "You have removed the outcome"))
}

fn page(visitor: &Visitor, list: &[Outcome], fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let rows = list.iter().map(|outcome| {
        let href = format!("/organisation/outcomes/{}", outcome.code);
        let what =
            html! { strong { (outcome.title) } @if !outcome.description.is_empty() { br; (outcome.description) } };
        SummaryRow::new(outcome.code.as_str(), what).action(Action::change(href, outcome.title.as_str()))
    });
    Page::new(visitor, "Your outcomes").back("/organisation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Your outcomes" }
        p class="govuk-body" { "What your exchange is there to achieve, in your own words. Projects say which of them they serve." }
        @if list.is_empty() {
            (EmptyState { title: "There are no outcomes yet".into(), content: "Add the first below.".into() })
        } @else {
            (SummaryList { rows: rows.collect(), ..Default::default() })
        }
        h2 class="govuk-heading-m" { "Add an outcome" }
        form method="post" action="/organisation/outcomes" novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "code",
                label: "Code".into(),
                hint: "Short, such as JOBS. It cannot be changed later".into(),
                width: Width::Chars10,
                spellcheck: Some(false),
                value: fields.get("code"),
                error: errors.error("code"),
                ..Default::default()
            })
            (words_fields(fields, &errors))
            (Button::submit("Add the outcome"))
        }
    })
}

fn one_page(visitor: &Visitor, code: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let title = format!("Change the outcome {code}");
    let action = format!("/organisation/outcomes/{code}");
    Page::new(visitor, title.clone())
        .back("/organisation/outcomes")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { (title) }
            form method="post" action=(action) novalidate {
                (Csrf(visitor.csrf()))
                (words_fields(fields, &errors))
                (Button::submit("Save the outcome"))
            }
            h2 class="govuk-heading-m" { "Remove the outcome" }
            p class="govuk-body" { "An outcome that projects name cannot be removed." }
            form method="post" action={ (action) "/remove" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::warning("Remove the outcome"))
            }
        })
}

fn words_fields(fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        (Input {
            name: "title",
            label: "Title".into(),
            value: fields.get("title"),
            error: errors.error("title"),
            ..Default::default()
        })
        (counted(MAX_DESCRIPTION_CHARS, Textarea {
            name: "description",
            label: "What it means (optional)".into(),
            rows: Some(3),
            value: fields.get("description"),
            error: errors.error("description"),
            ..Default::default()
        }))
    }
}
