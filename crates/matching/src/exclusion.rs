//! Why an offer cannot serve a need.

use std::fmt;

use svx_domain::{Quantity, Window};
use svx_places::{DistanceUnit, distance_text};

use crate::words::{days, range, series};

/// One reason that rules a pair out. Its `Display` is a plain sentence, without the full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Exclusion {
    /// Another resource, and not a declared substitute.
    DifferentResource,
    /// The need has all that it asked for.
    NothingWanted,
    /// The offer is all promised.
    NothingLeft,
    /// The need must be served whole, and the offer is smaller.
    TooLittle {
        /// How much is to be had.
        offered: Quantity,
        /// How much is needed at once.
        wanted: Quantity,
    },
    /// No day is in both windows.
    DatesApart {
        /// When it is wanted.
        wanted: Window,
        /// When it is free.
        free: Window,
    },
    /// Fewer days together than the need must have.
    TooFewDays {
        /// Days in both windows.
        together: u32,
        /// Days that are needed.
        needed: u32,
    },
    /// Farther than the offer travels.
    OutOfReach {
        /// How far it is.
        distance_m: u32,
        /// How far the offer travels.
        radius_m: u32,
    },
    /// Not remote on both sides, and the need has no place.
    NeedHasNoPlace,
    /// Not remote on both sides, and the offer has no place.
    OfferHasNoPlace,
    /// Conditions of the need that the offer does not meet.
    ConditionsNotMet(Vec<String>),
    /// On no exchange together.
    NoSharedAuthority,
    /// One side has turned the other down.
    Declined,
    /// A conflict of interest is declared.
    Conflict,
    /// The same organisation is on both sides.
    SameOrganisation,
}

impl Exclusion {
    /// A short name to count by, and the same in every version.
    pub fn code(&self) -> &'static str {
        match self {
            Self::DifferentResource => "different-resource",
            Self::NothingWanted => "nothing-wanted",
            Self::NothingLeft => "nothing-left",
            Self::TooLittle { .. } => "too-little",
            Self::DatesApart { .. } => "dates-apart",
            Self::TooFewDays { .. } => "too-few-days",
            Self::OutOfReach { .. } => "out-of-reach",
            Self::NeedHasNoPlace => "need-has-no-place",
            Self::OfferHasNoPlace => "offer-has-no-place",
            Self::ConditionsNotMet(_) => "conditions-not-met",
            Self::NoSharedAuthority => "no-shared-authority",
            Self::Declined => "declined",
            Self::Conflict => "conflict",
            Self::SameOrganisation => "same-organisation",
        }
    }
}

impl fmt::Display for Exclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let far = |metres| distance_text(metres, DistanceUnit::Kilometres);
        match self {
            Self::DifferentResource => f.write_str("it is not what was asked for, nor a substitute for it"),
            Self::NothingWanted => f.write_str("the need has all that it asked for"),
            Self::NothingLeft => f.write_str("all of the offer is promised already"),
            Self::TooLittle { offered, wanted } => {
                write!(f, "only {offered} can be had, and all {wanted} are needed together")
            }
            Self::DatesApart { wanted, free } => {
                write!(f, "it is wanted {} and free {}", range(wanted), range(free))
            }
            Self::TooFewDays { together, needed } => {
                write!(
                    f,
                    "it is free for {} of the time, and {} are needed",
                    days(*together),
                    days(*needed)
                )
            }
            Self::OutOfReach { distance_m, radius_m } => {
                write!(
                    f,
                    "{} away, and the offer travels up to {}",
                    far(*distance_m),
                    far(*radius_m)
                )
            }
            Self::NeedHasNoPlace => f.write_str("we do not know where it is needed"),
            Self::OfferHasNoPlace => f.write_str("we do not know where it is offered"),
            Self::ConditionsNotMet(missing) => write!(f, "it does not provide {}", series(missing)),
            Self::NoSharedAuthority => f.write_str("the two are not on the exchange of any one authority"),
            Self::Declined => f.write_str("one side has turned the other down"),
            Self::Conflict => f.write_str("a conflict of interest is declared"),
            Self::SameOrganisation => f.write_str("the same organisation is on both sides"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rstest::rstest;

    fn window(from: i8, to: i8) -> Window {
        Window {
            from: date(2026, 3, from),
            to: date(2026, 3, to),
        }
    }

    #[rstest]
    #[case(
        Exclusion::TooLittle { offered: Quantity::from_units(12), wanted: Quantity::from_units(15) },
        "only 12 can be had, and all 15 are needed together"
    )]
    #[case(
        Exclusion::DatesApart { wanted: window(1, 7), free: window(20, 21) },
        "it is wanted from 1 to 7 March 2026 and free from 20 to 21 March 2026"
    )]
    #[case(
        Exclusion::TooFewDays { together: 1, needed: 14 },
        "it is free for one day of the time, and two weeks are needed"
    )]
    #[case(
        Exclusion::OutOfReach { distance_m: 62_400, radius_m: 40_000 },
        "62 km away, and the offer travels up to 40 km"
    )]
    #[case(
        Exclusion::ConditionsNotMet(vec!["dbs".to_owned(), "delivery".to_owned()]),
        "it does not provide dbs and delivery"
    )]
    fn reads_as_a_sentence(#[case] exclusion: Exclusion, #[case] text: &str) {
        assert_eq!(exclusion.to_string(), text);
    }
}
