//! Checkboxes and radios, with hints, dividers and parts that appear when an item is chosen.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::field::{Fieldset, Group, Hint, Label, Legend};
use crate::content::{Content, classes, described_by, filled};

/// One item of [`Checkboxes`] or [`Radios`].
#[derive(Clone, Debug, Default)]
pub struct Choice<'a> {
    /// What is sent when it is chosen.
    pub value: Cow<'a, str>,
    /// What it says. For a divider, the word between two groups.
    pub label: Content<'a>,
    /// Help.
    pub hint: Content<'a>,
    /// Its id, where the one made from the group's id and its position is not right.
    pub id: Cow<'a, str>,
    /// Another name to be sent under (checkboxes only).
    pub name: Cow<'a, str>,
    /// Whether it is chosen; when not said, the group's value decides.
    pub checked: Option<bool>,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Fields that belong to it, shown while it is chosen.
    pub reveal: Option<Markup>,
    /// Whether choosing it clears all others (checkboxes only), as "None of these" does.
    pub exclusive: bool,
    /// Whether this is no item but the word between two groups of them.
    pub divider: bool,
}

impl<'a> Choice<'a> {
    /// An item.
    pub fn new(value: impl Into<Cow<'a, str>>, label: impl Into<Content<'a>>) -> Self {
        Choice {
            value: value.into(),
            label: label.into(),
            ..Default::default()
        }
    }

    /// A word between two groups of items, such as "or".
    pub fn divider(word: impl Into<Content<'a>>) -> Self {
        Choice {
            label: word.into(),
            divider: true,
            ..Default::default()
        }
    }

    /// With help.
    pub fn hint(self, hint: impl Into<Content<'a>>) -> Self {
        Choice {
            hint: hint.into(),
            ..self
        }
    }

    /// Chosen or not, whatever the group's value says.
    pub fn checked(self, checked: bool) -> Self {
        Choice {
            checked: Some(checked),
            ..self
        }
    }

    /// With fields that are shown while it is chosen.
    pub fn reveal(self, fields: Markup) -> Self {
        Choice {
            reveal: Some(fields),
            ..self
        }
    }

    /// Clearing all others when chosen.
    pub fn exclusive(self) -> Self {
        Choice {
            exclusive: true,
            ..self
        }
    }
}

/// Any number of several things.
#[derive(Clone, Debug, Default)]
pub struct Checkboxes<'a> {
    /// The name each is sent under.
    pub name: &'a str,
    /// What the ids of the items start with; the name when empty.
    pub id: &'a str,
    /// What is asked; without one there is no fieldset, as for a single box.
    pub legend: Legend<'a>,
    /// Help.
    pub hint: Content<'a>,
    /// What is wrong.
    pub error: Option<&'a str>,
    /// The items.
    pub items: Vec<Choice<'a>>,
    /// The values that are chosen.
    pub values: Vec<&'a str>,
    /// Smaller boxes, for filters.
    pub small: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the list.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl Render for Checkboxes<'_> {
    fn render(&self) -> Markup {
        let small = if self.small { "govuk-checkboxes--small" } else { "" };
        List {
            base: "govuk-checkboxes",
            kind: "checkbox",
            name: self.name,
            id: filled(self.id).unwrap_or(self.name),
            items: &self.items,
            values: &self.values,
            list_classes: classes(&["govuk-checkboxes", small, self.classes]),
            // Without a fieldset to carry the description, each box carries it.
            item_described_by: if self.legend.content.is_empty() {
                self.described_by.to_owned()
            } else {
                String::new()
            },
        }
        .in_group(
            &self.legend,
            self.described_by,
            &self.hint,
            self.error,
            self.group_classes,
        )
    }
}

/// One of several things.
#[derive(Clone, Debug, Default)]
pub struct Radios<'a> {
    /// The name it is sent under.
    pub name: &'a str,
    /// What the ids of the items start with; the name when empty.
    pub id: &'a str,
    /// What is asked.
    pub legend: Legend<'a>,
    /// Help.
    pub hint: Content<'a>,
    /// What is wrong.
    pub error: Option<&'a str>,
    /// The items.
    pub items: Vec<Choice<'a>>,
    /// The value that is chosen; none when empty.
    pub value: &'a str,
    /// Side by side, for two short answers.
    pub inline: bool,
    /// Smaller circles, for filters.
    pub small: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the list.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl<'a> Radios<'a> {
    /// A question to be answered by yes or no; the values sent are `yes` and `no`.
    pub fn yes_no(name: &'a str, legend: impl Into<Legend<'a>>, value: &'a str) -> Self {
        Radios {
            name,
            legend: legend.into(),
            value,
            items: vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
            inline: true,
            ..Default::default()
        }
    }
}

impl Render for Radios<'_> {
    fn render(&self) -> Markup {
        let small = if self.small { "govuk-radios--small" } else { "" };
        let inline = if self.inline { "govuk-radios--inline" } else { "" };
        let chosen: Vec<&str> = filled(self.value).into_iter().collect();
        List {
            base: "govuk-radios",
            kind: "radio",
            name: self.name,
            id: filled(self.id).unwrap_or(self.name),
            items: &self.items,
            values: &chosen,
            list_classes: classes(&["govuk-radios", small, inline, self.classes]),
            item_described_by: String::new(),
        }
        .in_group(
            &self.legend,
            self.described_by,
            &self.hint,
            self.error,
            self.group_classes,
        )
    }
}

/// What checkboxes and radios have in common.
struct List<'a> {
    base: &'a str,
    kind: &'a str,
    name: &'a str,
    id: &'a str,
    items: &'a [Choice<'a>],
    values: &'a [&'a str],
    list_classes: String,
    item_described_by: String,
}

impl List<'_> {
    fn in_group(
        mut self,
        legend: &Legend<'_>,
        describers: &str,
        hint: &Content<'_>,
        error: Option<&str>,
        group_classes: &str,
    ) -> Markup {
        let group = Group {
            id: self.id,
            described_by: describers,
            hint,
            error,
            classes: group_classes,
        };
        let all_describers = group.described_by().unwrap_or_default();
        // Without a fieldset to carry the description, each box carries it.
        if self.kind == "checkbox" && legend.content.is_empty() {
            self.item_described_by = all_describers.clone();
        }
        let inside = html! { (group.hint_and_error()) (self.list()) };
        html! {
            div class=(group.class_names()) {
                @if legend.content.is_empty() {
                    (inside)
                } @else {
                    (Fieldset {
                        legend: legend.clone(),
                        described_by: &all_describers,
                        content: inside.into(),
                        ..Default::default()
                    })
                }
            }
        }
    }

    fn list(&self) -> Markup {
        html! {
            div class=(self.list_classes) data-module=(self.base) {
                @for (index, item) in self.items.iter().enumerate() {
                    @if item.divider {
                        div class={ (self.base) "__divider" } { (item.label) }
                    } @else {
                        (self.item(index, item))
                    }
                }
            }
        }
    }

    fn item(&self, index: usize, item: &Choice<'_>) -> Markup {
        let base = self.base;
        let id = self.item_id(index, item);
        let checked = item
            .checked
            .unwrap_or_else(|| self.values.contains(&item.value.as_ref()));
        let hint_id = if item.hint.is_empty() {
            String::new()
        } else {
            format!("{id}-item-hint")
        };
        let reveal_id = format!("conditional-{id}");
        let label_classes = format!("{base}__label");
        html! {
            div class={ (base) "__item" } {
                input class={ (base) "__input" } id=(id) name=(filled(&item.name).unwrap_or(self.name)) type=(self.kind)
                    value=(item.value) checked[checked] disabled[item.disabled]
                    data-aria-controls=[item.reveal.as_ref().map(|_| &reveal_id)]
                    data-behaviour=[item.exclusive.then_some("exclusive")]
                    aria-describedby=[described_by(&[&self.item_described_by, &hint_id])];
                (Label { content: item.label.clone(), classes: &label_classes, ..Default::default() }.for_field(&id))
                @if !hint_id.is_empty() {
                    (Hint { id: &hint_id, content: item.hint.clone(), classes: &format!("{base}__hint") })
                }
            }
            @if let Some(fields) = &item.reveal {
                @let hidden = if checked { String::new() } else { format!("{base}__conditional--hidden") };
                div class=(classes(&[&format!("{base}__conditional"), &hidden])) id=(reveal_id) { (fields) }
            }
        }
    }

    /// The first item has the plain id, so that an error summary can link to it.
    fn item_id(&self, index: usize, item: &Choice<'_>) -> String {
        match (item.id.as_ref(), index) {
            ("", 0) => self.id.to_owned(),
            ("", _) => format!("{}-{}", self.id, index + 1),
            (id, _) => id.to_owned(),
        }
    }
}
