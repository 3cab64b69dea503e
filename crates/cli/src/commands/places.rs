//! `svx places`: postcodes and outlines from published files.

use crate::{
    exchange::{block_on, open},
    output::{answer, bad_input, finish},
    settings::Settings,
};
use clap::{Subcommand, ValueEnum};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use svx_app::{
    App, Error,
    places::{ImportOptions, Loaded, PostcodeFile, Vintage, import_boundaries, import_postcodes},
};
use svx_domain::organisation::Actor;

/// Load postcodes and outlines from published files
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Load a file in place of the one that was loaded before, in one transaction
    Import(Import),
}

#[derive(clap::Args)]
struct Import {
    /// The file; for Code-Point Open all of its CSV files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Which publication it is
    #[arg(long, value_enum)]
    kind: Kind,
    /// The year and month of the publication, such as 2025-11, where the name of the file does not say it
    #[arg(long)]
    vintage: Option<Vintage>,
    /// For boundaries: the property that holds the code of each area, where its name does not show it
    #[arg(long, value_name = "NAME")]
    code_property: Option<String>,
    /// Load the good rows of a file that has bad ones
    #[arg(long)]
    skip_bad_rows: bool,
    #[command(flatten)]
    settings: Settings,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// ONS Postcode Directory, or the National Statistics Postcode Lookup
    Onspd,
    /// Ordnance Survey Code-Point Open
    CodePointOpen,
    /// GeoJSON outlines of areas
    Boundaries,
}

const ACTOR: Actor = Actor::system("svx places import");
/// How many times a second the progress is drawn.
const DRAWS_PER_SECOND: u8 = 10;

pub(crate) fn run(args: Args) -> ExitCode {
    let Action::Import(import) = args.action;
    if import.kind == Kind::Boundaries && import.files.len() > 1 {
        return bad_input("Give one file of boundaries at a time");
    }
    if import.kind != Kind::Boundaries && import.code_property.is_some() {
        return bad_input("--code-property is for boundaries alone");
    }
    let named = || {
        import
            .files
            .iter()
            .find_map(|file| Vintage::of_file_name(file.file_name()?.to_str()?))
    };
    let Some(vintage) = import.vintage.or_else(named) else {
        return bad_input("Say the year and month of the publication, such as --vintage 2025-11");
    };
    finish(block_on(async {
        let app = open(&import.settings.load()?).await?;
        app.db.migrate().await?;
        let loaded = load(&app, &import, vintage).await;
        app.db.close().await;
        match loaded {
            Ok(loaded) => Ok(answer(&said(&loaded, vintage))),
            Err(Error::Invalid(invalid)) => {
                let mut message: String = invalid.iter().map(|(_, problem)| format!("{problem}\n")).collect();
                message.push_str("\nNothing was loaded.");
                Ok(bad_input(&message))
            }
            Err(error) => Err(error.into()),
        }
    }))
}

async fn load(app: &App, import: &Import, vintage: Vintage) -> svx_app::Result<Loaded> {
    let bar = progress_bar(&import.files);
    let options = ImportOptions {
        vintage,
        skip_bad_rows: import.skip_bad_rows,
        progress: &|bytes| bar.set_position(bytes),
    };
    let postcodes = match import.kind {
        Kind::Onspd => PostcodeFile::Directory,
        Kind::CodePointOpen => PostcodeFile::CodePointOpen,
        Kind::Boundaries => {
            let (file, code) = (&import.files[0], import.code_property.as_deref());
            let loaded = import_boundaries(app, &ACTOR, file, code, &options).await;
            bar.finish_and_clear();
            return loaded;
        }
    };
    let loaded = import_postcodes(app, &ACTOR, postcodes, &import.files, &options).await;
    bar.finish_and_clear();
    loaded
}

/// On a terminal alone; elsewhere nothing is drawn.
fn progress_bar(files: &[PathBuf]) -> ProgressBar {
    let size = |file: &PathBuf| std::fs::metadata(file).map_or(0, |meta| meta.len());
    let target = ProgressDrawTarget::stderr_with_hz(DRAWS_PER_SECOND);
    let bar = ProgressBar::with_draw_target(Some(files.iter().map(size).sum()), target);
    let first = files.first().map(|file| Path::new(file).display().to_string());
    bar.set_message(first.unwrap_or_default());
    let style = ProgressStyle::with_template("{msg} [{wide_bar}] {bytes} of {total_bytes}, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn said(loaded: &Loaded, vintage: Vintage) -> String {
    let mut text = String::new();
    for problem in &loaded.problems {
        let _ = writeln!(text, "{problem}");
    }
    if loaded.problems_unlisted > 0 {
        let _ = writeln!(text, "and {} more", loaded.problems_unlisted);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "Loaded {} of {vintage}.", counted(loaded.kept, "row"));
    let left_out = [
        (loaded.ended, "no longer in use"),
        (loaded.without_place, "without a place"),
        (loaded.repeated, "repeated"),
        (loaded.bad_rows(), "bad"),
    ];
    let left_out: Vec<_> = left_out
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{count} {why}"))
        .collect();
    if !left_out.is_empty() {
        let _ = writeln!(text, "Left out: {}.", left_out.join(", "));
    }
    text
}

fn counted(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}
