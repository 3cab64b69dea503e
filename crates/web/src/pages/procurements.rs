//! Procurements: the public pages, an officer's set-up and evaluation, a supplier's bid, an evaluator's marks.

mod answers;
mod auction;
mod award;
mod bid;
mod bids;
mod criteria;
mod evaluation;
mod import;
mod keys;
mod list;
mod mark;
mod new;
mod pledges;
mod receipt;
mod result;
mod run;
mod setup;
mod show;
mod timetable;

use crate::Routes;
use jiff::Timestamp;
use maud::{Markup, html};
use svx_app::procurement::rules::Setup;
use svx_domain::{Code as _, Money, Value, lifecycle::ProcurementState, ports};
use svx_places::AuthorityCode;
use svx_scoring::rules::EARLIEST_RECEIPT;
use svx_store::procurements::RegisterLine;
use svx_ui::{Cell, Table, Tag, TagColour, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(list::routes())
        .and(new::routes())
        .and(import::routes())
        .and(show::routes())
        .and(setup::routes())
        .and(keys::routes())
        .and(criteria::routes())
        .and(timetable::routes())
        .and(auction::routes())
        .and(bid::routes())
        .and(answers::routes())
        .and(pledges::routes())
        .and(receipt::routes())
        .and(bids::routes())
        .and(run::routes())
        .and(mark::routes())
        .and(evaluation::routes())
        .and(award::routes())
}

/// `5pm on 1 December 2026`, in the United Kingdom.
fn moment(at: Timestamp) -> String {
    words::date_time(at.to_zoned_datetime(ports::uk()).datetime())
}

/// `5pm on 1 December 2026`, with what a machine reads.
pub(super) fn time(at: Timestamp) -> Markup {
    html! { time datetime=(at) { (moment(at)) } }
}

fn money(amount: Money) -> String {
    words::money(amount.pence())
}

fn value(amount: Value) -> String {
    money(amount.to_money_rounded())
}

fn amount(quantity: svx_domain::Quantity, line: &RegisterLine) -> String {
    words::quantity(quantity.thousandths(), &line.unit, &line.units)
}

/// The name of a local authority's area.
fn area_name(code: &str) -> String {
    let known = code.parse::<AuthorityCode>().ok().and_then(svx_places::authority);
    known.map_or_else(|| code.to_owned(), |authority| authority.name.clone())
}

fn state_tag(state: ProcurementState) -> Tag<'static> {
    let (colour, text) = match state {
        ProcurementState::Draft => (TagColour::Grey, "Draft"),
        ProcurementState::Published => (TagColour::Blue, "Opening later"),
        ProcurementState::Bidding => (TagColour::Green, "Open for bids"),
        ProcurementState::Evaluation | ProcurementState::Evaluated => (TagColour::Yellow, "Under evaluation"),
        ProcurementState::Awarded | ProcurementState::InContract => (TagColour::Purple, state.label()),
        ProcurementState::Closed | ProcurementState::Cancelled => (TagColour::Grey, state.label()),
    };
    Tag::new(colour, text)
}

/// What a criterion is called.
fn criterion_name(id: &str) -> &'static str {
    match id {
        "price" => "Price",
        "quality" => "Quality",
        "social-value" => "Social value",
        EARLIEST_RECEIPT => "The bid received first",
        _ => "Other",
    }
}

/// The rules in words.
fn rules_in_words(setup: &Setup) -> Markup {
    let rows = [
        (
            &setup.price,
            "Price",
            html! { "The lowest price gets all the points. Others get points in proportion: the lowest price divided by their own." },
        ),
        (
            &setup.quality,
            "Quality",
            html! {
                "Evaluators mark each answer from 0 to 5. A mark of 5 gets all the points of the question."
                ol class="govuk-list govuk-list--number" {
                    @for question in &setup.questions { li { (question.words) " (" (question.weight) "% of quality)" } }
                }
            },
        ),
        (
            &setup.social_value,
            "Social value",
            html! {
                @if setup.has_pledges() {
                    "Pledges to the needs of the register are counted at what they would cost, in the version of the price book that was frozen. The highest total gets all the points. Others get points in proportion."
                }
                @if setup.has_qualitative() {
                    p class="govuk-body govuk-!-margin-top-2" {
                        (setup.qualitative) "% of social value is a mark from 0 to 5 for the answer to: " (setup.qualitative_question)
                    }
                    @if setup.qualitative_required { p class="govuk-body" { "Where that answer is marked 0, pledges get no points." } }
                }
            },
        ),
    ];
    let shown = rows
        .into_iter()
        .filter(|(weight, _, _)| !matches!(weight.as_str(), "" | "0"));
    html! {
        (Table {
            caption: "Award criteria".into(),
            caption_hidden: true,
            head: vec!["Criterion".into(), Cell::numeric("Weight"), "How points are given".into()],
            rows: shown.map(|(weight, name, how)| vec![name.into(), Cell::numeric(format!("{weight}%")), how.into()]).collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        p class="govuk-body" { "Points are added up. The bid with the most points ranks first." }
        @if setup.tie_break.is_empty() {
            p class="govuk-body" { "If bids have the same total, it is reported as a tie." }
        } @else {
            p class="govuk-body" {
                "If bids have the same total, the higher score on these settles it, in this order: "
                (words::list(&setup.tie_break.iter().map(|id| criterion_name(id).to_lowercase()).collect::<Vec<_>>())) "."
            }
        }
    }
}

/// The register of needs as a table.
fn register_table(register: &[RegisterLine], caption: &'static str) -> Markup {
    let rows = register.iter().map(|line| {
        vec![
            Cell::new(html! {
                (line.resource_name)
                @if !line.description.is_empty() { br; span class="govuk-hint" { (line.description) } }
            }),
            Cell::new(html! { a class="govuk-link" href={ "/projects/" (line.project_slug) } { (line.project) } br; (line.community) }),
            Cell::new(line.local_authority.as_deref().map(area_name).unwrap_or_default()),
            Cell::numeric(amount(line.quantity, line)),
            Cell::numeric(line.unit_price_pence.map_or_else(|| "No price".to_owned(), |price| words::money_exact(price.pence()))),
        ]
    });
    html! {
        (Table {
            caption: caption.into(),
            caption_size: svx_ui::Size::M,
            head: vec!["What is needed".into(), "Who needs it".into(), "Where".into(), Cell::numeric("How much"), Cell::numeric("What one would cost")],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}
