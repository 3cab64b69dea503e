//! `svx pricebook`: what resources there are and what one unit would cost, in versions that never change.

use crate::{
    exchange::{block_on, open},
    output::{BAD_INPUT, Format, answer, answer_json, bad_input, finish, verdict},
    settings::Settings,
};
use anyhow::Context as _;
use clap::Subcommand;
use jiff::civil::Date;
use serde_json::{Value, json};
use std::{
    fmt::Write as _,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};
use svx_app::{
    Error,
    prices::{self, Entry, Imported, MAX_BYTES},
};
use svx_domain::{Code, organisation::Actor};

const ACTOR: Actor = Actor::system("svx pricebook");

/// Import, show and check the price book
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
    /// Publish a table of prices as a new version, unless nothing changed
    Import {
        /// The table; - reads standard input; without one, the price book that comes with the program
        file: Option<PathBuf>,
        /// A table of resources to bring in first
        #[arg(long, value_name = "FILE")]
        resources: Option<PathBuf>,
        /// What to call the version
        #[arg(long, default_value = "Price book")]
        title: String,
        /// The day from which it is used; today if it is left out
        #[arg(long, value_name = "DATE")]
        from: Option<Date>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Show the price book of a day, or one resource of it
    Show {
        /// The code of a resource
        resource: Option<String>,
        /// The day; today if it is left out
        #[arg(long, value_name = "DATE")]
        on: Option<Date>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Check a table of prices without writing anything
    Check {
        /// The table; - reads standard input
        file: PathBuf,
    },
}

pub(crate) fn run(args: Args) -> ExitCode {
    let format = args.format;
    match args.action {
        Action::Import {
            file,
            resources,
            title,
            from,
            settings,
        } => finish(block_on(async {
            let app = open(&settings.load()?).await?;
            app.db.migrate().await?;
            let outcome = async {
                if let Some(path) = &resources {
                    prices::import_resources(&app, &ACTOR, &read(path)?).await?;
                }
                match &file {
                    Some(path) => {
                        let day = from.unwrap_or_else(|| app.today());
                        Ok(Some(prices::import(&app, &ACTOR, &read(path)?, &title, day).await?))
                    }
                    None => {
                        prices::install_default(&app).await?;
                        Ok::<_, anyhow::Error>(None)
                    }
                }
            }
            .await;
            app.db.close().await;
            match outcome {
                Ok(imported) => Ok(said(imported, format)),
                Err(error) => refused(error),
            }
        })),
        Action::Show { resource, on, settings } => finish(block_on(async {
            let app = open(&settings.load()?).await?;
            let day = on.unwrap_or_else(|| app.today());
            let book = prices::book(&app, &ACTOR, day, "").await?;
            app.db.close().await;
            let entries: Vec<&Entry> = book.categories.iter().flat_map(|(_, entries)| entries).collect();
            let wanted = |entry: &&&Entry| resource.as_ref().is_none_or(|code| entry.resource.code == *code);
            let entries: Vec<&Entry> = entries.iter().filter(wanted).copied().collect();
            if let (Some(code), true) = (&resource, entries.is_empty()) {
                return Ok(bad_input(&format!("There is no resource \"{}\".", code.escape_debug())));
            }
            Ok(match format {
                Format::Json => answer_json(&json!({
                    "version": book.version.map(|v| json!({"number": v.number, "title": v.title, "sha256": v.sha256})),
                    "on": day.to_string(),
                    "resources": entries.into_iter().map(to_json).collect::<Value>(),
                })),
                Format::Text => answer(&table(&entries)),
            })
        })),
        Action::Check { file } => finish((|| {
            let text = read(&file)?;
            Ok(match (prices::read_prices(&text), format) {
                (Ok(rows), Format::Text) => answer(&format!("{} prices, no problems.\n", rows.len())),
                (Ok(rows), Format::Json) => answer_json(&json!({"prices": rows.len(), "problems": []})),
                (Err(problems), Format::Text) => verdict(&format!("{problems}\n"), false),
                (Err(problems), Format::Json) => {
                    let list = problems.0.iter();
                    let list = list.map(|p| json!({"line": p.line, "column": p.column, "message": p.message}));
                    let printed = answer_json(&json!({"problems": list.collect::<Value>()}));
                    if printed == ExitCode::SUCCESS {
                        ExitCode::from(BAD_INPUT)
                    } else {
                        printed
                    }
                }
            })
        })()),
    }
}

/// A table from a file or from standard input, up to the size that is read and one byte.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_BYTES as u64 + 1;
    if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        let file = std::fs::File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        file.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn refused(error: anyhow::Error) -> anyhow::Result<ExitCode> {
    match error.downcast::<Error>() {
        Ok(Error::Invalid(invalid)) => {
            let mut message: String = invalid.iter().map(|(_, problem)| format!("{problem}\n")).collect();
            message.push_str("\nNothing was imported.");
            Ok(bad_input(&message))
        }
        Ok(error) => Err(error.into()),
        Err(error) => Err(error),
    }
}

fn said(imported: Option<Imported>, format: Format) -> ExitCode {
    match (imported, format) {
        (None, Format::Text) => answer("The price book is in place.\n"),
        (None, Format::Json) => answer_json(&json!({"installed": true})),
        (Some(Imported::Unchanged { number }), Format::Text) => {
            answer(&format!("Nothing changed since version {number}.\n"))
        }
        (Some(Imported::Unchanged { number }), Format::Json) => {
            answer_json(&json!({"version": number, "published": false}))
        }
        (
            Some(Imported::Published {
                number,
                sha256,
                prices,
                changed,
            }),
            Format::Text,
        ) => answer(&format!(
            "Published version {number} with {prices} prices, {changed} of them new or changed.\nSHA-256 {sha256}\n"
        )),
        (
            Some(Imported::Published {
                number,
                sha256,
                prices,
                changed,
            }),
            Format::Json,
        ) => answer_json(&json!({
            "version": number, "published": true, "sha256": sha256, "prices": prices, "changed": changed
        })),
    }
}

/// The prices in columns as wide as what stands in them.
fn table(entries: &[&Entry]) -> String {
    let rows: Vec<[String; 5]> = entries
        .iter()
        .flat_map(|entry| entry.prices.iter().map(move |price| (entry, price)))
        .map(|(entry, price)| {
            let amount = price
                .unit_price_pence
                .map_or_else(|| "-".to_owned(), |price| price.to_string());
            [
                entry.resource.code.clone(),
                entry.resource.unit.clone(),
                price.region.clone(),
                amount,
                price.source.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return "There are no prices for that day. svx pricebook import brings in the price book that comes with svx.\n"
            .to_owned();
    }
    let heads = ["Code", "Unit", "Region", "Price", "Source"].map(str::to_owned);
    let wide = |column: usize| {
        let cells = rows.iter().chain([&heads]).map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let [code_wide, unit_wide, region_wide, price_wide] = [0, 1, 2, 3].map(wide);
    let mut text = String::new();
    for [code, unit, region, price, source] in std::iter::once(&heads).chain(&rows) {
        let _ = writeln!(
            text,
            "{code:<code_wide$}  {unit:<unit_wide$}  {region:<region_wide$}  {price:>price_wide$}  {source}"
        );
    }
    text
}

fn to_json(entry: &Entry) -> Value {
    let prices = entry.prices.iter().map(|price| {
        json!({
            "region": price.region,
            "unit_price": price.unit_price_pence.map(|price| price.to_decimal()),
            "statistic": price.statistic,
            "data_points": price.data_points,
            "source": price.source,
            "source_url": price.source_url,
            "licence": price.licence,
            "valid_from": price.valid_from.to_string(),
            "valid_to": price.valid_to.map(|day| day.to_string()),
        })
    });
    json!({
        "code": entry.resource.code,
        "category": entry.resource.category.code(),
        "name": entry.resource.name,
        "unit": entry.resource.unit,
        "prices": prices.collect::<Value>(),
    })
}
