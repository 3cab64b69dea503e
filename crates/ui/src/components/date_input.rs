//! A date that is known by heart or can be looked up, as three boxes.

use maud::{Markup, Render, html};

use super::field::{Fieldset, Group, Legend};
use super::input::{Input, InputKind, Width};
use crate::content::{Content, classes, filled};

/// Which parts of a date are wrong; all of them when none is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateParts {
    /// The day.
    pub day: bool,
    /// The month.
    pub month: bool,
    /// The year.
    pub year: bool,
}

/// A date. Its parts are sent as `NAME-day`, `NAME-month` and `NAME-year`, and have those ids.
#[derive(Clone, Debug, Default)]
pub struct DateInput<'a> {
    /// What the three names start with.
    pub name: &'a str,
    /// What the three ids start with; the name when empty.
    pub id: &'a str,
    /// What is asked.
    pub legend: Legend<'a>,
    /// Help, usually an example such as "27 3 2027".
    pub hint: Content<'a>,
    /// What is wrong.
    pub error: Option<&'a str>,
    /// Which parts are wrong; all of them when none is named.
    pub wrong: DateParts,
    /// The day as it was typed.
    pub day: &'a str,
    /// The month as it was typed.
    pub month: &'a str,
    /// The year as it was typed.
    pub year: &'a str,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the three boxes' element.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl DateInput<'_> {
    fn id(&self) -> &str {
        filled(self.id).unwrap_or(self.name)
    }

    fn part(&self, part: &str, label: &str, value: &str, width: Width, wrong: bool) -> Markup {
        let name = if self.name.is_empty() {
            part.to_owned()
        } else {
            format!("{}-{part}", self.name)
        };
        let any_named = self.wrong != DateParts::default();
        let error = if wrong || (self.error.is_some() && !any_named) {
            "govuk-input--error"
        } else {
            ""
        };
        html! {
            div class="govuk-date-input__item" {
                (Input {
                    name: &name,
                    id: &format!("{}-{part}", self.id()),
                    label: super::Label { content: label.into(), classes: "govuk-date-input__label", ..Default::default() },
                    value,
                    kind: InputKind::WholeNumber,
                    width,
                    classes: &classes(&["govuk-date-input__input", error]),
                    ..Default::default()
                })
            }
        }
    }
}

impl Render for DateInput<'_> {
    fn render(&self) -> Markup {
        let group = Group {
            id: self.id(),
            described_by: self.described_by,
            hint: &self.hint,
            error: self.error,
            classes: self.group_classes,
        };
        let inside = html! {
            (group.hint_and_error())
            div class=(classes(&["govuk-date-input", self.classes])) id=(self.id()) {
                (self.part("day", "Day", self.day, Width::Chars2, self.wrong.day))
                (self.part("month", "Month", self.month, Width::Chars2, self.wrong.month))
                (self.part("year", "Year", self.year, Width::Chars4, self.wrong.year))
            }
        };
        html! {
            div class=(group.class_names()) {
                @if self.legend.content.is_empty() {
                    (inside)
                } @else {
                    // Some screen readers read the description of a fieldset of text boxes only with this role.
                    (Fieldset {
                        legend: self.legend.clone(),
                        described_by: &group.described_by().unwrap_or_default(),
                        role: "group",
                        content: inside.into(),
                        classes: "",
                    })
                }
            }
        }
    }
}
