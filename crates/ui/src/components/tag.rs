//! A short word on a coloured ground that says how something stands.

use maud::{Markup, Render, html};

use crate::content::{Content, classes};

/// The ground of a tag. The word carries the meaning, never the colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TagColour {
    /// Blue, the plain one.
    #[default]
    Blue,
    /// Grey: not begun, closed, withdrawn.
    Grey,
    /// Green: done, validated.
    Green,
    /// Teal: new, under way.
    Teal,
    /// Purple: received.
    Purple,
    /// Magenta: sent.
    Magenta,
    /// Red: refused, in dispute.
    Red,
    /// Orange: declined, late soon.
    Orange,
    /// Yellow: waiting for someone.
    Yellow,
}

impl TagColour {
    fn class(self) -> &'static str {
        match self {
            TagColour::Blue => "",
            TagColour::Grey => "govuk-tag--grey",
            TagColour::Green => "govuk-tag--green",
            TagColour::Teal => "govuk-tag--teal",
            TagColour::Purple => "govuk-tag--purple",
            TagColour::Magenta => "govuk-tag--magenta",
            TagColour::Red => "govuk-tag--red",
            TagColour::Orange => "govuk-tag--orange",
            TagColour::Yellow => "govuk-tag--yellow",
        }
    }
}

/// How something stands.
#[derive(Clone, Debug, Default)]
pub struct Tag<'a> {
    /// What it says: one or two words, an adjective rather than a verb.
    pub content: Content<'a>,
    /// Its ground.
    pub colour: TagColour,
    /// Further classes.
    pub classes: &'a str,
}

impl<'a> Tag<'a> {
    /// A tag.
    pub fn new(colour: TagColour, content: impl Into<Content<'a>>) -> Self {
        Tag {
            content: content.into(),
            colour,
            classes: "",
        }
    }
}

impl Render for Tag<'_> {
    fn render(&self) -> Markup {
        html! { strong class=(classes(&["govuk-tag", self.colour.class(), self.classes])) { (self.content) } }
    }
}
