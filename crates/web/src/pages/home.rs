//! `/home`: what waits for the visitor, what is under way, and what their organisation achieved so far.

mod tasks;
mod under_way;

use super::four_numbers::{Notes, four_numbers};
use crate::{Page, PageResult, Routes, Visitor, page::FOLLOWERS};
use axum::extract::State;
use maud::{Markup, html};
use svx_app::{
    App,
    figures::{self, Figures},
    home,
};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind},
};
use svx_ui::{Button, ButtonStyle, EmptyState, words};

pub(super) fn routes() -> Routes {
    Routes::new().get("/home", show)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    let signed_in = visitor.require()?;
    let home = home::home(&app, visitor.actor()).await?;
    let figures = match visitor.acting() {
        Some(acting) => Some(figures::for_organisation(&app, visitor.actor(), acting.organisation, acting.kind).await?),
        None => None,
    };
    let name = signed_in.current().map_or_else(
        || signed_in.session.person_name.clone(),
        |membership| membership.name.clone(),
    );
    let kind = visitor.acting().map(|acting| acting.kind);
    Ok(Page::new(&visitor, "Home").show(html! {
        div class="svx-page-head" {
            h1 class="govuk-heading-xl" { (name) }
            (main_act(visitor.actor()))
        }
        (waiting(&home))
        (under_way::section(&home, kind))
        (so_far(&figures, kind, visitor.acting().is_some_and(|acting| acting.roles.has_any(FOLLOWERS))))
        @if home.more {
            p class="govuk-body" { "Long lists are cut here. The pages in the menu show everything." }
        }
    }))
}

fn waiting(home: &home::Home) -> Markup {
    let count = home.waiting.len() + home.counted.len();
    html! {
        h2 class="govuk-heading-l" {
            "Waiting for you"
            @if count > 0 { span class="govuk-visually-hidden" { ": " (words::plural(count as u64, "thing", "things")) } }
        }
        @if count == 0 {
            (EmptyState {
                title: "Nothing waits for you".into(),
                content: "When something needs an answer from you it is listed here, and you get an e-mail.".into(),
            })
        } @else {
            (tasks::list(home))
        }
    }
}

/// The four numbers of the organisation, each opening to its commitments.
fn so_far(figures: &Option<Figures>, kind: Option<OrganisationKind>, follows: bool) -> Markup {
    let entries = |list: &str| match kind {
        // Who has no list of commitments to open is not led to one.
        Some(OrganisationKind::Operator | OrganisationKind::Referrer) => "/figures-explained".to_owned(),
        Some(OrganisationKind::Authority) if !follows => "/figures-explained".to_owned(),
        _ => format!("/commitments?show={list}"),
    };
    html! {
        @if let Some(figures) = figures {
            h2 class="govuk-heading-l" { "So far" }
            (four_numbers(figures, Notes::Commitments, entries))
            p class="govuk-body" {
                "The amounts say what it would cost to buy the same things. "
                a class="govuk-link" href="/figures-explained" { "What the figures mean and how they are counted" }
            }
        }
    }
}

/// The one thing that people like them come to begin, where their role lets them.
fn main_act(actor: &Actor) -> Markup {
    let acts = [
        (Action::CreateProject, "/projects/new", "Start a project"),
        (Action::CreateOffer, "/offers/new", "Make an offer"),
        (Action::CreateProcurement, "/procurements/new", "Set up a procurement"),
        (Action::Operate, "/operator", "See how the installation stands"),
    ];
    let may = |action| access::authorize(actor, action, &Scope::none()).is_ok();
    let act = acts.into_iter().find(|(action, ..)| may(*action));
    html! {
        @if let Some((_, href, text)) = act {
            (Button { style: ButtonStyle::Secondary, ..Button::link(href, text) })
        }
    }
}
