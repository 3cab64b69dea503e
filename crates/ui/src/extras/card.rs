//! Things in a list, each with a title that leads to it.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::components::{Tag, heading};
use crate::content::{Content, classes, filled};

/// One thing.
#[derive(Clone, Debug, Default)]
pub struct Card<'a> {
    /// What it is called.
    pub title: Content<'a>,
    /// Where it leads; plain text when empty.
    pub href: Cow<'a, str>,
    /// How it stands.
    pub tags: Vec<Tag<'a>>,
    /// Short facts below the title: who, where, when.
    pub facts: Vec<Content<'a>>,
    /// What it is about: text is set as a paragraph, markup as it is.
    pub content: Content<'a>,
    /// What can be done with it, such as buttons.
    pub actions: Content<'a>,
}

impl<'a> Card<'a> {
    /// A thing.
    pub fn new(href: impl Into<Cow<'a, str>>, title: impl Into<Content<'a>>) -> Self {
        Card {
            href: href.into(),
            title: title.into(),
            ..Default::default()
        }
    }
}

/// Things, below each other or in columns.
#[derive(Clone, Debug, Default)]
pub struct CardList<'a> {
    /// The things.
    pub cards: Vec<Card<'a>>,
    /// Whether they stand in columns where there is room.
    pub grid: bool,
    /// The level of the titles, 2 to 6; 3 when 0.
    pub heading_level: u8,
}

impl Render for CardList<'_> {
    fn render(&self) -> Markup {
        let level = if self.heading_level == 0 { 3 } else { self.heading_level };
        let grid = if self.grid { "svx-cards--grid" } else { "" };
        html! {
            ul class=(classes(&["svx-cards", grid])) {
                @for card in &self.cards { li class="svx-card" { (card.inside(level)) } }
            }
        }
    }
}

impl Card<'_> {
    fn inside(&self, level: u8) -> Markup {
        let title = html! {
            @if let Some(href) = filled(&self.href) {
                a class="govuk-link svx-card__link" href=(href) { (self.title) }
            } @else {
                (self.title)
            }
        };
        html! {
            div class="svx-card__head" {
                (heading(level, "svx-card__title", &title.into()))
                @if !self.tags.is_empty() { div class="svx-card__tags" { @for tag in &self.tags { (tag) " " } } }
            }
            @if !self.facts.is_empty() {
                ul class="svx-card__facts" { @for fact in &self.facts { li { (fact) } } }
            }
            @match &self.content {
                Content::Empty => {},
                Content::Text(text) => p class="svx-card__text" { (text) },
                Content::Html(markup) => div class="svx-card__text" { (markup) },
            }
            @if !self.actions.is_empty() { div class="svx-card__actions" { (self.actions) } }
        }
    }
}

/// What a list says when nothing is in it, and what to do next.
#[derive(Clone, Debug, Default)]
pub struct EmptyState<'a> {
    /// What is missing, such as "No needs match these filters".
    pub title: Content<'a>,
    /// What to do next.
    pub content: Content<'a>,
}

impl Render for EmptyState<'_> {
    fn render(&self) -> Markup {
        html! {
            div class="svx-empty" {
                p class="svx-empty__title" { (self.title) }
                @match &self.content {
                    Content::Empty => {},
                    Content::Text(text) => p class="govuk-body" { (text) },
                    Content::Html(markup) => (markup),
                }
            }
        }
    }
}
