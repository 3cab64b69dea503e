//! Large numbers with the words that say what they mean.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::chart::BarTone;
use crate::content::{Content, classes, filled};

/// One number.
#[derive(Clone, Debug, Default)]
pub struct Figure<'a> {
    /// What it counts.
    pub label: Content<'a>,
    /// The number, already in words or figures.
    pub value: Content<'a>,
    /// What it means or how it compares, in one line.
    pub note: Content<'a>,
    /// The entries behind it; plain text when empty.
    pub href: Cow<'a, str>,
    /// The colour of its edge.
    pub tone: BarTone,
}

impl<'a> Figure<'a> {
    /// A number.
    pub fn new(label: impl Into<Content<'a>>, value: impl Into<Content<'a>>) -> Self {
        Figure {
            label: label.into(),
            value: value.into(),
            ..Default::default()
        }
    }

    /// With a line of meaning.
    pub fn note(self, note: impl Into<Content<'a>>) -> Self {
        Figure {
            note: note.into(),
            ..self
        }
    }

    /// With a link to the entries behind it.
    pub fn href(self, href: impl Into<Cow<'a, str>>) -> Self {
        Figure {
            href: href.into(),
            ..self
        }
    }

    /// With a colour.
    pub fn tone(self, tone: BarTone) -> Self {
        Figure { tone, ..self }
    }
}

/// Several numbers side by side.
#[derive(Clone, Debug, Default)]
pub struct Figures<'a> {
    /// The numbers.
    pub items: Vec<Figure<'a>>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Figures<'_> {
    fn render(&self) -> Markup {
        html! {
            ul class=(classes(&["svx-figures", self.classes])) {
                @for figure in &self.items {
                    li class=(classes(&["svx-figure", figure.tone.class()])) {
                        @if let Some(href) = filled(&figure.href) {
                            a class="svx-figure__label govuk-link" href=(href) { (figure.label) }
                        } @else {
                            span class="svx-figure__label" { (figure.label) }
                        }
                        strong class="svx-figure__value" { (figure.value) }
                        @if !figure.note.is_empty() { span class="svx-figure__note" { (figure.note) } }
                    }
                }
            }
        }
    }
}
