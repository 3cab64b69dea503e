//! `/operator/authorities/new`: bringing an authority onto the installation.

use crate::{
    Fields, Page, PageResult, Routes, Visitor, fields::form_errors, pages::organisations::parts::counted,
    see_other_with,
};
use axum::{extract::State, response::Response};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    authorities::bring::{self, NewAuthority},
    organisations::details::MAX_DESCRIPTION_CHARS,
};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{Button, Checkboxes, Choice, Details, Input, InputKind, Label, Size, Textarea, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/operator/authorities/new", show)
        .post("/operator/authorities/new", send)
}

async fn show(visitor: Visitor) -> PageResult {
    visitor.require()?;
    access::authorize(visitor.actor(), Action::CreateAuthority, &Scope::none())?;
    Ok(form(&visitor, &Fields::empty(), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let typed = NewAuthority {
        name: fields.get("name"),
        description: fields.get("description"),
        areas: fields.all("areas").collect(),
        administrator: fields.text("administrator"),
    };
    match bring::bring(&app, visitor.actor(), typed).await {
        Ok(_) => Ok(see_other_with(
            "/authorities",
            "You have brought the authority on. Its first administrator gets an invitation by e-mail",
        )),
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let mut areas: Vec<_> = svx_places::authorities().iter().collect();
    areas.sort_by(|a, b| a.name.cmp(&b.name));
    let items = areas
        .iter()
        .map(|area| Choice::new(area.code.to_string(), format!("{} ({})", area.name, area.kind.label())));
    let boxes = Checkboxes {
        name: "areas",
        legend: Label::sized(Size::S, "Areas that it serves"),
        items: items.collect(),
        values: fields.all("areas").collect(),
        small: true,
        error: errors.error("areas"),
        ..Default::default()
    };
    Page::new(visitor, "Bring an authority on").back("/authorities").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Bring an authority on" }
        form method="post" action="/operator/authorities/new" novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "name",
                label: "Name of the authority".into(),
                width: Width::TwoThirds,
                value: fields.get("name"),
                error: errors.error("name"),
                ..Default::default()
            })
            (counted(MAX_DESCRIPTION_CHARS, Textarea {
                name: "description",
                label: "What it is (optional)".into(),
                rows: Some(3),
                value: fields.get("description"),
                error: errors.error("description"),
                ..Default::default()
            }))
            (Details { summary: "Choose the areas that it serves".into(), content: html! { (boxes) }.into(), open: !invalid.is_empty(), ..Default::default() })
            (Input {
                name: "administrator",
                label: "E-mail address of its first administrator".into(),
                hint: "They get an invitation that works once, for 14 days".into(),
                kind: InputKind::Email,
                spellcheck: Some(false),
                width: Width::TwoThirds,
                value: fields.get("administrator"),
                error: errors.error("administrator"),
                ..Default::default()
            })
            (Button::submit("Bring the authority on"))
        }
    })
}
