//! `/demo`: signing in as a person of the demonstration. There is no such page on an exchange that is not one.

use crate::{Fields, Origin, Page, PageError, PageResult, Routes, Visitor, pages::session::with_session, see_other};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{App, people::sign_in};
use svx_domain::{Code, organisation::OrganisationKind};
use svx_store::people::DemoPerson;
use svx_ui::{Button, EmptyState, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/demo", show).post("/demo", send)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let people = sign_in::demo_people(&app).await?;
    Ok(Page::new(&visitor, "See the demonstration as somebody").show(html! {
        h1 class="govuk-heading-l" { "See the demonstration as somebody" }
        p class="govuk-body" { "Every person and organisation here is invented. Choose who to be; you can come back and be somebody else." }
        @if people.is_empty() {
            (EmptyState {
                title: "Nobody is here yet".into(),
                content: "Load the demonstration’s data and reload this page.".into(),
            })
        }
        @for kind in OrganisationKind::ALL {
            @let those: Vec<&DemoPerson> = people.iter().filter(|person| person.kind == *kind).collect();
            @if !those.is_empty() {
                h2 class="govuk-heading-m" { (heading(*kind)) }
                @for person in those { (button(&visitor, person)) }
            }
        }
    }))
}

async fn send(State(app): State<App>, origin: Origin, fields: Fields) -> PageResult {
    // First of all: an exchange that is not a demonstration has no such page, whatever is sent to it.
    if !app.settings.demo {
        return Err(PageError::NotFound);
    }
    let token = sign_in::as_demo_person(&app, fields.id("person")?, &origin.caller()).await?;
    Ok(with_session(&app, see_other("/home"), &token))
}

fn button(visitor: &Visitor, person: &DemoPerson) -> Markup {
    let roles: Vec<String> = person.roles.iter().map(|role| role.label().to_lowercase()).collect();
    html! {
        form method="post" action="/demo" {
            (Csrf(visitor.csrf()))
            input type="hidden" name="person" value=(person.person_id);
            (Button::secondary(format!("Sign in as {}, {} at {}", person.person_name, words::list(&roles), person.organisation_name)))
        }
    }
}

const fn heading(kind: OrganisationKind) -> &'static str {
    match kind {
        OrganisationKind::Authority => "Authorities",
        OrganisationKind::Supplier => "Suppliers",
        OrganisationKind::Community => "Community organisations",
        OrganisationKind::Referrer => "Referrers",
        OrganisationKind::Broker => "Brokers",
        OrganisationKind::Operator => "Who runs the installation",
    }
}
