//! Messages between two sides about one thing.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::content::{Content, classes, filled};

/// One message.
#[derive(Clone, Debug, Default)]
pub struct Message<'a> {
    /// Who wrote it.
    pub author: Cow<'a, str>,
    /// For which organisation.
    pub organisation: Cow<'a, str>,
    /// When, in words.
    pub when: Cow<'a, str>,
    /// When, as ISO 8601, for the machine.
    pub datetime: Cow<'a, str>,
    /// Whether the reader's own side wrote it.
    pub own: bool,
    /// What it says; line breaks in text are kept.
    pub content: Content<'a>,
    /// Files and pictures, or a link to report it.
    pub foot: Content<'a>,
    /// Its id, so that a notice can link to it.
    pub id: Cow<'a, str>,
}

/// Messages, the oldest first.
#[derive(Clone, Debug, Default)]
pub struct Thread<'a> {
    /// The messages.
    pub messages: Vec<Message<'a>>,
}

impl Render for Thread<'_> {
    fn render(&self) -> Markup {
        html! {
            ol class="svx-thread" {
                @for message in &self.messages {
                    @let own = if message.own { "svx-message--own" } else { "" };
                    li class=(classes(&["svx-message", own])) id=[filled(&message.id)] {
                        p class="svx-message__head" {
                            strong { (message.author) }
                            @if !message.organisation.is_empty() {
                                span class="svx-message__organisation" { ", " (message.organisation) }
                            }
                            " "
                            time class="svx-message__when" datetime=[filled(&message.datetime)] { (message.when) }
                        }
                        div class="svx-message__body" { (message.content) }
                        @if !message.foot.is_empty() { div class="svx-message__foot" { (message.foot) } }
                    }
                }
            }
        }
    }
}
