//! `/procurements/{ocid}/setup/criteria/ranking`: which bid ranks first, what settles a tie, and how results are shown.

use super::criterion::address;
use crate::{Fields, Page, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    procurement::{
        criteria::{self, Desk},
        rules::{Award, MAX_DECIMALS},
    },
};
use svx_scoring::rules::EARLIEST_RECEIPT;
use svx_ui::{
    Button, Checkboxes, Choice, Input, InputKind, Label, Radios, Select, SelectItem, Size, Width, layout::Csrf,
};

/// The most places of the tie-break list that there are to fill in.
const TIE_BREAKS: usize = 5;

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/procurements/{ocid}/setup/criteria/ranking", show)
        .post("/procurements/{ocid}/setup/criteria/ranking", save)
}

async fn show(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>) -> PageResult {
    visitor.require()?;
    let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
    let (award, worth) = match &desk.setup.award {
        Award::HighestTotal => ("highest-total", ""),
        Award::ValueForMoney { willingness_to_pay } => ("value-for-money", willingness_to_pay.as_str()),
        Award::PricePerQualityPoint => ("price-per-quality-point", ""),
    };
    let mut pairs = vec![
        ("award", award.to_owned()),
        ("willingness_to_pay", worth.to_owned()),
        ("decimals", desk.setup.decimals.to_string()),
        (
            "pledges_may_be_set_aside",
            if desk.setup.pledges_may_be_set_aside { "yes" } else { "" }.to_owned(),
        ),
    ];
    pairs.extend(desk.setup.tie_break.iter().map(|id| ("tie_break", id.clone())));
    let fields = Fields::from_pairs(pairs);
    Ok(form(&visitor, &desk, &fields, &Invalid::new()))
}

fn form(visitor: &Visitor, desk: &Desk, fields: &Fields, invalid: &Invalid) -> Response {
    let (errors, ocid) = (form_errors(invalid), &desk.procurement.ocid);
    let worth = html! {
        (Input {
            name: "willingness_to_pay",
            label: "What one point is worth to you".into(),
            hint: "Points other than those for price. Price can then have a weight of 0".into(),
            kind: InputKind::Decimal,
            prefix: "£".into(),
            width: Width::Chars10,
            value: fields.get("willingness_to_pay"),
            error: errors.error("willingness_to_pay"),
            ..Default::default()
        })
    };
    let choosable = || {
        let criteria = desk.setup.criteria.iter().filter(|item| !item.is_condition());
        criteria.map(|item| SelectItem::new(item.id.clone(), item.name.clone()))
    };
    let chosen: Vec<&str> = fields.all("tie_break").collect();
    let places = ["First", "Second", "Third", "Fourth", "Fifth"];
    let count = (desk.setup.criteria.len() + 1).clamp(1, TIE_BREAKS);
    Page::new(visitor, "Ranking").back_to(address(ocid, None), "Criteria").errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { "Ranking" }
        form method="post" action={ (address(ocid, None)) "/ranking" } novalidate {
            (Csrf(visitor.csrf()))
            (Radios {
                name: "award",
                legend: Label::sized(Size::M, "Which bid ranks first?"),
                items: vec![
                    Choice::new("highest-total", "The one with the most points").hint("The usual way"),
                    Choice::new("value-for-money", "The one with the lowest price less what its points are worth").hint("You say in pounds what a point is worth to you").reveal(worth),
                    Choice::new("price-per-quality-point", "The one with the lowest price for each point").hint("The price divided by the points of all other criteria"),
                ],
                value: fields.get("award"),
                error: errors.error("award"),
                ..Default::default()
            })
            h2 class="govuk-heading-m" { "If bids come out level" }
            p class="govuk-body" { "The higher score on the first of these settles it. If none does, it is reported as a tie." }
            @for (index, label) in places.into_iter().enumerate().take(count) {
                @let id = if index == 0 { "tie_break".to_owned() } else { format!("tie_break-{index}") };
                (Select {
                    name: "tie_break",
                    id: &id,
                    label: label.into(),
                    items: std::iter::once(SelectItem::new("", "Nothing")).chain(choosable()).chain([SelectItem::new(EARLIEST_RECEIPT, "The bid received first")]).collect(),
                    value: chosen.get(index).copied().unwrap_or(""),
                    error: errors.error("tie_break").filter(|_| index == 0),
                    ..Default::default()
                })
            }
            (Select {
                name: "decimals",
                label: Label::sized(Size::S, "To how many decimal places are results shown?"),
                hint: "Scoring itself never rounds".into(),
                items: (0..=MAX_DECIMALS).map(|places| SelectItem::new(places.to_string(), places.to_string())).collect(),
                value: fields.get("decimals"),
                error: errors.error("decimals"),
                ..Default::default()
            })
            @if desk.setup.has_pledges() {
                h2 class="govuk-heading-m" { "Pledges that cannot be explained" }
                (Checkboxes {
                    name: "pledges_may_be_set_aside",
                    items: vec![Choice::new("yes", "A pledge that its supplier cannot explain may be set aside in part").hint("Two people decide that, with reasons, after the supplier was asked").checked(fields.ticked("pledges_may_be_set_aside", "yes"))],
                    ..Default::default()
                })
            }
            (Button::submit("Save"))
        }
    })
}

async fn save(State(app): State<App>, visitor: Visitor, Path(ocid): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let award = match fields.text("award") {
        "value-for-money" => Some(Award::ValueForMoney {
            willingness_to_pay: fields.text("willingness_to_pay").to_owned(),
        }),
        "price-per-quality-point" => Some(Award::PricePerQualityPoint),
        "highest-total" => Some(Award::HighestTotal),
        _ => None,
    };
    let tie_break = fields
        .all("tie_break")
        .filter(|id| !id.is_empty())
        .map(str::to_owned)
        .collect();
    let outcome = criteria::change(&app, visitor.actor(), &ocid, |setup| {
        let award = award.ok_or_else(|| Invalid::one("award", "Choose which bid ranks first"))?;
        let decimals = fields.text("decimals").parse();
        let decimals = decimals.map_err(|_| Invalid::one("decimals", "Choose how many decimal places"))?;
        setup.pledges_may_be_set_aside = fields.ticked("pledges_may_be_set_aside", "yes");
        setup.set_award(award, tie_break, decimals)
    });
    match outcome.await {
        Ok(()) => Ok(see_other_with(&address(&ocid, None), "You have saved the ranking")),
        Err(Error::Invalid(invalid)) => {
            let desk = criteria::desk(&app, visitor.actor(), &ocid).await?;
            Ok(form(&visitor, &desk, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}
