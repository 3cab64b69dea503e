//! What goes inside a component: nothing, text to escape, or markup that maud has already made safe.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, Render, html};

/// Text or markup for the inside of a component. Built with `.into()` from a string or from `html! { .. }`.
#[derive(Clone, Debug, Default)]
pub enum Content<'a> {
    /// Nothing: the component leaves the part out.
    #[default]
    Empty,
    /// Text, escaped when it is rendered.
    Text(Cow<'a, str>),
    /// Markup, placed as it is.
    Html(Markup),
}

impl Content<'_> {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        match self {
            Content::Empty => true,
            Content::Text(text) => text.is_empty(),
            Content::Html(PreEscaped(markup)) => markup.is_empty(),
        }
    }
}

impl Render for Content<'_> {
    fn render(&self) -> Markup {
        match self {
            Content::Empty => html! {},
            Content::Text(text) => html! { (text) },
            Content::Html(markup) => markup.clone(),
        }
    }
}

impl<'a> From<&'a str> for Content<'a> {
    fn from(text: &'a str) -> Self {
        Content::Text(Cow::Borrowed(text))
    }
}

impl<'a> From<&'a String> for Content<'a> {
    fn from(text: &'a String) -> Self {
        Content::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Content<'_> {
    fn from(text: String) -> Self {
        Content::Text(Cow::Owned(text))
    }
}

impl<'a> From<Cow<'a, str>> for Content<'a> {
    fn from(text: Cow<'a, str>) -> Self {
        Content::Text(text)
    }
}

impl From<Markup> for Content<'_> {
    fn from(markup: Markup) -> Self {
        Content::Html(markup)
    }
}

/// Joins class names with spaces, leaving out the empty ones.
pub(crate) fn classes(parts: &[&str]) -> String {
    join(parts)
}

/// Joins ids for `aria-describedby`; none when there is nothing to point at.
pub(crate) fn described_by(parts: &[&str]) -> Option<String> {
    Some(join(parts)).filter(|ids| !ids.is_empty())
}

/// An attribute that is left out when its value is empty.
pub(crate) fn filled(value: &str) -> Option<&str> {
    Some(value).filter(|value| !value.is_empty())
}

fn join(parts: &[&str]) -> String {
    parts
        .iter()
        .copied()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
