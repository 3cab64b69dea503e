//! `/review/claims`: who says that an imported page is theirs.

use crate::{
    Fields, Page, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::organisations::parts::{self, counted, day, paragraphs},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    organisations::claims::{self, MAX_NOTE_CHARS},
};
use svx_domain::{
    Code,
    lifecycle::{ClaimMove, State as _},
};
use svx_store::{claims::Claim, organisations::Organisation};
use svx_ui::{Button, Card, CardList, EmptyState, SummaryList, SummaryRow, Textarea, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/review/claims", list)
        .get("/review/claims/{id}", show)
        .post("/review/claims/{id}", send)
}

async fn list(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let claims = claims::waiting(&app, visitor.actor()).await?;
    let cards = claims.iter().map(|claim| Card {
        facts: vec![format!("Claimed by {} on {}", claim.person_name, day(claim.created_at)).into()],
        ..Card::new(format!("/review/claims/{}", claim.id), claim.organisation_name.as_str())
    });
    Ok(Page::new(&visitor, "Claims of imported pages").show(html! {
        h1 class="govuk-heading-l" { "Claims of imported pages" }
        p class="govuk-body" { "Pages of charities were made from public registers. Someone says that one of these is theirs." }
        @if claims.is_empty() {
            (EmptyState { title: "No claims wait for a decision".into(), content: "New claims appear here.".into() })
        } @else {
            (CardList { cards: cards.collect(), heading_level: 2, ..Default::default() })
        }
    }))
}

async fn show(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let (claim, organisation) = claims::one(&app, visitor.actor(), parts::id(&id)?).await?;
    Ok(page(&visitor, &claim, &organisation, &Fields::empty(), &Invalid::new()))
}

async fn send(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let (claim, organisation) = claims::one(&app, visitor.actor(), parts::id(&id)?).await?;
    let step: ClaimMove = parts::id(fields.text("step"))?;
    match claims::decide(&app, visitor.actor(), claim.id, step, fields.get("note")).await {
        Ok(()) => {
            let done = if step == ClaimMove::Approve {
                "approved"
            } else {
                "declined"
            };
            let message = format!(
                "You have {done} the claim of {}. They get an e-mail",
                claim.organisation_name
            );
            Ok(see_other_with("/review/claims", &message))
        }
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &claim, &organisation, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, claim: &Claim, organisation: &Organisation, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let title = format!("Claim of {}", claim.organisation_name);
    let open = claim.state.open_moves();
    Page::new(visitor, title.clone()).back("/review/claims").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        (SummaryList {
            rows: vec![
                SummaryRow::new("State", claim.state.label()),
                SummaryRow::new("Claimed by", format!("{}, {}", claim.person_name, claim.person_email)),
                SummaryRow::new("What they say", paragraphs(&claim.statement)),
                SummaryRow::new("What the register says", paragraphs(&organisation.activities)),
                SummaryRow::new("Website in the register", organisation.website.clone().unwrap_or_default()),
                SummaryRow::new("Page", html! { a class="govuk-link" href={ "/organisations/" (organisation.slug) } { "See the page of " (organisation.name) } }),
            ],
            ..Default::default()
        })
        @if open.is_empty() {
            @if let Some(note) = &claim.note { (paragraphs(note)) }
        } @else {
            h2 class="govuk-heading-m" { "Decide" }
            form method="post" action={ "/review/claims/" (claim.id) } novalidate {
                (Csrf(visitor.csrf()))
                (counted(MAX_NOTE_CHARS, Textarea {
                    name: "note",
                    label: "Reason".into(),
                    hint: "Sent to whoever claimed the page. Needed to decline".into(),
                    rows: Some(3),
                    value: fields.get("note"),
                    error: errors.error("note"),
                    ..Default::default()
                }))
                div class="govuk-button-group" {
                    (Button { name: "step", value: ClaimMove::Approve.code(), ..Button::submit("Approve") })
                    (Button { name: "step", value: ClaimMove::Decline.code(), ..Button::warning("Decline") })
                }
            }
        }
    })
}
