//! A whole page in one file.

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use svx_ui::assets;
use svx_ui::words::plural;

/// What is not in the styles of the application.
const STYLES: &str = include_str!("../assets/report.css");

/// A page that stands by itself: its styles are inside, it has no script, and it loads nothing.
#[derive(Debug, Clone)]
pub struct Document {
    /// What it is, for the browser's tab and the heading.
    pub title: String,
    /// A line above the heading that says what kind of document it is.
    pub caption: String,
    /// Everything below the heading.
    pub content: Markup,
    /// What is at the foot of the page.
    pub footer: Markup,
}

impl Render for Document {
    fn render(&self) -> Markup {
        let styles = String::from_utf8_lossy(assets::stylesheet().bytes);
        html! {
            (DOCTYPE)
            html lang="en-GB" class="govuk-template" {
                head {
                    meta charset="utf-8";
                    title { (self.title) }
                    meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                    meta name="color-scheme" content="light";
                    style { (PreEscaped(&*styles)) (PreEscaped(STYLES)) }
                }
                body class="govuk-template__body svx-report" {
                    a class="govuk-skip-link" href="#main-content" { "Skip to main content" }
                    header class="svx-report__head" {
                        div class="govuk-width-container" {
                            p class="svx-report__brand" { "svx" span { " social value exchange" } }
                        }
                    }
                    div class="govuk-width-container svx-report__wide" {
                        main class="govuk-main-wrapper" id="main-content" {
                            span class="govuk-caption-xl" { (self.caption) }
                            h1 class="govuk-heading-xl" { (self.title) }
                            (self.content)
                        }
                    }
                    footer class="svx-report__foot" {
                        div class="govuk-width-container" { (self.footer) }
                    }
                }
            }
        }
    }
}

/// A list that is cut where it gets too long for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown<T> {
    /// What is shown.
    pub lines: Vec<T>,
    /// How many there are in all.
    pub of: usize,
}

impl<T> Default for Shown<T> {
    fn default() -> Self {
        Self {
            lines: Vec::new(),
            of: 0,
        }
    }
}

impl<T> Shown<T> {
    /// The first of them, at most so many.
    pub fn first(lines: impl Iterator<Item = T>, of: usize, most: usize) -> Self {
        Self {
            lines: lines.take(most).collect(),
            of,
        }
    }

    /// Says that some are left out, where they are, and where to find them.
    pub(crate) fn cut_note(&self, elsewhere: &str) -> Markup {
        html! {
            @if self.of > self.lines.len() {
                p class="govuk-body" {
                    "The first " (plural(self.lines.len() as u64, "line", "lines")) " of "
                    (svx_ui::words::number(self.of as i64)) " are shown. " (elsewhere)
                }
            }
        }
    }
}
