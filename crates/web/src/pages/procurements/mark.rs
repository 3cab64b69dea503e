//! `/procurements/{ocid}/mark`: an evaluator's own marks, answer by answer. No price and no pledge is shown here.

use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::marking::{self, Answer, Desk, Question},
};
use svx_domain::BidId;
use svx_ui::{
    Button, Choice, InsetText, Label, Radios, Size, Tag, TagColour, Task, TaskList, TaskStatus, Textarea, layout::Csrf,
    words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/mark", list)
        .get("/procurements/{ocid}/mark/{question}/{bid}", show)
        .post("/procurements/{ocid}/mark/{question}/{bid}", save)
}

async fn list(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = marking::desk(&app, visitor.actor(), &ocid).await?;
    let left = words::plural(u64::try_from(desk.unmarked()).unwrap_or_default(), "answer", "answers");
    Ok(Page::new(&visitor, "Your marks").back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "Your marks" }
        p class="govuk-body" {
            @if desk.unmarked() == 0 { "You have marked every answer. You can still change your marks until the award." } @else { (left) " still to mark. Mark one question of all bids before you go on to the next." }
        }
        @for (index, question) in desk.questions.iter().enumerate() { (tasks(&ocid, index, question)) }
    }))
}

fn tasks(ocid: &str, index: usize, question: &Question) -> Markup {
    let prefix = format!("question-{index}");
    let items = question.answers.iter().map(|answer| {
        let status = match &answer.mark {
            Some(mark) => TaskStatus::Text(match question.asked.label(mark) {
                Some(label) if mark == "pass" || mark == "fail" => label.to_owned().into(),
                _ => format!("Marked {mark}").into(),
            }),
            None => TaskStatus::Tag(Tag::new(TagColour::Blue, "To mark")),
        };
        Task::new(
            format!("/procurements/{ocid}/mark/{}/{}", question.asked.id, answer.bid),
            answer.supplier.clone(),
            status,
        )
    });
    html! {
        h2 class="govuk-heading-m" { (question.asked.words) }
        (TaskList { items: items.collect(), id_prefix: &prefix, ..Default::default() })
    }
}

async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question, bid)): Path<(String, String, String)>,
) -> PageResult {
    visitor.require()?;
    let desk = marking::desk(&app, visitor.actor(), &ocid).await?;
    let (question, answer) = find(&desk, &question, &bid)?;
    let fields = Fields::from_pairs([
        ("mark", answer.mark.clone().unwrap_or_default()),
        ("reason", answer.reason.clone().unwrap_or_default()),
    ]);
    Ok(form(&visitor, &ocid, question, answer, &fields, &Invalid::new()))
}

fn find<'a>(desk: &'a Desk, question: &str, bid: &str) -> PageResult<(&'a Question, &'a Answer)> {
    let bid: BidId = bid.parse().map_err(|_| crate::PageError::NotFound)?;
    let question = desk
        .questions
        .iter()
        .find(|found| found.asked.id == question)
        .ok_or(crate::PageError::NotFound)?;
    let answer = question
        .answers
        .iter()
        .find(|answer| answer.bid == bid)
        .ok_or(crate::PageError::NotFound)?;
    Ok((question, answer))
}

fn form(
    visitor: &Visitor,
    ocid: &str,
    question: &Question,
    answer: &Answer,
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let errors = form_errors(invalid);
    let items = question.asked.marks.iter().map(|step| {
        let label = match (step.mark.as_str(), step.label.as_str()) {
            ("pass" | "fail", label) => label.to_owned(),
            (mark, "") => mark.to_owned(),
            (mark, label) => format!("{mark}: {label}"),
        };
        Choice::new(step.mark.as_str(), label).hint(step.descriptor.as_str())
    });
    let threshold = question.asked.threshold.as_deref();
    Page::new(visitor, format!("Mark the answer of {}", answer.supplier)).back_to(format!("/procurements/{ocid}/mark"), "Your marks").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (answer.supplier) }
        h1 class="govuk-heading-l" { (question.asked.words) }
        (InsetText { content: html! { @for line in answer.words.lines() { p { (line) } } }.into(), ..Default::default() })
        form method="post" action={ "/procurements/" (ocid) "/mark/" (question.asked.id) "/" (answer.bid) } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "mark",
                legend: Label::sized(Size::M, "Your mark"),
                hint: threshold.map_or_else(String::new, |least| format!("A mark below {least} gets no points")).into(),
                items: items.collect(),
                value: fields.get("mark"),
                error: errors.error("mark"),
                ..Default::default()
            })
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "Your reason"),
                hint: "What in the answer earns this mark. It is kept with your mark".into(),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (Button::submit("Save the mark"))
        }
    })
}

async fn save(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, question, bid)): Path<(String, String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: BidId = bid.parse().map_err(|_| crate::PageError::NotFound)?;
    match marking::mark(
        &app,
        visitor.actor(),
        &ocid,
        id,
        &question,
        fields.text("mark"),
        fields.text("reason"),
    )
    .await
    {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/mark"),
            "You have saved your mark",
        )),
        Err(Error::Invalid(invalid)) => {
            let desk = marking::desk(&app, visitor.actor(), &ocid).await?;
            let (question, answer) = find(&desk, &question, &bid)?;
            Ok(form(&visitor, &ocid, question, answer, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
