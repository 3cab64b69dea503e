//! Everything that is wrong on a page, at its top, each with a link to its field.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::content::{Content, classes, filled};

/// One thing that is wrong.
#[derive(Clone, Debug, Default)]
pub struct ErrorItem<'a> {
    /// The address of the field, such as `#postcode`; plain text when empty.
    pub href: Cow<'a, str>,
    /// The same words as beside the field.
    pub content: Content<'a>,
}

/// Everything that is wrong. [`crate::FormErrors::summary`] makes one from the errors of a form.
#[derive(Clone, Debug, Default)]
pub struct ErrorSummary<'a> {
    /// The heading; "There is a problem" when empty.
    pub title: Content<'a>,
    /// Words before the list.
    pub description: Content<'a>,
    /// What is wrong, in the order of the fields.
    pub items: Vec<ErrorItem<'a>>,
    /// Whether the page leaves the focus where it is.
    pub keep_focus: bool,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for ErrorSummary<'_> {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-error-summary", self.classes]))
                data-disable-auto-focus=[self.keep_focus.then_some("true")] data-module="govuk-error-summary" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" {
                        @if self.title.is_empty() { "There is a problem" } @else { (self.title) }
                    }
                    div class="govuk-error-summary__body" {
                        @if !self.description.is_empty() { p { (self.description) } }
                        @if !self.items.is_empty() {
                            ul class="govuk-list govuk-error-summary__list" {
                                @for item in &self.items {
                                    li {
                                        @if let Some(href) = filled(&item.href) {
                                            a href=(href) { (item.content) }
                                        } @else {
                                            (item.content)
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
