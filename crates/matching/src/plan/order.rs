//! In which order needs and offers are worked on, and in which units they are counted.
//!
//! What lies near each other and is of one kind gets numbers near each other, so that what is looked at together lies
//! together in memory. What can never meet, not even by way of others, is a family, and is counted in the largest unit that
//! all quantities of the family are whole numbers of: a plan in whole units then never splits a chair.

use std::collections::HashMap;

use svx_domain::Quantity;
use svx_places::Point;

use crate::model::{Need, Offer};

/// Numbers of needs and offers by rank, and the units of each family.
#[derive(Debug)]
pub(super) struct Order {
    /// The place in the list of needs, by rank.
    pub(super) needs: Vec<u32>,
    /// The place in the list of offers, by rank.
    pub(super) offers: Vec<u32>,
    /// The rank by the place in the list of offers.
    pub(super) offer_ranks: Vec<u32>,
    /// The unit of each need in thousandths, by rank.
    need_units: Vec<i64>,
    /// The unit of each offer in thousandths, by rank.
    offer_units: Vec<i64>,
}

impl Order {
    pub(super) fn new(needs: &[Need], offers: &[Offer]) -> Self {
        let mut families = Families::default();
        for need in needs {
            let own = families.of(&need.resource);
            for other in &need.substitutes {
                let other = families.of(other);
                families.join(own, other);
            }
        }
        for offer in offers {
            families.of(&offer.resource);
        }
        let units = families.units(needs, offers);
        let need_key = |need: &Need| (families.known(&need.resource), near(need.place));
        let offer_key = |offer: &Offer| (families.known(&offer.resource), near(offer.place));
        let by_rank = |keys: Vec<(usize, u64)>| {
            let mut ranks: Vec<u32> = (0..keys.len() as u32).collect();
            ranks.sort_by_key(|at| keys[*at as usize]);
            ranks
        };
        let need_order = by_rank(needs.iter().map(need_key).collect());
        let offer_order = by_rank(offers.iter().map(offer_key).collect());
        let mut offer_ranks = vec![0; offers.len()];
        offer_order
            .iter()
            .enumerate()
            .for_each(|(rank, at)| offer_ranks[*at as usize] = rank as u32);
        let unit = |resource: &str| units[families.root(families.known(resource))];
        Self {
            need_units: need_order
                .iter()
                .map(|at| unit(&needs[*at as usize].resource))
                .collect(),
            offer_units: offer_order
                .iter()
                .map(|at| unit(&offers[*at as usize].resource))
                .collect(),
            needs: need_order,
            offers: offer_order,
            offer_ranks,
        }
    }

    /// Ranks with the places in the list of needs.
    pub(super) fn ranked_needs(&self) -> impl Iterator<Item = (usize, usize)> {
        self.needs.iter().enumerate().map(|(rank, at)| (rank, *at as usize))
    }

    /// The unit of a need, in thousandths.
    pub(super) fn need_unit(&self, rank: usize) -> i64 {
        self.need_units[rank]
    }

    /// The unit of an offer, in thousandths.
    pub(super) fn offer_unit(&self, rank: usize) -> i64 {
        self.offer_units[rank]
    }

    /// So many units of what a need asks for.
    pub(super) fn quantity(&self, need: u32, units: u64) -> Quantity {
        // No more than the need's own quantity, so it fits.
        Quantity::from_thousandths(units as i64 * self.need_units[need as usize])
    }

    /// What each need asks for, in its units.
    pub(super) fn quantities(&self, needs: &[Need]) -> Vec<u64> {
        let units = |(at, unit): (&u32, &i64)| units(needs[*at as usize].quantity, *unit);
        self.needs.iter().zip(&self.need_units).map(units).collect()
    }

    /// What each offer has, in its units.
    pub(super) fn capacities(&self, offers: &[Offer]) -> Vec<u64> {
        let units = |(at, unit): (&u32, &i64)| units(offers[*at as usize].quantity, *unit);
        self.offers.iter().zip(&self.offer_units).map(units).collect()
    }
}

fn units(quantity: Quantity, unit: i64) -> u64 {
    (quantity.thousandths().max(0) / unit) as u64
}

/// Resources that may be given in place of each other, directly or by way of others.
#[derive(Debug, Default)]
struct Families<'a> {
    codes: HashMap<&'a str, usize>,
    parents: Vec<usize>,
}

impl<'a> Families<'a> {
    fn of(&mut self, code: &'a str) -> usize {
        let next = self.parents.len();
        let at = *self.codes.entry(code).or_insert(next);
        if at == next {
            self.parents.push(next);
        }
        at
    }

    fn known(&self, code: &str) -> usize {
        self.codes.get(code).copied().unwrap_or(0)
    }

    fn root(&self, mut at: usize) -> usize {
        while self.parents[at] != at {
            at = self.parents[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parents[one.max(other)] = one.min(other);
    }

    /// The greatest common divisor of all quantities of each family, by its root, in thousandths.
    fn units(&self, needs: &[Need], offers: &[Offer]) -> Vec<i64> {
        let mut units = vec![0; self.parents.len()];
        let needs = needs.iter().map(|need| (&need.resource, need.quantity));
        let offers = offers.iter().map(|offer| (&offer.resource, offer.quantity));
        for (resource, quantity) in needs.chain(offers) {
            let unit = &mut units[self.root(self.known(resource))];
            *unit = common_divisor(*unit, quantity.thousandths().max(0));
        }
        units.iter().map(|unit: &i64| (*unit).max(1)).collect()
    }
}

fn common_divisor(mut one: i64, mut other: i64) -> i64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// The place along a Hilbert curve over the country, so that near numbers are near places. What has no place comes first.
fn near(place: Option<Point>) -> u64 {
    const BITS: u32 = 15;
    const SIDE: u32 = 1 << BITS;
    const METRES: i64 = 64;
    const MARGIN_M: i64 = 200_000;
    let Some(place) = place else {
        return 0;
    };
    // Held between nought and the side, so it fits.
    let square = |metres: i32| ((i64::from(metres) + MARGIN_M) / METRES).clamp(0, i64::from(SIDE - 1)) as u32;
    let (mut x, mut y) = (square(place.easting_m), square(place.northing_m));
    let mut along = 1;
    let mut side = SIDE / 2;
    while side > 0 {
        let (right, up) = (u32::from(x & side > 0), u32::from(y & side > 0));
        along += u64::from(side) * u64::from(side) * u64::from((3 * right) ^ up);
        if up == 0 {
            if right == 1 {
                (x, y) = (SIDE - 1 - x, SIDE - 1 - y);
            }
            (x, y) = (y, x);
        }
        side /= 2;
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_along_the_curve_are_neighbours_on_the_ground() {
        let mut squares = Vec::new();
        for east in 0..64 {
            for north in 0..64 {
                let place = Point {
                    easting_m: east * 64 - 200_000,
                    northing_m: north * 64 - 200_000,
                };
                squares.push((near(Some(place)), east, north));
            }
        }
        squares.sort_unstable();
        for pair in squares.windows(2) {
            assert_eq!(pair[0].0 + 1, pair[1].0);
            assert_eq!((pair[0].1 - pair[1].1).abs() + (pair[0].2 - pair[1].2).abs(), 1);
        }
    }

    #[test]
    fn a_common_divisor_of_nothing_and_something_is_the_something() {
        assert_eq!(common_divisor(0, 12_500), 12_500);
        assert_eq!(common_divisor(12_500, 4_000), 500);
        assert_eq!(common_divisor(3_000, 0), 3_000);
    }
}
