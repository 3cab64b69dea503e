//! `/procurements/{ocid}/mark`: an evaluator's own marks, question by question and answer by answer, saved as drafts and then
//! locked. No price, no pledge and nobody else's mark is shown here, and no answer before interests are declared.

use super::moment;
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        marking::{self, Answer, Desk, Gate, Question},
        panel::Step,
    },
};
use svx_domain::BidId;
use svx_ui::{
    Button, Cell, Choice, InsetText, Label, Radios, Size, Table, Tag, TagColour, Task, TaskList, TaskStatus, Textarea,
    WarningText, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/mark", list)
        .get("/procurements/{ocid}/mark/{question}", check)
        .post("/procurements/{ocid}/mark/{question}", submit)
        .get("/procurements/{ocid}/mark/{question}/{bid}", show)
        .post("/procurements/{ocid}/mark/{question}/{bid}", save)
}

fn path(ocid: &str, rest: &str) -> String {
    format!("/procurements/{ocid}/mark{rest}")
}

async fn list(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = marking::desk(&app, visitor.actor(), &ocid).await?;
    let has_open = desk.questions.iter().any(|question| question.locked_at.is_none());
    Ok(Page::new(&visitor, "Your marks").back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "Your marks" }
        @if let Some(due) = desk.due_on.filter(|_| has_open) {
            p class="govuk-body" { "Marks are due by " (words::date(due)) "." }
        }
        h2 class="govuk-heading-m" { "Before you begin" }
        (TaskList { items: vec![declaration(&ocid, desk.gate)], id_prefix: "declare", ..Default::default() })
        (gate(desk.gate))
        @for (index, question) in desk.questions.iter().enumerate() { (tasks(&ocid, index, question, desk.gate)) }
        @if desk.questions.is_empty() && desk.is_chair {
            p class="govuk-body" { "You chair the panel and mark no question yourself." }
        }
        @if desk.gate == Gate::Open && (desk.is_chair || desk.questions.iter().any(|question| question.is_complete)) {
            h2 class="govuk-heading-m" { "The panel" }
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/moderation" } { "Meetings of the panel" } }
        }
        @if has_open && desk.gate != Gate::Closed {
            p class="govuk-body" { "If you cannot mark, " a class="govuk-link" href=(path(&ocid, "/withdraw")) { "withdraw from the panel" } ", so that somebody else can." }
        }
    }))
}

fn declaration(ocid: &str, gate: Gate) -> Task<'static> {
    let status = match gate {
        Gate::Declare => TaskStatus::not_started(),
        Gate::Undecided => TaskStatus::Tag(Tag::new(TagColour::Yellow, "Waits for an officer")),
        Gate::Closed => TaskStatus::Tag(Tag::new(TagColour::Red, "Conflict of interest")),
        Gate::Open => TaskStatus::completed(),
    };
    Task::new(path(ocid, "/declare"), "Declare your interest in each bidder", status)
}

fn gate(gate: Gate) -> Markup {
    let text = match gate {
        Gate::Open => return html! {},
        Gate::Declare => "The answers open to you when you have declared. Nothing of a bid is shown before that.",
        Gate::Undecided => {
            "You declared a conflict of interest. An officer decides whether you may go on. No answer is shown to you before that."
        }
        Gate::Closed => {
            "An officer decided that the conflict of interest which you declared keeps you from these bids. There is nothing left for you to do."
        }
    };
    html! { (InsetText { content: html! { p { (text) } }.into(), ..Default::default() }) }
}

fn tasks(ocid: &str, index: usize, question: &Question, gate: Gate) -> Markup {
    let prefix = format!("question-{index}");
    let items = question.answers.iter().map(|answer| {
        let status = match (&answer.mark, question.locked_at) {
            (Some(mark), Some(_)) => TaskStatus::Text(format!("Locked at {mark}").into()),
            (Some(mark), None) if answer.is_marked() => {
                TaskStatus::Tag(Tag::new(TagColour::Teal, format!("Draft: {mark}")))
            }
            (None, _) if answer.reason.is_empty() => TaskStatus::Tag(Tag::new(TagColour::Blue, "To mark")),
            _ => TaskStatus::in_progress(),
        };
        Task::new(
            path(ocid, &format!("/{}/{}", question.key, answer.bid)),
            answer.supplier.clone(),
            status,
        )
    });
    html! {
        h2 class="govuk-heading-m" { (question.asked.words) }
        @if gate == Gate::Open {
            (TaskList { items: items.collect(), id_prefix: &prefix, ..Default::default() })
            @if let Some(at) = question.locked_at {
                p class="govuk-body" { "You locked these marks at " (moment(at)) ". " @if !question.is_complete { "Others are still marking." } }
            } @else if question.unmarked() == 0 {
                (Button::link(&path(ocid, &format!("/{}", question.key)), "Check and lock these marks"))
            } @else {
                p class="govuk-body" { (words::plural(u64::try_from(question.unmarked()).unwrap_or_default(), "answer", "answers")) " still to mark. Your marks are drafts until you lock them." }
            }
        } @else {
            p class="govuk-body" { "Yours to mark, when bids are open to you." }
        }
    }
}

fn find<'a>(desk: &'a Desk, question: &str) -> PageResult<&'a Question> {
    let found = desk.questions.iter().find(|found| found.key == question);
    found.ok_or(PageError::NotFound)
}

/// The desk, for who may see answers.
async fn opened(app: &App, visitor: &Visitor, ocid: &str) -> PageResult<Desk> {
    visitor.require()?;
    let desk = marking::desk(app, visitor.actor(), ocid).await?;
    match desk.gate {
        Gate::Open => Ok(desk),
        _ => Err(PageError::Conflict(
            "No answer is open to you. Look at your marks to see what has to happen first.".to_owned(),
        )),
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question, bid)): Path<(String, String, String)>,
) -> PageResult {
    let desk = opened(&app, &visitor, &ocid).await?;
    let question = find(&desk, &question)?;
    let answer = answer(question, &bid)?;
    let fields = Fields::from_pairs([
        ("mark", answer.mark.clone().unwrap_or_default()),
        ("reason", answer.reason.clone()),
    ]);
    Ok(page(&visitor, &ocid, question, answer, &fields, &Invalid::new()))
}

fn answer<'a>(question: &'a Question, bid: &str) -> PageResult<&'a Answer> {
    let bid: BidId = bid.parse().map_err(|_| PageError::NotFound)?;
    let found = question.answers.iter().find(|answer| answer.bid == bid);
    found.ok_or(PageError::NotFound)
}

fn page(
    visitor: &Visitor,
    ocid: &str,
    question: &Question,
    answer: &Answer,
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let errors = form_errors(invalid);
    let items = question.steps.iter().map(|step| {
        Choice::new(step.mark.clone(), format!("{}: {}", step.mark, step.label))
            .hint(step.descriptor.clone().unwrap_or_default())
    });
    Page::new(visitor, format!("Mark the answer of {}", answer.supplier)).back_to(path(ocid, ""), "Your marks").wide().errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (answer.supplier) }
        h1 class="govuk-heading-l" { (question.asked.words) }
        div class="govuk-grid-row" {
            div class="govuk-grid-column-one-half" {
                h2 class="govuk-heading-m" { "The answer" }
                (words_of(answer))
            }
            div class="govuk-grid-column-one-half" {
                @if let Some(at) = question.locked_at {
                    h2 class="govuk-heading-m" { "Your mark, locked at " (moment(at)) }
                    p class="govuk-body" { (step_words(&question.steps, answer.mark.as_deref().unwrap_or_default())) }
                    @for line in answer.reason.lines() { p class="govuk-body" { (line) } }
                } @else {
                    form method="post" action=(path(ocid, &format!("/{}/{}", question.key, answer.bid))) novalidate {
                        (Csrf(visitor.csrf()))
                        (Radios {
                            name: "mark",
                            legend: Label::sized(Size::M, "Your mark"),
                            items: items.collect(),
                            value: fields.get("mark"),
                            error: errors.error("mark"),
                            ..Default::default()
                        })
                        (Textarea {
                            name: "reason",
                            label: Label::sized(Size::S, "Your reason"),
                            hint: "What in the answer earns this mark. The panel will read it, and it stays on record".into(),
                            value: fields.get("reason"),
                            error: errors.error("reason"),
                            ..Default::default()
                        })
                        (Button::submit("Save the draft"))
                    }
                }
            }
        }
    })
}

pub(super) fn words_of(answer: &Answer) -> Markup {
    answered(&answer.words)
}

/// What a bidder answered, line by line.
pub(super) fn answered(words: &str) -> Markup {
    html! {
        (InsetText { content: html! {
            @if words.trim().is_empty() { p { "No answer was given." } }
            @for line in words.lines() { p { (line) } }
        }.into(), ..Default::default() })
    }
}

/// `4: Good`.
pub(super) fn step_words(steps: &[Step], mark: &str) -> String {
    let found = steps.iter().find(|step| step.mark == mark);
    found.map_or_else(|| mark.to_owned(), |step| format!("{}: {}", step.mark, step.label))
}

async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question, bid)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: BidId = bid.parse().map_err(|_| PageError::NotFound)?;
    let (mark, reason) = (fields.text("mark"), fields.text("reason"));
    match marking::save(&app, visitor.actor(), &ocid, id, &question, mark, reason).await {
        Ok(()) => Ok(see_other_with(&path(&ocid, ""), "You have saved a draft of your mark")),
        Err(Error::Invalid(invalid)) => {
            let desk = opened(&app, &visitor, &ocid).await?;
            let question = find(&desk, &question)?;
            Ok(page(
                &visitor,
                &ocid,
                question,
                answer(question, &bid)?,
                &fields,
                &invalid,
            ))
        }
        Err(error) => Err(error.into()),
    }
}

async fn check(State(app): State<App>, visitor: Visitor, Path((ocid, question)): Path<(String, String)>) -> PageResult {
    let desk = opened(&app, &visitor, &ocid).await?;
    Ok(check_page(&visitor, &ocid, find(&desk, &question)?, &Invalid::new()))
}

fn check_page(visitor: &Visitor, ocid: &str, question: &Question, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let rows = question.answers.iter().map(|answer| {
        let fault = format!("answer-{}", answer.bid);
        let href = path(ocid, &format!("/{}/{}", question.key, answer.bid));
        vec![
            Cell::new(html! {
                span id=(fault) { (answer.supplier) }
                @if let Some(message) = errors.error(&fault) { p class="govuk-error-message" { span class="govuk-visually-hidden" { "Error: " } (message) } }
            }),
            Cell::new(step_words(&question.steps, answer.mark.as_deref().unwrap_or_default())),
            Cell::new(answer.reason.as_str()),
            Cell::new(html! {
                @if question.locked_at.is_none() { a class="govuk-link" href=(href) { "Change" span class="govuk-visually-hidden" { " the mark of " (answer.supplier) } } }
            }),
        ]
    });
    Page::new(visitor, "Check and lock your marks").back_to(path(ocid, ""), "Your marks").wide().errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (question.asked.words) }
        h1 class="govuk-heading-l" { "Check and lock your marks" }
        (Table {
            caption: "Your marks of this question".into(),
            caption_hidden: true,
            head: vec!["Supplier".into(), "Mark".into(), "Reason".into(), Cell::new("Change")],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        @if let Some(at) = question.locked_at {
            p class="govuk-body" { "You locked these marks at " (moment(at)) "." }
        } @else {
            (WarningText { content: "Once they are locked you cannot change these marks. The panel sees them when everyone’s are in.".into(), ..Default::default() })
            form method="post" action=(path(ocid, &format!("/{}", question.key))) novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Lock these marks"))
            }
        }
    })
}

async fn submit(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question)): Path<(String, String)>,
    _: Fields,
) -> PageResult {
    visitor.require()?;
    match marking::submit(&app, visitor.actor(), &ocid, &question).await {
        Ok(()) => Ok(see_other_with(&path(&ocid, ""), "You have locked your marks")),
        Err(Error::Invalid(invalid)) => {
            let desk = opened(&app, &visitor, &ocid).await?;
            Ok(check_page(&visitor, &ocid, find(&desk, &question)?, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
