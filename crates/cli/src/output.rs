//! What commands print, in which form, and the exit status that goes with it.

use std::io::{self, Write as _};
use std::process::ExitCode;

/// The status when what was given to a command is not usable: nothing is on standard output then, unless the command is
/// there to say so.
pub(crate) const BAD_INPUT: u8 = 2;

/// The form in which a command prints.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people, within 100 columns.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// Prints a whole answer. A reader that went away is a failure, without a word: nobody is there to read it.
pub(crate) fn answer(text: &str) -> ExitCode {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

/// Prints JSON as an answer, indented.
pub(crate) fn answer_json(value: &serde_json::Value) -> ExitCode {
    answer(&format!("{value:#}\n"))
}

/// Prints a whole answer, with the status for bad input where the answer is that what was checked is not good.
pub(crate) fn verdict(text: &str, good: bool) -> ExitCode {
    let printed = answer(text);
    if good || printed != ExitCode::SUCCESS {
        printed
    } else {
        ExitCode::from(BAD_INPUT)
    }
}

/// Says on standard error what is wrong with what was given.
pub(crate) fn bad_input(message: &str) -> ExitCode {
    complain(message);
    ExitCode::from(BAD_INPUT)
}

/// Says something on standard error beside an answer.
pub(crate) fn note(message: &str) {
    complain(message);
}

/// Says on standard error what went wrong otherwise.
pub(crate) fn failure(message: &str) -> ExitCode {
    complain(message);
    ExitCode::FAILURE
}

fn complain(message: &str) {
    // There is nowhere left to report that standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{}", message.trim_end());
}

/// The status of work that may fail: what went wrong is said on standard error with everything that led to it.
pub(crate) fn finish(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        complain(&format!("svx: {error:#}"));
        ExitCode::FAILURE
    })
}
