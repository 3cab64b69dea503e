//! The rules in words, with the arithmetic of every criterion.

use maud::{Markup, html};
use svx_app::procurement::rules::{Formula, How, Item, Questions, Setup, pounds};
use svx_scoring::Exact;
use svx_ui::words;

/// So many percent of some points.
fn share(percent: &str, points: &Exact) -> Exact {
    let percent = Exact::from_decimal(percent).unwrap_or(Exact::ZERO);
    let hundredth = percent.checked_div(&Exact::whole(100)).unwrap_or(Exact::ZERO);
    &hundredth * points
}

fn points(points: &Exact) -> String {
    let word = if *points == Exact::ONE { "point" } else { "points" };
    format!("{} {word}", points.to_words())
}

/// All the rules.
pub(super) fn rules_in_words(setup: &Setup) -> Markup {
    let whole = Exact::whole(100);
    html! {
        @for item in &setup.criteria { (criterion(item, &share(&item.weight, &whole), 0)) }
        h3 class="govuk-heading-m" { "Which bid ranks first" }
        p class="govuk-body" { (setup.award.in_words()) }
        p class="govuk-body" { (setup.ties_in_words()) }
        @if setup.has_pledges() && setup.pledges_may_be_set_aside {
            p class="govuk-body" { "A pledge that its supplier cannot explain may be set aside in part. Two people decide that, with reasons, after the supplier was asked." }
        }
        p class="govuk-body" { "Points are worked out exactly and shown to " (words::plural(setup.decimals.into(), "decimal place", "decimal places")) "." }
    }
}

fn criterion(item: &Item, of: &Exact, level: u8) -> Markup {
    let title = html! { (item.name) ": " @if item.is_condition() { "to pass" } @else { (points(of)) } };
    html! {
        @if level == 0 {
            h3 class="govuk-heading-m" { (title) }
        } @else {
            h4 class="govuk-heading-s govuk-!-margin-bottom-2" { (title) }
        }
        (how(item, of, level))
    }
}

fn how(item: &Item, of: &Exact, level: u8) -> Markup {
    html! {
        @match &item.how {
            How::Price(formula) => { (formula_in_words(formula, "price", of)) }
            How::Pledges(formula) => {
                p class="govuk-body" { "Pledges to the needs of the register are counted at what they would cost, in the version of the price book that is frozen with the rules." }
                (formula_in_words(formula, "total", of))
            }
            How::Questions(asked) => { (questions(asked, of)) }
            How::PassFail(condition) => {
                p class="govuk-body" { (condition.words) }
                @if item.is_condition() {
                    p class="govuk-body" { "Evaluators say whether a bid passes. A bid that does not is not evaluated (Procurement Act 2023, section 19(3)(a))." }
                } @else {
                    p class="govuk-body" { "Evaluators say whether the answer passes. If it does it gets " (points(of)) ", otherwise none." }
                }
            }
            How::Parts(parts) => {
                @for part in &parts.parts { (criterion(part, &share(&part.weight, of), level + 1)) }
            }
        }
        @if !item.required_by.is_empty() {
            p class="govuk-body" { "A bid that gets no points for this gets none for the other parts." }
        }
    }
}

/// A method in a sentence, and its arithmetic.
fn formula_in_words(formula: &Formula, what: &str, of: &Exact) -> Markup {
    html! {
        p class="govuk-body" { (formula.in_words(what)) }
        p class="govuk-body" { "Points = " (arithmetic(formula, what, &of.to_words())) }
    }
}

fn arithmetic(formula: &Formula, what: &str, of: &str) -> String {
    match formula.method.as_str() {
        "relative-to-lowest" => format!("{of} × lowest {what} ÷ own {what}"),
        "relative-to-highest" => format!("{of} × own {what} ÷ highest {what}"),
        "linear-range" => format!("{of} × (own {what} − worst) ÷ (best − worst), from 0 to {of}"),
        "deviation-from-mean" => format!(
            "{of} × ({}% − (own {what} − mean) ÷ mean × {}), from 0 to {of}",
            formula.base, formula.slope
        ),
        "target" => format!("{of} × own {what} ÷ {}, at most {of}", pounds(&formula.target)),
        "share-of-contract" => format!(
            "{of} × own {what} ÷ (estimated value × {}%), at most {of}",
            formula.share
        ),
        _ => format!("{of} × the share of the band"),
    }
}

fn questions(asked: &Questions, of: &Exact) -> Markup {
    let first = asked.scale.first().map_or("0", |step| step.mark.as_str());
    let last = asked.scale.last().map_or("0", |step| step.mark.as_str());
    html! {
        p class="govuk-body" { "Evaluators mark each answer from " (first) " to " (last) "." }
        ul class="govuk-list govuk-list--bullet" {
            @for question in &asked.questions {
                @let worth = share(&question.weight, of);
                li {
                    (question.words) " (" (points(&worth)) ")"
                    br; "Points = " (worth.to_words()) " × "
                    @if first == "0" { "mark ÷ " (last) } @else { "(mark − " (first) ") ÷ (" (last) " − " (first) ")" }
                    @if !question.threshold.is_empty() { br; "A mark below " (question.threshold) " gets no points." }
                }
            }
        }
        @if asked.scale.iter().any(|step| !step.label.is_empty()) {
            (svx_ui::Details {
                summary: "What the marks mean".into(),
                content: html! {
                    dl class="govuk-list" {
                        @for step in &asked.scale {
                            dt class="govuk-!-font-weight-bold" { (step.mark) ": " (step.label) }
                            @if !step.descriptor.is_empty() { dd class="govuk-!-margin-left-0" { (step.descriptor) } }
                        }
                    }
                }.into(),
                ..Default::default()
            })
        }
    }
}
