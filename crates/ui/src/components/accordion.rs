//! Sections that open one by one; without scripts, all of them open.

use maud::{Markup, Render, html};

use super::messages::heading;
use crate::content::{Content, classes};

/// One section.
#[derive(Clone, Debug, Default)]
pub struct AccordionSection<'a> {
    /// Its heading.
    pub heading: Content<'a>,
    /// One line below the heading.
    pub summary: Content<'a>,
    /// What opens: text is set as a paragraph, markup as it is.
    pub content: Content<'a>,
    /// Whether it is open at first.
    pub expanded: bool,
}

/// Sections that open one by one.
#[derive(Clone, Debug, Default)]
pub struct Accordion<'a> {
    /// Its id, needed and unique: the browser remembers what is open by it.
    pub id: &'a str,
    /// The sections.
    pub sections: Vec<AccordionSection<'a>>,
    /// The level of the headings, 1 to 6; 2 when 0.
    pub heading_level: u8,
    /// Whether the browser forgets what is open.
    pub forget_expanded: bool,
    /// Further classes.
    pub classes: &'a str,
}

impl Accordion<'_> {
    fn section(&self, number: usize, section: &AccordionSection<'_>) -> Markup {
        let id = self.id;
        let level = if self.heading_level == 0 { 2 } else { self.heading_level };
        let expanded = if section.expanded {
            "govuk-accordion__section--expanded"
        } else {
            ""
        };
        let button = html! {
            span class="govuk-accordion__section-button" id={ (id) "-heading-" (number) } { (section.heading) }
        };
        html! {
            div class=(classes(&["govuk-accordion__section", expanded])) {
                div class="govuk-accordion__section-header" {
                    (heading(level, "govuk-accordion__section-heading", &button.into()))
                    @if !section.summary.is_empty() {
                        div class="govuk-accordion__section-summary govuk-body" id={ (id) "-summary-" (number) } {
                            (section.summary)
                        }
                    }
                }
                div id={ (id) "-content-" (number) } class="govuk-accordion__section-content" {
                    @match &section.content {
                        Content::Empty => {},
                        Content::Text(text) => p class="govuk-body" { (text) },
                        Content::Html(markup) => (markup),
                    }
                }
            }
        }
    }
}

impl Render for Accordion<'_> {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-accordion", self.classes])) data-module="govuk-accordion" id=(self.id)
                data-remember-expanded=[self.forget_expanded.then_some("false")] {
                @for (index, section) in self.sections.iter().enumerate() { (self.section(index + 1, section)) }
            }
        }
    }
}
