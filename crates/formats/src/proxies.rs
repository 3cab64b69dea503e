//! Files of proxy values that an authority has a licence for: read by the names of their columns, in the layout of a table
//! of themes, outcomes and measures (TOMs) or of a bank of outcomes (HACT). None comes with the program.

use svx_domain::Money;

use crate::table::{self, Line, Problems};

/// The most lines of a file.
pub const LINES_MAX: u32 = 3_000;
/// The most characters of a text.
const TEXT_CHARS_MAX: usize = 1_000;

/// How a file is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line for each measure, with its theme, outcome, unit and proxy value.
    Toms,
    /// A line for each outcome, with its value for one person and year.
    Hact,
}

impl Layout {
    /// Every layout with its code and what people call it.
    pub const ALL: [(&'static str, &'static str, Self); 2] = [
        ("toms", "Themes, outcomes and measures (TOMs)", Self::Toms),
        ("hact", "Bank of outcomes (HACT)", Self::Hact),
    ];

    /// The layout with a code.
    pub fn from_code(code: &str) -> Option<Self> {
        let found = Self::ALL.into_iter().find(|(known, _, _)| *known == code);
        found.map(|(_, _, layout)| layout)
    }

    /// Its code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Toms => "toms",
            Self::Hact => "hact",
        }
    }

    /// What each fact's column may be called; whether it must be there; and what it is.
    const fn columns(self) -> [Column; 6] {
        match self {
            Self::Toms => [
                Column(
                    "reference",
                    true,
                    &["ref", "reference", "code", "measure ref", "toms ref"],
                ),
                Column("theme", false, &["theme", "themes"]),
                Column("outcome", false, &["outcome", "outcomes"]),
                Column("measure", true, &["measure", "measures", "measure description"]),
                Column("unit", true, &["unit", "units", "unit of measurement"]),
                Column(
                    "value",
                    true,
                    &["proxy value", "proxy", "value", "proxy (gbp)", "proxy value (gbp)"],
                ),
            ],
            Self::Hact => [
                Column(
                    "reference",
                    true,
                    &["ref", "reference", "code", "outcome code", "outcome ref"],
                ),
                Column("theme", false, &["theme", "category", "outcome group"]),
                Column("outcome", true, &["outcome", "outcome name"]),
                Column("measure", false, &["measure", "description", "evidence"]),
                Column("unit", false, &["unit", "units"]),
                Column(
                    "value",
                    true,
                    &[
                        "value",
                        "average value",
                        "wellbeing value",
                        "proxy value",
                        "value (gbp)",
                    ],
                ),
            ],
        }
    }
}

/// A fact, whether its column must be there, and the names that the column may have.
struct Column(&'static str, bool, &'static [&'static str]);

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// Its reference in the file.
    pub reference: String,
    /// The theme or group.
    pub theme: String,
    /// The outcome.
    pub outcome: String,
    /// What is measured.
    pub measure: String,
    /// What one of it is.
    pub unit: String,
    /// The proxy value of one, where the file has one.
    pub value: Option<Money>,
}

/// Reads a file, or lists everything that is wrong with it by line and column.
pub fn read(text: &[u8], layout: Layout) -> Result<Vec<Proxy>, Problems> {
    let mut problems = Problems::default();
    let table = table::table(text, &[], LINES_MAX, &mut problems);
    let mut found: [Option<&str>; 6] = [None; 6];
    if problems.0.is_empty() || !table.names.is_empty() {
        for (at, Column(fact, required, names)) in layout.columns().into_iter().enumerate() {
            let known = names.iter().find(|name| table.names.iter().any(|each| each == *name));
            found[at] = known.copied();
            if known.is_none() && required {
                let message = format!("There is no column for this: it may be called {}", names.join(", "));
                problems.add(1, fact, message);
            }
        }
    }
    if found.iter().all(Option::is_none) || (!problems.0.is_empty() && table.rows.is_empty()) {
        return problems.check(Vec::new());
    }
    let mut rows: Vec<Proxy> = Vec::new();
    for (line, cells) in &table.rows {
        let mut row = Line {
            line: *line,
            cells,
            problems: &mut problems,
        };
        let proxy = proxy(&mut row, &found);
        if rows.iter().any(|other| other.reference == proxy.reference) && !proxy.reference.is_empty() {
            let column = found[0].unwrap_or("reference");
            row.problems
                .add(*line, column, "An earlier line has this reference too");
        }
        rows.push(proxy);
    }
    if rows.is_empty() && problems.0.is_empty() {
        problems.add(1, "", "There are no lines under the header");
    }
    problems.check(rows)
}

fn proxy(row: &mut Line<'_>, found: &[Option<&str>; 6]) -> Proxy {
    let mut text = |at: usize| {
        let Some(column) = found[at] else {
            return String::new();
        };
        let text = row.text(column).split_whitespace().collect::<Vec<_>>().join(" ");
        if text.chars().count() > TEXT_CHARS_MAX {
            let message = format!("Use {TEXT_CHARS_MAX} characters or fewer");
            row.problems.add(row.line, column, message);
        }
        text.chars().filter(|c| !c.is_control()).collect()
    };
    let (theme, outcome, measure, unit) = (text(1), text(2), text(3), text(4));
    let reference = found[0].map_or_else(String::new, |column| row.required(column));
    let value = found[5].and_then(|column| row.optional(column, value)).flatten();
    Proxy {
        reference,
        theme,
        outcome,
        measure,
        unit,
        value,
    }
}

/// An amount of pounds as such files write them; nothing where the file says that there is no value.
fn value(text: &str) -> Result<Option<Money>, String> {
    if matches!(
        text.to_lowercase().as_str(),
        "-" | "n/a" | "na" | "none" | "record only"
    ) {
        return Ok(None);
    }
    Money::parse_messy(text).map(Some).map_err(|error| error.to_string())
}
