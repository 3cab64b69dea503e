//! `/organisation/proxies`: files of proxy values that one's own authority has a licence for, seen by its officers alone.

use super::{counted, own::may_edit};
use crate::{
    Fields, Page, PageError, PageResult, Routes, Upload, Visitor, fields::file_errors,
    pages::organisations::parts::day, see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    policies::proxies::{self, Typed},
};
use svx_domain::ProxySetId;
use svx_formats::{proxies::Layout, table::MAX_BYTES};
use svx_store::proxies::{Set, Value};
use svx_ui::{
    Button, Cell, Checkboxes, Choice, EmptyState, FileUpload, FormErrors, Input, InputKind, InsetText, Label, Radios,
    Size, SummaryList, SummaryRow, Table, Tag, TagColour, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/organisation/proxies", show)
        .upload("/organisation/proxies", MAX_BYTES + 64 * 1024, import)
        .get("/organisation/proxies/{id}", one)
        .post("/organisation/proxies/{id}/retire", retire)
}

async fn show(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    let list = proxies::list(&app, visitor.actor()).await?;
    Ok(page(&visitor, &list, &Fields::empty(), &Invalid::new()))
}

async fn import(State(app): State<App>, visitor: Visitor, upload: Upload) -> PageResult {
    visitor.require()?;
    let fields = &upload.fields;
    let typed = Typed {
        title: fields.get("title"),
        layout: fields.text("layout"),
        licence: fields.get("licence"),
        source: fields.get("source"),
        year: fields.text("year"),
        confirmed: fields.ticked("confirmed", "yes"),
    };
    let file = upload.files.iter().find(|file| file.field == "file");
    match proxies::import(&app, visitor.actor(), typed, file.map(|file| &*file.bytes)).await {
        Ok(count) => {
            let message = format!("You have imported {}", counted(count, "proxy value", "proxy values"));
            Ok(see_other_with("/organisation/proxies", &message))
        }
        Err(Error::Invalid(invalid)) => {
            let list = proxies::list(&app, visitor.actor()).await?;
            Ok(page(&visitor, &list, fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn id(text: &str) -> Result<ProxySetId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

async fn one(State(app): State<App>, visitor: Visitor, Path(text): Path<String>) -> PageResult {
    visitor.require()?;
    let (set, values) = proxies::one(&app, visitor.actor(), id(&text)?).await?;
    Ok(set_page(&visitor, &set, &values))
}

async fn retire(State(app): State<App>, visitor: Visitor, Path(text): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    proxies::retire(&app, visitor.actor(), id(&text)?).await?;
    Ok(see_other_with(
        "/organisation/proxies",
        "You have taken the file out of use",
    ))
}

/// What proxy values are, and are not.
fn warning() -> InsetText<'static> {
    InsetText {
        content: html! {
            p { "A proxy value is an estimate of what an outcome is worth to people. It is not what a resource would cost, and it is never added to prices here." }
            p { "Only officers of your authority see these values. They are not published, not exported and not sent to anybody." }
        }
        .into(),
        ..Default::default()
    }
}

fn page(visitor: &Visitor, list: &[Set], fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, of_file) = file_errors(invalid);
    Page::new(visitor, "Proxy values").back("/organisation").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Proxy values" }
        (warning())
        @if list.is_empty() {
            (EmptyState { title: "There are no files of proxy values".into(), content: "None come with the exchange: your authority brings its own, with its own licence.".into() })
        } @else {
            (table(list))
        }
        @if may_edit(visitor) { (form(visitor, fields, &errors, of_file)) }
    })
}

fn table(list: &[Set]) -> Markup {
    let rows = list.iter().map(|set| {
        let tag = if set.retired_at.is_some() {
            Tag::new(TagColour::Grey, "Out of use")
        } else {
            Tag::new(TagColour::Green, "In use")
        };
        vec![
            Cell::new(html! { a class="govuk-link" href={ "/organisation/proxies/" (set.id) } { (set.title) } }),
            Cell::from(set.year.to_string()),
            Cell::from(&set.licence),
            Cell::from(day(set.imported_at)),
            Cell::new(html! { (tag) }),
        ]
    });
    html! {
        (Table {
            caption: "Files of proxy values".into(),
            caption_hidden: true,
            head: ["File", "Year", "Licence", "Imported", "Status"].into_iter().map(Cell::from).collect(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
    }
}

fn form(visitor: &Visitor, fields: &Fields, errors: &FormErrors, of_file: Option<&str>) -> Markup {
    let input = |name: &'static str, label: &'static str, hint: &'static str| Input {
        name,
        label: label.into(),
        hint: hint.into(),
        width: Width::TwoThirds,
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    };
    html! {
        h2 class="govuk-heading-m" { "Import a file" }
        form method="post" action="/organisation/proxies" enctype="multipart/form-data" novalidate {
            (Csrf(visitor.csrf()))
            (input("title", "What do you call it?", ""))
            (Radios {
                name: "layout",
                legend: Label::sized(Size::S, "How is it laid out?"),
                items: Layout::ALL.iter().map(|(code, words, _)| Choice::new(*code, *words)).collect(),
                value: fields.text("layout"),
                error: errors.error("layout"),
                ..Default::default()
            })
            (input("source", "Who published it?", ""))
            (input("licence", "Under which licence do you use it?", "The name or number of your licence or subscription"))
            (Input {
                name: "year",
                label: "Which year are the values for?".into(),
                kind: InputKind::WholeNumber,
                width: Width::Chars4,
                value: fields.text("year"),
                error: errors.error("year"),
                ..Default::default()
            })
            (FileUpload {
                name: "file",
                label: "The file, as CSV".into(),
                hint: "With a column for the reference, the measure or outcome, the unit and the value".into(),
                accept: ".csv,text/csv",
                error: of_file,
                ..Default::default()
            })
            (Checkboxes {
                name: "confirmed",
                legend: Label::sized(Size::S, "Your licence"),
                items: vec![Choice::new("yes", "Our licence allows our officers to use these values here")],
                values: if fields.ticked("confirmed", "yes") { vec!["yes"] } else { Vec::new() },
                error: errors.error("confirmed"),
                ..Default::default()
            })
            (Button::submit("Import the file"))
        }
    }
}

fn set_page(visitor: &Visitor, set: &Set, values: &[Value]) -> Response {
    let rows = vec![
        SummaryRow::new("Published by", set.source.as_str()),
        SummaryRow::new("Licence", set.licence.as_str()),
        SummaryRow::new("Year", set.year.to_string()),
        SummaryRow::new("Imported", day(set.imported_at)),
        SummaryRow::new(
            "Out of use since",
            set.retired_at.map_or_else(|| "In use".to_owned(), day),
        ),
    ];
    let row = |value: &Value| {
        let what = [&value.measure, &value.outcome]
            .into_iter()
            .find(|text| !text.is_empty());
        vec![
            Cell::from(value.reference.clone()),
            Cell::from(what.cloned().unwrap_or_default()),
            Cell::from(value.unit.clone()),
            Cell::numeric(
                value
                    .value_pence
                    .map_or_else(|| "No value".to_owned(), |pence| words::money_exact(pence.pence())),
            ),
        ]
    };
    Page::new(visitor, set.title.as_str()).back_to("/organisation/proxies", "Proxy values").wide().show(html! {
        span class="govuk-caption-l" { "Licensed proxy values" }
        h1 class="govuk-heading-l" { (set.title) }
        (warning())
        (SummaryList { rows, ..Default::default() })
        (Table {
            caption: "Values of this file".into(),
            caption_size: Size::M,
            head: vec!["Reference".into(), "Measure or outcome".into(), "One is".into(), Cell::numeric("Proxy value of one")],
            rows: values.iter().map(row).collect(),
            first_cell_is_header: true,
            ..Default::default()
        })
        @if set.retired_at.is_none() && may_edit(visitor) {
            form method="post" action={ "/organisation/proxies/" (set.id) "/retire" } {
                (Csrf(visitor.csrf()))
                (Button::warning("Take this file out of use"))
            }
        }
    })
}
