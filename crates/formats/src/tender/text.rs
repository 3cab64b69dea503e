//! The result for people: tables and lines that fit a terminal of 100 columns.

use svx_scoring::policy::{FloorStatus, PolicyReport};
use svx_scoring::rules::{Award, Rules};
use svx_scoring::{BidResult, Exact, FlagKind};

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::{Evaluated, rules_sha256};

/// How wide a line is at most, in the columns of a terminal: some letters take two and some none.
const COLUMNS: usize = 100;
/// How wide a supplier's name is in a table, at most.
const SUPPLIER_COLUMNS: usize = 36;
/// How wide the name of a criterion is in a table, at most.
const CRITERION_COLUMNS: usize = 24;

/// The result as text; with `explain`, the working for every bid follows.
pub fn result_text(evaluated: &Evaluated, explain: bool) -> String {
    let tender = &evaluated.tender;
    let mut text = String::new();
    wrap(&tender.title, 0, &mut text);
    wrap(&format!("{}, {}", tender.authority, tender.ocid), 0, &mut text);
    table(evaluated, &mut text);
    let legend = legend(tender.rules.rules(), evaluated);
    if !legend.is_empty() {
        text.push('\n');
        wrap(&legend, 0, &mut text);
    }
    flags(evaluated, &mut text);
    policy(&evaluated.policy, &mut text);
    if explain {
        working(evaluated, &mut text);
    }
    text.push_str(&format!("\nRules SHA-256  {}\n", rules_sha256(tender)));
    text
}

/// One table, or as many as it takes to show every criterion within the columns.
fn table(evaluated: &Evaluated, text: &mut String) {
    let rules = evaluated.tender.rules.rules();
    let results = &evaluated.evaluation.results;
    let decimals = rules.display_decimals;
    let mut fixed = [
        Column::new("Rank", false),
        Column::new("Supplier", true),
        Column::new("Total", false),
    ];
    for result in results {
        fixed[0].push(format!("{}{}", result.rank, if result.tied { "=" } else { " " }));
        fixed[1].push(clipped(&result.supplier, SUPPLIER_COLUMNS));
        fixed[2].push(
            result
                .total
                .as_ref()
                .map_or_else(|| "none".to_owned(), |total| total.to_display(decimals)),
        );
    }
    let criterion = |(index, criterion): (usize, &svx_scoring::rules::Criterion)| {
        let mut column = Column::new(&clipped(&criterion.id, CRITERION_COLUMNS), false);
        column.push(
            criterion
                .weight
                .as_ref()
                .map_or_else(String::new, |weight| format!("of {}", weight.to_words())),
        );
        results
            .iter()
            .for_each(|result| column.push(result.criteria[index].score.to_display(decimals)));
        column
    };
    let criteria: Vec<_> = rules.criteria.iter().enumerate().map(criterion).collect();
    fixed
        .iter_mut()
        .for_each(|column| column.cells.insert(1, String::new()));
    let mut left = criteria.as_slice();
    while !left.is_empty() {
        let mut width: usize = fixed.iter().map(|column| column.width() + 2).sum();
        let fits = left.iter().take_while(|column| {
            width += column.width() + 2;
            width <= COLUMNS + 2
        });
        let (now, later) = left.split_at(fits.count().max(1));
        text.push('\n');
        rows(&fixed.iter().chain(now).collect::<Vec<_>>(), text);
        left = later;
    }
}

struct Column {
    is_text: bool,
    /// The heading first.
    cells: Vec<String>,
}

impl Column {
    fn new(heading: &str, is_text: bool) -> Self {
        Self {
            is_text,
            cells: vec![heading.to_owned()],
        }
    }

    fn push(&mut self, cell: String) {
        self.cells.push(cell);
    }

    fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.width()).max().unwrap_or(0)
    }
}

fn rows(columns: &[&Column], text: &mut String) {
    let widths: Vec<_> = columns.iter().map(|column| column.width()).collect();
    let count = columns.first().map_or(0, |column| column.cells.len());
    for row in 0..count {
        let mut line = String::new();
        for (column, width) in columns.iter().zip(&widths) {
            let cell = &column.cells[row];
            let room = " ".repeat(width.saturating_sub(cell.width()));
            let (before, after) = if column.is_text {
                ("", room.as_str())
            } else {
                (room.as_str(), "")
            };
            line.extend([before, cell, after, "  "]);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

/// What the total is and what an equals sign means, where that needs saying.
fn legend(rules: &Rules, evaluated: &Evaluated) -> String {
    let mut sentences = Vec::new();
    match &rules.award {
        Award::HighestTotal => {}
        Award::ValueForMoney { willingness_to_pay } => sentences.push(format!(
            "The total is the price less {} for each point of the other criteria: the lowest comes first.",
            willingness_to_pay.to_words()
        )),
        Award::PricePerQualityPoint => sentences
            .push("The total is the price for each point of the other criteria: the lowest comes first.".to_owned()),
    }
    if evaluated.evaluation.results.iter().any(|result| result.tied) {
        sentences.push("= marks a tie that the tie-break list does not settle.".to_owned());
    }
    sentences.join(" ")
}

fn flags(evaluated: &Evaluated, text: &mut String) {
    let flagged = |result: &&BidResult| !result.flags.is_empty();
    let results: Vec<_> = evaluated.evaluation.results.iter().filter(flagged).collect();
    if results.is_empty() {
        return;
    }
    text.push_str("\nTo look at\n");
    let mut asks = false;
    for result in results {
        for flag in &result.flags {
            asks |= flag.kind == FlagKind::Realism;
            wrap(
                &format!("{}: {} ({})", result.supplier, flag.reason, flag.kind.code()),
                2,
                text,
            );
        }
    }
    if asks {
        wrap(
            "A realism flag asks for a clarification. It changes no score and excludes nobody.",
            2,
            text,
        );
    }
}

/// What policy says, on its own.
pub fn policy_text(report: &PolicyReport) -> String {
    let mut text = String::new();
    policy(report, &mut text);
    text.trim_start().to_owned()
}

fn policy(report: &PolicyReport, text: &mut String) {
    text.push_str("\nPolicy\n");
    if let Some(pack) = report.pack {
        wrap(&format!("{}: {}.", pack.name, pack.title), 2, text);
    }
    let floor = report.floor_percent.as_ref().map_or_else(String::new, Exact::to_words);
    let status = match &report.status {
        FloorStatus::Clears => format!("The weight of social value clears the floor of {floor}%."),
        FloorStatus::Short(by) => {
            format!(
                "The weight of social value is short of the floor of {floor}%: short by {}.",
                by.to_words()
            )
        }
        FloorStatus::NotApplicable => "No floor applies to the weight of social value.".to_owned(),
        FloorStatus::Unknown => "Whether a floor applies is unknown.".to_owned(),
    };
    wrap(&status, 2, text);
    let duty = if report.kpis_required { "must" } else { "need not" };
    wrap(
        &format!("KPIs {duty} be set and published (Procurement Act 2023, s.52)."),
        2,
        text,
    );
    report.notes.iter().for_each(|note| wrap(note, 2, text));
}

fn working(evaluated: &Evaluated, text: &mut String) {
    let rules = &evaluated.tender.rules;
    text.push_str("\nWorking\n");
    for result in &evaluated.evaluation.results {
        wrap(&result.supplier, 2, text);
        for (depth, line) in evaluated
            .evaluation
            .explain(rules, result)
            .lines(rules.rules().display_decimals)
        {
            wrap(&line, 4 + 2 * depth, text);
        }
    }
}

/// Adds a paragraph at an indent, broken at blanks into lines within the columns; later lines are indented further.
fn wrap(paragraph: &str, indent: usize, text: &mut String) {
    let mut line = String::new();
    let mut room = COLUMNS - indent;
    let mut margin = indent;
    for word in paragraph.split(' ').flat_map(|word| pieces(word, COLUMNS / 2)) {
        let taken = line.width();
        if taken > 0 && taken + 1 + word.width() > room {
            text.push_str(&format!("{:margin$}{line}\n", ""));
            line.clear();
            margin = indent + 4;
            room = COLUMNS - margin;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    if !line.is_empty() {
        text.push_str(&format!("{:margin$}{line}\n", ""));
    }
}

/// A word, in pieces where it is longer than a line has room for.
fn pieces(word: &str, most: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut taken = 0;
    for letter in word.chars() {
        let width = letter.width().unwrap_or(0);
        if taken + width > most {
            pieces.push(String::new());
            taken = 0;
        }
        taken += width;
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

fn clipped(name: &str, most: usize) -> String {
    if name.width() <= most {
        return name.to_owned();
    }
    let mut start = String::new();
    for letter in name.chars() {
        if start.width() + letter.width().unwrap_or(0) > most - 3 {
            break;
        }
        start.push(letter);
    }
    start + "..."
}
