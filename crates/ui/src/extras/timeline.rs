//! What happened, in order.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::content::{Content, classes, filled};

/// One thing that happened or will.
#[derive(Clone, Debug, Default)]
pub struct TimelineEvent<'a> {
    /// What happened.
    pub title: Content<'a>,
    /// When, in words.
    pub when: Cow<'a, str>,
    /// When, as ISO 8601, for the machine.
    pub datetime: Cow<'a, str>,
    /// Who did it.
    pub by: Cow<'a, str>,
    /// More about it: text is set as a paragraph, markup as it is.
    pub content: Content<'a>,
    /// Whether it has not happened yet.
    pub planned: bool,
}

/// What happened, the latest or the earliest first as the page needs it.
#[derive(Clone, Debug, Default)]
pub struct Timeline<'a> {
    /// The events.
    pub events: Vec<TimelineEvent<'a>>,
    /// The level of the titles, 2 to 6; 3 when 0.
    pub heading_level: u8,
}

impl Render for Timeline<'_> {
    fn render(&self) -> Markup {
        let level = if self.heading_level == 0 { 3 } else { self.heading_level };
        html! {
            ol class="svx-timeline" {
                @for event in &self.events {
                    @let planned = if event.planned { "svx-timeline__event--planned" } else { "" };
                    li class=(classes(&["svx-timeline__event", planned])) {
                        (crate::components::heading(level, "svx-timeline__title", &event.title))
                        p class="svx-timeline__when" {
                            time datetime=[filled(&event.datetime)] { (event.when) }
                            @if !event.by.is_empty() { " by " (event.by) }
                        }
                        @match &event.content {
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
