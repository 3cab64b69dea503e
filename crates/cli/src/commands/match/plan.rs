//! `svx match plan`: the best allocation of two tables, with its proof and a report, without an account or a database.

mod text;

use std::fs;
use std::io::IsTerminal as _;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Context as _;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use svx_app::planning::{self, Planned, WEIGHTS_BYTES_MAX, WhatIf, plan_json, plan_page, plan_table, summary, what_if};
use svx_app::prices::{MAX_BYTES, OfflineBook};
use svx_formats::sheets::FILE_BYTES_MAX;
use svx_matching::{PlanOptions, Progress, Weights};

use crate::files::{Staged, read_up_to};
use crate::output::{Format, answer, answer_json, bad_input, failure, note};

/// So many needs times offers take long enough to say how far it is.
const LONG_FROM: usize = 20_000_000;

/// Make the best plan from a table of needs and a table of offers
///
/// The tables are CSV in UTF-8 or XLSX, with a header and columns in any order. Of needs: id, resource, quantity, and a place
/// (postcode, latitude and longitude, or easting and northing) or remote; also project, community, priority, from, to,
/// requires, divisible, beneficiaries, title, description and deprivation. Of offers: id, resource, capacity, and a place or
/// remote; also supplier, from, to, radius_km, provides, budget, title and description. Other columns are passed on.
/// `svx pricebook show` lists resources.
///
/// Rows that cannot be used are listed and left out. Exit status: 0 when there is a plan; 2 when the tables cannot be used, or
/// with --strict when any row cannot; 1 for anything else. Nothing is written then.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The table of needs, or - for standard input
    #[arg(long, value_name = "FILE")]
    needs: PathBuf,
    /// The table of offers, or - for standard input
    #[arg(long, value_name = "FILE")]
    offers: PathBuf,
    /// Write the plan, as CSV, JSON or XLSX by the ending of its name
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write a report that opens in any browser, as one HTML file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Make no plan if any row cannot be used
    #[arg(long)]
    strict: bool,
    /// What counts, and how much, as JSON; what it leaves out is as published
    #[arg(long, value_name = "FILE")]
    weights: Option<PathBuf>,
    /// Say what other weights would do, side by side: a file like that of --weights; may be given several times
    #[arg(long, value_name = "FILE")]
    compare: Vec<PathBuf>,
    /// A table of resources to use in place of the one that comes with the program
    #[arg(long, value_name = "FILE")]
    resources: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// How many threads may work at once; all of the machine's where it is not given
    #[arg(long)]
    threads: Option<NonZeroUsize>,
}

/// Why there is no plan, and the exit status that goes with it.
enum Refused {
    BadInput(String),
    Failed(anyhow::Error),
}

impl From<anyhow::Error> for Refused {
    fn from(error: anyhow::Error) -> Self {
        Self::Failed(error)
    }
}

/// The form of the plan, by the ending of its name.
#[derive(Clone, Copy)]
enum Form {
    Csv,
    Json,
    Xlsx,
}

pub(crate) fn run(args: Args) -> ExitCode {
    match made(&args) {
        Ok((planned, what_if)) => said(&args, &planned, &what_if),
        Err(Refused::BadInput(message)) => bad_input(&message),
        Err(Refused::Failed(error)) => failure(&format!("svx: {error:#}")),
    }
}

fn made(args: &Args) -> Result<(Planned, Vec<WhatIf>), Refused> {
    let form = form(args).map_err(Refused::BadInput)?;
    check_places(args).map_err(Refused::BadInput)?;
    let others = args.compare.iter().map(|path| Ok((name(path), weights_of(path)?)));
    let others = others.collect::<Result<Vec<(String, Weights)>, Refused>>()?;
    let planned = planned(args)?;
    let what_if = compared(args, &planned, &others)?;
    write(args, form, &planned, &what_if)?;
    Ok((planned, what_if))
}

/// This plan and what other weights would do; nothing where nobody asked.
fn compared(args: &Args, planned: &Planned, others: &[(String, Weights)]) -> Result<Vec<WhatIf>, Refused> {
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let bar = bar(planned.needs.sheet.rows.len(), planned.offers.sheet.rows.len());
    let compared = what_if(planned, others, &options(args), &|progress| show(&bar, progress));
    bar.finish_and_clear();
    compared.map_err(|error| Refused::Failed(error.into()))
}

fn options(args: &Args) -> PlanOptions {
    PlanOptions {
        threads: args
            .threads
            .or_else(|| available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN),
        ..PlanOptions::default()
    }
}

fn form(args: &Args) -> Result<Option<Form>, String> {
    let Some(path) = &args.out else {
        return Ok(None);
    };
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .map(str::to_lowercase);
    match ending.as_deref() {
        Some("csv") => Ok(Some(Form::Csv)),
        Some("json") => Ok(Some(Form::Json)),
        Some("xlsx") => Ok(Some(Form::Xlsx)),
        _ => Err(format!("{} must end in .csv, .json or .xlsx", path.display())),
    }
}

/// Refuses to read both tables from one stream, and to write over what is read.
fn check_places(args: &Args) -> Result<(), String> {
    let stream = Path::new("-");
    if args.needs == stream && args.offers == stream {
        return Err("Only one of the two tables can be standard input".to_owned());
    }
    let real = |path: &PathBuf| fs::canonicalize(path).ok();
    let mut taken: Vec<PathBuf> = [&args.needs, &args.offers].into_iter().filter_map(real).collect();
    taken.extend(
        args.weights
            .iter()
            .chain(&args.resources)
            .chain(&args.compare)
            .filter_map(real),
    );
    let outputs: Vec<&PathBuf> = args.out.iter().chain(&args.report).collect();
    for path in &outputs {
        if real(path).is_some_and(|path| taken.contains(&path)) {
            return Err(format!("{} is read, so it cannot be written as well", path.display()));
        }
    }
    if let [plan, report] = outputs.as_slice()
        && plan == report
    {
        return Err("The plan and the report need a file each".to_owned());
    }
    Ok(())
}

fn planned(args: &Args) -> Result<Planned, Refused> {
    let book = book(args)?;
    let weights = weights(args)?;
    let (needs, offers) = (read(&args.needs)?, read(&args.offers)?);
    let needs_name = name(&args.needs);
    let offers_name = name(&args.offers);
    let read = (
        planning::needs_of(&needs_name, &needs, &book),
        planning::offers_of(&offers_name, &offers, &book),
    );
    drop((needs, offers));
    let (needs, offers) = match read {
        (Ok(needs), Ok(offers)) => (needs, offers),
        (needs, offers) => {
            let mut message = String::new();
            needs
                .err()
                .iter()
                .for_each(|error| message.push_str(&format!("{needs_name}: {error}.\n")));
            offers
                .err()
                .iter()
                .for_each(|error| message.push_str(&format!("{offers_name}: {error}.\n")));
            return Err(Refused::BadInput(message));
        }
    };
    let listed = text::problems(&needs, &offers);
    let all_bad = (needs.sheet.rows.is_empty() && needs.sheet.rows_seen > 0)
        || (offers.sheet.rows.is_empty() && offers.sheet.rows_seen > 0);
    if let Some(listed) = &listed
        && (args.strict || all_bad)
    {
        return Err(Refused::BadInput(format!("{listed}Nothing was written.")));
    }
    if let Some(listed) = listed {
        note(&listed);
    }
    let options = options(args);
    let bar = bar(needs.sheet.rows.len(), offers.sheet.rows.len());
    let planned = planning::planned(needs, offers, book, weights, &options, &|progress| show(&bar, progress));
    bar.finish_and_clear();
    planned.map_err(|error| Refused::Failed(error.into()))
}

fn name(path: &Path) -> String {
    if path == Path::new("-") {
        return "standard input".to_owned();
    }
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// A byte more than is allowed at most, so that a file that is too large is told from one that just fits.
fn read(path: &Path) -> Result<Vec<u8>, Refused> {
    read_up_to(path, FILE_BYTES_MAX + 1)
        .map_err(|error| Refused::BadInput(format!("{} cannot be read: {error}", path.display())))
}

fn book(args: &Args) -> Result<OfflineBook, Refused> {
    let Some(path) = &args.resources else {
        return Ok(OfflineBook::shipped().context("the price book that comes with the program")?);
    };
    let table = read_up_to(path, MAX_BYTES + 1)
        .map_err(|error| Refused::BadInput(format!("{} cannot be read: {error}", path.display())))?;
    OfflineBook::read(&table).map_err(|problems| Refused::BadInput(format!("{}:\n{problems}", path.display())))
}

fn weights(args: &Args) -> Result<Weights, Refused> {
    args.weights
        .as_deref()
        .map_or_else(|| Ok(Weights::default()), weights_of)
}

fn weights_of(path: &Path) -> Result<Weights, Refused> {
    let text = read_up_to(path, WEIGHTS_BYTES_MAX + 1)
        .map_err(|error| Refused::BadInput(format!("{} cannot be read: {error}", path.display())))?;
    planning::read_weights(&text).map_err(|error| Refused::BadInput(format!("{}: {error}", path.display())))
}

/// A bar on a terminal, where it is long.
fn bar(needs: usize, offers: usize) -> ProgressBar {
    if needs.saturating_mul(offers) < LONG_FROM || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(needs as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg} {bar:40} {percent}%");
    style.map_or(bar.clone(), |style| bar.with_style(style))
}

fn show(bar: &ProgressBar, progress: Progress) {
    match progress {
        Progress::Comparing { done, of } => {
            bar.set_message("Holding needs against offers");
            bar.set_length(of as u64);
            bar.set_position(done as u64);
        }
        Progress::Solving { pairs } => bar.set_message(format!("Finding the best plan of {pairs} pairs")),
    }
}

/// Writes the plan and the report, both or neither.
fn write(args: &Args, form: Option<Form>, planned: &Planned, what_if: &[WhatIf]) -> Result<(), Refused> {
    let mut staged = Staged::default();
    if let (Some(path), Some(form)) = (&args.out, form) {
        let bytes = match form {
            Form::Csv => plan_table(planned).to_csv(),
            Form::Json => format!("{:#}\n", plan_json(planned)).into_bytes(),
            Form::Xlsx => plan_table(planned).to_xlsx().context("the plan cannot be written")?,
        };
        staged.add(path, &bytes)?;
    }
    if let Some(path) = &args.report {
        let page = plan_page(planned, &summary(planned), what_if);
        staged.add(path, page.document().as_bytes())?;
    }
    Ok(staged.put_in_place()?)
}

fn said(args: &Args, planned: &Planned, what_if: &[WhatIf]) -> ExitCode {
    match args.format {
        Format::Json => answer_json(&plan_json(planned)),
        Format::Text => {
            let written = args.out.iter().chain(&args.report);
            answer(&text::summary(planned, what_if, written))
        }
    }
}
