//! `/procurements/{ocid}/bid/pledges`: pledges to the needs of the register, on the page or by a spreadsheet.

use super::{amount, show::download, value};
use crate::{Fields, Page, PageResult, Routes, Upload, Visitor, fields::file_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use std::collections::BTreeMap;
use svx_app::{
    App, Error, Invalid,
    procurement::{
        bidding::{self, Company, Desk},
        content::{self, Bid, DraftPledge, Pledge},
        declarations::Attribution,
        sheet,
    },
};
use svx_store::procurements::RegisterLine;
use svx_ui::{
    Button, Choice, Fieldset, FileUpload, Input, InputKind, InsetText, Label, Radios, Select, SelectItem, Size, Width,
    layout::Csrf, words,
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
    let pledges: BTreeMap<String, DraftPledge> = desk
        .register
        .iter()
        .map(|line| {
            let typed = |name: &str| fields.text(&format!("{name}-{}", line.need_id)).to_owned();
            (
                line.need_id.to_string(),
                DraftPledge {
                    quantity: typed("quantity"),
                    by: typed("by"),
                    how: typed("how"),
                    measure: typed("measure"),
                    additional: typed("additional"),
                    attributed: typed("attributed"),
                },
            )
        })
        .collect();
    let company = Company {
        turnover: fields.text("turnover"),
        capacity: fields.text("capacity"),
    };
    bidding::save_pledges_of(&app, visitor.actor(), &ocid, pledges, company).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/bid/pledges"),
        "You have saved your pledges",
    ))
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
    let (errors, of_file) = file_errors(refused);
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
            div class="govuk-details__text" { (offline(visitor, ocid, of_file)) }
        }
        form method="post" action={ "/procurements/" (ocid) "/bid/pledges" } novalidate {
            (Csrf(visitor.csrf()))
            @for line in &desk.register { (need(line, desk, &found)) }
            (company_fields(desk, &found))
            (Button::submit("Save"))
        }
    })
}

fn offline(visitor: &Visitor, ocid: &str, error: Option<&str>) -> Markup {
    html! {
        p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (ocid) "/bid/register.csv" } { "Download the register with your pledges (CSV)" } }
        p class="govuk-body" { "Fill in the columns quantity, by, how, additional (how it is more than you would do without this contract) and attributed (contract or company), and measure where it counts towards one. Loading the file replaces the pledges that are saved here." }
        form method="post" action={ "/procurements/" (ocid) "/bid/register" } enctype="multipart/form-data" novalidate {
            (Csrf(visitor.csrf()))
            (FileUpload { name: "file", label: "Filled-in file".into(), accept: ".csv,text/csv", error, ..Default::default() })
            (Button::secondary("Load the file"))
        }
    }
}

/// What is asked about the company, once for all pledges.
fn company_fields(desk: &Desk, found: &Invalid) -> Markup {
    let error = |field: &str| found.iter().find(|(at, _)| *at == field).map(|(_, message)| message);
    let pounds = |name: &'static str, label: &'static str, hint: &'static str, value: &str| {
        let input = Input {
            name,
            label: label.into(),
            hint: hint.into(),
            kind: InputKind::Decimal,
            prefix: "£".into(),
            width: Width::Chars10,
            value,
            error: error(name),
            ..Default::default()
        };
        html! { (input) }
    };
    html! {
        h2 class="govuk-heading-m" { "Your company" }
        (pounds("turnover", "Your turnover in a year", "Only if a pledge is a part of company-wide giving. Of such a pledge, the share of this contract in your turnover counts", &desk.draft.turnover))
        (pounds("capacity", "The most that you can give under this contract (optional)", "In pounds at the frozen prices. If your pledges come to more, you will be asked about it", &desk.draft.capacity))
    }
}

/// What a bidder declared of a pledge, for those who read its bid.
pub(super) fn declared(pledge: &Pledge) -> Markup {
    html! {
        @if !pledge.additional.is_empty() { br; "More than without this contract: " (pledge.additional) }
        br; (pledge.attribution.words()) "."
    }
}

/// What a bidder said of its company, for those who read its bid.
pub(super) fn company(bid: &Bid) -> Markup {
    let pounds = |text: &str| svx_domain::Money::parse_decimal(text).ok().map(super::money);
    html! {
        @if let Some(turnover) = pounds(&bid.turnover) { p class="govuk-body" { "Turnover in a year: " (turnover) "." } }
        @if let Some(capacity) = pounds(&bid.capacity) { p class="govuk-body" { "The most that it states it can give under this contract: " (capacity) "." } }
    }
}

/// One need, with what is pledged to it. What is wrong with a saved pledge is said beside it.
fn need(line: &RegisterLine, desk: &Desk, found: &Invalid) -> Markup {
    let id = line.need_id.to_string();
    let none = DraftPledge::default();
    let pledge = desk.draft.pledges.get(&id).unwrap_or(&none);
    let error = |field: &str| found.iter().find(|(at, _)| *at == field).map(|(_, message)| message);
    let (quantity, by, how) = (format!("quantity-{id}"), format!("by-{id}"), format!("how-{id}"));
    let measure = format!("measure-{id}");
    let (additional, attributed) = (format!("additional-{id}"), format!("attributed-{id}"));
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
        @if !desk.measures.is_empty() {
            (Select {
                name: &measure,
                label: "Which measure does it count towards? (optional)".into(),
                items: std::iter::once(SelectItem::new("", "None")).chain(desk.measures.iter().map(|one| SelectItem::new(one.code.clone(), format!("{}: {}", one.code, one.title)))).collect(),
                value: &pledge.measure,
                error: error(&measure),
                ..Default::default()
            })
        }
        (Input {
            name: &additional,
            label: "How is it more than you would do without this contract?".into(),
            value: &pledge.additional,
            error: error(&additional),
            ..Default::default()
        })
        (Radios {
            name: &attributed,
            legend: "For whom do you give it?".into(),
            items: Attribution::CHOICES.iter().map(|(_, code, words)| Choice::new(*code, *words)).collect(),
            value: &pledge.attributed,
            error: error(&attributed),
            small: true,
            ..Default::default()
        })
    };
    let legend = format!("{} for {} ({})", line.resource_name, line.project, line.community);
    html! {
        (Fieldset { legend: Label::sized(Size::M, legend), content: fields.into(), ..Default::default() })
    }
}
