//! A local policy pack as a table: an authority's own themes, outcomes and measures, a line for each measure, and the
//! rules on how many of them a procurement may or must choose.
//!
//! | column | what it holds |
//! |---|---|
//! | `code` | the measure's code, unique in the pack: letters, digits, hyphens and points |
//! | `theme` | the theme that it belongs to |
//! | `outcome` | the outcome that it serves |
//! | `measure` | what is measured |
//! | `unit` | what it is counted in |
//! | `description` | what counts, and what does not; may be left out |
//! | `theme_least` | how many measures of the line's theme must be chosen at least; may be left out |
//! | `most_measures` | how many measures may be chosen at most; may be left out |
//!
//! The last two are rules of a theme and of the whole pack: they may stand in one line or in many, but must agree.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use svx_scoring::measures::{Measure as Chosen, MeasureRule};

use crate::table::{self, Line, Problems, count};

/// The most measures in a pack.
pub const MEASURES_MAX: u32 = 500;
/// The longest code of a measure, in characters.
pub const CODE_CHARS_MAX: usize = 20;
/// The longest name of a theme, in characters.
pub const THEME_CHARS_MAX: usize = 120;
/// The longest name of an outcome, in characters.
pub const OUTCOME_CHARS_MAX: usize = 200;
/// The longest name of a measure, in characters.
pub const TITLE_CHARS_MAX: usize = 300;
/// The longest name of a unit, in characters.
pub const UNIT_CHARS_MAX: usize = 60;
/// The longest description of a measure, in characters.
pub const DESCRIPTION_CHARS_MAX: usize = 1_000;

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 8] = [
    "code",
    "theme",
    "outcome",
    "measure",
    "unit",
    "description",
    "theme_least",
    "most_measures",
];
/// The columns that must be there.
const REQUIRED: [&str; 5] = ["code", "theme", "outcome", "measure", "unit"];

/// The measures of a pack and its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pack {
    /// In the order of the table.
    pub measures: Vec<Measure>,
    /// How many measures of a theme must be chosen at least, by the name of the theme.
    pub theme_least: BTreeMap<String, u32>,
    /// How many measures may be chosen at most.
    pub most_measures: Option<u32>,
}

/// A measure: what is counted to tell whether an outcome is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Unique in the pack.
    pub code: String,
    /// The theme that it belongs to.
    pub theme: String,
    /// The outcome that it serves.
    pub outcome: String,
    /// What is measured.
    pub title: String,
    /// What it is counted in.
    pub unit: String,
    /// What counts and what does not.
    pub description: String,
}

impl Pack {
    /// The themes, each once, in the order of their first measure.
    pub fn themes(&self) -> Vec<&str> {
        let mut themes: Vec<&str> = Vec::new();
        for measure in &self.measures {
            if !themes.contains(&measure.theme.as_str()) {
                themes.push(&measure.theme);
            }
        }
        themes
    }

    /// The rules on a choice of measures.
    pub fn rules(&self) -> Vec<MeasureRule> {
        let most = self.most_measures.map(|most| MeasureRule::AtMost(most as usize));
        let least = self.theme_least.iter().map(|(theme, least)| MeasureRule::AtLeastOf {
            theme: theme.clone(),
            count: *least as usize,
        });
        most.into_iter().chain(least).collect()
    }

    /// The measure with a code, in any capitals.
    pub fn measure(&self, code: &str) -> Option<&Measure> {
        self.measures
            .iter()
            .find(|measure| measure.code.eq_ignore_ascii_case(code))
    }

    /// A choice of measures as the rules look at it. Codes that the pack does not have come back as they are.
    pub fn choice<'c>(&self, codes: impl IntoIterator<Item = &'c str>) -> Result<Vec<Chosen>, Vec<&'c str>> {
        let (mut chosen, mut unknown) = (Vec::new(), Vec::new());
        for code in codes {
            match self.measure(code) {
                Some(measure) => chosen.push(Chosen {
                    id: measure.code.clone(),
                    theme: measure.theme.clone(),
                }),
                None => unknown.push(code),
            }
        }
        if unknown.is_empty() { Ok(chosen) } else { Err(unknown) }
    }

    /// What is wrong with the rules, as sentences: each names what cannot hold together.
    pub fn rule_problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let of_theme = |theme: &str| self.measures.iter().filter(|measure| measure.theme == theme).count();
        for (theme, least) in &self.theme_least {
            let there = of_theme(theme);
            if there < *least as usize {
                problems.push(format!(
                    "At least {least} measures of ‘{theme}’ must be chosen, and the pack has {there}"
                ));
            }
        }
        let least: u64 = self.theme_least.values().copied().map(u64::from).sum();
        if let Some(most) = self.most_measures.filter(|most| u64::from(*most) < least) {
            problems.push(format!(
                "The themes ask for at least {least} measures together, and at most {most} may be chosen"
            ));
        }
        problems
    }

    /// SHA-256, in lower-case hexadecimal, of the table as it is written.
    pub fn sha256(&self) -> Result<String, csv::Error> {
        Ok(hex::encode(Sha256::digest(write(self)?)))
    }
}

/// Reads a table, or lists everything that is wrong with it.
pub fn read(text: &[u8]) -> Result<Pack, Problems> {
    let mut problems = Problems::default();
    let table = table::table(text, &REQUIRED, MEASURES_MAX, &mut problems);
    let mut reader = Reader::default();
    for (line, cells) in &table.rows {
        let mut row = Line {
            line: *line,
            cells,
            problems: &mut problems,
        };
        reader.row(&mut row);
    }
    if table.rows.is_empty() && problems.0.is_empty() {
        problems.add(1, "", "There are no measures: add a line for each");
    }
    if problems.0.is_empty() {
        for message in reader.pack.rule_problems() {
            problems.add(1, "", message);
        }
    }
    problems.check(reader.pack)
}

/// What was read so far, with the lines that said it.
#[derive(Default)]
struct Reader {
    pack: Pack,
    /// By the code in capitals.
    codes: BTreeMap<String, u64>,
    /// By the theme in small letters: its name as it was first written, and where.
    themes: BTreeMap<String, (String, u64)>,
    least: BTreeMap<String, u64>,
    most: Option<u64>,
}

impl Reader {
    fn row(&mut self, row: &mut Line<'_>) {
        let code = row.parse("code", code).unwrap_or_default();
        let theme = words(row, "theme", THEME_CHARS_MAX);
        let measure = Measure {
            outcome: words(row, "outcome", OUTCOME_CHARS_MAX),
            title: words(row, "measure", TITLE_CHARS_MAX),
            unit: words(row, "unit", UNIT_CHARS_MAX),
            description: description(row),
            code,
            theme,
        };
        if !measure.code.is_empty() {
            let first = *self.codes.entry(measure.code.to_uppercase()).or_insert(row.line);
            if first != row.line {
                let message = format!("Line {first} has the code {} too", measure.code);
                row.problems.add(row.line, "code", message);
            }
        }
        let known = self
            .themes
            .entry(measure.theme.to_lowercase())
            .or_insert_with(|| (measure.theme.clone(), row.line));
        if known.0 != measure.theme {
            let message = format!("Line {} writes this theme as ‘{}’", known.1, known.0);
            row.problems.add(row.line, "theme", message);
        }
        self.rules(row, &measure.theme);
        self.pack.measures.push(measure);
    }

    /// The rules that a line states, which must not contradict those before it.
    fn rules(&mut self, row: &mut Line<'_>, theme: &str) {
        if let Some(least) = row.optional("theme_least", count).filter(|least| *least > 0) {
            let line = *self.least.entry(theme.to_owned()).or_insert(row.line);
            let first = *self.pack.theme_least.entry(theme.to_owned()).or_insert(least);
            if first != least {
                let message = format!("Line {line} says {first} for this theme");
                row.problems.add(row.line, "theme_least", message);
            }
        }
        if let Some(most) = row.optional("most_measures", count) {
            let line = *self.most.get_or_insert(row.line);
            let first = *self.pack.most_measures.get_or_insert(most);
            if most == 0 {
                row.problems.add(row.line, "most_measures", "This must be 1 or more");
            } else if first != most {
                let message = format!("Line {line} says {first}: the rule is one for the whole pack");
                row.problems.add(row.line, "most_measures", message);
            }
        }
    }
}

/// A code as it is kept, or what is wrong with it.
pub fn code(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    if text.is_empty() {
        Err("Enter a code, such as ES-1".to_owned())
    } else if text.chars().all(fits) && text.len() <= CODE_CHARS_MAX && !text.starts_with(['-', '.']) {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "Use up to {CODE_CHARS_MAX} letters, digits, hyphens and points, such as ES-1, and begin with a letter or digit"
        ))
    }
}

/// One line of words that must be there.
fn words(row: &mut Line<'_>, column: &str, most: usize) -> String {
    let text = row.required(column).split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > most {
        row.problems
            .add(row.line, column, format_args!("Use {most} characters or fewer"));
    } else if text.chars().any(char::is_control) {
        row.problems
            .add(row.line, column, "There is a character that cannot be shown");
    }
    text
}

fn description(row: &mut Line<'_>) -> String {
    let shown = |c: &char| !c.is_control() || *c == '\n';
    let text: String = row
        .text("description")
        .replace("\r\n", "\n")
        .chars()
        .filter(shown)
        .collect();
    if text.chars().count() > DESCRIPTION_CHARS_MAX {
        let message = format!("Use {DESCRIPTION_CHARS_MAX} characters or fewer");
        row.problems.add(row.line, "description", message);
    }
    text.trim().to_owned()
}

/// Writes a pack as a table that [`read`] reads back as this pack.
pub fn write(pack: &Pack) -> Result<Vec<u8>, csv::Error> {
    let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
    let rows = pack.measures.iter().map(|measure| {
        [
            measure.code.clone(),
            measure.theme.clone(),
            measure.outcome.clone(),
            measure.title.clone(),
            measure.unit.clone(),
            measure.description.clone(),
            number(pack.theme_least.get(&measure.theme).copied()),
            number(pack.most_measures),
        ]
    });
    table::write(COLUMNS, rows)
}
