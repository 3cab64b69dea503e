//! One of many things from a list that opens.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::field::{Group, Label};
use super::input::Width;
use crate::content::{Content, classes, filled};

/// One thing to choose.
#[derive(Clone, Debug, Default)]
pub struct SelectItem<'a> {
    /// What is sent.
    pub value: Cow<'a, str>,
    /// What it says.
    pub text: Cow<'a, str>,
    /// Whether it is chosen; when not said, the value of the select decides.
    pub selected: Option<bool>,
    /// Whether it cannot be chosen now.
    pub disabled: bool,
    /// The heading that it stands under; none when empty. Items of one group stand together.
    pub group: Cow<'a, str>,
}

impl<'a> SelectItem<'a> {
    /// A thing to choose.
    pub fn new(value: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        SelectItem {
            value: value.into(),
            text: text.into(),
            ..Default::default()
        }
    }

    /// Under a heading.
    #[must_use]
    pub fn group(mut self, heading: impl Into<Cow<'a, str>>) -> Self {
        self.group = heading.into();
        self
    }
}

/// One of many things. Prefer [`super::Radios`] for a few.
#[derive(Clone, Debug, Default)]
pub struct Select<'a> {
    /// The name it is sent under.
    pub name: &'a str,
    /// Its id; the name when empty.
    pub id: &'a str,
    /// What is asked.
    pub label: Label<'a>,
    /// Help.
    pub hint: Content<'a>,
    /// What is wrong.
    pub error: Option<&'a str>,
    /// The things to choose from.
    pub items: Vec<SelectItem<'a>>,
    /// The value that is chosen; the first item when it is none of them.
    pub value: &'a str,
    /// How wide.
    pub width: Width,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the element.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl Select<'_> {
    fn options(&self, items: &[SelectItem<'_>]) -> Markup {
        html! {
            @for item in items {
                @let chosen = !self.value.is_empty() && item.value == self.value;
                option value=(item.value) selected[item.selected.unwrap_or(chosen)] disabled[item.disabled] { (item.text) }
            }
        }
    }
}

impl Render for Select<'_> {
    fn render(&self) -> Markup {
        let id = filled(self.id).unwrap_or(self.name);
        let group = Group {
            id,
            described_by: self.described_by,
            hint: &self.hint,
            error: self.error,
            classes: self.group_classes,
        };
        let error = if self.error.is_some() {
            "govuk-select--error"
        } else {
            ""
        };
        html! {
            div class=(group.class_names()) {
                (self.label.for_field(id))
                (group.hint_and_error())
                select class=(classes(&["govuk-select", self.width.class(), self.classes, error])) id=(id)
                    name=(self.name) disabled[self.disabled] aria-describedby=[group.described_by()] {
                    @for together in self.items.chunk_by(|one, next| one.group == next.group) {
                        @match filled(&together[0].group) {
                            Some(heading) => optgroup label=(heading) { (self.options(together)) },
                            None => (self.options(together)),
                        }
                    }
                }
            }
        }
    }
}
