//! `/procurements/{ocid}/award`: the award after the standstill, and entering into the contract.

use super::money;
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
use svx_ui::{Button, Input, InsetText, SummaryList, SummaryRow, Width, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/award", show)
        .post("/procurements/{ocid}/award", award)
        .post("/procurements/{ocid}/contract", enter)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = evaluation::desk(&app, visitor.actor(), &ocid).await?;
    let Some(contract) = &desk.contract else {
        return Err(PageError::Conflict(
            "The contract is not awarded yet: first the decision, the assessment summaries, the notice and the standstill.".to_owned(),
        ));
    };
    let p = &desk.procurement;
    let fields = Fields::from_pairs([
        ("from", p.contract_from.map(words::date).unwrap_or_default()),
        ("to", p.contract_to.map(words::date).unwrap_or_default()),
    ]);
    Ok(contract_page(&visitor, &desk, contract, &fields, &Invalid::new()))
}

async fn award(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    award::award(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/award"),
        "You have awarded the contract",
    ))
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
