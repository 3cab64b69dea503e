//! `/procurements/{ocid}/setup/timetable`: when bids open and close, and the contract's first and last day.

use super::setup;
use crate::{Fields, PageResult, Routes, Visitor, fields::form_errors};
use axum::{
    extract::{Path, State},
    response::Response,
};
use jiff::Timestamp;
use maud::html;
use svx_app::{
    App, Invalid,
    procurement::{
        publish,
        setup::{self as parts, Timetable},
    },
};
use svx_domain::ports;
use svx_ui::{Fieldset, FormErrors, Input, Label, Size, Width, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/timetable", show)
        .post("/procurements/{ocid}/setup/timetable", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let p = publish::prepared(&app, visitor.actor(), &ocid).await?.procurement;
    let day = |at: Option<Timestamp>| at.map(|at| words::date(ports::uk_date(at))).unwrap_or_default();
    let clock = |at: Option<Timestamp>| {
        at.map(|at| words::time(at.to_zoned_datetime(ports::uk()).datetime().time()))
            .unwrap_or_default()
    };
    let fields = Fields::from_pairs([
        ("from_day", day(p.bids_from)),
        ("from_time", clock(p.bids_from)),
        ("until_day", day(p.bids_until)),
        ("until_time", clock(p.bids_until)),
        ("contract_from", p.contract_from.map(words::date).unwrap_or_default()),
        ("contract_to", p.contract_to.map(words::date).unwrap_or_default()),
    ]);
    Ok(form(&visitor, &ocid, &fields, &Invalid::new()))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let text = |name: &str| fields.text(name).to_owned();
    let typed = Timetable {
        from_day: text("from_day"),
        from_time: text("from_time"),
        until_day: text("until_day"),
        until_time: text("until_time"),
        contract_from: text("contract_from"),
        contract_to: text("contract_to"),
    };
    setup::saved(
        parts::save_timetable(&app, visitor.actor(), &ocid, &typed).await,
        &ocid,
        |invalid| form(&visitor, &ocid, &fields, invalid),
    )
}

fn input<'a>(name: &'a str, label: &'a str, hint: &'a str, fields: &'a Fields, errors: &'a FormErrors) -> Input<'a> {
    Input {
        name,
        label: label.into(),
        hint: hint.into(),
        width: Width::Chars20,
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    }
}

fn form(visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    let group = |legend: &'static str, content: maud::Markup| Fieldset {
        legend: Label::sized(Size::M, legend),
        content: content.into(),
        ..Default::default()
    };
    let markup = html! {
        (group("Bids open", html! {
            (input("from_day", "Day", "For example, 27 3 2027", fields, &errors))
            (input("from_time", "Time", "For example, 9am", fields, &errors))
        }))
        (group("Bids close", html! {
            (input("until_day", "Day", "For example, 24 4 2027", fields, &errors))
            (input("until_time", "Time", "For example, midday. A bid that arrives at this time or later is refused", fields, &errors))
        }))
        (group("Contract", html! {
            (input("contract_from", "First day", "For example, 1 6 2027", fields, &errors))
            (input("contract_to", "Last day", "For example, 31 5 2030", fields, &errors))
        }))
    };
    setup::part(visitor, ocid, "Timetable", "timetable", invalid, markup)
}
