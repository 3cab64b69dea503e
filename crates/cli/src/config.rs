//! Settings: defaults, then a TOML file, then `SVX_...` variables, then flags.

use anyhow::Context as _;
use figment::{
    Figment,
    providers::{Env, Format as _, Serialized, Toml},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use svx_app::LogSettings;
use svx_store::audit::tree::MAX_STEP;

/// A checkpoint is signed at least once a day.
const MAX_LOG_EVERY_MINUTES: u32 = 24 * 60;

/// What whoever runs the installation decides. `docs/running.md` describes each.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// `sqlite:PATH` or `postgres://...`; a file in the data folder where it is not given.
    pub(crate) database: Option<String>,
    /// The folder for evidence, keys and mail that is written to files.
    pub(crate) data: PathBuf,
    /// The file with the key that bids are sealed with, made at the first start; `installation.key` in the data folder where it
    /// is not given. It must not be kept where copies of the database are.
    pub(crate) key_file: Option<PathBuf>,
    /// The file with the key that checkpoints of the log are signed with, made at the first start; `log.key` in the data folder
    /// where it is not given.
    pub(crate) log_key_file: Option<PathBuf>,
    /// The minutes from one checkpoint of the log to the next.
    pub(crate) log_every_minutes: u32,
    /// The size of a checkpoint is a multiple of this, and the log grows by at least so much from one to the next.
    pub(crate) log_step: u32,
    /// The address to listen at.
    pub(crate) listen: String,
    /// The address at which `/metrics` is served, for whoever runs the installation alone; nowhere where it is not given.
    pub(crate) metrics_listen: Option<String>,
    /// The address at which people reach it; `http://` and the address it listens at where it is not given.
    pub(crate) base_url: Option<String>,
    /// The sender of mail.
    pub(crate) mail_from: String,
    /// The address of whoever runs it: complaints are mailed there, and pages name it.
    pub(crate) contact: Option<String>,
    /// `smtps://user:password@host`; where it is not given, mail is written to files in the data folder.
    pub(crate) smtp: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            database: None,
            data: PathBuf::from("data"),
            key_file: None,
            log_key_file: None,
            log_every_minutes: 60,
            log_step: 64,
            listen: "127.0.0.1:8080".to_owned(),
            metrics_listen: None,
            base_url: None,
            mail_from: "svx <no-reply@localhost.localdomain>".to_owned(),
            contact: None,
            smtp: None,
        }
    }
}

/// Variables that are not settings, though they begin with `SVX_`.
const NOT_SETTINGS: &[&str] = &["test_postgres", "log", "chromium", "screenshots", "config"];

impl Config {
    /// Reads the settings.
    pub(crate) fn load(file: Option<&Path>) -> anyhow::Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(file) = file {
            anyhow::ensure!(file.is_file(), "the settings file {} is not there", file.display());
            figment = figment.merge(Toml::file(file));
        }
        let env = Env::prefixed("SVX_").filter(|key| !NOT_SETTINGS.contains(&key.as_str().to_lowercase().as_str()));
        let config: Self = figment.merge(env).extract().context("the settings cannot be read")?;
        anyhow::ensure!(
            (1..=MAX_LOG_EVERY_MINUTES).contains(&config.log_every_minutes),
            "log_every_minutes must be from 1 to {MAX_LOG_EVERY_MINUTES}"
        );
        anyhow::ensure!(
            (1..=MAX_STEP).contains(&config.log_step),
            "log_step must be from 1 to {MAX_STEP}"
        );
        Ok(config)
    }

    /// When the log's checkpoints are signed.
    pub(crate) fn log(&self) -> LogSettings {
        LogSettings {
            every: SignedDuration::from_mins(i64::from(self.log_every_minutes)),
            step: self.log_step,
        }
    }

    /// Where the database is.
    pub(crate) fn database_url(&self) -> String {
        self.database
            .clone()
            .unwrap_or_else(|| format!("sqlite:{}", self.data.join("svx.db").display()))
    }

    /// Where the installation's key is.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.key_file
            .clone()
            .unwrap_or_else(|| self.data.join("installation.key"))
    }

    /// Where the key that signs the log is.
    pub(crate) fn log_key_file(&self) -> PathBuf {
        self.log_key_file.clone().unwrap_or_else(|| self.data.join("log.key"))
    }

    /// The address at which people reach it, without a slash at the end.
    pub(crate) fn base_url(&self) -> String {
        let url = self
            .base_url
            .clone()
            .unwrap_or_else(|| format!("http://{}", self.listen));
        url.trim_end_matches('/').to_owned()
    }
}
