//! `/procurements/{ocid}/setup/criteria`: the criteria with their weights, how to begin, and what can be added.

use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        criteria::{self, Desk},
        rules::{How, Item, Kind, Outline, Setup},
    },
};
use svx_ui::{
    Button, Checkboxes, Choice, FormErrors, Input, InputKind, InsetText, Label, Radios, Size, SummaryList, SummaryRow,
    Width, layout::Csrf,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/criteria", show)
        .post("/procurements/{ocid}/setup/criteria", save)
        .post("/procurements/{ocid}/setup/criteria/start", start)
        .get("/procurements/{ocid}/setup/criteria/add", ask_add)
        .post("/procurements/{ocid}/setup/criteria/add", add)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    Ok(page(&visitor, &desk, &Invalid::new()))
}

/// The list of tasks that the criteria belong to.
fn back(desk: &Desk) -> (String, &'static str) {
    let rest = if desk.is_amendment { "amend" } else { "setup" };
    (format!("/procurements/{}/{rest}", desk.procurement.ocid), "Task list")
}

fn page(visitor: &Visitor, desk: &Desk, invalid: &Invalid) -> Response {
    if desk.setup.is_empty() {
        return begin(visitor, desk, invalid);
    }
    let (errors, setup) = (form_errors(invalid), &desk.setup);
    let at = |rest: &str| format!("/procurements/{}/{rest}", desk.procurement.ocid);
    let (back, list) = back(desk);
    Page::new(visitor, "Criteria and weights").back_to(back, list).errors(&errors).show(html! {
        (errors.summary())
        @if desk.is_amendment { span class="govuk-caption-l" { "Amendment " (desk.procurement.rules_version) } }
        h1 class="govuk-heading-l" { "Criteria and weights" }
        (missing(setup, invalid))
        form method="post" action=(at("setup/criteria")) novalidate {
            (Csrf(visitor.csrf()))
            (weights(&desk.procurement.ocid, &setup.criteria, &errors, false))
            (Button::submit("Save and go back to the task list"))
        }
        p class="govuk-body" { a class="govuk-link" href=(at("setup/criteria/add")) { "Add a criterion" } }
        h2 class="govuk-heading-m" { "Ranking" }
        (SummaryList {
            rows: vec![SummaryRow::new("Which bid ranks first", setup.award.in_words())
                .action(svx_ui::Action::change(at("setup/criteria/ranking"), "which bid ranks first, and what settles a tie"))],
            ..Default::default()
        })
        h2 class="govuk-heading-m" { "Try it" }
        p class="govuk-body" { "See how example bids would score by these rules, and what to know before you publish them." }
        (Button::link(&at("what-if"), "Try the rules on example bids"))
    })
}

/// What is still to be done before the criteria are complete.
fn missing(setup: &Setup, invalid: &Invalid) -> Markup {
    let Err(wrong) = setup.clone().checked() else {
        return html! {};
    };
    if !invalid.is_empty() {
        return html! {};
    }
    html! {
        (InsetText { content: html! {
            p { "Still to do before you can publish:" }
            ul class="govuk-list govuk-list--bullet" { @for (_, message) in wrong.iter() { li { (message) } } }
        }.into(), ..Default::default() })
    }
}

/// How an item is marked, in a few words.
fn summary(item: &Item) -> String {
    match &item.how {
        How::Price(formula) => formula.in_words("price"),
        How::Pledges(formula) => formula.in_words("total"),
        How::Questions(asked) => {
            let count = u64::try_from(asked.questions.len()).unwrap_or_default();
            format!(
                "{}, marked by evaluators",
                svx_ui::words::plural(count, "question", "questions")
            )
        }
        How::PassFail(_) => {
            "Pass or fail. With a weight of 0 it is a condition: a bid that fails is not evaluated".to_owned()
        }
        How::Parts(parts) => {
            let names: Vec<String> = parts.parts.iter().map(|part| part.name.to_lowercase()).collect();
            format!(
                "Parts: {}",
                if names.is_empty() {
                    "none yet".to_owned()
                } else {
                    svx_ui::words::list(&names)
                }
            )
        }
    }
}

/// The weights of siblings, with a link to each; where they are parts, also whether the others depend on it.
pub(super) fn weights(ocid: &str, items: &[Item], errors: &FormErrors, are_parts: bool) -> Markup {
    html! {
        @for (index, item) in items.iter().enumerate() {
            @let (id, name) = (format!("weights.{index}.weight"), format!("weight-{}", item.id));
            @let label = format!("Weight of {}", item.name.to_lowercase());
            (Input {
                name: &name,
                id: &id,
                label: Label::sized(Size::S, label.as_str()),
                hint: summary(item).into(),
                kind: InputKind::Decimal,
                suffix: "%".into(),
                width: Width::Chars4,
                value: &item.weight,
                error: errors.error(&id),
                ..Default::default()
            })
            @if are_parts && items.len() > 1 {
                (Checkboxes {
                    name: "required",
                    id: &format!("required-{}", item.id),
                    items: vec![Choice::new(item.id.as_str(), format!("If {} gets no points, the other parts get none", item.name.to_lowercase())).checked(!item.required_by.is_empty())],
                    small: true,
                    ..Default::default()
                })
            }
            p class="govuk-body govuk-!-margin-bottom-7" {
                a class="govuk-link" href={ "/procurements/" (ocid) "/setup/criteria/of/" (item.id) } { "Change " (item.name.to_lowercase()) }
            }
        }
    }
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let outcome = criteria::change(&app, visitor.actor(), &ocid, |setup| {
        setup.set_weights(None, &|id| fields.text(&format!("weight-{id}")).to_owned(), &|_| false)
    })
    .await;
    let mut desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    for item in &mut desk.setup.criteria {
        fields.get(&format!("weight-{}", item.id)).clone_into(&mut item.weight);
    }
    match outcome {
        Ok(()) => Ok(see_other_with(&back(&desk).0, "You have saved this part")),
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &desk, &invalid)),
        Err(error) => Err(error.into()),
    }
}

/// The first page, with nothing set.
fn begin(visitor: &Visitor, desk: &Desk, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let at = |rest: &str| format!("/procurements/{}/{rest}", desk.procurement.ocid);
    Page::new(visitor, "Criteria and weights").back_to(at("setup"), "Task list").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Criteria and weights" }
        form method="post" action=(at("setup/criteria/start")) novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "start",
                legend: Label::sized(Size::M, "How do you want to begin?"),
                hint: "You can change everything afterwards".into(),
                items: vec![
                    Choice::new("usual", "Price 40, quality 40, social value 20").hint("With one quality question, pledges, and one question about how pledges will be delivered"),
                    Choice::new("short", "Price 80, social value 20").hint("For small contracts: nothing has to be marked"),
                    Choice::new("own", "With nothing").hint("Add each criterion yourself"),
                ],
                value: "usual",
                error: errors.error("start"),
                ..Default::default()
            })
            (Button::submit("Continue"))
        }
    })
}

async fn start(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let at = |rest: &str| format!("/procurements/{ocid}/setup/criteria{rest}");
    let outline = match fields.text("start") {
        "usual" => Outline::usual(),
        "short" => Outline {
            price: "80".to_owned(),
            social_value: "20".to_owned(),
            tie_break: vec!["social-value".to_owned()],
            ..Outline::default()
        },
        _ => {
            criteria::desk(&app, visitor.actor(), &ocid).await?;
            return Ok(see_other(&at("/add")));
        }
    };
    let outcome = criteria::change(&app, visitor.actor(), &ocid, |setup| {
        if !setup.is_empty() {
            return Err(Invalid::one("start", "Criteria have been set already"));
        }
        *setup = outline.into();
        Ok(())
    });
    match outcome.await {
        Ok(()) => Ok(see_other_with(&at(""), "You have begun. Change what is not right")),
        Err(Error::Invalid(invalid)) => {
            let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
            Ok(page(&visitor, &desk, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn ask_add(
    State(app): State<App>,
    visitor: Visitor,
    Path(ocid): Path<String>,
    axum::extract::Query(query): axum::extract::Query<To>,
) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let fields = Fields::from_pairs([("to", query.to)]);
    add_form(&visitor, &desk, &fields, &Invalid::new())
}

/// To what a part is added; to the criteria where it is empty.
#[derive(serde::Deserialize)]
pub(crate) struct To {
    #[serde(default)]
    to: String,
}

fn kind_choice(kind: Kind, name: &'static str) -> Choice<'static> {
    let (label, hint) = match kind {
        Kind::Price => ("Price", "Points by what bidders ask"),
        Kind::SocialValue => ("Social value", "With parts: pledges, questions, or both"),
        Kind::Pledges => ("Pledges", "Points by what pledges to the register of needs would cost"),
        Kind::Questions => ("Questions", "Evaluators mark answers on a scale"),
        Kind::PassFail => (
            "Pass or fail",
            "A condition that every bid must meet, or points for all or nothing",
        ),
        Kind::Parts => ("A criterion with parts", "Split further, each part with its own weight"),
    };
    Choice::new(name, label).hint(hint)
}

fn add_form(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> PageResult {
    let (errors, ocid, to) = (form_errors(invalid), &desk.procurement.ocid, fields.optional("to"));
    let parent = match to {
        Some(id) => Some(desk.setup.item(id).ok_or(PageError::NotFound)?),
        None => None,
    };
    let back = super::criterion::address(ocid, parent.map(|parent| parent.id.as_str()));
    let title = parent.map_or_else(
        || "Add a criterion".to_owned(),
        |parent| format!("Add a part of {}", parent.name.to_lowercase()),
    );
    let kinds = desk.setup.kinds(to);
    let items = Kind::NAMES.iter().filter(|(_, kind)| kinds.contains(kind));
    Ok(Page::new(visitor, title.clone())
        .back_to(back, "Back")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { (title) }
            form method="post" action={ "/procurements/" (ocid) "/setup/criteria/add" } novalidate {
                (Csrf(visitor.csrf()))
                input type="hidden" name="to" value=(fields.get("to"));
                (Radios {
                    name: "kind",
                    legend: Label::sized(Size::M, "What kind?"),
                    items: items.map(|(name, kind)| kind_choice(*kind, name)).collect(),
                    value: fields.get("kind"),
                    error: errors.error("kind"),
                    ..Default::default()
                })
                (Input {
                    name: "name",
                    label: Label::sized(Size::S, "What is it called?"),
                    hint: "For example, Environment. Price, social value and pledges have their names already".into(),
                    value: fields.get("name"),
                    error: errors.error("name"),
                    width: Width::Chars20,
                    ..Default::default()
                })
                (Button::submit("Add"))
            }
        }))
}

async fn add(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let kind = Kind::NAMES
        .iter()
        .find(|(name, _)| *name == fields.text("kind"))
        .map(|(_, kind)| *kind);
    let mut added = String::new();
    let outcome = criteria::change(&app, visitor.actor(), &ocid, |setup| {
        let kind = kind.ok_or_else(|| Invalid::one("kind", "Choose what kind it is"))?;
        added = setup.add(fields.optional("to"), kind, fields.text("name"))?;
        Ok(())
    })
    .await;
    match outcome {
        Ok(()) => Ok(see_other(&super::criterion::address(&ocid, Some(&added)))),
        Err(Error::Invalid(invalid)) => {
            let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
            add_form(&visitor, &desk, &fields, &invalid)
        }
        Err(error) => Err(error.into()),
    }
}
