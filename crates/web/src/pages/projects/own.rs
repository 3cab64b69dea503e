//! `/projects`: the projects of the organisation that the visitor acts for.

use super::state_tag;
use crate::{Page, PageResult, Routes, Visitor, see_other};
use axum::extract::State;
use maud::html;
use svx_app::{App, input, projects};
use svx_domain::organisation::OrganisationKind;
use svx_ui::{Button, Card, CardList, EmptyState, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/projects", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let kind = visitor.acting().map(|acting| acting.kind);
    if !matches!(kind, Some(OrganisationKind::Community | OrganisationKind::Broker)) {
        // Everybody else reads the public list.
        return Ok(see_other("/needs"));
    }
    let own = projects::own(&app, visitor.actor()).await?;
    let cards = own.projects.iter().map(|project| {
        let mut facts = vec![words::plural(u64::from(project.needs), "need", "needs").into()];
        if project.needs_met > 0 {
            facts.push(format!("{} met in full", project.needs_met).into());
        }
        if let Some(area) = input::area_name(project.local_authority.as_deref()) {
            facts.push(area.into());
        }
        if let Some(last) = project.ends_on {
            facts.push(format!("Until {}", words::date(last)).into());
        }
        Card {
            tags: vec![state_tag(project.state)],
            facts,
            ..Card::new(format!("/projects/{}", project.slug), project.title.as_str())
        }
    });
    let cards: Vec<_> = cards.collect();
    Ok(Page::new(&visitor, "Our projects").show(html! {
        h1 class="govuk-heading-l" { "Our projects" }
        @if cards.is_empty() {
            (EmptyState {
                title: "You have no projects yet".into(),
                content: html! { p class="govuk-body" { "Say what you are doing and what would help. It takes about ten minutes, and you can stop and come back." } }.into(),
            })
        }
        (Button { start: cards.is_empty(), ..Button::link("/projects/new", "Start a project") })
        @if !cards.is_empty() { (CardList { cards, heading_level: 2, ..Default::default() }) }
    }))
}
