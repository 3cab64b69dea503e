//! `svx serve`: the exchange over HTTP, and the background worker beside it.

use crate::{
    config::Config,
    exchange::{block_on, open, stop_signal},
    output::finish,
    settings::Settings,
};
use anyhow::Context as _;
use std::process::ExitCode;
use svx_app::{App, worker};
use tokio::{net::TcpListener, sync::watch};

/// Serve the exchange
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: Settings,
    /// The address to listen at
    #[arg(long, value_name = "ADDR", env = "SVX_LISTEN")]
    listen: Option<String>,
    /// Leave mail and jobs to `svx worker`
    #[arg(long)]
    no_worker: bool,
}

pub(crate) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        let mut config = args.settings.load()?;
        if let Some(listen) = args.listen {
            config.listen = listen;
        }
        let app = open(&config).await?;
        app.db.migrate().await?;
        serve(app, &config, !args.no_worker).await?;
        Ok(ExitCode::SUCCESS)
    }))
}

/// Listens until the process is asked to stop, then lets open requests and the worker's turn finish.
pub(crate) async fn serve(app: App, config: &Config, with_worker: bool) -> anyhow::Result<()> {
    let listener = listen(config).await?;
    tracing::info!(address = %listener.local_addr()?, "listening");
    let (stop, stopped) = watch::channel(false);
    let until_stopped = |mut stopped: watch::Receiver<bool>| async move {
        let _ = stopped.wait_for(|stopped| *stopped).await;
    };
    let working = with_worker.then(|| tokio::spawn(worker::run(app.clone(), until_stopped(stopped.clone()))));
    let signal = tokio::spawn(async move {
        stop_signal().await;
        tracing::info!("stopping");
        let _ = stop.send(true);
    });
    svx_web::serve(listener, svx_web::router(app.clone()), until_stopped(stopped)).await?;
    if let Some(working) = working {
        working.await?;
    }
    signal.abort();
    app.db.close().await;
    Ok(())
}

/// Takes the address, or says which it is that cannot be had.
pub(crate) async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(&config.listen).await;
    bound.with_context(|| format!("cannot listen at {} (choose another with --listen)", config.listen))
}
