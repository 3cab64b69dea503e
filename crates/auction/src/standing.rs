//! Ranking: a pure function of the accepted bids and the rules.

use crate::{Accepted, BidderId, Ties, Total, Unit, ValidRules, WHOLE_BASIS_POINTS, pledge::percent};
use std::collections::{BTreeMap, BTreeSet};
use svx_scoring::{Exact, realism};

/// The bid of a bidder that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What it adds up to.
    pub total: Total,
    /// Its sequence number.
    pub sequence: u32,
}

/// A bidder's place in the ranking of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The bidder.
    pub bidder: BidderId,
    /// 1 is the leader; with shared ranks the next is left out, as in 1, 1, 3.
    pub rank: u32,
    /// Whether another has the same rank.
    pub tied: bool,
    /// What its bid adds up to.
    pub total: Total,
    /// The sequence number of the bid that counts.
    pub sequence: u32,
}

/// What counts of each bidder for one lot: its last bid that beat its bid before by the increment. While an auction runs with
/// totals held, nothing else is accepted; where it was sealed, what did not beat the bid before counts for nothing.
pub(crate) fn standings<'b>(
    rules: &ValidRules,
    bids: impl IntoIterator<Item = &'b Accepted>,
    set_aside: &BTreeSet<u32>,
    lot: &str,
) -> BTreeMap<BidderId, Standing> {
    let mut standings = BTreeMap::new();
    for bid in bids {
        if bid.lot != lot || set_aside.contains(&bid.sequence) {
            continue;
        }
        let Some(total) = bid.total else { continue };
        if total >= least(rules, standings.get(&bid.bidder)) {
            let sequence = bid.sequence;
            standings.insert(bid.bidder, Standing { total, sequence });
        }
    }
    standings
}

/// The least that a bidder's next bid may come to.
pub(crate) fn least(rules: &ValidRules, own: Option<&Standing>) -> Total {
    match own {
        Some(own) => own.total.plus(rules.rules().increment),
        None => rules.rules().reserve.unwrap_or(Total::LEAST),
    }
}

/// The leader: the largest total, and among equals the bid that was accepted first.
pub(crate) fn leader(standings: &BTreeMap<BidderId, Standing>) -> Option<(BidderId, Standing)> {
    let order = |(_, standing): &(&BidderId, &Standing)| (standing.total, std::cmp::Reverse(standing.sequence));
    let first = standings.iter().max_by_key(order);
    first.map(|(bidder, standing)| (*bidder, *standing))
}

/// The ranking of one lot from what counts of each bidder.
pub fn places(rules: &ValidRules, standings: &BTreeMap<BidderId, Standing>) -> Vec<Place> {
    let mut order: Vec<_> = standings.iter().collect();
    order.sort_by_key(|(_, standing)| (std::cmp::Reverse(standing.total), standing.sequence));
    let shared = rules.rules().ties == Ties::Shared;
    let equals = |total: Total| order.iter().filter(|(_, other)| other.total == total).count();
    let mut places: Vec<Place> = Vec::with_capacity(order.len());
    for (index, (bidder, standing)) in order.iter().enumerate() {
        let before = places.last().filter(|before| shared && before.total == standing.total);
        let rank = before.map_or_else(|| u32::try_from(index + 1).unwrap_or(u32::MAX), |before| before.rank);
        places.push(Place {
            bidder: **bidder,
            rank,
            tied: shared && equals(standing.total) > 1,
            total: standing.total,
            sequence: standing.sequence,
        });
    }
    places
}

/// The ranking of one lot from every accepted bid.
pub fn ranking(rules: &ValidRules, bids: &[Accepted], set_aside: &BTreeSet<u32>, lot: &str) -> Vec<Place> {
    places(rules, &standings(rules, bids, set_aside, lot))
}

/// A doubt about a bid. It is a matter for a conversation, and changes no rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Flag {
    /// More of the lot's value than the rules think realistic.
    AboveShare {
        /// What it comes to, in percent.
        percent: Exact,
        /// From where it is flagged.
        most: String,
    },
    /// Far more than the others offer.
    Outlier {
        /// How many times the middle of the others.
        times: Exact,
    },
}

/// The doubts about each place, in the order of the places.
pub fn flags(rules: &ValidRules, lot: &str, places: &[Place]) -> Vec<Vec<Flag>> {
    let totals: Vec<Exact> = places.iter().map(|place| Exact::whole(place.total.parts())).collect();
    let outliers = realism::outliers(&totals.iter().collect::<Vec<_>>());
    let limit = rules.rules().realism_basis_points;
    let whole = match (rules.rules().unit, rules.lot(lot)) {
        (Unit::Pounds, Some(lot)) => Some(&Exact::whole(lot.value.pence()) * &Exact::whole(1_000)),
        (Unit::Rate, Some(_)) => Some(Exact::whole(100_000_000)),
        _ => None,
    };
    let of = |(total, outlier): (&Exact, Option<realism::Outlier>)| {
        let most = limit.and_then(|limit| Exact::fraction(i64::from(limit) * 100, i64::from(WHOLE_BASIS_POINTS)));
        let above = most
            .zip(whole.as_ref())
            .and_then(|(most, whole)| realism::above_share(total, whole, &most));
        let share = above.map(|found| Flag::AboveShare {
            percent: found,
            most: percent(limit.unwrap_or_default()),
        });
        let far = outlier.map(|outlier| Flag::Outlier { times: outlier.times });
        share.into_iter().chain(far).collect()
    };
    totals.iter().zip(outliers).map(of).collect()
}
