//! `/offers/new` and `/offers/{id}/edit`: what can be spared, when, where and how far it travels.

use crate::{
    Fields, Page, PageError, PageResult, Routes, Visitor,
    fields::form_errors,
    pages::parts::{conditions, day_input, day_pairs, place_inputs, resource_items, typed_day},
    see_other_with,
};
use axum::{
    extract::{Path, State},
    response::Response,
};
use maud::html;
use svx_app::{
    App, Error, Invalid,
    offers::{self, MAX_DESCRIPTION_CHARS, OfferInput},
    prices,
};
use svx_domain::{
    OfferId,
    access::{self, Action, Scope},
};
use svx_store::prices::Resource;
use svx_ui::{Button, Checkboxes, Choice, Input, InputKind, Select, Textarea, Width, layout::Csrf};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/offers/new", begin)
        .post("/offers/new", create)
        .get("/offers/{id}/edit", edit)
        .post("/offers/{id}/edit", save)
}

fn typed(fields: &Fields) -> OfferInput<'_> {
    OfferInput {
        resource: fields.text("resource"),
        quantity: fields.get("quantity"),
        title: fields.get("title"),
        description: fields.get("description"),
        from: typed_day(fields, "from"),
        to: typed_day(fields, "to"),
        postcode: fields.get("postcode"),
        local_authority: fields.get("local_authority"),
        radius_km: fields.get("radius_km"),
        remote: fields.ticked("remote", "yes"),
        provides: fields.all("provides").collect(),
        budget: fields.get("budget"),
    }
}

async fn begin(State(app): State<App>, visitor: Visitor) -> PageResult {
    visitor.require()?;
    visitor.organisation()?;
    access::authorize(visitor.actor(), Action::CreateOffer, &Scope::none())?;
    let resources = prices::catalogue(&app).await?;
    Ok(form(&visitor, None, &resources, &Fields::empty(), &Invalid::new()))
}

async fn create(State(app): State<App>, visitor: Visitor, fields: Fields) -> PageResult {
    visitor.require()?;
    let listed = fields.text("then") != "draft";
    match offers::create(&app, visitor.actor(), &typed(&fields), listed).await {
        Ok(id) if listed => Ok(see_other_with(
            &format!("/offers/{id}"),
            "You have made an offer. It is listed",
        )),
        Ok(id) => Ok(see_other_with(
            &format!("/offers/{id}"),
            "You have saved the offer as a draft",
        )),
        Err(Error::Invalid(invalid)) => {
            let resources = prices::catalogue(&app).await?;
            Ok(form(&visitor, None, &resources, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

async fn edit(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> PageResult {
    visitor.require()?;
    let id: OfferId = id.parse().map_err(|_| PageError::NotFound)?;
    let shown = offers::show(&app, visitor.actor(), id).await?;
    if !shown.may_edit {
        return Err(PageError::NotFound);
    }
    let offer = shown.offer;
    let mut pairs = day_pairs("from", Some(offer.from_on));
    pairs.extend(day_pairs("to", Some(offer.to_on)));
    let mut pair = |name: &str, value: String| pairs.push((name.to_owned(), value));
    pair("resource", offer.resource);
    pair("quantity", offer.capacity.to_decimal());
    pair("title", offer.title);
    pair("description", offer.description);
    pair("radius_km", (offer.radius_m / 1000).to_string());
    match offer.postcode {
        Some(postcode) => pair("postcode", postcode),
        None => pair("local_authority", offer.local_authority.unwrap_or_default()),
    }
    if offer.remote {
        pair("remote", "yes".to_owned());
    }
    if let Some(budget) = offer.budget_pence {
        pair("budget", budget.to_decimal());
    }
    for code in offer.provides.split(';').filter(|code| !code.is_empty()) {
        pair("provides", code.to_owned());
    }
    let resources = prices::catalogue(&app).await?;
    Ok(form(
        &visitor,
        Some(id),
        &resources,
        &Fields::from_pairs(pairs),
        &Invalid::new(),
    ))
}

async fn save(State(app): State<App>, visitor: Visitor, Path(id): Path<String>, fields: Fields) -> PageResult {
    visitor.require()?;
    let id: OfferId = id.parse().map_err(|_| PageError::NotFound)?;
    match offers::change(&app, visitor.actor(), id, &typed(&fields)).await {
        Ok(()) => Ok(see_other_with(&format!("/offers/{id}"), "You have changed the offer")),
        Err(Error::Invalid(invalid)) => {
            let resources = prices::catalogue(&app).await?;
            Ok(form(&visitor, Some(id), &resources, &fields, &invalid))
        }
        Err(error) => Err(error.into()),
    }
}

fn form(
    visitor: &Visitor,
    id: Option<OfferId>,
    resources: &[Resource],
    fields: &Fields,
    invalid: &Invalid,
) -> Response {
    let errors = form_errors(invalid);
    let (title, action, back) = match id {
        None => ("Make an offer", "/offers/new".to_owned(), "/offers".to_owned()),
        Some(id) => (
            "Change the offer",
            format!("/offers/{id}/edit"),
            format!("/offers/{id}"),
        ),
    };
    Page::new(visitor, title).back(back).errors(&errors).show(html! {
        (errors.summary())
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { "An offer is not a promise: nothing is agreed until you and an organisation both say yes." }
        form method="post" action=(action) novalidate {
            (Csrf(visitor.csrf()))
            (Select {
                name: "resource",
                label: "What can you spare?".into(),
                hint: html! { "If you are not sure what to call it, " a class="govuk-link" href="/prices" { "search the price book" } }.into(),
                items: resource_items(resources, "Choose from the list"),
                value: fields.get("resource"),
                error: errors.error("resource"),
                ..Default::default()
            })
            (Input { name: "quantity", label: "How much or how many?".into(), hint: "A number, like 40".into(),
                value: fields.get("quantity"), error: errors.error("quantity"), width: Width::Chars5, ..Default::default() })
            (Input { name: "title", label: "What would you call it? (optional)".into(), hint: "For example, “Stacking chairs from an office that closed”".into(),
                value: fields.get("title"), error: errors.error("title"), width: Width::TwoThirds, ..Default::default() })
            (Textarea { name: "description", label: "Tell people more (optional)".into(),
                hint: format!("Condition, size, skills, times. Up to {MAX_DESCRIPTION_CHARS} characters").into(),
                value: fields.get("description"), error: errors.error("description"), rows: Some(3), ..Default::default() })
            (day_input(fields, &errors, "from", "From which day is it free?", "For example, 27 3 2027"))
            (day_input(fields, &errors, "to", "Until which day?", "It leaves the list after this day"))
            (place_inputs(fields, &errors, "Where it sets out from"))
            (Input { name: "radius_km", label: "How far does it travel, in kilometres?".into(), hint: "0 if it has to be fetched".into(),
                value: fields.get("radius_km"), error: errors.error("radius_km"), kind: InputKind::WholeNumber, width: Width::Chars4, ..Default::default() })
            (Checkboxes { name: "remote", legend: "Can it be given from anywhere? (optional)".into(),
                items: vec![Choice::new("yes", "Yes, by telephone or online")],
                values: fields.all("remote").collect(), small: true, ..Default::default() })
            (conditions(fields, &errors, "provides", "What does it come with? (optional)"))
            (Input { name: "budget", label: "The most that you will spend on it, in pounds (optional)".into(),
                hint: "Only your organisation sees this".into(), prefix: "£".into(),
                value: fields.get("budget"), error: errors.error("budget"), width: Width::Chars10, ..Default::default() })
            @if id.is_some() { (Button::submit("Save")) } @else {
                div class="govuk-button-group" {
                    (Button { name: "then", value: "list", ..Button::submit("List the offer") })
                    (Button { name: "then", value: "draft", ..Button::secondary("Save as a draft") })
                }
            }
        }
    })
}
