//! `/needs/{id}/offer`: a supplier chooses which of its offers to give. `/matches/new`: the first move from either side.

use super::thing;
use crate::{Fields, Page, PageError, PageResult, Routes, Visitor, fields::form_errors, see_other_with};
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use maud::{Markup, html};
use serde::Deserialize;
use svx_app::{
    App, Error,
    matches::{
        MAX_NOTE_CHARS,
        begin::{self, Preview, Proposal},
        suggest,
    },
};
use svx_domain::{NeedId, OfferId};
use svx_ui::{
    Button, Card, CardList, CharacterCount, Choice, FormErrors, Input, InputKind, Label, Limit, Radios, Size,
    SummaryList, SummaryRow, Textarea, Width, layout::Csrf, words,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/needs/{id}/offer", choose)
        .get("/matches/new", show)
        .post("/matches/new", send)
}

async fn choose(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let id: NeedId = id.parse().map_err(|_| PageError::NotFound)?;
    let (need, project, offers) = suggest::own_offers(&app, visitor.actor(), id).await?;
    let cards = offers.iter().map(|suggested| {
        let offer = &suggested.offer;
        let mut card = Card::new(format!("/matches/new?need={id}&offer={}", offer.id), &offer.title);
        card.facts = vec![thing(offer.left(), &offer.unit, &offer.units).into()];
        card.content = reasons(&suggested.reasons).into();
        card
    });
    let title = format!("Offer help to {}", project.title);
    let wanted = thing(need.open(), &need.unit, &need.units);
    let content = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body-l" { "Still needed: " (wanted) ", " (words::date_range(need.from_on, need.to_on)) "." }
        @if offers.is_empty() {
            p class="govuk-body" {
                "None of your listed offers fits this need, or you have offered it already. To help, say what you can spare; it is checked against the need’s place, dates and conditions."
            }
            (Button::link("/offers/new", "Make an offer"))
        } @else {
            h2 class="govuk-heading-m" { "Choose one of your offers" }
            (CardList { cards: cards.collect(), ..Default::default() })
            p class="govuk-body" { a class="govuk-link" href="/offers/new" { "Make another offer" } }
        }
    };
    Ok(Page::new(&visitor, title)
        .back_to(format!("/projects/{}", project.slug), "The project")
        .show(content))
}

/// Reasons as a list.
pub(super) fn reasons(reasons: &[String]) -> Markup {
    html! { ul class="govuk-list govuk-list--bullet" { @for reason in reasons { li { (reason) } } } }
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    need: String,
    #[serde(default)]
    offer: String,
}

async fn show(State(app): State<App>, visitor: Visitor, Query(asked): Query<Asked>) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let (need, offer) = ids(&asked.need, &asked.offer)?;
    form(&app, &visitor, need, offer, &Fields::empty(), &FormErrors::new()).await
}

fn ids(need: &str, offer: &str) -> PageResult<(NeedId, OfferId)> {
    match (need.parse(), offer.parse()) {
        (Ok(need), Ok(offer)) => Ok((need, offer)),
        _ => Err(PageError::NotFound),
    }
}

async fn send(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    let (need, offer) = ids(fields.text("need"), fields.text("offer"))?;
    let giving = is_giving(&visitor, &begin::preview(&app, visitor.actor(), need, offer).await?);
    let proposal = Proposal {
        need,
        offer,
        quantity: fields.get("quantity").to_owned(),
        authority: fields.optional("authority").and_then(|id| id.parse().ok()),
        note: fields.get("note").to_owned(),
    };
    let sent = if giving {
        begin::offer(&app, visitor.actor(), &proposal).await
    } else {
        begin::propose(&app, visitor.actor(), &proposal).await
    };
    match sent {
        Ok(id) if giving => Ok(see_other_with(&format!("/matches/{id}"), "You have sent your offer")),
        Ok(id) => Ok(see_other_with(&format!("/matches/{id}"), "You have asked for it")),
        Err(Error::Invalid(invalid)) => form(&app, &visitor, need, offer, &fields, &form_errors(&invalid)).await,
        Err(error) => Err(error.into()),
    }
}

fn is_giving(visitor: &Visitor, seen: &Preview) -> bool {
    visitor.actor().organisation() == Some(seen.pair.offer.organisation_id)
}

async fn form(
    app: &App,
    visitor: &Visitor,
    need: NeedId,
    offer: OfferId,
    fields: &Fields,
    errors: &FormErrors,
) -> PageResult<Response> {
    let seen = begin::preview(app, visitor.actor(), need, offer).await?;
    if let Some(refusal) = seen.pair.refusal() {
        return Err(PageError::Conflict(refusal));
    }
    let giving = is_giving(visitor, &seen);
    let title = if giving {
        format!("Offer help to {}", seen.pair.project.title)
    } else {
        format!("Ask {} for help", seen.supplier)
    };
    let content = html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        (facts(&seen))
        h2 class="govuk-heading-m" { "Why it fits" }
        (reasons(&seen.pair.reasons))
        form method="post" action="/matches/new" novalidate {
            (Csrf(visitor.csrf()))
            input type="hidden" name="need" value=(need);
            input type="hidden" name="offer" value=(offer);
            (inputs(&seen, giving, fields, errors))
            (Button::submit(if giving { "Send the offer" } else { "Ask for it" }))
        }
    };
    Ok(Page::new(visitor, title)
        .back_to(format!("/projects/{}", seen.pair.project.slug), "The project")
        .errors(errors)
        .show(content))
}

fn facts(seen: &Preview) -> Markup {
    let (pair, resource) = (&seen.pair, &seen.pair.resource);
    let project = html! { a class="govuk-link" href={ "/projects/" (pair.project.slug) } { (pair.project.title) } };
    let rows = vec![
        SummaryRow::new("From", seen.supplier.clone()),
        SummaryRow::new("For", seen.community.clone()),
        SummaryRow::new("Project", project),
        SummaryRow::new("Offer", pair.offer.title.clone()),
        SummaryRow::new("Still needed", thing(pair.open(), &resource.unit, &resource.units)),
        SummaryRow::new("Still to be had", thing(pair.left(), &resource.unit, &resource.units)),
        SummaryRow::new("Needed", words::date_range(pair.need.from_on, pair.need.to_on)),
    ];
    html! { (SummaryList { rows, ..Default::default() }) }
}

fn inputs(seen: &Preview, giving: bool, fields: &Fields, errors: &FormErrors) -> Markup {
    let pair = &seen.pair;
    let most = pair.open().min(pair.left()).to_decimal();
    let choices = seen
        .authorities
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    html! {
        (Input {
            name: "quantity",
            label: (if giving { "How many you will give" } else { "How many you would like" }).into(),
            hint: if pair.need.divisible { "A part is of use".into() } else { "A part is of no use: it must be all of it".into() },
            error: errors.error("quantity"),
            value: fields.optional("quantity").unwrap_or(&most),
            kind: InputKind::Decimal,
            width: Width::Chars5,
            suffix: (&pair.resource.units).into(),
            ..Default::default()
        })
        @if seen.authorities.len() > 1 {
            (Radios {
                name: "authority",
                legend: Label::sized(Size::S, "Which authority does it count for?"),
                hint: "It counts once, for one authority that has approved both sides".into(),
                error: errors.error("authority"),
                items: choices.collect(),
                value: fields.get("authority"),
                ..Default::default()
            })
        }
        (CharacterCount {
            limit: Limit::Characters(MAX_NOTE_CHARS as u32),
            threshold: Some(75),
            textarea: Textarea {
                name: "note",
                label: "A note to the other side (optional)".into(),
                hint: "For example how it will be delivered".into(),
                error: errors.error("note"),
                value: fields.get("note"),
                rows: Some(4),
                ..Default::default()
            },
        })
    }
}
