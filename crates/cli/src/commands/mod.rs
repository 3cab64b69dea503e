//! The commands, one line each.

mod policy;

use std::process::ExitCode;

/// What `svx` can be told to do.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    Policy(policy::Args),
}

impl Command {
    /// Runs the command that was asked for.
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::Policy(args) => policy::run(args),
        }
    }
}
