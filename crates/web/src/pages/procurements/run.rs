//! `/procurements/{ocid}/open` opens every bid after closing; `/procurements/{ocid}/cancel` ends a procurement with a reason.

use super::{keys, time};
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    procurement::{
        award,
        browse::{self, Seen, View},
        opening, shares,
    },
};
use svx_domain::access::{self, Action, Scope};
use svx_ui::{Button, Label, Textarea, WarningText, layout::Csrf, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/open", ask_open)
        .post("/procurements/{ocid}/open", open)
        .get("/procurements/{ocid}/cancel", ask_cancel)
        .post("/procurements/{ocid}/cancel", cancel)
}

/// The procurement, for who may run it.
async fn own(app: &App, visitor: &Visitor, ocid: &str) -> PageResult<Box<View>> {
    visitor.require()?;
    let Seen::Procurement(view) = browse::view(app, visitor.actor(), ocid).await? else {
        return Err(crate::PageError::NotFound);
    };
    access::authorize(
        visitor.actor(),
        Action::RunProcurement,
        &Scope::owned_by(view.procurement.authority_id).public(true),
    )?;
    Ok(view)
}

async fn ask_open(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let view = own(&app, &visitor, &ocid).await?;
    let p = &view.procurement;
    let holders = shares::holders(&app, visitor.actor(), &ocid).await?;
    if !holders.shares.is_empty() {
        return Ok(keys::opening(&visitor, &holders, &Invalid::new()));
    }
    Ok(Page::new(&visitor, "Open the bids").back_to(format!("/procurements/{ocid}"), "The procurement").show(html! {
        h1 class="govuk-heading-l" { "Open the bids" }
        p class="govuk-body" { "Bids for " (p.title) " close at " (p.bids_until.map(time).unwrap_or_default()) ". After that you can open them, all at once." }
        (WarningText { content: "An attempt to open bids before they close is refused and recorded, and your administrators are told.".into(), ..Default::default() })
        form method="post" action={ "/procurements/" (ocid) "/open" } novalidate {
            (Csrf(visitor.csrf()))
            (Button::submit("Open every bid"))
        }
    }))
}

async fn open(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, _: Fields) -> PageResult {
    visitor.require()?;
    let count = opening::open(&app, visitor.actor(), &ocid).await?;
    let count = words::plural(u64::try_from(count).unwrap_or_default(), "bid", "bids");
    Ok(see_other_with(
        &format!("/procurements/{ocid}/evaluation"),
        &format!("You have opened {count}"),
    ))
}

async fn ask_cancel(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    let view = own(&app, &visitor, &ocid).await?;
    Ok(cancel_form(&visitor, &view, &Fields::empty(), &Invalid::new()))
}

async fn cancel(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match award::cancel(&app, visitor.actor(), &ocid, fields.text("reason")).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}"),
            "You have cancelled this procurement",
        )),
        Err(Error::Invalid(invalid)) => {
            let view = own(&app, &visitor, &ocid).await?;
            Ok(cancel_form(&visitor, &view, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn cancel_form(visitor: &Visitor, view: &View, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, p) = (form_errors(invalid), &view.procurement);
    Page::new(visitor, "Cancel this procurement")
        .back_to(format!("/procurements/{}", p.ocid), "The procurement")
        .errors(&errors)
        .show(html! {
            (errors.summary())
            h1 class="govuk-heading-l" { "Cancel this procurement" }
            p class="govuk-body" { (p.title) " ends without an award. This cannot be undone." }
            form method="post" action={ "/procurements/" (p.ocid) "/cancel" } novalidate {
                (Csrf(visitor.csrf()))
                (Textarea {
                    name: "reason",
                    label: Label::from("Why do you cancel it?"),
                    hint: "Everyone will see this".into(),
                    value: fields.get("reason"),
                    error: errors.error("reason"),
                    ..Default::default()
                })
                (Button::warning("Cancel this procurement"))
            }
        })
}
