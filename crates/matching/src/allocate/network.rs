//! One connected part of a problem, and what is given within it so far. Needs and offers play the same part in both, so
//! that whatever works from one side works from the other.

use super::number::Number;

/// "None" where the number of a lot or a node is expected.
pub(super) const NONE: u32 = u32::MAX;
/// The side of the needs, where there are two of something.
pub(super) const NEEDS: usize = 0;
/// The side of the offers.
pub(super) const OFFERS: usize = 1;

/// What a unit is worth between a node and one of the other side.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Arc<V> {
    pub(super) to: u32,
    pub(super) value: V,
}

/// The arcs of each node of one side, to the other.
#[derive(Debug, Default)]
pub(super) struct Rows<V> {
    /// Where each node's arcs start; one more than there are nodes.
    pub(super) starts: Vec<u32>,
    pub(super) arcs: Vec<Arc<V>>,
}

impl<V> Rows<V> {
    /// The arcs of a node.
    pub(super) fn row(&self, node: u32) -> &[Arc<V>] {
        &self.arcs[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }
}

impl<V: Number> Rows<V> {
    /// The same arcs from the other side, which has so many nodes.
    fn turned(&self, nodes: usize) -> Self {
        let mut starts = vec![0; nodes + 1];
        for arc in &self.arcs {
            starts[arc.to as usize + 1] += 1;
        }
        for node in 0..nodes {
            starts[node + 1] += starts[node];
        }
        let mut next = starts.clone();
        let mut arcs = vec![Arc::default(); self.arcs.len()];
        for from in 0..(self.starts.len() - 1) as u32 {
            for arc in self.row(from) {
                let place = &mut next[arc.to as usize];
                arcs[*place as usize] = Arc {
                    to: from,
                    value: arc.value,
                };
                *place += 1;
            }
        }
        Self { starts, arcs }
    }
}

/// Needs and offers, and the arcs between them from either side.
pub(super) trait Graph<V> {
    /// How many needs and how many offers there are.
    fn nodes(&self) -> [usize; 2];

    /// The arcs of a node of one side.
    fn row(&self, side: usize, node: u32) -> &[Arc<V>];
}

/// A connected part of a problem with needs and offers numbered anew, and the pairs of positive value alone.
#[derive(Debug)]
pub(super) struct Network<V> {
    /// What each need asks for, and what each offer can give.
    pub(super) amounts: [Vec<u64>; 2],
    /// The arcs of the needs, and those of the offers where they have been asked for.
    pub(super) rows: [Rows<V>; 2],
}

impl<V: Number> Graph<V> for Network<V> {
    fn nodes(&self) -> [usize; 2] {
        self.amounts.each_ref().map(Vec::len)
    }

    #[inline]
    fn row(&self, side: usize, node: u32) -> &[Arc<V>] {
        self.rows[side].row(node)
    }
}

impl<V: Number> Network<V> {
    /// The same network with needs and offers in each other's place.
    pub(super) fn swapped(self) -> Self {
        let [needs, offers] = self.amounts;
        let turned = self.rows[NEEDS].turned(offers.len());
        let [rows, _] = self.rows;
        Self {
            amounts: [offers, needs],
            rows: [turned, rows],
        }
    }

    /// Makes the offers' rows, unless they are there.
    pub(super) fn turn(&mut self) {
        if self.rows[OFFERS].starts.is_empty() {
            self.rows[OFFERS] = self.rows[NEEDS].turned(self.amounts[OFFERS].len());
        }
    }
}

/// The prices of a network: none is negative, and no unit is worth more than the two prices of its pair.
#[derive(Debug)]
pub(super) struct Prices<V>(pub(super) [Vec<V>; 2]);

impl<V: Number> Prices<V> {
    /// The lowest prices of needs that go with given prices of offers.
    pub(super) fn from_offers(network: &Network<V>, offers: Vec<V>) -> Self {
        let price = |need| {
            let over = network.rows[NEEDS]
                .row(need)
                .iter()
                .map(|arc| arc.value - offers[arc.to as usize]);
            over.fold(V::default(), Ord::max)
        };
        let needs = (0..network.amounts[NEEDS].len() as u32).map(price).collect();
        Self([needs, offers])
    }
}

/// Units that one offer gives to one need, linked with the other lots of either.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lot {
    pub(super) units: u64,
    /// The need and the offer.
    pub(super) ends: [u32; 2],
    next: [u32; 2],
    previous: [u32; 2],
}

/// What is given, found from either end: at most one lot for a need and an offer, and none that is empty.
#[derive(Debug)]
pub(super) struct Allotment {
    lots: Vec<Lot>,
    unused: Vec<u32>,
    first: [Vec<u32>; 2],
    /// What each need still lacks, and what each offer has left.
    pub(super) left: [Vec<u64>; 2],
}

impl Allotment {
    /// Nothing given yet of these amounts.
    pub(super) fn new(amounts: [Vec<u64>; 2]) -> Self {
        Self {
            lots: Vec::new(),
            unused: Vec::new(),
            first: amounts.each_ref().map(|amounts| vec![NONE; amounts.len()]),
            left: amounts,
        }
    }

    /// A node more, with all of its amount left.
    pub(super) fn add_node(&mut self, side: usize, amount: u64) {
        self.first[side].push(NONE);
        self.left[side].push(amount);
    }

    /// A lot that is in use.
    pub(super) fn lot(&self, lot: u32) -> &Lot {
        &self.lots[lot as usize]
    }

    /// The lots of a node.
    pub(super) fn of(&self, side: usize, node: u32) -> impl Iterator<Item = u32> {
        let some = |lot: u32| (lot != NONE).then_some(lot);
        std::iter::successors(some(self.first[side][node as usize]), move |&lot| {
            some(self.lots[lot as usize].next[side])
        })
    }

    /// Gives units that the offer has left and the need lacks.
    pub(super) fn give(&mut self, ends: [u32; 2], units: u64) {
        if units == 0 {
            return;
        }
        for side in [NEEDS, OFFERS] {
            self.left[side][ends[side] as usize] -= units;
        }
        match self.between(ends) {
            Some(lot) => self.lots[lot as usize].units += units,
            None => self.insert(ends, units),
        }
    }

    /// The lot of a need and an offer, looked for from both ends at once: in as many steps as the one with fewer lots has.
    fn between(&self, ends: [u32; 2]) -> Option<u32> {
        let both = self.of(NEEDS, ends[NEEDS]).zip(self.of(OFFERS, ends[OFFERS]));
        let is_it = |lot: &u32| self.lot(*lot).ends == ends;
        both.flat_map(|(one, other)| [one, other]).find(is_it)
    }

    /// Takes units back from a lot that has as many.
    pub(super) fn take(&mut self, at: u32, units: u64) {
        let lot = &mut self.lots[at as usize];
        lot.units -= units;
        let lot = *lot;
        for side in [NEEDS, OFFERS] {
            self.left[side][lot.ends[side] as usize] += units;
        }
        if lot.units == 0 {
            self.discard(at, lot);
        }
    }

    /// Takes units back from what an offer gives a need, as many as there are: how many.
    pub(super) fn take_between(&mut self, ends: [u32; 2], units: u64) -> u64 {
        let Some(at) = self.between(ends) else {
            return 0;
        };
        let units = units.min(self.lot(at).units);
        self.take(at, units);
        units
    }

    fn insert(&mut self, ends: [u32; 2], units: u64) {
        let next = [NEEDS, OFFERS].map(|side| self.first[side][ends[side] as usize]);
        let lot = Lot {
            units,
            ends,
            next,
            previous: [NONE; 2],
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
        for side in [NEEDS, OFFERS] {
            self.first[side][ends[side] as usize] = at;
            if next[side] != NONE {
                self.lots[next[side] as usize].previous[side] = at;
            }
        }
    }

    fn discard(&mut self, at: u32, lot: Lot) {
        for side in [NEEDS, OFFERS] {
            match lot.previous[side] {
                NONE => self.first[side][lot.ends[side] as usize] = lot.next[side],
                previous => self.lots[previous as usize].next[side] = lot.next[side],
            }
            if lot.next[side] != NONE {
                self.lots[lot.next[side] as usize].previous[side] = lot.previous[side];
            }
        }
        self.unused.push(at);
    }
}
