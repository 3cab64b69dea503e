//! Procurements: the public pages, an officer's set-up and evaluation, a supplier's bid, an evaluator's marks.

mod amend;
mod answers;
mod appoint;
mod award;
mod bid;
mod bids;
mod clarifications;
mod criteria;
mod criterion;
mod decision;
mod declare;
mod evaluation;
mod formula;
mod import;
mod in_words;
mod keys;
mod list;
mod mark;
mod measures;
mod moderation;
mod new;
mod panel;
mod pledges;
mod ranking;
mod realism;
mod receipt;
mod result;
mod run;
mod setup;
mod show;
mod standstill;
mod summaries;
mod summary;
mod timetable;
mod waivers;

pub(in crate::pages) use show::download;
mod what_if;

use crate::Routes;
use in_words::rules_in_words;
use jiff::Timestamp;
use maud::{Markup, html};
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
        .and(criterion::routes())
        .and(ranking::routes())
        .and(what_if::routes())
        .and(measures::routes())
        .and(waivers::routes())
        .and(timetable::routes())
        .and(amend::routes())
        .and(bid::routes())
        .and(answers::routes())
        .and(pledges::routes())
        .and(receipt::routes())
        .and(bids::routes())
        .and(run::routes())
        .and(panel::routes())
        .and(appoint::routes())
        .and(declare::routes())
        .and(mark::routes())
        .and(moderation::routes())
        .and(evaluation::routes())
        .and(realism::routes())
        .and(clarifications::routes())
        .and(decision::routes())
        .and(summaries::routes())
        .and(summary::routes())
        .and(standstill::routes())
        .and(award::routes())
}

/// `5pm on 1 December 2026`, in the United Kingdom.
fn moment(at: Timestamp) -> String {
    words::date_time(at.to_zoned_datetime(ports::uk()).datetime())
}

/// `5pm on 1 December 2026`, with what a machine reads.
pub(in crate::pages) fn time(at: Timestamp) -> Markup {
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
        ProcurementState::Evaluation | ProcurementState::Evaluated | ProcurementState::Summaries => {
            (TagColour::Yellow, "Under evaluation")
        }
        ProcurementState::Standstill => (TagColour::Teal, state.label()),
        ProcurementState::Awarded | ProcurementState::InContract => (TagColour::Purple, state.label()),
        ProcurementState::Closed | ProcurementState::Cancelled => (TagColour::Grey, state.label()),
    };
    Tag::new(colour, text)
}

/// What a criterion is called where only its id is at hand: ids are made of names.
fn criterion_name(id: &str) -> String {
    match id {
        EARLIEST_RECEIPT => "The bid received first".to_owned(),
        "quantitative" => "Pledges".to_owned(),
        "qualitative" => "How pledges will be delivered".to_owned(),
        id => {
            let words = id.replace('-', " ");
            let mut letters = words.chars();
            letters
                .next()
                .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
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
