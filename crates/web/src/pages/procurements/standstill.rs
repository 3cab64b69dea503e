//! `/procurements/{ocid}/standstill`: the contract award notice, the standstill's clock, challenges, and the award at its end.

use super::{moment, time};
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
        standstill::{self, Typed, View},
    },
};
use svx_domain::{
    ChallengeId, Code as _,
    lifecycle::{ChallengeState, ProcurementState},
    procurement::{ChallengeKind, ChallengeOutcome},
    standstill::MIN_WORKING_DAYS,
};
use svx_store::{challenges::Challenge, decisions::Notice};
use svx_ui::{
    Button, Choice, FormErrors, Input, InputKind, InsetText, Label, Radios, Size, SummaryList, SummaryRow, Tag,
    TagColour, Textarea, WarningText, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/standstill", show)
        .post("/procurements/{ocid}/standstill", publish)
        .post("/procurements/{ocid}/challenges", challenge)
        .post("/procurements/{ocid}/challenges/{id}", propose)
        .post("/procurements/{ocid}/challenges/{id}/second", second)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    page(&app, &visitor, &ocid, &Fields::empty(), &Invalid::new()).await
}

async fn page(app: &App, visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> PageResult {
    let view = standstill::view(app, visitor.actor(), ocid).await?;
    let errors = form_errors(invalid);
    Ok(render(visitor, &view, app.now(), fields, &errors))
}

fn render(visitor: &Visitor, view: &View, now: jiff::Timestamp, fields: &Fields, errors: &FormErrors) -> Response {
    let p = &view.procurement;
    let ocid = &p.ocid;
    Page::new(visitor, "Contract award notice and standstill").back_to(format!("/procurements/{ocid}"), "The procurement").errors(errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (p.title) }
        h1 class="govuk-heading-l" { "Contract award notice and standstill" }
        @match (&view.decision, &view.notice, p.state) {
            (Some(decision), Some(notice), _) => {
                (clock(notice, now))
                (SummaryList { rows: vec![
                    SummaryRow::new("To be awarded to", decision.supplier.as_str()),
                    SummaryRow::new("Notice published", time(notice.published_at)),
                    SummaryRow::new("Standstill", words::plural(u64::from(notice.working_days), "working day", "working days")),
                ], ..Default::default() })
                @if p.state == ProcurementState::Standstill { (award(visitor, ocid, view, now)) }
            }
            (Some(_), None, ProcurementState::Summaries) => (publish_form(visitor, view, fields, errors)),
            _ => (InsetText { content: html! { p { "There is no approved decision. " a class="govuk-link" href={ "/procurements/" (ocid) "/decision" } { "Decision" } } }.into(), ..Default::default() }),
        }
        @if !view.challenges.is_empty() {
            h2 class="govuk-heading-m" { "Challenges" }
            @for challenge in &view.challenges { (challenged(visitor, ocid, challenge, fields, errors)) }
        }
        @if p.state == ProcurementState::Standstill { (challenge_form(visitor, ocid, fields, errors)) }
    })
}

/// When the standstill ends, in words.
pub(super) fn clock(notice: &Notice, now: jiff::Timestamp) -> Markup {
    let last = words::weekday_date(notice.last_day);
    html! {
        @if notice.standstill().is_over(now) {
            (InsetText { content: html! { p { "The standstill ended at midnight at the end of " strong { (last) } "." } }.into(), ..Default::default() })
        } @else {
            (InsetText { content: html! { p { "The standstill ends at midnight at the end of " strong { time datetime=(notice.ends_at) { (last) } } ". Until then the contract is neither awarded nor entered into." } }.into(), ..Default::default() })
        }
    }
}

fn publish_form(visitor: &Visitor, view: &View, fields: &Fields, errors: &FormErrors) -> Markup {
    let least = MIN_WORKING_DAYS.to_string();
    html! {
        p class="govuk-body" { "The notice says to everyone that you intend to enter into the contract, and with whom. The standstill begins with the day on which you publish it." }
        @match &view.if_now {
            Ok(standstill) => p class="govuk-body" { "Published now with " (least) " working days, the standstill ends at midnight at the end of " strong { (words::weekday_date(standstill.last_day)) } ". Weekends and the bank holidays of England do not count." },
            Err(why) => (WarningText { content: why.as_str().into(), ..Default::default() }),
        }
        form method="post" action={ "/procurements/" (view.procurement.ocid) "/standstill" } novalidate {
            (Csrf(visitor.csrf()))
            (Input {
                name: "working_days",
                label: Label::sized(Size::S, "How many working days?"),
                hint: "At least 8 (Procurement Act 2023, section 51)".into(),
                kind: InputKind::WholeNumber,
                width: Width::Chars3,
                value: if fields.get("working_days").is_empty() { &least } else { fields.get("working_days") },
                error: errors.error("working_days"),
                ..Default::default()
            })
            (Button::submit("Publish the contract award notice"))
        }
    }
}

fn award(visitor: &Visitor, ocid: &str, view: &View, now: jiff::Timestamp) -> Markup {
    html! {
        @if view.may_award(now) {
            (WarningText { content: "Awarding cannot be undone. Every bidder is told, and the winner’s pledges are promised to the communities.".into(), ..Default::default() })
            form method="post" action={ "/procurements/" (ocid) "/award" } novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Award the contract"))
            }
        } @else if view.challenges.iter().any(|challenge| challenge.state != ChallengeState::Resolved) {
            p class="govuk-body" { "A challenge is not resolved. The contract can be neither awarded nor entered into before it is." }
        }
    }
}

fn challenged(visitor: &Visitor, ocid: &str, challenge: &Challenge, fields: &Fields, errors: &FormErrors) -> Markup {
    let colour = if challenge.state == ChallengeState::Resolved {
        TagColour::Grey
    } else {
        TagColour::Red
    };
    let mut rows = vec![
        SummaryRow::new("Form", challenge.kind.label()),
        SummaryRow::new("You were told", words::date(challenge.notified_on)),
        SummaryRow::new("Grounds", challenge.grounds.as_str()),
        SummaryRow::new(
            "Recorded",
            html! { (challenge.recorder.as_deref().unwrap_or("A program")) ", " (moment(challenge.recorded_at)) },
        ),
    ];
    if let (Some(outcome), Some(reason)) = (challenge.outcome, &challenge.outcome_reason) {
        rows.push(SummaryRow::new("Outcome", html! { (outcome.label()) ". " (reason) }));
        rows.push(SummaryRow::new(
            "Proposed by",
            challenge.proposer.as_deref().unwrap_or_default(),
        ));
    }
    if let (Some(who), Some(at)) = (&challenge.decider, challenge.decided_at) {
        rows.push(SummaryRow::new("Confirmed", html! { (who) ", " (time(at)) }));
    }
    html! {
        h3 class="govuk-heading-s" { "Challenge by " (challenge.challenger) " " (Tag::new(colour, challenge.state.label())) }
        @if challenge.kind.suspends() && challenge.state != ChallengeState::Resolved {
            p class="govuk-body" { "The contract is suspended automatically until the proceedings are determined, discontinued or otherwise disposed of, or the court ends the suspension (Procurement Act 2023, section 101)." }
        }
        (SummaryList { rows, ..Default::default() })
        @match challenge.state {
            ChallengeState::Open => (outcome_form(visitor, ocid, challenge.id, fields, errors)),
            ChallengeState::Proposed if visitor.actor().person() == challenge.proposed_by => p class="govuk-body" { "You proposed this outcome. It waits for another person to confirm it." },
            ChallengeState::Proposed => form method="post" action={ "/procurements/" (ocid) "/challenges/" (challenge.id) "/second" } novalidate {
                (Csrf(visitor.csrf()))
                div class="govuk-button-group" {
                    (Button { name: "confirm", value: "yes", ..Button::submit("Confirm the outcome") })
                    (Button { name: "confirm", value: "no", ..Button::secondary("Send it back") })
                }
            },
            ChallengeState::Resolved => {}
        }
    }
}

fn outcome_form(visitor: &Visitor, ocid: &str, id: ChallengeId, fields: &Fields, errors: &FormErrors) -> Markup {
    let (outcome, reason) = (format!("outcome-{id}"), format!("reason-{id}"));
    html! {
        form method="post" action={ "/procurements/" (ocid) "/challenges/" (id) } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: &outcome,
                legend: Label::sized(Size::S, "How did it end?"),
                items: ChallengeOutcome::ALL.iter().map(|one| Choice::new(one.code(), one.label())).collect(),
                value: fields.get(&outcome),
                error: errors.error(&outcome),
                ..Default::default()
            })
            (Textarea { name: &reason, label: Label::sized(Size::S, "Reason"), value: fields.get(&reason), error: errors.error(&reason), ..Default::default() })
            (Button::secondary("Propose the outcome"))
        }
    }
}

fn challenge_form(visitor: &Visitor, ocid: &str, fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Record a challenge" }
        form method="post" action={ "/procurements/" (ocid) "/challenges" } novalidate {
            (Csrf(visitor.csrf()))
            (Input { name: "challenger", label: Label::sized(Size::S, "Who challenges the decision?"), value: fields.get("challenger"), error: errors.error("challenger"), ..Default::default() })
            (Radios {
                name: "kind",
                legend: Label::sized(Size::S, "In what form?"),
                items: ChallengeKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
                value: fields.get("kind"),
                error: errors.error("kind"),
                ..Default::default()
            })
            (Input {
                name: "notified_on",
                label: Label::sized(Size::S, "On which day were you told?"),
                hint: "For example, 31 3 2027".into(),
                width: Width::Chars20,
                value: fields.get("notified_on"),
                error: errors.error("notified_on"),
                ..Default::default()
            })
            (Textarea { name: "grounds", label: Label::sized(Size::S, "On what grounds?"), value: fields.get("grounds"), error: errors.error("grounds"), ..Default::default() })
            (Button::secondary("Record the challenge"))
        }
    }
}

async fn outcome<T>(
    app: &App,
    visitor: &Visitor,
    ocid: &str,
    fields: &Fields,
    done: Result<T, Error>,
    words: &str,
) -> PageResult {
    match done {
        Ok(_) => Ok(see_other_with(&format!("/procurements/{ocid}/standstill"), words)),
        Err(Error::Invalid(invalid)) => page(app, visitor, ocid, fields, &invalid).await,
        Err(error) => Err(error.into()),
    }
}

async fn publish(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let done = standstill::publish(&app, visitor.actor(), &ocid, fields.text("working_days")).await;
    outcome(
        &app,
        &visitor,
        &ocid,
        &fields,
        done,
        "You have published the contract award notice",
    )
    .await
}

async fn challenge(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let typed = Typed {
        challenger: fields.text("challenger").to_owned(),
        kind: fields.text("kind").to_owned(),
        grounds: fields.text("grounds").to_owned(),
    };
    let done = standstill::challenge(&app, visitor.actor(), &ocid, &typed, day(fields.text("notified_on"))).await;
    outcome(&app, &visitor, &ocid, &fields, done, "You have recorded the challenge").await
}

async fn propose(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: ChallengeId = id.parse().map_err(|_| crate::PageError::NotFound)?;
    let (how, reason) = (
        fields.text(&format!("outcome-{id}")).to_owned(),
        fields.text(&format!("reason-{id}")).to_owned(),
    );
    let done = standstill::propose_outcome(&app, visitor.actor(), &ocid, id, &how, &reason).await;
    outcome(&app, &visitor, &ocid, &fields, done, "You have proposed the outcome").await
}

async fn second(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: ChallengeId = id.parse().map_err(|_| crate::PageError::NotFound)?;
    let confirm = fields.text("confirm") == "yes";
    let done = standstill::decide_outcome(&app, visitor.actor(), &ocid, id, confirm).await;
    let words = if confirm {
        "You have confirmed the outcome"
    } else {
        "You have sent the outcome back"
    };
    outcome(&app, &visitor, &ocid, &fields, done, words).await
}
