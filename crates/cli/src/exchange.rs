//! Opening the exchange that the settings name.

use crate::config::Config;
use anyhow::Context as _;
use std::sync::Arc;
use svx_app::{
    App, Settings,
    blobs::FileBlobs,
    keys::InstallationKey,
    mail::{FileMailer, Mailer, SmtpMailer},
    system::{SystemClock, SystemEntropy},
};
use svx_domain::ports::Clock;
use svx_store::{DatabaseUrl, Db};

/// Opens the exchange on the machine's clock. The schema may be out of date.
pub(crate) async fn open(config: &Config) -> anyhow::Result<App> {
    open_with(config, Arc::new(SystemClock), false).await
}

/// Opens the exchange on a clock, as a demonstration or not.
pub(crate) async fn open_with(config: &Config, clock: Arc<dyn Clock>, demo: bool) -> anyhow::Result<App> {
    let folder = &config.data;
    std::fs::create_dir_all(folder).with_context(|| format!("the folder {} cannot be made", folder.display()))?;
    let url: DatabaseUrl = config.database_url().parse()?;
    if let DatabaseUrl::Sqlite(path) = &url
        && let Some(parent) = path.parent()
    {
        std::fs::create_dir_all(parent).with_context(|| format!("the folder {} cannot be made", parent.display()))?;
    }
    let mailer: Arc<dyn Mailer> = match &config.smtp {
        Some(url) => Arc::new(SmtpMailer::from_url(url)?),
        None => Arc::new(FileMailer::new(folder.join("mail"))),
    };
    Ok(App {
        db: Db::open(&url, clock, Arc::new(SystemEntropy)).await?,
        blobs: Arc::new(FileBlobs::new(folder.join("files"))),
        mailer,
        keys: Arc::new(InstallationKey::open_or_make(
            &config.key_file(),
            &config.log_key_file(),
            &config.base_url(),
            &SystemEntropy,
        )?),
        settings: Arc::new(Settings {
            base_url: config.base_url(),
            mail_from: config.mail_from.clone(),
            contact: config.contact.clone(),
            demo,
            log: config.log(),
        }),
        halls: svx_app::auction::Halls::default(),
    })
}

/// Runs work on the runtime that the server uses.
pub(crate) fn block_on<T>(work: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work)
}

/// Done when the process is asked to stop.
pub(crate) async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
