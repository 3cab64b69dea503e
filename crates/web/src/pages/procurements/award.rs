//! `/procurements/{ocid}/award`: choose the winner and check; after the award, enter into the contract.

use super::{money, value};
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use svx_app::{
    App, Error, Invalid,
    procurement::{
        award,
        evaluation::{self, Desk},
    },
};
use svx_domain::lifecycle::ProcurementState;
use svx_store::evaluations::Contract;
use svx_ui::{
    Button, Choice, Input, InsetText, Label, Radios, Size, SummaryList, SummaryRow, Textarea, WarningText, Width,
    layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/award", show)
        .post("/procurements/{ocid}/award", award)
        .post("/procurements/{ocid}/contract", enter)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = evaluation::desk(&app, visitor.actor(), &ocid).await?;
    match &desk.contract {
        Some(contract) => {
            let p = &desk.procurement;
            let fields = Fields::from_pairs([
                ("from", p.contract_from.map(words::date).unwrap_or_default()),
                ("to", p.contract_to.map(words::date).unwrap_or_default()),
            ]);
            Ok(contract_page(&visitor, &desk, contract, &fields, &Invalid::new()))
        }
        None => choose(&visitor, &desk, &Fields::empty(), &Invalid::new()),
    }
}

fn choose(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> PageResult {
    let Some(latest) = &desk.latest else {
        return Err(PageError::Conflict("Run the evaluation first.".to_owned()));
    };
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    let results = &latest.evaluated.evaluation.results;
    let first = results
        .first()
        .and_then(|first| desk.bid(&first.supplier))
        .map(|bid| bid.id.to_string())
        .unwrap_or_default();
    let items = results.iter().filter_map(|result| {
        let bid = desk.bid(&result.supplier)?;
        let hint = format!(
            "Rank {}{}. Price {}, pledges that would cost {}",
            result.rank,
            if result.tied { ", tied" } else { "" },
            money(bid.content.price()),
            value(bid.content.pledged(&desk.register))
        );
        Some(Choice::new(bid.id.to_string(), bid.name.clone()).hint(hint))
    });
    Ok(Page::new(visitor, "Award the contract").back_to(format!("/procurements/{ocid}/evaluation"), "Bids and evaluation").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "Award the contract" }
        form method="post" action={ "/procurements/" (ocid) "/award" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "bid",
                legend: Label::sized(Size::M, "To whom?"),
                items: items.collect(),
                value: if fields.get("bid").is_empty() { &first } else { fields.get("bid") },
                error: errors.error("bid"),
                ..Default::default()
            })
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "Reason"),
                hint: "Needed if you award to a bid that does not rank first alone. Everyone will see it".into(),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (WarningText { content: "Awarding cannot be undone. Every bidder is told the outcome, and the winner’s pledges are promised to the communities.".into(), ..Default::default() })
            (Button::submit("Award the contract"))
        }
    }))
}

async fn award(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match award::award(&app, visitor.actor(), &ocid, fields.id("bid")?, fields.text("reason")).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/award"),
            "You have awarded the contract",
        )),
        Err(Error::Invalid(invalid)) => {
            let desk = evaluation::desk(&app, visitor.actor(), &ocid).await?;
            choose(&visitor, &desk, &fields, &invalid)
        }
        Err(error) => Err(error.into()),
    }
}

fn contract_page(visitor: &Visitor, desk: &Desk, contract: &Contract, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    let mut rows = vec![
        SummaryRow::new("Supplier", contract.supplier.as_str()),
        SummaryRow::new("Price", money(contract.price_pence)),
        SummaryRow::new("Awarded", super::time(contract.awarded_at)),
        SummaryRow::new("Reason", contract.reason.as_str()),
    ];
    if let (Some(from), Some(to)) = (contract.from_on, contract.to_on) {
        rows.push(SummaryRow::new("Contract", words::date_range(from, to)));
    }
    Page::new(visitor, "Award and contract").back_to(format!("/procurements/{ocid}"), "The procurement").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (desk.procurement.title) }
        h1 class="govuk-heading-l" { "Award and contract" }
        (SummaryList { rows, ..Default::default() })
        @if desk.procurement.state == ProcurementState::Awarded {
            (enter_form(visitor, ocid, fields, &errors))
        } @else {
            (InsetText { content: html! { p { "The contract is entered into. Its pledges are ordered, and the supplier reports deliveries against them. " a class="govuk-link" href="/commitments" { "See delivery" } } }.into(), ..Default::default() })
        }
    })
}

fn enter_form(visitor: &Visitor, ocid: &str, fields: &Fields, errors: &svx_ui::FormErrors) -> Markup {
    let day = |name: &'static str, label: &'static str| Input {
        name,
        label: label.into(),
        hint: "For example, 1 6 2027".into(),
        width: Width::Chars20,
        value: fields.get(name),
        error: errors.error(name),
        ..Default::default()
    };
    html! {
        h2 class="govuk-heading-m" { "Enter into the contract" }
        p class="govuk-body" { "When the contract is signed, say so here. What was pledged is then ordered, as far as the needs could still take it at the award." }
        form method="post" action={ "/procurements/" (ocid) "/contract" } novalidate {
            (Csrf(visitor.csrf()))
            (day("from", "First day"))
            (day("to", "Last day"))
            (Button::submit("Enter into the contract"))
        }
    }
}

async fn enter(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match award::enter(&app, visitor.actor(), &ocid, fields.text("from"), fields.text("to")).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}/award"),
            "You have entered into the contract",
        )),
        Err(Error::Invalid(invalid)) => {
            let desk = evaluation::desk(&app, visitor.actor(), &ocid).await?;
            let contract = desk.contract.as_ref().ok_or(PageError::NotFound)?;
            Ok(contract_page(&visitor, &desk, contract, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
