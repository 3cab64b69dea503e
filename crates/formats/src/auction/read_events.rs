//! Reading the events of a published auction.

use svx_auction::{Accepted, Act, Digest, Entry, Event, IdempotencyKey, Opened, Pledge};
use svx_scoring::Path;
use svx_transparency::Hash;

use super::members::{ACTS, EVENTS, PLEDGE, PLEDGES};
use super::object::Object;
use crate::json::Json;
use crate::tender::walk::{Walk, get};

/// One event. What joined was shown are the rules of the file: their fingerprint stands there once.
pub(super) fn entry(walk: &mut Walk, path: &Path<'_>, json: &Json, shown: Digest) -> Option<Entry> {
    let members = walk.any_object(path, json)?;
    let names: Vec<(&str, &str)> = EVENTS.iter().map(|(kind, _)| (*kind, *kind)).collect();
    let Some(kind) = get(members, "kind") else {
        walk.add(&path.member("kind"), "is missing");
        return None;
    };
    let kind = walk.choice(&path.member("kind"), kind, &names)?;
    let (_, known) = EVENTS.iter().find(|(name, _)| *name == kind)?;
    let object = Object::of(walk, *path, json, known)?;
    let proof = object.list(walk, "proof", hash);
    let opened = match kind {
        "bid" => Some(opened(walk, &object)),
        _ => None,
    };
    let event = event(walk, &object, kind, shown);
    Some(Entry {
        event: event?,
        proof: proof?,
        opened: match opened {
            Some(opened) => Some(opened?),
            None => None,
        },
    })
}

fn hash(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Hash> {
    let text = walk.text(path, json)?;
    let bytes = hex::decode(text).ok().filter(|bytes| hex::encode(bytes) == text);
    let found = bytes.and_then(|bytes| Hash::from_slice(&bytes));
    if found.is_none() {
        walk.add(path, "is not 32 bytes in lower-case hexadecimal");
    }
    found
}

fn event(walk: &mut Walk, object: &Object<'_>, kind: &str, rules: Digest) -> Option<Event> {
    let at = object.moment(walk, "at");
    match kind {
        "joined" => {
            let bidder = object.id(walk, "bidder");
            let group = object.optional(walk, "group", Object::id);
            Some(Event::Joined {
                bidder: bidder?,
                group: group?,
                rules,
                at: at?,
            })
        }
        "opened" | "closed" => {
            let (round, at) = (object.small(walk, "round")?, at?);
            Some(match kind {
                "opened" => Event::Opened { round, at },
                _ => Event::Closed { round, at },
            })
        }
        "bid" => {
            let (sequence, number) = (object.small(walk, "sequence"), object.small(walk, "number"));
            let (lot, bidder) = (object.text(walk, "lot"), object.id(walk, "bidder"));
            let total = object.total(walk, "total");
            let (commitment, sealed) = (object.digest(walk, "commitment"), object.digest(walk, "sealed_sha256"));
            Some(Event::Bid(Accepted {
                sequence: sequence?,
                lot: lot?,
                bidder: bidder?,
                number: number?,
                total: Some(total?),
                commitment: commitment?,
                sealed: sealed?,
                // Clients' keys are not published.
                key: IdempotencyKey([0; 16]),
                at: at?,
            }))
        }
        "extended" => {
            let (round, sequence) = (object.small(walk, "round"), object.small(walk, "sequence"));
            Some(Event::Extended {
                round: round?,
                sequence: sequence?,
                at: at?,
            })
        }
        "proposed" => {
            let (act, by) = (act(walk, object), object.id(walk, "by"));
            let reason = object.text(walk, "reason");
            Some(Event::Proposed {
                act: act?,
                by: by?,
                reason: reason?,
                at: at?,
            })
        }
        "confirmed" => {
            let (act, by) = (act(walk, object), object.id(walk, "by"));
            Some(Event::Confirmed {
                act: act?,
                by: by?,
                at: at?,
            })
        }
        _ => Some(Event::Revealed {
            totals: Vec::new(),
            at: at?,
        }),
    }
}

/// What was opened is what the bids add up to, which stands there already.
pub(super) fn fill_revealed(entries: &mut [Entry]) {
    let all: Vec<_> = entries
        .iter()
        .filter_map(|entry| match &entry.event {
            Event::Bid(bid) => bid.total,
            _ => None,
        })
        .collect();
    for entry in entries {
        if let Event::Revealed { totals, .. } = &mut entry.event {
            totals.clone_from(&all);
        }
    }
}

fn act(walk: &mut Walk, object: &Object<'_>) -> Option<Act> {
    let names: Vec<(&str, &str)> = ACTS.iter().map(|name| (*name, *name)).collect();
    let name = object.choice(walk, "act", &names);
    let sequence = object.optional(walk, "sequence", Object::small);
    match (name?, sequence?) {
        ("pause", None) => Some(Act::Pause),
        ("resume", None) => Some(Act::Resume),
        ("cancel", None) => Some(Act::Cancel),
        ("set-aside", Some(sequence)) => Some(Act::SetAside(sequence)),
        ("set-aside", None) => {
            object.wrong(walk, "sequence", "must be the number of the bid that was set aside");
            None
        }
        _ => {
            object.wrong(walk, "sequence", "must be null: this act is about no one bid");
            None
        }
    }
}

fn opened(walk: &mut Walk, object: &Object<'_>) -> Option<Opened> {
    let salt = object.bytes(walk, "salt");
    let pledges_sha256 = object.digest(walk, "pledges_sha256");
    let pledges = object.optional(walk, "pledges", |object, walk, name| {
        let object = object.object(walk, name, PLEDGES)?;
        let salt = object.bytes(walk, "salt");
        let entries = object.list(walk, "entries", pledge);
        Some((salt?, entries?))
    });
    let receipt = object.text(walk, "receipt");
    Some(Opened {
        salt: salt?,
        pledges_sha256: pledges_sha256?,
        pledges: pledges?,
        receipt: receipt?,
    })
}

fn pledge(walk: &mut Walk, path: &Path<'_>, json: &Json) -> Option<Pledge> {
    let object = Object::of(walk, *path, json, PLEDGE)?;
    let (need, quantity) = (object.text(walk, "need"), object.quantity(walk, "quantity"));
    let (by, how) = (object.date(walk, "by"), object.text(walk, "how"));
    Some(Pledge {
        need: need?,
        quantity: quantity?,
        by: by?,
        how: how?,
    })
}
