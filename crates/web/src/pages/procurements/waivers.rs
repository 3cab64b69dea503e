//! `/procurements/{ocid}/waivers`: asking that a rule on the choice of measures be waived, and deciding what another asked.

use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, pages::organisations::parts::day, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        measures::{Broken, Chosen, Standing},
        waivers::{self, Desk, MAX_REASON_CHARS},
    },
};
use svx_domain::access::{self, Action, Scope};
use svx_store::policies::Waiver;
use svx_ui::{
    Button, Choice, EmptyState, FormErrors, Label, Radios, Size, SummaryCard, SummaryList, SummaryRow, Tag, TagColour,
    Textarea, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/waivers", show)
        .post("/procurements/{ocid}/waivers", ask)
        .post("/procurements/{ocid}/waivers/{id}", decide)
}

fn path(ocid: &str) -> String {
    format!("/procurements/{ocid}/waivers")
}

/// A broken rule and how it stands.
pub(super) fn line(broken: &Broken) -> Markup {
    let (colour, words) = match broken.standing {
        Standing::Open => (TagColour::Red, "Broken"),
        Standing::Waiting => (TagColour::Yellow, "Waits for a second person"),
        Standing::Waived => (TagColour::Green, "Waived"),
        Standing::Refused => (TagColour::Red, "Waiver refused"),
    };
    html! { (Tag::new(colour, words)) " " (broken.problem) }
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = waivers::desk(&app, visitor.actor(), &ocid).await?;
    Ok(page(&visitor, &desk, &Fields::empty(), &Invalid::new()))
}

async fn ask(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let outcome = waivers::ask(&app, visitor.actor(), &ocid, fields.text("rule"), fields.get("reason")).await;
    answer(
        &app,
        &visitor,
        &ocid,
        &fields,
        outcome,
        "You have asked for a waiver. A second person has to decide",
    )
    .await
}

async fn decide(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id = id.parse().map_err(|_| PageError::NotFound)?;
    let outcome = match fields.text("decision") {
        "waive" => waivers::decide(&app, visitor.actor(), &ocid, id, true, fields.get("reason")).await,
        "refuse" => waivers::decide(&app, visitor.actor(), &ocid, id, false, fields.get("reason")).await,
        _ => Err(Invalid::one("decision", "Choose whether the rule is waived").into()),
    };
    answer(&app, &visitor, &ocid, &fields, outcome, "You have decided the waiver").await
}

async fn answer(
    app: &App,
    visitor: &Visitor,
    ocid: &str,
    fields: &Fields,
    outcome: svx_app::Result<()>,
    message: &str,
) -> PageResult {
    match outcome {
        Ok(()) => Ok(see_other_with(&path(ocid), message)),
        Err(Error::Invalid(invalid)) => {
            let desk = waivers::desk(app, visitor.actor(), ocid).await?;
            Ok(page(visitor, &desk, fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let procurement = &desk.procurement;
    let decides = fields.optional("decision").is_some();
    let mut errors = FormErrors::new();
    for (field, message) in invalid.iter() {
        let target = if field == "reason" && decides {
            "decision-reason"
        } else {
            field
        };
        errors.add_at(field, target, message);
    }
    let scope = Scope::owned_by(procurement.authority_id);
    let sets_up = access::authorize(visitor.actor(), Action::RunProcurement, &scope).is_ok();
    let page = Page::new(visitor, "Waivers").errors(&errors);
    let page = if sets_up {
        page.back_to(
            format!("/procurements/{}/setup/policy", procurement.ocid),
            "Policy and measures",
        )
    } else {
        page.back_to(
            format!("/procurements/{}", procurement.ocid),
            procurement.title.as_str(),
        )
    };
    page.show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (procurement.title) }
        h1 class="govuk-heading-l" { "Waivers" }
        p class="govuk-body" { "A rule of a policy pack is departed from only with a reason, and when a second person agrees. Both stay on record." }
        @match &desk.chosen {
            Some(chosen) => (body(visitor, desk, chosen, fields, &errors)),
            None => (EmptyState { title: "No policy pack is chosen".into(), content: "There are no rules to waive.".into() }),
        }
    })
}

fn body(visitor: &Visitor, desk: &Desk, chosen: &Chosen, fields: &Fields, errors: &FormErrors) -> Markup {
    let broken = chosen.broken();
    let open: Vec<_> = broken
        .iter()
        .filter(|one| matches!(one.standing, Standing::Open | Standing::Refused))
        .collect();
    let names: Vec<_> = chosen
        .measures()
        .map(|measure| format!("{} ({})", measure.title, measure.theme))
        .collect();
    html! {
        h2 class="govuk-heading-m" { "Measures that are chosen" }
        @if names.is_empty() {
            p class="govuk-body" { "None yet." }
        } @else {
            ul class="govuk-list govuk-list--bullet" { @for name in &names { li { (name) } } }
        }
        @if broken.is_empty() {
            p class="govuk-body" { "They break no rule of ‘" (chosen.pack.name) "’." }
        } @else {
            h2 class="govuk-heading-m" { "Rules that they break" }
            ul class="govuk-list" { @for one in &broken { li { (line(one)) } } }
        }
        @if !open.is_empty() { (ask_form(visitor, &desk.procurement.ocid, &open, fields, errors)) }
        @if !chosen.waivers.is_empty() { h2 class="govuk-heading-m" { "What was asked for" } }
        @for waiver in &chosen.waivers { (card(visitor, chosen, waiver)) }
        @if let Some(waiver) = to_decide(visitor, chosen) { (decision_form(visitor, &desk.procurement.ocid, waiver, fields, errors)) }
    }
}

fn ask_form(visitor: &Visitor, ocid: &str, open: &[&Broken], fields: &Fields, errors: &FormErrors) -> Markup {
    let first = open.first().map_or("", |one| one.rule.as_str());
    let asked = fields.optional("decision").is_none();
    html! {
        h2 class="govuk-heading-m" { "Ask for a waiver" }
        form method="post" action=(path(ocid)) novalidate {
            (Csrf(visitor.csrf()))
            @if let [one] = open {
                input type="hidden" name="rule" value=(one.rule);
                p class="govuk-body" { "The rule is: " (one.rule) "." }
            } @else {
                (Radios {
                    name: "rule",
                    legend: Label::sized(Size::S, "Which rule?"),
                    items: open.iter().map(|one| Choice::new(one.rule.as_str(), one.rule.as_str())).collect(),
                    value: fields.optional("rule").unwrap_or(first),
                    ..Default::default()
                })
            }
            (crate::pages::organisations::parts::counted(MAX_REASON_CHARS, Textarea {
                name: "reason",
                label: "Why should it be waived?".into(),
                hint: "The reason is published with the procurement".into(),
                value: if asked { fields.get("reason") } else { "" },
                error: errors.error("reason").filter(|_| asked),
                ..Default::default()
            }))
            (Button::submit("Ask for the waiver"))
        }
    }
}

/// Whether a waiver waits to be decided.
fn waits(chosen: &Chosen, waiver: &Waiver) -> bool {
    waiver.decided_at.is_none() && waiver.choice_sha256 == chosen.sha256()
}

/// The first waiver that this visitor can decide: they are decided one after the other.
fn to_decide<'a>(visitor: &Visitor, chosen: &'a Chosen) -> Option<&'a Waiver> {
    let own = |waiver: &&Waiver| visitor.actor().person() == Some(waiver.asked_by);
    chosen
        .waivers
        .iter()
        .find(|waiver| waits(chosen, waiver) && !own(waiver))
}

fn card(visitor: &Visitor, chosen: &Chosen, waiver: &Waiver) -> Markup {
    let own = visitor.actor().person() == Some(waiver.asked_by);
    let current = waiver.choice_sha256 == chosen.sha256();
    let mut rows = vec![
        SummaryRow::new(
            "Asked by",
            format!("{} on {}", waiver.asked_by_name, day(waiver.asked_at)),
        ),
        SummaryRow::new("Reason", waiver.reason.as_str()),
    ];
    if let (Some(approved), Some(at)) = (waiver.approved, waiver.decided_at) {
        let what = if approved { "Waived" } else { "Refused" };
        let who = waiver.decided_by_name.as_deref().unwrap_or_default();
        rows.push(SummaryRow::new("Decision", format!("{what} by {who} on {}", day(at))));
        rows.push(SummaryRow::new(
            "Reason for it",
            waiver.decision.as_deref().unwrap_or_default(),
        ));
    }
    if !current {
        rows.push(SummaryRow::new(
            "Holds",
            "No longer: the measures were changed after it was asked for",
        ));
    }
    html! {
        (SummaryList {
            rows,
            card: Some(SummaryCard { title: waiver.rule.as_str().into(), heading_level: 3, ..Default::default() }),
            ..Default::default()
        })
        @if own && waits(chosen, waiver) {
            p class="govuk-body" { "You asked for this, so another person has to decide. " (words::list_or(&["An administrator", "an approver", "a procurement officer"])) " of your authority can." }
        }
    }
}

fn decision_form(visitor: &Visitor, ocid: &str, waiver: &Waiver, fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        h2 class="govuk-heading-m" { "Decide" }
        p class="govuk-body" { (waiver.asked_by_name) " asks to waive this rule: " (waiver.rule) "." }
        form method="post" action={ (path(ocid)) "/" (waiver.id) } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "decision",
                legend: Label::sized(Size::S, "Is the rule waived for this procurement?"),
                items: vec![Choice::new("waive", "Yes, waive it"), Choice::new("refuse", "No, it stands")],
                value: fields.text("decision"),
                error: errors.error("decision"),
                inline: true,
                ..Default::default()
            })
            (Textarea {
                name: "reason",
                id: "decision-reason",
                label: "Your reason".into(),
                rows: Some(3),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (Button::submit("Decide"))
        }
    }
}
