//! `/procurements/{ocid}/bid/pledges`: pledges to the needs of the register, on the page or by a spreadsheet.

use super::{amount, show::download, value};
use crate::{Fields, Page, PageResult, Routes, Upload, Visitor, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use std::collections::BTreeMap;
use svx_app::{
    App, Error, Invalid,
    procurement::{
        bidding::{self, Desk},
        content::{self, DraftPledge},
        sheet,
    },
};
use svx_store::procurements::RegisterLine;
use svx_ui::{
    Button, Fieldset, FileUpload, FormErrors, Input, InputKind, InsetText, Label, Size, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/bid/pledges", show)
        .post("/procurements/{ocid}/bid/pledges", save)
        .get("/procurements/{ocid}/bid/register.csv", file)
        .upload("/procurements/{ocid}/bid/register", sheet::MAX_BYTES + 64 * 1024, load)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    Ok(page(&visitor, &desk, &Invalid::new()))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
    let pledges = typed(&fields, &desk.register);
    bidding::save_pledges(&app, visitor.actor(), &ocid, pledges).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/bid/pledges"),
        "You have saved your pledges",
    ))
}

/// The pledges of a form, by the id of the need.
pub(super) fn typed(fields: &Fields, register: &[RegisterLine]) -> BTreeMap<String, DraftPledge> {
    let pledges = register.iter().map(|line| {
        let typed = |name: &str| fields.text(&format!("{name}-{}", line.need_id)).to_owned();
        (
            line.need_id.to_string(),
            DraftPledge {
                quantity: typed("quantity"),
                by: typed("by"),
                how: typed("how"),
            },
        )
    });
    pledges.collect()
}

async fn file(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let file = bidding::sheet(&app, visitor.actor(), &ocid).await?;
    Ok(download(
        file,
        "text/csv; charset=utf-8",
        &format!("{ocid}-register.csv"),
    ))
}

async fn load(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, upload: Upload) -> PageResult {
    visitor.require()?;
    let outcome = match upload.files.iter().find(|file| file.field == "file") {
        Some(file) => bidding::load_sheet(&app, visitor.actor(), &ocid, &file.bytes).await,
        None => Err(Invalid::one("file", "Choose a file").into()),
    };
    match outcome {
        Ok(count) => {
            let count = words::plural(u64::try_from(count).unwrap_or_default(), "pledge", "pledges");
            Ok(see_other_with(
                &format!("/procurements/{ocid}/bid/pledges"),
                &format!("You have loaded {count} from the file"),
            ))
        }
        Err(Error::Invalid(invalid)) => {
            let desk = bidding::desk(&app, visitor.actor(), &ocid).await?;
            Ok(page(&visitor, &desk, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn page(visitor: &Visitor, desk: &Desk, refused: &Invalid) -> Response {
    let ocid = &desk.procurement.ocid;
    // Each fault of a file is its own line of the summary, all leading to the file.
    let mut errors = FormErrors::new();
    for (index, (_, message)) in refused.iter().enumerate() {
        errors.add_at(format!("file-{index}"), "file", message);
    }
    let found = desk.checked().err().unwrap_or_default();
    let (total, count) = content::running_total(&desk.draft, &desk.register);
    Page::new(visitor, "Your pledges").back_to(format!("/procurements/{ocid}/bid"), "Your bid").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Your pledges" }
        (InsetText { content: html! {
            p { (words::plural(u64::try_from(count).unwrap_or_default(), "pledge", "pledges")) ", which would cost " strong { (value(total)) } " at the frozen prices." }
        }.into(), ..Default::default() })
        p class="govuk-body" { "Pledge what you can give to the needs below. Leave empty what you do not pledge. Nobody can pledge more than is needed. You can save at any time." }
        details class="govuk-details" open[!errors.is_empty()] {
            summary class="govuk-details__summary" { span class="govuk-details__summary-text" { "Fill it in offline as a spreadsheet" } }
            div class="govuk-details__text" { (offline(visitor, ocid, &errors)) }
        }
        form method="post" action={ "/procurements/" (ocid) "/bid/pledges" } novalidate {
            (Csrf(visitor.csrf()))
            @for line in &desk.register { (need(line, &desk.draft.pledges, &found)) }
            (Button::submit("Save"))
        }
    })
}

fn offline(visitor: &Visitor, ocid: &str, errors: &FormErrors) -> Markup {
    let first = errors.iter().next().map(|error| error.message.clone());
    html! {
        p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/bid/register.csv" } { "Download the register with your pledges (CSV)" } }
        p class="govuk-body" { "Fill in the columns quantity, by and how. Loading the file replaces the pledges that are saved here." }
        form method="post" action={ "/procurements/" (ocid) "/bid/register" } enctype="multipart/form-data" novalidate {
            (Csrf(visitor.csrf()))
            (FileUpload { name: "file", label: "Filled-in file".into(), accept: ".csv,text/csv", error: first.as_deref(), ..Default::default() })
            (Button::secondary("Load the file"))
        }
    }
}

/// One need, with what is pledged to it. What is wrong with a saved pledge is said beside it.
pub(super) fn need(line: &RegisterLine, pledges: &BTreeMap<String, DraftPledge>, found: &Invalid) -> Markup {
    let id = line.need_id.to_string();
    let none = DraftPledge::default();
    let pledge = pledges.get(&id).unwrap_or(&none);
    let error = |field: &str| found.iter().find(|(at, _)| *at == field).map(|(_, message)| message);
    let (quantity, by, how) = (format!("quantity-{id}"), format!("by-{id}"), format!("how-{id}"));
    let price = line.unit_price_pence.map_or_else(
        || "It has no price, so it is not counted in pounds.".to_owned(),
        |price| format!("One would cost {}.", words::money(price.pence())),
    );
    let fields = html! {
        p class="govuk-body" {
            (amount(line.quantity, line)) " needed from " (words::date_range(line.from_on, line.to_on))
            @if let Some(code) = &line.local_authority { " in " (super::area_name(code)) }
            ". " (price)
            @if !line.description.is_empty() { " " (line.description) }
        }
        (Input {
            name: &quantity,
            label: "How much".into(),
            kind: InputKind::Decimal,
            suffix: line.units.as_str().into(),
            width: Width::Chars5,
            value: &pledge.quantity,
            error: error(&quantity),
            ..Default::default()
        })
        (Input {
            name: &by,
            label: "By when".into(),
            hint: "For example, 31 3 2027".into(),
            width: Width::Chars20,
            value: &pledge.by,
            error: error(&by),
            ..Default::default()
        })
        (Input { name: &how, label: "How".into(), value: &pledge.how, error: error(&how), ..Default::default() })
    };
    let legend = format!("{} for {} ({})", line.resource_name, line.project, line.community);
    html! {
        (Fieldset { legend: Label::sized(Size::M, legend), content: fields.into(), ..Default::default() })
    }
}
