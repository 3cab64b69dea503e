//! `/procurements/{ocid}/realism`: doubts about bids, each with its questions and answers and what two people decide.

use super::{criterion_name, moment, time};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        content::day,
        evaluation,
        realism::{self, Desk, Doubt, Typed},
        rules::Setup,
    },
};
use svx_domain::{Code as _, FlagId, lifecycle::FlagState, procurement::FlagOutcome};
use svx_store::doubts::{Clarification, Proposal};
use svx_ui::{
    Button, Choice, FormErrors, Input, InputKind, InsetText, Label, Message, Radios, Select, SelectItem, Size,
    SummaryList, SummaryRow, Tag, TagColour, Task, TaskList, TaskStatus, Textarea, Thread, Width, layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/realism", list)
        .post("/procurements/{ocid}/realism", raise)
        .get("/procurements/{ocid}/realism/{id}", show)
        .post("/procurements/{ocid}/realism/{id}/question", ask)
        .post("/procurements/{ocid}/realism/{id}/proposal", propose)
        .post("/procurements/{ocid}/realism/{id}/second", second)
}

async fn list(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = realism::desk(&app, visitor.actor(), &ocid).await?;
    Ok(list_page(&visitor, &desk, &Fields::empty(), &Invalid::new()))
}

fn tag(state: FlagState) -> Tag<'static> {
    let colour = match state {
        FlagState::Raised => TagColour::Yellow,
        FlagState::Proposed => TagColour::Blue,
        FlagState::Resolved => TagColour::Grey,
    };
    Tag::new(colour, state.label())
}

fn list_page(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, p) = (form_errors(invalid), &desk.evaluation.procurement);
    let items = desk.doubts.iter().map(|doubt| {
        Task::new(
            format!("/procurements/{}/realism/{}", p.ocid, doubt.flag.id),
            format!("{}: {}", doubt.flag.supplier, doubt.flag.reason),
            TaskStatus::Tag(tag(doubt.flag.state)),
        )
    });
    Page::new(visitor, "Doubts about bids").back_to(format!("/procurements/{}/evaluation", p.ocid), "Bids and evaluation").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (p.title) }
        h1 class="govuk-heading-l" { "Doubts about bids" }
        p class="govuk-body" { "An offer that stands out is asked about. The supplier explains, then two people decide, with reasons. No bid is excluded by itself, and nothing can be decided while a doubt is unresolved." }
        @if desk.doubts.is_empty() {
            p class="govuk-body" { "There are no doubts. They are raised when the evaluation is run, and by hand." }
        } @else {
            (TaskList { items: items.collect(), ..Default::default() })
        }
        @if realism::is_open(p) { (raise_form(visitor, desk, fields, &errors)) }
    })
}

fn raise_form(visitor: &Visitor, desk: &Desk, fields: &Fields, errors: &FormErrors) -> Markup {
    let bids = desk.evaluation.bids.iter();
    html! {
        h2 class="govuk-heading-m" { "Raise a doubt by hand" }
        form method="post" action={ "/procurements/" (desk.evaluation.procurement.ocid) "/realism" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "bid",
                legend: Label::sized(Size::S, "About whose bid?"),
                items: bids.map(|bid| Choice::new(bid.id.to_string(), bid.name.as_str())).collect(),
                value: fields.get("bid"),
                error: errors.error("bid"),
                ..Default::default()
            })
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "What do you doubt?"),
                hint: "With the figures. The supplier reads this if you ask it a question".into(),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (Button::secondary("Raise the doubt"))
        }
    }
}

async fn raise(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let done = match fields.text("bid").parse() {
        Ok(bid) => realism::raise(&app, visitor.actor(), &ocid, bid, fields.text("reason")).await,
        Err(_) => realism::desk(&app, visitor.actor(), &ocid)
            .await
            .and_then(|_| Err(Invalid::one("bid", "Choose a bid").into())),
    };
    match done {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/realism"),
            "You have raised a doubt",
        )),
        Err(Error::Invalid(invalid)) => {
            let desk = realism::desk(&app, visitor.actor(), &ocid).await?;
            Ok(list_page(&visitor, &desk, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn id(flag: &str) -> PageResult<FlagId> {
    flag.parse().map_err(|_| crate::PageError::NotFound)
}

async fn show(State(app): State<App>, visitor: Visitor, Path((ocid, flag)): Path<(String, String)>) -> PageResult {
    visitor.require()?;
    page(&app, &visitor, &ocid, id(&flag)?, &Fields::empty(), &Invalid::new()).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    ocid: &str,
    flag: FlagId,
    fields: &Fields,
    invalid: &Invalid,
) -> PageResult {
    let (desk, doubt) = realism::one(app, visitor.actor(), ocid, flag).await?;
    let errors = form_errors(invalid);
    let waits = doubt.waits_until(app.now());
    let open = realism::is_open(&desk.procurement);
    Ok(Page::new(visitor, format!("A doubt about the bid of {}", doubt.flag.supplier)).back_to(format!("/procurements/{ocid}/realism"), "Doubts about bids").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "A doubt about the bid of " (doubt.flag.supplier) }
        p { (tag(doubt.flag.state)) }
        (facts(&doubt))
        @if !doubt.questions.is_empty() {
            h2 class="govuk-heading-m" { "Questions and answers" }
            (Thread { messages: thread(&doubt.questions, &desk.procurement.authority, &doubt.flag.supplier, true) })
        }
        @for proposal in doubt.proposals.iter().filter(|proposal| proposal.is_confirmed.is_some()) { (decided(&desk, proposal)) }
        @match (open, doubt.flag.state) {
            (true, FlagState::Raised) => {
                @if let Some(until) = waits {
                    (InsetText { content: html! { p { "The supplier can answer until " (time(until)) ". After that, or once it has answered, you can propose what is to follow." } }.into(), ..Default::default() })
                }
                (ask_form(visitor, ocid, &doubt, fields, &errors))
                @if waits.is_none() { (propose_form(visitor, &desk, &doubt, fields, &errors)) }
            }
            (true, FlagState::Proposed) => (second_form(visitor, &desk, &doubt, fields, &errors)),
            _ => {}
        }
    }))
}

fn facts(doubt: &Doubt) -> SummaryList<'_> {
    let raised = match (&doubt.flag.raised_by, doubt.flag.evaluation_version) {
        (Some(who), _) => html! { (who) ", " (time(doubt.flag.raised_at)) },
        (None, Some(version)) => {
            html! { "By the scoring rules, in evaluation " (version) ", " (time(doubt.flag.raised_at)) }
        }
        (None, None) => html! { (time(doubt.flag.raised_at)) },
    };
    let mut rows = vec![SummaryRow::new("What was seen", doubt.flag.reason.as_str())];
    if let Some(criterion) = doubt
        .flag
        .subject
        .split('.')
        .next()
        .filter(|criterion| !criterion.is_empty())
    {
        rows.push(SummaryRow::new("Criterion", criterion_name(criterion)));
    }
    rows.push(SummaryRow::new("Raised", raised));
    SummaryList {
        rows,
        ..Default::default()
    }
}

/// Questions and answers as a thread.
pub(super) fn thread<'a>(
    questions: &'a [Clarification],
    authority: &'a str,
    supplier: &'a str,
    is_authority: bool,
) -> Vec<Message<'a>> {
    let mut out = Vec::new();
    for question in questions {
        let foot = if question.answer.is_none() {
            format!("Answer by {}", moment(question.answer_by))
        } else {
            String::new()
        };
        out.push(Message {
            author: "Question".into(),
            organisation: authority.into(),
            when: moment(question.asked_at).into(),
            datetime: question.asked_at.to_string().into(),
            own: is_authority,
            content: question.question.as_str().into(),
            foot: foot.into(),
            ..Default::default()
        });
        if let (Some(answer), Some(at)) = (&question.answer, question.answered_at) {
            out.push(Message {
                author: question.answered_by.as_deref().unwrap_or("Answer").into(),
                organisation: supplier.into(),
                when: moment(at).into(),
                datetime: at.to_string().into(),
                own: !is_authority,
                content: answer.as_str().into(),
                ..Default::default()
            });
        }
    }
    out
}

/// What is proposed, in a sentence.
fn outcome_words(desk: &evaluation::Desk, proposal: &Proposal) -> String {
    let line = proposal
        .need_id
        .and_then(|need| desk.register.iter().find(|line| line.need_id == need));
    match (line, proposal.counts) {
        (Some(line), Some(counts)) => format!(
            "Of the pledge of {} for {}, only {} still counts",
            line.resource_name.to_lowercase(),
            line.project,
            super::amount(counts, line)
        ),
        _ => proposal.outcome.label().to_owned(),
    }
}

fn decided(desk: &evaluation::Desk, proposal: &Proposal) -> Markup {
    let key = if proposal.is_confirmed == Some(true) {
        "Confirmed"
    } else {
        "Sent back"
    };
    let rows = vec![
        SummaryRow::new("What was proposed", outcome_words(desk, proposal)),
        SummaryRow::new("Reason", proposal.reason.as_str()),
        SummaryRow::new(
            "Proposed",
            html! { (proposal.proposer) ", " (moment(proposal.proposed_at)) },
        ),
        SummaryRow::new(
            key,
            html! {
                (proposal.decider.as_deref().unwrap_or_default()) ", " (proposal.decided_at.map(moment).unwrap_or_default()) ": "
                (proposal.decided_reason.as_deref().unwrap_or_default())
            },
        ),
    ];
    html! {
        h2 class="govuk-heading-m" { "What was decided" }
        (SummaryList { rows, ..Default::default() })
    }
}

fn ask_form(visitor: &Visitor, ocid: &str, doubt: &Doubt, fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Ask the supplier" }
        form method="post" action={ "/procurements/" (ocid) "/realism/" (doubt.flag.id) "/question" } novalidate {
            (Csrf(visitor.csrf()))
            (Textarea { name: "question", label: Label::sized(Size::S, "Your question"), hint: "The supplier reads it beside what was seen".into(), value: fields.get("question"), error: errors.error("question"), ..Default::default() })
            (Input {
                name: "until",
                label: Label::sized(Size::S, "Last day for an answer"),
                hint: "For example, 31 3 2027. An answer is taken up to midnight at the end of that day".into(),
                width: Width::Chars20,
                value: fields.get("until"),
                error: errors.error("until"),
                ..Default::default()
            })
            (Button::secondary("Send the question"))
        }
    }
}

fn propose_form(
    visitor: &Visitor,
    desk: &evaluation::Desk,
    doubt: &Doubt,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    let may_set_aside = Setup::of(&desk.procurement).pledges_may_be_set_aside;
    let outcomes = FlagOutcome::ALL
        .iter()
        .filter(|outcome| may_set_aside || **outcome != FlagOutcome::SetAside);
    html! {
        h2 class="govuk-heading-m" { "Propose what is to follow" }
        form method="post" action={ "/procurements/" (desk.procurement.ocid) "/realism/" (doubt.flag.id) "/proposal" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "outcome",
                legend: Label::sized(Size::S, "What is to follow?"),
                items: outcomes.map(|outcome| Choice::new(outcome.code(), outcome.label())).collect(),
                value: fields.get("outcome"),
                error: errors.error("outcome"),
                ..Default::default()
            })
            @if may_set_aside { (part_fields(desk, doubt, fields, errors)) }
            (Textarea { name: "reason", label: Label::sized(Size::S, "Reason"), value: fields.get("reason"), error: errors.error("reason"), ..Default::default() })
            (Button::submit("Propose it"))
        }
    }
}

fn part_fields(desk: &evaluation::Desk, doubt: &Doubt, fields: &Fields, errors: &FormErrors) -> Markup {
    let bid = desk.bids.iter().find(|bid| bid.id == doubt.flag.bid_id);
    let mut items = vec![SelectItem::new("", "No pledge")];
    items.extend(
        bid.iter()
            .flat_map(|bid| bid.content.lines(&desk.register))
            .map(|(pledge, line)| {
                let words = format!("{} for {}", super::amount(pledge.quantity(), line), line.project);
                SelectItem::new(pledge.need.clone(), words)
            }),
    );
    html! {
        (Select { name: "need", label: "If a pledge is set aside in part, which?".into(), items, value: fields.get("need"), error: errors.error("need"), ..Default::default() })
        (Input { name: "counts", label: "And how much of it still counts?".into(), kind: InputKind::Decimal, width: Width::Chars5, value: fields.get("counts"), error: errors.error("counts"), ..Default::default() })
    }
}

fn second_form(
    visitor: &Visitor,
    desk: &evaluation::Desk,
    doubt: &Doubt,
    fields: &Fields,
    errors: &FormErrors,
) -> Markup {
    let Some(proposal) = doubt.proposal() else {
        return html! {};
    };
    let rows = vec![
        SummaryRow::new("What is proposed", outcome_words(desk, proposal)),
        SummaryRow::new("Reason", proposal.reason.as_str()),
        SummaryRow::new(
            "Proposed",
            html! { (proposal.proposer) ", " (moment(proposal.proposed_at)) },
        ),
    ];
    html! {
        h2 class="govuk-heading-m" { "Proposed" }
        (SummaryList { rows, ..Default::default() })
        @if visitor.actor().person() == Some(proposal.proposed_by) {
            p class="govuk-body" { "You proposed this. It waits for another person to confirm it or send it back." }
        } @else {
            form method="post" action={ "/procurements/" (desk.procurement.ocid) "/realism/" (doubt.flag.id) "/second" } novalidate {
                (Csrf(visitor.csrf()))
                (Textarea { name: "decided_reason", label: Label::sized(Size::S, "Your reason"), value: fields.get("decided_reason"), error: errors.error("decided_reason"), ..Default::default() })
                div class="govuk-button-group" {
                    (Button { name: "confirm", value: "yes", ..Button::submit("Confirm it") })
                    (Button { name: "confirm", value: "no", ..Button::secondary("Send it back") })
                }
            }
        }
    }
}

async fn outcome(
    app: &App,
    visitor: &Visitor,
    (ocid, flag): (&str, FlagId),
    fields: &Fields,
    done: Result<(), Error>,
    words: &str,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other_with(&format!("/procurements/{ocid}/realism/{flag}"), words)),
        Err(Error::Invalid(invalid)) => page(app, visitor, ocid, flag, fields, &invalid).await,
        Err(error) => Err(error.into()),
    }
}

async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, flag)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let flag = id(&flag)?;
    let done = realism::ask(
        &app,
        visitor.actor(),
        &ocid,
        flag,
        fields.text("question"),
        day(fields.text("until")),
    )
    .await;
    outcome(
        &app,
        &visitor,
        (&ocid, flag),
        &fields,
        done,
        "You have sent the question",
    )
    .await
}

async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, flag)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let flag = id(&flag)?;
    let text = |name: &str| fields.text(name).to_owned();
    let typed = Typed {
        outcome: text("outcome"),
        need: text("need"),
        counts: text("counts"),
        reason: text("reason"),
    };
    let done = realism::propose(&app, visitor.actor(), &ocid, flag, &typed).await;
    outcome(
        &app,
        &visitor,
        (&ocid, flag),
        &fields,
        done,
        "You have proposed what is to follow",
    )
    .await
}

async fn second(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, flag)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let (flag, confirm) = (id(&flag)?, fields.text("confirm") == "yes");
    let done = realism::decide(
        &app,
        visitor.actor(),
        &ocid,
        flag,
        confirm,
        fields.text("decided_reason"),
    )
    .await;
    let words = if confirm {
        "You have resolved the doubt"
    } else {
        "You have sent it back"
    };
    outcome(&app, &visitor, (&ocid, flag), &fields, done, words).await
}
