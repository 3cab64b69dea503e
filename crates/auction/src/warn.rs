//! Rules that are allowed and may still be unwise: what a buyer is told, in plain words, before they are frozen.

use crate::{Rules, Visibility};

/// Below this, a closing without extension invites bids in the last second, in seconds.
const SHORT_EXTENSION_SECS: u32 = 60;
/// An increment above this share of the reserve keeps small improvements out.
const LARGE_INCREMENT_PART: i64 = 10;

/// Something that a buyer should know about the rules before they are frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Warning {
    /// The leader's total is shown.
    ShowsLeadingTotal,
    /// Bidders learn nothing while it runs.
    Sealed,
    /// No extension.
    NoExtension,
    /// Extensions too short to answer in.
    ShortExtension,
    /// No cap and no realism flag.
    NoCap,
    /// The increment is large.
    LargeIncrement,
    /// Groups may bid more than once.
    GroupsMayBidTwice,
    /// Needs without a price add nothing.
    NeedsWithoutPrice(usize),
}

impl Warning {
    /// The words for the buyer.
    pub fn text(self) -> String {
        match self {
            Self::ShowsLeadingTotal => "Bidders see the leader’s total. They may shadow it, and it helps bidders who \
                have agreed among themselves to check on one another. Showing only their own rank is safer."
                .to_owned(),
            Self::Sealed => {
                "Bidders learn nothing until the end, so they improve their bids less. A regulated electronic \
                auction must tell bidders their rank: sealed is only for a part of a tender that is scored."
                    .to_owned()
            }
            Self::NoExtension => {
                "There is no extension, so bids will come in the last seconds, when nobody can answer \
                them."
                    .to_owned()
            }
            Self::ShortExtension => {
                "An extension of less than a minute is too short for a person to answer in.".to_owned()
            }
            Self::NoCap => {
                "There is neither a cap nor a realism check. Bidders may promise more than they can deliver.".to_owned()
            }
            Self::LargeIncrement => "The increment is more than a tenth of the reserve. Small improvements, and small \
                bidders, are kept out."
                .to_owned(),
            Self::GroupsMayBidTwice => {
                "Firms of one group may each bid, and can hold several ranks at once.".to_owned()
            }
            Self::NeedsWithoutPrice(count) => {
                format!("{count} needs have no price in the price book. Pledges to them add nothing to a bid.")
            }
        }
    }
}

/// What a buyer should know about these rules.
pub fn warnings(rules: &Rules) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut warn = |unwise: bool, warning| {
        if unwise {
            found.push(warning);
        }
    };
    let sealed = rules.visibility == Visibility::Sealed;
    warn(rules.visibility == Visibility::LeadingTotal, Warning::ShowsLeadingTotal);
    warn(sealed, Warning::Sealed);
    warn(rules.extension.is_none() && !sealed, Warning::NoExtension);
    let short = |extension: crate::Extension| extension.by_secs < SHORT_EXTENSION_SECS;
    warn(rules.extension.is_some_and(short), Warning::ShortExtension);
    warn(
        rules.cap_basis_points.is_none() && rules.realism_basis_points.is_none(),
        Warning::NoCap,
    );
    let reserve = rules.reserve.map_or(0, crate::Total::parts);
    warn(
        reserve > 0 && rules.increment.parts() > reserve / LARGE_INCREMENT_PART,
        Warning::LargeIncrement,
    );
    warn(!rules.one_per_group, Warning::GroupsMayBidTwice);
    let unpriced = rules.needs.iter().filter(|need| need.price.is_none()).count();
    warn(
        rules.unit == crate::Unit::Pounds && unpriced > 0,
        Warning::NeedsWithoutPrice(unpriced),
    );
    found
}
