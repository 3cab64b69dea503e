//! `/procurements/{ocid}/mark/declare`: an evaluator declares an interest in each bidder, whose names are all that is shown;
//! `/procurements/{ocid}/mark/withdraw`: an evaluator leaves the panel.

use super::moment;
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::{Markup, html};
use std::collections::BTreeMap;
use svx_app::{
    App, Error, Invalid,
    procurement::{
        marking,
        panel::{
            conflicts::{self, Form, Word},
            leave,
        },
    },
};
use svx_domain::panel::Interest;
use svx_store::panels::Declaration;
use svx_ui::{Button, Choice, FormErrors, InsetText, Label, Radios, Size, Textarea, WarningText, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/mark/declare", show)
        .post("/procurements/{ocid}/mark/declare", declare)
        .get("/procurements/{ocid}/mark/withdraw", ask_withdraw)
        .post("/procurements/{ocid}/mark/withdraw", withdraw)
}

fn marks(ocid: &str) -> String {
    format!("/procurements/{ocid}/mark")
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let form = conflicts::form(&app, visitor.actor(), &ocid).await?;
    let fields = Fields::from_pairs(form.bidders.iter().flat_map(|(bidder, declared, _)| {
        let choice = declared
            .as_ref()
            .map_or("", |declared| if declared.has_conflict { "conflict" } else { "none" });
        let nature = declared.as_ref().map_or("", |declared| declared.nature.as_str());
        [
            (format!("interest-{}", bidder.bid), choice.to_owned()),
            (format!("nature-{}", bidder.bid), nature.to_owned()),
        ]
    }));
    Ok(page(&visitor, &form, &fields, &Invalid::new()))
}

fn page(visitor: &Visitor, form: &Form, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &form.procurement.ocid);
    Page::new(visitor, "Declare your interests").back_to(marks(ocid), "Your marks").errors(&errors).show(html! {
        (errors.summary())
        span class="govuk-caption-l" { (form.procurement.title) }
        h1 class="govuk-heading-l" { "Declare your interests" }
        p class="govuk-body" { "You have a conflict of interest if you, or someone close to you, could gain or lose by which bidder wins, or if it could look like that to others. Work for a bidder, a share in it, a friend or relative there, and a dispute with it are examples." }
        p class="govuk-body" { "These are the bidders. You see nothing of a bid before you have declared for each." }
        @if form.bidders.is_empty() {
            (InsetText { content: html! { p { "No bids were submitted, so there is nothing to declare." } }.into(), ..Default::default() })
        } @else {
            form method="post" action={ (marks(ocid)) "/declare" } novalidate {
                (Csrf(visitor.csrf()))
                @for (bidder, declared, interest) in &form.bidders {
                    (question(&bidder.bid.to_string(), &bidder.name, fields, &errors))
                    (standing(declared.as_ref(), *interest))
                }
                (Button::submit("Declare"))
            }
        }
    })
}

fn question(bid: &str, name: &str, fields: &Fields, errors: &FormErrors) -> Markup {
    let (interest, nature) = (format!("interest-{bid}"), format!("nature-{bid}"));
    let reveal = html! {
        (Textarea {
            name: &nature,
            label: format!("What is your conflict of interest with {name}?").into(),
            hint: "An officer reads it, and decides whether you can go on".into(),
            rows: Some(3),
            value: fields.get(&nature),
            error: errors.error(&nature),
            ..Default::default()
        })
    };
    html! {
        (Radios {
            name: &interest,
            legend: Label::sized(Size::M, name.to_owned()),
            items: vec![
                Choice::new("none", "I have no conflict of interest"),
                Choice::new("conflict", "I have, or may have, a conflict of interest").reveal(reveal),
            ],
            value: fields.get(&interest),
            error: errors.error(&interest),
            ..Default::default()
        })
    }
}

fn standing(declared: Option<&Declaration>, interest: Interest) -> Markup {
    let Some(declared) = declared else { return html! {} };
    let outcome = match interest {
        Interest::Undecided => "An officer has not decided yet.".to_owned(),
        Interest::GoesOn => format!(
            "An officer decided that you may go on. {}",
            declared.mitigation.as_deref().unwrap_or_default()
        ),
        Interest::Replaced => "An officer decided that you leave the panel.".to_owned(),
        Interest::None | Interest::Undeclared => String::new(),
    };
    html! {
        p class="govuk-hint" { "You declared this at " (moment(declared.at)) ". " (outcome) }
    }
}

async fn declare(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let form = conflicts::form(&app, visitor.actor(), &ocid).await?;
    let words: BTreeMap<_, _> = form
        .bidders
        .iter()
        .map(|(bidder, _, _)| {
            let word = Word {
                choice: fields.text(&format!("interest-{}", bidder.bid)).to_owned(),
                nature: fields.text(&format!("nature-{}", bidder.bid)).to_owned(),
            };
            (bidder.bid, word)
        })
        .collect();
    match conflicts::declare(&app, visitor.actor(), &ocid, &words).await {
        Ok(true) => Ok(see_other_with(
            &marks(&ocid),
            "You have declared a conflict of interest. An officer decides on it",
        )),
        Ok(false) => Ok(see_other_with(&marks(&ocid), "You have declared your interests")),
        Err(Error::Invalid(invalid)) => Ok(page(&visitor, &form, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}

async fn ask_withdraw(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    // Who has no seat is told so before they write a reason.
    marking::has_seat(&app, visitor.actor(), &ocid).await?;
    Ok(withdraw_page(&visitor, &ocid, &Fields::empty(), &Invalid::new()))
}

fn withdraw_page(visitor: &Visitor, ocid: &str, fields: &Fields, invalid: &Invalid) -> Response {
    let errors = form_errors(invalid);
    Page::new(visitor, "Withdraw from the panel").back_to(marks(ocid), "Your marks").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Withdraw from the panel" }
        p class="govuk-body" { "You leave every question whose marks you have not locked. Marks that are locked stay, and count." }
        form method="post" action={ (marks(ocid)) "/withdraw" } novalidate {
            (Csrf(visitor.csrf()))
            (Textarea {
                name: "reason",
                label: Label::sized(Size::S, "Why do you withdraw?"),
                hint: "If it is a conflict of interest with a bidder, declare it instead".into(),
                value: fields.get("reason"),
                error: errors.error("reason"),
                ..Default::default()
            })
            (WarningText { content: "The officers are told, and somebody else may take your place.".into(), ..Default::default() })
            (Button::warning("Withdraw from the panel"))
        }
    })
}

async fn withdraw(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    match leave::withdraw(&app, visitor.actor(), &ocid, fields.text("reason")).await {
        Ok(()) => Ok(see_other_with(
            &format!("/procurements/{ocid}"),
            "You have withdrawn from the panel",
        )),
        Err(Error::Invalid(invalid)) => Ok(withdraw_page(&visitor, &ocid, &fields, &invalid)),
        Err(error) => Err(error.into()),
    }
}
