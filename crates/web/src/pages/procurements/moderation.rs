//! `/procurements/{ocid}/moderation`: the meetings of a panel. When all marks of a question are in, they stand side by side, and
//! the chair records what the panel agrees.

use super::{
    mark::{answered, step_words},
    moment,
};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        moderation::{self, Compared, Sheet, Summary, Typed},
        panel::leave::{self, Missing},
    },
};
use svx_domain::{BidId, SeatId, panel::Progress};
use svx_ui::{
    Button, Cell, Checkboxes, Choice, Details, InsetText, Label, Radios, Size, Table, Tag, TagColour, Task, TaskList,
    TaskStatus, Textarea, WarningText, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/moderation", list)
        .get("/procurements/{ocid}/moderation/without/{id}", ask_without)
        .post("/procurements/{ocid}/moderation/without/{id}", propose)
        .get("/procurements/{ocid}/moderation/{question}", meeting)
        .get("/procurements/{ocid}/moderation/{question}/{bid}", ask)
        .post("/procurements/{ocid}/moderation/{question}/{bid}", record)
}

fn path(ocid: &str, rest: &str) -> String {
    format!("/procurements/{ocid}/moderation{rest}")
}

async fn list(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let found = moderation::meetings(&app, visitor.actor(), &ocid).await?;
    let items = found.questions.iter().map(|question| task(&ocid, question));
    let missing: Vec<_> = found
        .questions
        .iter()
        .filter(|question| !question.missing.is_empty())
        .collect();
    Ok(Page::new(&visitor, "Meetings of the panel").back_to(format!("/procurements/{ocid}/mark"), "Your marks").show(html! {
        span class="govuk-caption-l" { (found.procurement.title) }
        h1 class="govuk-heading-l" { "Meetings of the panel" }
        p class="govuk-body" { "Marks of a question are seen by the panel when all are in. Then the panel meets, and " @if found.is_chair { "you record" } @else { "its chair records" } " the mark that it agrees, with the reason." }
        (TaskList { items: items.collect(), id_prefix: "meeting", ..Default::default() })
        @if found.is_chair && !missing.is_empty() {
            h2 class="govuk-heading-m" { "Marks that do not come" }
            p class="govuk-body" { "An officer can choose somebody else. If that is not possible, you can propose to go on without them; another person has to agree." }
            ul class="govuk-list govuk-list--bullet" {
                @for question in missing {
                    @for (seat, is_proposed) in &question.missing {
                        li {
                            (seat.person) ", " (question.asked.words) ": "
                            @if *is_proposed { "proposed, waits for an officer" } @else {
                                a class="govuk-link" href=(path(&ocid, &format!("/without/{}", seat.id))) { "propose to go on without " (seat.person) }
                            }
                        }
                    }
                }
            }
        }
    }))
}

fn task(ocid: &str, question: &Summary) -> Task<'static> {
    let href = path(ocid, &format!("/{}", question.key));
    let words = question.asked.words.clone();
    let waits = |text: String| Task {
        title: words.clone().into(),
        status: TaskStatus::CannotStart(text.into()),
        ..Default::default()
    };
    match question.progress {
        Progress::Unassigned => waits("Nobody marks it yet".to_owned()),
        Progress::TooFew { .. } => waits("Too few marks".to_owned()),
        Progress::Waiting {
            locked,
            marking,
            vacant,
        } => waits(format!("{locked} of {} in", locked + marking + vacant)),
        Progress::Complete { .. } if question.is_settled && question.needs_meeting => {
            Task::new(href, words, TaskStatus::Text("Agreed".into()))
        }
        Progress::Complete { .. } if question.is_settled => {
            Task::new(href, words, TaskStatus::Text("One evaluator’s marks count".into()))
        }
        Progress::Complete { .. } => Task::new(href, words, TaskStatus::Tag(Tag::new(TagColour::Blue, "To agree"))),
    }
}

async fn meeting(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question)): Path<(String, String)>,
) -> PageResult {
    visitor.require()?;
    let sheet = moderation::sheet(&app, visitor.actor(), &ocid, &question).await?;
    Ok(Page::new(&visitor, "Marks side by side").back_to(path(&ocid, ""), "Meetings of the panel").wide().show(html! {
        span class="govuk-caption-l" { (sheet.procurement.title) }
        h1 class="govuk-heading-l" { (sheet.asked.words) }
        (Details { summary: "What the marks mean".into(), content: html! {
            ul class="govuk-list" { @for step in &sheet.steps { li { (step.mark) ": " (step.label) @if let Some(descriptor) = &step.descriptor { ". " (descriptor) } } } }
        }.into(), ..Default::default() })
        @for answer in &sheet.answers { (compared(&sheet, answer)) }
    }))
}

fn compared(sheet: &Sheet, answer: &Compared) -> Markup {
    let ocid = &sheet.procurement.ocid;
    let aside = answer.aside.iter().map(|mark| (mark, true));
    let rows = answer.marks.iter().map(|mark| (mark, false)).chain(aside).map(|(mark, is_aside)| {
        vec![
            Cell::new(html! { (mark.evaluator) @if is_aside { br; span class="govuk-hint" { "Set aside: conflict of interest" } } }),
            Cell::new(step_words(&sheet.steps, &mark.mark)),
            Cell::new(mark.reason.as_str()),
        ]
    });
    let action = if answer.agreed.is_empty() {
        "Record what the panel agrees"
    } else {
        "Correct the agreed mark"
    };
    html! {
        h2 class="govuk-heading-m" { (answer.supplier) }
        (Details { summary: html! { "The answer of " (answer.supplier) }.into(), content: answered(&answer.words).into(), ..Default::default() })
        (Table {
            caption: html! { "Marks of the answer of " (answer.supplier) }.into(),
            caption_hidden: true,
            head: vec!["Evaluator".into(), "Mark".into(), "Reason".into()],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        @if let Some(spread) = &answer.spread {
            p class="govuk-body" { @if spread == "0" { "All marks are the same." } @else { "The highest mark is " (spread) " above the lowest." } }
        }
        (agreed(sheet, answer))
        @if sheet.may_record {
            p class="govuk-body" { a class="govuk-link" href=(path(ocid, &format!("/{}/{}", sheet.key, answer.bid))) { (action) span class="govuk-visually-hidden" { " for " (answer.supplier) } } }
        }
    }
}

/// What was agreed, the last first: nothing is ever taken away.
fn agreed(sheet: &Sheet, answer: &Compared) -> Markup {
    let is_current = answer.counted.as_ref().is_some_and(|counted| counted.is_agreed);
    html! {
        @for (index, (agreed, present)) in answer.agreed.iter().rev().enumerate() {
            (InsetText { content: html! {
                p class="govuk-!-font-weight-bold" {
                    @if index == 0 && is_current { "Agreed mark: " } @else if index == 0 { "Agreed before the marks changed, to be agreed again: " } @else { "Agreed earlier: " }
                    (step_words(&sheet.steps, &agreed.mark))
                }
                @for line in agreed.reason.lines() { p { (line) } }
                @if !agreed.correction.is_empty() { p { "Why it was corrected: " (agreed.correction) } }
                p class="govuk-hint" { "Recorded by " (agreed.chair) " at " (moment(agreed.at)) ". Present: " (words::list(present)) "." }
            }.into(), ..Default::default() })
        }
        @if answer.agreed.is_empty() && !sheet.needs_meeting {
            p class="govuk-body" { "One evaluator marks this question, so that mark counts." }
        }
    }
}

async fn chairs(app: &App, visitor: &Visitor, ocid: &str, question: &str) -> PageResult<Sheet> {
    visitor.require()?;
    let sheet = moderation::sheet(app, visitor.actor(), ocid, question).await?;
    if sheet.may_record {
        Ok(sheet)
    } else {
        Err(PageError::Forbidden)
    }
}

fn answer<'a>(sheet: &'a Sheet, bid: &str) -> PageResult<&'a Compared> {
    let bid: BidId = bid.parse().map_err(|_| PageError::NotFound)?;
    let found = sheet.answers.iter().find(|answer| answer.bid == bid);
    found.ok_or(PageError::NotFound)
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question, bid)): Path<(String, String, String)>,
) -> PageResult {
    let sheet = chairs(&app, &visitor, &ocid, &question).await?;
    let answer = answer(&sheet, &bid)?;
    let last = answer.agreed.last().map(|(agreed, _)| agreed);
    let fields = Fields::from_pairs([
        ("mark", last.map(|last| last.mark.clone()).unwrap_or_default()),
        ("reason", last.map(|last| last.reason.clone()).unwrap_or_default()),
    ]);
    Ok(form(&visitor, &sheet, answer, &fields, &Invalid::new()))
}

fn form(visitor: &Visitor, sheet: &Sheet, answer: &Compared, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &sheet.procurement.ocid);
    let corrects = !answer.agreed.is_empty() || !sheet.needs_meeting;
    let back = path(ocid, &format!("/{}", sheet.key));
    let steps = sheet.steps.iter().map(|step| {
        let given = answer
            .marks
            .iter()
            .filter(|mark| mark.mark == step.mark)
            .map(|mark| mark.evaluator.as_str());
        let given: Vec<&str> = given.collect();
        let hint = if given.is_empty() {
            String::new()
        } else {
            format!("Given by {}", words::list(&given))
        };
        Choice::new(step.mark.clone(), format!("{}: {}", step.mark, step.label)).hint(hint)
    });
    let people = sheet
        .members
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()).checked(fields.ticked("present", &id.to_string())));
    Page::new(visitor, format!("What the panel agrees on {}", answer.supplier)).back_to(back, "Marks side by side").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (answer.supplier) }
        h1 class="govuk-heading-l" { "What the panel agrees" }
        p class="govuk-body" { (sheet.asked.words) }
        (Details { summary: html! { "The answer of " (answer.supplier) }.into(), content: answered(&answer.words).into(), ..Default::default() })
        (Details { summary: "Each evaluator’s reason".into(), content: html! {
            @for mark in &answer.marks { p class="govuk-body" { strong { (mark.evaluator) ", " (step_words(&sheet.steps, &mark.mark)) ":" } " " (mark.reason) } }
        }.into(), open: true, ..Default::default() })
        form method="post" action=(path(ocid, &format!("/{}/{}", sheet.key, answer.bid))) novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "mark",
                legend: Label::sized(Size::M, "The mark that the panel agrees"),
                items: steps.collect(),
                value: fields.get("mark"),
                error: errors.error("mark"),
                ..Default::default()
            })
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "The reason that the panel agrees"),
                hint: "The bidder will read it beside its mark. Say what in the answer earned the mark, and what was missing".into(),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            @if corrects {
                (Textarea {
                    name: "correction",
                    label: Label::sized(Size::S, "Why is the mark that stands corrected?"),
                    hint: "It stays on record beside the new one".into(),
                    rows: Some(3),
                    value: fields.get("correction"),
                    error: errors.error("correction"),
                    ..Default::default()
                })
            }
            (Checkboxes {
                name: "present",
                legend: Label::sized(Size::S, "Which evaluators were present?"),
                items: people.collect(),
                error: errors.error("present"),
                ..Default::default()
            })
            (Button::submit("Record the agreed mark"))
        }
    })
}

async fn record(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question, bid)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: BidId = bid.parse().map_err(|_| PageError::NotFound)?;
    let typed = Typed {
        mark: fields.text("mark"),
        reason: fields.text("reason"),
        correction: fields.text("correction"),
        present: fields.all("present").collect(),
    };
    match moderation::agree(&app, visitor.actor(), &ocid, &question, id, typed).await {
        Ok(()) => Ok(see_other_with(
            &path(&ocid, &format!("/{question}")),
            "You have recorded what the panel agrees",
        )),
        Err(Error::Invalid(invalid)) => {
            let sheet = chairs(&app, &visitor, &ocid, &question).await?;
            Ok(form(&visitor, &sheet, answer(&sheet, &bid)?, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask_without(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, seat)): Path<(String, String)>,
) -> PageResult {
    visitor.require()?;
    let seat: SeatId = seat.parse().map_err(|_| PageError::NotFound)?;
    let missing = leave::missing(&app, visitor.actor(), &ocid, seat).await?;
    Ok(without(&visitor, &missing, &Fields::empty(), &Invalid::new()))
}

fn without(visitor: &Visitor, missing: &Missing, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &missing.procurement.ocid);
    Page::new(visitor, "Go on without an evaluator").back_to(path(ocid, ""), "Meetings of the panel").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (missing.question) }
        h1 class="govuk-heading-l" { "Go on without " (missing.seat.person) }
        form method="post" action=(path(ocid, &format!("/without/{}", missing.seat.id))) novalidate {
            (Csrf(visitor.csrf()))
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "Why can the panel not wait for them, or for somebody else?"),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (WarningText { content: "An officer has to agree. Until then the panel waits.".into(), ..Default::default() })
            (Button::submit("Propose to go on without them"))
        }
    })
}

async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, seat)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let seat: SeatId = seat.parse().map_err(|_| PageError::NotFound)?;
    match leave::propose(&app, visitor.actor(), &ocid, seat, fields.text("reason")).await {
        Ok(()) => Ok(see_other_with(
            &path(&ocid, ""),
            "You have proposed to go on without an evaluator",
        )),
        Err(Error::Invalid(invalid)) => {
            let missing = leave::missing(&app, visitor.actor(), &ocid, seat).await?;
            Ok(without(&visitor, &missing, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
