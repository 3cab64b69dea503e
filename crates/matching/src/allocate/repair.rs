//! The exact part: shortest augmenting paths by reduced cost, from wherever the prices stand.
//!
//! Everything is told for a need that lacks units. An offer that has units left at a price is repaired by the same code
//! with the sides changed over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::network::{Allotment, Graph, NEEDS, NONE, OFFERS, Prices};
use super::number::Number;

/// Where a path of exchanges ends.
#[derive(Debug, Clone, Copy)]
enum End {
    /// At an offer that has units left.
    Far(u32),
    /// At a need that goes without.
    Near(u32),
}

/// One exchange: the need takes from the offer, in place of what it had by the lot. There is no offer in the last one if
/// the need goes without, and no lot in the first.
#[derive(Debug, Clone, Copy)]
struct Step {
    near: u32,
    far: u32,
    instead: u32,
}

/// A search among the exchanges by which a need can be met; or an offer used, where `NEAR` is the side of the offers. All
/// of its memory is used again by the next search.
#[derive(Debug)]
pub(super) struct Search<V, const NEAR: usize> {
    round: u32,
    /// The round in which each node was last reached.
    seen: [Vec<u32>; 2],
    far_distance: Vec<V>,
    /// The need by which an offer was reached.
    far_from: Vec<u32>,
    /// The lot by which a need was reached.
    near_from: Vec<u32>,
    reached_far: Vec<u32>,
    reached_near: Vec<(u32, V)>,
    queue: BinaryHeap<Reverse<(V, u32)>>,
    path: Vec<Step>,
}

/// The other side.
const fn far(near: usize) -> usize {
    NEEDS + OFFERS - near
}

impl<V: Number, const NEAR: usize> Search<V, NEAR> {
    const FAR: usize = far(NEAR);

    pub(super) fn new(graph: &impl Graph<V>) -> Self {
        let nodes = graph.nodes();
        Self {
            round: 0,
            seen: nodes.map(|count| vec![0; count]),
            far_distance: vec![V::default(); nodes[Self::FAR]],
            far_from: vec![NONE; nodes[Self::FAR]],
            near_from: vec![NONE; nodes[NEAR]],
            reached_far: Vec::new(),
            reached_near: Vec::new(),
            queue: BinaryHeap::new(),
            path: Vec::new(),
        }
    }

    /// Makes room for a node more.
    pub(super) fn add_node(&mut self, side: usize) {
        self.seen[side].push(0);
        if side == NEAR {
            self.near_from.push(NONE);
        } else {
            self.far_distance.push(V::default());
            self.far_from.push(NONE);
        }
    }

    /// Meets every need as well as can be.
    pub(super) fn settle_all(&mut self, graph: &impl Graph<V>, prices: &mut Prices<V>, allotment: &mut Allotment) {
        for node in 0..graph.nodes()[NEAR] as u32 {
            self.settle(graph, prices, allotment, node);
        }
    }

    /// Meets a need by the best exchanges there are, until it lacks nothing or what it lacks is worth nothing more.
    ///
    /// Wants prices at which every lot is tight; keeps them so.
    pub(super) fn settle(
        &mut self,
        graph: &impl Graph<V>,
        prices: &mut Prices<V>,
        allotment: &mut Allotment,
        root: u32,
    ) {
        while allotment.left[NEAR][root as usize] > 0 && prices.0[NEAR][root as usize] > V::default() {
            let (end, distance) = self.search(graph, prices, allotment, root);
            self.reprice(prices, distance);
            self.exchange(allotment, root, end);
            Self::fill(graph, prices, allotment, root);
        }
    }

    /// Takes what offers with tight arcs have left, without any exchange.
    fn fill(graph: &impl Graph<V>, prices: &Prices<V>, allotment: &mut Allotment, root: u32) {
        if allotment.left[NEAR][root as usize] == 0 {
            return;
        }
        let price = prices.0[NEAR][root as usize];
        for arc in graph.row(NEAR, root) {
            let left = allotment.left[Self::FAR][arc.to as usize];
            if left > 0 && prices.0[Self::FAR][arc.to as usize] + price == arc.value {
                let mut ends = [root; 2];
                ends[Self::FAR] = arc.to;
                allotment.give(ends, left.min(allotment.left[NEAR][root as usize]));
            }
        }
    }

    /// Dijkstra's algorithm by reduced cost, no further than to the nearest end.
    fn search(&mut self, graph: &impl Graph<V>, prices: &Prices<V>, allotment: &Allotment, root: u32) -> (End, V) {
        self.begin();
        let mut best = (End::Near(root), prices.0[NEAR][root as usize]);
        self.seen[NEAR][root as usize] = self.round;
        self.near_from[root as usize] = NONE;
        self.scan(graph, prices, allotment, root, V::default(), &mut best);
        while let Some(Reverse((distance, far))) = self.queue.pop() {
            if distance >= best.1 {
                break;
            }
            if distance > self.far_distance[far as usize] {
                continue;
            }
            for at in allotment.of(Self::FAR, far) {
                let near = allotment.lot(at).ends[NEAR];
                if self.seen[NEAR][near as usize] == self.round {
                    continue;
                }
                self.seen[NEAR][near as usize] = self.round;
                self.near_from[near as usize] = at;
                let through = distance + prices.0[NEAR][near as usize];
                if through < best.1 {
                    best = (End::Near(near), through);
                }
                self.scan(graph, prices, allotment, near, distance, &mut best);
            }
        }
        best
    }

    fn begin(&mut self) {
        if self.round == u32::MAX {
            self.round = 0;
            self.seen.iter_mut().for_each(|side| side.fill(0));
        }
        self.round += 1;
        self.reached_far.clear();
        self.reached_near.clear();
        self.queue.clear();
    }

    /// Goes on from a need to the offers that are nearer through it than the best end so far.
    fn scan(
        &mut self,
        graph: &impl Graph<V>,
        prices: &Prices<V>,
        allotment: &Allotment,
        near: u32,
        distance: V,
        best: &mut (End, V),
    ) {
        self.reached_near.push((near, distance));
        let base = distance + prices.0[NEAR][near as usize];
        let far_prices = &prices.0[Self::FAR];
        for arc in graph.row(NEAR, near) {
            let far = arc.to as usize;
            let through = base - arc.value + far_prices[far];
            if through >= best.1 {
                continue;
            }
            let seen = self.seen[Self::FAR][far] == self.round;
            if seen && self.far_distance[far] <= through {
                continue;
            }
            if !seen {
                self.seen[Self::FAR][far] = self.round;
                self.reached_far.push(arc.to);
            }
            self.far_distance[far] = through;
            self.far_from[far] = near;
            if allotment.left[Self::FAR][far] > 0 {
                *best = (End::Far(arc.to), through);
            } else {
                self.queue.push(Reverse((through, arc.to)));
            }
        }
    }

    /// Moves the prices of all that is nearer than the end, so that the way to the end becomes tight.
    fn reprice(&self, prices: &mut Prices<V>, end: V) {
        for &(near, distance) in &self.reached_near {
            if distance < end {
                prices.0[NEAR][near as usize] -= end - distance;
            }
        }
        for &far in &self.reached_far {
            let distance = self.far_distance[far as usize];
            if distance < end {
                prices.0[Self::FAR][far as usize] += end - distance;
            }
        }
    }

    /// Moves as many units along the path as it bears.
    fn exchange(&mut self, allotment: &mut Allotment, root: u32, end: End) {
        self.path.clear();
        let mut units = allotment.left[NEAR][root as usize];
        let mut near = match end {
            End::Far(far) => {
                units = units.min(allotment.left[Self::FAR][far as usize]);
                self.step_to(far)
            }
            End::Near(last) if last == root => return,
            End::Near(last) => {
                let instead = self.near_from[last as usize];
                self.path.push(Step {
                    near: last,
                    far: NONE,
                    instead,
                });
                self.step_to(allotment.lot(instead).ends[Self::FAR])
            }
        };
        while near != root {
            let instead = self.near_from[near as usize];
            near = self.step_to(allotment.lot(instead).ends[Self::FAR]);
        }
        let given_up = |step: &Step| (step.instead != NONE).then(|| allotment.lot(step.instead).units);
        units = self.path.iter().filter_map(given_up).fold(units, Ord::min);
        for step in &self.path {
            if step.instead != NONE {
                allotment.take(step.instead, units);
            }
            if step.far != NONE {
                let mut ends = [step.near; 2];
                ends[Self::FAR] = step.far;
                allotment.give(ends, units);
            }
        }
    }

    /// Adds the step by which an offer was reached: the need that takes from it.
    fn step_to(&mut self, far: u32) -> u32 {
        let near = self.far_from[far as usize];
        let instead = self.near_from[near as usize];
        self.path.push(Step { near, far, instead });
        near
    }
}
