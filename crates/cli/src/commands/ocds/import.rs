//! `svx ocds import`: a file of notices as drafts that authorities can go on with.

use super::{counted, file_name};
use crate::{
    exchange::{block_on, open},
    output::{Format, bad_input, failure, finish, verdict},
    settings::Settings,
};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use std::{
    fmt::Write as _,
    fs::File,
    io::{self, IsTerminal as _, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use svx_app::{
    App, Error,
    procurement::import::{self, Outcome},
};
use svx_domain::organisation::Actor;
use svx_ocds::limits::FILE_BYTES_MAX;

#[derive(clap::Args)]
pub(super) struct Args {
    /// A release package, a record package, a release or JSON Lines of them, or - for standard input
    file: PathBuf,
    /// The authority that goes on with them, by its name in addresses; each buyer by its identifier where it is not given
    #[arg(long, value_name = "SLUG")]
    authority: Option<String>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(args: Args) -> ExitCode {
    let name = file_name(&args.file);
    let bytes = match read(&args.file) {
        Ok(bytes) => bytes,
        Err(error) => return failure(&format!("{name}: {error}")),
    };
    finish(block_on(async {
        let app = open(&args.settings.load()?).await?;
        app.db.migrate().await?;
        let outcome = write(&app, &bytes, args.authority.as_deref()).await;
        app.db.close().await;
        Ok(match outcome {
            Ok(outcome) => report(&outcome, args.format),
            Err(Error::Invalid(invalid)) => {
                let faults = invalid.iter().map(|(_, fault)| format!("{name}: {fault}\n"));
                bad_input(&faults.collect::<String>())
            }
            Err(Error::Conflict(message)) => bad_input(&message),
            Err(error) => return Err(error.into()),
        })
    }))
}

/// The whole file, which is bounded: it is imported in one transaction or not at all.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = FILE_BYTES_MAX.saturating_add(1);
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

async fn write(app: &App, file: &[u8], authority: Option<&str>) -> svx_app::Result<Outcome> {
    let bar = if io::stderr().is_terminal() {
        ProgressBar::new_spinner()
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} processes") {
        bar.set_style(style);
    }
    let actor = Actor::system("ocds import");
    let done = |count: usize| bar.set_position(u64::try_from(count).unwrap_or(u64::MAX));
    let outcome = import::by_command(app, &actor, file, authority, &done).await;
    bar.finish_and_clear();
    outcome
}

/// Status 0 when every release was taken in, 2 when some were refused.
fn report(outcome: &Outcome, format: Format) -> ExitCode {
    let whole = outcome.report.is_valid();
    let text = match format {
        Format::Json => format!("{:#}\n", to_json(outcome)),
        Format::Text => to_text(outcome),
    };
    verdict(&text, whole)
}

fn to_text(outcome: &Outcome) -> String {
    let mut text = String::new();
    for problem in &outcome.report.problems {
        let _ = writeln!(text, "{}: {problem}", problem.severity.as_str());
    }
    for reason in &outcome.without_draft {
        let _ = writeln!(text, "kept, but nothing to set up: {reason}");
    }
    let _ = writeln!(
        text,
        "{} begun, {} added to, {} added as unclaimed; {} new, {} known, {} refused.",
        counted(outcome.new_procurements, "procurement"),
        counted(outcome.updated_procurements, "procurement"),
        counted(outcome.new_authorities, "buyer"),
        counted(outcome.new_releases, "release"),
        outcome.known_releases,
        outcome.report.refused.len(),
    );
    text
}

fn to_json(outcome: &Outcome) -> serde_json::Value {
    let refused = outcome
        .report
        .refused
        .iter()
        .map(|refused| json!({"path": refused.path, "line": refused.line, "ocid": refused.ocid, "id": refused.id}));
    let problems = outcome.report.problems.iter().map(|problem| {
        json!({"severity": problem.severity.as_str(), "kind": problem.kind.as_str(), "path": problem.path, "line": problem.line, "message": problem.message})
    });
    json!({
        "format": "svx.ocds-import/1",
        "procurements": {"new": outcome.new_procurements, "updated": outcome.updated_procurements},
        "authorities": {"new": outcome.new_authorities},
        "releases": {"new": outcome.new_releases, "known": outcome.known_releases, "refused": refused.collect::<Vec<_>>()},
        "problems": problems.collect::<Vec<_>>(),
        "without_draft": outcome.without_draft,
    })
}
