//! The `svx` binary: every command is one file under `commands`.

mod commands;
mod output;

use std::process::ExitCode;

use clap::Parser;

/// A social value exchange: what suppliers can spare meets what communities need, in public procurement.
#[derive(Parser)]
#[command(name = "svx", version, arg_required_else_help = true, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: commands::Command,
}

fn main() -> ExitCode {
    Cli::parse().command.run()
}
