//! `/offers/new`: what can be spared, when, where and how far it travels; the answers shown; then listed or kept as a draft.

use super::{
    fields::{errors, hidden, inputs, radius, typed},
    travels,
};
use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    pages::parts::{condition_words, how_many},
    see_other_with,
};
use axum::{extract::State, response::Response};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid, input,
    offers::{self, Checked},
    prices,
};
use svx_domain::{
    access::{self, Action, Scope},
    resource::Condition,
};
use svx_ui::{Button, InsetText, SummaryList, SummaryRow, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new().get("/offers/new", begin).post("/offers/new", send)
}

async fn begin(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    access::authorize(visitor.actor(), Action::CreateOffer, &Scope::none())?;
    form(&app, &visitor, &Fields::empty(), &Invalid::new()).await
}

async fn send(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let radius = radius(&fields);
    let input = typed(&fields, &radius);
    let outcome = match fields.text("step") {
        step @ ("list" | "draft") => match offers::create(&app, visitor.actor(), &input, step == "list").await {
            Ok(id) => {
                let message = match step {
                    "list" => "You have made an offer. It is on the list now",
                    _ => "You have saved the offer as a draft. Only your organisation sees it",
                };
                return Ok(see_other_with(&format!("/offers/{id}"), message));
            }
            Err(error) => Err(error),
        },
        "change" => {
            access::authorize(visitor.actor(), Action::CreateOffer, &Scope::none())?;
            return form(&app, &visitor, &fields, &Invalid::new()).await;
        }
        _ => offers::check(&app, visitor.actor(), &input).await,
    };
    match outcome {
        Ok(checked) => answers(&app, &visitor, &fields, &checked).await,
        Err(Error::Invalid(invalid)) => form(&app, &visitor, &fields, &invalid).await,
        Err(error) => Err(error.into()),
    }
}

/// Why the organisation cannot list offers yet; nothing where it can.
pub(super) async fn obstacle(app: &App, visitor: &Visitor) -> PageResult<Option<String>> {
    match offers::may_list(app, visitor.actor()).await {
        Ok(()) => Ok(None),
        Err(Error::Conflict(message)) => Ok(Some(message)),
        Err(error) => Err(error.into()),
    }
}

/// The obstacle and the way around it.
pub(super) fn why_not(obstacle: &str) -> Markup {
    html! {
        (InsetText {
            content: html! {
                p class="govuk-body" { (obstacle) }
                p class="govuk-body" { a class="govuk-link" href="/authorities" { "See the authorities and apply to one" } }
            }.into(),
            ..Default::default()
        })
    }
}

async fn form(app: &App, visitor: &Visitor, fields: &Fields, invalid: &Invalid) -> PageResult<Response> {
    let resources = prices::catalogue(app).await?;
    let errors = errors(invalid);
    let obstacle = obstacle(app, visitor).await?;
    Ok(Page::new(visitor, "Make an offer").back_to("/offers", "Our offers").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Make an offer" }
        p class="govuk-body" { "An offer is not a promise: nothing is agreed until you and an organisation both say yes." }
        @if let Some(obstacle) = &obstacle { (why_not(obstacle)) }
        form method="post" action="/offers/new" novalidate {
            (Csrf(visitor.csrf()))
            (inputs(&resources, fields, &errors, None))
            (Button { name: "step", value: "check", ..Button::submit("Continue") })
        }
    }))
}

async fn answers(app: &App, visitor: &Visitor, fields: &Fields, checked: &Checked) -> PageResult<Response> {
    let obstacle = obstacle(app, visitor).await?;
    Ok(Page::new(visitor, "Check your answers").show(html! {
        h1 class="govuk-heading-l" { "Check your answers" }
        (SummaryList { rows: rows(checked), ..Default::default() })
        @if let Some(obstacle) = &obstacle { (why_not(obstacle)) }
        form method="post" action="/offers/new" novalidate {
            (Csrf(visitor.csrf()))
            (hidden(fields))
            div class="govuk-button-group" {
                @if obstacle.is_none() {
                    (Button { name: "step", value: "list", prevent_double_click: true, ..Button::submit("List the offer") })
                    (Button { name: "step", value: "draft", prevent_double_click: true, ..Button::secondary("Save as a draft") })
                } @else {
                    (Button { name: "step", value: "draft", prevent_double_click: true, ..Button::submit("Save as a draft") })
                }
                (Button { name: "step", value: "change", ..Button::secondary("Change the answers") })
            }
        }
    }))
}

fn rows(checked: &Checked) -> Vec<SummaryRow<'_>> {
    let none = |text: String| if text.is_empty() { "None given".to_owned() } else { text };
    let area = input::area_name(checked.place.local_authority.as_deref());
    let brings = condition_words(&Condition::to_codes(&checked.provides)).join("; ");
    let budget = checked.budget.map(|budget| words::money(budget.pence()));
    let resource = &checked.resource;
    vec![
        SummaryRow::new("What", resource.name.as_str()),
        SummaryRow::new("How much", how_many(checked.capacity, &resource.unit, &resource.units)),
        SummaryRow::new("Title", checked.title.as_str()),
        SummaryRow::new("More about it", none(checked.description.clone())),
        SummaryRow::new("When", words::date_range(checked.window.from, checked.window.to)),
        SummaryRow::new("Postcode", none(checked.place.postcode.clone().unwrap_or_default())),
        SummaryRow::new("Where", travels(area, checked.radius_m, checked.remote)),
        SummaryRow::new("Comes with", none(brings)),
        SummaryRow::new("The most to spend", none(budget.unwrap_or_default())),
    ]
}
