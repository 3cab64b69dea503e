//! `/procurements/{ocid}/setup/policy`: the policy pack that a procurement chooses, and the measures that it takes from it.

use super::{setup::national, waivers};
use crate::{
    Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, pages::policy::what_is_measured,
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::measures::{self, Chosen, Desk, Standing, rule_words},
};
use svx_formats::pack::Measure;
use svx_ui::{
    Button, Cell, Checkboxes, Choice, FormErrors, InsetText, Label, Radios, Size, Table, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/policy", show)
        .post("/procurements/{ocid}/setup/policy", choose)
        .post("/procurements/{ocid}/setup/policy/measures", save)
}

fn path(ocid: &str) -> String {
    format!("/procurements/{ocid}/setup/policy")
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = measures::desk(&app, visitor.actor(), &ocid).await?;
    let codes = desk
        .prepared
        .chosen
        .as_ref()
        .map_or_else(Vec::new, |chosen| chosen.codes.clone());
    Ok(page(&visitor, &desk, &codes, &Invalid::new()))
}

async fn choose(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let version = match fields.text("version") {
        "none" => Ok(None),
        text => text.parse().map(Some),
    };
    let outcome = match version {
        Ok(version) => measures::choose(&app, visitor.actor(), &ocid, version).await,
        Err(_) => Err(Invalid::one("version", "Choose a policy pack, or that you use none").into()),
    };
    answer(
        &app,
        &visitor,
        &ocid,
        outcome,
        None,
        "You have saved which policy pack is used",
    )
    .await
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let codes: Vec<String> = fields.all("measure").map(str::to_owned).collect();
    let outcome = measures::save(&app, visitor.actor(), &ocid, &codes).await;
    answer(
        &app,
        &visitor,
        &ocid,
        outcome,
        Some(codes),
        "You have saved the measures",
    )
    .await
}

async fn answer(
    app: &App,
    visitor: &Visitor,
    ocid: &str,
    outcome: svx_app::Result<()>,
    typed: Option<Vec<String>>,
    message: &str,
) -> Result<Response, PageError> {
    match outcome {
        Ok(()) => Ok(see_other_with(&path(ocid), message)),
        Err(Error::Invalid(invalid)) => {
            let desk = measures::desk(app, visitor.actor(), ocid).await?;
            let chosen = desk.prepared.chosen.as_ref();
            let codes = typed.unwrap_or_else(|| chosen.map_or_else(Vec::new, |chosen| chosen.codes.clone()));
            Ok(page(visitor, &desk, &codes, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, desk: &Desk, codes: &[String], invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let ocid = &desk.prepared.procurement.ocid;
    Page::new(visitor, "Policy and measures")
        .back_to(format!("/procurements/{ocid}/setup"), "Task list")
        .wide()
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Policy and measures" }
            (national(&desk.prepared))
            h2 class="govuk-heading-m" { "Your own policy pack" }
            (packs(visitor, desk, &errors))
            @if let Some(chosen) = &desk.prepared.chosen {
                (standing(ocid, chosen))
                (choice(visitor, desk, chosen, codes, &errors))
            }
        })
}

/// The versions to choose from. Those for later notices are named, and cannot be chosen.
fn packs(visitor: &Visitor, desk: &Desk, errors: &FormErrors) -> Markup {
    let procurement = &desk.prepared.procurement;
    let Some(day) = procurement.commenced_on else {
        return html! {
            (InsetText { content: html! { p {
                "Which version of a policy pack is used depends on the day of the tender notice. "
                a class="govuk-link" href={ "/procurements/" (procurement.ocid) "/setup/about" } { "Say when it is published" } " first."
            } }.into(), ..Default::default() })
        };
    };
    let (now, later): (Vec<_>, Vec<_>) = desk.choosable.iter().partition(|listed| listed.from_on <= day);
    let chosen = desk
        .prepared
        .chosen
        .as_ref()
        .map(|chosen| chosen.version.id.to_string());
    let items = now.iter().map(|listed| {
        let newest = now
            .iter()
            .filter(|other| other.slug == listed.slug)
            .all(|other| other.number <= listed.number);
        let hint = format!("For tender notices from {}", words::date(listed.from_on));
        let hint = if newest {
            hint
        } else {
            format!("{hint}. A later version has taken its place")
        };
        Choice::new(
            listed.version_id.to_string(),
            format!("{}, version {}", listed.name, listed.number),
        )
        .hint(hint)
    });
    let none = Choice::new("none", "None of ours");
    html! {
        @if desk.choosable.is_empty() {
            p class="govuk-body" { "Your authority has not published a policy pack. " a class="govuk-link" href="/organisation/policy" { "Your policy packs" } }
        } @else {
            form method="post" action=(path(&procurement.ocid)) novalidate {
                (Csrf(visitor.csrf()))
                (Radios {
                    name: "version",
                    legend: Label::sized(Size::S, "Which policy pack do you use?"),
                    hint: "The version is frozen with the rules when you publish".into(),
                    items: items.chain([none]).collect(),
                    value: chosen.as_deref().unwrap_or("none"),
                    error: errors.error("version"),
                    ..Default::default()
                })
                (Button::secondary("Save the policy pack"))
            }
            @for listed in &later {
                p class="govuk-body" { "Version " (listed.number) " of ‘" (listed.name) "’ is for tender notices from " (words::date(listed.from_on)) ", so it cannot be used." }
            }
        }
    }
}

/// The rules, and how each that is broken stands.
fn standing(ocid: &str, chosen: &Chosen) -> Markup {
    let broken = if chosen.codes.is_empty() {
        Vec::new()
    } else {
        chosen.broken()
    };
    let open = broken.iter().any(|broken| broken.standing != Standing::Waived);
    html! {
        h2 class="govuk-heading-m" { "Rules of the policy pack" }
        @if chosen.content.rules().is_empty() {
            p class="govuk-body" { "It has none: choose any of its measures." }
        } @else {
            ul class="govuk-list govuk-list--bullet" { @for rule in chosen.content.rules() { li { (rule_words(&rule)) } } }
        }
        @if !broken.is_empty() {
            (InsetText { content: html! {
                p { "Your choice breaks " (crate::pages::policy::counted(broken.len(), "rule", "rules")) ":" }
                ul class="govuk-list" { @for broken in &broken { li { (waivers::line(broken)) } } }
                @if open { p { "Change the measures below, or " a class="govuk-link" href={ "/procurements/" (ocid) "/waivers" } { "ask for a waiver" } ". You cannot publish before that." } }
                @else { p { a class="govuk-link" href={ "/procurements/" (ocid) "/waivers" } { "See the waivers" } } }
            }.into(), ..Default::default() })
        }
    }
}

/// The measures as boxes, by theme. A licensed proxy value stands beside a measure as what it is: no price.
fn choice(visitor: &Visitor, desk: &Desk, chosen: &Chosen, codes: &[String], errors: &FormErrors) -> Markup {
    let item = |measure: &Measure| {
        let proxy = desk.proxy(measure);
        let hint = html! {
            "Counted in " (measure.unit) ". " (measure.outcome) "."
            @if let Some(proxy) = proxy {
                br; "Proxy value, not a price: " (words::money_exact(proxy.value_pence.pence())) " (" (proxy.title) ", " (proxy.year) ", licensed to your authority alone)"
            }
        };
        Choice::new(measure.code.clone(), format!("{}: {}", measure.code, measure.title))
            .hint(hint)
            .checked(codes.contains(&measure.code))
    };
    let themes = chosen.content.themes();
    html! {
        h2 class="govuk-heading-m" { "Measures of this procurement" }
        form method="post" action={ (path(&desk.prepared.procurement.ocid)) "/measures" } novalidate {
            (Csrf(visitor.csrf()))
            @for (index, theme) in themes.iter().enumerate() {
                @let id = if index == 0 { "measure".to_owned() } else { format!("theme-{index}") };
                (Checkboxes {
                    name: "measure",
                    id: &id,
                    legend: Label::sized(Size::S, *theme),
                    items: chosen.content.measures.iter().filter(|measure| measure.theme == *theme).map(item).collect(),
                    error: errors.error("measure").filter(|_| index == 0),
                    ..Default::default()
                })
            }
            (Button::submit("Save the measures"))
        }
    }
}

/// What was chosen, for everyone who sees the procurement.
pub(super) fn public(chosen: &Chosen) -> Markup {
    let rows = chosen.measures().map(|measure| {
        vec![
            Cell::from(&measure.code),
            Cell::new(what_is_measured(measure)),
            Cell::from(&measure.theme),
            Cell::from(&measure.unit),
        ]
    });
    let (pack, number) = (&chosen.pack, chosen.version.number);
    let waived: Vec<_> = chosen
        .broken()
        .into_iter()
        .filter(|broken| broken.standing == Standing::Waived)
        .collect();
    html! {
        p class="govuk-body" {
            "Social value is counted by version " (number) " of "
            a class="govuk-link" href={ "/authorities/" (pack.authority_slug) "/policy/" (pack.slug) "/" (number) } { (pack.name) } "."
        }
        (Table {
            caption: "Measures of social value".into(),
            caption_size: Size::M,
            head: ["Code", "Measure", "Theme", "Counted in"].into_iter().map(Cell::from).collect(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        @for broken in &waived {
            p class="govuk-body" {
                "A rule of the policy pack was waived for this procurement: " (broken.rule) "."
                @if let Some(waiver) = &broken.waiver { " Reason: " (waiver.reason) }
            }
        }
    }
}
