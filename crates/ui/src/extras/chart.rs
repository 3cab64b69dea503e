//! Pictures of numbers: the words first, the picture, and the same numbers as a table.

use std::borrow::Cow;

use maud::{Markup, Render, html};

use crate::content::{Content, classes, filled};

/// The length of a whole bar in the units of its drawing.
const WHOLE: u16 = 1000;

/// The colour of a bar or an edge. It repeats what the words say and never stands alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BarTone {
    /// The brand's colour.
    #[default]
    Plain,
    /// Promised: the lightest.
    Promised,
    /// Ordered.
    Ordered,
    /// Delivered.
    Delivered,
    /// Validated: the darkest.
    Validated,
    /// Late, in dispute or lost.
    Late,
}

impl BarTone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            BarTone::Plain => "svx-tone-plain",
            BarTone::Promised => "svx-tone-promised",
            BarTone::Ordered => "svx-tone-ordered",
            BarTone::Delivered => "svx-tone-delivered",
            BarTone::Validated => "svx-tone-validated",
            BarTone::Late => "svx-tone-late",
        }
    }
}

/// One bar.
#[derive(Clone, Debug, Default)]
pub struct Bar<'a> {
    /// What it stands for.
    pub label: Content<'a>,
    /// The number, already in words or figures.
    pub value: Content<'a>,
    /// Its length in thousandths of the longest that can be; more is shown as the whole.
    pub thousandths: u16,
    /// Where a line marks a target, in thousandths.
    pub target: Option<u16>,
    /// Its colour.
    pub tone: BarTone,
}

impl<'a> Bar<'a> {
    /// A bar.
    pub fn new(label: impl Into<Content<'a>>, value: impl Into<Content<'a>>, thousandths: u16) -> Self {
        Bar {
            label: label.into(),
            value: value.into(),
            thousandths,
            ..Default::default()
        }
    }

    /// The length of `part` when `whole` is the longest bar, in thousandths. Nought of nought is nought.
    pub fn share(part: i64, whole: i64) -> u16 {
        if part <= 0 || whole <= 0 {
            return 0;
        }
        let share = i128::from(part) * i128::from(WHOLE) / i128::from(whole);
        u16::try_from(share).map_or(WHOLE, |share| share.min(WHOLE))
    }

    /// With a colour.
    pub fn tone(self, tone: BarTone) -> Self {
        Bar { tone, ..self }
    }

    fn drawing(&self) -> Markup {
        let length = self.thousandths.min(WHOLE);
        html! {
            svg class=(classes(&["svx-bar__drawing", self.tone.class()])) viewBox={ "0 0 " (WHOLE) " 20" }
                preserveAspectRatio="none" width="100%" height="20" aria-hidden="true" focusable="false" {
                rect class="svx-bar__ground" width=(WHOLE) height="20" {}
                rect class="svx-bar__length" width=(length) height="20" {}
                @if let Some(target) = self.target {
                    rect class="svx-bar__target" x=(target.min(WHOLE - 4)) width="4" height="20" {}
                }
            }
        }
    }
}

/// Several bars of one scale, longest first or in the order of a process. Labels are HTML, so they stay readable on a
/// phone.
#[derive(Clone, Debug, Default)]
pub struct BarChart<'a> {
    /// The bars.
    pub bars: Vec<Bar<'a>>,
    /// What the list of bars is, for assistive technology.
    pub label: &'a str,
}

impl Render for BarChart<'_> {
    fn render(&self) -> Markup {
        html! {
            ul class="svx-bars" aria-label=[filled(self.label)] {
                @for bar in &self.bars {
                    li class="svx-bar" {
                        span class="svx-bar__label" { (bar.label) }
                        " "
                        span class="svx-bar__value" { (bar.value) }
                        (bar.drawing())
                    }
                }
            }
        }
    }
}

/// How far something has come, in words with a bar below.
#[derive(Clone, Debug, Default)]
pub struct Progress<'a> {
    /// What it measures.
    pub label: Content<'a>,
    /// The number and what it is out of, such as "£4,200 of £10,000".
    pub value: Content<'a>,
    /// How far, in thousandths.
    pub thousandths: u16,
    /// Where a line marks a target, in thousandths.
    pub target: Option<u16>,
    /// One line more, such as what the line marks.
    pub note: Content<'a>,
    /// Its colour.
    pub tone: BarTone,
}

impl Render for Progress<'_> {
    fn render(&self) -> Markup {
        let bar = Bar {
            label: Content::Empty,
            value: Content::Empty,
            thousandths: self.thousandths,
            target: self.target,
            tone: self.tone,
        };
        html! {
            div class="svx-progress" {
                p class="svx-progress__words" {
                    span class="svx-progress__label" { (self.label) }
                    " "
                    strong class="svx-progress__value" { (self.value) }
                }
                (bar.drawing())
                @if !self.note.is_empty() { p class="svx-progress__note" { (self.note) } }
            }
        }
    }
}

/// The frame around a picture: what it shows in words, the picture, the same numbers as a table, and the data.
#[derive(Clone, Debug, Default)]
pub struct ChartFrame<'a> {
    /// What it shows.
    pub title: Content<'a>,
    /// What it says, in a sentence or two.
    pub summary: Content<'a>,
    /// The picture: a [`BarChart`], or an SVG with `role="img"` and a name.
    pub picture: Content<'a>,
    /// The same numbers as a table, opened on demand.
    pub table: Content<'a>,
    /// Where the data can be downloaded; no link when empty.
    pub data_href: Cow<'a, str>,
}

impl Render for ChartFrame<'_> {
    fn render(&self) -> Markup {
        html! {
            figure class="svx-chart" {
                figcaption {
                    h2 class="govuk-heading-m svx-chart__title" { (self.title) }
                    @if !self.summary.is_empty() { p class="govuk-body svx-chart__summary" { (self.summary) } }
                }
                div class="svx-chart__picture" { (self.picture) }
                @if !self.table.is_empty() {
                    details class="govuk-details svx-chart__table" {
                        summary class="govuk-details__summary" {
                            span class="govuk-details__summary-text" {
                                "Show as a table" span class="govuk-visually-hidden" { ": " (self.title) }
                            }
                        }
                        div class="govuk-details__text" { (self.table) }
                    }
                }
                @if let Some(href) = filled(&self.data_href) {
                    p class="govuk-body-s svx-chart__data" {
                        a class="govuk-link" href=(href) {
                            "Download the data" span class="govuk-visually-hidden" { " of " (self.title) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_stay_between_nothing_and_the_whole() {
        assert_eq!(Bar::share(1, 3), 333);
        assert_eq!(Bar::share(3, 3), 1000);
        assert_eq!(Bar::share(9, 3), 1000);
        assert_eq!(Bar::share(i64::MAX, 1), 1000);
        assert_eq!(Bar::share(-1, 3), 0);
        assert_eq!(Bar::share(0, 0), 0);
        assert_eq!(Bar::share(i64::MAX, i64::MAX), 1000);
    }
}
