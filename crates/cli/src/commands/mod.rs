//! The commands, one line each.

mod auction;
mod audit;
mod check;
mod demo;
mod evaluate;
mod import;
mod r#match;
mod migrate;
mod ocds;
mod openapi;
mod places;
mod policy;
mod pricebook;
mod serve;
mod user;
mod worker;

use std::process::ExitCode;

/// What `svx` can be told to do.
#[derive(clap::Subcommand)]
pub(crate) enum Command {
    Demo(demo::Args),
    Serve(serve::Args),
    Worker(worker::Args),
    Migrate(migrate::Args),
    Import(import::Args),
    User(user::Args),
    Auction(auction::Args),
    Check(check::Args),
    Audit(audit::Args),
    Ocds(ocds::Args),
    Places(places::Args),
    Evaluate(evaluate::Args),
    Policy(policy::Args),
    Pricebook(pricebook::Args),
    Match(r#match::Args),
    Openapi(openapi::Args),
}

impl Command {
    /// Runs the command that was asked for.
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::Demo(args) => demo::run(args),
            Self::Serve(args) => serve::run(args),
            Self::Worker(args) => worker::run(args),
            Self::Migrate(args) => migrate::run(args),
            Self::Import(args) => import::run(args),
            Self::User(args) => user::run(args),
            Self::Auction(args) => auction::run(args),
            Self::Check(args) => check::run(args),
            Self::Audit(args) => audit::run(args),
            Self::Ocds(args) => ocds::run(args),
            Self::Places(args) => places::run(args),
            Self::Evaluate(args) => evaluate::run(args),
            Self::Policy(args) => policy::run(args),
            Self::Pricebook(args) => pricebook::run(args),
            Self::Match(args) => r#match::run(args),
            Self::Openapi(args) => openapi::run(args),
        }
    }
}
