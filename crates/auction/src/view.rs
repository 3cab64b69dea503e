//! What each audience may see: a type for each, so that nothing leaks in a field that a page forgot to leave out.

use crate::{Act, Auction, BidderId, Digest, PROPOSAL_SECS, Stage, Total, Visibility, standing, state::later};
use jiff::{SignedDuration, Timestamp};
use svx_domain::PersonId;

/// Something that everyone who follows an auction is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The closing moved because of a late bid.
    Extended {
        /// When.
        at: Timestamp,
        /// To when.
        closes_at: Timestamp,
    },
    /// The clock stopped.
    Paused {
        /// When.
        at: Timestamp,
    },
    /// The clock goes on.
    Resumed {
        /// When.
        at: Timestamp,
        /// When bidding closes now.
        closes_at: Timestamp,
    },
    /// It was ended without a result.
    Cancelled {
        /// When.
        at: Timestamp,
    },
}

/// What a bidder sees of one lot while the auction runs: its own bid, and as much of its place as the rules allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidderView {
    /// Where the auction stands.
    pub stage: Stage,
    /// Its own bid.
    pub own: Option<Own>,
    /// The least that its next bid may come to; nothing where totals are not held.
    pub least_next: Option<Total>,
    /// Its rank, where the rules show it.
    pub rank: Option<u32>,
    /// The leader's total, where the rules show it.
    pub leading_total: Option<Total>,
    /// What everyone was told.
    pub notices: Vec<Notice>,
}

/// A bidder's own last bid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Own {
    /// Which of its bids, from 1.
    pub number: u32,
    /// What it adds up to; nothing where that is not held.
    pub total: Option<Total>,
    /// When it was accepted.
    pub at: Timestamp,
}

/// What the buyer sees before every bid is opened: nothing of any bid, nor whether there are any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuyerView {
    /// Where the auction stands.
    pub stage: Stage,
    /// An exceptional act that waits for a second person.
    pub incident: Option<Incident>,
    /// What everyone was told.
    pub notices: Vec<Notice>,
}

/// An exceptional act that waits for a second person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Incident {
    /// What.
    pub act: Act,
    /// Who asked for it.
    pub by: PersonId,
    /// When.
    pub at: Timestamp,
}

/// What anyone may know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PublicView {
    /// Where the auction stands.
    pub stage: Stage,
    /// The fingerprint of its rules.
    pub rules: Digest,
}

/// What an observer who was invited to watch sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatcherView {
    /// What anyone may know.
    pub public: PublicView,
    /// What everyone who follows was told.
    pub notices: Vec<Notice>,
}

impl Auction {
    /// What a bidder sees of a lot.
    pub fn for_bidder(&self, bidder: BidderId, lot: &str, now: Timestamp) -> BidderView {
        let last = self
            .bids
            .iter()
            .rev()
            .find(|bid| bid.bidder == bidder && bid.lot == lot && !self.set_aside.contains(&bid.sequence));
        let own = last.map(|bid| Own {
            number: bid.number,
            total: bid.total,
            at: bid.at,
        });
        let shows = self.rules.rules().visibility;
        let places = if shows == Visibility::Sealed {
            Vec::new()
        } else {
            self.places(lot)
        };
        let place = places.iter().find(|place| place.bidder == bidder);
        let leading = places.first().filter(|_| shows == Visibility::LeadingTotal);
        BidderView {
            stage: self.stage(now),
            own,
            least_next: self
                .rules
                .holds_totals()
                .then(|| standing::least(&self.rules, self.own(lot, bidder))),
            rank: place.map(|place| place.rank),
            leading_total: leading.map(|leader| leader.total),
            notices: self.notices.clone(),
        }
    }

    /// What the buyer sees before every bid is opened.
    pub fn for_buyer(&self, now: Timestamp) -> BuyerView {
        let fresh = |at| self.moment(now) < later(at, SignedDuration::from_secs(PROPOSAL_SECS));
        let waiting = self.proposal.as_ref().filter(|proposal| fresh(proposal.at));
        BuyerView {
            stage: self.stage(now),
            incident: waiting.map(|proposal| Incident {
                act: proposal.act,
                by: proposal.by,
                at: proposal.at,
            }),
            notices: self.notices.clone(),
        }
    }

    /// What anyone may know.
    pub fn for_public(&self, now: Timestamp) -> PublicView {
        PublicView {
            stage: self.stage(now),
            rules: self.rules.sha256(),
        }
    }

    /// What an observer sees.
    pub fn for_watcher(&self, now: Timestamp) -> WatcherView {
        WatcherView {
            public: self.for_public(now),
            notices: self.notices.clone(),
        }
    }
}
