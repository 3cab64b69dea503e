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
use svx_web::Metrics;
use tokio::{net::TcpListener, sync::watch};

/// Serve the exchange
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: Settings,
    /// The address to listen at
    #[arg(long, value_name = "ADDR", env = "SVX_LISTEN")]
    listen: Option<String>,
    /// The address to serve /metrics at, which people outside should not reach
    #[arg(long, value_name = "ADDR", env = "SVX_METRICS_LISTEN")]
    metrics_listen: Option<String>,
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
        if args.metrics_listen.is_some() {
            config.metrics_listen = args.metrics_listen;
        }
        let app = open(&config).await?;
        app.db.migrate().await?;
        serve(app, &config, !args.no_worker).await?;
        Ok(ExitCode::SUCCESS)
    }))
}

/// Listens until the process is asked to stop, then lets open requests and the worker's turn finish.
pub(crate) async fn serve(app: App, config: &Config, with_worker: bool) -> anyhow::Result<()> {
    let listener = listen(&config.listen, "--listen").await?;
    let metrics_listener = match &config.metrics_listen {
        Some(address) => Some(listen(address, "--metrics-listen").await?),
        None => None,
    };
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
    let (mut router, metrics) = (svx_web::router(app.clone()), Metrics::new());
    let measuring = metrics_listener.map(|listener| {
        router = metrics.around(std::mem::take(&mut router));
        let stopped = until_stopped(stopped.clone());
        tokio::spawn(svx_web::serve_metrics(listener, app.clone(), metrics, stopped))
    });
    svx_web::serve(listener, router, until_stopped(stopped)).await?;
    if let Some(measuring) = measuring {
        measuring.await??;
    }
    if let Some(working) = working {
        working.await?;
    }
    signal.abort();
    app.db.close().await;
    Ok(())
}

/// Takes the address, or says which it is that cannot be had.
async fn listen(address: &str, flag: &str) -> anyhow::Result<TcpListener> {
    let bound = TcpListener::bind(address).await;
    bound.with_context(|| format!("cannot listen at {address} (choose another with {flag})"))
}
