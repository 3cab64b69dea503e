//! The network simplex method.

use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};

use super::problem::{FlowProblem, Used};
use super::tree::Tree;

/// Fewest arcs that are looked at before one of them enters the tree.
const BLOCK_ARCS_MIN: usize = 16;

/// An integer for amounts, costs and potentials.
pub(super) trait Integer:
    Copy
    + Ord
    + Default
    + From<i64>
    + Into<i128>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Neg<Output = Self>
    + AddAssign
    + SubAssign
{
    /// More than every amount.
    const MOST: Self;

    /// A number that is known to fit.
    fn known(number: i128) -> Self;
}

impl Integer for i64 {
    const MOST: Self = Self::MAX;

    fn known(number: i128) -> Self {
        number as Self
    }
}

impl Integer for i128 {
    const MOST: Self = Self::MAX;

    fn known(number: i128) -> Self {
        number
    }
}

/// Which bound an arc is at: its sign is that of the reduced cost at which it is best left there.
const LOWER: i8 = 1;
const IN_TREE: i8 = 0;
const UPPER: i8 = -1;

/// What is looked at of each arc to find one that pays.
#[derive(Debug, Clone, Copy)]
struct Priced<I> {
    cost: I,
    from: u32,
    to: u32,
}

/// Which arc enters, and what leaves.
#[derive(Debug)]
struct Pivot<I> {
    entering: usize,
    join: u32,
    /// How many units move around the cycle.
    units: I,
    /// The node whose arc to its parent leaves, and whether it is on the side of the cycle's beginning. `None` if the
    /// entering arc itself reaches its other bound first.
    leaving: Option<(u32, bool)>,
}

/// A network, its flow and its tree. After the arcs of the problem, in another order, come those between each node and
/// the root.
#[derive(Debug)]
pub(super) struct Simplex<I> {
    arcs: Vec<Priced<I>>,
    capacity: Vec<I>,
    flow: Vec<I>,
    bound: Vec<i8>,
    /// The place of each arc in the problem.
    place: Vec<u32>,
    potential: Vec<I>,
    tree: Tree,
    next: usize,
    block: usize,
}

impl<I: Integer> Simplex<I> {
    /// The network with nothing on its arcs but what must be, and all supply and demand by way of the root.
    pub(super) fn new(problem: &FlowProblem, used: &Used) -> Self {
        let (nodes, count) = (used.nodes.len(), problem.arcs.len());
        let block = count.isqrt().max(BLOCK_ARCS_MIN);
        // Neighbours in the list are often alike; so each block gets arcs from all over it.
        let stride = block.min(count.max(1));
        let place: Vec<u32> = (0..stride)
            .flat_map(|first| (first..count).step_by(stride))
            .map(|at| at as u32)
            .collect();
        let mut excess: Vec<I> = used
            .nodes
            .iter()
            .map(|&node| I::from(problem.supplies[node as usize]))
            .collect();
        let mut simplex = Self {
            arcs: Vec::with_capacity(count + nodes),
            capacity: Vec::with_capacity(count + nodes),
            flow: vec![I::default(); count],
            bound: vec![LOWER; count],
            place,
            potential: vec![I::default(); nodes + 1],
            tree: Tree::star(std::iter::empty()),
            next: 0,
            block,
        };
        let mut dearest = I::default();
        for &place in &simplex.place {
            let arc = &problem.arcs[place as usize];
            let (from, to) = (used.number[arc.from as usize], used.number[arc.to as usize]);
            let (cost, low) = (I::from(arc.cost), I::from(arc.low));
            excess[from as usize] -= low;
            excess[to as usize] += low;
            dearest = dearest.max(cost).max(-cost);
            simplex.arcs.push(Priced { cost, from, to });
            simplex.capacity.push(I::from(arc.capacity) - low);
        }
        let above_all = (dearest + I::from(1)) * I::known(nodes as i128 + 1);
        simplex.root(&excess, above_all);
        simplex
    }

    /// Hangs every node from the root.
    fn root(&mut self, excess: &[I], above_all: I) {
        let (root, first) = (excess.len() as u32, self.arcs.len() as u32);
        for (node, &excess) in excess.iter().enumerate() {
            let up = excess >= I::default();
            let (from, to) = if up { (node as u32, root) } else { (root, node as u32) };
            let cost = if up { I::default() } else { above_all };
            self.arcs.push(Priced { cost, from, to });
            self.capacity.push(I::MOST);
            self.bound.push(IN_TREE);
            self.flow.push(if up { excess } else { -excess });
            self.potential[node] = cost;
        }
        self.tree = Tree::star(
            (first..)
                .zip(excess)
                .map(|(arc, &excess)| (arc, excess >= I::default())),
        );
    }

    /// Lets arcs enter until none pays.
    pub(super) fn run(&mut self) {
        for entering in self.cheapest_ways_in() {
            if self.gain(entering) < I::default() {
                self.pivot(entering);
            }
        }
        while let Some(entering) = self.find() {
            self.pivot(entering);
        }
    }

    /// For each node that demands something, its cheapest arc: the ones most likely to be used.
    fn cheapest_ways_in(&self) -> Vec<usize> {
        let mut cheapest = vec![None; self.potential.len()];
        for (place, arc) in self.arcs[..self.place.len()].iter().enumerate() {
            let demands = self.potential[arc.to as usize] > I::default();
            let known: &mut Option<(I, usize)> = &mut cheapest[arc.to as usize];
            if demands && known.is_none_or(|(cost, _)| arc.cost < cost) {
                *known = Some((arc.cost, place));
            }
        }
        cheapest.into_iter().flatten().map(|(_, place)| place).collect()
    }

    /// What a unit moved off its bound on the arc changes in cost: negative where it pays.
    #[inline]
    fn gain(&self, arc: usize) -> I {
        let Priced { cost, from, to } = self.arcs[arc];
        let reduced = cost + self.potential[from as usize] - self.potential[to as usize];
        match self.bound[arc] {
            LOWER => reduced,
            UPPER => -reduced,
            _ => I::default(),
        }
    }

    /// The arc that pays most in the next block that has one.
    fn find(&mut self) -> Option<usize> {
        let count = self.place.len();
        let (mut best, mut found) = (I::default(), None);
        let mut unseen = count;
        while unseen > 0 && found.is_none() {
            let length = self.block.min(unseen).min(count - self.next);
            for arc in self.next..self.next + length {
                let gain = self.gain(arc);
                if gain < best {
                    (best, found) = (gain, Some(arc));
                }
            }
            unseen -= length;
            self.next += length;
            if self.next == count {
                self.next = 0;
            }
        }
        found
    }

    fn pivot(&mut self, entering: usize) {
        let Priced { from, to, .. } = self.arcs[entering];
        let join = self.tree.join(from, to);
        // Around the cycle, units go from the join down to `first`, over the entering arc to `second`, and up again.
        let forward = self.bound[entering] == LOWER;
        let (first, second) = if forward { (from, to) } else { (to, from) };
        let pivot = self.leaving(entering, join, first, second);
        self.push(&pivot, first, second);
        let Some((cut, at_first)) = pivot.leaving else {
            self.bound[entering] = -self.bound[entering];
            return;
        };
        let leaving = self.tree.nodes[cut as usize].arc as usize;
        self.bound[leaving] = if self.flow[leaving] == I::default() {
            LOWER
        } else {
            UPPER
        };
        self.bound[entering] = IN_TREE;
        let (inner, outer) = if at_first { (first, second) } else { (second, first) };
        let up = self.arcs[entering].from == inner;
        self.tree.rehang(cut, inner, outer, entering as u32, up);
        self.reprice(inner, entering, up);
    }

    /// Which arc of the cycle reaches a bound first: the last of them, in the direction of the cycle from the join, which
    /// keeps the tree strongly feasible.
    fn leaving(&self, entering: usize, join: u32, first: u32, second: u32) -> Pivot<I> {
        let mut pivot = Pivot {
            entering,
            join,
            units: self.capacity[entering],
            leaving: None,
        };
        let mut node = first;
        while node != join {
            let place = &self.tree.nodes[node as usize];
            let room = self.room(place.arc, !place.up);
            if room < pivot.units {
                (pivot.units, pivot.leaving) = (room, Some((node, true)));
            }
            node = place.parent;
        }
        node = second;
        while node != join {
            let place = &self.tree.nodes[node as usize];
            let room = self.room(place.arc, place.up);
            if room <= pivot.units {
                (pivot.units, pivot.leaving) = (room, Some((node, false)));
            }
            node = place.parent;
        }
        pivot
    }

    /// By how much the flow on an arc can rise, or else fall.
    #[inline]
    fn room(&self, arc: u32, rise: bool) -> I {
        let flow = self.flow[arc as usize];
        if rise { self.capacity[arc as usize] - flow } else { flow }
    }

    /// Moves units around the cycle.
    fn push(&mut self, pivot: &Pivot<I>, first: u32, second: u32) {
        let units = pivot.units;
        if units == I::default() {
            return;
        }
        let forward = self.bound[pivot.entering] == LOWER;
        self.flow[pivot.entering] += if forward { units } else { -units };
        for (mut node, down) in [(first, true), (second, false)] {
            while node != pivot.join {
                let place = &self.tree.nodes[node as usize];
                self.flow[place.arc as usize] += if place.up == down { -units } else { units };
                node = place.parent;
            }
        }
    }

    /// Sets depth and potential of all that hangs by a new arc.
    fn reprice(&mut self, top: u32, arc: usize, up: bool) {
        let Priced { cost, from, to } = self.arcs[arc];
        let wanted = if up {
            self.potential[to as usize] - cost
        } else {
            self.potential[from as usize] + cost
        };
        let change = wanted - self.potential[top as usize];
        let mut at = Some(top);
        while let Some(node) = at {
            self.potential[node as usize] += change;
            let parent = self.tree.nodes[node as usize].parent;
            self.tree.nodes[node as usize].depth = self.tree.nodes[parent as usize].depth + 1;
            at = self.tree.after(node, top);
        }
    }

    /// Whether nothing goes by way of the root.
    pub(super) fn is_feasible(&self) -> bool {
        self.flow[self.place.len()..].iter().all(|&flow| flow == I::default())
    }

    /// The units on each arc above its lower bound, with the arc's place in the problem.
    pub(super) fn moved(&self) -> impl Iterator<Item = (usize, i128)> {
        self.place
            .iter()
            .zip(&self.flow)
            .map(|(&place, &flow)| (place as usize, flow.into()))
    }

    /// The potential of each node that has an arc.
    pub(super) fn potentials(&self) -> impl Iterator<Item = i128> {
        self.potential.iter().map(|&potential| potential.into())
    }
}
