//! `/procurements/{ocid}`: one procurement for whoever looks; its frozen rules as a file; registering as a bidder.

use super::{money, register_table, result, rules_in_words, state_tag, time};
use crate::{Fields, Page, PageResult, Routes, Visitor, see_other_with};
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use svx_app::{
    App,
    procurement::{
        award, bidding,
        browse::{self, NoticeFacts, Seen, View},
    },
};
use svx_domain::{
    Money,
    access::{self, Action, Scope},
    lifecycle::ProcurementState,
};
use svx_ui::{Button, InsetText, SummaryList, SummaryRow, Tag, TagColour, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}", show)
        .get("/procurements/{ocid}/rules.json", rules)
        .post("/procurements/{ocid}/register", register)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    match browse::view(&app, visitor.actor(), &ocid).await? {
        Seen::Notice {
            ocid,
            authority,
            facts,
            may_set_up,
        } => Ok(notice(&visitor, &ocid, &authority, &facts, may_set_up)),
        Seen::Procurement(view) => {
            let feedback = award::feedback(&app, visitor.actor(), &ocid).await?;
            Ok(page(&visitor, &view, feedback.as_ref()))
        }
    }
}

fn page(visitor: &Visitor, view: &View, feedback: Option<&award::Feedback>) -> Response {
    let p = &view.procurement;
    Page::new(visitor, &*p.title).back_to("/procurements", "Procurements").wide().show(html! {
        span class="govuk-caption-xl" { (p.authority) }
        h1 class="govuk-heading-xl" { (p.title) }
        p { (state_tag(view.state)) }
        (acts(visitor, view))
        @if let Some(awarded) = &view.award { (result::public(awarded)) }
        @if let Some(feedback) = feedback { (result::feedback(feedback)) }
        @if let (ProcurementState::Cancelled, Some(reason)) = (view.state, &p.reason) {
            (InsetText { content: html! { p { "This procurement was cancelled. " (reason) } }.into(), ..Default::default() })
        }
        h2 class="govuk-heading-l" { "About it" }
        @for paragraph in p.description.split('\n').filter(|text| !text.trim().is_empty()) {
            p class="govuk-body" { (paragraph) }
        }
        (about(view))
        h2 class="govuk-heading-l" { "Rules" }
        (rules_in_words(&view.setup))
        @if let Some(sha256) = &p.rules_sha256 {
            p class="govuk-body" {
                "The rules were frozen when this was published and cannot be changed. Their SHA-256 is "
                code class="svx-break" { (sha256) } "."
            }
            p class="govuk-body" { a class="govuk-link" href={ "/procurements/" (p.ocid) "/rules.json" } download { "Download the rules (JSON)" } }
        }
        @if let Some(known) = &view.auction { (super::auction::summary(&p.ocid, known)) }
        @if view.setup.has_pledges() {
            h2 class="govuk-heading-l" { "Register of needs" }
            @if view.state != ProcurementState::Draft {
                p class="govuk-body" {
                    "Everyone who bids sees the same register: what was needed in the area on the day this was published"
                    @if let Some(version) = &view.prices { ", at the prices of version " (version.number) " of the " a class="govuk-link" href="/prices" { "price book" } }
                    "."
                }
            }
            (register_table(&view.register, "Needs that bidders can pledge to"))
        }
    })
}

fn about(view: &View) -> SummaryList<'_> {
    let p = &view.procurement;
    let mut rows = vec![SummaryRow::new("Reference", p.ocid.as_str())];
    let mut row =
        |key: &'static str, value: Option<Markup>| rows.extend(value.map(|value| SummaryRow::new(key, value)));
    let text = |text: String| html! { (text) };
    row(
        "What is bought",
        p.category.as_deref().map(|category| text(category.to_owned())),
    );
    let vat = if p.includes_vat { "including VAT" } else { "without VAT" };
    row(
        "Estimated value",
        p.value_pence.map(|value| text(format!("{}, {vat}", money(value)))),
    );
    row(
        "Procedure",
        Some(p.procedure.as_str())
            .filter(|procedure| !procedure.is_empty())
            .map(|procedure| text(procedure.to_owned())),
    );
    let names: Vec<String> = view.area.iter().map(|code| super::area_name(code)).collect();
    row(
        "Where it is delivered",
        Some(names)
            .filter(|names| !names.is_empty())
            .map(|names| text(words::list(&names))),
    );
    row(
        "Tender notice published",
        p.commenced_on.map(|day| text(words::date(day))),
    );
    row("Bids open", p.bids_from.map(time));
    row("Bids close", p.bids_until.map(time));
    let opened_by = if view.key_is_split {
        "Two officers together, each with a share of the key, which this service does not keep"
    } else {
        "Any one officer of the authority: this service keeps the key"
    };
    row(
        "Who opens the bids",
        (view.state != ProcurementState::Draft).then(|| text(opened_by.to_owned())),
    );
    let contract = p.contract_from.zip(p.contract_to);
    row("Contract", contract.map(|(from, to)| text(words::date_range(from, to))));
    SummaryList {
        rows,
        ..Default::default()
    }
}

/// What the visitor can do next.
fn acts(visitor: &Visitor, view: &View) -> Markup {
    let ocid = &view.procurement.ocid;
    let path = |rest: &str| format!("/procurements/{ocid}/{rest}");
    let scope = Scope::owned_by(view.procurement.authority_id);
    let may = |action| access::authorize(visitor.actor(), action, &scope).is_ok();
    let opened = view.procurement.opened_at.is_some();
    let open_for_suppliers = matches!(view.state, ProcurementState::Published | ProcurementState::Bidding);
    let registrable = open_for_suppliers
        && access::authorize(
            visitor.actor(),
            Action::RegisterForProcurement,
            &Scope::none().public(true),
        )
        .is_ok();
    html! {
        @if view.is_registered {
            p class="govuk-body" { a class="govuk-link" href=(path("bid")) { "Your bid" } }
        } @else if registrable {
            form method="post" action=(path("register")) novalidate {
                (Csrf(visitor.csrf()))
                (Button::submit("Register as a bidder"))
            }
        } @else if open_for_suppliers && visitor.signed_in().is_none() {
            p class="govuk-body" { "To bid, " a class="govuk-link" href={ "/sign-in?next=/procurements/" (ocid) } { "sign in" } " and act for a supplier." }
        }
        @if may(Action::RunProcurement) || (may(Action::MarkBids) && opened) {
            @if may(Action::RunProcurement) && view.state == ProcurementState::Draft {
                (Button::link(&path("setup"), "Go on with the set-up"))
            }
            ul class="govuk-list" {
                @if may(Action::RunProcurement) && !opened && view.state == ProcurementState::Evaluation {
                    li { a class="govuk-link" href=(path("open")) { "Open the bids" } }
                }
                @if may(Action::MarkBids) && opened && matches!(view.state, ProcurementState::Evaluation | ProcurementState::Evaluated) {
                    li { a class="govuk-link" href=(path("mark")) { "Enter marks" } }
                }
                @if may(Action::ViewEvaluation) && opened {
                    li { a class="govuk-link" href=(path("evaluation")) { "Bids and evaluation" } }
                }
                @if may(Action::RunProcurement) && view.award.is_some() {
                    li { a class="govuk-link" href=(path("award")) { "Award and contract" } }
                }
                @if may(Action::RunProcurement) && view.award.is_none() && !matches!(view.state, ProcurementState::Cancelled | ProcurementState::Draft) {
                    li { a class="govuk-link" href=(path("cancel")) { "Cancel this procurement" } }
                }
            }
        }
    }
}

fn notice(visitor: &Visitor, ocid: &str, authority: &str, facts: &NoticeFacts, may_set_up: bool) -> Response {
    let mut rows = vec![SummaryRow::new("Reference", ocid)];
    let mut row =
        |key: &'static str, value: Option<Markup>| rows.extend(value.map(|value| SummaryRow::new(key, value)));
    let text = |text: String| html! { (text) };
    row("What is bought", facts.category.clone().map(text));
    row(
        "Estimated value",
        facts.value_pence.map(|pence| text(money(Money::from_pence(pence)))),
    );
    row("Procedure", facts.procedure.clone().map(text));
    row("Status in the notice", facts.status.clone().map(text));
    row("Last moment for bids, to the buyer itself", facts.deadline.map(time));
    row(
        "Contract",
        facts
            .contract_from
            .zip(facts.contract_to)
            .map(|(from, to)| text(words::date_range(from, to))),
    );
    row(
        "Where it is delivered",
        Some(facts.places.join("; "))
            .filter(|places| !places.is_empty())
            .map(text),
    );
    Page::new(visitor, &*facts.title).back_to("/procurements?stage=notice", "Notices").show(html! {
        span class="govuk-caption-xl" { (authority) }
        h1 class="govuk-heading-xl" { (facts.title) }
        p { (Tag::new(TagColour::Grey, "Notice")) }
        @if may_set_up {
            (Button::link(&format!("/procurements/{ocid}/setup"), "Set it up here"))
        }
        (InsetText { content: html! { p { "This is a public notice of the buyer, read from " (words::plural(u64::try_from(facts.releases).unwrap_or_default(), "release", "releases")) " in the Open Contracting Data Standard. No bids are taken here." } }.into(), ..Default::default() })
        (SummaryList { rows, ..Default::default() })
        @for paragraph in facts.description.split('\n').filter(|text| !text.trim().is_empty()) {
            p class="govuk-body" { (paragraph) }
        }
        @if !facts.gaps.is_empty() {
            h2 class="govuk-heading-m" { "What the notice leaves open" }
            ul class="govuk-list govuk-list--bullet" { @for gap in &facts.gaps { li { (gap) } } }
        }
    })
}

async fn rules(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let file = browse::rules_file(&app, visitor.actor(), &ocid).await?;
    Ok(download(
        file.into_bytes(),
        "application/json",
        &format!("{ocid}-rules.json"),
    ))
}

/// A file to save. Its name is made of an ocid or of our own words.
pub(super) fn download(bytes: Vec<u8>, content_type: &'static str, name: &str) -> Response {
    let safe: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_'))
        .collect();
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{safe}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, bytes).into_response()
}

async fn register(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    bidding::register(&app, visitor.actor(), &ocid).await?;
    Ok(see_other_with(
        &format!("/procurements/{ocid}/bid"),
        "You have registered as a bidder",
    ))
}
