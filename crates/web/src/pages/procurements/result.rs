//! The result of an award in public words, the scores of one bid, and a loser's own scores beside the winner's.

use super::{criterion_name, money};
use maud::{Markup, html};
use svx_app::procurement::{
    award::Feedback,
    browse::{Awarded, Intended},
};
use svx_formats::tender::Evaluated;
use svx_scoring::{BidResult, Explanation};
use svx_store::procurements::Procurement;
use svx_ui::{Cell, Panel, Table, words};

/// A figure at the places that were published.
fn shown(number: &svx_scoring::Exact, evaluated: &Evaluated) -> String {
    number.to_display(evaluated.tender.rules.rules().display_decimals)
}

/// The score of a bid for each criterion, with its weight, and the total at the end.
pub(super) fn scores(result: &BidResult, evaluated: &Evaluated) -> Vec<(String, String)> {
    let criteria = &evaluated.tender.rules.rules().criteria;
    let mut out: Vec<(String, String)> = criteria
        .iter()
        .zip(&result.criteria)
        .map(|(criterion, mark)| {
            let of = criterion
                .weight
                .as_ref()
                .map(|weight| weight.to_words())
                .unwrap_or_default();
            (
                format!("{} (of {of})", criterion_name(&criterion.id)),
                shown(&mark.score, evaluated),
            )
        })
        .collect();
    let total = result.total.as_ref().map(|total| shown(total, evaluated));
    out.push(("Total (of 100)".to_owned(), total.unwrap_or_else(|| "None".to_owned())));
    out
}

/// What everyone may know.
pub(super) fn public(awarded: &Awarded) -> Markup {
    let contract = &awarded.contract;
    let results = &awarded.evaluated.evaluation.results;
    let winner = results.iter().find(|result| {
        result.supplier == contract.supplier || result.supplier.starts_with(&format!("{} (", contract.supplier))
    });
    html! {
        h2 class="govuk-heading-l" { "Result" }
        p class="govuk-body-l" {
            "Awarded to " strong { (contract.supplier) } " for " (money(contract.price_pence)) " on "
            (words::date(svx_domain::ports::uk_date(contract.awarded_at))) ". "
            (words::plural(u64::try_from(awarded.bids).unwrap_or_default(), "bid was", "bids were")) " evaluated."
        }
        p class="govuk-body" { (contract.reason) }
        @if let (Some(from), Some(to)) = (contract.from_on, contract.to_on) {
            p class="govuk-body" { "The contract runs from " (words::date(from)) " to " (words::date(to)) "." }
        }
        @if let Some(winner) = winner {
            (Table {
                caption: "Points of the winning bid".into(),
                caption_size: svx_ui::Size::S,
                head: vec!["Criterion".into(), Cell::numeric("Points")],
                rows: scores(winner, &awarded.evaluated).into_iter().map(|(name, points)| vec![name.into(), Cell::numeric(points)]).collect(),
                first_cell_is_header: true,
                narrow: svx_ui::Narrow::Table,
                ..Default::default()
            })
        }
        @if !awarded.pledges.is_empty() { (pledges(awarded)) }
    }
}

fn pledges(awarded: &Awarded) -> Markup {
    let rows = awarded.pledges.iter().map(|pledge| {
        let of = |quantity: svx_domain::Quantity| words::quantity(quantity.thousandths(), &pledge.unit, &pledge.units);
        vec![
            Cell::new(pledge.resource_name.as_str()),
            Cell::new(html! { a class="govuk-link" href={ "/projects/" (pledge.project_slug) } { (pledge.project) } br; (pledge.community) }),
            Cell::numeric(html! {
                (of(pledge.quantity))
                @if pledge.taken != pledge.quantity {
                    br; span class="govuk-hint" { "Only " (of(pledge.taken)) " was still needed at the award" }
                }
            }),
            Cell::new(words::date(pledge.due_to)),
        ]
    });
    html! {
        (Table {
            caption: "What the winner pledged to the community".into(),
            caption_size: svx_ui::Size::S,
            head: vec!["What".into(), "For whom".into(), Cell::numeric("How much"), "By when".into()],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

/// What the contract award notice says to everyone.
pub(super) fn intended(intended: &Intended, now: jiff::Timestamp) -> Markup {
    html! {
        h2 class="govuk-heading-l" { "Contract award notice" }
        p class="govuk-body-l" { "The authority intends to enter into the contract with " strong { (intended.supplier) } "." }
        p class="govuk-body" { (intended.reason) }
        (super::standstill::clock(&intended.notice, now))
        @if intended.is_challenged { p class="govuk-body" { "The decision is challenged. The contract is not entered into before that is resolved." } }
    }
}

/// How anyone can see that the result follows from the rules, after the award.
pub(super) fn check_it_yourself(procurement: &Procurement, awarded: &Awarded) -> Markup {
    let ocid = &procurement.ocid;
    html! {
        h2 class="govuk-heading-l" { "Check it yourself" }
        p class="govuk-body" {
            "The rules were frozen before anyone bid. " a class="govuk-link" href={ "/procurements/" (ocid) "/rules.json" } download { "Download the rules (JSON)" }
            ": the program " code { "svx evaluate" } " shows the same fingerprint for them as stands below, and scores any bids by them."
        }
        p class="govuk-body" { "What each bidder offered is its own business, so the file with all bids is the authority’s. Every bidder has a copy of its own with which it can work out its marks and those of the winner, on the page of its assessment summary. An auditor with the authority’s database works out the whole again with:" }
        pre class="svx-break" { code { "svx evaluate --from-procurement " (ocid) " | svx evaluate - --explain" } }
        p class="govuk-body" { "The contract was awarded by evaluation " (awarded.contract.evaluation_version) "." }
    }
}

/// A bidder's own scores beside the winner's.
pub(super) fn feedback(feedback: &Feedback) -> Markup {
    let won = feedback.own.bid == feedback.winner.bid;
    let own = scores(&feedback.own, &feedback.evaluated);
    let winner = scores(&feedback.winner, &feedback.evaluated);
    html! {
        h2 class="govuk-heading-l" { "Your bid" }
        @if won {
            (Panel { title: "Your bid won".into(), heading_level: 3, ..Default::default() })
        } @else {
            p class="govuk-body" { "Your bid did not win. It ranked " (feedback.own.rank) ". These are its points beside those of the bid that won." }
            (Table {
                caption: "Your points and the winner’s".into(),
                caption_size: svx_ui::Size::S,
                head: vec!["Criterion".into(), Cell::numeric("Your bid"), Cell::numeric(feedback.winner_name.as_str())],
                rows: own.into_iter().zip(winner).map(|((name, own), (_, winner))| vec![name.into(), Cell::numeric(own), Cell::numeric(winner)]).collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
        h3 class="govuk-heading-m" { "How your points came about" }
        (working(&feedback.evaluated.evaluation.explain(&feedback.evaluated.tender.rules, &feedback.own), &feedback.evaluated))
    }
}

/// The working of every figure, as a list in a list.
pub(super) fn working(explanation: &Explanation, evaluated: &Evaluated) -> Markup {
    let decimals = evaluated.tender.rules.rules().display_decimals;
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li {
                (explanation.line(decimals))
                @for part in &explanation.parts { (working(part, evaluated)) }
            }
        }
    }
}
