//! What a plan comes to, for people at a terminal, within 100 columns.

use std::fmt::Write as _;
use std::path::PathBuf;

use svx_app::planning::{self, Planned, Source, WEIGHTS_NAME, WhatIf};
use svx_formats::sheets::{NeedRow, OfferRow};
use svx_places::{DistanceUnit, distance_text};
use svx_report::plan::Fared;

/// The most problems of rows that are written out.
const PROBLEMS_LISTED_MAX: usize = 10_000;
/// Lines of each list.
const LINES_MAX: usize = 15;
const COLUMNS: usize = 100;
const NAME_CHARS: usize = 34;

/// Everything that is wrong with rows, by file, line and column; nothing where nothing is.
pub(super) fn problems(needs: &Source<NeedRow>, offers: &Source<OfferRow>) -> Option<String> {
    let mut text = String::new();
    file_problems(&mut text, needs);
    file_problems(&mut text, offers);
    (!text.is_empty()).then_some(text)
}

fn file_problems<T>(text: &mut String, source: &Source<T>) {
    let sheet = &source.sheet;
    let left_out = sheet.left_out();
    if left_out == 0 {
        return;
    }
    let (rows, cannot) = if left_out == 1 {
        ("row", "cannot")
    } else {
        ("rows", "cannot")
    };
    let _ = writeln!(
        text,
        "{}: {left_out} of {} {rows} {cannot} be used.",
        source.name, sheet.rows_seen
    );
    for problem in sheet.problems.iter().take(PROBLEMS_LISTED_MAX) {
        let _ = writeln!(text, "  {problem}");
    }
    let more = sheet.problems.len().saturating_sub(PROBLEMS_LISTED_MAX) as u64 + sheet.problems_more;
    if more > 0 {
        let _ = writeln!(text, "  and {more} more");
    }
}

/// What happened, what is lacking, and where the whole is.
pub(super) fn summary<'a>(planned: &Planned, what_if: &[WhatIf], written: impl Iterator<Item = &'a PathBuf>) -> String {
    let counted = planning::summary(planned);
    let mut text = String::new();
    for sentence in planned.sentences(&counted) {
        wrapped(&mut text, &sentence, "");
    }
    if !counted.resources.is_empty() {
        let _ = writeln!(
            text,
            "\n{:<34} {:>12} {:>12} {:>9} {:>9} {:>9} {:>9}",
            "What", "Wanted", "Given", "Needs", "In full", "In part", "Not met"
        );
        listed(&mut text, &counted.resources, resource);
    }
    if !counted.shortfalls.is_empty() {
        let _ = writeln!(text, "\nTo meet the rest, look for");
        listed(&mut text, &counted.shortfalls, |text, shortfall| {
            let needs = if shortfall.needs == 1 { "need" } else { "needs" };
            let lacking = planned.with_unit(shortfall.resource, shortfall.quantity);
            let line = format!(
                "{lacking} for {} {needs}: {}",
                shortfall.needs,
                shortfall.reason.words()
            );
            wrapped(text, &line, "  ");
        });
    }
    compared(&mut text, what_if);
    let _ = writeln!(text, "\nWeights {WEIGHTS_NAME}");
    let _ = writeln!(text, "Inputs  SHA-256 {}", planned.inputs_sha256());
    for path in written {
        let _ = writeln!(text, "Written {}", path.display());
    }
    text
}

/// Plans by different weights, side by side.
fn compared(text: &mut String, what_if: &[WhatIf]) {
    if what_if.is_empty() {
        return;
    }
    let _ = writeln!(
        text,
        "\n{:<30} {:>9} {:>9} {:>9} {:>10} {:>9} {:>10} {:>5}",
        "With other weights", "In full", "In part", "Not met", "Worst off", "Distance", "Proposals", "New"
    );
    for line in what_if {
        let name: String = line.name.chars().take(30).collect();
        let distance = line.median_m.map_or_else(
            || "-".to_owned(),
            |metres| distance_text(metres, DistanceUnit::Kilometres),
        );
        let _ = writeln!(
            text,
            "{name:<30} {:>9} {:>9} {:>9} {:>9}% {distance:>9} {:>10} {:>5}",
            line.all.met,
            line.all.part,
            line.all.none(),
            line.worst_share / 10,
            line.proposals,
            line.new,
        );
    }
    wrapped(
        text,
        "Worst off: how much of its needs the worst served community gets. Distance: of the proposal in the middle. New: proposals that this plan does not have.",
        "",
    );
}

fn listed<T>(text: &mut String, lines: &[T], line: impl Fn(&mut String, &T)) {
    lines.iter().take(LINES_MAX).for_each(|each| line(text, each));
    if lines.len() > LINES_MAX {
        let _ = writeln!(text, "  and {} more, which the report has", lines.len() - LINES_MAX);
    }
}

fn resource(text: &mut String, fared: &Fared) {
    let mut name = fared.name.clone();
    if name.chars().count() > NAME_CHARS {
        name = name.chars().take(NAME_CHARS - 1).chain(['…']).collect();
    }
    let (wanted, given) = fared.quantities.unwrap_or_default();
    let none = fared.needs - fared.met - fared.part;
    let _ = writeln!(
        text,
        "{name:<34} {:>12} {:>12} {:>9} {:>9} {:>9} {none:>9}",
        wanted.to_string(),
        given.to_string(),
        fared.needs,
        fared.met,
        fared.part,
    );
}

/// A sentence broken between words where a line is full.
fn wrapped(text: &mut String, sentence: &str, indent: &str) {
    let mut line = indent.to_owned();
    for word in sentence.split(' ') {
        if line.chars().count() + word.chars().count() > COLUMNS && line.len() > indent.len() {
            text.push_str(line.trim_end());
            text.push('\n');
            line = format!("{indent}{indent}");
        }
        line.push_str(word);
        line.push(' ');
    }
    text.push_str(line.trim_end());
    text.push('\n');
}
