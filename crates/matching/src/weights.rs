//! What one match is worth beside another, in published whole numbers.

use crate::compatibility::Facts;
use crate::model::{Need, PRIORITY_MAX, PRIORITY_MIN};
use crate::words::length;

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
    /// The distance that counts as far, in metres, at least 1.
    pub far_m: u32,
}

/// What a pair is worth: more is better. It means something only beside others by the same weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(pub u32);

/// A pair does between nothing and this well on each thing.
const FULL: u32 = 1_000;

impl Default for Weights {
    fn default() -> Self {
        Self {
            completes: 300,
            time: 200,
            near: 250,
            priority: 150,
            exact: 100,
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
        ];
        published.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        published
    }

    /// The score of a pair that does fully well on everything.
    pub fn best(&self) -> Score {
        Score(
            [self.completes, self.time, self.near, self.priority, self.exact]
                .map(|w| u32::from(w) * FULL)
                .iter()
                .sum(),
        )
    }

    pub(crate) fn score(&self, need: &Need, facts: &Facts) -> Score {
        let parts = [
            (
                self.completes,
                share(facts.quantity.thousandths(), need.quantity.thousandths()),
            ),
            (self.time, time(need, facts)),
            (self.near, self.nearness(facts.distance_m)),
            (self.priority, priority(need.priority)),
            (self.exact, if facts.exact { FULL } else { 0 }),
        ];
        Score(parts.iter().map(|(weight, well)| u32::from(*weight) * well).sum())
    }

    fn nearness(&self, distance_m: Option<u32>) -> u32 {
        let far_m = self.far_m.max(1);
        let left_m = far_m.saturating_sub(distance_m.unwrap_or(0));
        share(i64::from(left_m), i64::from(far_m))
    }
}

/// How many thousandths a part is of a whole, rounded down.
fn share(part: i64, whole: i64) -> u32 {
    let (part, whole) = (i128::from(part.max(0)), i128::from(whole.max(1)));
    // At most FULL, so it fits.
    (part * i128::from(FULL) / whole).min(i128::from(FULL)) as u32
}

/// All of the time where either side is not bound to dates.
fn time(need: &Need, facts: &Facts) -> u32 {
    match (need.window, facts.together) {
        (Some(wanted), Some(together)) => share(i64::from(length(&together)), i64::from(length(&wanted))),
        _ => FULL,
    }
}

fn priority(priority: u8) -> u32 {
    let above_least = u32::from(priority.clamp(PRIORITY_MIN, PRIORITY_MAX) - PRIORITY_MIN);
    above_least * FULL / u32::from(PRIORITY_MAX - PRIORITY_MIN)
}
