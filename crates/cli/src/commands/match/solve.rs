//! `svx match solve`: the best plan of a problem in a standard form, so that the solver can be held against any other.

mod network;
mod stats;

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write as _};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread::available_parallelism;

use anyhow::Context as _;
use stats::Stats;
use svx_formats::allocation::{INSTANCE_MAGIC, read_instance};
use svx_formats::dimacs::read_dimacs;
use svx_matching::allocate::{Options, Problem, Solution, check_certificate, solve};

use crate::output::{bad_input, finish};

/// How much is read at a time, in bytes.
const READ_BYTES: usize = 1 << 18;

/// Solve a problem of allocation or of flow exactly, and prove it
///
/// Reads the DIMACS format for flow of the least cost, and minimises cost; or the binary form that begins with SVXI0001,
/// and maximises value. The exit status is 2 for a file that is neither, and 3 where nothing meets all demand.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The problem, or - for standard input
    file: PathBuf,
    /// Print what flows as well: f FROM TO UNITS; of the binary form, offers from 1 and needs after the last offer
    #[arg(long)]
    flow: bool,
    /// Write the proof, one whole number a line: a price for each offer and then each need, or a potential for each node
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
    let opened = open(&args.file).and_then(|mut reader| {
        // A pipe may hand out less than there is, but never nothing unless it is at its end.
        let binary = reader.fill_buf()?.first() == INSTANCE_MAGIC.first();
        Ok((reader, binary))
    });
    match opened {
        Ok((reader, true)) => run_instance(&args, reader),
        Ok((reader, false)) => run_network(&args, reader),
        Err(error) => bad_input(&format!("{} cannot be read: {error}", args.file.display())),
    }
}

/// The file, or standard input for `-`.
fn open(file: &Path) -> io::Result<Box<dyn BufRead>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::with_capacity(READ_BYTES, io::stdin())));
    }
    Ok(Box::new(BufReader::with_capacity(READ_BYTES, File::open(file)?)))
}

fn refuse(args: &Args, error: &dyn std::fmt::Display) -> ExitCode {
    bad_input(&format!("{}: {error}", args.file.display()))
}

fn run_network(args: &Args, reader: Box<dyn BufRead>) -> ExitCode {
    let mut stats = Stats::start();
    match read_dimacs(reader) {
        Ok(problem) => {
            stats.read();
            network::run(args, &problem, stats)
        }
        Err(error) => refuse(args, &error),
    }
}

fn run_instance(args: &Args, reader: Box<dyn BufRead>) -> ExitCode {
    let mut stats = Stats::start();
    let instance = match read_instance(reader) {
        Ok(instance) => instance,
        Err(error) => return refuse(args, &error),
    };
    stats.read();
    let problem = match instance.into_problem() {
        Ok(problem) => problem,
        Err(error) => return refuse(args, &error),
    };
    stats.prepared();
    let threads = args
        .threads
        .or_else(|| available_parallelism().ok())
        .unwrap_or(NonZeroUsize::MIN);
    match solve(&problem, &Options { threads }) {
        Ok(solution) => {
            stats.solved();
            finish(answer(args, &problem, &solution, stats.on(threads)))
        }
        Err(error) => refuse(args, &error),
    }
}

fn answer(args: &Args, problem: &Problem, solution: &Solution, mut stats: Stats) -> anyhow::Result<ExitCode> {
    check_certificate(problem, solution).context("the plan did not prove to be the best")?;
    stats.certified();
    let certificate = &solution.certificate;
    write_certificate(args, certificate.offers.iter().chain(&certificate.needs))?;
    let lines = solution.flows.iter().map(|flow| {
        let need = problem.offers() + 1 + flow.need as usize;
        (flow.offer as usize + 1, need, flow.units)
    });
    print(args, solution.value, lines)?;
    stats.tell(args.stats)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the numbers that prove the answer to the file that was asked for, if one was.
fn write_certificate<N: std::fmt::Display>(args: &Args, numbers: impl Iterator<Item = N>) -> anyhow::Result<()> {
    let Some(file) = &args.certificate else {
        return Ok(());
    };
    let write = || {
        let mut out = BufWriter::new(File::create(file)?);
        for number in numbers {
            writeln!(out, "{number}")?;
        }
        out.flush()
    };
    write().with_context(|| format!("{} cannot be written", file.display()))
}

/// Prints the answer, and what flows if that was asked for.
fn print<N: std::fmt::Display>(
    args: &Args,
    total: i128,
    flows: impl Iterator<Item = (usize, usize, N)>,
) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "s {total}")?;
    for (from, to, units) in flows.filter(|_| args.flow) {
        writeln!(out, "f {from} {to} {units}")?;
    }
    out.flush()
}
