//! `svx evaluate`: scores a tender file by its own published rules, so that anyone can rerun a result.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use svx_formats::tender::{TENDER_BYTES_MAX, TENDER_TEMPLATE, parse_tender, result_json, result_text};
use svx_scoring::{PROBLEMS_MAX, Problem};

use crate::{
    exchange::{block_on, open},
    output::{Format, answer, bad_input, failure, finish},
    settings::Settings,
};
use svx_app::{Error, procurement::recompute};
use svx_domain::organisation::Actor;

/// Score and rank the bids of a tender file, and show how
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The tender file (svx.tender/1), or - for standard input
    #[arg(required_unless_present_any = ["template", "from_procurement"])]
    file: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Add the working for every mark
    #[arg(long)]
    explain: bool,
    /// Print an example of a tender file to start from
    #[arg(long, conflicts_with_all = ["file", "format", "explain", "from_procurement"])]
    template: bool,
    /// Print the tender file that reproduces the result of a procurement here, by its ocid or id, after checking that it does
    #[arg(long, value_name = "ID", conflicts_with_all = ["file", "format", "explain"])]
    from_procurement: Option<String>,
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(args: Args) -> ExitCode {
    if let Some(id) = &args.from_procurement {
        return export(id, &args.settings);
    }
    let Some(file) = args.file else {
        return answer(TENDER_TEMPLATE);
    };
    let name = file.display();
    let bytes = match read(&file, TENDER_BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(error) => return failure(&format!("{name} cannot be read: {error}")),
    };
    let evaluated = match parse_tender(&bytes).and_then(|tender| tender.evaluate()) {
        Ok(evaluated) => evaluated,
        Err(problems) => return bad_input(&refusal(&name.to_string(), "tender", &problems)),
    };
    match args.format {
        Format::Text => answer(&result_text(&evaluated, args.explain)),
        Format::Json => match result_json(&evaluated, args.explain) {
            Ok(json) => answer(&json),
            Err(error) => failure(&format!("The result cannot be written: {error}")),
        },
    }
}

/// Prints the tender file of a procurement's published result, once it was worked out again and gave the same.
fn export(id: &str, settings: &Settings) -> ExitCode {
    finish(block_on(async {
        let app = open(&settings.load()?).await?;
        let outcome = recompute::reproduce(&app, &Actor::system("svx evaluate"), id).await;
        app.db.close().await;
        Ok(match outcome {
            Ok(reproduced) => answer(&reproduced.tender),
            Err(Error::NotFound) => bad_input(&format!("There is no procurement {id} in this database")),
            Err(Error::Conflict(message)) => bad_input(&message),
            Err(error) => return Err(error.into()),
        })
    }))
}

/// Reads a byte more than is allowed at most, so that a file that is too large is told from one that just fits.
pub(crate) fn read(file: &Path, bytes_max: usize) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Says that a file is not a valid one of its kind, and everything that is wrong with it.
pub(crate) fn refusal(name: &str, kind: &str, problems: &[Problem]) -> String {
    let count = match problems.len() {
        1 => "1 problem".to_owned(),
        PROBLEMS_MAX => format!("{PROBLEMS_MAX} problems or more"),
        more => format!("{more} problems"),
    };
    let mut text = format!("{name} is not a valid {kind}: {count}.\n");
    for problem in problems {
        text.push_str(&format!("  {problem}\n"));
    }
    text
}
