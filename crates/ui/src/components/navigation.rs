//! The ways to other pages: back, up, and on.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, Render, html};

use crate::content::{Content, classes, filled};

/// A link to the page before.
#[derive(Clone, Debug, Default)]
pub struct BackLink<'a> {
    /// Where it leads.
    pub href: Cow<'a, str>,
    /// What it says; "Back" when empty.
    pub content: Content<'a>,
    /// On a dark background.
    pub inverse: bool,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for BackLink<'_> {
    fn render(&self) -> Markup {
        let inverse = if self.inverse { "govuk-back-link--inverse" } else { "" };
        html! {
            a href=(self.href) class=(classes(&["govuk-back-link", inverse, self.classes])) {
                @if self.content.is_empty() { "Back" } @else { (self.content) }
            }
        }
    }
}

/// One step of [`Breadcrumbs`].
#[derive(Clone, Debug, Default)]
pub struct Crumb<'a> {
    /// Where it leads; the page itself when empty.
    pub href: Cow<'a, str>,
    /// What it says.
    pub content: Content<'a>,
}

impl<'a> Crumb<'a> {
    /// A step.
    pub fn new(href: impl Into<Cow<'a, str>>, content: impl Into<Content<'a>>) -> Self {
        Crumb {
            href: href.into(),
            content: content.into(),
        }
    }
}

/// Where a page stands.
#[derive(Clone, Debug, Default)]
pub struct Breadcrumbs<'a> {
    /// The steps from the top.
    pub items: Vec<Crumb<'a>>,
    /// Whether a phone shows only the first and the last.
    pub collapse_on_mobile: bool,
    /// On a dark background.
    pub inverse: bool,
    /// The name of the landmark; "Breadcrumb" when empty.
    pub label: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for Breadcrumbs<'_> {
    fn render(&self) -> Markup {
        let collapse = if self.collapse_on_mobile {
            "govuk-breadcrumbs--collapse-on-mobile"
        } else {
            ""
        };
        let inverse = if self.inverse { "govuk-breadcrumbs--inverse" } else { "" };
        html! {
            nav class=(classes(&["govuk-breadcrumbs", collapse, inverse, self.classes]))
                aria-label=(filled(self.label).unwrap_or("Breadcrumb")) {
                ol class="govuk-breadcrumbs__list" {
                    @for item in &self.items {
                        @if let Some(href) = filled(&item.href) {
                            li class="govuk-breadcrumbs__list-item" {
                                a class="govuk-breadcrumbs__link" href=(href) { (item.content) }
                            }
                        } @else {
                            li class="govuk-breadcrumbs__list-item" aria-current="page" { (item.content) }
                        }
                    }
                }
            }
        }
    }
}

/// The link to the page before or after.
#[derive(Clone, Debug, Default)]
pub struct PageLink<'a> {
    /// Where it leads.
    pub href: Cow<'a, str>,
    /// What it says; "Previous page" or "Next page" when empty.
    pub content: Content<'a>,
    /// What that page is, below; only without numbers.
    pub label: Cow<'a, str>,
}

/// One number of a [`Pagination`].
#[derive(Clone, Debug)]
pub enum PageItem<'a> {
    /// A page.
    Page {
        /// Its number.
        number: u64,
        /// Where it leads.
        href: Cow<'a, str>,
        /// Whether it is this page.
        current: bool,
        /// Its name to assistive technology; "Page N" when empty.
        label: Cow<'a, str>,
    },
    /// Pages left out.
    Ellipsis,
}

/// The ways through a list that is longer than a page.
#[derive(Clone, Debug, Default)]
pub struct Pagination<'a> {
    /// To the page before.
    pub previous: Option<PageLink<'a>>,
    /// To the page after.
    pub next: Option<PageLink<'a>>,
    /// The numbers.
    pub items: Vec<PageItem<'a>>,
    /// The name of the landmark; "Pagination" when empty.
    pub label: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl Pagination<'static> {
    /// For page `current` of `total`, both from 1; `href` gives the address of a page. Shows the first, the last and
    /// the neighbours of the current page. A list of one page has nothing to show: see [`Self::is_needed`].
    pub fn pages(current: u64, total: u64, href: impl Fn(u64) -> String) -> Self {
        let link = |number| PageLink {
            href: href(number).into(),
            ..Default::default()
        };
        let mut items = Vec::new();
        let mut last_shown = 0;
        let near = current.saturating_sub(1).max(1)..=current.saturating_add(1).min(total);
        let mut shown: Vec<u64> = [1]
            .into_iter()
            .chain(near)
            .chain([total])
            .filter(|number| *number <= total)
            .collect();
        shown.sort_unstable();
        shown.dedup();
        for number in shown {
            match number - last_shown {
                1 => {}
                // An ellipsis in place of a single page would save nothing.
                2 => items.push(page(number - 1, current, &href)),
                _ => items.push(PageItem::Ellipsis),
            }
            items.push(page(number, current, &href));
            last_shown = number;
        }
        Pagination {
            previous: (current > 1).then(|| link(current - 1)),
            next: (current < total).then(|| link(current + 1)),
            items,
            ..Default::default()
        }
    }
}

impl Pagination<'_> {
    /// Whether there is more than one page.
    pub fn is_needed(&self) -> bool {
        self.previous.is_some() || self.next.is_some()
    }

    fn arrow(&self, link: &PageLink<'_>, direction: Direction) -> Markup {
        let block = self.items.is_empty();
        let (name, word, icon) = match direction {
            Direction::Previous => ("prev", "Previous", PREVIOUS_ICON),
            Direction::Next => ("next", "Next", NEXT_ICON),
        };
        let decorated = if block && link.label.is_empty() {
            "govuk-pagination__link-title--decorated"
        } else {
            ""
        };
        let icon_first = block || direction == Direction::Previous;
        html! {
            div class={ "govuk-pagination__" (name) } {
                a class="govuk-link govuk-pagination__link" href=(link.href) rel=(name) {
                    @if icon_first { (icon) }
                    span class=(classes(&["govuk-pagination__link-title", decorated])) {
                        @if link.content.is_empty() {
                            (word) span class="govuk-visually-hidden" { " page" }
                        } @else {
                            (link.content)
                        }
                    }
                    @if block && !link.label.is_empty() {
                        span class="govuk-visually-hidden" { ":" }
                        span class="govuk-pagination__link-label" { (link.label) }
                    }
                    @if !icon_first { (icon) }
                }
            }
        }
    }
}

impl Render for Pagination<'_> {
    fn render(&self) -> Markup {
        let block = if self.items.is_empty() && self.is_needed() {
            "govuk-pagination--block"
        } else {
            ""
        };
        html! {
            nav class=(classes(&["govuk-pagination", block, self.classes]))
                aria-label=(filled(self.label).unwrap_or("Pagination")) {
                @if let Some(link) = &self.previous { (self.arrow(link, Direction::Previous)) }
                @if !self.items.is_empty() {
                    ul class="govuk-pagination__list" { @for item in &self.items { (number(item)) } }
                }
                @if let Some(link) = &self.next { (self.arrow(link, Direction::Next)) }
            }
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Previous,
    Next,
}

fn page(number: u64, current: u64, href: &impl Fn(u64) -> String) -> PageItem<'static> {
    PageItem::Page {
        number,
        href: href(number).into(),
        current: number == current,
        label: "".into(),
    }
}

fn number(item: &PageItem<'_>) -> Markup {
    match item {
        PageItem::Ellipsis => {
            html! { li class="govuk-pagination__item govuk-pagination__item--ellipsis" { "⋯" } }
        }
        PageItem::Page {
            number,
            href,
            current,
            label,
        } => {
            let modifier = if *current {
                "govuk-pagination__item--current"
            } else {
                ""
            };
            let label = filled(label).map_or_else(|| format!("Page {number}"), str::to_owned);
            html! {
                li class=(classes(&["govuk-pagination__item", modifier])) {
                    a class="govuk-link govuk-pagination__link" href=(href) aria-label=(label)
                        aria-current=[current.then_some("page")] { (number) }
                }
            }
        }
    }
}

const PREVIOUS_ICON: PreEscaped<&str> = PreEscaped(concat!(
    r#"<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" "#,
    r#"height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13">"#,
    r#"<path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984"#,
    r#"l4.2931-4.293-1.414-1.414z"></path></svg>"#
));

const NEXT_ICON: PreEscaped<&str> = PreEscaped(concat!(
    r#"<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" "#,
    r#"height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13">"#,
    r#"<path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 "#,
    r#"6.7441-6.4062-6.7246-6.7266z"></path></svg>"#
));
