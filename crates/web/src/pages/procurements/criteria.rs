//! `/procurements/{ocid}/setup/criteria`: criteria, weights, questions, and what settles a tie.

use super::{criterion_name, setup};
use crate::{Fields, PageResult, Routes, Visitor, fields::form_errors};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Invalid,
    procurement::{
        publish,
        rules::{MAX_QUESTIONS, PRICE_ID, QUALITY, SOCIAL_VALUE_ID, Setup, SetupQuestion},
        setup as parts,
    },
};
use svx_ui::{Checkboxes, Choice, FormErrors, Input, InputKind, Label, Select, SelectItem, Size, Textarea, Width};

/// How many places of the tie-break list there are to fill in.
const TIE_BREAKS: usize = 3;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/criteria", show)
        .post("/procurements/{ocid}/setup/criteria", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let prepared = publish::prepared(&app, visitor.actor(), &ocid).await?;
    Ok(form(&visitor, &ocid, &prepared.setup, &Invalid::new()))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let typed = read(&fields);
    let outcome = parts::save_criteria(&app, visitor.actor(), &ocid, typed.clone()).await;
    if outcome.is_err() {
        publish::prepared(&app, visitor.actor(), &ocid).await?;
    }
    setup::saved(outcome, &ocid, |invalid| form(&visitor, &ocid, &typed, invalid))
}

fn read(fields: &Fields) -> Setup {
    let text = |name: &str| fields.text(name).to_owned();
    let questions = (1..=MAX_QUESTIONS).map(|number| SetupQuestion {
        words: text(&format!("question-{number}")),
        weight: text(&format!("weight-{number}")),
    });
    Setup {
        price: text("price"),
        quality: text("quality"),
        questions: questions.collect(),
        social_value: text("social_value"),
        qualitative: text("qualitative"),
        qualitative_question: text("qualitative_question"),
        qualitative_required: fields.ticked("qualitative_required", "yes"),
        tie_break: fields
            .all("tie_break")
            .filter(|id| !id.is_empty())
            .map(str::to_owned)
            .collect(),
        pledges_may_be_set_aside: fields.ticked("pledges_may_be_set_aside", "yes"),
    }
}

fn weight<'a>(name: &'a str, label: &'a str, hint: &'a str, value: &'a str, errors: &'a FormErrors) -> Input<'a> {
    Input {
        name,
        label: label.into(),
        hint: hint.into(),
        kind: InputKind::Decimal,
        suffix: "%".into(),
        width: Width::Chars4,
        value,
        error: errors.error(name),
        ..Default::default()
    }
}

fn form(visitor: &Visitor, ocid: &str, typed: &Setup, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let markup = html! {
        p class="govuk-body" { "The weights of price, quality and social value must add up to 100. A weight of 0 leaves a criterion out." }
        h2 class="govuk-heading-m" { "Price" }
        (weight("price", "Weight of price", "The lowest price gets all the points, others in proportion", &typed.price, &errors))
        h2 class="govuk-heading-m" { "Quality" }
        (weight("quality", "Weight of quality", "Evaluators mark each answer from 0 to 5", &typed.quality, &errors))
        (questions(typed, &errors))
        h2 class="govuk-heading-m" { "Social value" }
        (weight("social_value", "Weight of social value", "Pledges to the needs of the register: the highest total gets all the points, others in proportion", &typed.social_value, &errors))
        (weight("qualitative", "How much of social value is a mark for how pledges will be delivered?", "0 leaves it to the pledges alone", &typed.qualitative, &errors))
        (Textarea {
            name: "qualitative_question",
            label: "What do you ask bidders about that?".into(),
            value: &typed.qualitative_question,
            error: errors.error("qualitative_question"),
            rows: Some(3),
            ..Default::default()
        })
        (Checkboxes {
            name: "qualitative_required",
            items: vec![Choice::new("yes", "If that answer is marked 0, pledges get no points").checked(typed.qualitative_required)],
            ..Default::default()
        })
        (Checkboxes {
            name: "pledges_may_be_set_aside",
            items: vec![Choice::new("yes", "A pledge that its supplier cannot explain may be set aside in part").hint("Two people decide that, with reasons, after the supplier was asked").checked(typed.pledges_may_be_set_aside)],
            ..Default::default()
        })
        h2 class="govuk-heading-m" { "If bids have the same total" }
        (tie_break(typed, &errors))
    };
    setup::part(visitor, ocid, "Criteria and weights", "criteria", invalid, markup)
}

fn questions(typed: &Setup, errors: &FormErrors) -> Markup {
    html! {
        p class="govuk-body" { "Up to " (MAX_QUESTIONS) " questions. Their weights must add up to 100, too." }
        @for number in 1..=MAX_QUESTIONS {
            @let question = typed.questions.get(number - 1).cloned().unwrap_or_default();
            @let (words, share) = (format!("question-{number}"), format!("weight-{number}"));
            (Textarea {
                name: &words,
                label: Label::from(format!("Question {number}{}", if number == 1 { "" } else { " (optional)" })),
                value: &question.words,
                error: errors.error(&words),
                rows: Some(2),
                ..Default::default()
            })
            (Input {
                name: &share,
                label: Label::from(format!("Weight of question {number}")),
                kind: InputKind::Decimal,
                suffix: "%".into(),
                width: Width::Chars4,
                value: &question.weight,
                error: errors.error(&share),
                ..Default::default()
            })
        }
    }
}

fn tie_break(typed: &Setup, errors: &FormErrors) -> Markup {
    let places = ["First", "Then", "Then (last)"];
    html! {
        p class="govuk-body" { "The higher score on the first of these settles it. If none does, it is reported as a tie." }
        @for (index, label) in places.into_iter().enumerate().take(TIE_BREAKS) {
            @let id = if index == 0 { "tie_break".to_owned() } else { format!("tie_break-{index}") };
            (Select {
                name: "tie_break",
                id: &id,
                label: Label { content: label.into(), size: Size::Normal, ..Default::default() },
                items: std::iter::once(SelectItem::new("", "Nothing")).chain([PRICE_ID, QUALITY, SOCIAL_VALUE_ID].map(|id| SelectItem::new(id, criterion_name(id)))).collect(),
                value: typed.tie_break.get(index).map_or("", String::as_str),
                error: errors.error("tie_break").filter(|_| index == 0),
                ..Default::default()
            })
        }
    }
}
