//! What happened in an auction. The events, in order, are the auction.

use crate::{BidderId, GroupId, Total};
use jiff::Timestamp;
use svx_domain::PersonId;

/// A SHA-256.
pub type Digest = [u8; 32];

/// What a client names a submission with, so that one that is sent again is accepted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(pub [u8; 16]);

/// A bid that was accepted. Its total stands apart from what is committed to, so that a head of the tree of events says
/// nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accepted {
    /// Its place among all bids of the auction, from 1.
    pub sequence: u32,
    /// The lot.
    pub lot: String,
    /// The bidder.
    pub bidder: BidderId,
    /// Which of this bidder's bids for this lot, from 1.
    pub number: u32,
    /// What it adds up to; nothing while nobody may hold that.
    pub total: Option<Total>,
    /// The salted commitment to total and pledges: see [`commitment`](crate::commitment).
    pub commitment: Digest,
    /// The fingerprint of the sealed file.
    pub sealed: Digest,
    /// What the client named it.
    pub key: IdempotencyKey,
    /// When it was accepted.
    pub at: Timestamp,
}

/// What takes two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Stop the clock for an incident.
    Pause,
    /// Go on, with the time that was lost added back for all.
    Resume,
    /// Set a bid aside that was a mistake: the bidder's bid before it stands again.
    SetAside(u32),
    /// End it without a result.
    Cancel,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A bidder took part, under the rules of this fingerprint.
    Joined {
        /// The bidder.
        bidder: BidderId,
        /// The group that it declared.
        group: Option<GroupId>,
        /// The fingerprint of the rules that it was shown.
        rules: Digest,
        /// When.
        at: Timestamp,
    },
    /// A round opened.
    Opened {
        /// Which one, from 0.
        round: usize,
        /// When that was written down.
        at: Timestamp,
    },
    /// A bid was accepted.
    Bid(Accepted),
    /// A bid changed the leader shortly before closing, and the closing moved.
    Extended {
        /// Which round.
        round: usize,
        /// The bid.
        sequence: u32,
        /// When.
        at: Timestamp,
    },
    /// One person asked for an exceptional act.
    Proposed {
        /// What.
        act: Act,
        /// Who.
        by: PersonId,
        /// Why.
        reason: String,
        /// When.
        at: Timestamp,
    },
    /// A second person agreed, and it was done.
    Confirmed {
        /// What.
        act: Act,
        /// Who.
        by: PersonId,
        /// When.
        at: Timestamp,
    },
    /// A round closed.
    Closed {
        /// Which one.
        round: usize,
        /// When that was written down.
        at: Timestamp,
    },
    /// Every sealed bid was opened at once.
    Revealed {
        /// What each bid adds up to, in the order of their sequence.
        totals: Vec<Total>,
        /// When.
        at: Timestamp,
    },
}

impl Event {
    /// When it happened.
    pub const fn at(&self) -> Timestamp {
        match self {
            Self::Joined { at, .. }
            | Self::Opened { at, .. }
            | Self::Bid(Accepted { at, .. })
            | Self::Extended { at, .. }
            | Self::Proposed { at, .. }
            | Self::Confirmed { at, .. }
            | Self::Closed { at, .. }
            | Self::Revealed { at, .. } => *at,
        }
    }
}
