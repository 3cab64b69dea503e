//! Which pairs fit, need by need.

use super::Work;
use super::parallel::in_blocks;
use super::{Given, Progress};
use crate::allocate::{Edge, Flow, Problem};
use crate::shelves::Tally;

/// Pairs by the rank of their need.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Where the pairs of each need begin, and where the last end.
    pub(super) starts: Vec<u64>,
    pub(super) edges: Vec<Edge<i32>>,
    /// How far the offers of the right kind got, by the rank of the need.
    pub(super) tallies: Vec<Tally>,
    /// How many fit, whether or not they are kept.
    pub(super) found: u64,
}

/// What came of some needs.
struct Block {
    lengths: Vec<usize>,
    edges: Vec<Edge<i32>>,
    tallies: Vec<Tally>,
}

impl Work<'_> {
    /// Every pair that fits, or nothing where there are more than may be kept.
    pub(super) fn all_pairs(&self) -> Option<Pairs> {
        self.pairs(usize::MAX)
    }

    /// The best pairs of each need, so many of each.
    pub(super) fn best_pairs(&self, each: usize) -> Pairs {
        self.pairs(each).unwrap_or_default()
    }

    fn pairs(&self, each: usize) -> Option<Pairs> {
        let most = self.options.pairs_max;
        let mut pairs = Pairs {
            starts: vec![0],
            ..Pairs::default()
        };
        let count = self.needs.len();
        let whole = in_blocks(
            count,
            self.options.threads,
            |needs| self.block(needs, each, most),
            |done, block| {
                for length in block.lengths {
                    pairs.starts.push(pairs.starts[pairs.starts.len() - 1] + length as u64);
                }
                pairs.edges.extend_from_slice(&block.edges);
                pairs.found += block.tallies.iter().map(|tally| u64::from(tally.standing)).sum::<u64>();
                pairs.tallies.extend_from_slice(&block.tallies);
                (self.watch)(Progress::Comparing { done, of: count });
                each < usize::MAX || pairs.edges.len() <= most
            },
        );
        whole.then_some(pairs)
    }

    fn block(&self, needs: std::ops::Range<usize>, each: usize, most: usize) -> Block {
        let mut block = Block {
            lengths: Vec::with_capacity(needs.len()),
            edges: Vec::new(),
            tallies: Vec::with_capacity(needs.len()),
        };
        let mut row = Vec::new();
        for rank in needs {
            row.clear();
            let tally = self.fits(rank, |edge| {
                // One more than may be kept tells that there are too many.
                if each < usize::MAX || block.edges.len() + row.len() <= most {
                    row.push(edge);
                }
                if row.len() >= each.saturating_mul(2) {
                    keep_best(&mut row, each, |edge| i64::from(edge.value));
                }
            });
            keep_best(&mut row, each, |edge| i64::from(edge.value));
            block.lengths.push(row.len());
            block.edges.extend_from_slice(&row);
            block.tallies.push(tally);
        }
        block
    }

    /// Hands over the pairs of a need by ranks.
    pub(super) fn fits(&self, rank: usize, mut found: impl FnMut(Edge<i32>)) -> Tally {
        let need = &self.needs[self.order.needs[rank] as usize];
        self.shelves.fits(need, self.weights, |offer, score| {
            let offer = self.order.offer_ranks[offer as usize];
            // Weights of 16 bits by seven thousands are within 31 bits.
            let value = i32::try_from(score.0).unwrap_or(i32::MAX);
            found(Edge { offer, value });
        })
    }
}

/// Keeps so many of the highest; of those that are equal, the ones with the smallest rank.
pub(super) fn keep_best(row: &mut Vec<Edge<i32>>, count: usize, height: impl Fn(&Edge<i32>) -> i64) {
    if row.len() > count {
        row.select_nth_unstable_by_key(count, |edge| (std::cmp::Reverse(height(edge)), edge.offer));
        row.truncate(count);
    }
}

/// What the solver found, by ranks.
pub(super) fn given(problem: &Problem, flows: &[Flow]) -> Vec<Given> {
    let given = flows.iter().map(|flow| Given {
        need: flow.need,
        offer: flow.offer,
        units: flow.units,
        value: problem.edge(flow.edge).value,
    });
    given.collect()
}
