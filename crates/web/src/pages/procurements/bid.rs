//! `/procurements/{ocid}/bid`: a supplier's own bid: its parts, the price, the check before it is sealed, withdrawing it.

use super::{money, time, value};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        bidding::{self, Desk},
        content::{self, Bid},
    },
};
use svx_domain::{Money, lifecycle::BidState};
use svx_ui::{
    Button, Cell, Input, InputKind, InsetText, Label, SummaryList, SummaryRow, Table, Task, TaskList, TaskStatus,
    WarningText, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/bid", show)
        .get("/procurements/{ocid}/bid/price", price)
        .post("/procurements/{ocid}/bid/price", save_price)
        .get("/procurements/{ocid}/bid/check", check)
        .post("/procurements/{ocid}/bid/check", submit)
        .get("/procurements/{ocid}/bid/withdraw", ask_withdraw)
        .post("/procurements/{ocid}/bid/withdraw", withdraw)
}

fn status(desk: &Desk, started: bool, prefixes: &[&str]) -> TaskStatus<'static> {
    let wrong = desk.checked().err().is_some_and(|invalid| {
        invalid
            .iter()
            .any(|(field, _)| prefixes.iter().any(|prefix| field.starts_with(prefix)))
    });
    match (started, wrong) {
        (false, _) => TaskStatus::not_started(),
        (true, true) => TaskStatus::in_progress(),
        (true, false) => TaskStatus::completed(),
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    let p = &desk.procurement;
    Ok(Page::new(&visitor, format!("Your bid: {}", p.title)).back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
        span class="govuk-caption-l" { "Your bid" }
        h1 class="govuk-heading-l" { (p.title) }
        (standing(&desk))
        @if desk.may_draft() {
            p class="govuk-body" {
                "Bids close at " (p.bids_until.map(time).unwrap_or_default()) ". Until then only people of your organisation can see anything of your bid, and afterwards nobody can before all bids are opened together."
            }
            (TaskList { items: tasks(&desk), ..Default::default() })
        }
        @if desk.is_open() && desk.bid_state == Some(BidState::Submitted) {
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/bid/withdraw" } { "Withdraw your bid" } }
        }
    }))
}

/// Where the bid stands, in a sentence or two.
fn standing(desk: &Desk) -> Markup {
    let receipt = format!("/procurements/{}/bid/receipts/{}", desk.procurement.ocid, desk.version);
    let words = match (desk.bid_state, desk.submitted_at) {
        (Some(BidState::Submitted), Some(at)) => html! {
            p { "Your bid was submitted and sealed at " (time(at)) ". " a class="govuk-link" href=(receipt) { "See the receipt" } }
            @if desk.is_open() { p { "You can change it below and submit it again. The last submission counts." } }
        },
        (Some(BidState::Withdrawn), _) => {
            html! { p { "You withdrew your bid." @if desk.is_open() { " You can submit it again until bids close." } } }
        }
        (Some(state @ (BidState::Opened | BidState::Won | BidState::Lost)), _) => html! {
            p { "Your bid was opened after bids closed. " @if state == BidState::Won { "It won. " } @else if state == BidState::Lost { "It did not win. " } a class="govuk-link" href=(receipt) { "See the receipt" } }
        },
        _ if !desk.may_draft() => html! { p { "You did not submit a bid. Bids are closed." } },
        _ if !desk.is_open() => {
            html! { p { "Bids open at " (desk.procurement.bids_from.map(time).unwrap_or_default()) ". You can prepare yours now." } }
        }
        _ => html! { p { "Your bid is not submitted." } },
    };
    html! { (InsetText { content: words.into(), ..Default::default() }) }
}

fn tasks(desk: &Desk) -> Vec<Task<'_>> {
    let path = |part: &str| format!("/procurements/{}/bid/{part}", desk.procurement.ocid);
    let mut items = Vec::new();
    if desk.setup.has_price() {
        let started = !desk.draft.price.is_empty();
        items.push(Task::new(path("price"), "Price", status(desk, started, &["price"])));
    }
    if !desk.setup.asked().is_empty() {
        let started = desk.draft.answers.values().any(|answer| !answer.is_empty());
        items.push(Task::new(
            path("answers"),
            "Answers",
            status(desk, started, &["answer-"]),
        ));
    }
    if desk.has_auction {
        let path = format!("/procurements/{}/auction/bid", desk.procurement.ocid);
        let task = Task::new(path, "Social value pledges", TaskStatus::Text("In the auction".into()));
        items.push(task.hint("You bid them in the social value auction, and not with this bid"));
    } else if desk.setup.has_pledges() {
        let started = !desk.draft.pledges.is_empty();
        let (total, count) = content::running_total(&desk.draft, &desk.register);
        let sum = format!(
            "{}, {}",
            words::plural(u64::try_from(count).unwrap_or_default(), "pledge", "pledges"),
            value(total)
        );
        let status = if started {
            status(desk, true, &["quantity-", "by-", "how-"])
        } else {
            TaskStatus::Text("Optional".into())
        };
        items.push(Task::new(path("pledges"), "Social value pledges", status).hint(sum));
    }
    let ready = desk.is_open();
    items.push(if ready {
        Task::new(
            path("check"),
            "Check your answers and submit",
            TaskStatus::not_started(),
        )
    } else {
        Task {
            title: "Check your answers and submit".into(),
            status: TaskStatus::cannot_start(),
            ..Default::default()
        }
    });
    items
}

async fn price(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    Ok(Page::new(&visitor, "Your price").back_to(format!("/procurements/{ocid}/bid"), "Your bid").show(html! {
        form method="post" action={ "/procurements/" (ocid) "/bid/price" } novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "price",
                label: Label::page_heading("Your price for the whole contract"),
                hint: html! { "In pounds, " @if desk.procurement.includes_vat { "including VAT, as the estimate does" } @else { "without VAT, as the estimate is" } ". You can save it before it is final." }.into(),
                kind: InputKind::Decimal,
                prefix: "£".into(),
                width: Width::Chars10,
                value: &desk.draft.price,
                ..Default::default()
            })
            (Button::submit("Save"))
        }
    }))
}

async fn save_price(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    bidding::save_price(&app, visitor.actor(), &ocid, fields.text("price")).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/bid"),
        "You have saved your price",
    ))
}

async fn check(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    match desk.checked() {
        Ok(bid) => Ok(check_page(&visitor, &desk, &bid)),
        Err(invalid) => Ok(faults(&visitor, &desk, &invalid)),
    }
}

/// What is still wrong, each with a link to where it can be put right.
fn faults(visitor: &Visitor, desk: &Desk, invalid: &Invalid) -> Response {
    let ocid = &desk.procurement.ocid;
    let part = |field: &str| match field.split('-').next() {
        Some("price") => "price".to_owned(),
        Some("answer") => format!("answers#{field}"),
        _ => format!("pledges#{field}"),
    };
    Page::new(visitor, "Your bid is not complete")
        .back_to(format!("/procurements/{ocid}/bid"), "Your bid")
        .errors(&form_errors(invalid))
        .show(html! {
            h1 class="govuk-heading-l" { "Your bid is not complete" }
            p class="govuk-body" { "Nothing was submitted. Put these right, then check again." }
            ul class="govuk-list govuk-list--bullet" {
                @for (field, message) in invalid.iter() {
                    li { a class="govuk-link" href={ "/procurements/" (ocid) "/bid/" (part(field)) } { (message) } }
                }
            }
        })
}

fn check_page(visitor: &Visitor, desk: &Desk, bid: &Bid) -> Response {
    let ocid = &desk.procurement.ocid;
    let change = |part: &str, about: String| svx_ui::Action::change(format!("/procurements/{ocid}/bid/{part}"), about);
    let mut rows = Vec::new();
    if desk.setup.has_price() {
        rows.push(SummaryRow::new("Price", money(bid.price())).action(change("price", "price".to_owned())));
    }
    for asked in desk.setup.asked() {
        let answer = bid.answers.get(&asked.id).cloned().unwrap_or_default();
        let shown = html! { @for line in answer.lines() { (line) br; } };
        rows.push(
            SummaryRow::new(asked.words.clone(), shown).action(change("answers", content::question_name(&asked))),
        );
    }
    Page::new(visitor, "Check your answers").back_to(format!("/procurements/{ocid}/bid"), "Your bid").show(html! {
        h1 class="govuk-heading-l" { "Check your answers" }
        (SummaryList { rows, ..Default::default() })
        @if desk.setup.has_pledges() { (pledges(desk, bid)) }
        (WarningText { content: "When you submit, your bid is sealed. Nobody can open it before bids close.".into(), ..Default::default() })
        @if desk.is_open() {
            form method="post" action={ "/procurements/" (ocid) "/bid/check" } novalidate {
                (Csrf(visitor.csrf()))
                input type="hidden" name="version" value=(desk.version);
                (Button::submit("Submit and seal"))
            }
        }
    })
}

fn pledges(desk: &Desk, bid: &Bid) -> Markup {
    let rows = bid.lines(&desk.register).map(|(pledge, line)| {
        vec![
            Cell::new(html! { (line.resource_name) " for " (line.project) }),
            Cell::numeric(super::amount(pledge.quantity(), line)),
            Cell::new(words::date(pledge.by)),
            Cell::new(pledge.how.as_str()),
            Cell::numeric(line.unit_price_pence.map_or_else(
                || "No price".to_owned(),
                |price: Money| value(pledge.quantity().at(price)),
            )),
        ]
    });
    html! {
        h2 class="govuk-heading-m" { "Pledges" }
        @if bid.pledges.is_empty() {
            p class="govuk-body" { "You pledge nothing. " a class="govuk-link" href={ "/procurements/" (desk.procurement.ocid) "/bid/pledges" } { "Add pledges" } }
        } @else {
            (Table {
                caption: "What you pledge".into(),
                caption_hidden: true,
                head: vec!["What".into(), Cell::numeric("How much"), "By when".into(), "How".into(), Cell::numeric("What it would cost")],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
            p class="govuk-body" { "Together your pledges would cost " strong { (value(bid.pledged(&desk.register))) } " at the frozen prices. " a class="govuk-link" href={ "/procurements/" (desk.procurement.ocid) "/bid/pledges" } { "Change your pledges" } }
        }
    }
}

async fn submit(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let version = fields.text("version").parse().map_err(|_| PageError::NotFound)?;
    match bidding::submit(&app, visitor.actor(), &ocid, version).await {
        Ok(version) => Ok(see_other(&format!("/procurements/{ocid}/bid/receipts/{version}"))),
        Err(Error::Invalid(invalid)) => {
            let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
            Ok(faults(&visitor, &desk, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask_withdraw(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    Ok(Page::new(&visitor, "Withdraw your bid").back_to(format!("/procurements/{ocid}/bid"), "Your bid").show(html! {
        h1 class="govuk-heading-l" { "Withdraw your bid?" }
        p class="govuk-body" { "Your bid for " (desk.procurement.title) " will not be opened. Your draft stays, and you can submit it again until bids close." }
        form method="post" action={ "/procurements/" (ocid) "/bid/withdraw" } novalidate {
            (Csrf(visitor.csrf()))
            (Button::warning("Withdraw"))
        }
    }))
}

async fn withdraw(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    bidding::withdraw(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/bid"),
        "You have withdrawn your bid",
    ))
}
