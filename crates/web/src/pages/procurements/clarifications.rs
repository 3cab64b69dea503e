//! `/procurements/{ocid}/bid/clarifications`: questions about a supplier's own bid, and its answers.

use super::{moment, realism::thread};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    procurement::realism::{self, Own},
};
use svx_domain::ClarificationId;
use svx_ui::{Button, InsetText, Label, Size, Textarea, Thread, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/bid/clarifications", show)
        .post("/procurements/{ocid}/bid/clarifications/{id}", answer)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let own = realism::own(&app, visitor.actor(), &ocid).await?;
    Ok(page(&visitor, &own, app.now(), &Fields::empty(), &Invalid::new()))
}

fn page(visitor: &Visitor, own: &Own, now: jiff::Timestamp, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, p) = (form_errors(invalid), &own.procurement);
    Page::new(visitor, "Questions about your bid").back_to(format!("/procurements/{}/bid", p.ocid), "Your bid").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (p.title) }
        h1 class="govuk-heading-l" { "Questions about your bid" }
        p class="govuk-body" { (p.authority) " asks you to explain what stands out in your bid. Nothing is decided by itself: two people read your answer before they decide." }
        @for question in &own.questions {
            h2 class="govuk-heading-m" { "Asked at " (moment(question.asked_at)) }
            (InsetText { content: html! { p { "What was seen: " (question.about) } }.into(), ..Default::default() })
            (Thread { messages: thread(std::slice::from_ref(question), &p.authority, "You", false) })
            @if question.answer.is_none() && question.answer_by > now {
                @let name = format!("answer-{}", question.id);
                form method="post" action={ "/procurements/" (p.ocid) "/bid/clarifications/" (question.id) } novalidate {
                    (Csrf(visitor.csrf()))
                    (Textarea {
                        name: &name,
                        label: Label::sized(Size::S, "Your answer"),
                        hint: html! { "You can answer once, until " (moment(question.answer_by)) }.into(),
                        value: fields.get(&name),
                        error: errors.error(&name),
                        ..Default::default()
                    })
                    (Button::submit("Send your answer"))
                }
            } @else if question.answer.is_none() {
                p class="govuk-body" { "The time for an answer is over." }
            }
        }
    })
}

async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: ClarificationId = id.parse().map_err(|_| crate::PageError::NotFound)?;
    match realism::answer(&app, visitor.actor(), &ocid, id, fields.text(&format!("answer-{id}"))).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/bid/clarifications"),
            "You have sent your answer",
        )),
        Err(Error::Invalid(invalid)) => {
            let own = realism::own(&app, visitor.actor(), &ocid).await?;
            Ok(page(&visitor, &own, app.now(), &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
