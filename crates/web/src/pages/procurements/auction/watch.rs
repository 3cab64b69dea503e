//! `/procurements/{ocid}/auction/watch`: an officer watches the clock, pauses and goes on together with a second officer, and
//! sees the ranking once every bid was opened.

use super::super::time;
use super::{notices, pounds, stage_words};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    auction::officers::{self, Desk},
};
use svx_auction::{Act, Stage};
use svx_ui::{
    Button, Cell, Choice, FormErrors, Input, InsetText, Label, Radios, Size, Table, Textarea, WarningText, layout::Csrf,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/auction/watch", show)
        .post("/procurements/{ocid}/auction/propose", propose)
        .post("/procurements/{ocid}/auction/confirm", confirm)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = officers::desk(&app, visitor.actor(), &ocid).await?;
    Ok(page(&visitor, &desk, &Fields::empty(), &Invalid::new()))
}

fn page(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let ocid = &desk.procurement.ocid;
    let errors = form_errors(invalid);
    Page::new(visitor, "Watch over the auction").back_to(format!("/procurements/{ocid}/auction"), "The auction").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "Watch over the auction" }
        (InsetText { content: html! {
            p { (stage_words(desk.view.stage, desk.now)) }
            p { "It is " (time(desk.now)) " by the exchange’s clock." }
        }.into(), ..Default::default() })
        @match &desk.result {
            Some(_) => (result(desk)),
            None => p class="govuk-body" { "Nobody in your authority can see bids, or whether there are any, before all are opened together." },
        }
        (notices(&desk.view.notices))
        (incident(visitor, desk))
        @if desk.result.is_none() && !matches!(desk.view.stage, Stage::Cancelled { .. }) { (ask(visitor, desk, fields, &errors)) }
    })
}

fn result(desk: &Desk) -> Markup {
    let places = desk.result.as_deref().unwrap_or_default();
    let rows = places.iter().map(|place| {
        vec![
            Cell::new(if place.tied {
                format!("{} (equal)", place.rank)
            } else {
                place.rank.to_string()
            }),
            Cell::new(place.bidder.to_string()),
            Cell::numeric(pounds(place.total)),
        ]
    });
    html! {
        @if places.is_empty() {
            p class="govuk-body" { "Nobody bid in the auction." }
        } @else {
            (Table {
                caption: "Ranking".into(),
                caption_size: Size::M,
                head: vec!["Rank".into(), "Bidder in the auction".into(), Cell::numeric("Total")],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}

fn act_words(act: Act) -> &'static str {
    match act {
        Act::Pause => "to pause the auction",
        Act::Resume => "to go on with the auction",
        Act::SetAside(_) => "to set aside a bid that was a mistake",
        Act::Cancel => "to cancel the auction",
    }
}

/// What waits for a second officer.
fn incident(visitor: &Visitor, desk: &Desk) -> Markup {
    let Some(incident) = desk.view.incident else {
        return html! {};
    };
    let is_own = visitor.actor().person() == Some(incident.by);
    html! {
        h2 class="govuk-heading-m" { "Waiting for a second officer" }
        p class="govuk-body" {
            @if is_own { "You" } @else { "Another officer" }
            " asked " (act_words(incident.act)) " at " (time(incident.at)) ". It lapses after 30 minutes."
        }
        @if is_own {
            p class="govuk-body" { "A second officer must confirm it." }
        } @else {
            form method="post" action={ "/procurements/" (desk.procurement.ocid) "/auction/confirm" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Confirm"))
            }
        }
    }
}

fn ask(visitor: &Visitor, desk: &Desk, fields: &Fields, errors: &FormErrors) -> Markup {
    let mut items = Vec::new();
    match desk.view.stage {
        Stage::Open { .. } => items.push(
            Choice::new("pause", "Pause the auction")
                .hint("For an incident. The time that is lost is added back for everyone"),
        ),
        Stage::Paused { .. } => items.push(Choice::new("resume", "Go on with the auction")),
        _ => {}
    }
    items.push(
        Choice::new("set-aside", "Set aside a bid that was a mistake").hint("The bidder’s bid before it stands again"),
    );
    html! {
        h2 class="govuk-heading-m" { "If something goes wrong" }
        (WarningText { content: "This takes two officers. What is asked for, why, and who confirmed it is kept with the auction and published.".into(), ..Default::default() })
        form method="post" action={ "/procurements/" (desk.procurement.ocid) "/auction/propose" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "act",
                legend: Label::sized(Size::S, "What is to be done?"),
                items,
                value: fields.get("act"),
                error: errors.error("act"),
                ..Default::default()
            })
            (Input {
                name: "commitment",
                label: "Commitment of the bid (only to set one aside)".into(),
                hint: "64 letters and digits. The bidder finds it on the receipt and gives it to you".into(),
                value: fields.get("commitment"),
                error: errors.error("commitment"),
                ..Default::default()
            })
            (Textarea { name: "reason", label: "Why?".into(), value: fields.get("reason"), error: errors.error("reason"), rows: Some(3), ..Default::default() })
            (Button::secondary("Ask a second officer"))
        }
    }
}

async fn propose(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let (act, commitment, reason) = (fields.text("act"), fields.text("commitment"), fields.text("reason"));
    match officers::propose(&app, visitor.actor(), &ocid, act, commitment, reason).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/auction/watch"),
            "You have asked. A second officer must confirm it",
        )),
        Err(Error::Invalid(invalid)) => {
            let desk = officers::desk(&app, visitor.actor(), &ocid).await?;
            Ok(page(&visitor, &desk, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn confirm(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    officers::confirm(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/auction/watch"),
        "You have confirmed it",
    ))
}
