//! `svx check`: whether the exchange could start: settings, database, schema, disk and clock.

use crate::{
    exchange::{block_on, open},
    output::{Format, answer, answer_json, finish},
    settings::Settings,
};
use serde_json::json;
use std::{path::Path, process::ExitCode};

/// Before this moment a clock is certainly wrong: it is when this program was first written.
const NOT_BEFORE: &str = "2026-11-01T00:00:00Z";

/// Check settings, database, schema, disk and clock
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    settings: Settings,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

struct Finding {
    what: &'static str,
    problem: Option<String>,
}

pub(crate) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        let findings = find(&args.settings).await;
        let sound = findings.iter().all(|finding| finding.problem.is_none());
        let printed = match args.format {
            Format::Json => answer_json(&findings.iter().map(to_json).collect()),
            Format::Text => answer(&findings.iter().map(to_text).collect::<String>()),
        };
        Ok(if sound { printed } else { ExitCode::FAILURE })
    }))
}

async fn find(settings: &Settings) -> Vec<Finding> {
    let config = match settings.load() {
        Ok(config) => config,
        Err(error) => {
            return vec![Finding {
                what: "settings",
                problem: Some(format!("{error:#}")),
            }];
        }
    };
    let mut findings = vec![Finding {
        what: "settings",
        problem: None,
    }];
    findings.push(Finding {
        what: "disk",
        problem: write_probe(&config.data).err().map(|error| error.to_string()),
    });
    match open(&config).await {
        Err(error) => findings.push(Finding {
            what: "database",
            problem: Some(format!("{error:#}")),
        }),
        Ok(app) => {
            findings.push(Finding {
                what: "database",
                problem: None,
            });
            let current = app.db.is_current().await;
            let problem = match current {
                Ok(true) => None,
                Ok(false) => Some("the schema is not up to date: run svx migrate".to_owned()),
                Err(error) => Some(error.to_string()),
            };
            findings.push(Finding {
                what: "schema",
                problem,
            });
            let earliest = NOT_BEFORE.parse().unwrap_or(jiff::Timestamp::UNIX_EPOCH);
            let problem = (app.now() < earliest).then(|| format!("the clock says {}", app.now()));
            findings.push(Finding { what: "clock", problem });
            app.db.close().await;
        }
    }
    findings
}

fn write_probe(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = folder.join("write-probe");
    std::fs::write(&probe, b"svx")?;
    std::fs::remove_file(probe)
}

fn to_text(finding: &Finding) -> String {
    match &finding.problem {
        None => format!("{:<10} ok\n", finding.what),
        Some(problem) => format!("{:<10} {problem}\n", finding.what),
    }
}

fn to_json(finding: &Finding) -> serde_json::Value {
    json!({"check": finding.what, "ok": finding.problem.is_none(), "problem": finding.problem})
}
