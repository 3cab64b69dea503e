//! The exact part: shortest augmenting paths by reduced cost, from wherever the prices stand.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::network::{Allotment, NONE, Network};
use super::number::Number;

/// The prices of a network: of each offer and of each need, none negative, and no unit worth more than both of its pair's.
#[derive(Debug, Default)]
pub(super) struct Prices<V> {
    pub(super) offer: Vec<V>,
    pub(super) need: Vec<V>,
}

impl<V: Number> Prices<V> {
    /// The lowest prices of needs that go with given prices of offers.
    pub(super) fn from_offers(network: &Network<V>, offer: Vec<V>) -> Self {
        let price = |need| {
            let row = network.edges[network.row(need)].iter();
            let over = row.map(|edge| edge.value - offer[edge.offer as usize]);
            over.fold(V::default(), Ord::max)
        };
        let need = (0..network.quantity.len() as u32).map(price).collect();
        Self { offer, need }
    }
}

/// Where a path of exchanges ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// At an offer that has units left.
    Offer(u32),
    /// At a need that goes without.
    Need(u32),
}

/// A search among the exchanges by which a need can be met. All of its memory is used again by the next search.
#[derive(Debug)]
pub(super) struct NeedSearch<V> {
    round: u32,
    offer_seen: Vec<u32>,
    offer_distance: Vec<V>,
    /// The need and the edge by which an offer was reached.
    offer_from: Vec<(u32, u32)>,
    need_seen: Vec<u32>,
    /// The lot by which a need was reached.
    need_from: Vec<u32>,
    reached_offers: Vec<u32>,
    reached_needs: Vec<(u32, V)>,
    queue: BinaryHeap<Reverse<(V, u32)>>,
    path: Vec<Step>,
}

/// One exchange: the need takes from the offer by the edge, in place of what it had by the lot (for the first, none).
#[derive(Debug, Clone, Copy)]
struct Step {
    need: u32,
    edge: u32,
    offer: u32,
    instead: u32,
}

impl<V: Number> NeedSearch<V> {
    pub(super) fn new(network: &Network<V>) -> Self {
        let (offers, needs) = (network.capacity.len(), network.quantity.len());
        Self {
            round: 0,
            offer_seen: vec![0; offers],
            offer_distance: vec![V::default(); offers],
            offer_from: vec![(NONE, NONE); offers],
            need_seen: vec![0; needs],
            need_from: vec![NONE; needs],
            reached_offers: Vec::new(),
            reached_needs: Vec::new(),
            queue: BinaryHeap::new(),
            path: Vec::new(),
        }
    }

    /// Meets a need by the best exchanges there are, until it lacks nothing or what it lacks is worth nothing more.
    ///
    /// Wants prices at which every lot is tight; keeps them so.
    pub(super) fn meet(&mut self, network: &Network<V>, prices: &mut Prices<V>, allotment: &mut Allotment, need: u32) {
        while allotment.unmet[need as usize] > 0 && prices.need[need as usize] > V::default() {
            let (end, distance) = self.search(network, prices, allotment, need);
            self.reprice(prices, distance);
            self.exchange(allotment, need, end);
        }
    }

    /// Dijkstra's algorithm by reduced cost, no further than to the nearest end.
    fn search(&mut self, network: &Network<V>, prices: &Prices<V>, allotment: &Allotment, root: u32) -> (End, V) {
        self.begin();
        let mut best = (End::Need(root), prices.need[root as usize]);
        self.need_seen[root as usize] = self.round;
        self.need_from[root as usize] = NONE;
        self.scan(network, prices, allotment, root, V::default(), &mut best);
        while let Some(Reverse((distance, offer))) = self.queue.pop() {
            if distance >= best.1 {
                break;
            }
            if distance > self.offer_distance[offer as usize] {
                continue;
            }
            for &at in allotment.held(offer) {
                let need = allotment.lot(at).need;
                if self.need_seen[need as usize] == self.round {
                    continue;
                }
                self.need_seen[need as usize] = self.round;
                self.need_from[need as usize] = at;
                let through = distance + prices.need[need as usize];
                if through < best.1 {
                    best = (End::Need(need), through);
                }
                self.scan(network, prices, allotment, need, distance, &mut best);
            }
        }
        best
    }

    fn begin(&mut self) {
        if self.round == u32::MAX {
            self.round = 0;
            self.offer_seen.fill(0);
            self.need_seen.fill(0);
        }
        self.round += 1;
        self.reached_offers.clear();
        self.reached_needs.clear();
        self.queue.clear();
    }

    /// Goes on from a need to the offers that are nearer through it than the best end so far.
    fn scan(
        &mut self,
        network: &Network<V>,
        prices: &Prices<V>,
        allotment: &Allotment,
        need: u32,
        distance: V,
        best: &mut (End, V),
    ) {
        self.reached_needs.push((need, distance));
        let base = distance + prices.need[need as usize];
        for place in network.row(need) {
            let edge = network.edges[place];
            let offer = edge.offer as usize;
            let through = base - edge.value + prices.offer[offer];
            if through >= best.1 {
                continue;
            }
            let seen = self.offer_seen[offer] == self.round;
            if seen && self.offer_distance[offer] <= through {
                continue;
            }
            if !seen {
                self.offer_seen[offer] = self.round;
                self.reached_offers.push(edge.offer);
            }
            self.offer_distance[offer] = through;
            self.offer_from[offer] = (need, place as u32);
            if allotment.free[offer] > 0 {
                *best = (End::Offer(edge.offer), through);
            } else {
                self.queue.push(Reverse((through, edge.offer)));
            }
        }
    }

    /// Moves the prices of all that is nearer than the end, so that the way to the end becomes tight.
    fn reprice(&self, prices: &mut Prices<V>, end: V) {
        for &(need, distance) in &self.reached_needs {
            if distance < end {
                prices.need[need as usize] -= end - distance;
            }
        }
        for &offer in &self.reached_offers {
            let distance = self.offer_distance[offer as usize];
            if distance < end {
                prices.offer[offer as usize] += end - distance;
            }
        }
    }

    /// Moves as many units along the path as it bears.
    fn exchange(&mut self, allotment: &mut Allotment, root: u32, end: End) {
        self.path.clear();
        let mut units = allotment.unmet[root as usize];
        let mut need = match end {
            End::Offer(offer) => {
                units = units.min(allotment.free[offer as usize]);
                self.step_to(offer)
            }
            End::Need(last) => {
                if last == root {
                    return;
                }
                self.path.push(Step {
                    need: last,
                    edge: NONE,
                    offer: NONE,
                    instead: self.need_from[last as usize],
                });
                self.step_to(allotment.lot(self.need_from[last as usize]).offer)
            }
        };
        while need != root {
            need = self.step_to(allotment.lot(self.need_from[need as usize]).offer);
        }
        let given_up = |step: &Step| (step.instead != NONE).then(|| allotment.lot(step.instead).units);
        units = self.path.iter().filter_map(given_up).fold(units, Ord::min);
        for step in &self.path {
            if step.instead != NONE {
                allotment.take(step.instead, units);
            }
            if step.edge != NONE {
                allotment.give(step.edge, step.need, step.offer, units);
            }
        }
    }

    /// Adds the step by which an offer was reached: the need that takes from it.
    fn step_to(&mut self, offer: u32) -> u32 {
        let (need, edge) = self.offer_from[offer as usize];
        let instead = self.need_from[need as usize];
        self.path.push(Step {
            need,
            edge,
            offer,
            instead,
        });
        need
    }
}
