//! `svx policy`: the social value frameworks that procurements come under, with their dates, floors and sources; and an
//! authority's own policy pack as a file.

mod local;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Subcommand;
use serde_json::{Value, json};
use svx_scoring::Exact;
use svx_scoring::policy::{FloorBasis, PACKS, Pack, pack};

use crate::output::{Format, answer, answer_json, bad_input};

/// Show the social value frameworks and check what comes under them
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
    /// List every framework
    List,
    /// Show one framework, by its name in any spelling ("PPN 06/20", ppn-06-20), or a policy pack, by its file
    Show {
        /// The name, as listed, or a CSV file
        #[arg(required = true, num_args = 1..)]
        name: Vec<String>,
    },
    /// Check a policy pack (CSV), or hold the rules of a tender (svx.tender/1) against the framework it comes under
    Check {
        /// The file, or - for standard input
        file: PathBuf,
        /// Codes of measures to hold against the rules of the pack, separated by commas
        #[arg(long, value_delimiter = ',')]
        measures: Vec<String>,
    },
}

pub(crate) fn run(args: Args) -> ExitCode {
    match (args.action, args.format) {
        (Action::List, Format::Text) => answer(&list()),
        (Action::List, Format::Json) => answer_json(&PACKS.iter().map(to_json).collect()),
        (Action::Check { file, measures }, format) => local::check(&file, &measures, format),
        (Action::Show { name }, format) => {
            let name = name.join(" ");
            if pack(&name).is_none() && Path::new(&name).is_file() {
                return local::show(Path::new(&name), format);
            }
            match (pack(&name), format) {
                (Some(pack), Format::Text) => answer(&show(pack)),
                (Some(pack), Format::Json) => answer_json(&to_json(pack)),
                (None, _) => bad_input(&format!(
                    "There is no framework and no file \"{}\". \"svx policy list\" shows the frameworks there are.",
                    name.escape_debug()
                )),
            }
        }
    }
}

fn list() -> String {
    let mut text = format!(
        "{:<10} {:<11} {:<11} {:<9} {}\n",
        "Name", "From", "Until", "Floor", "For"
    );
    for pack in &PACKS {
        let from = pack.from.map_or_else(|| "any".to_owned(), |day| day.to_string());
        let until = pack.until.map_or_else(|| "open".to_owned(), |day| day.to_string());
        let floors: Vec<_> = pack.floors.iter().map(|step| format!("{}%", step.percent)).collect();
        let floor = if floors.is_empty() {
            "own".to_owned()
        } else {
            floors.join("/")
        };
        let who = if pack.central_government {
            "central government"
        } else {
            pack.applies_to
        };
        let _ = writeln!(text, "{:<10} {from:<11} {until:<11} {floor:<9} {who}", pack.name);
    }
    text.push_str("\nDates are days of commencement: the publication of the tender notice.\n");
    text
}

fn show(pack: &Pack) -> String {
    let mut text = format!("{}\n{}\n\n", pack.name, pack.title);
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "{name:<12}{value}");
    };
    line("Applies to", pack.applies_to);
    line(
        "From",
        &pack.from.map_or_else(|| "any day".to_owned(), |day| day.to_string()),
    );
    line(
        "Until",
        &pack
            .until
            .map_or_else(|| "no end set".to_owned(), |day| day.to_string()),
    );
    if pack.floors.is_empty() {
        line("Floor", "none: the weight is the authority's to set");
    }
    for step in pack.floors {
        let from = if step.from_gbp == 0 {
            "any value".to_owned()
        } else {
            format!("GBP {} or more", pounds(step.from_gbp))
        };
        line("Floor", &format!("{}% for {from}, VAT included", step.percent));
    }
    if pack.floor_basis == FloorBasis::NonPriceUnderPricePerQualityPoint {
        line(
            "",
            "of the total, or of the non-price criteria under price per quality point",
        );
    }
    for step in pack.kpis {
        line(
            "KPIs",
            &format!(
                "at least {} on social value for GBP {} or more",
                step.least, step.from_gbp
            ),
        );
    }
    if let Some(count) = pack.outcome_count {
        line("Outcomes", &count.to_string());
    }
    if let Some(count) = pack.metric_count {
        line("Metrics", &count.to_string());
    }
    for source in pack.sources {
        line("Source", source.title);
        line("", source.published);
    }
    if !pack.themes.is_empty() {
        text.push_str("\nThemes\n");
    }
    for theme in pack.themes {
        let _ = writeln!(text, "  {}", theme.name);
        for outcome in theme.outcomes {
            let _ = writeln!(text, "    - {outcome}");
        }
    }
    text
}

fn pounds(amount: i64) -> String {
    Exact::whole(amount).to_words()
}

fn to_json(pack: &Pack) -> Value {
    let basis = match pack.floor_basis {
        FloorBasis::Total => "total",
        FloorBasis::NonPriceUnderPricePerQualityPoint => "total, or non-price under price-per-quality-point",
    };
    json!({
        "name": pack.name,
        "title": pack.title,
        "applies_to": pack.applies_to,
        "from": pack.from.map(|day| day.to_string()),
        "until": pack.until.map(|day| day.to_string()),
        "value_from": pack.value_from_gbp.map(|value| value.to_string()),
        "floors": pack.floors.iter()
            .map(|step| json!({"from": step.from_gbp.to_string(), "percent": step.percent.to_string()}))
            .collect::<Value>(),
        "floor_basis": basis,
        "kpis": pack.kpis.iter()
            .map(|step| json!({"from": step.from_gbp.to_string(), "least": step.least}))
            .collect::<Value>(),
        "outcomes": pack.outcome_count,
        "metrics": pack.metric_count,
        "themes": pack.themes.iter()
            .map(|theme| json!({"name": theme.name, "outcomes": theme.outcomes}))
            .collect::<Value>(),
        "sources": pack.sources.iter()
            .map(|source| json!({"title": source.title, "published": source.published}))
            .collect::<Value>(),
    })
}
