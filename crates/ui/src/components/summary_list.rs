//! Answers and facts as a list of pairs, with links to change them.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::messages::heading;
use crate::content::{Content, classes};

/// A link beside a row or on a card.
#[derive(Clone, Debug, Default)]
pub struct Action<'a> {
    /// Where it leads.
    pub href: Cow<'a, str>,
    /// What it says, such as "Change".
    pub content: Content<'a>,
    /// What it is about, so that the link makes sense alone; read out but not shown.
    pub about: Cow<'a, str>,
    /// Further classes.
    pub classes: Cow<'a, str>,
}

impl<'a> Action<'a> {
    /// A link; `about` names what it acts on.
    pub fn new(href: impl Into<Cow<'a, str>>, content: impl Into<Content<'a>>, about: impl Into<Cow<'a, str>>) -> Self {
        Action {
            href: href.into(),
            content: content.into(),
            about: about.into(),
            ..Default::default()
        }
    }

    /// A link to change an answer; `about` names the answer.
    pub fn change(href: impl Into<Cow<'a, str>>, about: impl Into<Cow<'a, str>>) -> Self {
        Action::new(href, "Change", about)
    }

    fn link(&self, card_title: Option<&Content<'_>>) -> Markup {
        html! {
            a class=(classes(&["govuk-link", &self.classes])) href=(self.href) {
                (self.content)
                @if !self.about.is_empty() || card_title.is_some() {
                    span class="govuk-visually-hidden" {
                        @if !self.about.is_empty() { " " (self.about) }
                        @if let Some(title) = card_title { " (" (title) ")" }
                    }
                }
            }
        }
    }
}

/// One pair.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow<'a> {
    /// What is asked or known.
    pub key: Content<'a>,
    /// The answer.
    pub value: Content<'a>,
    /// Links beside it.
    pub actions: Vec<Action<'a>>,
    /// Further classes.
    pub classes: Cow<'a, str>,
}

impl<'a> SummaryRow<'a> {
    /// A pair.
    pub fn new(key: impl Into<Content<'a>>, value: impl Into<Content<'a>>) -> Self {
        SummaryRow {
            key: key.into(),
            value: value.into(),
            ..Default::default()
        }
    }

    /// With a link beside it.
    pub fn action(mut self, action: Action<'a>) -> Self {
        self.actions.push(action);
        self
    }
}

/// The frame around a summary list, where a page has several.
#[derive(Clone, Debug, Default)]
pub struct SummaryCard<'a> {
    /// Its heading.
    pub title: Content<'a>,
    /// The level of its heading, 1 to 6; 2 when 0.
    pub heading_level: u8,
    /// Links on it.
    pub actions: Vec<Action<'a>>,
    /// Further classes.
    pub classes: &'a str,
}

/// Answers and facts.
#[derive(Clone, Debug, Default)]
pub struct SummaryList<'a> {
    /// The pairs.
    pub rows: Vec<SummaryRow<'a>>,
    /// The frame around it.
    pub card: Option<SummaryCard<'a>>,
    /// Whether there are no lines between the rows.
    pub no_border: bool,
    /// Further classes.
    pub classes: &'a str,
}

impl SummaryList<'_> {
    fn list(&self) -> Markup {
        let any_actions = self.rows.iter().any(|row| !row.actions.is_empty());
        let card_title = self
            .card
            .as_ref()
            .map(|card| &card.title)
            .filter(|title| !title.is_empty());
        let no_border = if self.no_border {
            "govuk-summary-list--no-border"
        } else {
            ""
        };
        html! {
            dl class=(classes(&["govuk-summary-list", no_border, self.classes])) {
                @for row in &self.rows {
                    @let no_actions = any_actions && row.actions.is_empty();
                    @let modifier = if no_actions { "govuk-summary-list__row--no-actions" } else { "" };
                    div class=(classes(&["govuk-summary-list__row", modifier, &row.classes])) {
                        dt class="govuk-summary-list__key" { (row.key) }
                        dd class="govuk-summary-list__value" { (row.value) }
                        (row_actions(&row.actions, card_title))
                    }
                }
            }
        }
    }
}

impl Render for SummaryList<'_> {
    fn render(&self) -> Markup {
        let Some(card) = &self.card else { return self.list() };
        let title = Some(&card.title).filter(|title| !title.is_empty());
        let level = if card.heading_level == 0 { 2 } else { card.heading_level };
        html! {
            div class=(classes(&["govuk-summary-card", card.classes])) {
                div class="govuk-summary-card__title-wrapper" {
                    @if let Some(title) = title { (heading(level, "govuk-summary-card__title", title)) }
                    @match card.actions.as_slice() {
                        [] => {},
                        [only] => div class="govuk-summary-card__actions" { (only.link(title)) },
                        several => ul class="govuk-summary-card__actions" {
                            @for action in several {
                                li class="govuk-summary-card__action" { (action.link(title)) }
                            }
                        },
                    }
                }
                div class="govuk-summary-card__content" { (self.list()) }
            }
        }
    }
}

fn row_actions(actions: &[Action<'_>], card_title: Option<&Content<'_>>) -> Markup {
    html! {
        @if !actions.is_empty() {
            dd class="govuk-summary-list__actions" {
                @if let [only] = actions {
                    (only.link(card_title))
                } @else {
                    ul class="govuk-summary-list__actions-list" {
                        @for action in actions {
                            li class="govuk-summary-list__actions-list-item" { (action.link(card_title)) }
                        }
                    }
                }
            }
        }
    }
}
