//! The `svx` binary: every command is one file under `commands`.

mod commands;
mod config;
mod demo;
mod exchange;
mod files;
mod log;
mod output;
mod settings;

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
    let cli = Cli::parse();
    log::start();
    cli.command.run()
}
