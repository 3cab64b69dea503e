//! `/procurements/{ocid}/panel/…`: forms by which an officer sets up a panel, invites and replaces evaluators, and decides on
//! conflicts of interest and on going on without somebody.

use crate::{
    Fields, Page, PageError, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::parts::{day_input, day_pairs, typed_day},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid, Result,
    procurement::panel::{
        appoint::{self, Typed},
        conflicts::{self, Decision, ToDecide},
        leave::{self, Missing},
        overview::{self, Overview},
    },
};
use svx_domain::{DeclarationId, PersonId, WaiverId};
use svx_store::people::Member;
use svx_ui::{
    Button, Checkboxes, Choice, FormErrors, Input, InsetText, Label, Radios, Select, SelectItem, Size, Textarea, Width,
    layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/panel/terms", ask_terms)
        .post("/procurements/{ocid}/panel/terms", set_terms)
        .get("/procurements/{ocid}/panel/invite", ask_invite)
        .post("/procurements/{ocid}/panel/invite", invite)
        .get("/procurements/{ocid}/panel/people/{person}/replace", ask_replace)
        .post("/procurements/{ocid}/panel/people/{person}/replace", replace)
        .get("/procurements/{ocid}/panel/conflicts/{id}", ask_conflict)
        .post("/procurements/{ocid}/panel/conflicts/{id}", decide_conflict)
        .get("/procurements/{ocid}/panel/without/{id}", ask_without)
        .post("/procurements/{ocid}/panel/without/{id}", decide_without)
}

fn panel_path(ocid: &str) -> String {
    format!("/procurements/{ocid}/panel")
}

/// A form under the panel's page, with what was wrong the last time.
fn page(
    visitor: &Visitor,
    ocid: &str,
    title: &str,
    invalid: &Invalid,
    form: impl FnOnce(&FormErrors) -> Markup,
) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, title)
        .back_to(panel_path(ocid), "Evaluation panel")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { (title) }
            (form(&errors))
        })
}

/// What a use case answers to a form: back to the panel with a word, the form again, or another page.
async fn answered<F>(ocid: &str, outcome: Result<()>, done: &str, again: impl FnOnce(Invalid) -> F) -> PageResult
where
    F: Future<Output = PageResult>,
{
    match outcome {
        Ok(()) => Ok(see_other_with(&panel_path(ocid), done)),
        Err(Error::Invalid(invalid)) => again(invalid).await,
        Err(error) => Err(error.into()),
    }
}

fn people<'a>(members: &'a [Member], first: &'a str) -> Vec<SelectItem<'a>> {
    let items = members
        .iter()
        .map(|member| SelectItem::new(member.person_id.to_string(), member.name.as_str()));
    std::iter::once(SelectItem::new("", first)).chain(items).collect()
}

async fn ask_terms(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let panel = overview::overview(&app, visitor.actor(), &ocid).await?;
    let mut pairs = vec![
        (
            "chair".to_owned(),
            panel
                .terms
                .as_ref()
                .map(|terms| terms.chair_id.to_string())
                .unwrap_or_default(),
        ),
        (
            "marks_min".to_owned(),
            panel.terms.as_ref().map_or(2, |terms| terms.marks_min).to_string(),
        ),
    ];
    pairs.extend(day_pairs("due", panel.terms.as_ref().map(|terms| terms.due_on)));
    terms(&app, &visitor, &ocid, &Fields::from_pairs(pairs), &Invalid::new()).await
}

async fn terms(app: &App, visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> PageResult {
    let members = appoint::candidates(app, visitor.actor(), ocid).await?;
    Ok(page(visitor, ocid, "Set up the panel", invalid, |errors| {
        html! {
            form method="post" action={ (panel_path(ocid)) "/terms" } novalidate {
                (Csrf(visitor.csrf()))
                (Select {
                    name: "chair",
                    label: Label::sized(Size::S, "Who chairs the panel?"),
                    hint: "The chair runs the meetings and records what is agreed. People with the role of an evaluator can be chosen".into(),
                    items: people(&members, "Choose"),
                    value: fields.get("chair"),
                    error: errors.error("chair"),
                    ..Default::default()
                })
                (Input {
                    name: "marks_min",
                    label: Label::sized(Size::S, "How many marks does each answer need at least?"),
                    hint: "It cannot be changed after bids are opened. Where one evaluator marks a question, use 1".into(),
                    width: Width::Chars2,
                    value: fields.get("marks_min"),
                    error: errors.error("marks_min"),
                    ..Default::default()
                })
                (day_input(fields, errors, "due", "Last day for marks", "For example 27 3 2027. Evaluators are reminded two days before, and when they are late"))
                (Button::submit("Save"))
            }
        }
    }))
}

async fn set_terms(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let typed = Typed {
        chair: fields.text("chair"),
        marks_min: fields.text("marks_min"),
        due: typed_day(&fields, "due"),
    };
    let outcome = appoint::set_terms(&app, visitor.actor(), &ocid, typed).await;
    answered(&ocid, outcome, "You have set up the panel", async |invalid| {
        terms(&app, &visitor, &ocid, &fields, &invalid).await
    })
    .await
}

async fn ask_invite(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    invitation(&app, &visitor, &ocid, &Fields::empty(), &Invalid::new()).await
}

async fn invitation(app: &App, visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> PageResult {
    let panel = overview::overview(app, visitor.actor(), ocid).await?;
    let members = appoint::candidates(app, visitor.actor(), ocid).await?;
    let items = panel.questions.iter().map(|question| {
        Choice::new(question.key.clone(), question.asked.words.clone())
            .hint(super::criterion_name(question.asked.criterion))
            .checked(fields.ticked("questions", &question.key))
    });
    Ok(page(visitor, ocid, "Invite an evaluator", invalid, |errors| {
        html! {
            @if members.is_empty() {
                (InsetText { content: html! { p { "Nobody in your authority has the role of an evaluator yet. An administrator can give it to people." } }.into(), ..Default::default() })
            }
            form method="post" action={ (panel_path(ocid)) "/invite" } novalidate {
                (Csrf(visitor.csrf()))
                (Select {
                    name: "person",
                    label: Label::sized(Size::S, "Who?"),
                    items: people(&members, "Choose"),
                    value: fields.get("person"),
                    error: errors.error("person"),
                    ..Default::default()
                })
                (Checkboxes {
                    name: "questions",
                    legend: Label::sized(Size::S, "What do they mark?"),
                    hint: "They see the answers to these questions, and nothing else of a bid".into(),
                    items: items.collect(),
                    error: errors.error("questions"),
                    ..Default::default()
                })
                (Button::submit("Invite"))
            }
        }
    }))
}

async fn invite(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let questions: Vec<&str> = fields.all("questions").collect();
    let outcome = appoint::invite(&app, visitor.actor(), &ocid, fields.text("person"), &questions).await;
    answered(&ocid, outcome, "You have invited an evaluator", async |invalid| {
        invitation(&app, &visitor, &ocid, &fields, &invalid).await
    })
    .await
}

async fn ask_replace(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, person)): Path<(String, String)>,
) -> PageResult {
    visitor.require()?;
    let person = person.parse().map_err(|_| PageError::NotFound)?;
    replacement(&app, &visitor, (&ocid, person), &Fields::empty(), &Invalid::new()).await
}

fn name_of(panel: &Overview, person: PersonId) -> PageResult<String> {
    let seats = panel.questions.iter().flat_map(|question| &question.seats);
    let mut found = seats.filter(|(seat, _, _)| seat.person_id == person);
    found
        .next()
        .map(|(seat, _, _)| seat.person.clone())
        .ok_or(PageError::NotFound)
}

async fn replacement(
    app: &App,
    visitor: &Visitor,
    (ocid, person): (&str, PersonId),
    fields: &Fields,
    invalid: &Invalid,
) -> PageResult {
    let panel = overview::overview(app, visitor.actor(), ocid).await?;
    let name = name_of(&panel, person)?;
    let mut members = appoint::candidates(app, visitor.actor(), ocid).await?;
    members.retain(|member| member.person_id != person);
    let title = format!("Choose somebody in place of {name}");
    Ok(page(visitor, ocid, &title, invalid, |errors| {
        html! {
            p class="govuk-body" { "Whoever you choose marks every question whose marks " (name) " has not locked. Drafts of " (name) " are shown to nobody." }
            form method="post" action={ (panel_path(ocid)) "/people/" (person) "/replace" } novalidate {
                (Csrf(visitor.csrf()))
                (Select {
                    name: "by",
                    label: Label::sized(Size::S, "Who takes the place?"),
                    items: people(&members, "Choose"),
                    value: fields.get("by"),
                    error: errors.error("by"),
                    ..Default::default()
                })
                (reason("reason", "Why?", fields, errors))
                (Button::submit("Replace"))
            }
        }
    }))
}

fn reason(name: &'static str, label: &'static str, fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        (Textarea {
            name,
            label: Label::sized(Size::S, label),
            hint: "It stays on record".into(),
            value: fields.get(name),
            error: errors.error(name),
            ..Default::default()
        })
    }
}

async fn replace(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, person)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let person: PersonId = person.parse().map_err(|_| PageError::NotFound)?;
    let (by, why) = (fields.text("by"), fields.text("reason"));
    let outcome = appoint::replace(&app, visitor.actor(), &ocid, person, by, why).await;
    answered(&ocid, outcome, "You have replaced an evaluator", async |invalid| {
        replacement(&app, &visitor, (&ocid, person), &fields, &invalid).await
    })
    .await
}

async fn ask_conflict(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
) -> PageResult {
    visitor.require()?;
    let id: DeclarationId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = conflicts::to_decide(&app, visitor.actor(), &ocid, id).await?;
    if found.declaration.goes_on.is_some() {
        return Err(PageError::Conflict("This conflict was decided already.".to_owned()));
    }
    Ok(conflict(&visitor, &found, &Fields::empty(), &Invalid::new()))
}

fn conflict(visitor: &Visitor, found: &ToDecide, fields: &Fields, invalid: &Invalid) -> Response {
    let (ocid, declared) = (&found.procurement.ocid, &found.declaration);
    page(visitor, ocid, "Decide on a conflict of interest", invalid, |errors| {
        let mitigation = html! {
            (Textarea {
                name: "mitigation",
                label: "What is done so that it does no harm?".into(),
                hint: "For example, that somebody else marks this bidder as well. The evaluator is told".into(),
                rows: Some(3),
                value: fields.get("mitigation"),
                error: errors.error("mitigation"),
                ..Default::default()
            })
        };
        html! {
            p class="govuk-body" { (declared.person) " declared a conflict of interest with " (declared.supplier) " at " (super::moment(declared.at)) ":" }
            (InsetText { content: html! { @for line in declared.nature.lines() { p { (line) } } }.into(), ..Default::default() })
            form method="post" action={ (panel_path(ocid)) "/conflicts/" (declared.id) } novalidate {
                (Csrf(visitor.csrf()))
                (Radios {
                    name: "choice",
                    legend: Label::sized(Size::M, format!("May {} go on?", declared.person)),
                    items: vec![
                        Choice::new("goes-on", "Yes, with something done about it").reveal(mitigation),
                        Choice::new("replaced", "No, they leave the panel").hint("Marks of theirs that are locked are set aside. You then choose somebody in their place"),
                    ],
                    value: fields.get("choice"),
                    error: errors.error("choice"),
                    ..Default::default()
                })
                (reason("reason", "Why?", fields, errors))
                (Button::submit("Decide"))
            }
        }
    })
}

async fn decide_conflict(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: DeclarationId = id.parse().map_err(|_| PageError::NotFound)?;
    let typed = Decision {
        choice: fields.text("choice"),
        reason: fields.text("reason"),
        mitigation: fields.text("mitigation"),
    };
    let outcome = conflicts::decide(&app, visitor.actor(), &ocid, id, typed).await;
    answered(
        &ocid,
        outcome,
        "You have decided on a conflict of interest",
        async |invalid| {
            let found = conflicts::to_decide(&app, visitor.actor(), &ocid, id).await?;
            Ok(conflict(&visitor, &found, &fields, &invalid))
        },
    )
    .await
}

async fn ask_without(State(app): State<App>, visitor: Visitor, Path((ocid, id)): Path<(String, String)>) -> PageResult {
    visitor.require()?;
    let id: WaiverId = id.parse().map_err(|_| PageError::NotFound)?;
    let found = leave::proposed(&app, visitor.actor(), &ocid, id).await?;
    Ok(without(&visitor, &found, id, &Fields::empty(), &Invalid::new()))
}

fn without(visitor: &Visitor, found: &Missing, id: WaiverId, fields: &Fields, invalid: &Invalid) -> Response {
    let ocid = &found.procurement.ocid;
    let title = format!("Go on without {}?", found.seat.person);
    page(visitor, ocid, &title, invalid, |errors| {
        html! {
            @if let Some(proposal) = &found.proposal {
                p class="govuk-body" { (proposal.proposer) " proposes that the panel goes on without " (found.seat.person) " on ‘" (found.question) "’:" }
                (InsetText { content: html! { @for line in proposal.reason.lines() { p { (line) } } }.into(), ..Default::default() })
            }
            @if let Some(left) = found.seat.left_at { p class="govuk-body" { (found.seat.person) " left the panel at " (super::moment(left)) "." } }
            form method="post" action={ (panel_path(ocid)) "/without/" (id) } novalidate {
                (Csrf(visitor.csrf()))
                (Radios {
                    name: "choice",
                    legend: Label::sized(Size::M, "Do you agree?"),
                    items: vec![Choice::new("agree", "Yes, the panel goes on without them"), Choice::new("refuse", "No")],
                    value: fields.get("choice"),
                    error: errors.error("choice"),
                    ..Default::default()
                })
                (reason("note", "Why?", fields, errors))
                (Button::submit("Decide"))
            }
        }
    })
}

async fn decide_without(
    State(app): State<App>,
    visitor: Visitor,
    Path((ocid, id)): Path<(String, String)>,
    fields: Fields,
) -> PageResult {
    visitor.require()?;
    let id: WaiverId = id.parse().map_err(|_| PageError::NotFound)?;
    let (choice, note) = (fields.text("choice"), fields.text("note"));
    let outcome = leave::decide(&app, visitor.actor(), &ocid, id, choice, note).await;
    answered(&ocid, outcome, "You have decided", async |invalid| {
        let found = leave::proposed(&app, visitor.actor(), &ocid, id).await?;
        Ok(without(&visitor, &found, id, &fields, &invalid))
    })
    .await
}
