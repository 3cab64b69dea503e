//! The parts that every form field shares: label, legend, hint, error message, fieldset and the group around them.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::content::{Content, classes, described_by, filled};

/// How large a label, legend or caption is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Size {
    /// The size of body text.
    #[default]
    Normal,
    /// Small heading.
    S,
    /// Medium heading.
    M,
    /// Large heading: usual for the one question of a page.
    L,
    /// Extra large heading.
    Xl,
}

impl Size {
    pub(crate) fn class(self, base: &str) -> String {
        let suffix = match self {
            Size::Normal => return String::new(),
            Size::S => "s",
            Size::M => "m",
            Size::L => "l",
            Size::Xl => "xl",
        };
        format!("{base}--{suffix}")
    }
}

/// The words that name a field. `"Postcode".into()` is a plain one.
#[derive(Clone, Debug, Default)]
pub struct Label<'a> {
    /// What it says.
    pub content: Content<'a>,
    /// How large.
    pub size: Size,
    /// Whether it is also the `h1` of the page.
    pub page_heading: bool,
    /// Whether only assistive technology sees it.
    pub hidden: bool,
    /// Further classes.
    pub classes: &'a str,
}

/// The words that name a group of fields; the same shape as a [`Label`].
pub type Legend<'a> = Label<'a>;

impl<'a> Label<'a> {
    /// A label that is the heading of its page, set large.
    pub fn page_heading(content: impl Into<Content<'a>>) -> Self {
        Label {
            content: content.into(),
            size: Size::L,
            page_heading: true,
            ..Default::default()
        }
    }

    /// A label of a given size.
    pub fn sized(size: Size, content: impl Into<Content<'a>>) -> Self {
        Label {
            content: content.into(),
            size,
            ..Default::default()
        }
    }

    /// A label for assistive technology only.
    pub fn hidden(content: impl Into<Content<'a>>) -> Self {
        Label {
            content: content.into(),
            hidden: true,
            ..Default::default()
        }
    }

    /// The `label` element of the field with this id.
    pub fn for_field(&self, id: &str) -> Markup {
        let label = html! {
            label class=(self.class_names("govuk-label")) for=[filled(id)] { (self.content) }
        };
        html! {
            @if !self.content.is_empty() {
                @if self.page_heading { h1 class="govuk-label-wrapper" { (label) } } @else { (label) }
            }
        }
    }

    fn legend(&self) -> Markup {
        html! {
            @if !self.content.is_empty() {
                legend class=(self.class_names("govuk-fieldset__legend")) {
                    @if self.page_heading {
                        h1 class="govuk-fieldset__heading" { (self.content) }
                    } @else {
                        (self.content)
                    }
                }
            }
        }
    }

    fn class_names(&self, base: &str) -> String {
        let hidden = if self.hidden { "govuk-visually-hidden" } else { "" };
        classes(&[base, &self.size.class(base), hidden, self.classes])
    }
}

impl<'a> From<&'a str> for Label<'a> {
    fn from(text: &'a str) -> Self {
        Label {
            content: text.into(),
            ..Default::default()
        }
    }
}

impl<'a> From<&'a String> for Label<'a> {
    fn from(text: &'a String) -> Self {
        Label {
            content: text.into(),
            ..Default::default()
        }
    }
}

impl From<String> for Label<'_> {
    fn from(text: String) -> Self {
        Label {
            content: text.into(),
            ..Default::default()
        }
    }
}

impl<'a> From<Cow<'a, str>> for Label<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Label {
            content: text.into(),
            ..Default::default()
        }
    }
}

impl From<Markup> for Label<'_> {
    fn from(markup: Markup) -> Self {
        Label {
            content: markup.into(),
            ..Default::default()
        }
    }
}

/// Help that belongs to a field.
#[derive(Clone, Debug, Default)]
pub struct Hint<'a> {
    /// The id that `aria-describedby` points at.
    pub id: &'a str,
    /// What it says.
    pub content: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Hint<'_> {
    fn render(&self) -> Markup {
        html! { div id=[filled(self.id)] class=(classes(&["govuk-hint", self.classes])) { (self.content) } }
    }
}

/// What is wrong with a field, beside the field.
#[derive(Clone, Debug, Default)]
pub struct ErrorMessage<'a> {
    /// The id that `aria-describedby` points at.
    pub id: &'a str,
    /// What is wrong and what to do.
    pub content: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for ErrorMessage<'_> {
    fn render(&self) -> Markup {
        html! {
            p id=[filled(self.id)] class=(classes(&["govuk-error-message", self.classes])) {
                span class="govuk-visually-hidden" { "Error:" } " " (self.content)
            }
        }
    }
}

/// Fields that belong together under one legend.
#[derive(Clone, Debug, Default)]
pub struct Fieldset<'a> {
    /// What names the group.
    pub legend: Legend<'a>,
    /// Ids of the elements that describe the group.
    pub described_by: &'a str,
    /// The ARIA role, where the element's own is not right.
    pub role: &'a str,
    /// The fields.
    pub content: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Fieldset<'_> {
    fn render(&self) -> Markup {
        html! {
            fieldset class=(classes(&["govuk-fieldset", self.classes])) role=[filled(self.role)]
                aria-describedby=[filled(self.described_by)] {
                (self.legend.legend())
                (self.content)
            }
        }
    }
}

/// The group around one field: what it needs to show its hint and its error and to point at both.
pub(crate) struct Group<'a> {
    pub(crate) id: &'a str,
    pub(crate) described_by: &'a str,
    pub(crate) hint: &'a Content<'a>,
    pub(crate) error: Option<&'a str>,
    pub(crate) classes: &'a str,
}

impl Group<'_> {
    /// The ids that describe the field, in reading order.
    pub(crate) fn described_by(&self) -> Option<String> {
        let hint = if self.hint.is_empty() {
            String::new()
        } else {
            self.hint_id()
        };
        let error = if self.error.is_some() {
            self.error_id()
        } else {
            String::new()
        };
        described_by(&[self.described_by, &hint, &error])
    }

    /// The hint and then the error, each when there is one.
    pub(crate) fn hint_and_error(&self) -> Markup {
        html! {
            @if !self.hint.is_empty() { (Hint { id: &self.hint_id(), content: self.hint.clone(), classes: "" }) }
            @if let Some(error) = self.error {
                (ErrorMessage { id: &self.error_id(), content: error.into(), classes: "" })
            }
        }
    }

    /// The class names of the group's element.
    pub(crate) fn class_names(&self) -> String {
        let error = if self.error.is_some() {
            "govuk-form-group--error"
        } else {
            ""
        };
        classes(&["govuk-form-group", error, self.classes])
    }

    fn hint_id(&self) -> String {
        format!("{}-hint", self.id)
    }

    fn error_id(&self) -> String {
        format!("{}-error", self.id)
    }
}
