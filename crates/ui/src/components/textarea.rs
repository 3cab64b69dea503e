//! Several lines of text, with or without a limit that is counted while typing.

use maud::{Markup, Render, html};

use super::field::{Group, Hint, Label};
use crate::content::{Content, classes, filled};

/// Rows shown when none are asked for.
const DEFAULT_ROWS: u32 = 5;

/// Several lines of text.
#[derive(Clone, Debug, Default)]
pub struct Textarea<'a> {
    /// The name it is sent under.
    pub name: &'a str,
    /// Its id; the name when empty.
    pub id: &'a str,
    /// What is asked.
    pub label: Label<'a>,
    /// Help.
    pub hint: Content<'a>,
    /// What is wrong.
    pub error: Option<&'a str>,
    /// What was typed before.
    pub value: &'a str,
    /// Rows shown; five when none are given.
    pub rows: Option<u32>,
    /// What the browser may fill in.
    pub autocomplete: &'a str,
    /// Whether spelling is checked, where the browser's own choice is not right.
    pub spellcheck: Option<bool>,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Ids of further elements that describe it.
    pub described_by: &'a str,
    /// Further classes of the box.
    pub classes: &'a str,
    /// Further classes of the group.
    pub group_classes: &'a str,
}

impl Textarea<'_> {
    fn id(&self) -> &str {
        filled(self.id).unwrap_or(self.name)
    }

    fn inside(&self, group: &Group<'_>) -> Markup {
        let error = if self.error.is_some() {
            "govuk-textarea--error"
        } else {
            ""
        };
        html! {
            (self.label.for_field(self.id()))
            (group.hint_and_error())
            textarea class=(classes(&["govuk-textarea", error, self.classes])) id=(self.id()) name=(self.name)
                rows=(self.rows.unwrap_or(DEFAULT_ROWS)) spellcheck=[self.spellcheck] disabled[self.disabled]
                aria-describedby=[group.described_by()] autocomplete=[filled(self.autocomplete)] {
                // HTML drops one newline right after the tag, so a text that starts with one needs two.
                @if self.value.starts_with('\n') { "\n" }
                (self.value)
            }
        }
    }
}

impl Render for Textarea<'_> {
    fn render(&self) -> Markup {
        let group = Group {
            id: self.id(),
            described_by: self.described_by,
            hint: &self.hint,
            error: self.error,
            classes: self.group_classes,
        };
        html! { div class=(group.class_names()) { (self.inside(&group)) } }
    }
}

/// What is counted, and up to how many. The server must check it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Characters.
    Characters(u32),
    /// Words.
    Words(u32),
}

/// Several lines of text with a count of what is left.
#[derive(Clone, Debug)]
pub struct CharacterCount<'a> {
    /// What is counted, and up to how many.
    pub limit: Limit,
    /// From how many percent of the limit the count is shown.
    pub threshold: Option<u8>,
    /// The text box. Its `described_by` is set here.
    pub textarea: Textarea<'a>,
}

impl Render for CharacterCount<'_> {
    fn render(&self) -> Markup {
        let id = self.textarea.id();
        let info = format!("{id}-info");
        let (maxlength, maxwords) = match self.limit {
            Limit::Characters(most) => (Some(most), None),
            Limit::Words(most) => (None, Some(most)),
        };
        let message = match self.limit {
            Limit::Characters(most) => format!("You can enter up to {most} characters"),
            Limit::Words(most) => format!("You can enter up to {most} words"),
        };
        let group_classes = classes(&["govuk-character-count", self.textarea.group_classes]);
        let group = Group {
            id,
            described_by: &info,
            hint: &self.textarea.hint,
            error: self.textarea.error,
            classes: &group_classes,
        };
        let box_classes = classes(&["govuk-js-character-count", self.textarea.classes]);
        let textarea = Textarea {
            classes: &box_classes,
            ..self.textarea.clone()
        };
        html! {
            div class=(group.class_names()) data-module="govuk-character-count" data-maxlength=[maxlength]
                data-maxwords=[maxwords] data-threshold=[self.threshold]
                data-count-type=[maxwords.map(|_| "words")] {
                (textarea.inside(&group))
                (Hint { id: &info, content: message.into(), classes: "govuk-character-count__message" })
            }
        }
    }
}
