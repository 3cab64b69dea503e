//! `svx demo`: the exchange with invented people, organisations and a past, to try everything on.

use crate::{
    config::Config,
    demo,
    exchange::{block_on, open_with},
    output::finish,
};
use anyhow::Context as _;
use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use svx_app::system::{SetClock, SystemClock};
use svx_domain::ports::Clock as _;

/// Build an exchange with demonstration data and serve it
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The folder of the demonstration
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    data: PathBuf,
    /// The address to listen at
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Start over: what is in the folder is removed first
    #[arg(long)]
    fresh: bool,
}

/// Marks a folder as a demonstration's, which `--fresh` may empty.
const MARK: &str = "svx-demo";
/// Where the shares of keys are that the demonstration's officers would keep elsewhere.
const SHARES: &str = "shares";
/// What a demonstration puts into its folder.
const CONTENTS: &[&str] = &[
    "svx.db",
    "svx.db-wal",
    "svx.db-shm",
    "files",
    "mail",
    "log.key",
    SHARES,
    MARK,
];

pub(crate) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        let config = Config {
            data: args.data.clone(),
            listen: args.listen,
            // Nobody waits an hour to see the proof of a bid in a demonstration.
            log_every_minutes: 1,
            log_step: 16,
            ..Config::default()
        };
        if args.fresh {
            empty(&args.data)?;
        }
        let built = args.data.join(MARK);
        if !built.exists() {
            build(&config).await?;
            std::fs::write(
                &built,
                "This folder is a demonstration of svx. `svx demo --fresh` empties it.\n",
            )?;
        }
        let app = open_with(&config, Arc::new(SystemClock), true).await?;
        app.db.migrate().await?;
        announce(&config)?;
        super::serve::serve(app, &config, true).await?;
        Ok(ExitCode::SUCCESS)
    }))
}

/// Makes the data with a clock that begins in the past and ends now, by the use cases that people's clicks run.
async fn build(config: &Config) -> anyhow::Result<()> {
    anyhow::ensure!(
        !config.data.join("svx.db").exists(),
        "{} holds a demonstration that was not finished: start again with --fresh",
        config.data.display()
    );
    let _ = writeln!(
        std::io::stderr(),
        "Building the demonstration, which takes a few seconds …"
    );
    let clock = Arc::new(SetClock::at(SystemClock.now()));
    let app = open_with(config, Arc::clone(&clock) as _, true).await?;
    app.db.migrate().await?;
    let kept = demo::build(&app, &clock)
        .await
        .context("the demonstration cannot be built")?;
    app.db.close().await;
    keep(&config.data.join(SHARES), &kept)
}

/// Writes what made-up officers would keep at home to a folder, so that whoever tries the demonstration can act as them.
fn keep(folder: &Path, kept: &[demo::Kept]) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    for file in kept {
        std::fs::write(folder.join(&file.name), &file.text)?;
    }
    Ok(())
}

/// Removes what a demonstration made, and nothing else.
fn empty(folder: &Path) -> anyhow::Result<()> {
    let ours = folder.join(MARK).exists() || folder.join("svx.db").exists();
    if !folder.exists() || std::fs::read_dir(folder)?.next().is_none() {
        return Ok(());
    }
    anyhow::ensure!(
        ours,
        "{} is not a demonstration's folder, so it is left as it is",
        folder.display()
    );
    for name in CONTENTS {
        let path = folder.join(name);
        let removed = if path.is_dir() {
            std::fs::remove_dir_all(&path)
        } else {
            std::fs::remove_file(&path)
        };
        match removed {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", path.display()));
            }
            _ => {}
        }
    }
    Ok(())
}

fn announce(config: &Config) -> anyhow::Result<()> {
    let url = config.base_url();
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n  The exchange is at       {url}")?;
    writeln!(out, "  Sign in as anyone at     {url}/demo")?;
    writeln!(out, "  Mail that it sends is in {}", config.data.join("mail").display())?;
    writeln!(
        out,
        "  Its officers' shares of keys, which real ones keep at home, are in {}\n",
        config.data.join(SHARES).display()
    )?;
    writeln!(out, "  Press Ctrl+C to stop. The data stays; --fresh starts over.\n")?;
    Ok(())
}
