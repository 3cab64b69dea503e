//! `/applications`: how one's own applications stand, and what was asked.

use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    pages::organisations::parts::{application_tag, day, paragraphs},
    see_other_with,
};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{
    App,
    applications::{apply, view},
};
use svx_domain::lifecycle::{ApplicationMove, ApplicationState, State as _};
use svx_store::applications::Application;
use svx_ui::{Button, Card, CardList, EmptyState, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/applications", show)
        .post("/applications/leave", leave)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let applications = view::own(&app, visitor.actor()).await?;
    let cards: Vec<Card<'_>> = applications
        .iter()
        .map(|application| card(&visitor, application))
        .collect();
    Ok(Page::new(&visitor, "Your applications").show(html! {
        h1 class="govuk-heading-l" { "Your applications" }
        @if cards.is_empty() {
            (EmptyState {
                title: "You have not applied to join an exchange yet".into(),
                content: html! { p class="govuk-body" { a class="govuk-link" href="/authorities" { "Choose an authority" } " whose exchange you want to join." } }.into(),
            })
        } @else {
            (CardList { cards, heading_level: 2, ..Default::default() })
            p class="govuk-body" { a class="govuk-link" href="/authorities" { "Join another exchange" } }
        }
    }))
}

async fn leave(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    apply::leave(&app, visitor.actor(), fields.id("application")?).await?;
    Ok(see_other_with("/applications", "You have left"))
}

fn card<'a>(visitor: &Visitor, application: &'a Application) -> Card<'a> {
    let mut facts = Vec::new();
    if let Some(sent) = application.submitted_at {
        facts.push(format!("Sent on {}", day(sent)).into());
    }
    if let Some(decided) = application
        .decided_at
        .filter(|_| application.state != ApplicationState::Submitted)
    {
        facts.push(format!("Since {}", day(decided)).into());
    }
    let note = application
        .note
        .as_deref()
        .filter(|_| application.state != ApplicationState::Submitted);
    Card {
        tags: vec![application_tag(application.state)],
        facts,
        content: html! {
            @if let Some(note) = note { p class="govuk-body" { strong { "What it says:" } } (paragraphs(note)) }
        }
        .into(),
        actions: actions(visitor, application).into(),
        ..Card::new(
            format!("/authorities/{}", application.authority_slug),
            application.authority_name.as_str(),
        )
    }
}

fn actions(visitor: &Visitor, application: &Application) -> Markup {
    let state = application.state;
    let again = if state == ApplicationState::MoreInformation {
        "Answer"
    } else {
        "Apply again"
    };
    let end = if state == ApplicationState::Submitted || state == ApplicationState::MoreInformation {
        "Take the application back"
    } else {
        "Leave this exchange"
    };
    let name = html! { span class="govuk-visually-hidden" { ": " (application.authority_name) } };
    html! {
        @if state.after(ApplicationMove::Submit).is_some() {
            (Button::link(&format!("/authorities/{}/join", application.authority_slug), html! { (again) (name) }))
        }
        @if state.after(ApplicationMove::Leave).is_some() {
            form method="post" action="/applications/leave" {
                (Csrf(visitor.csrf()))
                input type="hidden" name="application" value=(application.id);
                (Button::secondary(html! { (end) (name) }))
            }
        }
    }
}
