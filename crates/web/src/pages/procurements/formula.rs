//! How a price or pledges become points, as fields of a form.

use super::criterion;
use crate::Fields;
use maud::{Markup, html};
use svx_app::procurement::rules::{Better, Formula, MAX_BANDS};
use svx_ui::{Choice, Fieldset, FormErrors, Input, InputKind, Label, Radios, Size, Width};

/// What the button that adds a band says.
pub(super) const BAND: &str = "Add another band";
/// How many bands are there to fill in at first.
const BANDS_AT_FIRST: usize = 3;

/// The formula as it was typed.
pub(super) fn read(fields: &Fields) -> Formula {
    let text = |name: &str| fields.text(&format!("how.{name}")).to_owned();
    Formula {
        method: text("method"),
        best: text("best"),
        worst: text("worst"),
        base: text("base"),
        slope: text("slope"),
        target: text("target"),
        share: text("share"),
        bands: criterion::bands(fields, MAX_BANDS),
    }
}

/// The choice of a method, with what each needs to know.
pub(super) fn fields(formula: &Formula, better: Better, what: &str, blank: usize, errors: &FormErrors) -> Markup {
    let choices = better.methods().iter().map(|method| {
        let (label, hint) = words(method, what);
        let choice = Choice::new(*method, label).hint(hint);
        match parameters(method, formula, better, blank, errors) {
            Some(fields) => choice.reveal(fields),
            None => choice,
        }
    });
    html! {
        (Radios {
            name: "how.method",
            legend: Label::sized(Size::M, "How are points given?"),
            items: choices.collect(),
            value: &formula.method,
            error: errors.error("how.method"),
            ..Default::default()
        })
    }
}

fn words(method: &str, what: &str) -> (String, String) {
    let (label, hint) = match method {
        "relative-to-lowest" => (
            format!("Relative to the lowest {what}"),
            "The lowest gets all the points, others in proportion. The usual way",
        ),
        "relative-to-highest" => (
            format!("Relative to the highest {what}"),
            "The highest gets all the points, others in proportion. One very high bid takes points from all others",
        ),
        "linear-range" => (
            "On a straight line between two amounts".to_owned(),
            "Fixed amounts, or from the lowest to the highest of the bids",
        ),
        "deviation-from-mean" => (
            format!("By how far the {what} is from the mean"),
            "A very low bid gains less than it does in proportion",
        ),
        "target" => (
            "Against a target".to_owned(),
            "All the points from the target on, less in proportion",
        ),
        "share-of-contract" => (
            "Against a share of the contract’s value".to_owned(),
            "All the points from that share on: promising more than that gains nothing",
        ),
        _ => ("By bands".to_owned(), "A share of the points from each amount on"),
    };
    (label, hint.to_owned())
}

fn parameters(method: &str, formula: &Formula, better: Better, blank: usize, errors: &FormErrors) -> Option<Markup> {
    let pounds = |name: &'static str, label: &'static str, hint: &'static str, value: &str| {
        html! {
            (Input { name, label: label.into(), hint: hint.into(), width: Width::Chars10, value, error: errors.error(name), ..Default::default() })
        }
    };
    let percent = |name: &'static str, label: &'static str, hint: &'static str, value: &str| {
        html! {
            (Input { name, label: label.into(), hint: hint.into(), kind: InputKind::Decimal, suffix: "%".into(), width: Width::Chars4, value, error: errors.error(name), ..Default::default() })
        }
    };
    Some(match method {
        "linear-range" => {
            let (best, worst) = if better == Better::Lower {
                ("lowest", "highest")
            } else {
                ("highest", "lowest")
            };
            html! {
                (pounds("how.best", "All the points at", "An amount in pounds, or the word ‘lowest’ or ‘highest’", if formula.best.is_empty() { best } else { &formula.best }))
                (pounds("how.worst", "No points at", "An amount in pounds, or the word ‘lowest’ or ‘highest’", if formula.worst.is_empty() { worst } else { &formula.worst }))
            }
        }
        "deviation-from-mean" => html! {
            (percent("how.base", "Share of the points at the mean", "", if formula.base.is_empty() { "50" } else { &formula.base }))
            (percent("how.slope", "Share of the points that each percent from the mean adds or takes", "", if formula.slope.is_empty() { "2" } else { &formula.slope }))
        },
        "target" => pounds("how.target", "Target", "In pounds", &formula.target),
        "share-of-contract" => percent(
            "how.share",
            "Share of the estimated value",
            "Suppliers usually commit 3% to 16%",
            if formula.share.is_empty() { "10" } else { &formula.share },
        ),
        "bands" => bands(formula, blank, errors),
        _ => return None,
    })
}

fn bands(formula: &Formula, blank: usize, errors: &FormErrors) -> Markup {
    let rows = (formula.bands.len() + blank).clamp(BANDS_AT_FIRST, MAX_BANDS);
    html! {
        p class="govuk-body" { "To leave a band out, clear it." }
        @for index in 0..rows {
            @let band = formula.bands.get(index).cloned().unwrap_or_default();
            @let (at_least, share) = (format!("how.bands.{index}.at_least"), format!("how.bands.{index}.percent"));
            (Fieldset {
                legend: Label::sized(Size::S, format!("Band {}", index + 1)),
                content: html! {
                    (Input { name: &at_least, label: "From how many pounds on".into(), kind: InputKind::Decimal, prefix: "£".into(), width: Width::Chars10, value: &band.at_least, error: errors.error(&at_least), ..Default::default() })
                    (Input { name: &share, label: "Share of the points".into(), kind: InputKind::Decimal, suffix: "%".into(), width: Width::Chars4, value: &band.percent, error: errors.error(&share), ..Default::default() })
                }.into(),
                ..Default::default()
            })
        }
    }
}
