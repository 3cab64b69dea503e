//! Tasks of the project's own upkeep: `cargo xtask NAME`. Each task is one file beside this one and one row in `TASKS`.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

mod check;
mod invariants;
mod licences;
mod metadata;
mod msgpack;
mod places_table;

/// A task: its name, what it does in one line, and what does it with the rest of the command line.
struct Task {
    name: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const TASKS: &[Task] = &[
    Task {
        name: "check",
        about: "Hold the invariants, regenerate every generated file and say which differ",
        run: check::run,
    },
    Task {
        name: "invariants",
        about: "Hold the source to the rules that the architecture rests on",
        run: invariants::run,
    },
    Task {
        name: "licences",
        about: "Hold the dependency tree to the licences, bans and sources of deny.toml",
        run: licences::run,
    },
    Task {
        name: "places-table",
        about: "Make the table of postcode sectors [from a wheel or an unpacked package]",
        run: places_table::run,
    },
];

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let task = args
        .first()
        .and_then(|name| TASKS.iter().find(|task| task.name == name));
    let Some(task) = task else {
        say("Usage: cargo xtask NAME");
        TASKS
            .iter()
            .for_each(|task| say(&format!("  {:<14} {}", task.name, task.about)));
        return ExitCode::from(2);
    };
    match (task.run)(&args[1..]) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{}: {error:#}", task.name));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a task tells whoever runs it what it did")]
fn say(line: &str) {
    eprintln!("{line}");
}

/// The root of the workspace.
fn root() -> Result<PathBuf> {
    let manifest = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    manifest
        .parent()
        .map(PathBuf::from)
        .context("xtask lies in the workspace")
}
