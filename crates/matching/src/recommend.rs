//! The best offers for a need, and the best needs for an offer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use svx_domain::{NeedId, OfferId};

use crate::compatibility::{Facts, Fit, facts, fit};
use crate::index::{Index, Indexed, Seeker};
use crate::model::{Need, Offer};
use crate::weights::{Score, Weights};

/// The most that one call recommends.
pub const RECOMMENDATIONS_MAX: usize = 200;

/// One of the other side that fits, and how well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation<Id> {
    /// Which one.
    pub id: Id,
    /// What it is worth by the weights given.
    pub score: Score,
    /// What the match would be, and why it suits.
    pub fit: Fit,
}

/// The best offers for a need, best first: by score, then the nearer, then the smaller id. At most `count` of them, and
/// never more than [`RECOMMENDATIONS_MAX`].
pub fn recommend_offers(
    need: &Need,
    offers: &Index<Offer>,
    count: usize,
    weights: &Weights,
) -> Vec<Recommendation<OfferId>> {
    let mut best = Best::new(count);
    let seeker = Seeker::new(need);
    for code in need.resources() {
        offers.candidates(code, &seeker, |offer| {
            best.consider(
                offer,
                facts(need, offer).map(|facts| (weights.score(need, &facts), facts)),
            );
        });
    }
    best.into_recommendations(|offer, facts| fit(need, offer, facts))
}

/// The best needs for an offer, in the same order and within the same limit.
pub fn recommend_needs(
    offer: &Offer,
    needs: &Index<Need>,
    count: usize,
    weights: &Weights,
) -> Vec<Recommendation<NeedId>> {
    let mut best = Best::new(count);
    needs.candidates(&offer.resource, &Seeker::new(offer), |need| {
        best.consider(
            need,
            facts(need, offer).map(|facts| (weights.score(need, &facts), facts)),
        );
    });
    best.into_recommendations(|need, facts| fit(need, offer, facts))
}

/// What a pair is worth by these weights; nothing when the two do not go together.
pub fn score(need: &Need, offer: &Offer, weights: &Weights) -> Option<Score> {
    facts(need, offer).map(|facts| weights.score(need, &facts))
}

/// What order the best are in: the smallest key is the best.
type Key<Id> = (Reverse<Score>, u32, Id);

/// The best so far of what has been considered; its heap has the worst of them on top, to be pushed out first.
struct Best<'a, T: Indexed> {
    count: usize,
    heap: BinaryHeap<Ranked<'a, T>>,
}

struct Ranked<'a, T: Indexed> {
    key: Key<T::Id>,
    item: &'a T,
    facts: Facts,
}

impl<'a, T: Indexed> Best<'a, T> {
    fn new(count: usize) -> Self {
        Self {
            count: count.min(RECOMMENDATIONS_MAX),
            heap: BinaryHeap::new(),
        }
    }

    fn consider(&mut self, item: &'a T, fits: Option<(Score, Facts)>) {
        let Some((score, facts)) = fits else {
            return;
        };
        let key = (Reverse(score), facts.distance_m.unwrap_or(0), item.id());
        if self.heap.len() == self.count && self.heap.peek().is_none_or(|worst| worst.key <= key) {
            return;
        }
        self.heap.push(Ranked { key, item, facts });
        if self.heap.len() > self.count {
            self.heap.pop();
        }
    }

    fn into_recommendations(self, fit: impl Fn(&T, &Facts) -> Fit) -> Vec<Recommendation<T::Id>> {
        let ranked = self.heap.into_sorted_vec();
        let recommend = |ranked: Ranked<'_, T>| Recommendation {
            id: ranked.item.id(),
            score: ranked.key.0.0,
            fit: fit(ranked.item, &ranked.facts),
        };
        ranked.into_iter().map(recommend).collect()
    }
}

impl<T: Indexed> PartialEq for Ranked<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<T: Indexed> Eq for Ranked<'_, T> {}

impl<T: Indexed> PartialOrd for Ranked<'_, T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Indexed> Ord for Ranked<'_, T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}
