//! `/procurements/new`: begin a procurement with a title.

use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other};
use axum::{extract::State, response::Response};
use maud::html;
use svx_app::{App, Error, Invalid, procurement::setup};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{Button, Input, Label, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/new", show)
        .post("/procurements/new", create)
}

async fn show(visitor: Visitor) -> PageResult {
    visitor.require()?;
    access::authorize(visitor.actor(), Action::CreateProcurement, &Scope::none())?;
    Ok(form(&visitor, &Fields::empty(), &Invalid::new()))
}

async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    match setup::create(&app, visitor.actor(), fields.text("title")).await {
        Ok(ocid) => Ok(see_other(&format!("/procurements/{ocid}/setup"))),
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Start a procurement").back_to("/procurements", "Procurements").errors(&errors).show(html! {
        (errors.summary())
        form method="post" action="/procurements/new" novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "title",
                label: Label::page_heading("What do you call this procurement?"),
                hint: "Bidders and the public will see it, like ‘Grounds maintenance in four wards’. You can change it until you publish.".into(),
                value: fields.get("title"),
                error: errors.error("title"),
                ..Default::default()
            })
            (Button::submit("Save and continue"))
        }
        p class="govuk-body" { "If there is a notice of it already, you can " a class="govuk-link" href="/procurements/import" { "import the notice" } "." }
    })
}
