//! What the forms and pages of projects, needs and offers have in common.

use crate::Fields;
use jiff::civil::Date;
use maud::{Markup, html};
use svx_app::input::TypedDay;
use svx_domain::{
    Code as _, Quantity,
    resource::{Condition, measure},
};
use svx_store::{needs::Line, prices::Resource};
use svx_ui::{
    Checkboxes, Choice, DateInput, Details, FormErrors, Input, Select, SelectItem, Tag, TagColour, Width, words,
};

/// The three boxes of a day as they were typed.
pub(crate) fn typed_day<'a>(fields: &'a Fields, name: &str) -> TypedDay<'a> {
    TypedDay {
        day: fields.get(&format!("{name}-day")),
        month: fields.get(&format!("{name}-month")),
        year: fields.get(&format!("{name}-year")),
    }
}

/// Three boxes for a day.
pub(crate) fn day_input(fields: &Fields, errors: &FormErrors, name: &str, legend: &str, hint: &str) -> Markup {
    let typed = typed_day(fields, name);
    html! {
        (DateInput {
            name,
            legend: legend.into(),
            hint: hint.into(),
            error: errors.error(name),
            day: typed.day,
            month: typed.month,
            year: typed.year,
            ..Default::default()
        })
    }
}

/// The fields of a day that is known.
pub(crate) fn day_pairs(name: &str, day: Option<Date>) -> Vec<(String, String)> {
    day.map_or_else(Vec::new, |day| {
        vec![
            (format!("{name}-day"), day.day().to_string()),
            (format!("{name}-month"), day.month().to_string()),
            (format!("{name}-year"), day.year().to_string()),
        ]
    })
}

/// Resources to choose from, by category.
pub(crate) fn resource_items<'a>(resources: &'a [Resource], first: &'a str) -> Vec<SelectItem<'a>> {
    let mut sorted: Vec<&Resource> = resources.iter().collect();
    sorted.sort_by_key(|resource| resource.category);
    let items = sorted.into_iter().map(|resource| {
        let text = format!("{}, by the {}", resource.name, measure(&resource.unit));
        SelectItem::new(resource.code.as_str(), text).group(resource.category.label())
    });
    [SelectItem::new("", first)].into_iter().chain(items).collect()
}

/// A box for a postcode, and beneath it the list of local authorities for where none is known.
pub(crate) fn place_inputs(fields: &Fields, errors: &FormErrors, hint: &str) -> Markup {
    let mut items = vec![SelectItem::new("", "Choose a local authority")];
    for authority in svx_places::choosable_authorities() {
        items.push(SelectItem::new(authority.code.to_string(), authority.name.as_str()));
    }
    let open = errors.error("local_authority").is_some() || errors.error("postcode").is_some();
    html! {
        (Input {
            name: "postcode",
            label: "Postcode".into(),
            hint: hint.into(),
            value: fields.get("postcode"),
            error: errors.error("postcode"),
            width: Width::Chars10,
            autocomplete: "postal-code",
            ..Default::default()
        })
        (Details {
            summary: "There is no postcode, or it is not known here".into(),
            content: html! {
                (Select {
                    name: "local_authority",
                    label: "Local authority".into(),
                    hint: "Choose it for a place in Northern Ireland, or where there is no postcode".into(),
                    items,
                    value: fields.get("local_authority"),
                    error: errors.error("local_authority"),
                    ..Default::default()
                })
            }.into(),
            open: open || !fields.get("local_authority").is_empty(),
            ..Default::default()
        })
    }
}

/// Boxes for conditions.
pub(crate) fn conditions(fields: &Fields, errors: &FormErrors, name: &str, legend: &str) -> Markup {
    let items = Condition::ALL
        .iter()
        .map(|condition| Choice::new(condition.code(), condition.label()));
    html! {
        (Checkboxes {
            name,
            legend: legend.into(),
            hint: "Tick all that apply".into(),
            error: errors.error(name),
            items: items.collect(),
            values: fields.all(name).collect(),
            small: true,
            ..Default::default()
        })
    }
}

/// The labels of conditions by their codes.
pub(crate) fn condition_words(codes: &str) -> Vec<&'static str> {
    let conditions = Condition::from_codes(codes).unwrap_or_default();
    conditions.into_iter().map(svx_domain::Code::label).collect()
}

/// 12 chairs.
pub(crate) fn how_many(quantity: Quantity, unit: &str, units: &str) -> String {
    words::quantity(quantity.thousandths(), unit, units)
}

/// How much of a need is still open: a tag for when all or part of it is met.
pub(crate) fn need_tag(need: &Line) -> Option<Tag<'static>> {
    if need.open().is_zero() {
        Some(Tag::new(TagColour::Green, "Promised in full"))
    } else if need.matched.is_zero() {
        None
    } else {
        Some(Tag::new(TagColour::Teal, "Promised in part"))
    }
}

/// A need in one line: “12 of 20 chairs, 1 to 30 November 2026”.
pub(crate) fn need_line(need: &Line) -> String {
    let whole = how_many(need.quantity, &need.unit, &need.units);
    let open = need.open();
    let much = if need.matched.is_zero() || open.is_zero() {
        whole
    } else {
        format!("{open} of {whole} still open")
    };
    format!("{}: {much}", need.resource_name)
}
