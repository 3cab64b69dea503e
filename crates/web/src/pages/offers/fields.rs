//! The form of an offer, which making and changing one share.

use crate::{
    Fields,
    pages::parts::{conditions, day_input, day_pairs, how_many, place_inputs, resource_items, typed_day},
};
use maud::{Markup, html};
use svx_app::{
    Invalid,
    offers::{MAX_DESCRIPTION_CHARS, OfferInput, radius_text},
};
use svx_domain::Quantity;
use svx_store::{offers::Offer, prices::Resource};
use svx_ui::{
    CharacterCount, Checkboxes, Choice, FormErrors, Input, InputKind, Limit, Radios, Select, Textarea, Width,
};

/// Everything that the form sends.
const NAMES: [&str; 17] = [
    "resource",
    "quantity",
    "title",
    "description",
    "from-day",
    "from-month",
    "from-year",
    "to-day",
    "to-month",
    "to-year",
    "postcode",
    "local_authority",
    "radius",
    "radius_unit",
    "remote",
    "provides",
    "budget",
];

/// How far it travels as one text, for [`typed`]. Without a unit it is miles.
pub(super) fn radius(fields: &Fields) -> String {
    let (number, unit) = (fields.text("radius"), fields.text("radius_unit"));
    match (number, unit) {
        ("", _) => String::new(),
        (number, "") => format!("{number} miles"),
        (number, unit) => format!("{number} {unit}"),
    }
}

/// What was typed, with what [`radius`] gave.
pub(super) fn typed<'a>(fields: &'a Fields, radius: &'a str) -> OfferInput<'a> {
    OfferInput {
        resource: fields.text("resource"),
        quantity: fields.get("quantity"),
        title: fields.get("title"),
        description: fields.get("description"),
        from: typed_day(fields, "from"),
        to: typed_day(fields, "to"),
        postcode: fields.get("postcode"),
        local_authority: fields.get("local_authority"),
        radius_km: radius,
        remote: fields.ticked("remote", "yes"),
        provides: fields.all("provides").collect(),
        budget: fields.get("budget"),
    }
}

/// An offer as if it had just been typed.
pub(super) fn of_offer(offer: Offer) -> Fields {
    let mut pairs = day_pairs("from", Some(offer.from_on));
    pairs.extend(day_pairs("to", Some(offer.to_on)));
    let mut pair = |name: &str, value: String| pairs.push((name.to_owned(), value));
    // Where the postcode cannot be looked up, the choice that was made instead is shown again.
    let looked_up = offer.postcode.as_deref().is_some_and(|postcode| {
        let parsed = postcode.parse();
        parsed.is_ok_and(|postcode| svx_places::locate(postcode).is_ok())
    });
    if !looked_up {
        pair("local_authority", offer.local_authority.unwrap_or_default());
    }
    pair("postcode", offer.postcode.unwrap_or_default());
    pair("resource", offer.resource);
    pair("quantity", offer.capacity.to_decimal());
    pair("title", offer.title);
    pair("description", offer.description);
    let (number, unit) = radius_text(offer.radius_m);
    pair("radius", number);
    pair("radius_unit", unit.to_owned());
    if offer.remote {
        pair("remote", "yes".to_owned());
    }
    if let Some(budget) = offer.budget_pence {
        pair("budget", budget.to_decimal());
    }
    for code in offer.provides.split(';').filter(|code| !code.is_empty()) {
        pair("provides", code.to_owned());
    }
    Fields::from_pairs(pairs)
}

/// What is wrong, at the fields of this form.
pub(super) fn errors(invalid: &Invalid) -> FormErrors {
    let mut errors = FormErrors::new();
    for (field, message) in invalid.iter() {
        match field {
            "radius_km" => errors.add("radius", message),
            "from" | "to" => errors.add_at(field, format!("{field}-day"), message),
            field => errors.add(field, message),
        }
    }
    errors
}

/// Everything that was typed, kept in a page that shows the answers.
pub(super) fn hidden(fields: &Fields) -> Markup {
    html! {
        @for name in NAMES {
            @for value in fields.all(name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The fields. `kept` is what is offered and how much of it is promised, where that can no longer be changed.
pub(super) fn inputs(
    resources: &[Resource],
    fields: &Fields,
    errors: &FormErrors,
    kept: Option<(&Resource, Quantity)>,
) -> Markup {
    let hint = match kept {
        None => "A number, like 40".to_owned(),
        Some((kept, promised)) if promised.is_zero() => format!("In {}", kept.units),
        Some((kept, promised)) => {
            let promised = how_many(promised, &kept.unit, &kept.units);
            format!("In {}. Promised already: {promised}", kept.units)
        }
    };
    html! {
        @match kept {
            Some((kept, _)) => {
                p class="govuk-body" { "You offer: " strong { (kept.name) } ". That cannot change now; to offer something else, make another offer." }
                input type="hidden" name="resource" value=(kept.code);
                @if let Some(error) = errors.error("resource") { p class="govuk-error-message" id="resource" { (error) } }
            }
            None => (Select {
                name: "resource",
                label: "What can you spare?".into(),
                hint: html! { "If you are not sure what to call it, " a class="govuk-link" href="/prices" { "search the price book" } }.into(),
                items: resource_items(resources, "Choose from the list"),
                value: fields.get("resource"),
                error: errors.error("resource"),
                ..Default::default()
            })
        }
        (Input {
            name: "quantity",
            label: "How much or how many?".into(),
            hint: hint.into(),
            value: fields.get("quantity"),
            error: errors.error("quantity"),
            width: Width::Chars5,
            ..Default::default()
        })
        (what_it_is(fields, errors))
        (day_input(fields, errors, "from", "From which day is it free?", "For example, 27 3 2027"))
        (day_input(fields, errors, "to", "Until which day?", "It leaves the list after this day"))
        (place_inputs(fields, errors, "Where it sets out from"))
        (distance(fields, errors))
        (conditions(fields, errors, "provides", "What does it come with? (optional)"))
        (Input {
            name: "budget",
            label: "The most that you will spend on it, in pounds (optional)".into(),
            hint: "Only your organisation sees this".into(),
            prefix: "£".into(),
            value: fields.get("budget"),
            error: errors.error("budget"),
            width: Width::Chars10,
            ..Default::default()
        })
    }
}

fn what_it_is(fields: &Fields, errors: &FormErrors) -> Markup {
    html! {
        (Input {
            name: "title",
            label: "What would you call it? (optional)".into(),
            hint: "For example, “Stacking chairs from an office that closed”".into(),
            value: fields.get("title"),
            error: errors.error("title"),
            width: Width::TwoThirds,
            ..Default::default()
        })
        (CharacterCount {
            limit: Limit::Characters(u32::try_from(MAX_DESCRIPTION_CHARS).unwrap_or(u32::MAX)),
            threshold: None,
            textarea: Textarea {
                name: "description",
                label: "Tell people more (optional)".into(),
                hint: "Condition, size, skills, times".into(),
                value: fields.get("description"),
                error: errors.error("description"),
                rows: Some(4),
                ..Default::default()
            },
        })
    }
}

fn distance(fields: &Fields, errors: &FormErrors) -> Markup {
    let unit = fields.optional("radius_unit").unwrap_or("miles");
    html! {
        (Input {
            name: "radius",
            label: "How far does it travel?".into(),
            hint: "0 if it has to be fetched".into(),
            value: fields.get("radius"),
            error: errors.error("radius"),
            kind: InputKind::Decimal,
            width: Width::Chars4,
            ..Default::default()
        })
        (Radios {
            name: "radius_unit",
            legend: "Is that in miles or kilometres?".into(),
            items: vec![Choice::new("miles", "Miles"), Choice::new("km", "Kilometres")],
            value: unit,
            inline: true,
            small: true,
            ..Default::default()
        })
        (Checkboxes {
            name: "remote",
            legend: "Can it be given from anywhere? (optional)".into(),
            hint: "Then it needs no postcode and no distance".into(),
            items: vec![Choice::new("yes", "Yes, by telephone or online")],
            values: fields.all("remote").collect(),
            small: true,
            ..Default::default()
        })
    }
}
