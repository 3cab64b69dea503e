//! Why an offer suits a need, for the people on both sides.

use std::fmt;

use svx_domain::{Quantity, Window};
use svx_places::{DistanceUnit, distance_text};

use crate::words::{days, length, range, series};

/// One thing in favour of a pair, or a fact that a person would want beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// How much of what is wanted the offer gives.
    Quantity {
        /// What it gives.
        given: Quantity,
        /// What is wanted.
        wanted: Quantity,
        /// What it is called in the plural.
        resource_name: String,
    },
    /// Not the thing itself, but what the price book says will do instead.
    Substitute {
        /// What is offered.
        offered: String,
        /// What was asked for.
        asked: String,
    },
    /// How far away it is.
    Distance {
        /// In a straight line, in metres.
        distance_m: u32,
    },
    /// Neither side minds where the other is.
    Remote,
    /// The days that both have.
    Dates {
        /// From the first to the last of them.
        together: Window,
        /// When it is wanted; nothing for any time.
        wanted: Option<Window>,
    },
    /// Every condition of the need is met.
    Conditions(Vec<String>),
    /// The need is among the two most pressing kinds.
    Pressing {
        /// Its priority.
        priority: u8,
    },
    /// The need is in one of the most deprived areas.
    Deprived {
        /// The tenth of small areas that it is in, from the most deprived.
        tenth: u8,
    },
    /// The two describe themselves in the same words.
    Alike,
}

impl Reason {
    /// The reason in plain English with distances in the unit given, without a capital or a full stop.
    pub fn text(&self, unit: DistanceUnit) -> String {
        match self {
            Self::Quantity {
                given,
                wanted,
                resource_name,
            } if given == wanted => format!("all {wanted} {resource_name}"),
            Self::Quantity {
                given,
                wanted,
                resource_name,
            } => format!("{given} of the {wanted} {resource_name}"),
            Self::Substitute { offered, asked } => format!("{offered}, which will do instead of {asked}"),
            Self::Distance { distance_m } => format!("{} away", distance_text(*distance_m, unit)),
            Self::Remote => "can be done from anywhere".to_owned(),
            Self::Dates { together, wanted } => dates(together, wanted.as_ref()),
            Self::Conditions(tags) => format!("provides {}", series(tags)),
            Self::Deprived { tenth: 1 } => "in the most deprived tenth of areas".to_owned(),
            Self::Deprived { tenth } => format!("in the {tenth} most deprived tenths of areas"),
            Self::Alike => "described in the same words".to_owned(),
            Self::Pressing { priority } => format!("pressing: priority {priority} of {}", crate::model::PRIORITY_MAX),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(DistanceUnit::Kilometres))
    }
}

fn dates(together: &Window, wanted: Option<&Window>) -> String {
    let free = format!("free {}", range(together));
    match wanted {
        None => free,
        Some(wanted) if wanted == together => format!("{free}, the same {}", days(length(wanted))),
        Some(wanted) => format!(
            "{free}, {} of the {}",
            length(together),
            days_in_figures(length(wanted))
        ),
    }
}

/// Beside a count in figures the whole is in figures too: "5 of the 12 days".
fn days_in_figures(count: u32) -> String {
    format!("{count} days")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use rstest::rstest;

    fn march(from: i8, to: i8) -> Window {
        Window {
            from: date(2026, 3, from),
            to: date(2026, 3, to),
        }
    }

    #[rstest]
    #[case(
        Reason::Quantity { given: Quantity::from_units(12), wanted: Quantity::from_units(15), resource_name: "laptops".to_owned() },
        "12 of the 15 laptops"
    )]
    #[case(
        Reason::Quantity {
            given: Quantity::from_thousandths(7_500),
            wanted: Quantity::from_thousandths(7_500),
            resource_name: "hours of plumbing".to_owned(),
        },
        "all 7.5 hours of plumbing"
    )]
    #[case(Reason::Distance { distance_m: 4_230 }, "4.2 km away")]
    #[case(
        Reason::Dates { together: march(1, 21), wanted: Some(march(1, 21)) },
        "free from 1 to 21 March 2026, the same three weeks"
    )]
    #[case(
        Reason::Dates { together: march(10, 14), wanted: Some(march(3, 14)) },
        "free from 10 to 14 March 2026, 5 of the 12 days"
    )]
    #[case(Reason::Dates { together: march(3, 3), wanted: None }, "free on 3 March 2026")]
    #[case(
        Reason::Substitute { offered: "tablets".to_owned(), asked: "laptops".to_owned() },
        "tablets, which will do instead of laptops"
    )]
    #[case(Reason::Conditions(vec!["dbs".to_owned(), "access".to_owned(), "delivery".to_owned()]), "provides dbs, access and delivery")]
    #[case(Reason::Pressing { priority: 5 }, "pressing: priority 5 of 5")]
    #[case(Reason::Deprived { tenth: 1 }, "in the most deprived tenth of areas")]
    #[case(Reason::Deprived { tenth: 2 }, "in the 2 most deprived tenths of areas")]
    fn reads_as_people_say_it(#[case] reason: Reason, #[case] text: &str) {
        assert_eq!(reason.to_string(), text);
    }

    #[test]
    fn distances_are_in_the_unit_asked_for() {
        assert_eq!(
            Reason::Distance { distance_m: 4_230 }.text(DistanceUnit::Miles),
            "2.6 miles away"
        );
    }
}
