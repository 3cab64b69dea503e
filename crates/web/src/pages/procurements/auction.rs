//! `/procurements/{ocid}/auction`: the auction on the social value part, for everyone; its parts are in the files beside.

mod bid;
mod receipt;
mod rules;
mod watch;

use super::{show::download, time};
use crate::{Page, PageResult, Routes, Visitor};
use axum::extract::{Path, State};
use jiff::Timestamp;
use maud::{Markup, html};
use svx_app::{
    App, Error,
    auction::{result, view, view::Known},
    procurement::{
        browse::{self, Seen},
        publish::Prepared,
    },
};
use svx_auction::{Notice, Rules, Stage, Ties, Total, ValidRules, Visibility};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{InsetText, SummaryList, SummaryRow, WarningText, words};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/auction", show)
        .get("/procurements/{ocid}/auction/rules.json", rules_file)
        .get("/procurements/{ocid}/auction/auction.json", file)
        .and(rules::routes())
        .and(bid::routes())
        .and(receipt::routes())
        .and(watch::routes())
}

/// An exact number of pounds, as `£1,200.50`.
fn pounds(total: Total) -> String {
    format!("£{total}")
}

fn share(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    if rest == 0 {
        format!("{whole}%")
    } else {
        format!("{whole}.{rest:02}%")
    }
}

/// Where an auction stands, with the time that is left by the exchange's clock.
fn stage_words(stage: Stage, now: Timestamp) -> Markup {
    html! {
        @match stage {
            Stage::Waiting { opens_at, .. } => { "It opens at " (time(opens_at)) "." },
            Stage::Open { closes_at, .. } => { "It is open until " (time(closes_at)) ". " strong { (left(now, closes_at)) } },
            Stage::Paused { since, .. } => { "It has been paused since " (time(since)) ". The time that is lost is added back for everyone." },
            Stage::Closed { at } => { "It closed at " (time(at)) "." },
            Stage::Cancelled { at } => { "It was cancelled at " (time(at)) "." },
        }
    }
}

/// The time that is left, as `1 hour 5 minutes left` or `40 seconds left`.
fn left(now: Timestamp, until: Timestamp) -> String {
    let secs = u64::try_from(until.duration_since(now).as_secs()).unwrap_or(0);
    let (days, hours, minutes) = (secs / 86_400, secs / 3_600 % 24, secs / 60 % 60);
    let parts = match (days, hours, minutes) {
        (0, 0, 0) => words::plural(secs, "second", "seconds"),
        (0, 0, _) => format!(
            "{} {}",
            words::plural(minutes, "minute", "minutes"),
            words::plural(secs % 60, "second", "seconds")
        ),
        (0, ..) => format!(
            "{} {}",
            words::plural(hours, "hour", "hours"),
            words::plural(minutes, "minute", "minutes")
        ),
        _ => format!(
            "{} {}",
            words::plural(days, "day", "days"),
            words::plural(hours, "hour", "hours")
        ),
    };
    format!("{parts} left.")
}

/// What everyone who follows an auction was told.
fn notices(notices: &[Notice]) -> Markup {
    html! {
        @if !notices.is_empty() {
            h2 class="govuk-heading-m" { "What happened" }
            ul class="govuk-list govuk-list--bullet" {
                @for notice in notices.iter().rev() {
                    li {
                        @match notice {
                            Notice::Extended { at, closes_at } => { (time(*at)) ": a late bid moved the closing to " (time(*closes_at)) "." },
                            Notice::Paused { at } => { (time(*at)) ": the auction was paused." },
                            Notice::Resumed { at, closes_at } => { (time(*at)) ": the auction went on. It closes at " (time(*closes_at)) "." },
                            Notice::Cancelled { at } => { (time(*at)) ": the auction was cancelled." },
                        }
                    }
                }
            }
        }
    }
}

fn visibility_words(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Sealed => "A bidder sees its own bid and nothing else",
        Visibility::OwnRank => "A bidder sees its own bid and its own rank, and nothing of others",
        Visibility::LeadingTotal => "A bidder sees its own bid, its own rank and the leader’s total, and not who leads",
    }
}

/// The rules in words.
fn rules_in_words(rules: &Rules) -> Markup {
    let mut rows = vec![
        SummaryRow::new(
            "What is compared",
            html! { "What the pledges would cost at the frozen prices of the register, in pounds" },
        ),
        SummaryRow::new("What bidders see", visibility_words(rules.visibility)),
    ];
    for round in &rules.rounds {
        rows.push(SummaryRow::new("Opens", time(round.opens_at)));
        rows.push(SummaryRow::new("Closes", time(round.closes_at)));
    }
    rows.push(SummaryRow::new(
        "Extension",
        match rules.extension {
            Some(rule) => html! {
                "A bid that changes the leader in the last " (words::plural(u64::from(rule.window_secs / 60), "minute", "minutes"))
                " moves the closing by " (words::plural(u64::from(rule.by_secs / 60), "minute", "minutes"))
                ", at most " (words::plural(u64::from(rule.most), "time", "times"))
            },
            None => html! { "None" },
        },
    ));
    rows.push(SummaryRow::new(
        "A new bid",
        html! { "Must beat the bidder’s own last by at least " (pounds(rules.increment)) ". A bid never goes down and cannot be withdrawn" },
    ));
    let mut optional = |key: &'static str, value: Option<String>| {
        rows.extend(value.map(|value| SummaryRow::new(key, value)));
    };
    optional(
        "Reserve",
        rules
            .reserve
            .map(|total| format!("A bid must come to at least {}", pounds(total))),
    );
    optional(
        "Target",
        rules
            .target
            .map(|total| format!("The buyer hopes for {}", pounds(total))),
    );
    optional(
        "Cap",
        rules.cap_basis_points.map(|cap| {
            format!(
                "One bidder can pledge at most {} of the value of the contract",
                share(cap)
            )
        }),
    );
    optional(
        "Realism check",
        rules.realism_basis_points.map(|share_of| {
            format!(
                "A bid above {} of the value of the contract is looked at with its bidder. It keeps its rank",
                share(share_of)
            )
        }),
    );
    rows.push(SummaryRow::new(
        "Equal bids",
        match rules.ties {
            Ties::Earliest => "The one that was accepted first is ahead",
            Ties::Shared => "They share a rank",
        },
    ));
    rows.push(SummaryRow::new(
        "Groups of firms",
        if rules.one_per_group {
            "One of each group can bid"
        } else {
            "Each firm of a group can bid"
        },
    ));
    rows.push(SummaryRow::new(
        "Afterwards",
        if rules.names_published {
            "A file that anyone can verify is published with the names of all bidders"
        } else {
            "A file that anyone can verify is published without the names of bidders"
        },
    ));
    html! { (SummaryList { rows, ..Default::default() }) }
}

fn fingerprint(rules: &ValidRules) -> Markup {
    html! {
        p class="govuk-body" {
            "The rules were frozen when the procurement was published and cannot be changed. Their SHA-256 is "
            code class="svx-break" { (hex::encode(rules.sha256())) } "."
        }
    }
}

/// The auction on the page of its procurement.
pub(super) fn summary(ocid: &str, known: &Known) -> Markup {
    html! {
        h2 class="govuk-heading-l" { "Social value auction" }
        p class="govuk-body" {
            "Pledges to the needs of the register are bid in an auction, in which every bidder can improve its bid. " (stage_words(known.view.stage, known.now)) " "
            a class="govuk-link" href={ "/procurements/" (ocid) "/auction" } { "See the auction and its rules" }
        }
    }
}

/// What an officer reads of the auction before everything is frozen.
pub(super) fn before_publication(prepared: &Prepared) -> Markup {
    let Some(settings) = &prepared.auction else {
        return html! {};
    };
    html! {
        h2 class="govuk-heading-m" { "Social value auction" }
        p class="govuk-body" {
            "It opens at " (settings.opens_time) " on " (settings.opens_day) " and closes at " (settings.closes_time) " on " (settings.closes_day) ". "
            a class="govuk-link" href={ "/procurements/" (prepared.procurement.ocid) "/setup/auction" } { "Change its rules" }
        }
        @for warning in settings.warnings(prepared) {
            (WarningText { content: warning.text().into(), ..Default::default() })
        }
    }
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let Seen::Procurement(seen) = browse::view(&app, visitor.actor(), &ocid).await? else {
        return Err(Error::NotFound.into());
    };
    let Some(known) = &seen.auction else {
        return Err(Error::NotFound.into());
    };
    let scope = Scope::owned_by(seen.procurement.authority_id);
    let may_run = access::authorize(visitor.actor(), Action::RunProcurement, &scope).is_ok();
    let path = |rest: &str| format!("/procurements/{ocid}/auction/{rest}");
    Ok(Page::new(&visitor, "Social value auction").back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
        span class="govuk-caption-l" { (seen.procurement.title) }
        h1 class="govuk-heading-l" { "Social value auction" }
        (InsetText { content: html! { p { (stage_words(known.view.stage, known.now)) } }.into(), ..Default::default() })
        ul class="govuk-list" {
            @if seen.is_registered { li { a class="govuk-link" href=(path("bid")) { "Your place in the auction" } } }
            @if may_run { li { a class="govuk-link" href=(path("watch")) { "Watch over the auction" } } }
        }
        @if seen.award.is_some() {
            h2 class="govuk-heading-m" { "Check it yourself" }
            p class="govuk-body" {
                "This file holds the rules, every bid with its receipt, and proofs. With the program " code { "svx auction verify" } " anyone can work the ranking out again."
            }
            p class="govuk-body" { a class="govuk-link" href=(path("auction.json")) download { "Download the auction (JSON)" } }
        }
        h2 class="govuk-heading-m" { "Rules" }
        (rules_in_words(known.rules.rules()))
        (fingerprint(&known.rules))
        p class="govuk-body" { a class="govuk-link" href=(path("rules.json")) download { "Download the rules of the auction (JSON)" } }
    }))
}

async fn rules_file(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let file = view::rules_file(&app, visitor.actor(), &ocid).await?;
    let name = format!("{ocid}-auction-rules.json");
    Ok(download(file.into_bytes(), "application/json", &name))
}

async fn file(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let file = result::export(&app, visitor.actor(), &ocid).await?;
    Ok(download(
        file.into_bytes(),
        "application/json",
        &format!("{ocid}-auction.json"),
    ))
}
