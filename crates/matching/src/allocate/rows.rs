//! Arcs of each node that can grow and shrink.

use super::network::{Arc, NEEDS, OFFERS};
use super::problem::Problem;

/// Where a node's arcs are, and how many would fit there.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    start: usize,
    length: u32,
    room: u32,
}

/// Rows in one list, each with room of its own: a row that outgrows it moves to the end, to twice the room. What it leaves
/// is not used again, which comes to no more than what there is.
#[derive(Debug, Default)]
pub(super) struct SpacedRows<V> {
    spans: Vec<Span>,
    arcs: Vec<Arc<V>>,
}

impl SpacedRows<i64> {
    /// The pairs of positive value, from the needs and from the offers.
    pub(super) fn both(problem: &Problem) -> [Self; 2] {
        let mut lengths = vec![0u32; problem.offers()];
        let useful = |need: usize| {
            let row = problem.row(need).map(|place| problem.edge(place));
            row.filter(|edge| edge.value > 0)
        };
        let mut rows: [Self; 2] = Default::default();
        for need in 0..problem.needs() {
            rows[NEEDS].add(useful(need).map(|edge| Arc {
                to: edge.offer,
                value: edge.value,
            }));
            useful(need).for_each(|edge| lengths[edge.offer as usize] += 1);
        }
        rows[OFFERS].arcs.resize(rows[NEEDS].arcs.len(), Arc::default());
        let mut start = 0;
        for room in lengths {
            rows[OFFERS].spans.push(Span { start, length: 0, room });
            start += room as usize;
        }
        for need in 0..problem.needs() {
            for edge in useful(need) {
                rows[OFFERS].push(
                    edge.offer,
                    Arc {
                        to: need as u32,
                        value: edge.value,
                    },
                );
            }
        }
        rows
    }
}

impl<V: Copy + Default> SpacedRows<V> {
    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.spans.len()
    }

    /// The arcs of a node.
    pub(super) fn row(&self, node: u32) -> &[Arc<V>] {
        let span = self.spans[node as usize];
        &self.arcs[span.start..span.start + span.length as usize]
    }

    /// A node more.
    pub(super) fn add(&mut self, arcs: impl Iterator<Item = Arc<V>>) {
        let start = self.arcs.len();
        self.arcs.extend(arcs);
        let length = (self.arcs.len() - start) as u32;
        self.spans.push(Span {
            start,
            length,
            room: length,
        });
    }

    /// An arc more for a node.
    pub(super) fn push(&mut self, node: u32, arc: Arc<V>) {
        let mut span = self.spans[node as usize];
        if span.length == span.room {
            let start = self.arcs.len();
            self.arcs
                .extend_from_within(span.start..span.start + span.length as usize);
            span.start = start;
            span.room = (span.room * 2).max(4);
            self.arcs.resize(start + span.room as usize, Arc::default());
        }
        self.arcs[span.start + span.length as usize] = arc;
        span.length += 1;
        self.spans[node as usize] = span;
    }

    /// Takes every arc from a node to another out.
    pub(super) fn remove(&mut self, node: u32, to: u32) {
        let span = &mut self.spans[node as usize];
        let row = &mut self.arcs[span.start..span.start + span.length as usize];
        let mut at = 0;
        while at < span.length as usize {
            if row[at].to == to {
                span.length -= 1;
                row[at] = row[span.length as usize];
            } else {
                at += 1;
            }
        }
    }

    /// Takes all arcs of a node out.
    pub(super) fn clear(&mut self, node: u32) -> Vec<Arc<V>> {
        let row = self.row(node).to_vec();
        self.spans[node as usize].length = 0;
        row
    }
}
