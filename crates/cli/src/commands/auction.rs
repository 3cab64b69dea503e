//! `svx auction`: checks a published auction, with nothing but the file.

use std::path::PathBuf;
use std::process::ExitCode;

use svx_auction::Account;
use svx_formats::auction::{AUCTION_BYTES_MAX, AuctionFile, parse_auction};
use svx_transparency::VerifyingKey;

use crate::commands::evaluate::{read, refusal};
use crate::output::{Format, answer, answer_json, bad_input, does_not_hold, failure};

/// Check published social value auctions
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Work out an auction's ranking again from its published file, and check every receipt and proof in it
    ///
    /// Exit status: 0 everything holds; 4 something does not, and the first such thing is printed; 2 the file is not one.
    Verify(Verify),
}

#[derive(clap::Args)]
struct Verify {
    /// The file (svx.auction/1), or - for standard input
    file: PathBuf,
    /// The key that the authority publishes, as NAME+ID+KEY; without it the file is held to the key that it names itself
    #[arg(long, value_parser = key)]
    key: Option<VerifyingKey>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

fn key(text: &str) -> Result<VerifyingKey, String> {
    VerifyingKey::parse(text).map_err(|error| error.to_string())
}

pub(crate) fn run(args: Args) -> ExitCode {
    let Command::Verify(args) = args.command;
    let name = args.file.display().to_string();
    let bytes = match read(&args.file, AUCTION_BYTES_MAX) {
        Ok(bytes) => bytes,
        Err(error) => return failure(&format!("{name} cannot be read: {error}")),
    };
    let file = match parse_auction(&bytes) {
        Ok(file) => file,
        Err(problems) => return bad_input(&refusal(&name, "published auction", &problems)),
    };
    match (file.verify(args.key.as_ref()), args.format) {
        (Ok(account), Format::Text) => answer(&account_text(&name, &file, &account, args.key.is_some())),
        (Ok(account), Format::Json) => answer_json(&account_json(&file, &account)),
        (Err(problem), Format::Text) => does_not_hold(&format!("{name} does not hold.\n  {problem}\n")),
        (Err(problem), Format::Json) => {
            let value = serde_json::json!({"holds": false, "path": problem.path, "problem": problem.message});
            does_not_hold(&format!("{value:#}\n"))
        }
    }
}

fn account_text(name: &str, file: &AuctionFile, account: &Account, is_trusted: bool) -> String {
    let export = &file.export;
    let mut text = format!(
        "{name} holds.\n  Procurement {}, rules {}\n",
        export.rules.ocid,
        hex::encode(export.rules_sha256)
    );
    for line in [
        format!(
            "{} bidders made {} bids; every receipt is signed",
            account.bidders, account.bids
        ),
        format!("{} events, each proved to be under the signed head", account.events),
        format!(
            "{} bids have their pledges in the file, and come to what was ranked; receipts bind the totals of all",
            account.with_pledges
        ),
        format!(
            "Held again by its own rules, with the same ranking. Extensions: {}, pauses: {}, bids set aside: {}",
            account.extensions, account.pauses, account.set_aside
        ),
    ] {
        text.push_str(&format!("  {line}\n"));
    }
    text.push_str(&format!("  Signed by {}\n", export.key.to_text()));
    if !is_trusted {
        text.push_str("  Compare this key with the one that the authority publishes, or give that one with --key.\n");
    }
    for ranking in &export.rankings {
        text.push_str(&format!("\nLot {}\n", ranking.lot));
        for (place, flags) in &ranking.places {
            let bidder = export.bidders.iter().find(|bidder| bidder.id == place.bidder);
            let bidder = bidder.and_then(|bidder| bidder.name.clone());
            let bidder = bidder.unwrap_or_else(|| place.bidder.to_string());
            let equal = if place.tied { " =" } else { "" };
            let flags = if flags.is_empty() {
                String::new()
            } else {
                format!("  ({})", flags.join(", "))
            };
            text.push_str(&format!("  {}{equal}  {}  {bidder}{flags}\n", place.rank, place.total));
        }
        if ranking.places.is_empty() {
            text.push_str("  No bid.\n");
        }
    }
    text
}

fn account_json(file: &AuctionFile, account: &Account) -> serde_json::Value {
    serde_json::json!({
        "holds": true,
        "ocid": file.export.rules.ocid,
        "rules_sha256": hex::encode(file.export.rules_sha256),
        "key": file.export.key.to_text(),
        "bidders": account.bidders,
        "bids": account.bids,
        "with_pledges": account.with_pledges,
        "set_aside": account.set_aside,
        "events": account.events,
        "extensions": account.extensions,
        "pauses": account.pauses,
    })
}
