//! `svx ocds`: notices in the Open Contracting Data Standard.

mod export;
mod import;

use std::fmt::Write as _;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};
use svx_ocds::{Limits, ReadError, Report, read_releases};

use crate::output::{Format, failure, verdict};

/// Check and import notices in the Open Contracting Data Standard
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Check a file of notices against OCDS 1.1.5 and list every problem
    Validate {
        /// A release package, a record package, a release or JSON Lines of them, or - for standard input
        file: PathBuf,
        /// The form of the answer
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Import notices as drafts of procurements
    ///
    /// Every release is kept whole. One that breaks the standard is refused and listed by its place; everything else is
    /// imported in one transaction. Importing a file again adds nothing. Exit status: 0 when every release was taken in, 2
    /// when some were refused or the file cannot be used, 1 when something else failed.
    Import(import::Args),
    /// Write published procurements as a package of releases or of records
    ///
    /// Only what is public is written. The file appears whole or not at all. Exit status: 0 written, 2 when there is nothing
    /// to write, 1 when something else failed.
    Export(export::Args),
}

pub(crate) fn run(args: Args) -> ExitCode {
    match args.action {
        Action::Validate { file, format } => validate(&file, format),
        Action::Import(args) => import::run(args),
        Action::Export(args) => export::run(args),
    }
}

fn file_name(file: &Path) -> String {
    file.display().to_string()
}

fn validate(file: &Path, format: Format) -> ExitCode {
    let report = match read(file) {
        Ok(report) => report,
        Err(error) => return failure(&format!("{}: {error}", file_name(file))),
    };
    let text = match format {
        Format::Text => to_text(&report),
        Format::Json => format!("{:#}\n", to_json(&report)),
    };
    verdict(&text, report.is_valid())
}

fn read(file: &Path) -> Result<Report, ReadError> {
    if file == Path::new("-") {
        read_releases(io::stdin().lock(), Limits::default(), drop)
    } else {
        read_releases(File::open(file)?, Limits::default(), drop)
    }
}

fn to_text(report: &Report) -> String {
    let mut text = String::new();
    for problem in &report.problems {
        let _ = writeln!(text, "{}: {problem}", problem.severity.as_str());
    }
    if report.problems_unlisted > 0 {
        let _ = writeln!(text, "and {} more", counted(report.problems_unlisted, "problem"));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let accepted = counted(report.accepted, "release");
    let refused = counted(report.refused.len(), "release");
    let warnings = report.problems.len() + report.problems_unlisted - report.errors;
    let (errors, warnings) = (counted(report.errors, "error"), counted(warnings, "warning"));
    let outcome = if report.is_valid() { "Valid" } else { "Not valid" };
    let _ = writeln!(
        text,
        "{outcome}: {accepted} accepted, {refused} refused, {errors}, {warnings}."
    );
    text
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn to_json(report: &Report) -> Value {
    let problems = report.problems.iter().map(|problem| {
        json!({
            "severity": problem.severity.as_str(),
            "kind": problem.kind.as_str(),
            "path": problem.path,
            "line": problem.line,
            "message": problem.message,
        })
    });
    let refused = report
        .refused
        .iter()
        .map(|refused| json!({"path": refused.path, "line": refused.line, "ocid": refused.ocid, "id": refused.id}));
    json!({
        "format": "svx.ocds-validation/1",
        "valid": report.is_valid(),
        "complete": report.complete,
        "accepted": report.accepted,
        "errors": report.errors,
        "warnings": report.problems.len() + report.problems_unlisted - report.errors,
        "problems": problems.collect::<Value>(),
        "problems_unlisted": report.problems_unlisted,
        "refused": refused.collect::<Value>(),
    })
}
