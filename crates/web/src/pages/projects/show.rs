//! `/projects/{slug}`: the story of a project, what it needs and what of that is promised.

use super::{state_tag, tasks};
use crate::{
    Page, PageResult, Routes, Visitor,
    pages::{
        figures::who_has_helped,
        parts::{condition_words, how_many, need_tag},
    },
};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App, input,
    projects::{self, Shown},
};
use svx_domain::organisation::OrganisationKind;
use svx_store::needs::Line;
use svx_ui::{Button, Card, CardList, InsetText, SummaryList, SummaryRow, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/projects/{slug}", show)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(slug): Path<String>) -> PageResult {
    let shown = projects::show(&app, visitor.actor(), &slug).await?;
    if shown.may_edit && shown.is_open_for_changes() {
        let alike = projects::alike(&app, visitor.actor(), &slug).await?;
        return Ok(tasks::show(&visitor, &shown, &alike));
    }
    let project = &shown.project;
    let helped = who_has_helped(&app, &visitor, project.id).await?;
    let page = Page::new(&visitor, project.title.clone());
    let page = match shown.may_edit {
        true => page.back_to("/projects", "Our projects"),
        false => page.back_to("/needs", "What is needed"),
    };
    Ok(page.show(html! {
        span class="govuk-caption-l" { (shown.organisation_name) }
        h1 class="govuk-heading-l" { (project.title) }
        @if shown.may_edit || project.state != svx_domain::lifecycle::ProjectState::Listed {
            p class="govuk-body" { (state_tag(project.state)) }
        }
        @if let (true, Some(note)) = (shown.may_edit || shown.may_review, &project.review_note) {
            (InsetText { content: note.as_str().into(), ..Default::default() })
        }
        @for paragraph in project.summary.split("\n\n") { p class="govuk-body-l" { (paragraph) } }
        (SummaryList { rows: facts(&shown), ..Default::default() })
        h2 class="govuk-heading-m" { "What is needed" }
        (CardList { cards: shown.needs.iter().map(|need| card(need, &visitor, &shown)).collect(), heading_level: 3, ..Default::default() })
        (fitting(&shown))
        @if project.listed_at.is_some() { (helped) }
        (own_actions(&shown, &visitor))
        @if shown.may_review && project.state == svx_domain::lifecycle::ProjectState::Submitted {
            @let href = format!("/review/projects/{}", project.slug);
            (Button::link(&href, "Review this project"))
        }
    }))
}

fn facts(shown: &Shown) -> Vec<SummaryRow<'_>> {
    let project = &shown.project;
    let mut rows = vec![SummaryRow::new("Asked for by", shown.organisation_name.as_str())];
    if !project.beneficiaries.is_empty() {
        let people = match project.beneficiary_count {
            Some(count) => format!("{}, about {}", project.beneficiaries, words::number(i64::from(count))),
            None => project.beneficiaries.clone(),
        };
        rows.push(SummaryRow::new("Who benefits", people));
    }
    if let Some(area) = input::area_name(project.local_authority.as_deref()) {
        // The postcode is for those who bring something; the public sees the area.
        let place = match (&project.postcode, shown.may_edit || shown.may_review) {
            (Some(postcode), true) => format!("{area}, {postcode}"),
            _ => area.to_owned(),
        };
        rows.push(SummaryRow::new("Where", place));
    }
    if let (Some(from), Some(to)) = (project.starts_on, project.ends_on) {
        rows.push(SummaryRow::new("When", words::date_range(from, to)));
    }
    let authorities: Vec<&str> = shown.authorities.iter().map(|tag| tag.name.as_str()).collect();
    rows.push(SummaryRow::new("On the exchange of", words::list(&authorities)));
    if !shown.outcomes.is_empty() {
        let outcomes: Vec<&str> = shown.outcomes.iter().map(|outcome| outcome.title.as_str()).collect();
        rows.push(SummaryRow::new("Helps with", words::list(&outcomes)));
    }
    rows
}

fn card<'a>(need: &'a Line, visitor: &Visitor, shown: &Shown) -> Card<'a> {
    let mut facts = vec![
        how_many(need.quantity, &need.unit, &need.units).into(),
        words::date_range(need.from_on, need.to_on).into(),
    ];
    if !need.matched.is_zero() {
        facts.push(format!("{} promised", need.matched).into());
    }
    if need.remote {
        facts.push("From anywhere".into());
    }
    if !need.divisible {
        facts.push("All of it from one helper".into());
    }
    let asks = condition_words(&need.requires);
    if !asks.is_empty() {
        facts.push(format!("Needs {}", words::list(&asks).to_lowercase().replace("dbs", "DBS")).into());
    }
    let supplier = visitor
        .acting()
        .is_some_and(|acting| matches!(acting.kind, OrganisationKind::Supplier | OrganisationKind::Broker));
    let listed = shown.project.state == svx_domain::lifecycle::ProjectState::Listed;
    let offer = listed && !shown.may_edit && !need.open().is_zero() && (supplier || visitor.signed_in().is_none());
    let actions: Markup = html! {
        @if offer {
            a class="govuk-link" href={ "/needs/" (need.id) "/offer" } {
                "Offer this" span class="govuk-visually-hidden" { ": " (need.resource_name) }
            }
        }
    };
    Card {
        title: need.resource_name.as_str().into(),
        tags: need_tag(need).into_iter().collect(),
        facts,
        content: need.description.as_str().into(),
        actions: if offer { actions.into() } else { Default::default() },
        ..Default::default()
    }
}

/// For the community itself, where to see what suppliers offer that fits.
fn fitting(shown: &Shown) -> Markup {
    let open = shown.needs.iter().any(|need| !need.open().is_zero());
    html! {
        @if shown.may_edit && open && shown.project.state == svx_domain::lifecycle::ProjectState::Listed {
            p class="govuk-body" {
                a class="govuk-link" href={ "/projects/" (shown.project.slug) "/suggestions" } { "See offers that fit" }
            }
        }
    }
}

fn own_actions(shown: &Shown, visitor: &Visitor) -> Markup {
    let slug = &shown.project.slug;
    let moves = shown.moves();
    html! {
        @if shown.may_edit {
            @for (code, label) in [("pause", "Pause the project"), ("resume", "Put it back on the list")] {
                @if moves.contains(&code) {
                    form method="post" action={ "/projects/" (slug) "/" (code) } {
                        (Csrf(visitor.csrf()))
                        (Button::secondary(label))
                    }
                }
            }
            @if moves.contains(&"close") {
                p class="govuk-body" { a class="govuk-link" href={ "/projects/" (slug) "/close" } { "Close the project" } }
            }
        }
    }
}
