//! The four numbers side by side: promised, ordered, delivered, validated.

use maud::{Markup, html};
use svx_app::figures::Figures;
use svx_domain::Value;
use svx_ui::{BarTone, Figure, words};

/// Whose words the notes below the numbers are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Notes {
    /// What each number means, for somebody who sees them for the first time.
    Meaning,
    /// How many commitments are behind each.
    Commitments,
}

/// The numbers. `entries` gives the address of what is behind each, by the code of its kind of list.
pub(super) fn four_numbers(figures: &Figures, notes: Notes, entries: impl Fn(&str) -> String) -> Markup {
    let values = figures.values;
    let commitments = |count: u64| words::plural(count, "commitment", "commitments");
    let numbers = [
        (
            "Promised",
            values.promised,
            BarTone::Promised,
            "all",
            "what suppliers said they would give",
            figures.commitments,
        ),
        (
            "Ordered",
            values.ordered,
            BarTone::Ordered,
            "all",
            "what they were asked to give",
            figures.commitments,
        ),
        (
            "Delivered",
            values.delivered,
            BarTone::Delivered,
            "delivered",
            "what they say they have given",
            figures.with_delivered,
        ),
        (
            "Validated",
            values.validated,
            BarTone::Validated,
            "validated",
            "what communities say arrived",
            figures.with_validated,
        ),
    ];
    let items = numbers.map(|(label, value, tone, list, meaning, count)| {
        let note = match notes {
            Notes::Meaning => meaning.to_owned(),
            Notes::Commitments => commitments(count),
        };
        Figure::new(label, pounds(value))
            .note(note)
            .href(entries(list))
            .tone(tone)
    });
    html! {
        (svx_ui::Figures { items: items.into(), ..Default::default() })
        @if figures.unpriced > 0 {
            p class="govuk-body-s" {
                (commitments(figures.unpriced)) " without a price in the price book " @if figures.unpriced == 1 { "adds" } @else { "add" }
                " nothing to the pounds."
            }
        }
    }
}

/// To the nearest pound: these are headlines, and the pages behind them have the pence.
fn pounds(value: Value) -> String {
    let pence = value.to_money_rounded().pence();
    words::money((pence.saturating_add(50)).div_euclid(100).saturating_mul(100))
}
