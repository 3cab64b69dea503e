//! What the community says of a delivery, in two taps; and how a problem is settled.

use super::show;
use crate::{Fields, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid, Result,
    commitments::{
        decide::{self, Settlement, Verdict},
        view::CommitmentView,
    },
};
use svx_domain::{CommitmentId, DeliveryId, lifecycle::DeliveryState};
use svx_store::deliveries::{self, Delivery};
use svx_ui::{
    Button, Choice, Details, FormErrors, Input, InputKind, Label, Radios, Size, Textarea, Width, layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .post("/deliveries/{id}/confirm", confirm)
        .post("/deliveries/{id}/resolve", resolve)
}

async fn confirm(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id: DeliveryId = id.parse().map_err(|_| PageError::NotFound)?;
    let verdict = match fields.text("verdict") {
        "all" => Verdict::All,
        "part" => Verdict::Part(fields.get("part").to_owned()),
        "problem" => Verdict::Problem(fields.get("problem").to_owned()),
        _ => {
            return Err(PageError::BadRequest(
                "Say whether all of it arrived, part of it, or there is a problem".to_owned(),
            ));
        }
    };
    let said = match verdict {
        Verdict::Problem(_) => "You have reported a problem. The supplier and the authority have been told",
        Verdict::All | Verdict::Part(_) => "You have confirmed it. Thank you",
    };
    let done = decide::confirm(&app, visitor.actor(), id, &verdict).await;
    after(&app, &visitor, id, &fields, done, said).await
}

async fn resolve(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id: DeliveryId = id.parse().map_err(|_| PageError::NotFound)?;
    let settlement = match fields.text("settlement") {
        "all" => Some(Settlement::All),
        "part" => Some(Settlement::Part(fields.get("part").to_owned())),
        "reject" => Some(Settlement::Reject),
        _ => None,
    };
    let done = match settlement {
        Some(settlement) => decide::resolve(&app, visitor.actor(), id, &settlement, fields.get("reason")).await,
        None => Err(Invalid::one("settlement", "Choose how the problem is settled").into()),
    };
    after(&app, &visitor, id, &fields, done, "You have settled the problem").await
}

async fn after(
    app: &App,
    visitor: &Visitor,
    id: DeliveryId,
    fields: &Fields,
    done: Result<CommitmentId>,
    said: &str,
) -> PageResult {
    match done {
        Ok(commitment) => Ok(see_other_with(&format!("/commitments/{commitment}"), said)),
        Err(Error::Invalid(invalid)) => {
            let delivery = {
                let mut conn = app.db.read().await?;
                deliveries::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?
            };
            let errors = form_errors(&invalid);
            show::page(app, visitor, delivery.commitment_id, Some(id), fields, &errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What can be said of a delivery by whoever reads the page; nothing where nothing can.
pub(super) fn forms(
    seen: &CommitmentView,
    delivery: &Delivery,
    visitor: &Visitor,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    match delivery.state {
        DeliveryState::Claimed if seen.may_confirm => verdict_forms(seen, delivery, visitor, fields, errors),
        DeliveryState::Disputed if seen.may_resolve => settlement_form(seen, delivery, visitor, fields, errors),
        _ => html! {},
    }
}

fn verdict_forms(
    seen: &CommitmentView,
    delivery: &Delivery,
    visitor: &Visitor,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    let path = format!("/deliveries/{}/confirm", delivery.id);
    let form = |verdict: &str, inside: Markup| {
        html! {
            form method="post" action=(path) novalidate {
                (Csrf(visitor.csrf()))
                input type="hidden" name="verdict" value=(verdict);
                (inside)
            }
        }
    };
    let part_id = format!("part-{}", delivery.id);
    let problem_id = format!("problem-{}", delivery.id);
    html! {
        h3 class="govuk-heading-s" { "Did it arrive?" }
        (form("all", html! { (Button::submit("It arrived")) }))
        (Details {
            summary: "Part of it".into(),
            open: errors.error("part").is_some(),
            content: form("part", html! {
                (Input {
                    name: "part",
                    id: id_for(errors, "part", &part_id),
                    label: "How many arrived".into(),
                    hint: "The rest is still owed to you".into(),
                    error: errors.error("part"),
                    value: fields.get("part"),
                    kind: InputKind::Decimal,
                    width: Width::Chars5,
                    suffix: (&seen.found.units).into(),
                    ..Default::default()
                })
                (Button::submit("Confirm this part"))
            }).into(),
            ..Default::default()
        })
        (Details {
            summary: "There is a problem".into(),
            open: errors.error("problem").is_some(),
            content: form("problem", html! {
                (Textarea {
                    name: "problem",
                    id: id_for(errors, "problem", &problem_id),
                    label: "What is the problem?".into(),
                    hint: "The supplier and the authority will read this".into(),
                    error: errors.error("problem"),
                    value: fields.get("problem"),
                    rows: Some(3),
                    ..Default::default()
                })
                (Button::warning("Report the problem"))
            }).into(),
            ..Default::default()
        })
    }
}

/// The summary of errors links to the plain name; elsewhere on the page an id must not come twice.
fn id_for<'a>(errors: &FormErrors, name: &'a str, unique: &'a str) -> &'a str {
    if errors.is_empty() { unique } else { name }
}

fn settlement_form(
    seen: &CommitmentView,
    delivery: &Delivery,
    visitor: &Visitor,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    let (settlement_id, part_id, reason_id) = (
        format!("settlement-{}", delivery.id),
        format!("settled-part-{}", delivery.id),
        format!("reason-{}", delivery.id),
    );
    let part = html! {
        (Input {
            name: "part",
            id: id_for(errors, "part", &part_id),
            label: "How many count".into(),
            error: errors.error("part"),
            value: fields.get("part"),
            kind: InputKind::Decimal,
            width: Width::Chars5,
            suffix: (&seen.found.units).into(),
            ..Default::default()
        })
    };
    let items = vec![
        Choice::new("all", "All of it counts"),
        Choice::new("part", "Part of it counts").reveal(part),
        Choice::new("reject", "None of it counts").hint("It is still owed"),
    ];
    html! {
        h3 class="govuk-heading-s" { "Settle the problem" }
        form method="post" action={ "/deliveries/" (delivery.id) "/resolve" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "settlement",
                id: id_for(errors, "settlement", &settlement_id),
                legend: Label::sized(Size::S, "How is it settled?"),
                error: errors.error("settlement"),
                items,
                value: fields.get("settlement"),
                ..Default::default()
            })
            (Textarea {
                name: "reason",
                id: id_for(errors, "reason", &reason_id),
                label: "Say why".into(),
                hint: "Both sides will read this".into(),
                error: errors.error("reason"),
                value: fields.get("reason"),
                rows: Some(3),
                ..Default::default()
            })
            (Button::submit("Settle it"))
        }
    }
}
