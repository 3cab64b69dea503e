//! The rules that a buyer sets, publishes and freezes. They are data: everything that the auction does follows from them.

use crate::{AuctionId, Total};
use jiff::Timestamp;
use svx_domain::{Money, Quantity};

/// The most lots of one auction.
pub const MAX_LOTS: usize = 50;
/// The most needs that one auction's register holds.
pub const MAX_NEEDS: usize = 5_000;
/// The most bidders of one auction.
pub const MAX_BIDDERS: usize = 500;
/// The most bids of one bidder for one lot.
pub const MAX_BIDS_EACH: u32 = 200;
/// The most characters of an id of a lot or a need.
pub const MAX_ID_CHARS: usize = 64;
/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 200;
/// The most characters of the reason for an exceptional act.
pub const MAX_REASON_CHARS: usize = 1_000;
/// The shortest round, in seconds.
pub const MIN_ROUND_SECS: i64 = 60;
/// The longest round, in seconds: ninety days.
pub const MAX_ROUND_SECS: i64 = 90 * 24 * 60 * 60;
/// The longest window before closing in which a bid can extend a round, in seconds.
pub const MAX_EXTENSION_WINDOW_SECS: u32 = 60 * 60;
/// The longest single extension, in seconds.
pub const MAX_EXTENSION_SECS: u32 = 60 * 60;
/// The most extensions of one round.
pub const MAX_EXTENSIONS: u32 = 100;
/// How long an exceptional act waits for its second person, in seconds.
pub const PROPOSAL_SECS: i64 = 30 * 60;
/// A share of the whole, in hundredths of a percent.
pub const WHOLE_BASIS_POINTS: u32 = 10_000;

/// What is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Pounds at the frozen price book.
    Pounds,
    /// Points by the conversion table in the register.
    Points,
    /// Pounds of resource for each £1,000 of call-off spend, for frameworks and term contracts.
    Rate,
}

/// What a bidder is shown beside its own bid while the auction runs. Never who, and never another's pledges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Visibility {
    /// Nothing.
    Sealed,
    /// Its rank.
    OwnRank,
    /// Its rank and the leader's total.
    LeadingTotal,
}

/// What happens to bidders with equal totals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ties {
    /// The one whose bid was accepted first, by sequence number, is ahead.
    Earliest,
    /// They share a rank. Among them the one whose bid was accepted first leads.
    Shared,
}

macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $type {
            /// Every value with its name in files.
            pub const NAMES: &[(&'static str, Self)] = &[$(($name, Self::$variant)),+];
            /// Its name in files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}
names!(Unit { Pounds = "pounds", Points = "points", Rate = "rate" });
names!(Visibility {
    Sealed = "sealed",
    OwnRank = "own-rank",
    LeadingTotal = "leading-total",
});
names!(Ties {
    Earliest = "earliest",
    Shared = "shared",
});

/// A bid that changes the leader shortly before closing moves the closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Extension {
    /// How long before closing, in seconds.
    pub window_secs: u32,
    /// By how much, in seconds.
    pub by_secs: u32,
    /// How often at most, in each round.
    pub most: u32,
}

/// A part of the contract that is contested by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// Its id: lower-case letters, digits and hyphens.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What the contract for it is worth.
    pub value: Money,
}

/// When some of the lots are contested. Rounds follow one another; one that runs over moves the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// The ids of its lots.
    pub lots: Vec<String>,
    /// From when bids are taken.
    pub opens_at: Timestamp,
    /// From when bids are no longer taken.
    pub closes_at: Timestamp,
}

/// A need of the register to which bidders pledge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Its id: lower-case letters, digits and hyphens.
    pub id: String,
    /// The id of the lot that it belongs to.
    pub lot: String,
    /// The most that one bidder may pledge to it; for rates, pounds for each £1,000 of spend.
    pub asked: Quantity,
    /// What one unit costs in the frozen price book; for rates there is none.
    pub price: Option<Money>,
    /// Hundredths of a point for one unit, where points are compared.
    pub points: Option<u32>,
}

/// Everything that is frozen before an auction opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The auction.
    pub auction: AuctionId,
    /// The procurement that it belongs to, by its open contracting id.
    pub ocid: String,
    /// What is compared.
    pub unit: Unit,
    /// The version of the price book, in its publisher's words.
    pub price_book: String,
    /// What a bidder is shown.
    pub visibility: Visibility,
    /// By how much a bid must beat the bidder's own last.
    pub increment: Total,
    /// The least that a bid may add up to.
    pub reserve: Option<Total>,
    /// What the buyer hopes for. It is shown, and refuses nothing.
    pub target: Option<Total>,
    /// The most that one bidder may pledge, as a share of the lot's value.
    pub cap_basis_points: Option<u32>,
    /// A bid above this share of the lot's value is flagged for a conversation.
    pub realism_basis_points: Option<u32>,
    /// Whether and how late bids move the closing.
    pub extension: Option<Extension>,
    /// Ties.
    pub ties: Ties,
    /// Whether a group of suppliers may bid for each lot only once.
    pub one_per_group: bool,
    /// Whether the export names the bidders.
    pub names_published: bool,
    /// The lots.
    pub lots: Vec<Lot>,
    /// The rounds, in order.
    pub rounds: Vec<Round>,
    /// The register of needs.
    pub needs: Vec<Need>,
}
