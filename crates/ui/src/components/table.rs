//! Tables, which on a narrow screen become a list of cards without losing their meaning.

use std::borrow::Cow;

use maud::{Markup, PreEscaped, Render, html};

use super::field::Size;
use crate::content::{Content, classes};

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell<'a> {
    /// What it holds.
    pub content: Content<'a>,
    /// Whether it holds a number, set to the right.
    pub numeric: bool,
    /// Columns it spans, when more than one.
    pub colspan: Option<u32>,
    /// Rows it spans, when more than one.
    pub rowspan: Option<u32>,
    /// Further classes.
    pub classes: Cow<'a, str>,
}

impl<'a> Cell<'a> {
    /// A cell.
    pub fn new(content: impl Into<Content<'a>>) -> Self {
        Cell {
            content: content.into(),
            ..Default::default()
        }
    }

    /// A cell with a number.
    pub fn numeric(content: impl Into<Content<'a>>) -> Self {
        Cell {
            content: content.into(),
            numeric: true,
            ..Default::default()
        }
    }
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Cell::new(text)
    }
}

impl<'a> From<&'a String> for Cell<'a> {
    fn from(text: &'a String) -> Self {
        Cell::new(text)
    }
}

impl From<String> for Cell<'_> {
    fn from(text: String) -> Self {
        Cell::new(text)
    }
}

impl From<Markup> for Cell<'_> {
    fn from(markup: Markup) -> Self {
        Cell::new(markup)
    }
}

/// What a table becomes on a narrow screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Narrow {
    /// A card for each row, each cell named by its column. For most tables.
    #[default]
    Cards,
    /// A table in a box that scrolls sideways. For grids that are read across and down.
    Scroll,
    /// A table as it is. For two narrow columns.
    Table,
}

/// Rows and columns.
#[derive(Clone, Debug, Default)]
pub struct Table<'a> {
    /// What the table shows.
    pub caption: Content<'a>,
    /// How large the caption is set.
    pub caption_size: Size,
    /// Whether only assistive technology reads the caption.
    pub caption_hidden: bool,
    /// The headings of the columns.
    pub head: Vec<Cell<'a>>,
    /// The rows.
    pub rows: Vec<Vec<Cell<'a>>>,
    /// Whether the first cell of a row names the row.
    pub first_cell_is_header: bool,
    /// What it becomes on a narrow screen.
    pub narrow: Narrow,
    /// Further classes.
    pub classes: &'a str,
}

impl Table<'_> {
    fn table(&self) -> Markup {
        let cards = self.narrow == Narrow::Cards;
        let modifier = if cards { "svx-table-cards" } else { "" };
        // Rows shown as blocks lose their table roles in some browsers, so cards state them.
        let role = |role: &'static str| cards.then_some(role);
        html! {
            table class=(classes(&["govuk-table", modifier, self.classes])) role=[role("table")] {
                @if !self.caption.is_empty() {
                    caption class=(self.caption_classes()) { (self.caption) }
                }
                @if !self.head.is_empty() {
                    thead class="govuk-table__head" role=[role("rowgroup")] {
                        tr class="govuk-table__row" role=[role("row")] {
                            @for cell in &self.head {
                                th scope="col" role=[role("columnheader")] colspan=[cell.colspan] rowspan=[cell.rowspan]
                                    class=(cell_classes("govuk-table__header", cell)) { (cell.content) }
                            }
                        }
                    }
                }
                tbody class="govuk-table__body" role=[role("rowgroup")] {
                    @for row in &self.rows {
                        tr class="govuk-table__row" role=[role("row")] {
                            @for (column, cell) in row.iter().enumerate() { (self.cell(column, cell)) }
                        }
                    }
                }
            }
        }
    }

    fn cell(&self, column: usize, cell: &Cell<'_>) -> Markup {
        let cards = self.narrow == Narrow::Cards;
        let role = |role: &'static str| cards.then_some(role);
        let name = self.head.get(column).filter(|head| cards && !head.content.is_empty());
        let inside = html! {
            @if let Some(name) = name {
                span class="svx-table-cards__name" aria-hidden="true" { (name.content) }
                div class="svx-table-cards__value" { (cell.content) }
            } @else {
                (cell.content)
            }
        };
        html! {
            @if column == 0 && self.first_cell_is_header {
                th scope="row" role=[role("rowheader")] colspan=[cell.colspan] rowspan=[cell.rowspan]
                    class=(classes(&["govuk-table__header", &cell.classes])) { (inside) }
            } @else {
                td role=[role("cell")] colspan=[cell.colspan] rowspan=[cell.rowspan]
                    class=(cell_classes("govuk-table__cell", cell)) { (inside) }
            }
        }
    }

    fn caption_classes(&self) -> String {
        let hidden = if self.caption_hidden {
            "govuk-visually-hidden"
        } else {
            ""
        };
        classes(&[
            "govuk-table__caption",
            &self.caption_size.class("govuk-table__caption"),
            hidden,
        ])
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        if self.narrow != Narrow::Scroll {
            return self.table();
        }
        let PreEscaped(caption) = self.caption.render();
        html! {
            // The box can be focused so that the keyboard can scroll it; its name is the caption.
            div class="svx-scroll" role="region" tabindex="0" aria-label=(PreEscaped(plain(&caption))) { (self.table()) }
        }
    }
}

fn cell_classes(base: &str, cell: &Cell<'_>) -> String {
    let numeric = if cell.numeric {
        format!("{base}--numeric")
    } else {
        String::new()
    };
    classes(&[base, &numeric, &cell.classes])
}

/// Markup without its tags, for an attribute. The text is already escaped.
fn plain(markup: &str) -> String {
    let mut inside_tag = false;
    markup
        .chars()
        .filter(|character| {
            let was_inside = inside_tag;
            match character {
                '<' => inside_tag = true,
                '>' => inside_tag = false,
                _ => {}
            }
            !inside_tag && !was_inside
        })
        .collect()
}
