//! One connected part of a problem, and what is given within it so far.

use super::problem::Edge;

/// "None" where a place among lots, edges or nodes is expected.
pub(super) const NONE: u32 = u32::MAX;

/// A connected part of a problem with offers and needs numbered anew, and the pairs of positive value alone.
#[derive(Debug, Default)]
pub(super) struct Network<V> {
    pub(super) capacity: Vec<u64>,
    pub(super) quantity: Vec<u64>,
    /// Where each need's edges start; one more than there are needs.
    pub(super) starts: Vec<u32>,
    pub(super) edges: Vec<Edge<V>>,
}

impl<V> Network<V> {
    /// The places of a need's edges.
    pub(super) fn row(&self, need: u32) -> std::ops::Range<usize> {
        self.starts[need as usize] as usize..self.starts[need as usize + 1] as usize
    }
}

/// Units that one offer gives to one need, linked with the other lots of that need.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lot {
    pub(super) units: u64,
    pub(super) edge: u32,
    pub(super) need: u32,
    pub(super) offer: u32,
    /// The place in the offer's list.
    place: u32,
    next: u32,
    previous: u32,
}

/// What is given, found from either end: at most one lot for an edge, and none that is empty.
#[derive(Debug)]
pub(super) struct Allotment {
    lots: Vec<Lot>,
    unused: Vec<u32>,
    held: Vec<Vec<u32>>,
    first: Vec<u32>,
    /// What each offer has left.
    pub(super) free: Vec<u64>,
    /// What each need still lacks.
    pub(super) unmet: Vec<u64>,
}

impl Allotment {
    /// Nothing given yet.
    pub(super) fn new<V>(network: &Network<V>) -> Self {
        Self {
            lots: Vec::new(),
            unused: Vec::new(),
            held: vec![Vec::new(); network.capacity.len()],
            first: vec![NONE; network.quantity.len()],
            free: network.capacity.clone(),
            unmet: network.quantity.clone(),
        }
    }

    /// The lots of an offer.
    pub(super) fn held(&self, offer: u32) -> &[u32] {
        &self.held[offer as usize]
    }

    /// A lot that is in use.
    pub(super) fn lot(&self, lot: u32) -> &Lot {
        &self.lots[lot as usize]
    }

    /// The lots of a need.
    pub(super) fn of_need(&self, need: u32) -> impl Iterator<Item = u32> {
        let some = |lot: u32| (lot != NONE).then_some(lot);
        std::iter::successors(some(self.first[need as usize]), move |&lot| {
            some(self.lots[lot as usize].next)
        })
    }

    /// Gives units that the offer has left and the need lacks.
    pub(super) fn give(&mut self, edge: u32, need: u32, offer: u32, units: u64) {
        if units == 0 {
            return;
        }
        self.free[offer as usize] -= units;
        self.unmet[need as usize] -= units;
        let known = self.of_need(need).find(|&lot| self.lots[lot as usize].edge == edge);
        if let Some(lot) = known {
            self.lots[lot as usize].units += units;
            return;
        }
        let held = &mut self.held[offer as usize];
        let next = self.first[need as usize];
        let lot = Lot {
            units,
            edge,
            need,
            offer,
            place: held.len() as u32,
            next,
            previous: NONE,
        };
        let at = match self.unused.pop() {
            Some(at) => {
                self.lots[at as usize] = lot;
                at
            }
            None => {
                self.lots.push(lot);
                (self.lots.len() - 1) as u32
            }
        };
        held.push(at);
        self.first[need as usize] = at;
        if next != NONE {
            self.lots[next as usize].previous = at;
        }
    }

    /// Takes units back from a lot that has as many.
    pub(super) fn take(&mut self, at: u32, units: u64) {
        let lot = self.lots[at as usize];
        self.free[lot.offer as usize] += units;
        self.unmet[lot.need as usize] += units;
        self.lots[at as usize].units -= units;
        if lot.units == units {
            self.discard(at, lot);
        }
    }

    fn discard(&mut self, at: u32, lot: Lot) {
        let held = &mut self.held[lot.offer as usize];
        held.swap_remove(lot.place as usize);
        if let Some(&moved) = held.get(lot.place as usize) {
            self.lots[moved as usize].place = lot.place;
        }
        match lot.previous {
            NONE => self.first[lot.need as usize] = lot.next,
            previous => self.lots[previous as usize].next = lot.next,
        }
        if lot.next != NONE {
            self.lots[lot.next as usize].previous = lot.previous;
        }
        self.unused.push(at);
    }
}
