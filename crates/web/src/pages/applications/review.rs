//! `/review/organisations/{id}`: one application, with everything that a decision needs.

use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::organisations::parts::{self, application_tag, counted, identifier, moment, paragraphs},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    applications::{
        decide::{self, MAX_NOTE_CHARS, MOVES, REASONS},
        view::{self, UnderReview},
    },
};
use svx_domain::{
    Code,
    lifecycle::{ApplicationMove, State as _},
    organisation::Role,
};
use svx_store::audit::Told;
use svx_ui::{
    Button, FormErrors, Select, SelectItem, SummaryList, SummaryRow, Textarea, Timeline, TimelineEvent, layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/review/organisations/{id}", show)
        .post("/review/organisations/{id}", send)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let review = view::one(&app, visitor.actor(), parts::id(&id)?).await?;
    Ok(page(&visitor, &review, &Fields::empty(), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let review = view::one(&app, visitor.actor(), parts::id(&id)?).await?;
    let step: ApplicationMove = parts::id(fields.text("step"))?;
    let note = fields
        .optional("note")
        .or(fields.optional("reason"))
        .unwrap_or_default();
    match decide::decide(&app, visitor.actor(), review.queued.application.id, step, note).await {
        Ok(()) => {
            let name = &review.queued.application.organisation_name;
            let done = format!("{}: {name}. They get an e-mail", done(step));
            Ok(see_other_with("/review/organisations", &done))
        }
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &review, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

const fn done(step: ApplicationMove) -> &'static str {
    match step {
        ApplicationMove::Approve => "You have approved this organisation",
        ApplicationMove::Ask => "You have asked for more",
        ApplicationMove::Suspend => "You have suspended this organisation",
        ApplicationMove::Reinstate => "You have reinstated this organisation",
        _ => "You have declined this application",
    }
}

fn page(visitor: &Visitor, review: &UnderReview, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let application = &review.queued.application;
    let decides = visitor
        .acting()
        .is_some_and(|acting| acting.roles.has_any(&[Role::Administrator, Role::Approver]));
    let title = format!("{} asks to join", application.organisation_name);
    Page::new(visitor, title)
        .back("/review/organisations")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { (application.organisation_name) }
            p class="govuk-body" { (application_tag(application.state)) }
            (facts(review))
            @if decides { (decision(visitor, review, fields, &errors)) }
            h2 class="govuk-heading-m" { "What happened" }
            (Timeline { events: review.history.iter().map(event).collect(), ..Default::default() })
        })
}

fn facts(review: &UnderReview) -> Markup {
    let (application, organisation) = (&review.queued.application, &review.organisation);
    let numbers: Vec<String> = review.identifiers.iter().map(identifier).collect();
    let or_none = |text: String| if text.is_empty() { "None".to_owned() } else { text };
    html! {
        (SummaryList {
            rows: vec![
                SummaryRow::new("Kind", application.organisation_kind.label()),
                SummaryRow::new("Why they want to join", paragraphs(&application.reason)),
                SummaryRow::new("Who has funded them", or_none(application.funders.clone())),
                SummaryRow::new("What they do", paragraphs(&organisation.description)),
                SummaryRow::new("Numbers in registers", or_none(numbers.join("; "))),
                SummaryRow::new("Postcode", or_none(organisation.postcode.clone().unwrap_or_default())),
                SummaryRow::new("Look twice at", or_none(review.queued.signals.join("; "))),
                SummaryRow::new("Their page", html! { a class="govuk-link" href={ "/organisations/" (organisation.slug) } { "See the page of " (organisation.name) } }),
            ],
            ..Default::default()
        })
    }
}

fn decision(visitor: &Visitor, review: &UnderReview, fields: &Fields, errors: &FormErrors) -> Markup {
    let application = &review.queued.application;
    let open: Vec<ApplicationMove> = application
        .state
        .open_moves()
        .into_iter()
        .filter(|step| MOVES.contains(step))
        .collect();
    html! {
        @if !open.is_empty() {
            h2 class="govuk-heading-m" { "Decide" }
            form method="post" action={ "/review/organisations/" (application.id) } novalidate {
                (Csrf(visitor.csrf()))
                (Select {
                    name: "reason",
                    label: "Reason or question".into(),
                    hint: "Sent to the applicant. Needed for everything but approving".into(),
                    items: std::iter::once(SelectItem::new("", "None of these")).chain(REASONS.iter().map(|reason| SelectItem::new(*reason, *reason))).collect(),
                    value: fields.get("reason"),
                    ..Default::default()
                })
                (counted(MAX_NOTE_CHARS, Textarea {
                    name: "note",
                    label: "Or in your own words".into(),
                    rows: Some(4),
                    value: fields.get("note"),
                    error: errors.error("note"),
                    ..Default::default()
                }))
                div class="govuk-button-group" {
                    @for step in open {
                        @let harsh = matches!(step, ApplicationMove::Decline | ApplicationMove::Suspend);
                        @let plain = matches!(step, ApplicationMove::Approve | ApplicationMove::Reinstate);
                        @let button = if harsh { Button::warning(step.label()) } else if plain { Button::submit(step.label()) } else { Button::secondary(step.label()) };
                        (Button { name: "step", value: step.code(), ..button })
                    }
                }
            }
        }
    }
}

fn event(told: &Told) -> TimelineEvent<'_> {
    let by = [told.person.as_deref(), told.organisation.as_deref()];
    let by: Vec<&str> = by.into_iter().flatten().collect();
    TimelineEvent {
        title: title(&told.action).into(),
        when: moment(told.at).into(),
        datetime: told.at.to_string().into(),
        by: by.join(", ").into(),
        content: told
            .reason
            .as_deref()
            .filter(|reason| !reason.is_empty())
            .map_or(html! {}, paragraphs)
            .into(),
        planned: false,
    }
}

fn title(action: &str) -> &'static str {
    match action {
        "application.submitted" => "Application sent",
        "application.approved" => "Approved",
        "application.asked" => "More information asked for",
        "application.declined" => "Declined",
        "application.suspended" => "Suspended",
        "application.reinstated" => "Reinstated",
        "application.left" => "Left",
        _ => "Changed",
    }
}
