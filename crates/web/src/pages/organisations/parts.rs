//! Parts that several pages about organisations share.

use crate::{Fields, PageError};
use jiff::Timestamp;
use maud::{Markup, html};
use svx_app::organisations::details::{MAX_DESCRIPTION_CHARS, Typed};
use svx_domain::{Code, lifecycle::ApplicationState, orgid::Register, ports::uk};
use svx_store::organisations::Identifier;
use svx_ui::{
    CharacterCount, FormErrors, Input, InputKind, Limit, Select, SelectItem, Tag, TagColour, Textarea, Width, words,
};

/// The names of the fields of an organisation's details.
pub(in crate::pages) const DETAILS: [&str; 5] = ["name", "description", "website", "postcode", "local_authority"];

/// What was typed into the fields of [`details_fields`].
pub(in crate::pages) fn typed(fields: &Fields) -> Typed<'_> {
    Typed {
        name: fields.get("name"),
        description: fields.get("description"),
        website: fields.text("website"),
        postcode: fields.text("postcode"),
        local_authority: fields.text("local_authority"),
    }
}

/// Name, what it does, website and place.
pub(in crate::pages) fn details_fields(fields: &Fields, errors: &FormErrors) -> Markup {
    let choose = errors.error("postcode").is_some()
        || errors.error("local_authority").is_some()
        || fields.optional("local_authority").is_some();
    html! {
        (Input {
            name: "name",
            label: "Name of the organisation".into(),
            autocomplete: "organization",
            width: Width::TwoThirds,
            value: fields.get("name"),
            error: errors.error("name"),
            ..Default::default()
        })
        (counted(MAX_DESCRIPTION_CHARS, Textarea {
                name: "description",
                label: "What it does".into(),
                hint: "A sentence or two that anyone can understand. It is shown on your public page".into(),
                rows: Some(4),
                value: fields.get("description"),
                error: errors.error("description"),
                ..Default::default()
            }))
        (Input {
            name: "website",
            label: "Website (optional)".into(),
            kind: InputKind::Url,
            width: Width::TwoThirds,
            value: fields.get("website"),
            error: errors.error("website"),
            ..Default::default()
        })
        (Input {
            name: "postcode",
            label: "Postcode".into(),
            hint: "Where the organisation is. We use it to find what is near".into(),
            autocomplete: "postal-code",
            width: Width::Chars10,
            value: fields.get("postcode"),
            error: errors.error("postcode"),
            ..Default::default()
        })
        @if choose { (authority_select(fields.get("local_authority"), errors)) }
    }
}

fn authority_select(value: &str, errors: &FormErrors) -> Markup {
    let items = svx_places::choosable_authorities();
    let items = items
        .into_iter()
        .map(|authority| SelectItem::new(authority.code.to_string(), authority.name.as_str()));
    html! {
        (Select {
            name: "local_authority",
            label: "Local authority".into(),
            hint: "Choose it where the postcode cannot be looked up, as in Northern Ireland".into(),
            items: std::iter::once(SelectItem::new("", "Choose from the list")).chain(items).collect(),
            value,
            error: errors.error("local_authority"),
            ..Default::default()
        })
    }
}

/// Every field that was typed, kept in the page that shows the answers.
pub(in crate::pages) fn hidden(fields: &Fields, names: &[&str]) -> Markup {
    html! {
        @for name in names { input type="hidden" name=(name) value=(fields.get(name)); }
    }
}

/// An identifier in words: "Charity number (England and Wales): 1000003".
pub(in crate::pages) fn identifier(identifier: &Identifier) -> String {
    let register = match Register::from_code(&identifier.scheme) {
        Ok(register) => register.label(),
        Err(_) => &identifier.scheme,
    };
    format!("{register}: {}", identifier.identifier)
}

/// Several lines of text with a count of what is left.
pub(in crate::pages) fn counted(max_chars: usize, textarea: Textarea<'_>) -> CharacterCount<'_> {
    CharacterCount {
        limit: Limit::Characters(u32::try_from(max_chars).unwrap_or(u32::MAX)),
        threshold: None,
        textarea,
    }
}

/// A moment in words, in the United Kingdom's time.
pub(in crate::pages) fn moment(at: Timestamp) -> String {
    words::date_time(at.to_zoned_datetime(uk()).datetime())
}

/// A day in words, in the United Kingdom's time.
pub(in crate::pages) fn day(at: Timestamp) -> String {
    words::date(svx_domain::ports::uk_date(at))
}

/// How an application stands.
pub(in crate::pages) fn application_tag(state: ApplicationState) -> Tag<'static> {
    let colour = match state {
        ApplicationState::Submitted => TagColour::Yellow,
        ApplicationState::MoreInformation => TagColour::Orange,
        ApplicationState::Approved => TagColour::Green,
        ApplicationState::Declined | ApplicationState::Suspended => TagColour::Red,
        ApplicationState::Draft | ApplicationState::Left => TagColour::Grey,
    };
    Tag::new(colour, state.label())
}

/// Text in paragraphs, as it was typed.
pub(in crate::pages) fn paragraphs(text: &str) -> Markup {
    html! {
        @for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            p class="govuk-body" {
                @for (index, line) in paragraph.trim().lines().enumerate() {
                    @if index > 0 { br; }
                    (line)
                }
            }
        }
    }
}

/// An id in a path; one that is not an id names nothing.
pub(in crate::pages) fn id<T: std::str::FromStr>(text: &str) -> Result<T, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}
