//! `svx migrate`: brings the database's schema up to date.

use crate::{
    exchange::{block_on, open},
    output::{answer, finish},
    settings::Settings,
};
use std::process::ExitCode;

/// Bring the database's schema up to date
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: Settings,
}

pub(crate) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        let app = open(&args.settings.load()?).await?;
        app.db.migrate().await?;
        app.db.close().await;
        Ok(answer("The schema is up to date.\n"))
    }))
}
