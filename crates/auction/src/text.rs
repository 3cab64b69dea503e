//! The texts that are hashed and signed. Each is lines of plain text, so that anyone can write it again in any language:
//! a first line that says what it is, then a name, a blank and a value on each line, ended by a line feed. Values hold no
//! line feed; what is not there is a hyphen.

use crate::{Accepted, Act, Digest, Event, Extension, Rules};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::fmt::{Display, Write as _};

/// What the first line of rules says.
const RULES: &str = "svx.auction-rules/1";
/// What the first line of a leaf says.
const EVENT: &str = "svx.auction-event/1";

/// Writes one line after another.
pub(crate) struct Lines(String);

impl Lines {
    pub(crate) fn new(first: &str) -> Self {
        Self(format!("{first}\n"))
    }

    pub(crate) fn line(mut self, name: &str, value: impl Display) -> Self {
        // Writing to a string cannot fail.
        let _ = writeln!(self.0, "{name} {value}");
        self
    }

    pub(crate) fn optional(self, name: &str, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.line(name, value),
            None => self.line(name, "-"),
        }
    }

    pub(crate) fn text(self) -> String {
        self.0
    }

    pub(crate) fn sha256(self) -> Digest {
        Sha256::digest(self.0).into()
    }
}

/// A moment in whole microseconds, as `2026-10-01T12:00:00.000000Z`.
pub(crate) fn moment(at: Timestamp) -> impl Display {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ")
}

/// The text of rules; its SHA-256 is their fingerprint.
pub fn rules_text(rules: &Rules) -> String {
    let extension = rules.extension.map(
        |Extension {
             window_secs,
             by_secs,
             most,
         }| format!("{window_secs} {by_secs} {most}"),
    );
    let mut lines = Lines::new(RULES)
        .line("auction", rules.auction)
        .line("ocid", &rules.ocid)
        .line("unit", rules.unit.name())
        .line("price-book", &rules.price_book)
        .line("visibility", rules.visibility.name())
        .line("increment", rules.increment.to_decimal())
        .optional("reserve", rules.reserve.map(crate::Total::to_decimal))
        .optional("target", rules.target.map(crate::Total::to_decimal))
        .optional("cap", rules.cap_basis_points)
        .optional("realism", rules.realism_basis_points)
        .optional("extension", extension)
        .line("ties", rules.ties.name())
        .line("one-per-group", rules.one_per_group)
        .line("names-published", rules.names_published);
    for lot in &rules.lots {
        lines = lines.line("lot", format_args!("{} {} {}", lot.id, lot.value.pence(), lot.title));
    }
    for round in &rules.rounds {
        let times = format_args!("{} {}", moment(round.opens_at), moment(round.closes_at)).to_string();
        lines = lines.line("round", format_args!("{times} {}", round.lots.join(" ")));
    }
    for need in &rules.needs {
        let price = need.price.map_or("-".to_owned(), |price| price.pence().to_string());
        let points = need.points.map_or("-".to_owned(), |points| points.to_string());
        let asked = need.asked.thousandths();
        lines = lines.line(
            "need",
            format_args!("{} {} {asked} {price} {points}", need.id, need.lot),
        );
    }
    lines.text()
}

/// What a leaf belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'r> {
    /// The auction's rules.
    pub rules: &'r crate::ValidRules,
}

impl Leaf<'_> {
    fn begin(&self, kind: &str, at: Timestamp) -> Lines {
        Lines::new(EVENT)
            .line("auction", self.rules.rules().auction)
            .line("rules", hex::encode(self.rules.sha256()))
            .line("event", kind)
            .line("at", moment(at))
    }
}

/// The text of an event: a leaf of the tree of the auction's events, and, for a bid, what its receipt signs. It has neither a
/// total nor a sequence number, which would tell a bidder how many others bid.
pub fn leaf_text(leaf: Leaf<'_>, event: &Event) -> String {
    match event {
        Event::Joined {
            bidder,
            group,
            rules,
            at,
        } => leaf
            .begin("joined", *at)
            .line("bidder", bidder)
            .optional("group", group.as_ref())
            .line("shown", hex::encode(rules)),
        Event::Opened { round, at } => leaf.begin("opened", *at).line("round", round),
        Event::Bid(bid) => bid_lines(leaf, bid),
        Event::Extended { round, sequence, at } => leaf
            .begin("extended", *at)
            .line("round", round)
            .line("sequence", sequence),
        Event::Proposed { act, by, reason, at } => {
            let lines = leaf.begin("proposed", *at).line("act", act_text(*act)).line("by", by);
            // The words of the reason may name someone: they are bound, and not shown.
            lines.line("reason", hex::encode(Sha256::digest(reason)))
        }
        Event::Confirmed { act, by, at } => leaf.begin("confirmed", *at).line("act", act_text(*act)).line("by", by),
        Event::Closed { round, at } => leaf.begin("closed", *at).line("round", round),
        Event::Revealed { totals, at } => {
            let totals: Vec<String> = totals.iter().map(|total| total.to_decimal()).collect();
            leaf.begin("revealed", *at).line("totals", totals.join(" "))
        }
    }
    .text()
}

fn bid_lines(leaf: Leaf<'_>, bid: &Accepted) -> Lines {
    leaf.begin("bid", bid.at)
        .line("lot", &bid.lot)
        .line("bidder", bid.bidder)
        .line("number", bid.number)
        .line("commitment", hex::encode(bid.commitment))
        .line("sealed", hex::encode(bid.sealed))
}

fn act_text(act: Act) -> String {
    match act {
        Act::Pause => "pause".to_owned(),
        Act::Resume => "resume".to_owned(),
        Act::SetAside(sequence) => format!("set-aside {sequence}"),
        Act::Cancel => "cancel".to_owned(),
    }
}
