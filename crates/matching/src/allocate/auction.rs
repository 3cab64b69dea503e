//! The fast part: an auction among the needs that brings prices and flows close to the best, whatever they were before.
//!
//! Offers are auctioned by the unit (D. P. Bertsekas and D. A. Castañon, "The auction algorithm for the transportation
//! problem", 1989). A need that lacks units bids for those of the offer that leaves it most over their price, up to the
//! point where its second choice would do as well, and *epsilon* more, so that prices must rise. Units are alike: the
//! price of an offer is that of its cheapest unit, and a bid takes the cheapest units first, from whoever holds them.
//!
//! A large epsilon is quick and coarse, a small one slow and fine; so it is run with ever smaller ones, each from a little
//! below the prices that the one before found. What it leaves undone is for the exact part: epsilon, and the limit on the
//! number of bids, change how long it takes and never the answer.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::network::{Allotment, Arc, NEEDS, Network, OFFERS, Prices};
use super::number::Number;

/// The first epsilon is this part of the largest value.
const FIRST_PART: i8 = 25;
/// Each epsilon is this part of the one before.
const NEXT_PART: i8 = 10;
/// The last epsilon is no smaller than this part of the largest value.
const LAST_PART: i64 = 3_000;
/// How many times each need may bid in one round of the auction, on average.
const BIDS_PER_NEED_MAX: usize = 200;

/// So many bids before its own, a need's row is fetched.
const AHEAD: usize = 4;
/// How many arcs go into what memory fetches at once.
const ARCS_FETCHED: usize = 8;
/// How many offers a need bids for one by one before it bids for many at once.
const SINGLE_BIDS_MAX: usize = 8;

/// Units that a need holds at a price.
type Slot<V> = Reverse<(V, u32, u64)>;

/// An auction that is under way.
#[derive(Debug)]
pub(super) struct Auction<'a, V> {
    network: &'a Network<V>,
    /// What the next unit of each offer costs.
    price: Vec<V>,
    /// What units that nobody holds cost.
    reserve: Vec<V>,
    slots: Vec<BinaryHeap<Slot<V>>>,
    left: [Vec<u64>; 2],
    queue: VecDeque<u32>,
}

impl<'a, V: Number> Auction<'a, V> {
    /// Auctions everything: the prices it came to, and who holds what at prices that go with it.
    pub(super) fn run(network: &'a Network<V>) -> (Prices<V>, Allotment) {
        let offers = network.amounts[OFFERS].len();
        let mut auction = Self {
            network,
            price: vec![V::default(); offers],
            reserve: vec![V::default(); offers],
            slots: (0..offers).map(|_| BinaryHeap::new()).collect(),
            left: network.amounts.clone(),
            queue: VecDeque::new(),
        };
        let mut below = V::default();
        for epsilon in auction.epsilons() {
            auction.round(epsilon, below);
            below = epsilon + epsilon;
        }
        auction.outcome()
    }

    fn epsilons(&self) -> Vec<V> {
        let most: i64 = self.network.rows[NEEDS]
            .arcs
            .iter()
            .map(|arc| arc.value.into())
            .max()
            .unwrap_or_default();
        let mut epsilon = (most / i64::from(FIRST_PART)).max(1);
        let mut all = vec![V::narrow(epsilon)];
        while epsilon > 1 && epsilon / i64::from(NEXT_PART) >= most / LAST_PART {
            epsilon = (epsilon / i64::from(NEXT_PART)).max(1);
            all.push(V::narrow(epsilon));
        }
        all
    }

    /// Sells everything anew, from so much below the prices so far.
    fn round(&mut self, epsilon: V, below: V) {
        for (offer, reserve) in self.reserve.iter_mut().enumerate() {
            *reserve = V::default().max(self.price[offer] - below);
            self.slots[offer].clear();
        }
        self.price.copy_from_slice(&self.reserve);
        self.left.clone_from(&self.network.amounts);
        self.queue.clear();
        self.queue
            .extend((0..self.left[NEEDS].len() as u32).filter(|&need| self.left[NEEDS][need as usize] > 0));
        for _ in 0..self.left[NEEDS].len() * BIDS_PER_NEED_MAX {
            let Some(need) = self.queue.pop_front() else {
                return;
            };
            self.fetch_ahead();
            self.bid(need, epsilon);
        }
    }

    /// Touches the row of a need that will bid soon, so that it is at hand by then.
    #[inline]
    fn fetch_ahead(&self) {
        if let Some(&soon) = self.queue.get(AHEAD) {
            for arcs in self.network.rows[NEEDS].row(soon).chunks(ARCS_FETCHED) {
                std::hint::black_box(arcs[0].to);
            }
        }
    }

    /// Bids until the need has what it wants or nothing is worth its price.
    fn bid(&mut self, need: u32, epsilon: V) {
        let row = self.network.rows[NEEDS].row(need);
        for _ in 0..SINGLE_BIDS_MAX {
            let (best, second) = two_best(row, &self.price);
            let ((best, place), (second, _)) = (V::parts(best), V::parts(second));
            if best <= V::default() {
                return;
            }
            let arc = row[place as usize];
            self.buy(need, arc.to, arc.value - V::default().max(second - epsilon));
            if self.left[NEEDS][need as usize] == 0 {
                return;
            }
        }
        while self.left[NEEDS][need as usize] > 0 {
            if !self.bid_for_many(need, epsilon) {
                return;
            }
        }
    }

    /// Bids for the units of as many offers as it takes, up to the point where the first that is left out would do as well:
    /// whether there was any to bid for.
    fn bid_for_many(&mut self, need: u32, epsilon: V) -> bool {
        let row = self.network.rows[NEEDS].row(need);
        let mut choices: Vec<V::Placed> = (0..)
            .zip(row)
            .map(|(place, arc)| (arc.value - self.price[arc.to as usize], place))
            .filter(|&(over, _)| over > V::default())
            .map(|(over, place)| over.placed(place))
            .collect();
        choices.sort_unstable_by(|one, other| other.cmp(one));
        let mut wanted = self.left[NEEDS][need as usize];
        let enough = choices.iter().position(|&choice| {
            let offer = row[V::parts(choice).1 as usize].to;
            wanted = wanted.saturating_sub(self.network.amounts[OFFERS][offer as usize]);
            wanted == 0
        });
        let taken = enough.map_or(choices.len(), |last| last + 1);
        let next = choices.get(taken).map_or(V::default(), |&choice| V::parts(choice).0);
        for &choice in &choices[..taken] {
            let arc = row[V::parts(choice).1 as usize];
            self.buy(need, arc.to, arc.value - V::default().max(next - epsilon));
            if self.left[NEEDS][need as usize] == 0 {
                break;
            }
        }
        taken > 0
    }

    /// Takes the cheapest units of an offer at a higher price.
    fn buy(&mut self, need: u32, offer: u32, bid: V) {
        let (needs, offers) = self.left.split_at_mut(OFFERS);
        let (lacks, free) = (&mut needs[NEEDS], &mut offers[0][offer as usize]);
        let mut wanted = lacks[need as usize];
        let mut held = wanted.min(*free);
        wanted -= held;
        *free -= held;
        let slots = &mut self.slots[offer as usize];
        while wanted > 0 {
            let Some(mut cheapest) = slots.peek_mut().filter(|slot| slot.0.0 < bid) else {
                break;
            };
            let Reverse((_, holder, units)) = &mut *cheapest;
            let holder = *holder;
            if holder == need {
                held += *units;
                std::collections::binary_heap::PeekMut::pop(cheapest);
                continue;
            }
            let taken = wanted.min(*units);
            wanted -= taken;
            held += taken;
            *units -= taken;
            let gone = *units == 0;
            if gone {
                std::collections::binary_heap::PeekMut::pop(cheapest);
            } else {
                drop(cheapest);
            }
            if lacks[holder as usize] == 0 {
                self.queue.push_back(holder);
            }
            lacks[holder as usize] += taken;
        }
        lacks[need as usize] = wanted;
        slots.push(Reverse((bid, need, held)));
        self.price[offer as usize] = match slots.peek() {
            Some(Reverse((price, ..))) if *free == 0 => *price,
            _ => self.reserve[offer as usize],
        };
    }

    /// Prices of needs that go with those of the offers, and what is tight of who holds what.
    fn outcome(self) -> (Prices<V>, Allotment) {
        let prices = Prices::from_offers(self.network, self.price);
        let mut allotment = Allotment::new(self.network.amounts.clone());
        for (offer, slots) in self.slots.into_iter().enumerate() {
            for Reverse((_, need, units)) in slots {
                let row = self.network.rows[NEEDS].row(need).iter();
                let value = row.filter(|arc| arc.to as usize == offer).map(|arc| arc.value).max();
                if value == Some(prices.0[NEEDS][need as usize] + prices.0[OFFERS][offer]) {
                    allotment.give([need, offer as u32], units);
                }
            }
        }
        (prices, allotment)
    }
}

/// What is left over the price on the best and the second best arc of a row, each with its place; 0 where there is none
/// that leaves more. Free of branches, in two strands that the processor can follow at once.
#[inline]
fn two_best<V: Number>(row: &[Arc<V>], price: &[V]) -> (V::Placed, V::Placed) {
    let mut best = [V::Placed::default(); 2];
    let mut second = best;
    let mut see = |strand: usize, place: usize, arc: &Arc<V>| {
        let this = (arc.value - price[arc.to as usize]).placed(place as u32);
        second[strand] = second[strand].max(best[strand].min(this));
        best[strand] = best[strand].max(this);
    };
    let (pairs, last) = row.as_chunks::<2>();
    for (place, [one, other]) in pairs.iter().enumerate() {
        see(0, 2 * place, one);
        see(1, 2 * place + 1, other);
    }
    for arc in last {
        see(0, row.len() - 1, arc);
    }
    let runner_up = best[0].min(best[1]).max(second[0]).max(second[1]);
    (best[0].max(best[1]), runner_up)
}
