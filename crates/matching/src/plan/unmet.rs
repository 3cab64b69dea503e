//! What a need gets, and why it lacks the rest.

use svx_domain::Quantity;

use crate::model::Need;
use crate::shelves::Tally;

/// Why a need does not get all that it asks for: the first rule that no offer passes, in the order of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnmetReason {
    /// Nobody offers this, nor a substitute.
    NoSupply,
    /// Nobody who offers it comes so far.
    OutOfReach,
    /// Nobody who comes so far is free on the days it is wanted.
    WrongDates,
    /// Nobody of those meets every condition.
    Conditions,
    /// Nobody of those has enough at once for a need that must be served whole.
    TooSmall,
    /// Everybody of those is ruled out: turned down, a conflict of interest, or on no exchange together.
    RuledOut,
    /// There are offers that fit, and other needs make more of what they have.
    NotEnough,
}

impl UnmetReason {
    /// All of them, in the order of the rules.
    pub const ALL: [Self; 7] = [
        Self::NoSupply,
        Self::OutOfReach,
        Self::WrongDates,
        Self::Conditions,
        Self::TooSmall,
        Self::RuledOut,
        Self::NotEnough,
    ];

    /// A short name to count by, and the same in every version.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoSupply => "no-supply",
            Self::OutOfReach => "out-of-reach",
            Self::WrongDates => "wrong-dates",
            Self::Conditions => "conditions-not-met",
            Self::TooSmall => "too-small",
            Self::RuledOut => "ruled-out",
            Self::NotEnough => "not-enough",
        }
    }

    /// The reason in a few words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoSupply => "nobody offers it",
            Self::OutOfReach => "nobody comes so far",
            Self::WrongDates => "not free on the days wanted",
            Self::Conditions => "conditions not met",
            Self::TooSmall => "nobody has enough at once",
            Self::RuledOut => "turned down or ruled out",
            Self::NotEnough => "not enough to go round",
        }
    }
}

/// What a need lacks, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unmet {
    /// How much.
    pub quantity: Quantity,
    /// Why.
    pub reason: UnmetReason,
    /// How far the offers of the right kind got.
    pub tally: Tally,
}

/// What a need gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcome {
    /// How much it gets.
    pub given: Quantity,
    /// What it lacks; nothing where it gets all.
    pub unmet: Option<Unmet>,
}

impl Outcome {
    pub(super) fn new(need: &Need, given: Quantity, tally: &Tally) -> Self {
        let quantity = need.quantity.saturating_sub(given);
        let unmet = (!quantity.is_zero()).then(|| Unmet {
            quantity,
            reason: reason(tally),
            tally: *tally,
        });
        Self { given, unmet }
    }
}

fn reason(tally: &Tally) -> UnmetReason {
    let rules = [
        (tally.kind, UnmetReason::NoSupply),
        (tally.reach, UnmetReason::OutOfReach),
        (tally.dates, UnmetReason::WrongDates),
        (tally.conditions, UnmetReason::Conditions),
        (tally.size, UnmetReason::TooSmall),
        (tally.standing, UnmetReason::RuledOut),
    ];
    let failed = rules.iter().find(|(passed, _)| *passed == 0);
    failed.map_or(UnmetReason::NotEnough, |(_, reason)| *reason)
}
