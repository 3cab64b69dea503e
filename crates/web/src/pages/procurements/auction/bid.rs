//! `/procurements/{ocid}/auction/bid`: a bidder's own place: joining, pledges with their running total, bidding.

use super::super::{amount, pledges, time, value};
use super::{fingerprint, notices, pounds, rules_in_words, stage_words};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    auction::bid::{self, Desk},
    procurement::content::{self, Draft},
};
use svx_auction::{Assessed, Pledge, Stage};
use svx_ui::{
    Button, Cell, FormErrors, Input, InsetText, SummaryList, SummaryRow, Table, WarningText, Width, layout::Csrf, words,
};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/auction/bid", show)
        .post("/procurements/{ocid}/auction/join", join)
        .post("/procurements/{ocid}/auction/bid", save)
        .get("/procurements/{ocid}/auction/bid/check", check)
        .post("/procurements/{ocid}/auction/bid/check", submit)
}

fn path(ocid: &str, rest: &str) -> String {
    format!("/procurements/{ocid}/auction/{rest}")
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bid::desk(&app, visitor.actor(), &ocid).await?;
    Ok(if desk.has_joined {
        place(&visitor, &desk)
    } else {
        joining(&visitor, &desk, &Invalid::new())
    })
}

fn joining(visitor: &Visitor, desk: &Desk, invalid: &Invalid) -> Response {
    let ocid = &desk.procurement.ocid;
    let errors = form_errors(invalid);
    Page::new(visitor, "Join the auction").back_to(format!("/procurements/{ocid}/auction"), "The auction").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Join the auction" }
        p class="govuk-body" { (stage_words(desk.view.stage, desk.now)) }
        h2 class="govuk-heading-m" { "Rules" }
        (rules_in_words(desk.rules.rules()))
        (fingerprint(&desk.rules))
        form method="post" action=(path(ocid, "join")) novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="rules" value=(hex::encode(desk.rules.sha256()));
            (Input {
                name: "parent",
                label: "Company number of your parent company (optional)".into(),
                hint: "Only if your organisation belongs to a group of firms. Firms that name the same parent are one group in this auction".into(),
                width: Width::Chars20,
                error: errors.error("parent"),
                ..Default::default()
            })
            (Button::submit("Accept the rules and join"))
        }
    })
}

async fn join(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let (shown, parent) = (fields.text("rules"), fields.text("parent"));
    match bid::join(&app, visitor.actor(), &ocid, shown, parent).await {
        Ok(()) => Ok(see_other_with(&path(&ocid, "bid"), "You have joined the auction")),
        Err(Error::Invalid(invalid)) => {
            let desk = bid::desk(&app, visitor.actor(), &ocid).await?;
            Ok(joining(&visitor, &desk, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

/// How a bidder stands, as much of it as the rules show.
fn standing(desk: &Desk) -> Markup {
    let mut rows = vec![SummaryRow::new("The auction", stage_words(desk.view.stage, desk.now))];
    match desk.view.own {
        Some(own) => {
            let receipt = path(&desk.procurement.ocid, &format!("bid/receipts/{}", own.number));
            rows.push(SummaryRow::new(
                "Your bid",
                html! {
                    @if let Some(total) = own.total { strong { (pounds(total)) } ", accepted at " } @else { "Sealed, accepted at " }
                    (time(own.at)) ". " a class="govuk-link" href=(receipt) { "See the receipt" }
                },
            ));
        }
        None => rows.push(SummaryRow::new("Your bid", "None yet")),
    }
    if let Some(rank) = desk.view.rank {
        rows.push(SummaryRow::new("Your rank", html! { strong { (rank) } }));
    }
    if let Some(total) = desk.view.leading_total {
        rows.push(SummaryRow::new("The leader’s total", pounds(total)));
    }
    if let (Some(least), Stage::Open { .. } | Stage::Waiting { .. }) = (desk.view.least_next, desk.view.stage) {
        let words = format!("Must come to at least {}", pounds(least));
        rows.push(SummaryRow::new("Your next bid", words));
    }
    rows.push(SummaryRow::new("By the exchange’s clock", time(desk.now)));
    html! { (SummaryList { rows, ..Default::default() }) }
}

fn place(visitor: &Visitor, desk: &Desk) -> Response {
    let ocid = &desk.procurement.ocid;
    let found = desk.checked().err().unwrap_or_default();
    let draft = Draft {
        pledges: desk.draft.clone(),
        ..Draft::default()
    };
    let (total, count) = content::running_total(&draft, &desk.register);
    let is_over = matches!(desk.view.stage, Stage::Closed { .. } | Stage::Cancelled { .. });
    Page::new(visitor, "Your place in the auction").back_to(format!("/procurements/{ocid}/auction"), "The auction").show(html! {
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "Your place in the auction" }
        (standing(desk))
        p class="govuk-body" { a class="govuk-link" href=(path(ocid, "bid")) { "Look again" } }
        (notices(&desk.view.notices))
        @if !is_over {
            h2 class="govuk-heading-m" { "Your pledges" }
            (InsetText { content: html! {
                p { (words::plural(u64::try_from(count).unwrap_or_default(), "pledge", "pledges")) ", which would cost " strong { (value(total)) } " at the frozen prices." }
                @if let Some(cap) = desk.rules.rules().cap_basis_points { p { "The most that one bidder can pledge is " (super::share(cap)) " of the value of the contract." } }
            }.into(), ..Default::default() })
            p class="govuk-body" { "Change what you pledge, save it, and check it before you bid. Nobody else sees what you save." }
            form method="post" action=(path(ocid, "bid")) novalidate {
                (Csrf(visitor.csrf()))
                @for line in &desk.register { (pledges::need(line, &desk.draft, &found)) }
                (Button::submit("Save and check"))
            }
        }
    })
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let desk = bid::desk(&app, visitor.actor(), &ocid).await?;
    let pledges = pledges::typed(&fields, &desk.register);
    bid::save(&app, visitor.actor(), &ocid, pledges).await?;
    Ok(see_other_with(&path(&ocid, "bid/check"), "You have saved your pledges"))
}

async fn check(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bid::desk(&app, visitor.actor(), &ocid).await?;
    Ok(match desk.checked() {
        Ok((pledges, assessed)) => check_page(&app, &visitor, &desk, &pledges, &assessed, None),
        Err(invalid) => faults(&visitor, &desk, &invalid),
    })
}

/// What is still wrong, each with a link to where it can be put right.
fn faults(visitor: &Visitor, desk: &Desk, invalid: &Invalid) -> Response {
    let back = path(&desk.procurement.ocid, "bid");
    Page::new(visitor, "Your pledges cannot be bid yet")
        .back_to(back.clone(), "Your pledges")
        .errors(&form_errors(invalid))
        .show(html! {
            h1 class="govuk-heading-l" { "Your pledges cannot be bid yet" }
            p class="govuk-body" { "Nothing was bid. Put these right, then check again." }
            ul class="govuk-list govuk-list--bullet" {
                @for (field, message) in invalid.iter() {
                    li { a class="govuk-link" href={ (back) "#" (field) } { (message) } }
                }
            }
        })
}

fn check_page(
    app: &App,
    visitor: &Visitor,
    desk: &Desk,
    pledges: &[Pledge],
    assessed: &Assessed,
    refused: Option<&str>,
) -> Response {
    let ocid = &desk.procurement.ocid;
    let mut errors = FormErrors::new();
    if let Some(message) = refused {
        errors.add_at("bid", "bid", message);
    }
    let rows = pledges.iter().filter_map(|pledge| {
        let line = desk
            .register
            .iter()
            .find(|line| line.need_id.to_string() == pledge.need)?;
        Some(vec![
            Cell::new(html! { (line.resource_name) " for " (line.project) }),
            Cell::numeric(amount(pledge.quantity, line)),
            Cell::new(words::date(pledge.by)),
            Cell::new(pledge.how.clone()),
        ])
    });
    Page::new(visitor, "Check your bid").back_to(path(ocid, "bid"), "Your pledges").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Check your bid" }
        (standing(desk))
        (Table {
            caption: "What you pledge".into(),
            caption_size: svx_ui::Size::M,
            head: vec!["To which need".into(), Cell::numeric("How much"), "By when".into(), "How".into()],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        p class="govuk-body-l" { "Your bid comes to " strong { (pounds(assessed.total())) } "." }
        (WarningText { content: "Once it is accepted, a bid stands. You can improve it, and you cannot lower or withdraw it.".into(), ..Default::default() })
        form method="post" action=(path(ocid, "bid/check")) novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="key" value=(bid::new_key(app));
            input type="hidden" name="total" value=(assessed.total().to_decimal());
            button class="govuk-button" id="bid" type="submit" data-module="govuk-button" { "Bid " (pounds(assessed.total())) }
        }
    })
}

async fn submit(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let (key, total) = (fields.text("key"), fields.text("total"));
    match bid::submit(&app, visitor.actor(), &ocid, key, total).await {
        Ok(number) => Ok(see_other_with(
            &path(&ocid, &format!("bid/receipts/{number}")),
            "Your bid was accepted",
        )),
        Err(Error::Conflict(message)) => {
            let desk = bid::desk(&app, visitor.actor(), &ocid).await?;
            match desk.checked() {
                Ok((pledges, assessed)) => Ok(check_page(&app, &visitor, &desk, &pledges, &assessed, Some(&message))),
                Err(invalid) => Ok(faults(&visitor, &desk, &invalid)),
            }
        }
        Err(Error::Invalid(invalid)) => {
            let desk = bid::desk(&app, visitor.actor(), &ocid).await?;
            Ok(faults(&visitor, &desk, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
