//! `/procurements/{ocid}/amend`: an amendment of a published procurement: its rules, what the register asks for, more time; a check of
//! what changes; and publishing it to every bidder.

use super::{amount, time};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use std::collections::BTreeMap;
use svx_app::{
    App, Error, Invalid,
    procurement::{
        amend::{self, Desk, MIN_TIME_TO_ANSWER},
        changes::{Asks, Change},
    },
};
use svx_domain::ports;
use svx_ui::{
    Button, Cell, Input, InsetText, Label, Size, Table, Task, TaskList, TaskStatus, Textarea, WarningText, Width,
    layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/amend", show)
        .post("/procurements/{ocid}/amend", begin)
        .post("/procurements/{ocid}/amend/discard", discard)
        .get("/procurements/{ocid}/amend/needs", needs)
        .post("/procurements/{ocid}/amend/needs", save_needs)
        .get("/procurements/{ocid}/amend/closing", closing)
        .post("/procurements/{ocid}/amend/closing", save_closing)
        .get("/procurements/{ocid}/amend/check", check)
        .post("/procurements/{ocid}/amend/check", publish)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    Ok(match amend::find(&app, visitor.actor(), &ocid).await? {
        Some(desk) => tasks(&visitor, &desk),
        None => Page::new(&visitor, "Amend this procurement").back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
            h1 class="govuk-heading-l" { "Amend this procurement" }
            p class="govuk-body" { "Until bids close you can change the rules, change how much the register of needs asks for, and give more time. What was published stays as it was, and the amendment stands beside it with its reason." }
            p class="govuk-body" { "Every registered bidder is told. A bid that was submitted before stays sealed. If the amendment bears on it, it counts only if its bidder confirms it or submits it again before bids close, and they have at least " (MIN_TIME_TO_ANSWER.as_hours()) " hours for that." }
            p class="govuk-body" { "Nobody sees an amendment before you publish it." }
            form method="post" action={ "/procurements/" (ocid) "/amend" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Begin an amendment"))
            }
        }),
    })
}

async fn begin(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    amend::begin(&app, visitor.actor(), &ocid).await?;
    Ok(see_other(&format!("/procurements/{ocid}/amend")))
}

async fn discard(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    amend::discard(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}"),
        "You have given up the amendment. Nothing has changed",
    ))
}

fn tasks(visitor: &Visitor, desk: &Desk) -> Response {
    let ocid = &desk.procurement.ocid;
    let at = |rest: &str| format!("/procurements/{ocid}/{rest}");
    let items = vec![
        Task::new(
            at("setup/criteria"),
            "Criteria and weights",
            TaskStatus::Text("Optional".into()),
        ),
        Task::new(
            at("amend/needs"),
            "How much the register asks for",
            TaskStatus::Text("Optional".into()),
        ),
        Task::new(
            at("amend/closing"),
            "When bids close",
            TaskStatus::Text("Optional".into()),
        ),
        Task::new(
            at("amend/check"),
            "Check and publish the amendment",
            TaskStatus::not_started(),
        ),
    ];
    Page::new(visitor, "Amendment")
        .back_to(at(""), "The procurement")
        .show(html! {
            span class="govuk-caption-l" { (desk.procurement.title) }
            h1 class="govuk-heading-l" { "Amendment " (desk.version - 1) }
            p class="govuk-body" { "Change what has to change. Nobody sees it before you publish it." }
            (TaskList { items, ..Default::default() })
            @if !desk.changes.is_empty() { (changes_table(&desk.changes, "What changes so far")) }
            form method="post" action=(at("amend/discard")) novalidate {
                (Csrf(visitor.csrf()))
                (Button::secondary("Give up this amendment"))
            }
        })
}

/// What changes, side by side.
pub(super) fn changes_table(changes: &[Change], caption: &'static str) -> Markup {
    let or_none = |text: &str, none: &'static str| {
        if text.is_empty() {
            none.to_owned()
        } else {
            text.to_owned()
        }
    };
    let rows = changes.iter().map(|change| {
        vec![
            Cell::new(change.what.clone()),
            Cell::new(or_none(&change.before, "New")),
            Cell::new(or_none(&change.after, "Gone")),
        ]
    });
    html! {
        (Table {
            caption: caption.into(),
            caption_size: Size::S,
            head: vec!["What".into(), "Before".into(), "After".into()],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

async fn needs(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = amend::desk(&app, visitor.actor(), &ocid).await?;
    let pairs = desk
        .quantities
        .iter()
        .map(|(need, quantity)| (format!("quantity-{need}"), quantity.to_decimal()));
    let fields = Fields::from_pairs(pairs);
    Ok(needs_form(&visitor, &desk, &fields, &Invalid::new()))
}

fn needs_form(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    Page::new(visitor, "How much the register asks for").back_to(format!("/procurements/{ocid}/amend"), "Amendment").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "How much the register asks for" }
        p class="govuk-body" { "Fill in what changes and leave the rest empty. 0 takes a need out of the register." }
        form method="post" action={ "/procurements/" (ocid) "/amend/needs" } novalidate {
            (Csrf(visitor.csrf()))
            @if desk.register.is_empty() { p class="govuk-body" { "The register is empty." } }
            @for line in &desk.register {
                @let name = format!("quantity-{}", line.need_id);
                (Input {
                    name: &name,
                    label: Label::from(format!("{} for {} ({})", line.resource_name, line.project, line.community)),
                    hint: html! { "Now " (amount(line.quantity, line)) }.into(),
                    width: Width::Chars10,
                    value: fields.get(&name),
                    error: errors.error(&name),
                    ..Default::default()
                })
            }
            (Button::submit("Save"))
        }
    })
}

async fn save_needs(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let desk = amend::desk(&app, visitor.actor(), &ocid).await?;
    let typed: BTreeMap<String, String> = desk
        .register
        .iter()
        .map(|line| line.need_id.to_string())
        .map(|need| {
            let text = fields.text(&format!("quantity-{need}")).to_owned();
            (need, text)
        })
        .collect();
    match amend::save_quantities(&app, visitor.actor(), &ocid, &typed).await {
        Ok(()) => Ok(saved(&ocid)),
        Err(Error::Invalid(invalid)) => Ok(needs_form(&visitor, &desk, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

fn saved(ocid: &str) -> Response {
    see_other_with(&format!("/procurements/{ocid}/amend"), "You have saved this part")
}

async fn closing(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = amend::desk(&app, visitor.actor(), &ocid).await?;
    let until = desk.bids_until.map(|at| at.to_zoned_datetime(ports::uk()));
    let fields = Fields::from_pairs([
        (
            "until_day",
            until.as_ref().map(|at| words::date(at.date())).unwrap_or_default(),
        ),
        (
            "until_time",
            until.as_ref().map(|at| words::time(at.time())).unwrap_or_default(),
        ),
    ]);
    Ok(closing_form(&visitor, &desk, &fields, &Invalid::new()))
}

fn closing_form(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    let input = |name: &'static str, label: &'static str, hint: &'static str| Input {
        name,
        label: label.into(),
        hint: hint.into(),
        width: Width::Chars20,
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    };
    Page::new(visitor, "When bids close").back_to(format!("/procurements/{ocid}/amend"), "Amendment").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "When bids close" }
        p class="govuk-body" { "Bids close at " (desk.procurement.bids_until.map(time).unwrap_or_default()) ". You can give more time, and not less. Leave both empty to change nothing." }
        form method="post" action={ "/procurements/" (ocid) "/amend/closing" } novalidate {
            (Csrf(visitor.csrf()))
            (input("until_day", "New day", "For example, 24 4 2027"))
            (input("until_time", "New time", "For example, midday"))
            (Button::submit("Save"))
        }
    })
}

async fn save_closing(
    State(app): State<App>,
    visitor: Visitor,
    Path(ocid): Path<String>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let (day, clock) = (fields.text("until_day"), fields.text("until_time"));
    match amend::save_closing(&app, visitor.actor(), &ocid, day, clock).await {
        Ok(()) => Ok(saved(&ocid)),
        Err(Error::Invalid(invalid)) => {
            let desk = amend::desk(&app, visitor.actor(), &ocid).await?;
            Ok(closing_form(&visitor, &desk, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn check(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = amend::desk(&app, visitor.actor(), &ocid).await?;
    let problems = desk.problems(app.now());
    Ok(check_page(&visitor, &desk, &Fields::empty(), &problems))
}

/// What an amendment asks of those who have submitted a bid.
pub(super) fn asks_in_words(asks: Asks) -> &'static str {
    match asks {
        Asks::Nothing => "Bids that were submitted before stand.",
        Asks::Confirm => {
            "A bid that was submitted before counts only if its bidder confirms that it stands, or submits it again, before bids close. Otherwise it is not opened."
        }
        Asks::Submit => {
            "A bid that was submitted before counts only if it is submitted again before bids close, because something new is asked. Otherwise it is not opened."
        }
    }
}

fn check_page(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    let at = |part: &str| match part {
        "criteria" => format!("/procurements/{ocid}/setup/criteria"),
        "needs" => format!("/procurements/{ocid}/amend/needs"),
        _ => format!("/procurements/{ocid}/amend/closing"),
    };
    let stands: Vec<(&str, &str)> = invalid.iter().filter(|(field, _)| *field != "reason").collect();
    Page::new(visitor, "Check the amendment").back_to(format!("/procurements/{ocid}/amend"), "Amendment").errors(&errors).show(html! {
        @if errors.error("reason").is_some() { (errors.summary()) }
        h1 class="govuk-heading-l" { "Check the amendment" }
        @if !stands.is_empty() {
            (InsetText { content: html! {
                p { "Before you can publish it:" }
                ul class="govuk-list govuk-list--bullet" { @for (field, message) in &stands { li { a class="govuk-link" href=(at(field)) { (message) } } } }
            }.into(), ..Default::default() })
        }
        @if !desk.changes.is_empty() {
            (changes_table(&desk.changes, "What changes"))
            h2 class="govuk-heading-m" { "Bids that are in" }
            p class="govuk-body" { (asks_in_words(desk.asks)) }
        }
        @if stands.is_empty() {
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/what-if" } { "Try the amended rules on example bids" } }
            form method="post" action={ "/procurements/" (ocid) "/amend/check" } novalidate {
                (Csrf(visitor.csrf()))
                input type="hidden" name="seen" value=(desk.updated_at);
                (Textarea {
                    name: "reason",
                    label: Label::sized(Size::S, "Reason"),
                    hint: "Everyone will see it".into(),
                    value: fields.get("reason"),
                    error: errors.error("reason"),
                    rows: Some(4),
                    ..Default::default()
                })
                (WarningText { content: "When you publish, the amendment is in force and every registered bidder is told. It cannot be taken back, only amended again.".into(), ..Default::default() })
                (Button::submit("Publish the amendment"))
            }
        }
    })
}

async fn publish(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let seen = fields.text("seen").parse().map_err(|_| PageError::NotFound)?;
    match amend::publish(&app, visitor.actor(), &ocid, fields.text("reason"), seen).await {
        Ok(version) => Ok(see_other_with(
            &format!("/procurements/{ocid}"),
            &format!("You have published amendment {}", version - 1),
        )),
        Err(Error::Invalid(invalid)) => {
            let desk = amend::desk(&app, visitor.actor(), &ocid).await?;
            Ok(check_page(&visitor, &desk, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
