//! What one match is worth beside another, in published whole numbers.

use crate::compatibility::Facts;
use crate::model::{Need, PRIORITY_MAX, PRIORITY_MIN};
use crate::text::ALIKE_FULL;
use crate::words::{is_open, length};

/// The version of what each weight is multiplied by. It changes when the same weights would give another score.
pub const WEIGHTS_VERSION: u32 = 2;
/// Tenths of small areas by deprivation.
const TENTHS: u32 = 10;

/// How much each thing counts. They are configuration, shown to users, and need not add up to anything.
///
/// Each is multiplied by how well the pair does on it, in thousandths, and the products are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Weights {
    /// The share of what is wanted that the offer gives.
    pub completes: u16,
    /// The share of the days on which it is wanted that the offer is free.
    pub time: u16,
    /// How near it is: full at the door, nothing at [`Weights::far_m`] and beyond. Remote on both sides is full.
    pub near: u16,
    /// The need's own priority: nothing for the least, full for the most pressing.
    pub priority: u16,
    /// The thing itself, not a substitute.
    pub exact: u16,
    /// How deprived the area of the need is: full in the most deprived tenth, nothing in the least or where it is not known.
    pub deprived: u16,
    /// How alike the words of the two are, where both say something.
    pub alike: u16,
    /// The distance that counts as far, in metres, at least 1.
    pub far_m: u32,
}

/// What a pair is worth: more is better. It means something only beside others by the same weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u32);

/// What a pair is scored by, in plain numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Measures {
    /// How much the offer could give, in thousandths of a unit.
    pub(crate) given: i64,
    /// Of how many days that it is wanted on the offer is free; nothing where the days do not matter.
    pub(crate) days: Option<(u32, u32)>,
    /// How far apart they are, in metres; nothing where both are remote.
    pub(crate) distance_m: Option<u32>,
    /// Whether it is the thing itself.
    pub(crate) exact: bool,
    /// How alike their texts are, in thousandths.
    pub(crate) alike: u32,
}

/// A pair does between nothing and this well on each thing.
const FULL: u32 = 1_000;

impl Default for Weights {
    fn default() -> Self {
        Self {
            completes: 280,
            time: 180,
            near: 220,
            priority: 140,
            exact: 80,
            deprived: 60,
            alike: 40,
            far_m: 50_000,
        }
    }
}

impl Weights {
    /// The weights with the words a page shows beside them, the heaviest first.
    pub fn published(&self) -> Vec<(&'static str, u16)> {
        let mut published = vec![
            ("How much of what is wanted it gives", self.completes),
            ("How near it is", self.near),
            ("How much of the time wanted it is free", self.time),
            ("How pressing the need is", self.priority),
            ("The thing itself, not a substitute", self.exact),
            (
                "How deprived the area of the need is, where that is known",
                self.deprived,
            ),
            ("How alike the two descriptions are", self.alike),
        ];
        published.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        published
    }

    /// The score of a pair that does fully well on everything.
    pub fn best(&self) -> Score {
        Score(
            [
                self.completes,
                self.time,
                self.near,
                self.priority,
                self.exact,
                self.deprived,
                self.alike,
            ]
            .map(|w| u32::from(w) * FULL)
            .iter()
            .sum(),
        )
    }

    pub(crate) fn score(&self, need: &Need, facts: &Facts) -> Score {
        let days = match (need.window, facts.together) {
            (Some(wanted), Some(together)) if !is_open(&wanted) => Some((length(&together), length(&wanted))),
            _ => None,
        };
        let measures = Measures {
            given: facts.quantity.thousandths(),
            days,
            distance_m: facts.distance_m,
            exact: facts.exact,
            alike: facts.alike,
        };
        self.total(need, &measures)
    }

    /// Each weight by how well the pair does on it. A pair that goes together is always worth something.
    pub(crate) fn total(&self, need: &Need, measures: &Measures) -> Score {
        let parts = [
            (self.completes, share(measures.given, need.quantity.thousandths())),
            (
                self.time,
                measures
                    .days
                    .map_or(FULL, |(together, wanted)| share(together.into(), wanted.into())),
            ),
            (self.near, self.nearness(measures.distance_m)),
            (self.priority, priority(need.priority)),
            (self.exact, if measures.exact { FULL } else { 0 }),
            (self.deprived, need.deprivation.map_or(0, deprived)),
            (self.alike, measures.alike.min(FULL)),
        ];
        let total = parts.iter().map(|(weight, well)| u32::from(*weight) * well).sum();
        Score(u32::max(total, 1))
    }

    fn nearness(&self, distance_m: Option<u32>) -> u32 {
        let far_m = self.far_m.max(1);
        let left_m = far_m.saturating_sub(distance_m.unwrap_or(0));
        share(i64::from(left_m), i64::from(far_m))
    }
}

/// How many thousandths a part is of a whole, rounded down.
fn share(part: i64, whole: i64) -> u32 {
    let (part, whole) = (part.max(0), whole.max(1));
    // Nearly all numbers are small, and division takes the longer the larger they may be. Each is at most FULL, so it fits.
    let small = part
        .checked_mul(i64::from(FULL))
        .map(|product| (u32::try_from(product), u32::try_from(whole), product));
    match small {
        Some((Ok(product), Ok(whole), _)) => (product / whole).min(FULL),
        Some((.., product)) => (product / whole).min(i64::from(FULL)) as u32,
        None => (i128::from(part) * i128::from(FULL) / i128::from(whole)).min(i128::from(FULL)) as u32,
    }
}

fn priority(priority: u8) -> u32 {
    let above_least = u32::from(priority.clamp(PRIORITY_MIN, PRIORITY_MAX) - PRIORITY_MIN);
    above_least * FULL / u32::from(PRIORITY_MAX - PRIORITY_MIN)
}

fn deprived(tenth: u8) -> u32 {
    let below_least = TENTHS - u32::from(tenth).clamp(1, TENTHS);
    below_least * FULL / (TENTHS - 1)
}

const _: () = assert!(
    ALIKE_FULL == FULL,
    "likeness is in the same thousandths as everything else"
);
