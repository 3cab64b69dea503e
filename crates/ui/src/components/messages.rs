//! Words that stand out from the text around them.

use maud::{Markup, PreEscaped, Render, html};

use crate::content::{Content, classes, filled};

/// Help that opens when it is asked for.
#[derive(Clone, Debug, Default)]
pub struct Details<'a> {
    /// What is always shown.
    pub summary: Content<'a>,
    /// What opens.
    pub content: Content<'a>,
    /// Whether it is open at first.
    pub open: bool,
    /// Its id.
    pub id: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Details<'_> {
    fn render(&self) -> Markup {
        html! {
            details id=[filled(self.id)] class=(classes(&["govuk-details", self.classes])) open[self.open] {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { (self.summary) }
                }
                div class="govuk-details__text" { (self.content) }
            }
        }
    }
}

/// Text set apart by a bar at its side.
#[derive(Clone, Debug, Default)]
pub struct InsetText<'a> {
    /// What it says.
    pub content: Content<'a>,
    /// Its id.
    pub id: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for InsetText<'_> {
    fn render(&self) -> Markup {
        html! { div id=[filled(self.id)] class=(classes(&["govuk-inset-text", self.classes])) { (self.content) } }
    }
}

/// Something with consequences, said before it is too late.
#[derive(Clone, Debug, Default)]
pub struct WarningText<'a> {
    /// What it says.
    pub content: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for WarningText<'_> {
    fn render(&self) -> Markup {
        html! {
            div class=(classes(&["govuk-warning-text", self.classes])) {
                span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
                strong class="govuk-warning-text__text" {
                    span class="govuk-visually-hidden" { "Warning" } " " (self.content)
                }
            }
        }
    }
}

/// Whether a banner tells or confirms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BannerKind {
    /// Something to know that is not about this page.
    #[default]
    Important,
    /// What was just done worked; read out at once.
    Success,
}

/// A banner over the content of a page.
#[derive(Clone, Debug, Default)]
pub struct NotificationBanner<'a> {
    /// Whether it tells or confirms.
    pub kind: BannerKind,
    /// Its heading; "Important" or "Success" when empty.
    pub title: Content<'a>,
    /// What it says: text is set as a heading, markup as it is.
    pub content: Content<'a>,
    /// The id of its heading, where a page has more than one banner.
    pub title_id: &'a str,
    /// Whether the page leaves the focus where it is.
    pub keep_focus: bool,
    /// Further classes.
    pub classes: &'a str,
}

impl<'a> NotificationBanner<'a> {
    /// A banner that confirms what was just done.
    pub fn success(content: impl Into<Content<'a>>) -> Self {
        NotificationBanner {
            kind: BannerKind::Success,
            content: content.into(),
            ..Default::default()
        }
    }
}

impl Render for NotificationBanner<'_> {
    fn render(&self) -> Markup {
        let (kind, role, title) = match self.kind {
            BannerKind::Important => ("", "region", "Important"),
            BannerKind::Success => ("govuk-notification-banner--success", "alert", "Success"),
        };
        let title_id = filled(self.title_id).unwrap_or("govuk-notification-banner-title");
        html! {
            div class=(classes(&["govuk-notification-banner", kind, self.classes])) role=(role)
                aria-labelledby=(title_id) data-module="govuk-notification-banner"
                data-disable-auto-focus=[self.keep_focus.then_some("true")] {
                div class="govuk-notification-banner__header" {
                    h2 class="govuk-notification-banner__title" id=(title_id) {
                        @if self.title.is_empty() { (title) } @else { (self.title) }
                    }
                }
                div class="govuk-notification-banner__content" {
                    @match &self.content {
                        Content::Empty => {},
                        Content::Text(text) => p class="govuk-notification-banner__heading" { (text) },
                        Content::Html(markup) => (markup),
                    }
                }
            }
        }
    }
}

/// The end of a transaction, said large.
#[derive(Clone, Debug, Default)]
pub struct Panel<'a> {
    /// What was done.
    pub title: Content<'a>,
    /// A reference or one line more.
    pub content: Content<'a>,
    /// The level of its heading, 1 to 6; 1 when 0.
    pub heading_level: u8,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Panel<'_> {
    fn render(&self) -> Markup {
        let level = if self.heading_level == 0 { 1 } else { self.heading_level };
        html! {
            div class=(classes(&["govuk-panel govuk-panel--confirmation", self.classes])) {
                (heading(level, "govuk-panel__title", &self.title))
                @if !self.content.is_empty() { div class="govuk-panel__body" { (self.content) } }
            }
        }
    }
}

/// A heading whose level is chosen when it is rendered; 1 to 6, anything else is taken as the nearest of them.
pub(crate) fn heading(level: u8, class_names: &str, content: &Content<'_>) -> Markup {
    let level = level.clamp(1, 6);
    html! {
        (PreEscaped(format!("<h{level} class=\"{class_names}\">"))) (content) (PreEscaped(format!("</h{level}>")))
    }
}
