//! `/procurements/{ocid}/setup/criteria/of/{id}`: one criterion: its method, its questions and their scale, or its parts.

use super::{criteria::weights, formula};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        criteria::{self, Desk},
        rules::{Better, Condition, How, Item, MAX_QUESTIONS, MAX_STEPS, Parts, Question, Questions, Step},
    },
};
use svx_ui::{
    Button, Checkboxes, Choice, Fieldset, FormErrors, Input, InputKind, Label, Select, SelectItem, Size, Textarea,
    Width, layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/criteria/of/{id}", show)
        .post("/procurements/{ocid}/setup/criteria/of/{id}", save)
        .get("/procurements/{ocid}/setup/criteria/of/{id}/scale", show_scale)
        .post("/procurements/{ocid}/setup/criteria/of/{id}/scale", save_scale)
        .post("/procurements/{ocid}/setup/criteria/of/{id}/remove", remove)
}

/// The page of a criterion, or that of all of them.
pub(super) fn address(ocid: &str, id: Option<&str>) -> String {
    let rest = id.map_or_else(String::new, |id| format!("/of/{id}"));
    format!("/procurements/{ocid}/setup/criteria{rest}")
}

/// The id of the criterion that an item is a part of.
fn parent<'a>(desk: &'a Desk, id: &str) -> Option<&'a str> {
    let items = desk.setup.items().into_iter().map(|(_, item)| item);
    let mut parents = items.filter(|item| item.parts().iter().any(|part| part.id == id));
    parents.next().map(|parent| parent.id.as_str())
}

fn find<'a>(desk: &'a Desk, id: &str) -> PageResult<&'a Item> {
    desk.setup.item(id).ok_or(PageError::NotFound)
}

async fn show(State(app): State<App>, visitor: Visitor, Path((ocid, id)): Path<(String, String)>) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let item = find(&desk, &id)?.clone();
    Ok(page(&visitor, &desk, &item, 0, &Invalid::new()))
}

fn page(visitor: &Visitor, desk: &Desk, item: &Item, blank: usize, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    let own = address(ocid, Some(&item.id));
    let has_fixed_name = matches!(item.how, How::Price(_)) || item.id == "social-value";
    Page::new(visitor, item.name.clone()).back_to(address(ocid, parent(desk, &item.id)), "Criteria").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (item.name) }
        form method="post" action=(own) novalidate {
            (Csrf(visitor.csrf()))
            @if has_fixed_name {
                input type="hidden" name="name" value=(item.name);
            } @else {
                (Input { name: "name", label: Label::sized(Size::S, "What is it called?"), value: &item.name, error: errors.error("name"), width: Width::Chars20, ..Default::default() })
            }
            @match &item.how {
                How::Price(chosen) => { (formula::fields(chosen, Better::Lower, "price", blank, &errors)) (Button::submit("Save")) (more(formula::BAND)) }
                How::Pledges(chosen) => { (formula::fields(chosen, Better::Higher, "total", blank, &errors)) (Button::submit("Save")) (more(formula::BAND)) }
                How::Questions(asked) => { (questions(ocid, &item.id, asked, blank, &errors)) (Button::submit("Save")) (more("Add another question")) }
                How::PassFail(condition) => {
                    (Textarea {
                        name: "how.words",
                        label: Label::sized(Size::S, "What must bidders show?"),
                        hint: "They answer in words. With a weight of 0, a bid that fails is not evaluated; otherwise it gets no points for this".into(),
                        value: &condition.words,
                        error: errors.error("how.words"),
                        rows: Some(4),
                        ..Default::default()
                    })
                    (Button::submit("Save"))
                }
                How::Parts(parts) => {
                    p class="govuk-body" { "The weights of the parts must add up to 100." }
                    (weights(ocid, &parts.parts, &errors, true))
                    @if !parts.parts.is_empty() { (Button::submit("Save")) }
                    p class="govuk-body" { a class="govuk-link" href={ (address(ocid, None)) "/add?to=" (item.id) } { "Add a part" } }
                }
            }
        }
        form method="post" action={ (own) "/remove" } novalidate {
            (Csrf(visitor.csrf()))
            (Button::secondary(html! { "Remove " (item.name.to_lowercase()) }))
        }
    })
}

/// The button that adds a blank row and keeps what is typed.
fn more(label: &'static str) -> Markup {
    html! { " " (Button { name: "act", value: "more", ..Button::secondary(label) }) }
}

fn questions(ocid: &str, id: &str, asked: &Questions, blank: usize, errors: &FormErrors) -> Markup {
    let rows = (asked.questions.len() + blank).clamp(1, MAX_QUESTIONS);
    let marks: Vec<&str> = asked.scale.iter().map(|step| step.mark.as_str()).collect();
    html! {
        p class="govuk-body" {
            "Evaluators mark each answer from " (marks.first().copied().unwrap_or("0")) " to " (marks.last().copied().unwrap_or("0")) ". "
            a class="govuk-link" href={ (address(ocid, Some(id))) "/scale" } { "Change the scale and what earns each mark" }
        }
        @for index in 0..rows {
            @let question = asked.questions.get(index).cloned().unwrap_or_default();
            @let field = |name: &str| format!("how.questions.{index}.{name}");
            @let (text, weight, threshold) = (field("words"), field("weight"), field("threshold"));
            (Fieldset {
                legend: Label::sized(Size::M, format!("Question {}", index + 1)),
                content: html! {
                    (Textarea { name: &text, label: "What is asked".into(), value: &question.words, error: errors.error(&text), rows: Some(3), ..Default::default() })
                    (Input { name: &weight, label: "Weight among the questions".into(), kind: InputKind::Decimal, suffix: "%".into(), width: Width::Chars4, value: &question.weight, error: errors.error(&weight), ..Default::default() })
                    (Select {
                        name: &threshold,
                        label: "Minimum mark (optional)".into(),
                        hint: "A lower mark gets no points".into(),
                        items: std::iter::once(SelectItem::new("", "None")).chain(marks.iter().skip(1).map(|mark| SelectItem::new(*mark, *mark))).collect(),
                        value: &question.threshold,
                        error: errors.error(&threshold),
                        ..Default::default()
                    })
                    @if asked.questions.len() > 1 && index < asked.questions.len() {
                        (Checkboxes { name: "drop", id: &format!("drop-{index}"), items: vec![Choice::new(index.to_string(), format!("Remove question {}", index + 1))], small: true, ..Default::default() })
                    }
                }.into(),
                ..Default::default()
            })
        }
    }
}

/// The rows of a list as they were typed, without those that are ticked to go.
fn rows<T>(
    fields: &Fields,
    list: &str,
    first: &str,
    most: usize,
    read: impl Fn(&dyn Fn(&str) -> String) -> T,
) -> Vec<T> {
    let name = |index: usize, field: &str| format!("how.{list}.{index}.{field}");
    let sent = (0..=most).take_while(|index| fields.all(&name(*index, first)).next().is_some());
    sent.filter(|index| !fields.ticked("drop", &index.to_string()))
        .map(|index| read(&|field: &str| fields.text(&name(index, field)).to_owned()))
        .collect()
}

pub(super) fn bands(fields: &Fields, most: usize) -> Vec<svx_app::procurement::rules::Band> {
    rows(fields, "bands", "at_least", most, |text| {
        svx_app::procurement::rules::Band {
            at_least: text("at_least"),
            percent: text("percent"),
        }
    })
}

/// How the item is marked, as it was typed.
fn typed(item: &Item, fields: &Fields) -> How {
    match &item.how {
        How::Price(_) => How::Price(formula::read(fields)),
        How::Pledges(_) => How::Pledges(formula::read(fields)),
        How::PassFail(_) => How::PassFail(Condition {
            words: fields.text("how.words").to_owned(),
        }),
        How::Questions(kept) => How::Questions(Questions {
            scale: kept.scale.clone(),
            questions: rows(fields, "questions", "words", MAX_QUESTIONS, |text| Question {
                id: String::new(),
                words: text("words"),
                weight: text("weight"),
                threshold: text("threshold"),
            }),
        }),
        How::Parts(parts) => How::Parts(Parts {
            parts: parts
                .parts
                .iter()
                .map(|part| Item {
                    weight: fields.text(&format!("weight-{}", part.id)).to_owned(),
                    ..part.clone()
                })
                .collect(),
        }),
    }
}

async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let kept = find(&desk, &id)?;
    let mut item = kept.clone();
    fields.text("name").clone_into(&mut item.name);
    item.how = typed(kept, &fields);
    keep_question_ids(kept, &mut item, &fields);
    if fields.text("act") == "more" {
        return Ok(page(&visitor, &desk, &item, 1, &Invalid::new()));
    }
    let outcome = criteria::change(&app, visitor.actor(), &ocid, |setup| {
        let required = |id: &str| fields.ticked("required", id);
        setup.set_item(&id, &item.name, item.how.clone())?;
        match &item.how {
            How::Parts(parts) if !parts.parts.is_empty() => setup.set_weights(
                Some(&id),
                &|id| fields.text(&format!("weight-{id}")).to_owned(),
                &required,
            ),
            _ => Ok(()),
        }
    });
    match outcome.await {
        Ok(()) => Ok(see_other_with(
            &address(&ocid, parent(&desk, &id)),
            &format!("You have saved {}", item.name.to_lowercase()),
        )),
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &desk, &item, 0, &invalid)),
        Err(error) => Err(error.into()),
    }
}

/// Questions keep their ids through an edit, so that answers stay with what was asked: rows that stay are those that are kept.
fn keep_question_ids(kept: &Item, item: &mut Item, fields: &Fields) {
    let (How::Questions(kept), How::Questions(asked)) = (&kept.how, &mut item.how) else {
        return;
    };
    let stay = kept
        .questions
        .iter()
        .enumerate()
        .filter(|(index, _)| !fields.ticked("drop", &index.to_string()))
        .map(|(_, question)| &question.id);
    for (question, id) in asked.questions.iter_mut().zip(stay) {
        question.id.clone_from(id);
    }
}

async fn show_scale(State(app): State<App>, visitor: Visitor, Path((ocid, id)): Path<(String, String)>) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let item = find(&desk, &id)?;
    let How::Questions(asked) = &item.how else {
        return Err(PageError::NotFound);
    };
    Ok(scale_page(&visitor, &ocid, item, &asked.scale, 0, &Invalid::new()))
}

fn scale_page(visitor: &Visitor, ocid: &str, item: &Item, scale: &[Step], blank: usize, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let own = address(ocid, Some(&item.id));
    let rows = (scale.len() + blank).clamp(2, MAX_STEPS);
    Page::new(visitor, format!("Scale of {}", item.name.to_lowercase())).back_to(own.clone(), item.name.clone()).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Scale of " (item.name.to_lowercase()) }
        p class="govuk-body" { "The lowest mark earns nothing and the highest everything. Evaluators see the words beside each mark, and so do bidders. To leave a mark out, clear it." }
        form method="post" action={ (own) "/scale" } novalidate {
            (Csrf(visitor.csrf()))
            @for index in 0..rows {
                @let step = scale.get(index).cloned().unwrap_or_default();
                @let field = |name: &str| format!("how.scale.{index}.{name}");
                @let (mark, label, descriptor) = (field("mark"), field("label"), field("descriptor"));
                (Fieldset {
                    legend: Label::sized(Size::S, format!("Step {} of the scale", index + 1)),
                    content: html! {
                        (Input { name: &mark, label: "Mark".into(), kind: InputKind::Decimal, width: Width::Chars4, value: &step.mark, error: errors.error(&mark), ..Default::default() })
                        (Input { name: &label, label: "Label (optional)".into(), hint: "Like ‘Good’".into(), width: Width::Chars20, value: &step.label, error: errors.error(&label), ..Default::default() })
                        (Textarea { name: &descriptor, label: "What earns it (optional)".into(), value: &step.descriptor, error: errors.error(&descriptor), rows: Some(2), ..Default::default() })
                    }.into(),
                    ..Default::default()
                })
            }
            (Button::submit("Save the scale"))
            (more("Add another step"))
        }
    })
}

async fn save_scale(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let item = find(&desk, &id)?;
    let scale = rows(&fields, "scale", "mark", MAX_STEPS, |text| Step {
        mark: text("mark"),
        label: text("label"),
        descriptor: text("descriptor"),
    });
    if fields.text("act") == "more" {
        return Ok(scale_page(&visitor, &ocid, item, &scale, 1, &Invalid::new()));
    }
    let outcome = criteria::change(&app, visitor.actor(), &ocid, |setup| {
        setup.set_scale(&id, scale.clone())
    })
    .await;
    match outcome {
        Ok(()) => Ok(see_other_with(
            &address(&ocid, Some(&item.id)),
            "You have saved the scale",
        )),
        Err(Error::Invalid(invalid)) => Ok(scale_page(&visitor, &ocid, item, &scale, 0, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    _: Fields,
) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let item = find(&desk, &id)?;
    criteria::change(&app, visitor.actor(), &ocid, |setup| {
        setup.remove(&id);
        Ok(())
    })
    .await?;
    Ok(see_other_with(
        &address(&ocid, parent(&desk, &id)),
        &format!(
            "You have removed {}. Check that the weights add up",
            item.name.to_lowercase()
        ),
    ))
}
