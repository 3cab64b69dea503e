//! Which members each object of an auction file has, and which of them it must have. The published JSON Schema is held to
//! these lists by a test.

use crate::tender::members::Member;

/// The file.
pub const FILE: &[Member] = &[
    ("format", true),
    ("key", true),
    ("rules", true),
    ("rules_sha256", true),
    ("head", true),
    ("bidders", true),
    ("events", true),
    ("ranking", true),
    ("signature", true),
];
/// `rules`.
pub const RULES: &[Member] = &[
    ("auction", true),
    ("ocid", true),
    ("unit", true),
    ("price_book", true),
    ("visibility", true),
    ("increment", true),
    ("reserve", true),
    ("target", true),
    ("cap", true),
    ("realism", true),
    ("extension", true),
    ("ties", true),
    ("one_per_group", true),
    ("names_published", true),
    ("lots", true),
    ("rounds", true),
    ("needs", true),
];
/// `rules.extension`.
pub const EXTENSION: &[Member] = &[("window_seconds", true), ("by_seconds", true), ("most", true)];
/// An entry of `rules.lots`.
pub const LOT: &[Member] = &[("id", true), ("title", true), ("value", true)];
/// An entry of `rules.rounds`.
pub const ROUND: &[Member] = &[("lots", true), ("opens_at", true), ("closes_at", true)];
/// An entry of `rules.needs`.
pub const NEED: &[Member] = &[
    ("id", true),
    ("lot", true),
    ("asked", true),
    ("price", true),
    ("points", true),
];
/// `head`.
pub const HEAD: &[Member] = &[("size", true), ("root", true), ("signature", true)];
/// An entry of `bidders`.
pub const BIDDER: &[Member] = &[("id", true), ("name", true)];
/// `pledges` of a bid.
pub const PLEDGES: &[Member] = &[("salt", true), ("entries", true)];
/// An entry of `pledges.entries`.
pub const PLEDGE: &[Member] = &[("need", true), ("quantity", true), ("by", true), ("how", true)];
/// An entry of `ranking`.
pub const RANKING: &[Member] = &[("lot", true), ("places", true)];
/// An entry of `places`.
pub const PLACE: &[Member] = &[
    ("bidder", true),
    ("rank", true),
    ("tied", true),
    ("total", true),
    ("sequence", true),
    ("flags", true),
];

/// The kinds of an entry of `events`, with their members.
pub const EVENTS: &[(&str, &[Member])] = &[
    (
        "joined",
        &[
            ("kind", true),
            ("at", true),
            ("bidder", true),
            ("group", true),
            ("proof", true),
        ],
    ),
    (
        "opened",
        &[("kind", true), ("at", true), ("round", true), ("proof", true)],
    ),
    (
        "bid",
        &[
            ("kind", true),
            ("at", true),
            ("sequence", true),
            ("lot", true),
            ("bidder", true),
            ("number", true),
            ("total", true),
            ("salt", true),
            ("pledges_sha256", true),
            ("pledges", true),
            ("commitment", true),
            ("sealed_sha256", true),
            ("receipt", true),
            ("proof", true),
        ],
    ),
    (
        "extended",
        &[
            ("kind", true),
            ("at", true),
            ("round", true),
            ("sequence", true),
            ("proof", true),
        ],
    ),
    (
        "proposed",
        &[
            ("kind", true),
            ("at", true),
            ("act", true),
            ("sequence", true),
            ("by", true),
            ("reason", true),
            ("proof", true),
        ],
    ),
    (
        "confirmed",
        &[
            ("kind", true),
            ("at", true),
            ("act", true),
            ("sequence", true),
            ("by", true),
            ("proof", true),
        ],
    ),
    (
        "closed",
        &[("kind", true), ("at", true), ("round", true), ("proof", true)],
    ),
    ("revealed", &[("kind", true), ("at", true), ("proof", true)]),
];

/// The names of exceptional acts.
pub const ACTS: &[&str] = &["pause", "resume", "set-aside", "cancel"];
