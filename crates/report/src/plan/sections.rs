//! The sections of the report, from top to bottom.

use maud::{Markup, html};
use svx_ui::words::{number, plural};
use svx_ui::{Bar, BarChart, BarTone, Cell, Figure, Figures, Narrow, Table};

use super::{Fared, PlanPage};

const EVERY_PROPOSAL: &str = "The plan file has every one.";
const NARROWED: &str = "The largest come first.";

impl PlanPage {
    pub(super) fn key_figures(&self) -> Markup {
        let figures = self.figures.iter();
        let items = figures
            .map(|(label, value, note)| Figure::new(label, value).note(note))
            .collect();
        html! { (Figures { items, ..Figures::default() }) }
    }

    pub(super) fn contents(&self) -> Markup {
        let mut sections = vec![("where", "Where they are"), ("resources", "By what is asked for")];
        sections.extend([("communities", "By community"), ("distances", "How far it is")]);
        sections.push(("look-for", "What to look for"));
        sections.extend([
            ("proposals", "Who gives what to whom"),
            ("unmet", "Who goes without, and why"),
        ]);
        if !self.other_weights.is_empty() {
            sections.push(("what-if", "What other weights would do"));
        }
        if self.bad_rows.of > 0 {
            sections.push(("rows", "Rows that were left out"));
        }
        sections.push(("method", "How this was made"));
        html! {
            nav class="svx-report__contents" aria-label="Contents" {
                ul class="govuk-list govuk-list--bullet" {
                    @for (id, name) in sections {
                        li { a class="govuk-link" href={ "#" (id) } { (name) } }
                    }
                }
            }
        }
    }

    pub(super) fn places(&self) -> Markup {
        html! {
            h2 class="govuk-heading-l" id="where" { "Where they are" }
            @if self.map.marks.is_empty() {
                p class="govuk-body" { "No need or offer gives a place, so there is no map." }
            } @else {
                p class="govuk-body" { (self.map.description) " The tables below say the same in words." }
                (self.map)
            }
        }
    }

    pub(super) fn by_resource(&self) -> Markup {
        let head = [
            "What",
            "Wanted",
            "Given",
            "Needs",
            "Met in full",
            "Met in part",
            "Not met",
        ];
        html! {
            h2 class="govuk-heading-l" id="resources" { "By what is asked for" }
            (fared_chart("How much of what is wanted is given, by what it is", &self.resources))
            (fared_table("Needs by what is asked for", &head, &self.resources, true))
        }
    }

    pub(super) fn by_community(&self) -> Markup {
        let head = ["Community", "Share", "Needs", "Met in full", "Met in part", "Not met"];
        html! {
            h2 class="govuk-heading-l" id="communities" { "By community" }
            p class="govuk-body" {
                "The share is the mean over a community’s needs of how much of each is given, so that large needs and small ones count alike. The worst served come first."
            }
            (fared_chart("How much of its needs each community gets", &self.communities.lines))
            (fared_table("Needs by community", &head, &self.communities.lines, false))
            (self.communities.cut_note("The worst served come first."))
        }
    }

    pub(super) fn by_distance(&self) -> Markup {
        let most = self.distances.iter().map(|band| band.count).max().unwrap_or(0);
        let bars = self.distances.iter().map(|band| {
            Bar::new(
                &band.label,
                number(band.count as i64),
                Bar::share(band.count as i64, most as i64),
            )
        });
        html! {
            h2 class="govuk-heading-l" id="distances" { "How far it is" }
            p class="govuk-body" { "Proposals by the distance between the two in a straight line." }
            div class="svx-report__pair" {
                (BarChart { bars: bars.collect(), label: "Proposals by distance" })
                (Table {
                    caption: "Proposals by distance".into(),
                    caption_hidden: true,
                    head: vec!["Distance".into(), Cell::numeric("Proposals")],
                    rows: self.distances.iter().map(|band| vec![Cell::from(&band.label), Cell::numeric(number(band.count as i64))]).collect(),
                    narrow: Narrow::Table,
                    ..Table::default()
                })
            }
        }
    }

    pub(super) fn what_to_look_for(&self) -> Markup {
        html! {
            h2 class="govuk-heading-l" id="look-for" { "What to look for" }
            @if self.shortfalls.of == 0 {
                p class="govuk-body" { "Nothing is lacking: every need is met." }
            } @else {
                p class="govuk-body" { "What would have to be found for the remaining needs, and what stands in the way now. " (NARROWED) }
                (Table {
                    caption: "What is lacking, and why".into(),
                    caption_hidden: true,
                    head: vec!["What".into(), Cell::numeric("Lacking"), Cell::numeric("Needs"), "Why".into()],
                    rows: self.shortfalls.lines.iter().map(|line| vec![
                        Cell::from(&line.resource),
                        Cell::numeric(&line.quantity),
                        Cell::numeric(number(line.needs as i64)),
                        Cell::from(&line.reason),
                    ]).collect(),
                    ..Table::default()
                })
                (self.shortfalls.cut_note(NARROWED))
            }
        }
    }

    pub(super) fn who_gives(&self) -> Markup {
        html! {
            h2 class="govuk-heading-l" id="proposals" { "Who gives what to whom" }
            @if self.proposals.of == 0 {
                p class="govuk-body" { "There are no proposals: no offer fits any need." }
            } @else {
                p class="govuk-body" { "These are proposals. Both sides are free to decline." }
                (Table {
                    caption: "Proposals".into(),
                    caption_hidden: true,
                    head: vec!["Need".into(), "Offer".into(), "How much".into(), "Why they suit".into()],
                    rows: self.proposals.lines.iter().map(|line| vec![
                        Cell::new(party(&line.need, &line.community)),
                        Cell::new(party(&line.offer, &line.supplier)),
                        Cell::from(&line.quantity),
                        Cell::new(html! {
                            ul class="govuk-list govuk-!-font-size-16 govuk-!-margin-bottom-0" {
                                @for reason in &line.reasons { li { (reason) } }
                            }
                        }),
                    ]).collect(),
                    ..Table::default()
                })
                (self.proposals.cut_note(EVERY_PROPOSAL))
            }
        }
    }

    pub(super) fn who_lacks(&self) -> Markup {
        html! {
            h2 class="govuk-heading-l" id="unmet" { "Who goes without, and why" }
            @if self.unmet.of == 0 {
                p class="govuk-body" { "Nobody: every need gets all that it asks for." }
            } @else {
                (Table {
                    caption: "Needs that lack something".into(),
                    caption_hidden: true,
                    head: vec!["Need".into(), "Lacks".into(), "Why".into()],
                    rows: self.unmet.lines.iter().map(|line| vec![
                        Cell::new(party(&line.need, &line.community)),
                        Cell::from(&line.lacks),
                        Cell::new(html! {
                            strong { (line.reason) }
                            @if !line.detail.is_empty() { br; span class="govuk-!-font-size-16" { (line.detail) } }
                        }),
                    ]).collect(),
                    ..Table::default()
                })
                (self.unmet.cut_note("The most pressing come first."))
            }
        }
    }

    pub(super) fn by_other_weights(&self) -> Markup {
        let head = [
            "Weights",
            "Met in full",
            "Met in part",
            "Not met",
            "Worst served community",
            "Distance in the middle",
            "Proposals",
            "Not in this plan",
        ];
        html! {
            @if !self.other_weights.is_empty() {
                h2 class="govuk-heading-l" id="what-if" { "What other weights would do" }
                p class="govuk-body" { "The same tables, planned again with other weights. Points of different weights cannot be compared; what they lead to can." }
                (Table {
                    caption: "Plans by different weights".into(),
                    caption_hidden: true,
                    head: head.iter().enumerate().map(|(at, name)| if at == 0 { Cell::from(*name) } else { Cell::numeric(*name) }).collect(),
                    rows: self.other_weights.iter().map(|line| {
                        let mut cells = vec![Cell::new(html! { strong { (line.name.0) } br; span class="govuk-!-font-size-16" { (line.name.1) } })];
                        cells.extend(line.needs.map(|count| Cell::numeric(number(count as i64))));
                        cells.extend([Cell::numeric(percent(line.worst_share)), Cell::numeric(&line.median)]);
                        cells.extend([line.proposals.0, line.proposals.1].map(|count| Cell::numeric(number(count as i64))));
                        cells
                    }).collect(),
                    ..Table::default()
                })
            }
        }
    }

    pub(super) fn rows_left_out(&self) -> Markup {
        html! {
            @if self.bad_rows.of > 0 {
                h2 class="govuk-heading-l" id="rows" { "Rows that were left out" }
                p class="govuk-body" { "These rows could not be used. Put them right and make the plan again." }
                ul class="govuk-list govuk-list--bullet" {
                    @for row in &self.bad_rows.lines { li { (row) } }
                }
                (self.bad_rows.cut_note("The command lists them all."))
            }
        }
    }

    pub(super) fn how_it_was_made(&self) -> Markup {
        html! {
            h2 class="govuk-heading-l" id="method" { "How this was made" }
            @for paragraph in &self.method { p class="govuk-body" { (paragraph) } }
            h3 class="govuk-heading-m" { "What counts, and how much" }
            p class="govuk-body" { "Version: " (self.weights_version) }
            (Table {
                caption: "Weights".into(),
                caption_hidden: true,
                head: vec!["What counts".into(), Cell::numeric("Weight")],
                rows: self.weights.iter().map(|(words, weight)| vec![Cell::from(words), Cell::numeric(number(i64::from(*weight)))]).collect(),
                narrow: Narrow::Table,
                ..Table::default()
            })
            h3 class="govuk-heading-m" { "What it was made from" }
            @for source in &self.sources {
                p class="govuk-body" {
                    strong { (source.name) } ": " (plural(source.rows.0, "row used", "rows used"))
                    @if source.rows.1 > 0 { ", " (number(source.rows.1 as i64)) " left out" }
                    br;
                    span class="svx-report__hash" { "SHA-256 " (source.sha256) }
                }
            }
        }
    }
}

/// An id with its title and whose it is.
fn party((id, title): &(String, String), whose: &str) -> Markup {
    html! {
        strong { (id) }
        @if !title.is_empty() { br; (title) }
        @if !whose.is_empty() { br; span class="govuk-!-font-size-16" { (whose) } }
    }
}

fn fared_chart(label: &str, lines: &[Fared]) -> Markup {
    let bars = lines.iter().map(|line| {
        // At most a thousand, so it fits.
        Bar::new(&line.name, percent(line.share), line.share as u16).tone(BarTone::Plain)
    });
    html! { (BarChart { bars: bars.collect(), label }) }
}

fn fared_table(caption: &str, head: &[&str], lines: &[Fared], by_kind: bool) -> Markup {
    let heads = head.iter().enumerate();
    let row = |line: &Fared| {
        let mut cells = vec![Cell::new(line.name.clone())];
        match (by_kind, &line.quantities) {
            (true, Some((wanted, given))) => {
                cells.push(Cell::numeric(wanted.to_string()));
                cells.push(Cell::numeric(given.to_string()));
            }
            (true, None) => cells.extend([Cell::numeric("-"), Cell::numeric("-")]),
            (false, _) => cells.push(Cell::numeric(percent(line.share))),
        }
        let none = line.needs - line.met - line.part;
        cells.extend([line.needs, line.met, line.part, none].map(|count| Cell::numeric(number(count as i64))));
        cells
    };
    html! {
        (Table {
            caption: caption.into(),
            caption_hidden: true,
            head: heads.map(|(at, name)| if at == 0 { Cell::from(*name) } else { Cell::numeric(*name) }).collect(),
            rows: lines.iter().map(row).collect(),
            first_cell_is_header: true,
            ..Table::default()
        })
    }
}

/// Whole per cent, but never all or nothing where it is not.
fn percent(thousandths: u32) -> String {
    let rounded = (thousandths + 5) / 10;
    let shown = match thousandths {
        0 => 0,
        1..1_000 => rounded.clamp(1, 99),
        _ => 100,
    };
    format!("{shown}%")
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_share_is_all_or_nothing_only_where_it_is() {
        assert_eq!(
            [0, 1, 994, 995, 999, 1_000].map(percent),
            ["0%", "1%", "99%", "99%", "99%", "100%"]
        );
    }
}
