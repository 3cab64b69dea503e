//! What stands around the content of every page.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use super::tag::Tag;
use crate::content::{Content, classes, filled};

/// A link over everything that repeats, shown when the keyboard reaches it.
#[derive(Clone, Debug, Default)]
pub struct SkipLink<'a> {
    /// The address of the content; `#main-content` when empty.
    pub href: &'a str,
    /// What it says; "Skip to main content" when empty.
    pub content: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for SkipLink<'_> {
    fn render(&self) -> Markup {
        html! {
            a href=(filled(self.href).unwrap_or("#main-content")) class=(classes(&["govuk-skip-link", self.classes]))
                data-module="govuk-skip-link" {
                @if self.content.is_empty() { "Skip to main content" } @else { (self.content) }
            }
        }
    }
}

/// The header without any government's name.
#[derive(Clone, Debug, Default)]
pub struct GenericHeader<'a> {
    /// The name or the mark.
    pub logo: Content<'a>,
    /// Where it leads; `/` when empty.
    pub href: &'a str,
    /// What stands at its end, such as the account.
    pub end: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
    /// Classes of the inside; `govuk-width-container` when empty.
    pub container_classes: &'a str,
}

impl Render for GenericHeader<'_> {
    fn render(&self) -> Markup {
        let container = filled(self.container_classes).unwrap_or("govuk-width-container");
        html! {
            div class=(classes(&["govuk-generic-header", self.classes])) {
                div class=(classes(&["govuk-generic-header__container", container])) {
                    div class="govuk-generic-header__logo" {
                        a href=(filled(self.href).unwrap_or("/")) class="govuk-generic-header__homepage-link" {
                            (self.logo)
                        }
                    }
                    (self.end)
                }
            }
        }
    }
}

/// A line that says what kind of service this is.
#[derive(Clone, Debug, Default)]
pub struct PhaseBanner<'a> {
    /// The kind, such as "Demonstration".
    pub tag: Tag<'a>,
    /// What follows from it.
    pub content: Content<'a>,
    /// Further classes.
    pub classes: &'a str,
}

impl Render for PhaseBanner<'_> {
    fn render(&self) -> Markup {
        let tag = Tag {
            classes: &classes(&["govuk-phase-banner__content__tag", self.tag.classes]),
            ..self.tag.clone()
        };
        html! {
            div class=(classes(&["govuk-phase-banner govuk-width-container", self.classes])) {
                p class="govuk-phase-banner__content" {
                    (tag) span class="govuk-phase-banner__text" { (self.content) }
                }
            }
        }
    }
}

/// One link of a [`ServiceNavigation`].
#[derive(Clone, Debug, Default)]
pub struct ServiceNavigationItem<'a> {
    /// Where it leads; plain text when empty.
    pub href: Cow<'a, str>,
    /// What it says.
    pub content: Content<'a>,
    /// Whether it is this very page.
    pub current: bool,
    /// Whether this page is below it.
    pub active: bool,
}

/// The main ways through the service.
#[derive(Clone, Debug, Default)]
pub struct ServiceNavigation<'a> {
    /// The name of the service, when it is said here.
    pub service_name: &'a str,
    /// Where the name leads.
    pub service_href: &'a str,
    /// The links.
    pub items: Vec<ServiceNavigationItem<'a>>,
    /// The name of the landmark; "Menu" when empty.
    pub label: &'a str,
    /// The id of the list; `navigation` when empty.
    pub id: &'a str,
    /// Further classes.
    pub classes: &'a str,
}

impl ServiceNavigation<'_> {
    fn inside(&self) -> Markup {
        html! {
            div class="govuk-width-container" {
                div class="govuk-service-navigation__container" {
                    @if !self.service_name.is_empty() {
                        span class="govuk-service-navigation__service-name" {
                            @if self.service_href.is_empty() {
                                span class="govuk-service-navigation__text" { (self.service_name) }
                            } @else {
                                a href=(self.service_href) class="govuk-service-navigation__link" { (self.service_name) }
                            }
                        }
                    }
                    @if !self.items.is_empty() { (self.list()) }
                }
            }
        }
    }

    fn list(&self) -> Markup {
        let id = filled(self.id).unwrap_or("navigation");
        html! {
            nav aria-label=(filled(self.label).unwrap_or("Menu")) class="govuk-service-navigation__wrapper" {
                // Shown by the script; without it the list is always open.
                @if self.items.len() > 1 {
                    button type="button" aria-controls=(id) hidden aria-hidden="true"
                        class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle" { "Menu" }
                }
                ul class="govuk-service-navigation__list" id=(id) { @for item in &self.items { (item) } }
            }
        }
    }
}

impl Render for ServiceNavigationItem<'_> {
    fn render(&self) -> Markup {
        let marked = self.active || self.current;
        let modifier = if marked {
            "govuk-service-navigation__item--active"
        } else {
            ""
        };
        let current = marked.then_some(if self.current { "page" } else { "true" });
        // The strong element marks the current page where colours are overridden.
        let inside = html! {
            @if marked {
                strong class="govuk-service-navigation__active-fallback" { (self.content) }
            } @else {
                (self.content)
            }
        };
        html! {
            li class=(classes(&["govuk-service-navigation__item", modifier])) {
                @if let Some(href) = filled(&self.href) {
                    a class="govuk-service-navigation__link" href=(href) aria-current=[current] { (inside) }
                } @else {
                    span class="govuk-service-navigation__text" aria-current=[current] { (inside) }
                }
            }
        }
    }
}

impl Render for ServiceNavigation<'_> {
    fn render(&self) -> Markup {
        let class_names = classes(&["govuk-service-navigation", self.classes]);
        html! {
            @if self.service_name.is_empty() {
                div class=(class_names) data-module="govuk-service-navigation" { (self.inside()) }
            } @else {
                section aria-label="Service information" class=(class_names) data-module="govuk-service-navigation" {
                    (self.inside())
                }
            }
        }
    }
}
