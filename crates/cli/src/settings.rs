//! The flags that every command with a database takes.

use crate::config::Config;
use std::path::PathBuf;

/// Where the exchange is.
#[derive(clap::Args, Debug, Clone, Default)]
pub(crate) struct Settings {
    /// The database: sqlite:PATH or postgres://USER@HOST/NAME
    #[arg(long, value_name = "URL", env = "SVX_DATABASE", hide_env_values = true)]
    pub(crate) database: Option<String>,
    /// A TOML file with settings
    #[arg(long, value_name = "FILE", env = "SVX_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// The folder for evidence, keys and mail
    #[arg(long, value_name = "DIR", env = "SVX_DATA")]
    pub(crate) data: Option<PathBuf>,
}

impl Settings {
    /// The settings with these flags on top.
    pub(crate) fn load(&self) -> anyhow::Result<Config> {
        let mut config = Config::load(self.config.as_deref())?;
        if let Some(database) = &self.database {
            config.database = Some(database.clone());
        }
        if let Some(data) = &self.data {
            config.data.clone_from(data);
        }
        Ok(config)
    }
}
