//! Buttons, and links that look like buttons.

use maud::{Markup, PreEscaped, Render, html};

use crate::content::{Content, classes, filled};

/// What a button does to its form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// Sends the form.
    #[default]
    Submit,
    /// Does nothing by itself.
    Button,
    /// Puts the form back as it was.
    Reset,
}

/// How much a button stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonStyle {
    /// The one main act of the page.
    #[default]
    Primary,
    /// Any other act.
    Secondary,
    /// An act that is hard to undo.
    Warning,
    /// On a dark background.
    Inverse,
}

/// A button; with `href` a link that looks like one.
#[derive(Clone, Debug, Default)]
pub struct Button<'a> {
    /// What it says: a verb and its object.
    pub content: Content<'a>,
    /// What it does to its form.
    pub kind: ButtonKind,
    /// How much it stands out.
    pub style: ButtonStyle,
    /// Where it leads; makes it a link.
    pub href: &'a str,
    /// The name it is sent under.
    pub name: &'a str,
    /// The value it is sent with.
    pub value: &'a str,
    /// Its id.
    pub id: &'a str,
    /// The id of the form it sends, when it stands outside that form.
    pub form: &'a str,
    /// Another address for the form to be sent to.
    pub form_action: &'a str,
    /// Whether it starts a service: larger, with an arrow.
    pub start: bool,
    /// Whether it cannot be used now.
    pub disabled: bool,
    /// Whether a second click within a second is ignored.
    pub prevent_double_click: bool,
    /// Further classes.
    pub classes: &'a str,
}

impl<'a> Button<'a> {
    /// The main button of a form; a second click is ignored.
    pub fn submit(content: impl Into<Content<'a>>) -> Self {
        Button {
            content: content.into(),
            prevent_double_click: true,
            ..Default::default()
        }
    }

    /// A button for an act beside the main one.
    pub fn secondary(content: impl Into<Content<'a>>) -> Self {
        Button {
            style: ButtonStyle::Secondary,
            ..Button::submit(content)
        }
    }

    /// A button for an act that is hard to undo.
    pub fn warning(content: impl Into<Content<'a>>) -> Self {
        Button {
            style: ButtonStyle::Warning,
            ..Button::submit(content)
        }
    }

    /// A link that looks like a button.
    pub fn link(href: &'a str, content: impl Into<Content<'a>>) -> Self {
        Button {
            href,
            content: content.into(),
            ..Default::default()
        }
    }

    fn class_names(&self) -> String {
        let style = match self.style {
            ButtonStyle::Primary => "",
            ButtonStyle::Secondary => "govuk-button--secondary",
            ButtonStyle::Warning => "govuk-button--warning",
            ButtonStyle::Inverse => "govuk-button--inverse",
        };
        classes(&[
            "govuk-button",
            style,
            self.classes,
            if self.start { "govuk-button--start" } else { "" },
        ])
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        let inside = html! {
            @match (&self.content, self.start) {
                (Content::Html(markup), true) => span { (markup) },
                (content, _) => (content),
            }
            @if self.start { (START_ICON) }
        };
        if !self.href.is_empty() {
            return html! {
                a href=(self.href) role="button" draggable="false" class=(self.class_names())
                    data-module="govuk-button" id=[filled(self.id)] { (inside) }
            };
        }
        let kind = match self.kind {
            ButtonKind::Submit => "submit",
            ButtonKind::Button => "button",
            ButtonKind::Reset => "reset",
        };
        html! {
            button type=(kind) value=[filled(self.value)] name=[filled(self.name)] disabled[self.disabled]
                aria-disabled=[self.disabled.then_some("true")]
                data-prevent-double-click=[self.prevent_double_click.then_some("true")]
                form=[filled(self.form)] formaction=[filled(self.form_action)]
                class=(self.class_names()) data-module="govuk-button" id=[filled(self.id)] { (inside) }
        }
    }
}

const START_ICON: PreEscaped<&str> = PreEscaped(concat!(
    r#"<svg class="govuk-button__start-icon" xmlns="http://www.w3.org/2000/svg" width="17.5" height="19" "#,
    r#"viewBox="0 0 33 40" aria-hidden="true" focusable="false">"#,
    r#"<path fill="currentColor" d="M0 0h13l20 20-20 20H0l20-20z"/></svg>"#
));
