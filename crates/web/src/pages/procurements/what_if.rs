//! `/procurements/{ocid}/what-if`: example bids scored by the rules, every number explained, and what to know of the rules. Nothing
//! that is typed here is kept.

use super::result;
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Invalid,
    procurement::{
        publish::Prepared,
        rules::{Asked, Setup, pounds as pounds_text},
        what_if::{self, Example, MAX_EXAMPLES, Outcome, Trial},
    },
};
use svx_scoring::{
    Exact,
    policy::{FloorStatus, PolicyReport},
    what_if::{Exchange, OUTLIER_TIMES, Warning},
};
use svx_ui::{
    Button, Cell, Details, Fieldset, FormErrors, Input, InputKind, InsetText, Label, Select, SelectItem, Size, Table,
    Width, layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/what-if", show)
        .post("/procurements/{ocid}/what-if", score)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let trial = what_if::trial(&app, visitor.actor(), &ocid).await?;
    let examples = trial.examples();
    Ok(page(&visitor, &trial, &examples))
}

async fn score(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    let trial = what_if::trial(&app, visitor.actor(), &ocid).await?;
    let asked = trial.setup.asked();
    let examples = (0..MAX_EXAMPLES).map(|index| {
        let text = |name: &str| fields.text(&format!("bids.{index}.{name}")).to_owned();
        Example {
            name: text("name"),
            price: text("price"),
            pledged: text("pledged"),
            marks: asked
                .iter()
                .map(|asked| (asked.id.clone(), text(&format!("mark.{}", asked.id))))
                .collect(),
        }
    });
    let examples: Vec<Example> = examples.filter(|example| !example.is_empty()).collect();
    Ok(page(&visitor, &trial, &examples))
}

fn page(visitor: &Visitor, trial: &Trial, examples: &[Example]) -> Response {
    let ocid = &trial.procurement.ocid;
    let incomplete = trial.setup.clone().checked().err();
    let outcome = trial.score(examples);
    let invalid = match &outcome {
        Err(invalid) if incomplete.is_none() => invalid.clone(),
        _ => Invalid::new(),
    };
    let errors = form_errors(&invalid);
    let (back, name) = if trial.is_draft {
        (format!("/procurements/{ocid}/setup/criteria"), "Criteria and weights")
    } else {
        (format!("/procurements/{ocid}"), "The procurement")
    };
    Page::new(visitor, "Try the rules").back_to(back, name).wide().errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-xl" { (trial.procurement.title) }
        h1 class="govuk-heading-xl" { "Try the rules" }
        p class="govuk-body" { "These are made-up bids. Change them and see how they would score. Nothing that you type here is kept or shown to anyone." }
        @match (&incomplete, &outcome) {
            (Some(wrong), _) => {
                (InsetText { content: html! {
                    p { "The rules are not complete yet:" }
                    ul class="govuk-list govuk-list--bullet" { @for (_, message) in wrong.iter() { li { (message) } } }
                }.into(), ..Default::default() })
            }
            (None, Ok(outcome)) => {
                (ranking(outcome))
                (knowledge(&trial.setup, trial.policy.as_ref(), outcome))
                (form(visitor, trial, examples, &errors))
            }
            (None, Err(_)) => { (form(visitor, trial, examples, &errors)) }
        }
    })
}

fn ranking(outcome: &Outcome) -> Markup {
    let (evaluated, results) = (&outcome.evaluated, &outcome.evaluated.evaluation.results);
    let names = results
        .first()
        .map(|first| result::scores(first, evaluated))
        .unwrap_or_default();
    let mut head = vec![Cell::new("Bid"), Cell::numeric("Rank")];
    head.extend(names.into_iter().map(|(name, _)| Cell::numeric(name)));
    let rows = results.iter().map(|bid| {
        let rank = if bid.tied {
            format!("{} (tied)", bid.rank)
        } else {
            bid.rank.to_string()
        };
        let mut row = vec![Cell::new(bid.supplier.as_str()), Cell::numeric(rank)];
        row.extend(
            result::scores(bid, evaluated)
                .into_iter()
                .map(|(_, points)| Cell::numeric(points)),
        );
        row
    });
    html! {
        h2 class="govuk-heading-l" { "How they score" }
        (Table { caption: "Example bids by rank".into(), caption_hidden: true, head, rows: rows.collect(), first_cell_is_header: true, ..Default::default() })
        @for name in &outcome.failed { p class="govuk-body" { (name) " fails a condition and is not evaluated." } }
        @for bid in results {
            (Details {
                summary: html! { "How the points of ‘" (bid.supplier) "’ come about" }.into(),
                content: result::working(&evaluated.evaluation.explain(&evaluated.tender.rules, bid), evaluated).into(),
                ..Default::default()
            })
        }
    }
}

/// What differences are worth, and what to know.
fn knowledge(setup: &Setup, policy: Option<&PolicyReport>, outcome: &Outcome) -> Markup {
    let warnings = sentences(setup, policy, outcome);
    html! {
        @if let Some(exchange) = &outcome.exchange { (worth(setup, exchange)) }
        h2 class="govuk-heading-l" { "What to know about these rules" }
        @if warnings.is_empty() {
            p class="govuk-body" { "Nothing stands out with these bids." }
        } @else {
            ul class="govuk-list govuk-list--bullet" { @for sentence in warnings { li { (sentence) } } }
        }
    }
}

/// The same in short, for the page where rules are checked before they are published.
pub(super) fn in_short(prepared: &Prepared) -> Markup {
    let trial = Trial {
        procurement: prepared.procurement.clone(),
        setup: prepared.setup.clone(),
        is_draft: true,
        policy: None,
    };
    html! {
        @if let Ok(outcome) = trial.score(&trial.examples()) {
            @let warnings = sentences(&trial.setup, None, &outcome);
            @if !warnings.is_empty() {
                h3 class="govuk-heading-m" { "What to know about these rules" }
                ul class="govuk-list govuk-list--bullet" { @for sentence in warnings { li { (sentence) } } }
            }
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (trial.procurement.ocid) "/what-if" } { "Try the rules on example bids" } }
        }
    }
}

/// The name of a place in the rules: `Question 2 of quality`.
fn place(setup: &Setup, at: &str) -> String {
    let last = at.rsplit('.').next().unwrap_or(at);
    let asked: Vec<Asked> = setup.asked();
    if let Some(asked) = asked.iter().find(|asked| asked.id == last) {
        return format!("question {} ({})", asked.number, asked.criterion_name.to_lowercase());
    }
    setup
        .item(last)
        .map_or_else(|| last.to_owned(), |item| item.name.to_lowercase())
}

fn shown(number: &Exact) -> String {
    number.to_display(2)
}

fn pounds(amount: &Exact) -> String {
    pounds_text(&amount.to_decimal(2))
}

fn sentences(setup: &Setup, policy: Option<&PolicyReport>, outcome: &Outcome) -> Vec<String> {
    let at = |at: &str| place(setup, at);
    let sentence = |warning: &Warning| match warning {
        Warning::HighOutlier(shift) => format!(
            "One outlier would take the best of the other bids from {} points for {} to {}: here, one of {}, which is {OUTLIER_TIMES} times the highest of these bids.",
            shown(&shift.before),
            at(&shift.at),
            shown(&shift.after),
            pounds(&shift.amount)
        ),
        Warning::LowOutlier(shift) => format!(
            "One bid at half the lowest of these, {}, would take the best of the others from {} points for {} to {}.",
            pounds(&shift.amount),
            shown(&shift.before),
            at(&shift.at),
            shown(&shift.after)
        ),
        Warning::Nought {
            at: place,
            gets,
            others,
        } => format!(
            "A price of nought, or close to it, would get all {} points for {} and leave the others {}. Bids of £0 are refused, but a penny is not: an abnormally low price needs a conversation before it counts.",
            shown(gets),
            at(place),
            shown(others)
        ),
        Warning::LeaderChanges { at: place, from, to } => format!(
            "With these rules a bid that does not win can decide who does: one outlier for {} would put ‘{to}’ before ‘{from}’, though neither changed.",
            at(place)
        ),
        Warning::Cliff {
            at: place,
            threshold,
            points,
        } => format!(
            "With the minimum mark for {}, one step decides about {} points: a mark of {} gets them, the mark below it none.",
            at(place),
            shown(points),
            threshold.to_words()
        ),
        Warning::Precondition {
            at: place,
            dependent,
            points,
        } => format!(
            "A bid that gets nothing for {} loses all {} points for {}.",
            at(place),
            shown(points),
            at(dependent)
        ),
        Warning::SameForAll { at: place, points, of } => format!(
            "These bids differ in {}, yet each gets {} of {} points: it does not tell them apart.",
            at(place),
            shown(points),
            shown(of)
        ),
        Warning::Unsettled => {
            "Nothing settles a tie: if two bids come out level, you need a reason to choose between them.".to_owned()
        }
    };
    let mut out: Vec<String> = outcome.warnings.iter().map(sentence).collect();
    if let Some(report) = policy
        && let (FloorStatus::Short(by), Some(floor)) = (&report.status, &report.floor_percent)
    {
        let pack = report.pack.map_or("policy", |pack| pack.name);
        out.insert(
            0,
            format!(
                "The weight of social value is short of the floor of {pack}, {}%, by {}.",
                floor.to_words(),
                by.to_words()
            ),
        );
    }
    out
}

fn worth(setup: &Setup, exchange: &Exchange) -> Markup {
    let rows = exchange.steps.iter().map(|step| {
        let what = if step.is_mark {
            let size = if step.step == Exact::ONE {
                "One mark".to_owned()
            } else {
                format!("{} marks", shown(&step.step))
            };
            format!("{size} more for {}", place(setup, &step.at))
        } else {
            format!("{} more of {}", pounds(&step.step), place(setup, &step.at))
        };
        let price = step.percent_of_price.as_ref().map(|percent| {
            let amount = (&exchange.price * percent)
                .checked_div(&Exact::whole(100))
                .unwrap_or(Exact::ZERO);
            format!("{}% ({})", shown(percent), pounds(&amount))
        });
        vec![
            Cell::new(what),
            Cell::numeric(shown(&step.points)),
            Cell::numeric(price.unwrap_or_else(|| "Nothing to compare".to_owned())),
        ]
    });
    html! {
        h2 class="govuk-heading-l" { "What a difference is worth" }
        p class="govuk-body" {
            "Seen from ‘" (exchange.supplier) "’ at " (pounds(&exchange.price)) ". "
            @if let Some(lost) = &exchange.percent { "A price that is 1% higher is worth " (shown(lost)) " points less." }
        }
        (Table {
            caption: "What a step elsewhere is worth beside the price".into(),
            caption_hidden: true,
            head: vec!["Step".into(), Cell::numeric("Points"), Cell::numeric("As much as a price lower by")],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

fn form(visitor: &Visitor, trial: &Trial, examples: &[Example], errors: &FormErrors) -> Markup {
    let asked = trial.setup.asked();
    let rows = (examples.len() + 1).min(MAX_EXAMPLES);
    html! {
        h2 class="govuk-heading-l" { "The bids" }
        form method="post" action={ "/procurements/" (trial.procurement.ocid) "/what-if" } novalidate {
            (Csrf(visitor.csrf()))
            @for index in 0..rows {
                @let example = examples.get(index).cloned().unwrap_or_default();
                (Fieldset {
                    legend: Label::sized(Size::M, if index < examples.len() { format!("Bid {}", index + 1) } else { "Another bid (optional)".to_owned() }),
                    content: example_fields(trial, &asked, index, &example, errors).into(),
                    ..Default::default()
                })
            }
            (Button::submit("Score these bids"))
        }
    }
}

fn example_fields(trial: &Trial, asked: &[Asked], index: usize, example: &Example, errors: &FormErrors) -> Markup {
    let field = |name: &str| format!("bids.{index}.{name}");
    let input = |name: &str, label: &'static str, value: &str, is_money: bool| {
        let name = field(name);
        html! {
            (Input {
                name: &name,
                label: label.into(),
                kind: if is_money { InputKind::Decimal } else { InputKind::default() },
                prefix: if is_money { "£".into() } else { "".into() },
                width: if is_money { Width::Chars10 } else { Width::Chars20 },
                value,
                error: errors.error(&name),
                ..Default::default()
            })
        }
    };
    html! {
        (input("name", "Name", &example.name, false))
        @if trial.setup.has_price() { (input("price", "Price", &example.price, true)) }
        @if trial.setup.has_pledges() { (input("pledged", "What its pledges would cost", &example.pledged, true)) }
        @for asked in asked {
            @let name = field(&format!("mark.{}", asked.id));
            @let items = asked.marks.iter().map(|step| {
                let text = match (step.mark.as_str(), step.label.as_str()) {
                    ("pass" | "fail", label) => label.to_owned(),
                    (mark, "") => mark.to_owned(),
                    (mark, label) => format!("{mark}: {label}"),
                };
                SelectItem::new(step.mark.clone(), text)
            });
            (Select {
                name: &name,
                label: Label::from(format!("Mark of question {} ({})", asked.number, asked.criterion_name.to_lowercase())),
                items: items.collect(),
                value: example.marks.get(&asked.id).map_or("", String::as_str),
                error: errors.error(&name),
                ..Default::default()
            })
        }
    }
}
