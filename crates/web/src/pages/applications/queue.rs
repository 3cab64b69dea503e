//! `/review/organisations`: who asks to join one's authority, with what to look twice at; many can be decided at once.

use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::organisations::parts::{application_tag, day},
    see_other_with,
};
use axum::{
    extract::{Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App, Error, Invalid,
    applications::{
        decide::{self, REASONS},
        view::{self, Queued},
    },
};
use svx_domain::{
    Code,
    lifecycle::{ApplicationMove, ApplicationState},
    organisation::OrganisationKind,
};
use svx_ui::{
    Button, Cell, Checkboxes, Choice, EmptyState, FilterLayout, FormErrors, Select, SelectItem, Table, Textarea,
    layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/review/organisations", show)
        .post("/review/organisations", decide_many)
}

#[derive(Deserialize, Default)]
struct Filter {
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    kind: String,
}

impl Filter {
    /// Those that wait, unless another state or all of them are asked for.
    fn state(&self) -> Option<ApplicationState> {
        match self.state.as_deref() {
            None => Some(ApplicationState::Submitted),
            Some(code) => ApplicationState::from_code(code).ok(),
        }
    }

    fn kind(&self) -> Option<OrganisationKind> {
        OrganisationKind::from_code(&self.kind).ok()
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Query(filter): Query<Filter>) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let queue = view::queue(&app, visitor.actor(), filter.state(), filter.kind()).await?;
    Ok(page(&visitor, &filter, &queue, &Fields::empty(), &Invalid::new()))
}

async fn decide_many(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let mut ids = Vec::new();
    for text in fields.all("applications") {
        ids.push(crate::pages::organisations::parts::id(text)?);
    }
    let step = crate::pages::organisations::parts::id(fields.text("step"))?;
    let note = fields
        .optional("note")
        .or(fields.optional("reason"))
        .unwrap_or_default();
    match decide::decide_many(&app, visitor.actor(), &ids, step, note).await {
        Ok(tally) => {
            let mut message = format!(
                "You have decided {}",
                words::plural(tally.decided as u64, "application", "applications")
            );
            if let Some(refused) = tally.refused.first() {
                message.push_str(&format!(". {} could not be decided: {refused}", tally.refused.len()));
            }
            Ok(see_other_with("/review/organisations", &message))
        }
        Err(Error::Invalid(invalid)) => {
            let filter = Filter::default();
            let queue = view::queue(&app, visitor.actor(), filter.state(), None).await?;
            Ok(page(&visitor, &filter, &queue, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, filter: &Filter, queue: &[Queued], fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let count = words::plural(queue.len() as u64, "application", "applications");
    Page::new(visitor, "Organisations that ask to join")
        .wide()
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Organisations that ask to join" }
            p class="govuk-body" { a class="govuk-link" href="/review/claims" { "Claims of imported pages" } }
            (FilterLayout {
                action: "/review/organisations".into(),
                fields: filters(filter),
                clear_href: "/review/organisations".into(),
                count: count.into(),
                results: results(visitor, queue, fields, &errors),
                ..Default::default()
            })
        })
}

fn filters(filter: &Filter) -> Markup {
    let state = filter.state.as_deref().unwrap_or("submitted");
    let states = ApplicationState::ALL
        .iter()
        .filter(|state| **state != ApplicationState::Draft);
    let states = states.map(|state| SelectItem::new(state.code(), state.label()));
    let kinds = svx_app::organisations::set_up::KINDS
        .iter()
        .map(|kind| SelectItem::new(kind.code(), kind.label()));
    html! {
        (Select {
            name: "state",
            label: "State".into(),
            items: std::iter::once(SelectItem::new("all", "All")).chain(states).collect(),
            value: state,
            ..Default::default()
        })
        (Select {
            name: "kind",
            label: "Kind".into(),
            items: std::iter::once(SelectItem::new("", "All")).chain(kinds).collect(),
            value: &filter.kind,
            ..Default::default()
        })
    }
}

fn results(visitor: &Visitor, queue: &[Queued], fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        @if queue.is_empty() {
            (EmptyState {
                title: "No applications match these filters".into(),
                content: "New applications appear here, and you get an e-mail for each.".into(),
            })
        } @else {
            form method="post" action="/review/organisations" novalidate {
                (Csrf(visitor.csrf()))
                (table(queue, fields))
                h3 class="govuk-heading-s" { "Decide those that are ticked" }
                (Select {
                    name: "reason",
                    label: "Reason".into(),
                    hint: "Sent to the applicants. Needed to decline".into(),
                    items: std::iter::once(SelectItem::new("", "None of these")).chain(REASONS.iter().map(|reason| SelectItem::new(*reason, *reason))).collect(),
                    value: fields.get("reason"),
                    error: errors.error("note"),
                    ..Default::default()
                })
                (Textarea {
                    name: "note",
                    label: "Or in your own words".into(),
                    rows: Some(3),
                    value: fields.get("note"),
                    ..Default::default()
                })
                div class="govuk-button-group" {
                    (Button { name: "step", value: ApplicationMove::Approve.code(), ..Button::submit("Approve those ticked") })
                    (Button { name: "step", value: ApplicationMove::Decline.code(), ..Button::warning("Decline those ticked") })
                }
            }
        }
    }
}

fn table(queue: &[Queued], fields: &Fields) -> Markup {
    let rows = queue.iter().enumerate().map(|(index, queued)| {
        let application = &queued.application;
        let id = application.id.to_string();
        let box_id = if index == 0 {
            "applications".to_owned()
        } else {
            format!("applications-{}", index + 1)
        };
        let label = html! { "Choose " span class="govuk-visually-hidden" { (application.organisation_name) } };
        let choose = Checkboxes {
            name: "applications",
            id: &box_id,
            items: vec![Choice::new(id.clone(), label).checked(fields.ticked("applications", &id))],
            small: true,
            ..Default::default()
        };
        vec![
            Cell::new(html! {
                a class="govuk-link" href={ "/review/organisations/" (id) } { (application.organisation_name) }
                br; (application.organisation_kind.label())
            }),
            Cell::new(html! { (application_tag(application.state)) }),
            Cell::from(application.submitted_at.map(day).unwrap_or_default()),
            Cell::from(if queued.signals.is_empty() {
                "Nothing".to_owned()
            } else {
                queued.signals.join("; ")
            }),
            Cell::new(html! { (choose) }),
        ]
    });
    html! {
        (Table {
            caption: "Applications, the oldest first".into(),
            head: ["Organisation", "State", "Sent on", "Look twice at", "Choose"].into_iter().map(Cell::from).collect(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}
