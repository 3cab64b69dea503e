//! `svx worker`: the background worker by itself, for installations that serve from several machines.

use crate::{
    exchange::{block_on, open, stop_signal},
    output::finish,
    settings::Settings,
};
use std::process::ExitCode;

/// Send mail and run jobs, beside `svx serve --no-worker`
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: Settings,
    /// Do what is due now and stop
    #[arg(long)]
    once: bool,
}

pub(crate) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        let app = open(&args.settings.load()?).await?;
        if args.once {
            svx_app::worker::drain(&app).await?;
        } else {
            svx_app::worker::run(app.clone(), stop_signal()).await;
        }
        app.db.close().await;
        Ok(ExitCode::SUCCESS)
    }))
}
