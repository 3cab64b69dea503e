//! `svx import`: files that people bring, read whole or not at all.

use crate::{
    exchange::{block_on, open},
    output::{bad_input, failure, finish, verdict},
    settings::Settings,
};
use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressStyle};
use std::{
    fs::File,
    io::{BufReader, IsTerminal as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use svx_app::{App, organisations::import};
use svx_domain::organisation::Actor;
use svx_formats::charities::{Charities, CharitiesError, Charity, LineProblem};

/// The most problems that are listed; further ones are counted.
const MAX_LISTED: usize = 100;

/// Import a file
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Import a register of charities as pages that their people can claim
    ///
    /// Columns: name, and org_id or reg_number; postcode, active, activities, objects, web and company_number where they are
    /// there. Doing it again changes only what changed. Exit status: 0 when every line was read, 2 when lines were left out,
    /// 1 when nothing was imported because something failed.
    Charities {
        /// A CSV file in UTF-8
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
    },
}

pub(crate) fn run(args: Args) -> ExitCode {
    match args.what {
        What::Charities { file, settings } => charities(&file, &settings),
    }
}

/// What a file came to.
struct Register {
    charities: Vec<Charity>,
    problems: Vec<LineProblem>,
    left_out: u64,
}

fn charities(path: &Path, settings: &Settings) -> ExitCode {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) => return bad_input(&format!("{}: {error}", path.display())),
    };
    let register = match read(file) {
        Ok(register) => register,
        Err(CharitiesError::Io(error)) => return failure(&format!("{}: {error}", path.display())),
        Err(error) => return bad_input(&format!("{}: {error}", path.display())),
    };
    finish(block_on(async {
        let app = open(&settings.load()?).await?;
        app.db.migrate().await?;
        let imported = write(&app, &register.charities).await.context("nothing was imported")?;
        app.db.close().await;
        Ok(report(path, &register, &imported))
    }))
}

fn read(file: File) -> Result<Register, CharitiesError> {
    let mut register = Register {
        charities: Vec::new(),
        problems: Vec::new(),
        left_out: 0,
    };
    for line in Charities::new(BufReader::new(file))? {
        let line = line?;
        register.problems.extend(line.problems);
        match line.charity {
            Some(charity) => register.charities.push(charity),
            None => register.left_out += 1,
        }
    }
    Ok(register)
}

async fn write(app: &App, charities: &[Charity]) -> svx_app::Result<import::Imported> {
    let bar = if std::io::stderr().is_terminal() {
        ProgressBar::new(charities.len() as u64)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {human_pos} of {human_len} charities") {
        bar.set_style(style);
    }
    let outcome = import::charities(app, &Actor::system("import"), charities, &|done| bar.set_position(done)).await;
    bar.finish_and_clear();
    outcome
}

fn report(path: &Path, register: &Register, imported: &import::Imported) -> ExitCode {
    let mut said = String::new();
    for problem in register.problems.iter().take(MAX_LISTED) {
        said.push_str(&format!("{}: {problem}\n", path.display()));
    }
    if register.problems.len() > MAX_LISTED {
        said.push_str(&format!("and {} more problems\n", register.problems.len() - MAX_LISTED));
    }
    said.push_str(&format!(
        "{} added, {} updated, {} unchanged, {} left to those who claimed them, {} no longer registered, {} lines left out\n",
        imported.added, imported.updated, imported.unchanged, imported.claimed, imported.removed, register.left_out
    ));
    verdict(&said, register.left_out == 0)
}
