//! `svx ocds export`: what is published, as one file.

use crate::{
    exchange::{block_on, open},
    output::{bad_input, finish},
    settings::Settings,
};
use anyhow::Context as _;
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};
use svx_app::{
    App, Error,
    open_data::{self, Form},
};
use svx_domain::organisation::Actor;

#[derive(clap::Args)]
pub(super) struct Args {
    /// The file to write; - writes to standard output
    file: PathBuf,
    /// One procurement alone, by its ocid
    #[arg(long, value_name = "OCID")]
    procurement: Option<String>,
    /// A record for each procurement, with its releases and what they come to, rather than releases alone
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    settings: Settings,
}

pub(super) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        let app = open(&args.settings.load()?).await?;
        app.db.migrate().await?;
        let written = write(&app, &args).await;
        app.db.close().await;
        match written {
            Ok(0) => Ok(bad_input(
                "No procurement is published, and a package must hold at least one.",
            )),
            Ok(count) => {
                tracing::info!(procurements = count, "written");
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => match error.downcast::<Error>() {
                Ok(Error::NotFound) => Ok(bad_input("There is no published procurement with this ocid.")),
                Ok(error) => Err(error.into()),
                Err(error) => Err(error),
            },
        }
    }))
}

/// Writes beside the file and gives it its name at the end, so that nobody meets half of it.
async fn write(app: &App, args: &Args) -> anyhow::Result<usize> {
    if args.file == Path::new("-") {
        return fill(app, args, &mut io::stdout()).await;
    }
    let folder = match args.file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let shown = args.file.display();
    let file = tempfile::NamedTempFile::new_in(folder).with_context(|| format!("{shown} cannot be written"))?;
    let mut out = BufWriter::new(file);
    let count = fill(app, args, &mut out).await?;
    if count > 0 {
        let file = out.into_inner().with_context(|| format!("{shown} cannot be written"))?;
        file.persist(&args.file)
            .with_context(|| format!("{shown} cannot be written"))?;
    }
    Ok(count)
}

async fn fill(app: &App, args: &Args, out: &mut (dyn Write + Send)) -> anyhow::Result<usize> {
    let form = if args.records { Form::Records } else { Form::Releases };
    let Some(ocid) = &args.procurement else {
        return Ok(open_data::export(app, form, out).await?);
    };
    out.write_all(&open_data::file(app, &Actor::NOBODY, ocid, form).await?)?;
    Ok(1)
}
