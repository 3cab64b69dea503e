//! Events as they are stored: JSON, padded so that sizes say little, sealed to the installation's key.

use crate::{Error, Result, keys::Keys, procurement::sealing::padded};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use svx_auction::{Accepted, Act, Event, IdempotencyKey, Total};
use svx_domain::Id;

/// What the stored form says.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
enum Stored {
    Joined {
        bidder: String,
        group: Option<String>,
        rules: String,
        at: Timestamp,
    },
    Opened {
        round: usize,
        at: Timestamp,
    },
    Bid {
        sequence: u32,
        lot: String,
        bidder: String,
        number: u32,
        total: Option<i64>,
        commitment: String,
        sealed: String,
        key: String,
        at: Timestamp,
    },
    Extended {
        round: usize,
        sequence: u32,
        at: Timestamp,
    },
    Proposed {
        act: StoredAct,
        by: String,
        reason: String,
        at: Timestamp,
    },
    Confirmed {
        act: StoredAct,
        by: String,
        at: Timestamp,
    },
    Closed {
        round: usize,
        at: Timestamp,
    },
    Revealed {
        totals: Vec<i64>,
        at: Timestamp,
    },
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum StoredAct {
    Pause,
    Resume,
    SetAside(u32),
    Cancel,
}

/// Seals an event.
pub(super) fn seal(keys: &dyn Keys, event: &Event) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(&stored(event)).map_err(svx_store::Error::from)?;
    match event {
        // By now every bid is open, and there may be a great many.
        Event::Revealed { .. } => keys.seal(&plain),
        _ => keys.seal(&padded(plain)?),
    }
}

/// Opens an event.
pub(super) fn open(keys: &dyn Keys, sealed: &[u8]) -> Result<Event> {
    let plain = keys.open(sealed)?;
    let stored: Stored = serde_json::from_slice(&plain).map_err(svx_store::Error::from)?;
    event(stored).ok_or_else(|| Error::outside("an auction's event")("it is not in its form".into()))
}

fn stored(event: &Event) -> Stored {
    match event {
        Event::Joined {
            bidder,
            group,
            rules,
            at,
        } => Stored::Joined {
            bidder: bidder.to_string(),
            group: group.map(|group| group.to_string()),
            rules: hex::encode(rules),
            at: *at,
        },
        Event::Opened { round, at } => Stored::Opened { round: *round, at: *at },
        Event::Bid(bid) => Stored::Bid {
            sequence: bid.sequence,
            lot: bid.lot.clone(),
            bidder: bid.bidder.to_string(),
            number: bid.number,
            total: bid.total.map(Total::parts),
            commitment: hex::encode(bid.commitment),
            sealed: hex::encode(bid.sealed),
            key: hex::encode(bid.key.0),
            at: bid.at,
        },
        Event::Extended { round, sequence, at } => Stored::Extended {
            round: *round,
            sequence: *sequence,
            at: *at,
        },
        Event::Proposed { act, by, reason, at } => Stored::Proposed {
            act: stored_act(*act),
            by: by.to_string(),
            reason: reason.clone(),
            at: *at,
        },
        Event::Confirmed { act, by, at } => Stored::Confirmed {
            act: stored_act(*act),
            by: by.to_string(),
            at: *at,
        },
        Event::Closed { round, at } => Stored::Closed { round: *round, at: *at },
        Event::Revealed { totals, at } => Stored::Revealed {
            totals: totals.iter().map(|total| total.parts()).collect(),
            at: *at,
        },
    }
}

fn event(stored: Stored) -> Option<Event> {
    let total = |parts: i64| Total::from_parts(parts.into());
    Some(match stored {
        Stored::Joined {
            bidder,
            group,
            rules,
            at,
        } => Event::Joined {
            bidder: id(&bidder)?,
            group: match group {
                Some(group) => Some(id(&group)?),
                None => None,
            },
            rules: bytes(&rules)?,
            at,
        },
        Stored::Opened { round, at } => Event::Opened { round, at },
        Stored::Bid {
            sequence,
            lot,
            bidder,
            number,
            total: held,
            commitment,
            sealed,
            key,
            at,
        } => Event::Bid(Accepted {
            sequence,
            lot,
            bidder: id(&bidder)?,
            number,
            total: match held {
                Some(parts) => Some(total(parts)?),
                None => None,
            },
            commitment: bytes(&commitment)?,
            sealed: bytes(&sealed)?,
            key: IdempotencyKey(bytes(&key)?),
            at,
        }),
        Stored::Extended { round, sequence, at } => Event::Extended { round, sequence, at },
        Stored::Proposed { act, by, reason, at } => Event::Proposed {
            act: act_of(act),
            by: id(&by)?,
            reason,
            at,
        },
        Stored::Confirmed { act, by, at } => Event::Confirmed {
            act: act_of(act),
            by: id(&by)?,
            at,
        },
        Stored::Closed { round, at } => Event::Closed { round, at },
        Stored::Revealed { totals, at } => Event::Revealed {
            totals: totals.into_iter().map(total).collect::<Option<_>>()?,
            at,
        },
    })
}

fn id<T>(text: &str) -> Option<Id<T>> {
    text.parse().ok()
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    hex::decode(text).ok()?.try_into().ok()
}

const fn stored_act(act: Act) -> StoredAct {
    match act {
        Act::Pause => StoredAct::Pause,
        Act::Resume => StoredAct::Resume,
        Act::SetAside(sequence) => StoredAct::SetAside(sequence),
        Act::Cancel => StoredAct::Cancel,
    }
}

const fn act_of(act: StoredAct) -> Act {
    match act {
        StoredAct::Pause => Act::Pause,
        StoredAct::Resume => Act::Resume,
        StoredAct::SetAside(sequence) => Act::SetAside(sequence),
        StoredAct::Cancel => Act::Cancel,
    }
}
