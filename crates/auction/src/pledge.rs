//! What is inside a bid: pledges to needs of the register, what they add up to, and the commitment that binds them without
//! showing them.

use crate::{Digest, Need, Total, Unit, ValidRules, WHOLE_BASIS_POINTS, text::Lines};
use jiff::civil::Date;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use svx_domain::Quantity;

/// The most characters that say how a pledge will be kept.
pub const MAX_HOW_CHARS: usize = 300;

/// So much of a resource to a need, by when, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pledge {
    /// The id of the need.
    pub need: String,
    /// How much, in the need's unit; for rates, pounds for each £1,000 of spend.
    pub quantity: Quantity,
    /// By when.
    pub by: Date,
    /// How.
    pub how: String,
}

/// What is wrong with pledges.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There is no such lot.
    #[error("There is no lot with this id")]
    NoLot,
    /// Nothing is pledged.
    #[error("Pledge something to at least one need")]
    Nothing,
    /// A need is not in the register of this lot.
    #[error("The need {0} is not in the register of this lot")]
    NoNeed(String),
    /// A need has two pledges.
    #[error("There is more than one pledge to the need {0}")]
    Twice(String),
    /// Nought, or less.
    #[error("The pledge to the need {0} must be more than 0")]
    Zero(String),
    /// More than the need asks for.
    #[error("Only {asked} is asked for, so you cannot pledge {pledged} to the need {need}")]
    MoreThanAsked {
        /// The need.
        need: String,
        /// How much it asks for.
        asked: Quantity,
        /// How much was pledged.
        pledged: Quantity,
    },
    /// How it will be kept is missing, too long, or more than one line.
    #[error("Say in one line of at most {MAX_HOW_CHARS} characters how you will provide it (need {0})")]
    How(String),
    /// Everything together is worth nothing in this unit.
    #[error("These pledges add up to nothing: none of these needs has a price")]
    WorthNothing,
    /// More than the cap.
    #[error(
        "Your pledges come to more than this auction allows one bidder: {percent} percent of the value of the contract"
    )]
    AboveCap {
        /// The cap.
        percent: String,
    },
    /// More than any auction counts.
    #[error("Your pledges add up to more than can be counted")]
    TooMuch,
}

/// Pledges that the rules allow, with what they add up to. Only [`assess`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessed {
    lot: String,
    total: Total,
}

impl Assessed {
    /// The lot.
    pub fn lot(&self) -> &str {
        &self.lot
    }

    /// What is compared.
    pub const fn total(&self) -> Total {
        self.total
    }
}

/// Adds up pledges to one lot by the rules, or says everything that is wrong with them.
pub fn assess(rules: &ValidRules, lot: &str, pledges: &[Pledge]) -> Result<Assessed, Vec<Fault>> {
    let Some(contract) = rules.lot(lot) else {
        return Err(vec![Fault::NoLot]);
    };
    let mut faults = Vec::new();
    let mut seen = HashSet::new();
    let (mut total, mut cost) = (0_i128, 0_i128);
    for pledge in pledges {
        let Some(need) = rules.need(&pledge.need).filter(|need| need.lot == lot) else {
            faults.push(Fault::NoNeed(pledge.need.clone()));
            continue;
        };
        if !seen.insert(pledge.need.as_str()) {
            faults.push(Fault::Twice(pledge.need.clone()));
        }
        faults.extend(fault_of(pledge, need));
        let quantity = i128::from(pledge.quantity.thousandths());
        total += quantity * i128::from(worth(rules.rules().unit, need));
        cost += quantity * i128::from(need.price.map_or(0, |price| price.pence()));
    }
    if pledges.is_empty() {
        faults.push(Fault::Nothing);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let total = Total::from_parts(total).ok_or_else(|| vec![Fault::TooMuch])?;
    if total == Total::ZERO {
        return Err(vec![Fault::WorthNothing]);
    }
    if let Some(cap) = rules.rules().cap_basis_points {
        let part = match rules.rules().unit {
            // Of each £1,000 of spend, in hundred-thousandths of a pound.
            Unit::Rate => (i128::from(total.parts()), 100_000_000),
            Unit::Pounds | Unit::Points => (cost, i128::from(contract.value.pence()) * 1_000),
        };
        if part.0 * i128::from(WHOLE_BASIS_POINTS) > part.1 * i128::from(cap) {
            return Err(vec![Fault::AboveCap { percent: percent(cap) }]);
        }
    }
    Ok(Assessed {
        lot: lot.to_owned(),
        total,
    })
}

fn fault_of(pledge: &Pledge, need: &Need) -> Option<Fault> {
    let id = || pledge.need.clone();
    let how = pledge.how.trim();
    if pledge.quantity <= Quantity::ZERO {
        Some(Fault::Zero(id()))
    } else if pledge.quantity > need.asked {
        Some(Fault::MoreThanAsked {
            need: id(),
            asked: need.asked,
            pledged: pledge.quantity,
        })
    } else if how.is_empty() || how.chars().count() > MAX_HOW_CHARS {
        Some(Fault::How(id()))
    } else {
        None
    }
}

/// What one unit adds, in hundredths of what is compared.
fn worth(unit: Unit, need: &Need) -> i64 {
    match unit {
        Unit::Pounds => need.price.map_or(0, |price| price.pence()),
        Unit::Points => need.points.map_or(0, i64::from),
        Unit::Rate => 100,
    }
}

/// `12.5` for 1,250 hundredths of a percent.
pub(crate) fn percent(basis_points: u32) -> String {
    let (whole, rest) = (basis_points / 100, basis_points % 100);
    if rest == 0 {
        return whole.to_string();
    }
    format!("{whole}.{}", format!("{rest:02}").trim_end_matches('0'))
}

/// What makes commitments unguessable: drawn for each bid, sealed with it, known to its bidder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Salts {
    /// For the total.
    pub total: [u8; 16],
    /// For the pledges, so that the total can be shown without them.
    pub pledges: [u8; 16],
}

/// The fingerprint of pledges under a salt. They are taken in the order of their needs' ids.
pub fn pledges_digest(salt: &[u8; 16], pledges: &[Pledge]) -> Digest {
    let mut sorted: Vec<&Pledge> = pledges.iter().collect();
    sorted.sort_by(|a, b| a.need.cmp(&b.need));
    let mut lines = Lines::new("svx.auction-pledges/1").line("salt", hex::encode(salt));
    for pledge in sorted {
        let how = hex::encode(Sha256::digest(&pledge.how));
        let quantity = pledge.quantity.thousandths();
        lines = lines.line("pledge", format_args!("{} {quantity} {} {how}", pledge.need, pledge.by));
    }
    lines.sha256()
}

/// What a receipt and a leaf hold of a bid: it binds the total and the pledges, and shows neither.
pub fn commitment(salt: &[u8; 16], total: Total, pledges: &Digest) -> Digest {
    Lines::new("svx.auction-commitment/1")
        .line("salt", hex::encode(salt))
        .line("total", total.to_decimal())
        .line("pledges", hex::encode(pledges))
        .sha256()
}
