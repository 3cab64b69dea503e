//! One line of text, and passwords.

use maud::{Markup, Render, html};

use super::field::{Group, Label};
use crate::content::{Content, classes, filled};

/// What kind of text is asked for; phones choose their keyboard by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A whole number: text with a numeric keyboard, so that messy input can be accepted and explained.
    WholeNumber,
    /// A number with a decimal point, such as an amount of money.
    Decimal,
    /// A telephone number.
    Telephone,
    /// A web address.
    Url,
    /// Words to search for.
    Search,
    /// A password; see [`PasswordInput`] for one that can be shown.
    Password,
}

impl InputKind {
    fn attributes(self) -> (&'static str, Option<&'static str>) {
        match self {
            InputKind::Text => ("text", None),
            InputKind::Email => ("email", None),
            InputKind::WholeNumber => ("text", Some("numeric")),
            InputKind::Decimal => ("text", Some("decimal")),
            InputKind::Telephone => ("tel", None),
            InputKind::Url => ("url", None),
            InputKind::Search => ("search", None),
            InputKind::Password => ("password", None),
        }
    }
}

/// How wide a field is: in characters where the length is known, else as a part of its column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// As wide as its column.
    #[default]
    Full,
    /// Two characters.
    Chars2,
    /// Three characters.
    Chars3,
    /// Four characters.
    Chars4,
    /// Five characters.
    Chars5,
    /// Ten characters: a postcode, a telephone number.
    Chars10,
    /// Twenty characters.
    Chars20,
    /// Thirty characters.
    Chars30,
    /// Three quarters of the column.
    ThreeQuarters,
    /// Two thirds of the column.
    TwoThirds,
    /// Half of the column.
    Half,
    /// A third of the column.
    Third,
    /// A quarter of the column.
    Quarter,
}

impl Width {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Width::Full => "",
            Width::Chars2 => "govuk-input--width-2",
            Width::Chars3 => "govuk-input--width-3",
            Width::Chars4 => "govuk-input--width-4",
            Width::Chars5 => "govuk-input--width-5",
            Width::Chars10 => "govuk-input--width-10",
            Width::Chars20 => "govuk-input--width-20",
            Width::Chars30 => "govuk-input--width-30",
            Width::ThreeQuarters => "govuk-!-width-three-quarters",
            Width::TwoThirds => "govuk-!-width-two-thirds",
            Width::Half => "govuk-!-width-one-half",
            Width::Third => "govuk-!-width-one-third",
            Width::Quarter => "govuk-!-width-one-quarter",
        }
    }
}

/// One line of text.
#[derive(Clone, Debug, Default)]
pub struct Input<'a> {
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
    /// What was typed before.
    pub value: &'a str,
    /// What kind of text.
    pub kind: InputKind,
    /// How wide.
    pub width: Width,
    /// What stands before the box, such as a pound sign.
    pub prefix: Content<'a>,
    /// What stands after the box, such as a unit.
    pub suffix: Content<'a>,
    /// What the browser may fill in, in the words of the HTML standard.
    pub autocomplete: &'a str,
    /// Whether the keyboard may set capitals; `none` or `characters`.
    pub autocapitalize: &'a str,
    /// Whether spelling is checked, where the browser's own choice is not right.
    pub spellcheck: Option<bool>,
    /// The pattern the browser may check.
    pub pattern: &'a str,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// The id of a `datalist` with suggestions.
    pub list: &'a str,
    /// Further classes of the box.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl Input<'_> {
    fn id(&self) -> &str {
        filled(self.id).unwrap_or(self.name)
    }

    fn element(&self, describers: Option<&str>) -> Markup {
        let error = if self.error.is_some() { "govuk-input--error" } else { "" };
        let (kind, inputmode) = self.kind.attributes();
        html! {
            input class=(classes(&["govuk-input", self.width.class(), self.classes, error])) id=(self.id())
                name=(self.name) type=(kind) spellcheck=[self.spellcheck] value=[filled(self.value)]
                disabled[self.disabled] aria-describedby=[describers] autocomplete=[filled(self.autocomplete)]
                autocapitalize=[filled(self.autocapitalize)] pattern=[filled(self.pattern)] inputmode=[inputmode]
                list=[filled(self.list)];
        }
    }
}

impl Render for Input<'_> {
    fn render(&self) -> Markup {
        let group = Group {
            id: self.id(),
            described_by: self.described_by,
            hint: &self.hint,
            error: self.error,
            classes: self.group_classes,
        };
        let input = self.element(group.described_by().as_deref());
        html! {
            div class=(group.class_names()) {
                (self.label.for_field(self.id()))
                (group.hint_and_error())
                @if self.prefix.is_empty() && self.suffix.is_empty() {
                    (input)
                } @else {
                    div class="govuk-input__wrapper" {
                        @if !self.prefix.is_empty() {
                            div class="govuk-input__prefix" aria-hidden="true" { (self.prefix) }
                        }
                        (input)
                        @if !self.suffix.is_empty() {
                            div class="govuk-input__suffix" aria-hidden="true" { (self.suffix) }
                        }
                    }
                }
            }
        }
    }
}

/// A password that can be shown while it is typed. Its value is never sent back to the page.
#[derive(Clone, Debug, Default)]
pub struct PasswordInput<'a> {
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
    /// `current-password` (when empty) or `new-password`.
    pub autocomplete: &'a str,
    /// How wide.
    pub width: Width,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the box.
    pub classes: &'a str,
}

impl Render for PasswordInput<'_> {
    fn render(&self) -> Markup {
        let id = filled(self.id).unwrap_or(self.name);
        let group = Group {
            id,
            described_by: self.described_by,
            hint: &self.hint,
            error: self.error,
            classes: "govuk-password-input",
        };
        let input = Input {
            name: self.name,
            id,
            error: self.error,
            kind: InputKind::Password,
            spellcheck: Some(false),
            autocapitalize: "none",
            autocomplete: filled(self.autocomplete).unwrap_or("current-password"),
            disabled: self.disabled,
            width: self.width,
            classes: &classes(&[
                "govuk-password-input__input govuk-js-password-input-input",
                self.classes,
            ]),
            ..Default::default()
        };
        html! {
            div class=(group.class_names()) data-module="govuk-password-input" {
                (self.label.for_field(id))
                (group.hint_and_error())
                div class="govuk-input__wrapper govuk-password-input__wrapper" {
                    (input.element(group.described_by().as_deref()))
                    (show_button(id))
                }
            }
        }
    }
}

/// Hidden until the script that makes it work has run.
fn show_button(input_id: &str) -> Markup {
    html! {
        button type="button" data-module="govuk-button"
            class="govuk-button govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"
            aria-controls=(input_id) aria-label="Show password" hidden { "Show" }
    }
}
