//! `/procurements/{ocid}/decision`: one officer proposes to whom to award, another approves it.

use super::{money, time, value};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::decision::{self, View},
};
use svx_domain::{
    Code as _,
    lifecycle::{DecisionState, ProcurementState},
};
use svx_store::decisions::Decision;
use svx_ui::{
    Button, Choice, FormErrors, InsetText, Label, Radios, Size, SummaryList, SummaryRow, Textarea, WarningText,
    layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/decision", show)
        .post("/procurements/{ocid}/decision", propose)
        .post("/procurements/{ocid}/decision/second", second)
        .post("/procurements/{ocid}/decision/set-aside", set_aside)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    page(&app, &visitor, &ocid, &Fields::empty(), &Invalid::new()).await
}

async fn page(app: &App, visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> PageResult {
    let view = decision::view(app, visitor.actor(), ocid).await?;
    let errors = form_errors(invalid);
    Ok(render(visitor, &view, fields, &errors))
}

fn render(visitor: &Visitor, view: &View, fields: &Fields, errors: &FormErrors) -> Response {
    let p = &view.desk.procurement;
    let current = view.current();
    Page::new(visitor, "Decision").back_to(format!("/procurements/{}/evaluation", p.ocid), "Bids and evaluation").errors(errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (p.title) }
        h1 class="govuk-heading-l" { "Decision" }
        p class="govuk-body" { "Two people decide: one proposes to whom the contract is to be awarded, another approves it. Then every bidder gets its assessment summary." }
        @match current {
            Some(decision) if decision.state == DecisionState::Proposed => {
                (facts(decision))
                (second_form(visitor, p.ocid.as_str(), decision, fields, errors))
            }
            Some(decision) => {
                (facts(decision))
                (onwards(visitor, view, fields, errors))
            }
            None => (propose_or_why_not(visitor, view, fields, errors)),
        }
        (earlier(view))
    })
}

fn facts(decision: &Decision) -> SummaryList<'_> {
    let mut rows = vec![
        SummaryRow::new("To be awarded to", decision.supplier.as_str()),
        SummaryRow::new("Reason", decision.reason.as_str()),
        SummaryRow::new("Evaluation", decision.evaluation_version.to_string()),
        SummaryRow::new(
            "Proposed",
            html! { (decision.proposer) ", " (time(decision.proposed_at)) },
        ),
        SummaryRow::new("Where it stands", decision.state.label()),
    ];
    if let (Some(who), Some(at)) = (&decision.decider, decision.decided_at) {
        let approved = matches!(decision.state, DecisionState::Approved | DecisionState::SetAside);
        let key = if approved { "Approved" } else { "Not approved" };
        rows.push(SummaryRow::new(
            key,
            html! { (who) ", " (time(at)) ": " (decision.decided_reason.as_deref().unwrap_or_default()) },
        ));
    }
    if let Some(reason) = &decision.set_aside_reason {
        rows.push(SummaryRow::new("Set aside", reason.as_str()));
    }
    SummaryList {
        rows,
        ..Default::default()
    }
}

fn reason<'a>(
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    fields: &'a Fields,
    errors: &'a FormErrors,
) -> Textarea<'a> {
    Textarea {
        name,
        label: Label::sized(Size::S, label),
        hint: hint.into(),
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    }
}

fn propose_or_why_not(visitor: &Visitor, view: &View, fields: &Fields, errors: &FormErrors) -> Markup {
    let ocid = &view.desk.procurement.ocid;
    let path = |rest: &str| format!("/procurements/{ocid}/{rest}");
    let latest = view.desk.latest.as_ref();
    html! {
        @if view.desk.procurement.state != ProcurementState::Evaluated {
            (InsetText { content: html! { p { "There is nothing to decide now. " a class="govuk-link" href=(path("evaluation")) { "Bids and evaluation" } } }.into(), ..Default::default() })
        } @else if latest.is_none_or(|latest| latest.is_stale) {
            (InsetText { content: html! { p { "Marks were entered or pledges set aside after the last evaluation. " a class="govuk-link" href=(path("evaluation")) { "Run the evaluation again" } " first." } }.into(), ..Default::default() })
        } @else if view.unresolved > 0 {
            (InsetText { content: html! { p { "Doubts about bids must be resolved first. " a class="govuk-link" href=(path("realism")) { "Doubts about bids" } } }.into(), ..Default::default() })
        } @else {
            (propose_form(visitor, view, fields, errors))
        }
    }
}

fn propose_form(visitor: &Visitor, view: &View, fields: &Fields, errors: &FormErrors) -> Markup {
    let desk = &view.desk;
    let results = desk
        .latest
        .as_ref()
        .map(|latest| latest.evaluated.evaluation.results.as_slice())
        .unwrap_or_default();
    let items: Vec<Choice<'_>> = results
        .iter()
        .filter_map(|result| {
            let bid = desk.bid(&result.supplier)?;
            let hint = format!(
                "Rank {}{}. Price {}, pledges that would cost {}",
                result.rank,
                if result.tied { ", tied" } else { "" },
                money(bid.content.price()),
                value(bid.content.pledged(&desk.register))
            );
            Some(Choice::new(bid.id.to_string(), bid.name.clone()).hint(hint))
        })
        .collect();
    let first = items.first().map(|first| first.value.to_string()).unwrap_or_default();
    html! {
        form method="post" action={ "/procurements/" (desk.procurement.ocid) "/decision" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "bid",
                legend: Label::sized(Size::M, "To whom?"),
                items,
                value: if fields.get("bid").is_empty() { &first } else { fields.get("bid") },
                error: errors.error("bid"),
                ..Default::default()
            })
            (reason("reason", "Reason", "Needed if you award to a bid that does not rank first alone. Every bidder, and later everyone, will see it", fields, errors))
            (Button::submit("Propose the decision"))
        }
    }
}

fn second_form(visitor: &Visitor, ocid: &str, decision: &Decision, fields: &Fields, errors: &FormErrors) -> Markup {
    if visitor.actor().person() == Some(decision.proposed_by) {
        return html! {
            (InsetText { content: html! { p { "You proposed this. It waits for another person of your authority to approve it." } }.into(), ..Default::default() })
        };
    }
    html! {
        h2 class="govuk-heading-m" { "Approve it or not" }
        form method="post" action={ "/procurements/" (ocid) "/decision/second" } novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="version" value=(decision.version);
            (reason("decided_reason", "Your reason", "It is kept with the decision. Bidders do not see it", fields, errors))
            div class="govuk-button-group" {
                (Button { name: "approve", value: "yes", ..Button::submit("Approve the decision") })
                (Button { name: "approve", value: "no", ..Button::secondary("Do not approve it") })
            }
        }
    }
}

/// What follows from an approved decision, and how to set it aside.
fn onwards(visitor: &Visitor, view: &View, fields: &Fields, errors: &FormErrors) -> Markup {
    let p = &view.desk.procurement;
    html! {
        p class="govuk-body" {
            a class="govuk-link" href={ "/procurements/" (p.ocid) "/summaries" } { "Assessment summaries" } ", "
            a class="govuk-link" href={ "/procurements/" (p.ocid) "/standstill" } { "contract award notice and standstill" } "."
        }
        @if matches!(p.state, ProcurementState::Summaries | ProcurementState::Standstill) {
            h2 class="govuk-heading-m" { "Set the decision aside" }
            (WarningText { content: "The contract is then decided anew: new summaries, a new notice and a new standstill. What was issued stays on record.".into(), ..Default::default() })
            form method="post" action={ "/procurements/" (p.ocid) "/decision/set-aside" } novalidate {
                (Csrf(visitor.csrf()))
                (reason("reason", "Why do you set it aside?", "", fields, errors))
                (Button::warning("Set the decision aside"))
            }
        }
    }
}

fn earlier(view: &View) -> Markup {
    let current = view.current().map(|current| current.version);
    let earlier: Vec<&Decision> = view
        .decisions
        .iter()
        .filter(|one| Some(one.version) != current)
        .collect();
    html! {
        @if !earlier.is_empty() {
            h2 class="govuk-heading-m" { "Earlier decisions" }
            @for decision in earlier { (facts(decision)) }
        }
    }
}

async fn outcome(
    app: &App,
    visitor: &Visitor,
    ocid: &str,
    fields: &Fields,
    done: Result<(), Error>,
    words: &str,
) -> PageResult {
    match done {
        Ok(()) => Ok(see_other_with(&format!("/procurements/{ocid}/decision"), words)),
        Err(Error::Invalid(invalid)) => page(app, visitor, ocid, fields, &invalid).await,
        Err(error) => Err(error.into()),
    }
}

async fn propose(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let done = decision::propose(&app, visitor.actor(), &ocid, fields.id("bid")?, fields.text("reason")).await;
    outcome(&app, &visitor, &ocid, &fields, done, "You have proposed the decision").await
}

async fn second(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let version = fields.text("version").parse().map_err(|_| PageError::NotFound)?;
    let approve = fields.text("approve") == "yes";
    let done = decision::decide(
        &app,
        visitor.actor(),
        &ocid,
        version,
        approve,
        fields.text("decided_reason"),
    )
    .await;
    let words = if approve {
        "You have approved the decision"
    } else {
        "You have not approved the decision"
    };
    outcome(&app, &visitor, &ocid, &fields, done, words).await
}

async fn set_aside(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let done = decision::set_aside(&app, visitor.actor(), &ocid, fields.text("reason")).await;
    outcome(&app, &visitor, &ocid, &fields, done, "You have set the decision aside").await
}
