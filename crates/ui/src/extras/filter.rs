//! A result list with its filters in view: beside it, or above it on a phone. The address carries every choice.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::components::Button;
use crate::content::filled;

/// A filter that is set.
#[derive(Clone, Debug, Default)]
pub struct ChosenFilter<'a> {
    /// What is chosen, such as "Within 5 miles of LS11".
    pub text: Cow<'a, str>,
    /// The address without it.
    pub remove_href: Cow<'a, str>,
}

/// Filters and results.
#[derive(Clone, Debug, Default)]
pub struct FilterLayout<'a> {
    /// Where the form of the filters leads, by GET.
    pub action: Cow<'a, str>,
    /// The fields of the form.
    pub fields: Markup,
    /// What the button says; "Apply filters" when empty.
    pub submit: Cow<'a, str>,
    /// The filters that are set.
    pub chosen: Vec<ChosenFilter<'a>>,
    /// The address without any filter; no link when empty.
    pub clear_href: Cow<'a, str>,
    /// How many results there are, in words; announced when a script updates it.
    pub count: Cow<'a, str>,
    /// The results.
    pub results: Markup,
}

impl FilterLayout<'_> {
    fn chosen(&self) -> Markup {
        html! {
            @if !self.chosen.is_empty() {
                h3 class="govuk-visually-hidden" { "Filters that are set" }
                ul class="svx-filter__chosen" {
                    @for filter in &self.chosen {
                        li {
                            a class="svx-filter__tag" href=(filter.remove_href) {
                                span class="govuk-visually-hidden" { "Remove filter: " } (filter.text)
                            }
                        }
                    }
                }
            }
        }
    }
}

impl Render for FilterLayout<'_> {
    fn render(&self) -> Markup {
        html! {
            div class="svx-filter-layout" {
                section class="svx-filter" aria-labelledby="svx-filter-title" {
                    div class="svx-filter__head" {
                        h2 class="govuk-heading-m svx-filter__title" id="svx-filter-title" { "Filters" }
                        @if let Some(href) = filled(&self.clear_href) {
                            a class="govuk-link" href=(href) { "Clear all" span class="govuk-visually-hidden" { " filters" } }
                        }
                        a class="govuk-link svx-filter__skip" href="#results" { "Skip to results" }
                    }
                    (self.chosen())
                    form method="get" action=(self.action) novalidate {
                        (self.fields)
                        (Button {
                            content: filled(&self.submit).unwrap_or("Apply filters").into(),
                            classes: "svx-filter__apply",
                            ..Default::default()
                        })
                    }
                }
                section class="svx-filter-results" id="results" aria-labelledby="svx-results-count" {
                    h2 class="govuk-heading-m" id="svx-results-count" { (self.count) }
                    (self.results)
                }
            }
        }
    }
}
