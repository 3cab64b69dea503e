//! `svx match`: what is spare to what is needed, by files and without an account.

mod solve;

use std::process::ExitCode;

/// Find the best plan from what is spare to what is needed
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    Solve(solve::Args),
}

pub(crate) fn run(args: Args) -> ExitCode {
    match args.command {
        Command::Solve(args) => solve::run(args),
    }
}
