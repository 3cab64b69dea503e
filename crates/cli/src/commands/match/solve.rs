//! `svx match solve`: the best plan of a problem in a standard form, so that the solver can be held against any other.

mod stats;

use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Context as _;
use stats::Stats;
use svx_formats::allocation::read_instance;
use svx_matching::allocate::{Certificate, Options, Problem, Solution, check_certificate, solve};

use crate::output::{bad_input, finish};

/// Solve a problem of allocation exactly, and prove it
///
/// Reads the binary form that begins with SVXI0001 and maximises value.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The problem, or - for standard input
    file: PathBuf,
    /// Print what flows as well: f FROM TO UNITS, offers from 1 and needs numbered after the last offer
    #[arg(long)]
    flow: bool,
    /// Write the dual solution: one whole number a line, for each offer and then for each need
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// How many threads may work at once; all of the machine's where it is not given
    #[arg(long)]
    threads: Option<NonZeroUsize>,
    /// Say on standard error, as JSON, how long each part took and how much memory
    #[arg(long)]
    stats: bool,
}

pub(crate) fn run(args: Args) -> ExitCode {
    let reader = match open(&args.file) {
        Ok(reader) => reader,
        Err(error) => return bad_input(&format!("{} cannot be read: {error}", args.file.display())),
    };
    let mut stats = Stats::start();
    let refuse = |error: &dyn std::fmt::Display| bad_input(&format!("{}: {error}", args.file.display()));
    let instance = match read_instance(reader) {
        Ok(instance) => instance,
        Err(error) => return refuse(&error),
    };
    stats.read();
    let problem = match instance.into_problem() {
        Ok(problem) => problem,
        Err(error) => return refuse(&error),
    };
    stats.prepared();
    finish(allocate(&args, &problem, stats))
}

/// The file, or standard input for `-`.
fn open(file: &Path) -> io::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    Ok(Box::new(File::open(file)?))
}

fn allocate(args: &Args, problem: &Problem, mut stats: Stats) -> anyhow::Result<ExitCode> {
    let threads = args
        .threads
        .or_else(|| available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    let solution = match solve(problem, &Options { threads }) {
        Ok(solution) => solution,
        Err(error) => return Ok(bad_input(&format!("{}: {error}", args.file.display()))),
    };
    stats.solved();
    check_certificate(problem, &solution).context("the plan did not prove to be the best")?;
    stats.certified();
    if let Some(file) = &args.certificate {
        write_certificate(file, &solution.certificate).with_context(|| format!("{}", file.display()))?;
    }
    print(problem, &solution, args.flow)?;
    if args.stats {
        writeln!(io::stderr(), "{}", stats.json(threads))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn write_certificate(file: &Path, certificate: &Certificate) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    for price in certificate.offers.iter().chain(&certificate.needs) {
        writeln!(out, "{price}")?;
    }
    out.flush()
}

fn print(problem: &Problem, solution: &Solution, flow: bool) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "s {}", solution.value)?;
    for each in solution.flows.iter().filter(|_| flow) {
        let need = problem.offers() + 1 + each.need as usize;
        writeln!(out, "f {} {need} {}", each.offer + 1, each.units)?;
    }
    out.flush()
}
