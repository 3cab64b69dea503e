//! The four numbers of an authority in public, and what is behind them.

mod authority;
mod entries;
mod helpers;

use crate::Routes;
pub(super) use helpers::who_has_helped;
use svx_app::figures::Figures;
use svx_domain::{Value, ledger::Numbers};
use svx_ui::{BarTone, Figure, words};

pub(crate) fn routes() -> Routes {
    Routes::new().and(authority::routes()).and(entries::routes())
}

/// What something would cost, to the nearest penny.
fn money(value: Value) -> String {
    words::money(value.to_money_rounded().pence())
}

/// The four numbers as pounds, each leading to its entries where `href` gives an address for it.
fn four(figures: &Figures, href: impl Fn(&str) -> String) -> svx_ui::Figures<'static> {
    let Numbers {
        promised,
        ordered,
        delivered,
        validated,
        waived: _,
    } = figures.values;
    let in_all = words::plural(figures.commitments, "commitment", "commitments");
    let of = |count: u64| {
        format!(
            "in {count} of {}",
            words::number(i64::try_from(figures.commitments).unwrap_or(i64::MAX))
        )
    };
    let figure = |label: &'static str, value: Value, note: String, tone, show: &str| {
        Figure::new(label, money(value)).note(note).tone(tone).href(href(show))
    };
    svx_ui::Figures {
        items: vec![
            figure("Promised", promised, in_all, BarTone::Promised, "all"),
            figure(
                "Ordered",
                ordered,
                "What is to be given in all".to_owned(),
                BarTone::Ordered,
                "all",
            ),
            figure(
                "Delivered",
                delivered,
                of(figures.with_delivered),
                BarTone::Delivered,
                "delivered",
            ),
            figure(
                "Validated",
                validated,
                of(figures.with_validated),
                BarTone::Validated,
                "validated",
            ),
        ],
        ..Default::default()
    }
}

/// A sentence on what has no price, where there is any.
fn unpriced(figures: &Figures) -> Option<String> {
    (figures.unpriced > 0).then(|| {
        format!(
            "{} without a price and not in these sums.",
            words::plural(figures.unpriced, "commitment is", "commitments are")
        )
    })
}
