//! Writing a published auction.

use serde_json::{Value, json};
use svx_auction::{
    Act, Digest, Entry, Event, Export, Need, Opened, Ranking, Round, Rules, SignError, Signer, ValidRules, export_text,
    signature,
};
use svx_domain::Money;
use svx_scoring::{Path, Problem};
use thiserror::Error;

use super::AUCTION_FORMAT;
use crate::tender::hash::canonical_sha256;

/// Why a file cannot be written.
#[derive(Debug, Error)]
pub enum WriteError {
    /// The rules do not hold together.
    #[error("{0}")]
    Rules(Problem),
    /// It cannot be signed.
    #[error("{0}")]
    Sign(#[from] SignError),
}

/// The file, indented, signed as a whole.
pub fn auction_json(export: &Export, key: &dyn Signer) -> Result<String, WriteError> {
    let rules = export.rules.clone().validate(&Path::ROOT.member("rules"));
    let rules: ValidRules = rules.map_err(|mut problems| WriteError::Rules(problems.swap_remove(0)))?;
    let mut file = body(export);
    let text = export_text(&rules, &canonical_sha256(&file));
    file["signature"] = signature(key, &text)?.into();
    Ok(format!("{file:#}\n"))
}

fn body(export: &Export) -> Value {
    let bidders = export.bidders.iter();
    json!({
        "format": AUCTION_FORMAT,
        "key": export.key.to_text(),
        "rules": rules_json(&export.rules),
        "rules_sha256": hex::encode(export.rules_sha256),
        "head": {
            "size": export.head.size,
            "root": hex::encode(export.head.root.0),
            "signature": export.head.signature,
        },
        "bidders": bidders.map(|one| json!({"id": one.id.to_string(), "name": one.name})).collect::<Vec<_>>(),
        "events": export.entries.iter().map(entry).collect::<Vec<_>>(),
        "ranking": export.rankings.iter().map(ranking).collect::<Vec<_>>(),
    })
}

/// Rules as the file has them.
pub fn rules_json(rules: &Rules) -> Value {
    let percent = |points: Option<u32>| points.map(|points| Money::from_pence(i64::from(points)).to_decimal());
    let extension = rules
        .extension
        .map(|rule| json!({"window_seconds": rule.window_secs, "by_seconds": rule.by_secs, "most": rule.most}));
    let lots = rules.lots.iter();
    json!({
        "auction": rules.auction.to_string(),
        "ocid": rules.ocid,
        "unit": rules.unit.name(),
        "price_book": rules.price_book,
        "visibility": rules.visibility.name(),
        "increment": rules.increment.to_decimal(),
        "reserve": rules.reserve.map(|total| total.to_decimal()),
        "target": rules.target.map(|total| total.to_decimal()),
        "cap": percent(rules.cap_basis_points),
        "realism": percent(rules.realism_basis_points),
        "extension": extension,
        "ties": rules.ties.name(),
        "one_per_group": rules.one_per_group,
        "names_published": rules.names_published,
        "lots": lots
            .map(|lot| json!({"id": lot.id, "title": lot.title, "value": lot.value.to_decimal()}))
            .collect::<Vec<_>>(),
        "rounds": rules.rounds.iter().map(round).collect::<Vec<_>>(),
        "needs": rules.needs.iter().map(need).collect::<Vec<_>>(),
    })
}

fn round(round: &Round) -> Value {
    json!({
        "lots": round.lots,
        "opens_at": round.opens_at.to_string(),
        "closes_at": round.closes_at.to_string(),
    })
}

fn need(need: &Need) -> Value {
    let points = need
        .points
        .map(|points| Money::from_pence(i64::from(points)).to_decimal());
    json!({
        "id": need.id,
        "lot": need.lot,
        "asked": need.asked.to_decimal(),
        "price": need.price.map(Money::to_decimal),
        "points": points,
    })
}

fn entry(entry: &Entry) -> Value {
    let mut value = event(&entry.event);
    let proof = entry.proof.iter().map(|hash| hex::encode(hash.0));
    value["proof"] = proof.collect::<Vec<_>>().into();
    value["at"] = entry.event.at().to_string().into();
    if let Some(opened) = &entry.opened {
        add_opened(&mut value, opened);
    }
    value
}

fn event(event: &Event) -> Value {
    match event {
        Event::Joined { bidder, group, .. } => json!({
            "kind": "joined",
            "bidder": bidder.to_string(),
            "group": group.map(|group| group.to_string()),
        }),
        Event::Opened { round, .. } => json!({"kind": "opened", "round": round}),
        Event::Closed { round, .. } => json!({"kind": "closed", "round": round}),
        Event::Bid(bid) => json!({
            "kind": "bid",
            "sequence": bid.sequence,
            "lot": bid.lot,
            "bidder": bid.bidder.to_string(),
            "number": bid.number,
            "total": bid.total.map(|total| total.to_decimal()),
            "commitment": digest(&bid.commitment),
            "sealed_sha256": digest(&bid.sealed),
        }),
        Event::Extended { round, sequence, .. } => json!({"kind": "extended", "round": round, "sequence": sequence}),
        Event::Proposed { act, by, reason, .. } => {
            let (name, sequence) = act_name(*act);
            json!({"kind": "proposed", "act": name, "sequence": sequence, "by": by.to_string(), "reason": reason})
        }
        Event::Confirmed { act, by, .. } => {
            let (name, sequence) = act_name(*act);
            json!({"kind": "confirmed", "act": name, "sequence": sequence, "by": by.to_string()})
        }
        Event::Revealed { .. } => json!({"kind": "revealed"}),
    }
}

fn add_opened(value: &mut Value, opened: &Opened) {
    value["salt"] = hex::encode(opened.salt).into();
    value["pledges_sha256"] = digest(&opened.pledges_sha256).into();
    value["receipt"] = opened.receipt.as_str().into();
    value["pledges"] = opened.pledges.as_ref().map_or(Value::Null, |(salt, pledges)| {
        let entries = pledges.iter().map(|pledge| {
            json!({
                "need": pledge.need,
                "quantity": pledge.quantity.to_decimal(),
                "by": pledge.by.to_string(),
                "how": pledge.how,
            })
        });
        json!({"salt": hex::encode(salt), "entries": entries.collect::<Vec<_>>()})
    });
}

fn digest(digest: &Digest) -> String {
    hex::encode(digest)
}

/// An act's name, and the bid that it is about where it is about one.
fn act_name(act: Act) -> (&'static str, Option<u32>) {
    match act {
        Act::Pause => ("pause", None),
        Act::Resume => ("resume", None),
        Act::SetAside(sequence) => ("set-aside", Some(sequence)),
        Act::Cancel => ("cancel", None),
    }
}

fn ranking(ranking: &Ranking) -> Value {
    let places = ranking.places.iter().map(|(place, flags)| {
        json!({
            "bidder": place.bidder.to_string(),
            "rank": place.rank,
            "tied": place.tied,
            "total": place.total.to_decimal(),
            "sequence": place.sequence,
            "flags": flags,
        })
    });
    json!({"lot": ranking.lot, "places": places.collect::<Vec<_>>()})
}
