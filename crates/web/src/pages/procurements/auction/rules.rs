//! `/procurements/{ocid}/setup/auction`: the rules of an auction, set by an officer before anything is published.

use super::super::setup::{part, saved};
use crate::{Fields, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Invalid,
    auction::rules::{self, Settings},
};
use svx_ui::{Checkboxes, Choice, FormErrors, Input, InputKind, InsetText, Label, Radios, Size, Width};

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/auction", show)
        .post("/procurements/{ocid}/setup/auction", save)
        .post("/procurements/{ocid}/setup/auction/remove", remove)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let form_of = rules::form(&app, visitor.actor(), &ocid).await?;
    let is_set = form_of.settings.is_some();
    let settings = form_of.settings.unwrap_or_else(Settings::suggested);
    Ok(form(&visitor, &ocid, &settings, is_set, &Invalid::new()))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let settings = typed(&fields);
    saved(
        rules::save(&app, visitor.actor(), &ocid, settings.clone()).await,
        &ocid,
        |invalid| form(&visitor, &ocid, &settings, false, invalid),
    )
}

async fn remove(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    rules::remove(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/setup"),
        "You have removed the auction",
    ))
}

fn typed(fields: &Fields) -> Settings {
    let text = |name: &str| fields.text(name).to_owned();
    Settings {
        visibility: text("visibility"),
        opens_day: text("opens_day"),
        opens_time: text("opens_time"),
        closes_day: text("closes_day"),
        closes_time: text("closes_time"),
        increment: text("increment"),
        reserve: text("reserve"),
        target: text("target"),
        cap: text("cap"),
        realism: text("realism"),
        extension_window: text("extension_window"),
        extension_by: text("extension_by"),
        extension_most: text("extension_most"),
        ties: text("ties"),
        one_per_group: fields.all("one_per_group").any(|value| value == "yes"),
        names_published: fields.all("names_published").any(|value| value == "yes"),
    }
}

fn form(visitor: &Visitor, ocid: &str, settings: &Settings, is_set: bool, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let markup = html! {
        p class="govuk-body" { "Suppliers bid pledges to the needs of the register, and can improve them until it closes. What they pledged last counts in the evaluation." }
        @if is_set {
            (InsetText { content: html! {
                p { "These rules are saved and can be changed until you publish." }
            }.into(), ..Default::default() })
        }
        (times(settings, &errors))
        (Radios {
            name: "visibility",
            legend: Label::sized(Size::M, "What do bidders see while it runs?"),
            hint: "Nobody ever sees who else bids, or what others pledge".into(),
            items: vec![
                Choice::new("own-rank", "Their own rank").hint("Recommended. They know whether to improve, and cannot shadow one another. A regulated electronic auction must tell bidders their rank"),
                Choice::new("leading-total", "Their own rank and the leader’s total").hint("Bidders may shadow the leader, and those who have agreed among themselves can check on one another"),
                Choice::new("sealed", "Nothing").hint("Only for a part of a tender that is scored and is not a regulated electronic auction. Bidders improve their bids less"),
            ],
            value: &settings.visibility,
            error: errors.error("visibility"),
            ..Default::default()
        })
        (amounts(settings, &errors))
        (extension(settings, &errors))
        (Radios {
            name: "ties",
            legend: Label::sized(Size::M, "What if bids come to the same?"),
            items: vec![
                Choice::new("earliest", "The one that was accepted first is ahead"),
                Choice::new("shared", "They share a rank"),
            ],
            value: &settings.ties,
            error: errors.error("ties"),
            ..Default::default()
        })
        (Checkboxes {
            name: "one_per_group",
            items: vec![Choice::new("yes", "Firms that belong to one group can bid only once").checked(settings.one_per_group)],
            ..Default::default()
        })
        (Checkboxes {
            name: "names_published",
            items: vec![Choice::new("yes", "The file that is published after the award names all bidders").checked(settings.names_published)],
            ..Default::default()
        })
    };
    let markup = html! {
        (markup)
        @if is_set {
            // The form of the page saves; this button of it leaves the procurement without an auction.
            p class="govuk-body" {
                button class="govuk-button govuk-button--secondary" type="submit" formaction={ "/procurements/" (ocid) "/setup/auction/remove" } { "Remove the auction" }
            }
        }
    };
    part(visitor, ocid, "Social value auction", "auction", invalid, markup)
}

fn field<'a>(name: &'a str, label: &'a str, value: &'a str, errors: &'a FormErrors) -> Input<'a> {
    Input {
        name,
        label: label.into(),
        value,
        error: errors.error(name),
        ..Default::default()
    }
}

fn times(settings: &Settings, errors: &FormErrors) -> Markup {
    let day = |name, label, value| Input {
        hint: "For example, 27 3 2027".into(),
        width: Width::Chars20,
        ..field(name, label, value, errors)
    };
    let clock = |name, label, value| Input {
        hint: "For example, 5pm".into(),
        width: Width::Chars10,
        ..field(name, label, value, errors)
    };
    html! {
        h2 class="govuk-heading-m" { "When" }
        (day("opens_day", "Day on which it opens", &settings.opens_day))
        (clock("opens_time", "Time at which it opens", &settings.opens_time))
        (day("closes_day", "Day on which it closes", &settings.closes_day))
        (clock("closes_time", "Time at which it closes", &settings.closes_time))
    }
}

fn amounts(settings: &Settings, errors: &FormErrors) -> Markup {
    let pounds = |name, label, hint: &'static str, value| Input {
        hint: hint.into(),
        kind: InputKind::Decimal,
        prefix: "£".into(),
        width: Width::Chars10,
        ..field(name, label, value, errors)
    };
    let percent = |name, label, hint: &'static str, value| Input {
        hint: hint.into(),
        kind: InputKind::Decimal,
        suffix: "%".into(),
        width: Width::Chars4,
        ..field(name, label, value, errors)
    };
    html! {
        h2 class="govuk-heading-m" { "Amounts" }
        (pounds("increment", "Increment", "By how much a bid must beat the bidder’s own last", &settings.increment))
        (pounds("reserve", "Reserve (optional)", "The least that a bid may come to", &settings.reserve))
        (pounds("target", "Target (optional)", "What you hope for. Bidders see it; it refuses nothing", &settings.target))
        (percent("cap", "Cap (optional)", "The most that one bidder can pledge, as a share of the contract’s value", &settings.cap))
        (percent("realism", "Realism check (optional)", "Suppliers usually commit 3% to 16% of the contract’s value. A bid above this is flagged for a conversation and keeps its rank", &settings.realism))
    }
}

fn extension(settings: &Settings, errors: &FormErrors) -> Markup {
    let number = |name, label, suffix: &'static str, value| Input {
        kind: InputKind::WholeNumber,
        suffix: suffix.into(),
        width: Width::Chars4,
        ..field(name, label, value, errors)
    };
    html! {
        h2 class="govuk-heading-m" { "Extension" }
        p class="govuk-body" { "A bid that changes the leader shortly before closing can move the closing, so that others can answer. Leave these empty for a fixed closing time." }
        (number("extension_window", "How long before closing", "minutes", &settings.extension_window))
        (number("extension_by", "By how much closing moves", "minutes", &settings.extension_by))
        (number("extension_most", "How often at most", "times", &settings.extension_most))
    }
}
