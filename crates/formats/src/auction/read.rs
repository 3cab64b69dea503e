//! Reading a published auction: every problem with its path, or the whole file.

use serde_json::Value;
use svx_auction::{
    Export, Extension, Head, Lot, Need, Participant, Place, Ranking, Round, Rules, Ties, Unit, Visibility,
};
use svx_scoring::{Path, Problem};
use svx_transparency::{Hash, VerifyingKey};

use super::members::{BIDDER, EXTENSION, FILE, HEAD, LOT, NEED, PLACE, RANKING, ROUND, RULES};
use super::{
    AUCTION_BYTES_MAX, AUCTION_FORMAT, AUCTION_LEVELS_MAX, AUCTION_VALUES_MAX, AuctionFile, object::Object, read_events,
};
use crate::json::{Json, Limits, parse};
use crate::tender::hash::canonical_sha256;
use crate::tender::walk::Walk;

const LIMITS: Limits = Limits {
    bytes: AUCTION_BYTES_MAX,
    values: AUCTION_VALUES_MAX,
    depth: AUCTION_LEVELS_MAX,
};

/// Reads a file, or lists every problem in its form. Whether what it says holds is another matter: see
/// [`AuctionFile::verify`].
pub fn parse_auction(bytes: &[u8]) -> Result<AuctionFile, Vec<Problem>> {
    let json = parse(bytes, LIMITS).map_err(|problem| vec![problem])?;
    let mut walk = Walk::default();
    let file = Object::of(&mut walk, Path::ROOT, &json, FILE).and_then(|file| read_file(&mut walk, &file));
    match file {
        Some((export, signature)) if walk.count() == 0 => Ok(AuctionFile {
            export,
            body_sha256: canonical_sha256(&without_signature(bytes)),
            signature,
        }),
        _ => Err(walk.into_problems()),
    }
}

/// Reads rules as [`rules_json`](super::rules_json) writes them, or lists every problem in their form.
pub fn parse_rules(text: &str) -> Result<Rules, Vec<Problem>> {
    let json = parse(text.as_bytes(), LIMITS).map_err(|problem| vec![problem])?;
    let mut walk = Walk::default();
    let object = Object::of(&mut walk, Path::ROOT, &json, RULES);
    match object.and_then(|object| rules(&mut walk, &object)) {
        Some(rules) if walk.count() == 0 => Ok(rules),
        _ => Err(walk.into_problems()),
    }
}

/// The file without its signature, which is over the rest. It was read before, so it is JSON.
fn without_signature(bytes: &[u8]) -> Value {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut value: Value = serde_json::from_slice(bytes).unwrap_or_default();
    if let Value::Object(members) = &mut value {
        members.remove("signature");
    }
    value
}

fn read_file(walk: &mut Walk, file: &Object<'_>) -> Option<(Export, String)> {
    file.choice(walk, "format", &[(AUCTION_FORMAT, ())]);
    let key = file.exact(
        walk,
        "key",
        "a verifying key: a name, an id and a key with + between",
        |text| VerifyingKey::parse(text).ok(),
        VerifyingKey::to_text,
    );
    let rules = file
        .object(walk, "rules", RULES)
        .and_then(|object| rules(walk, &object));
    let rules_sha256 = file.digest(walk, "rules_sha256");
    let head = file.object(walk, "head", HEAD).and_then(|object| head(walk, &object));
    let bidders = file.list(walk, "bidders", |walk, path, json| {
        let object = Object::of(walk, *path, json, BIDDER)?;
        let (id, name) = (object.id(walk, "id"), object.optional(walk, "name", Object::text));
        Some(Participant { id: id?, name: name? })
    });
    let shown = rules_sha256.unwrap_or_default();
    let entries = file.list(walk, "events", |walk, path, json| {
        read_events::entry(walk, path, json, shown)
    });
    let rankings = file.list(walk, "ranking", ranking);
    let signature = file.text(walk, "signature");
    let mut entries = entries?;
    read_events::fill_revealed(&mut entries);
    let export = Export {
        key: key?,
        rules: rules?,
        rules_sha256: rules_sha256?,
        head: head?,
        bidders: bidders?,
        entries,
        rankings: rankings?,
    };
    Some((export, signature?))
}

fn head(walk: &mut Walk, object: &Object<'_>) -> Option<Head> {
    let (size, root) = (object.whole(walk, "size"), object.digest(walk, "root"));
    let signature = object.text(walk, "signature");
    Some(Head {
        size: size?,
        root: Hash(root?),
        signature: signature?,
    })
}

fn rules(walk: &mut Walk, object: &Object<'_>) -> Option<Rules> {
    let auction = object.id(walk, "auction");
    let (ocid, price_book) = (object.text(walk, "ocid"), object.text(walk, "price_book"));
    let unit = object.choice(walk, "unit", Unit::NAMES);
    let visibility = object.choice(walk, "visibility", Visibility::NAMES);
    let increment = object.total(walk, "increment");
    let reserve = object.optional(walk, "reserve", Object::total);
    let target = object.optional(walk, "target", Object::total);
    let cap = object.optional(walk, "cap", Object::hundredths);
    let realism = object.optional(walk, "realism", Object::hundredths);
    let extension = object.optional(walk, "extension", |object, walk, name| {
        let object = object.object(walk, name, EXTENSION)?;
        let number = |walk: &mut Walk, name| object.small(walk, name);
        let (window, by) = (number(walk, "window_seconds"), number(walk, "by_seconds"));
        let most = number(walk, "most");
        Some(Extension {
            window_secs: window?,
            by_secs: by?,
            most: most?,
        })
    });
    let ties = object.choice(walk, "ties", Ties::NAMES);
    let one_per_group = object.flag(walk, "one_per_group");
    let names_published = object.flag(walk, "names_published");
    let lots = object.list(walk, "lots", lot);
    let rounds = object.list(walk, "rounds", round);
    let needs = object.list(walk, "needs", need);
    Some(Rules {
        auction: auction?,
        ocid: ocid?,
        unit: unit?,
        price_book: price_book?,
        visibility: visibility?,
        increment: increment?,
        reserve: reserve?,
        target: target?,
        cap_basis_points: cap?,
        realism_basis_points: realism?,
        extension: extension?,
        ties: ties?,
        one_per_group: one_per_group?,
        names_published: names_published?,
        lots: lots?,
        rounds: rounds?,
        needs: needs?,
    })
}

fn lot(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Lot> {
    let object = Object::of(walk, *path, json, LOT)?;
    let (id, title, value) = (
        object.text(walk, "id"),
        object.text(walk, "title"),
        object.money(walk, "value"),
    );
    Some(Lot {
        id: id?,
        title: title?,
        value: value?,
    })
}

fn round(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Round> {
    let object = Object::of(walk, *path, json, ROUND)?;
    let lots = object.list(walk, "lots", |walk, path, json| {
        walk.text(path, json).map(str::to_owned)
    });
    let (opens_at, closes_at) = (object.moment(walk, "opens_at"), object.moment(walk, "closes_at"));
    Some(Round {
        lots: lots?,
        opens_at: opens_at?,
        closes_at: closes_at?,
    })
}

fn need(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Need> {
    let object = Object::of(walk, *path, json, NEED)?;
    let (id, lot) = (object.text(walk, "id"), object.text(walk, "lot"));
    let asked = object.quantity(walk, "asked");
    let price = object.optional(walk, "price", Object::money);
    let points = object.optional(walk, "points", Object::hundredths);
    Some(Need {
        id: id?,
        lot: lot?,
        asked: asked?,
        price: price?,
        points: points?,
    })
}

fn ranking(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Ranking> {
    let object = Object::of(walk, *path, json, RANKING)?;
    let lot = object.text(walk, "lot");
    let places = object.list(walk, "places", place);
    Some(Ranking {
        lot: lot?,
        places: places?,
    })
}

fn place(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<(Place, Vec<&'static str>)> {
    const FLAGS: &[(&str, &str)] = &[("above-share", "above-share"), ("outlier", "outlier")];
    let object = Object::of(walk, *path, json, PLACE)?;
    let (bidder, total) = (object.id(walk, "bidder"), object.total(walk, "total"));
    let (rank, sequence) = (object.small(walk, "rank"), object.small(walk, "sequence"));
    let tied = object.flag(walk, "tied");
    let flags = object.list(walk, "flags", |walk, path, json| walk.choice(path, json, FLAGS));
    let place = Place {
        bidder: bidder?,
        rank: rank?,
        tied: tied?,
        total: total?,
        sequence: sequence?,
    };
    Some((place, flags?))
}
