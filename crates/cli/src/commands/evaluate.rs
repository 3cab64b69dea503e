//! `svx evaluate`: scores a tender file by its own published rules, so that anyone can rerun a result.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use svx_formats::tender::{TENDER_BYTES_MAX, TENDER_TEMPLATE, parse_tender, result_json, result_text};
use svx_scoring::{PROBLEMS_MAX, Problem};

use crate::output::{Format, answer, bad_input, failure};

/// Score and rank the bids of a tender file, and show how
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The tender file (svx.tender/1), or - for standard input
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Add the working for every mark
    #[arg(long)]
    explain: bool,
    /// Print an example of a tender file to start from
    #[arg(long, conflicts_with_all = ["file", "format", "explain"])]
    template: bool,
}

pub(crate) fn run(args: Args) -> ExitCode {
    let Some(file) = args.file else {
        return answer(TENDER_TEMPLATE);
    };
    let name = file.display();
    let bytes = match read(&file) {
        Ok(bytes) => bytes,
        Err(error) => return failure(&format!("{name} cannot be read: {error}")),
    };
    let evaluated = match parse_tender(&bytes).and_then(|tender| tender.evaluate()) {
        Ok(evaluated) => evaluated,
        Err(problems) => return bad_input(&refusal(&name.to_string(), &problems)),
    };
    match args.format {
        Format::Text => answer(&result_text(&evaluated, args.explain)),
        Format::Json => match result_json(&evaluated, args.explain) {
            Ok(json) => answer(&json),
            Err(error) => failure(&format!("The result cannot be written: {error}")),
        },
    }
}

/// Reads a byte more than is allowed at most, so that a file that is too large is told from one that just fits.
pub(super) fn read(file: &Path) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(TENDER_BYTES_MAX).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// What is said of a file that is not a valid tender.
pub(super) fn refusal(name: &str, problems: &[Problem]) -> String {
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        PROBLEMS_MAX => format!("{PROBLEMS_MAX} problems or more"),
        more => format!("{more} problems"),
    };
    let mut text = format!("{name} is not a valid tender: {count}.\n");
    for problem in problems {
        text.push_str(&format!("  {problem}\n"));
    }
    text
}
