//! The life cycles: which moves are open in which state, and where each leads.

use crate::{Code, ledger::Balances};
use thiserror::Error;

/// A move that the state does not allow. It says what the state is and which moves are open.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message())]
pub struct IllegalMove {
    /// What it was tried on, such as `project`.
    pub what: &'static str,
    /// The label of the state that it is in.
    pub state: &'static str,
    /// The label of the move that was tried.
    pub tried: &'static str,
    /// The labels of the moves that are open.
    pub open: Vec<&'static str>,
}

impl IllegalMove {
    fn message(&self) -> String {
        let open = match self.open.as_slice() {
            [] => "Nothing more can be done with it.".to_owned(),
            moves => format!("What can be done now: {}.", moves.join(", ").to_lowercase()),
        };
        format!(
            "This {} is ‘{}’, so ‘{}’ is not possible. {open}",
            self.what,
            self.state.to_lowercase(),
            self.tried.to_lowercase()
        )
    }
}

/// A state of a life cycle.
pub trait State: Code {
    /// The moves of this life cycle.
    type Move: Code;
    /// What moves through this life cycle, such as `project`.
    const THING: &'static str;
    /// Where a move leads from here, if it is open.
    fn after(self, step: Self::Move) -> Option<Self>;

    /// Makes a move, or says why not.
    fn apply(self, step: Self::Move) -> Result<Self, IllegalMove> {
        self.after(step).ok_or_else(|| IllegalMove {
            what: Self::THING,
            state: self.label(),
            tried: step.label(),
            open: self.open_moves().into_iter().map(Code::label).collect(),
        })
    }

    /// The moves that are open from here.
    fn open_moves(self) -> Vec<Self::Move> {
        Self::Move::ALL
            .iter()
            .copied()
            .filter(|step| self.after(*step).is_some())
            .collect()
    }
}

/// Declares the states and the moves of one life cycle.
macro_rules! lifecycle {
    ($(#[$meta:meta])* $state:ident / $step:ident ($thing:literal) {
        states { $($s:ident = $scode:literal, $slabel:literal;)+ }
        moves { $($m:ident = $mcode:literal, $mlabel:literal: $($from:ident)|+ => $to:ident;)+ }
    }) => {
        codes! { $(#[$meta])* pub enum $state ($thing) { $($s = $scode, $slabel;)+ } }
        codes! {
            #[doc = concat!("The moves of a ", $thing, ".")]
            pub enum $step ($thing) { $($m = $mcode, $mlabel;)+ }
        }
        impl State for $state {
            type Move = $step;
            const THING: &'static str = $thing;
            fn after(self, step: $step) -> Option<Self> {
                match (step, self) {
                    $(($step::$m, $(Self::$from)|+) => Some(Self::$to),)+
                    _ => None,
                }
            }
        }
    };
}

lifecycle! {
    /// An organisation's application to join an authority's exchange.
    ApplicationState / ApplicationMove ("application") {
        states {
            Draft = "draft", "Draft";
            Submitted = "submitted", "Waiting for a decision";
            MoreInformation = "more-information", "More information asked for";
            Approved = "approved", "Approved";
            Declined = "declined", "Declined";
            Suspended = "suspended", "Suspended";
            Left = "left", "Left";
        }
        moves {
            Submit = "submit", "Send": Draft | MoreInformation | Declined | Left => Submitted;
            Ask = "ask", "Ask for more information": Submitted => MoreInformation;
            Approve = "approve", "Approve": Submitted => Approved;
            Decline = "decline", "Decline": Submitted | MoreInformation => Declined;
            Suspend = "suspend", "Suspend": Approved => Suspended;
            Reinstate = "reinstate", "Reinstate": Suspended => Approved;
            Leave = "leave", "Leave": Approved | Suspended | Submitted | MoreInformation => Left;
        }
    }
}

lifecycle! {
    /// A community's project.
    ProjectState / ProjectMove ("project") {
        states {
            Draft = "draft", "Draft";
            Submitted = "submitted", "Waiting for review";
            Listed = "listed", "Listed";
            Returned = "returned", "Returned for changes";
            Declined = "declined", "Declined";
            Paused = "paused", "Paused";
            Closed = "closed", "Closed";
            Expired = "expired", "Expired";
        }
        moves {
            Submit = "submit", "Send for review": Draft | Returned => Submitted;
            List = "list", "List": Submitted => Listed;
            Return = "return", "Return for changes": Submitted => Returned;
            Decline = "decline", "Decline": Submitted => Declined;
            Pause = "pause", "Pause": Listed => Paused;
            Resume = "resume", "Resume": Paused => Listed;
            Close = "close", "Close": Listed | Paused => Closed;
            Expire = "expire", "Expire": Listed | Paused => Expired;
        }
    }
}

lifecycle! {
    /// A person's claim that an imported organisation is theirs.
    ClaimState / ClaimMove ("claim") {
        states {
            Submitted = "submitted", "Waiting for a decision";
            Approved = "approved", "Approved";
            Declined = "declined", "Declined";
        }
        moves {
            Approve = "approve", "Approve": Submitted => Approved;
            Decline = "decline", "Decline": Submitted => Declined;
        }
    }
}

lifecycle! {
    /// A supplier's offer of spare capacity.
    OfferState / OfferMove ("offer") {
        states {
            Draft = "draft", "Draft";
            Listed = "listed", "Listed";
            Paused = "paused", "Paused";
            Exhausted = "exhausted", "All taken";
            Expired = "expired", "Expired";
            Withdrawn = "withdrawn", "Withdrawn";
        }
        moves {
            List = "list", "List": Draft => Listed;
            Pause = "pause", "Pause": Listed => Paused;
            Resume = "resume", "Resume": Paused => Listed;
            Exhaust = "exhaust", "Mark as all taken": Listed | Paused => Exhausted;
            Release = "release", "Take back into use": Exhausted => Listed;
            Expire = "expire", "Expire": Listed | Paused => Expired;
            Withdraw = "withdraw", "Withdraw": Draft | Listed | Paused => Withdrawn;
        }
    }
}

lifecycle! {
    /// A match of one need with one offer, up to the moment when it becomes a commitment and after.
    MatchState / MatchMove ("match") {
        states {
            Proposed = "proposed", "Proposed";
            Offered = "offered", "Offered";
            Accepted = "accepted", "Accepted";
            Declined = "declined", "Declined";
            Withdrawn = "withdrawn", "Withdrawn";
            Lapsed = "lapsed", "Lapsed";
            InProgress = "in-progress", "In progress";
            Delivered = "delivered", "Delivered, to be confirmed";
            Disputed = "disputed", "Disputed";
            Confirmed = "confirmed", "Confirmed";
            Rejected = "rejected", "Delivery rejected";
            Closed = "closed", "Closed";
        }
        moves {
            Offer = "offer", "Offer": Proposed => Offered;
            Accept = "accept", "Accept": Offered => Accepted;
            Decline = "decline", "Decline": Proposed | Offered => Declined;
            Withdraw = "withdraw", "Withdraw": Proposed | Offered => Withdrawn;
            Lapse = "lapse", "Lapse": Proposed | Offered => Lapsed;
            Deliver = "deliver", "Report a delivery": Accepted | InProgress | Rejected | Delivered => Delivered;
            ConfirmPart = "confirm-part", "Confirm part": Delivered | Disputed => InProgress;
            Confirm = "confirm", "Confirm": Delivered | Disputed => Confirmed;
            Dispute = "dispute", "Report a problem": Delivered => Disputed;
            Settle = "settle", "Settle the problem": Disputed => Delivered;
            Reject = "reject", "Reject the delivery": Disputed => Rejected;
            Close = "close", "Give feedback and close": Confirmed => Closed;
        }
    }
}

impl MatchState {
    /// Where an accepted match stands by what its commitment's accounts hold: a delivery in dispute is said first, then one
    /// that waits to be confirmed. Several deliveries may be under way at once, so the state of the whole is drawn from all
    /// of them and not moved on by the last.
    pub fn of_deliveries(balances: &Balances, disputed: bool, rejected: bool) -> Self {
        if disputed {
            Self::Disputed
        } else if !balances.claimed.is_zero() {
            Self::Delivered
        } else if balances.is_settled() {
            Self::Confirmed
        } else if !balances.validated.is_zero() {
            Self::InProgress
        } else if rejected {
            Self::Rejected
        } else {
            Self::Accepted
        }
    }

    /// Whether the supplier has still to deliver, or the community to confirm.
    pub const fn is_under_way(self) -> bool {
        matches!(
            self,
            Self::Accepted | Self::InProgress | Self::Delivered | Self::Disputed | Self::Rejected
        )
    }
}

lifecycle! {
    /// A supplier's claim that it delivered against a commitment.
    DeliveryState / DeliveryMove ("delivery") {
        states {
            Claimed = "claimed", "To be confirmed";
            Disputed = "disputed", "Disputed";
            Confirmed = "confirmed", "Confirmed";
            ConfirmedInPart = "confirmed-in-part", "Confirmed in part";
            Rejected = "rejected", "Rejected";
        }
        moves {
            Confirm = "confirm", "Confirm": Claimed | Disputed => Confirmed;
            ConfirmPart = "confirm-part", "Confirm part": Claimed | Disputed => ConfirmedInPart;
            Dispute = "dispute", "Report a problem": Claimed => Disputed;
            Reject = "reject", "Reject": Disputed => Rejected;
        }
    }
}

lifecycle! {
    /// An authority's procurement.
    ProcurementState / ProcurementMove ("procurement") {
        states {
            Draft = "draft", "Draft";
            Published = "published", "Published";
            Bidding = "bidding", "Open for bids";
            Evaluation = "evaluation", "Under evaluation";
            Evaluated = "evaluated", "Evaluated";
            Summaries = "assessment-summaries", "Decided, assessment summaries";
            Standstill = "standstill", "Standstill";
            Awarded = "awarded", "Awarded";
            InContract = "in-contract", "In contract";
            Closed = "closed", "Closed";
            Cancelled = "cancelled", "Cancelled";
        }
        moves {
            Publish = "publish", "Publish": Draft => Published;
            Open = "open", "Open for bids": Published => Bidding;
            CloseBidding = "close-bidding", "Close bidding": Bidding => Evaluation;
            Evaluate = "evaluate", "Evaluate": Evaluation => Evaluated;
            Reopen = "reopen", "Reopen the evaluation": Evaluated => Evaluation;
            Decide = "decide", "Approve the decision": Evaluated => Summaries;
            Notify = "notify", "Publish the contract award notice": Summaries => Standstill;
            SetAside = "set-aside", "Set the decision aside": Summaries | Standstill => Evaluated;
            Award = "award", "Award": Standstill => Awarded;
            Contract = "contract", "Enter into contract": Awarded => InContract;
            Close = "close", "Close": InContract => Closed;
            Cancel = "cancel", "Cancel": Draft | Published | Bidding | Evaluation | Evaluated | Summaries | Standstill => Cancelled;
        }
    }
}

lifecycle! {
    /// A supplier's bid.
    BidState / BidMove ("bid") {
        states {
            Draft = "draft", "Draft";
            Submitted = "submitted", "Submitted and sealed";
            Withdrawn = "withdrawn", "Withdrawn";
            Opened = "opened", "Opened";
            Won = "won", "Won";
            Lost = "lost", "Lost";
        }
        moves {
            Submit = "submit", "Submit": Draft | Submitted | Withdrawn => Submitted;
            Withdraw = "withdraw", "Withdraw": Draft | Submitted => Withdrawn;
            Open = "open", "Open": Submitted => Opened;
            Win = "win", "Win": Opened => Won;
            Lose = "lose", "Lose": Opened => Lost;
        }
    }
}

lifecycle! {
    /// A doubt about a bid: a conversation with the supplier, and what two people then decide.
    FlagState / FlagMove ("flag") {
        states {
            Raised = "raised", "To be resolved";
            Proposed = "proposed", "Waiting for a second person";
            Resolved = "resolved", "Resolved";
        }
        moves {
            Propose = "propose", "Propose how to resolve it": Raised => Proposed;
            Confirm = "confirm", "Confirm": Proposed => Resolved;
            Return = "return", "Send back": Proposed => Raised;
        }
    }
}

lifecycle! {
    /// A proposed decision on an award.
    DecisionState / DecisionMove ("decision") {
        states {
            Proposed = "proposed", "Proposed, waiting for approval";
            Approved = "approved", "Approved";
            Declined = "declined", "Not approved";
            SetAside = "set-aside", "Set aside";
        }
        moves {
            Approve = "approve", "Approve": Proposed => Approved;
            Decline = "decline", "Do not approve": Proposed => Declined;
            SetAside = "set-aside", "Set aside": Approved => SetAside;
        }
    }
}

lifecycle! {
    /// A challenge of a proposed award.
    ChallengeState / ChallengeMove ("challenge") {
        states {
            Open = "open", "Open";
            Proposed = "proposed", "Outcome waiting for a second person";
            Resolved = "resolved", "Resolved";
        }
        moves {
            Propose = "propose", "Propose the outcome": Open => Proposed;
            Confirm = "confirm", "Confirm the outcome": Proposed => Resolved;
            Return = "return", "Send back": Proposed => Open;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_state_is_reached<S: State + std::fmt::Debug>(start: S) {
        let mut seen = vec![start];
        let mut next = 0;
        while next < seen.len() {
            for step in S::Move::ALL {
                if let Some(state) = seen[next].after(*step)
                    && !seen.contains(&state)
                {
                    seen.push(state);
                }
            }
            next += 1;
        }
        assert_eq!(
            seen.len(),
            S::ALL.len(),
            "{}: only {seen:?} are reached from {start:?}",
            S::THING
        );
    }

    #[test]
    fn every_state_of_every_life_cycle_is_reached_from_its_start() {
        every_state_is_reached(ApplicationState::Draft);
        every_state_is_reached(ClaimState::Submitted);
        every_state_is_reached(ProjectState::Draft);
        every_state_is_reached(OfferState::Draft);
        every_state_is_reached(MatchState::Proposed);
        every_state_is_reached(DeliveryState::Claimed);
        every_state_is_reached(ProcurementState::Draft);
        every_state_is_reached(BidState::Draft);
        every_state_is_reached(FlagState::Raised);
        every_state_is_reached(DecisionState::Proposed);
        every_state_is_reached(ChallengeState::Open);
    }

    #[test]
    fn codes_come_back() {
        fn check<C: Code + std::fmt::Debug>() {
            for value in C::ALL {
                assert_eq!(C::from_code(value.code()), Ok(*value));
            }
        }
        check::<ProjectState>();
        check::<MatchMove>();
        check::<ProcurementState>();
        assert!(ProjectState::from_code("on fire").is_err());
    }

    #[test]
    fn an_illegal_move_says_what_is_open() {
        let refused = ProjectState::Listed.apply(ProjectMove::Submit).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "This project is ‘listed’, so ‘send for review’ is not possible. What can be done now: pause, close, expire."
        );
        assert_eq!(
            ProjectState::Closed.apply(ProjectMove::List).unwrap_err().to_string(),
            "This project is ‘closed’, so ‘list’ is not possible. Nothing more can be done with it."
        );
    }

    /// What one delivery after another makes of a match is what its table of moves allows.
    #[test]
    fn a_match_follows_its_deliveries() {
        use crate::{Quantity, ledger::Posting};
        let all = Quantity::from_units(12);
        let some = Quantity::from_units(5);
        let rest = Quantity::from_units(7);
        let ordered = Balances::default().apply(Posting::Order, all).unwrap();
        let mut state = MatchState::Accepted;
        let mut balances = ordered;
        let story = [
            (MatchMove::Deliver, vec![(Posting::Claim, some)], false, false),
            (MatchMove::Dispute, vec![], true, false),
            (MatchMove::Reject, vec![(Posting::Reject, some)], false, true),
            (MatchMove::Deliver, vec![(Posting::Claim, all)], false, true),
            (
                MatchMove::ConfirmPart,
                vec![(Posting::Validate, some), (Posting::Reject, rest)],
                false,
                true,
            ),
            (MatchMove::Deliver, vec![(Posting::Claim, rest)], false, true),
            (MatchMove::Confirm, vec![(Posting::Validate, rest)], false, true),
        ];
        for (step, entries, disputed, rejected) in story {
            for (posting, quantity) in entries {
                balances = balances.apply(posting, quantity).unwrap();
            }
            state = state.apply(step).unwrap();
            assert_eq!(
                MatchState::of_deliveries(&balances, disputed, rejected),
                state,
                "after {step}"
            );
        }
        assert_eq!(state.apply(MatchMove::Close), Ok(MatchState::Closed));
    }

    #[test]
    fn nothing_accepted_can_be_declined_and_nothing_awarded_cancelled() {
        assert!(MatchState::Accepted.apply(MatchMove::Decline).is_err());
        assert!(ProcurementState::Awarded.apply(ProcurementMove::Cancel).is_err());
    }
}
