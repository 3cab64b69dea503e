//! `/procurements/{ocid}/panel`: an officer's view of a panel at work: who has what to do, which conflicts were declared, who is
//! late. No mark is shown here.

use super::moment;
use crate::{Fields, Page, PageResult, Routes, Visitor, see_other_with};
use axum::extract::{Path, State};
use maud::{Markup, html};
use svx_app::{
    App,
    procurement::panel::{
        overview::{self, Overview, Question},
        remind,
    },
};
use svx_domain::{
    Code as _,
    panel::{Interest, Progress, Standing},
};
use svx_store::panels::{Declaration, Seat};
use svx_ui::{
    Button, Cell, InsetText, SummaryList, SummaryRow, Table, Tag, TagColour, WarningText, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/panel", show)
        .post("/procurements/{ocid}/panel/remind", remind_all)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let panel = overview::overview(&app, visitor.actor(), &ocid).await?;
    let path = |rest: &str| format!("/procurements/{ocid}/panel{rest}");
    let is_opened = panel.procurement.opened_at.is_some();
    Ok(Page::new(&visitor, "Evaluation panel").back_to(format!("/procurements/{ocid}"), "The procurement").wide().show(html! {
        span class="govuk-caption-l" { (panel.procurement.title) }
        h1 class="govuk-heading-l" { "Evaluation panel" }
        @if panel.questions.is_empty() {
            (InsetText { content: html! { p { "Nothing in this procurement is marked by people, so it needs no panel." } }.into(), ..Default::default() })
        } @else {
            @if panel.is_moderated { p class="govuk-body" { (Tag::new(TagColour::Green, "Moderated")) " Every mark is agreed. " a class="govuk-link" href={ "/procurements/" (ocid) "/evaluation" } { "Bids and evaluation" } } }
            (terms(&panel, &path("/terms")))
            @if panel.terms.is_some() {
                @for (index, question) in panel.questions.iter().enumerate() { (question_section(&panel, index, question, &path(""))) }
                @if panel.is_at_work {
                    (Button::link(&path("/invite"), "Invite an evaluator"))
                    @if is_opened && !panel.is_moderated { (remind_form(&visitor, &path("/remind"))) }
                }
                @if is_opened { (declarations(&panel, &path(""))) }
                (waivers(&panel, &path("")))
            }
            (reopenings(&panel))
        }
    }))
}

fn remind_form(visitor: &Visitor, action: &str) -> Markup {
    html! {
        form method="post" action=(action) novalidate {
            (Csrf(visitor.csrf()))
            (Button::secondary("Remind everyone who has not marked"))
        }
    }
}

fn terms(panel: &Overview, href: &str) -> Markup {
    let Some(terms) = &panel.terms else {
        return html! {
            p class="govuk-body" { "Each answer is marked by evaluators alone, and then agreed by the panel in a meeting. First choose who chairs the panel, how many marks each answer needs, and by when." }
            @if panel.is_at_work { (Button::link(href, "Set up the panel")) }
        };
    };
    let rows = vec![
        SummaryRow::new("Chair", terms.chair.as_str()),
        SummaryRow::new("Fewest marks of each answer", terms.marks_min.to_string()),
        SummaryRow::new("Last day for marks", words::date(terms.due_on)),
    ];
    html! {
        (SummaryList { rows, ..Default::default() })
        @if panel.chair_has_conflict { (WarningText { content: "The chair has a conflict of interest. Choose another.".into(), ..Default::default() }) }
        @if panel.is_at_work { p class="govuk-body" { a class="govuk-link" href=(href) { "Change the chair or the last day" } } }
    }
}

fn question_section(panel: &Overview, index: usize, question: &Question, base: &str) -> Markup {
    let rows = question.seats.iter().map(|(seat, standing, is_late)| {
        let replaceable = panel.is_at_work && matches!(standing, Standing::Marking | Standing::Vacant);
        vec![
            Cell::new(seat.person.as_str()),
            Cell::new(standing_words(seat, *standing, *is_late)),
            Cell::new(html! {
                @if replaceable {
                    a class="govuk-link" href={ (base) "/people/" (seat.person_id) "/replace" } { "Choose somebody else" span class="govuk-visually-hidden" { " in place of " (seat.person) ", question " (index + 1) } }
                }
            }),
        ]
    });
    html! {
        h2 class="govuk-heading-m" { (question.asked.words) }
        p { (progress(question)) }
        @if !question.seats.is_empty() {
            (Table {
                caption: html! { "Evaluators of: " (question.asked.words) }.into(),
                caption_hidden: true,
                head: vec!["Evaluator".into(), "How it stands".into(), Cell::new("Change")],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Default::default()
            })
        }
    }
}

fn progress(question: &Question) -> Tag<'static> {
    match question.progress {
        Progress::Unassigned => Tag::new(TagColour::Red, "Nobody marks it yet"),
        Progress::TooFew { locked } => Tag::new(TagColour::Red, format!("Too few marks: {locked}")),
        Progress::Waiting {
            locked,
            marking,
            vacant,
        } => Tag::new(
            TagColour::Yellow,
            format!("{locked} of {} in", locked + marking + vacant),
        ),
        Progress::Complete { .. } if question.is_settled && question.needs_meeting => {
            Tag::new(TagColour::Green, "Agreed")
        }
        Progress::Complete { .. } if question.is_settled => Tag::new(TagColour::Green, "Marked"),
        Progress::Complete { .. } => Tag::new(TagColour::Blue, "All in, to be agreed"),
    }
}

fn standing_words(seat: &Seat, standing: Standing, is_late: bool) -> Markup {
    let left = seat.left_why.map_or("", |why| why.label());
    html! {
        @match standing {
            Standing::Marking if is_late => (Tag::new(TagColour::Red, "Late")),
            Standing::Marking => "Marks are not in",
            Standing::Locked => { "Marks are in" @if let Some(at) = seat.submitted_at { ", since " (moment(at)) } }
            Standing::Vacant => (Tag::new(TagColour::Red, left.to_owned())),
            Standing::Closed => { (left) @if let Some(how) = seat.closed_how { ". " (how.label()) } }
        }
        @if !seat.left_reason.is_empty() { p class="govuk-hint" { (seat.left_reason) } }
    }
}

fn declarations(panel: &Overview, base: &str) -> Markup {
    let rows = panel.people.iter().map(|person| {
        let tag = match person.interest {
            Interest::Undeclared => Tag::new(TagColour::Blue, "Not declared yet"),
            Interest::None => Tag::new(TagColour::Green, "No conflict"),
            Interest::Undecided => Tag::new(TagColour::Red, "Conflict to be decided"),
            Interest::GoesOn => Tag::new(TagColour::Yellow, "Conflict, goes on"),
            Interest::Replaced => Tag::new(TagColour::Grey, "Conflict, leaves the panel"),
        };
        vec![Cell::new(person.name.as_str()), Cell::new(html! { (tag) })]
    });
    html! {
        h2 class="govuk-heading-m" { "Interests" }
        (Table {
            caption: "What evaluators declared".into(),
            caption_hidden: true,
            head: vec!["Evaluator".into(), "Declaration".into()],
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        @for declared in &panel.conflicts { (conflict(declared, base, panel.is_at_work)) }
    }
}

fn conflict(declared: &Declaration, base: &str, is_at_work: bool) -> Markup {
    html! {
        (InsetText { content: html! {
            p class="govuk-!-font-weight-bold" { (declared.person) " and " (declared.supplier) }
            p { (declared.nature) }
            @match declared.goes_on {
                None if is_at_work => { p { a class="govuk-link" href={ (base) "/conflicts/" (declared.id) } { "Decide on the conflict of " (declared.person) " with " (declared.supplier) } } }
                None => {}
                Some(goes_on) => {
                    p { @if goes_on { "Goes on. " (declared.mitigation.as_deref().unwrap_or_default()) } @else { "Leaves the panel." } }
                    p { "Reason: " (declared.reason.as_deref().unwrap_or_default()) }
                    p class="govuk-hint" { "Decided by " (declared.decided_by.as_deref().unwrap_or_default()) @if let Some(at) = declared.decided_at { " at " (moment(at)) } "." }
                }
            }
        }.into(), ..Default::default() })
    }
}

fn waivers(panel: &Overview, base: &str) -> Markup {
    html! {
        @if !panel.waivers.is_empty() {
            h2 class="govuk-heading-m" { "Going on without somebody" }
            @for (waiver, seat) in &panel.waivers {
                (InsetText { content: html! {
                    p class="govuk-!-font-weight-bold" { "Without " (seat.person) }
                    p { (waiver.reason) }
                    p class="govuk-hint" { "Proposed by " (waiver.proposer) " at " (moment(waiver.proposed_at)) "." }
                    @match waiver.agreed {
                        None => { p { a class="govuk-link" href={ (base) "/without/" (waiver.id) } { "Decide whether the panel goes on without " (seat.person) } } }
                        Some(agreed) => {
                            p { @if agreed { "Agreed" } @else { "Not agreed" } @if let Some(decider) = &waiver.decider { " by " (decider) } ". " (waiver.note) }
                        }
                    }
                }.into(), ..Default::default() })
            }
        }
    }
}

fn reopenings(panel: &Overview) -> Markup {
    html! {
        @if !panel.reopenings.is_empty() {
            h2 class="govuk-heading-m" { "Evaluations that were opened again" }
            ul class="govuk-list govuk-list--bullet" {
                @for reopening in &panel.reopenings { li { "Evaluation " (reopening.version) ", at " (moment(reopening.at)) ": " (reopening.reason) } }
            }
        }
    }
}

async fn remind_all(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let count = remind::by_hand(&app, visitor.actor(), &ocid).await?;
    let count = words::plural(u64::try_from(count).unwrap_or_default(), "evaluator", "evaluators");
    Ok(see_other_with(
        &format!("/procurements/{ocid}/panel"),
        &format!("You have reminded {count}"),
    ))
}
