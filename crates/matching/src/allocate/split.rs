//! Connected parts: offers and needs that no pair connects are solved apart from each other.

use super::network::{Arc, NONE, Network, Rows};
use super::number::Number;
use super::problem::{Edge, Problem};

/// The connected parts of a problem, the one with most edges first. What has no pair of positive value is in none.
#[derive(Debug)]
pub(super) struct Parts {
    offers: Vec<u32>,
    needs: Vec<u32>,
    /// Where each part's offers and needs start in the lists above; one more than there are parts.
    starts: Vec<(u32, u32)>,
    /// The number of each offer within its part.
    local: Vec<u32>,
    /// The parts by their size.
    order: Vec<u32>,
}

impl Parts {
    /// Finds the connected parts.
    pub(super) fn new<V: Number>(problem: &Problem, edges: &[Edge<V>]) -> Self {
        let mut sets = Sets::new(problem.offers());
        for need in 0..problem.needs() {
            sets.join(useful(&edges[problem.row(need)]));
        }
        let (part_of, count) = sets.number(problem, edges);
        let part_of_need = |need: &u32| {
            let offer = useful(&edges[problem.row(*need as usize)]).next();
            offer.map_or(NONE, |offer| part_of[offer as usize])
        };
        let (offers, offer_starts) = group(problem.offers(), count, |offer| part_of[*offer as usize]);
        let (needs, need_starts) = group(problem.needs(), count, part_of_need);
        let mut local = vec![NONE; problem.offers()];
        for part in 0..count {
            let range = offer_starts[part] as usize..offer_starts[part + 1] as usize;
            for (number, &offer) in offers[range].iter().enumerate() {
                local[offer as usize] = number as u32;
            }
        }
        let mut size = vec![0; count];
        for (part, size) in size.iter_mut().enumerate() {
            let range = need_starts[part] as usize..need_starts[part + 1] as usize;
            *size = needs[range].iter().map(|&need| problem.row(need as usize).len()).sum();
        }
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&part| std::cmp::Reverse(size[part as usize]));
        let starts = offer_starts.into_iter().zip(need_starts).collect();
        Self {
            offers,
            needs,
            starts,
            local,
            order,
        }
    }

    /// How many parts there are.
    pub(super) fn count(&self) -> usize {
        self.order.len()
    }

    /// The offers of a part, by their number in the problem.
    pub(super) fn offers(&self, part: usize) -> &[u32] {
        let part = self.order[part] as usize;
        &self.offers[self.starts[part].0 as usize..self.starts[part + 1].0 as usize]
    }

    /// The needs of a part, by their number in the problem.
    pub(super) fn needs(&self, part: usize) -> &[u32] {
        let part = self.order[part] as usize;
        &self.needs[self.starts[part].1 as usize..self.starts[part + 1].1 as usize]
    }

    /// A part as a network of its own.
    pub(super) fn network<V: Number, W: Number>(
        &self,
        problem: &Problem,
        edges: &[Edge<V>],
        part: usize,
    ) -> Network<W> {
        let needs = self.needs(part);
        let most = needs.iter().map(|&need| problem.row(need as usize).len()).sum();
        let quantities = needs.iter().map(|&need| problem.quantities[need as usize]).collect();
        let capacities = self
            .offers(part)
            .iter()
            .map(|&offer| problem.capacities[offer as usize])
            .collect();
        let mut rows = Rows {
            starts: Vec::with_capacity(needs.len() + 1),
            arcs: Vec::with_capacity(most),
        };
        rows.starts.push(0);
        for &need in needs {
            let row = edges[problem.row(need as usize)].iter();
            rows.arcs
                .extend(row.filter(|edge| edge.value > V::default()).map(|edge| Arc {
                    to: self.local[edge.offer as usize],
                    value: W::narrow(edge.value.into()),
                }));
            rows.starts.push(rows.arcs.len() as u32);
        }
        Network {
            amounts: [quantities, capacities],
            rows: [rows, Rows::default()],
        }
    }
}

/// The offers of the pairs that may be used.
fn useful<V: Number>(row: &[Edge<V>]) -> impl Iterator<Item = u32> {
    row.iter()
        .filter(|edge| edge.value > V::default())
        .map(|edge| edge.offer)
}

/// What is in each of the groups, in order, and where each group starts.
fn group(count: usize, groups: usize, group_of: impl Fn(&u32) -> u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; groups + 1];
    let of: Vec<u32> = (0..count as u32).map(|each| group_of(&each)).collect();
    for &group in of.iter().filter(|&&group| group != NONE) {
        starts[group as usize + 1] += 1;
    }
    for group in 0..groups {
        starts[group + 1] += starts[group];
    }
    let mut next = starts.clone();
    let mut members = vec![0; starts[groups] as usize];
    for (each, &group) in of.iter().enumerate() {
        if group != NONE {
            members[next[group as usize] as usize] = each as u32;
            next[group as usize] += 1;
        }
    }
    (members, starts)
}

/// Sets of offers that are joined step by step.
#[derive(Debug)]
struct Sets {
    parent: Vec<u32>,
}

impl Sets {
    fn new(offers: usize) -> Self {
        Self {
            parent: (0..offers as u32).collect(),
        }
    }

    fn find(&mut self, mut offer: u32) -> u32 {
        while self.parent[offer as usize] != offer {
            let above = self.parent[self.parent[offer as usize] as usize];
            self.parent[offer as usize] = above;
            offer = above;
        }
        offer
    }

    /// Puts all of these into one set, whose root is its least member.
    fn join(&mut self, mut offers: impl Iterator<Item = u32>) {
        let Some(first) = offers.next() else {
            return;
        };
        let mut root = self.find(first);
        for offer in offers {
            if self.parent[offer as usize] == root {
                continue;
            }
            let other = self.find(offer);
            let (low, high) = (root.min(other), root.max(other));
            self.parent[high as usize] = low;
            root = low;
        }
    }

    /// Numbers the sets that some need uses, from 0: of each offer, and how many there are.
    fn number<V: Number>(mut self, problem: &Problem, edges: &[Edge<V>]) -> (Vec<u32>, usize) {
        let mut number = vec![NONE; self.parent.len()];
        let mut count = 0;
        for need in 0..problem.needs() {
            if let Some(offer) = useful(&edges[problem.row(need)]).next() {
                let root = self.find(offer) as usize;
                if number[root] == NONE {
                    number[root] = count;
                    count += 1;
                }
            }
        }
        let of = (0..number.len() as u32)
            .map(|offer| number[self.find(offer) as usize])
            .collect();
        (of, count as usize)
    }
}
