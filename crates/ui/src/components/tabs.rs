//! Sections of which one is shown at a time; without scripts, all of them under one list of links.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::content::{Content, classes, filled};

/// One section.
#[derive(Clone, Debug, Default)]
pub struct Tab<'a> {
    /// Its id, which is also its address on the page.
    pub id: Cow<'a, str>,
    /// What its tab says.
    pub label: Cow<'a, str>,
    /// What it holds: text is set as a paragraph, markup as it is.
    pub content: Content<'a>,
}

impl<'a> Tab<'a> {
    /// A section.
    pub fn new(id: impl Into<Cow<'a, str>>, label: impl Into<Cow<'a, str>>, content: impl Into<Content<'a>>) -> Self {
        Tab {
            id: id.into(),
            label: label.into(),
            content: content.into(),
        }
    }
}

/// Sections of which one is shown at a time.
#[derive(Clone, Debug, Default)]
pub struct Tabs<'a> {
    /// The heading without scripts; "Contents" when empty.
    pub title: &'a str,
    /// The sections.
    pub items: Vec<Tab<'a>>,
    /// Its id.
    pub id: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Tabs<'_> {
    fn render(&self) -> Markup {
        html! {
            div id=[filled(self.id)] class=(classes(&["govuk-tabs", self.classes])) data-module="govuk-tabs" {
                h2 class="govuk-tabs__title" { (filled(self.title).unwrap_or("Contents")) }
                @if !self.items.is_empty() {
                    ul class="govuk-tabs__list" {
                        @for (index, tab) in self.items.iter().enumerate() {
                            @let selected = if index == 0 { "govuk-tabs__list-item--selected" } else { "" };
                            li class=(classes(&["govuk-tabs__list-item", selected])) {
                                a class="govuk-tabs__tab" href={ "#" (tab.id) } { (tab.label) }
                            }
                        }
                    }
                    @for (index, tab) in self.items.iter().enumerate() {
                        @let hidden = if index > 0 { "govuk-tabs__panel--hidden" } else { "" };
                        div class=(classes(&["govuk-tabs__panel", hidden])) id=(tab.id) {
                            @match &tab.content {
                                Content::Empty => {},
                                Content::Text(text) => p class="govuk-body" { (text) },
                                Content::Html(markup) => (markup),
                            }
                        }
                    }
                }
            }
        }
    }
}
