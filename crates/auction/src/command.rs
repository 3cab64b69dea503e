//! What can be asked of an auction, and why it can be refused.

use crate::{Act, Assessed, BidderId, Digest, Event, GroupId, IdempotencyKey, Total, text::moment};
use jiff::Timestamp;
use svx_domain::PersonId;
use thiserror::Error;

/// What can be asked.
#[derive(Debug, Clone, Copy)]
pub enum Command<'a> {
    /// Take part.
    Join {
        /// The bidder.
        bidder: BidderId,
        /// The group that it declares.
        group: Option<GroupId>,
        /// The fingerprint of the rules that it was shown.
        rules: Digest,
    },
    /// Bid.
    Bid {
        /// The bidder.
        bidder: BidderId,
        /// What the pledges add up to.
        assessed: &'a Assessed,
        /// The commitment to them.
        commitment: Digest,
        /// The fingerprint of the sealed file.
        sealed: Digest,
        /// What the client names this submission.
        key: IdempotencyKey,
    },
    /// Ask for an exceptional act.
    Propose {
        /// What.
        act: Act,
        /// Who.
        by: PersonId,
        /// Why.
        reason: &'a str,
    },
    /// Agree to the exceptional act that was asked for.
    Confirm {
        /// What.
        act: Act,
        /// Who.
        by: PersonId,
    },
    /// Write down what the clock says.
    Tick,
    /// Open every sealed bid at once.
    Reveal {
        /// What each bid adds up to, in the order of their sequence.
        totals: &'a [Total],
    },
}

/// What a bid became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It was accepted now, with this sequence number.
    Now(u32),
    /// It had been accepted before, with this sequence number: the same request arrived again.
    Before(u32),
}

/// What a command leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// What happens, in order. Empty where a request arrived again or the clock says nothing new.
    pub events: Vec<Event>,
    /// For a bid, what became of it.
    pub bid: Option<Accepted>,
}

/// Why a command is refused, in words for the one who asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Bids are not taken yet.
    #[error("Bids are taken from {}. It is {} now.", moment(*.opens_at), moment(*.now))]
    TooEarly {
        /// When the lot opens.
        opens_at: Timestamp,
        /// When the bid came.
        now: Timestamp,
    },
    /// Too late.
    #[error("Bidding closed at {}. Your bid came at {} and was not accepted.", moment(*.closed_at), moment(*.now))]
    Late {
        /// When the lot closed.
        closed_at: Timestamp,
        /// When the bid came.
        now: Timestamp,
    },
    /// The clock is stopped.
    #[error("The auction is paused. No bid is taken until it goes on, and the time is added back for everyone.")]
    Paused,
    /// It was cancelled.
    #[error("The auction was cancelled.")]
    Cancelled,
    /// There is no such lot.
    #[error("There is no such lot.")]
    NoLot,
    /// Not a bidder.
    #[error("Join the auction first.")]
    NotJoined,
    /// A bidder already, with another declaration.
    #[error("You have joined already, and what you declared cannot be changed.")]
    JoinedOtherwise,
    /// Too many bidders.
    #[error("This auction cannot take another bidder.")]
    Full,
    /// The rules that were shown are not those that are frozen.
    #[error("The rules that you were shown are not those of this auction. Look at them again.")]
    OtherRules,
    /// Another member of the group has bid.
    #[error("Another member of the group that you declared has bid for this lot. Each group may bid once.")]
    GroupHasBid,
    /// Too many bids.
    #[error("You have made as many bids as one bidder may make for a lot.")]
    TooManyBids,
    /// Below the reserve.
    #[error("A bid must come to at least {reserve}. Yours comes to {total}.")]
    BelowReserve {
        /// The reserve.
        reserve: Total,
        /// The bid.
        total: Total,
    },
    /// Not enough above the bidder's own last bid.
    #[error("A new bid must come to at least {least}. Yours comes to {total}.")]
    NotAnImprovement {
        /// The least that would do.
        least: Total,
        /// The bid.
        total: Total,
    },
    /// A key was used for something else.
    #[error("This form was sent before with other pledges. Look at your last bid and begin again.")]
    KeyReused,
    /// The act is not possible now.
    #[error("This cannot be done now.")]
    NotNow,
    /// No reason.
    #[error("Give a reason.")]
    NoReason,
    /// A reason that is too long.
    #[error("The reason is too long.")]
    ReasonTooLong,
    /// Nothing was asked for that could be confirmed, or it was too long ago.
    #[error("Nobody has asked for this in the last 30 minutes.")]
    NotProposed,
    /// The same person.
    #[error("A second person must confirm this.")]
    SamePerson,
    /// No such bid, or set aside already.
    #[error("There is no bid with this number that counts.")]
    NoBid,
    /// Not everything was opened.
    #[error("{expected} bids were accepted, but {found} were opened. All are opened at once.")]
    NotAll {
        /// How many were accepted.
        expected: usize,
        /// How many were opened.
        found: usize,
    },
    /// What was inside a bid is not what it was ranked by.
    #[error("What is inside bid {sequence} does not add up to what it was ranked by.")]
    NotWhatWasBid {
        /// Its sequence number.
        sequence: u32,
    },
}
