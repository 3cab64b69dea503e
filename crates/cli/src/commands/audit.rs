//! `svx audit`: checking the log, exporting it, checking receipts, erasing what the law asks to erase.

use crate::{
    exchange::{block_on, open},
    output::{self, Format, answer, answer_json, bad_input, finish},
    settings::Settings,
};
use anyhow::Context as _;
use clap::Subcommand;
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use svx_app::{
    Error,
    log::{
        erase, export, receipt,
        verify::{self, Account, Failed, Kept},
    },
};
use svx_domain::{EventId, organisation::Actor};
use svx_transparency::{Checkpoint, Note, VerifyingKey};

const ACTOR: Actor = Actor::system("svx audit");

/// Check the log that everything is written to, export it, check receipts
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    action: Action,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum Action {
    /// Check every leaf, the tree and every checkpoint, in the database or in an export
    Verify {
        /// An export, which needs no database; - reads standard input
        #[arg(long, value_name = "FILE")]
        export: Option<PathBuf>,
        /// A key that signs checkpoints, as the page /log shows it; the installation's own if it is left out
        #[arg(long, value_name = "KEY", value_parser = VerifyingKey::parse)]
        key: Vec<VerifyingKey>,
        /// A checkpoint or receipt that was kept elsewhere, which the log must fit
        #[arg(long, value_name = "FILE")]
        kept: Vec<PathBuf>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Write the whole log to a file, with everything that it says
    Export {
        /// The file; - writes to standard output
        #[arg(default_value = "-")]
        file: PathBuf,
        #[command(flatten)]
        settings: Settings,
    },
    /// Check a receipt, with nothing but the file and the log's key
    Receipt {
        /// The receipt; - reads standard input
        file: PathBuf,
        /// The log's key, from a source that you trust; the one in the receipt if it is left out
        #[arg(long, value_name = "KEY", value_parser = VerifyingKey::parse)]
        key: Option<VerifyingKey>,
    },
    /// Erase who, why and the facts from events; every proof still holds
    Erase {
        /// The ids of the events
        #[arg(required = true)]
        events: Vec<EventId>,
        /// Why, which the log keeps
        #[arg(long, value_name = "TEXT")]
        because: String,
        #[command(flatten)]
        settings: Settings,
    },
}

pub(crate) fn run(args: Args) -> ExitCode {
    let format = args.format;
    match args.action {
        Action::Verify {
            export: Some(file),
            key,
            kept,
            ..
        } => finish(verify_file(&file, &key, &kept, format)),
        Action::Verify {
            key, kept, settings, ..
        } => finish(block_on(verify_database(settings, key, kept, format))),
        Action::Export { file, settings } => finish(block_on(write_export(settings, file))),
        Action::Receipt { file, key } => finish(check_receipt(&file, key.as_ref(), format)),
        Action::Erase {
            events,
            because,
            settings,
        } => finish(block_on(erase_events(settings, events, because))),
    }
}

fn reader(file: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let opened = std::fs::File::open(file).with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(Box::new(BufReader::new(opened)))
}

/// Reads a small file whole.
fn small(file: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader(file)?
        .take(receipt::MAX_BYTES as u64 + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("{} cannot be read", file.display()))?;
    Ok(bytes)
}

/// Reads checkpoints that were kept: signed notes, or receipts with the checkpoint in them.
fn read_kept(files: &[PathBuf], keys: &[VerifyingKey]) -> anyhow::Result<Result<Vec<Kept>, String>> {
    let mut all = Vec::new();
    for file in files {
        let bytes = small(file)?;
        let note = std::str::from_utf8(&bytes).ok().and_then(|text| Note::parse(text).ok());
        let checkpoint = match note {
            Some(note) => Checkpoint::verified(&note, keys).map_err(|error| error.to_string()),
            None => receipt::check(&bytes, keys.first())
                .map(|(_, checkpoint)| checkpoint)
                .map_err(|error| error.to_string()),
        };
        let name = file.display().to_string();
        match checkpoint {
            Ok(checkpoint) => all.push(Kept { name, checkpoint }),
            Err(problem) => return Ok(Err(format!("{name}: {problem}"))),
        }
    }
    Ok(Ok(all))
}

async fn verify_database(
    settings: Settings,
    mut keys: Vec<VerifyingKey>,
    kept: Vec<PathBuf>,
    format: Format,
) -> anyhow::Result<ExitCode> {
    let app = open(&settings.load()?).await?;
    anyhow::ensure!(
        app.db.is_current().await?,
        "the schema is not up to date: run svx migrate"
    );
    if keys.is_empty() {
        keys.push(app.keys.verifying_key());
    }
    let kept = match read_kept(&kept, &keys)? {
        Ok(kept) => kept,
        Err(problem) => return Ok(bad_input(&problem)),
    };
    let outcome = verify::database(&app, &ACTOR, &keys, &kept).await?;
    app.db.close().await;
    Ok(match outcome {
        Ok(account) => tell(&account, &keys, true, format),
        Err(fault) => does_not_hold(&fault.to_string(), format),
    })
}

fn verify_file(file: &Path, keys: &[VerifyingKey], kept: &[PathBuf], format: Format) -> anyhow::Result<ExitCode> {
    let kept = match read_kept(kept, keys)? {
        Ok(_) if keys.is_empty() && !kept.is_empty() => {
            return Ok(bad_input(
                "Give the key of the log with --key: without it, what was kept says nothing",
            ));
        }
        Ok(kept) => kept,
        Err(problem) => return Ok(bad_input(&problem)),
    };
    let trusted = (!keys.is_empty()).then_some(keys);
    Ok(match verify::file(&mut *reader(file)?, trusted, &kept) {
        Ok((account, own)) => {
            let own = [own];
            tell(&account, trusted.unwrap_or(&own), trusted.is_some(), format)
        }
        Err(Failed::Fault(fault)) => does_not_hold(&fault.to_string(), format),
        Err(unreadable) => bad_input(&format!("{}: {unreadable}", file.display())),
    })
}

fn does_not_hold(problem: &str, format: Format) -> ExitCode {
    output::does_not_hold(&match format {
        Format::Text => format!("DOES NOT HOLD: {problem}\n"),
        Format::Json => format!("{:#}\n", json!({"holds": false, "problem": problem})),
    })
}

fn tell(account: &Account, keys: &[VerifyingKey], is_trusted: bool, format: Format) -> ExitCode {
    let keys: Vec<String> = keys.iter().map(VerifyingKey::to_text).collect();
    if let Format::Json = format {
        return answer_json(&json!({
            "holds": true,
            "events": account.events,
            "blanks": account.blanks,
            "erased": account.erased,
            "checkpoints": account.checkpoints,
            "covered": account.covered,
            "root": account.root,
            "kept": account.kept,
            "keys": keys,
            "key_was_given": is_trusted,
        }));
    }
    let mut text = format!(
        "The log holds.\nEvents       {}, of which {} are blank and {} were erased as the log says\nCheckpoints  {}, the last of {} events\nRoot         {}\nKey          {}\n",
        account.events,
        account.blanks,
        account.erased,
        account.checkpoints,
        account.covered,
        account.root,
        keys.join(", "),
    );
    if account.kept > 0 {
        text.push_str(&format!("Kept         {} fit\n", account.kept));
    }
    if account.covered < account.events {
        text.push_str("Events after the last checkpoint are signed with the next one.\n");
    }
    if !is_trusted {
        text.push_str("The key is the one that the file names. Compare it with the one on the page /log, or give that with --key.\n");
    }
    answer(&text)
}

async fn write_export(settings: Settings, file: PathBuf) -> anyhow::Result<ExitCode> {
    let app = open(&settings.load()?).await?;
    let count = if file == Path::new("-") {
        export::export(&app, &ACTOR, &mut std::io::stdout()).await?
    } else {
        let opened = std::fs::File::create_new(&file)
            .with_context(|| format!("{} cannot be made; nothing is written over", file.display()))?;
        let mut out = std::io::BufWriter::new(opened);
        let count = export::export(&app, &ACTOR, &mut out).await?;
        out.into_inner().map_err(|error| error.into_error())?.sync_all()?;
        count
    };
    app.db.close().await;
    writeln!(std::io::stderr(), "{count} events")?;
    Ok(ExitCode::SUCCESS)
}

fn check_receipt(file: &Path, key: Option<&VerifyingKey>, format: Format) -> anyhow::Result<ExitCode> {
    let (receipt, checkpoint) = match receipt::check(&small(file)?, key) {
        Ok(good) => good,
        Err(receipt::BadReceipt::DoesNotHold(problem)) => return Ok(does_not_hold(&problem, format)),
        Err(unreadable) => return Ok(bad_input(&format!("{}: {unreadable}", file.display()))),
    };
    let event = &receipt.event;
    if let Format::Json = format {
        return Ok(answer_json(&json!({
            "holds": true,
            "event": event,
            "log": checkpoint.origin,
            "checkpoint": checkpoint.size,
            "key": receipt.key,
            "key_was_given": key.is_some(),
        })));
    }
    let mut text = format!(
        "The receipt holds.\nEvent        {} at {}\nFacts        {}\nLog          {}\nPlace        {}, under the checkpoint of {} events\nKey          {}\n",
        event.action, event.at, event.detail, checkpoint.origin, event.index, checkpoint.size, receipt.key,
    );
    if key.is_none() {
        text.push_str(
            "The key is the one in the receipt. Compare it with the one on the page /log, or give that with --key.\n",
        );
    }
    Ok(answer(&text))
}

async fn erase_events(settings: Settings, events: Vec<EventId>, because: String) -> anyhow::Result<ExitCode> {
    let app = open(&settings.load()?).await?;
    let outcome = erase::erase(&app, &ACTOR, &events, &because).await;
    app.db.close().await;
    match outcome {
        Ok(()) => Ok(answer(&format!("Erased from {} events.\n", events.len()))),
        Err(Error::Conflict(problem)) => Ok(bad_input(&problem)),
        Err(error) => Err(error.into()),
    }
}
