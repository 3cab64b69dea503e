//! `/organisation/edit`: changing the details of one's own organisation.

use super::parts::{details_fields, typed};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{extract::State, response::Response};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    organisations::{edit, view},
};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{Button, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/edit", show)
        .post("/organisation/edit", send)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let id = visitor.organisation()?;
    access::authorize(visitor.actor(), Action::EditOrganisation, &Scope::owned_by(id))?;
    let organisation = view::own(&app, visitor.actor(), id).await?.public.organisation;
    // Where the postcode cannot be looked up, the choice that was made instead is shown again.
    let looked_up = organisation.postcode.as_deref().is_some_and(|postcode| {
        postcode
            .parse()
            .is_ok_and(|postcode| svx_places::locate(postcode).is_ok())
    });
    let chosen = if looked_up { None } else { organisation.local_authority };
    let fields = Fields::from_pairs([
        ("name", organisation.name),
        ("description", organisation.description),
        ("website", organisation.website.unwrap_or_default()),
        ("postcode", organisation.postcode.unwrap_or_default()),
        ("local_authority", chosen.unwrap_or_default()),
    ]);
    Ok(form(&visitor, &fields, &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    match edit::edit(&app, visitor.actor(), visitor.organisation()?, typed(&fields)).await {
        Ok(()) => Ok(see_other_with(
            "/organisation",
            "You have changed your organisation’s details",
        )),
        Err(Error::Invalid(invalid)) => Ok(form(&visitor, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn form(visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Change your organisation’s details")
        .back("/organisation")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Change your organisation’s details" }
            form method="post" action="/organisation/edit" novalidate {
                (Csrf(visitor.csrf()))
                (details_fields(fields, &errors))
                (Button::submit("Save the details"))
            }
        })
}
