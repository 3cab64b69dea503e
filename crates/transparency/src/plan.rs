//! Which nodes of a tree a proof is made of.

use crate::{Hash, MAX_SIZE, ProofError, hash::fold};
use thiserror::Error;

/// A full subtree: the leaves from `index << level` to before `(index + 1) << level`. Level 0 is the leaves themselves.
///
/// ```
/// use svx_transparency::Node;
/// // The node over leaves 4 to 7 is complete with leaf 7.
/// assert_eq!(Node { level: 2, index: 1 }.completed_by(), 7);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Node {
    /// How far above the leaves.
    pub level: u8,
    /// Its place among the nodes of its level, from 0.
    pub index: u64,
}

impl Node {
    /// The last leaf under it. A log that keeps with each leaf the nodes that the leaf completes, as
    /// [`Frontier::push`](crate::Frontier::push) gives them, finds this node there: it is number `level - 1` of them.
    pub const fn completed_by(&self) -> u64 {
        ((self.index + 1) << self.level) - 1
    }
}

/// A node that a proof needs and that was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the node at level {}, index {} is missing", .0.level, .0.index)]
pub struct Missing(pub Node);

/// What a proof is made of. Each of its hashes is over one or more full subtrees.
///
/// ```
/// use svx_transparency::{Node, Plan};
/// // Leaf 2 of 7: its neighbour; the pair before; then the four from leaf 4 on, which are three.
/// let plan = Plan::inclusion(2, 7)?;
/// let nodes: Vec<Node> = plan.nodes().collect();
/// assert_eq!(nodes.len(), 4);
/// assert_eq!(nodes[0], Node { level: 0, index: 3 });
/// assert_eq!(nodes[1], Node { level: 1, index: 0 });
/// assert_eq!(nodes[2..], [Node { level: 1, index: 2 }, Node { level: 0, index: 6 }]);
/// # Ok::<(), svx_transparency::ProofError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan(Vec<Vec<Node>>);

impl Plan {
    /// The proof that a leaf is in a tree: PATH of RFC 6962 section 2.1.1.
    pub fn inclusion(index: u64, size: u64) -> Result<Self, ProofError> {
        check(size)?;
        if index >= size {
            return Err(ProofError::OutsideTree { index, size });
        }
        let (mut from, mut to) = (0, size);
        let mut hashes = Vec::new();
        // From the root down; the proof goes from the leaf up.
        while to - from > 1 {
            let middle = from + split(to - from);
            if index < middle {
                hashes.push(cover(middle, to));
                to = middle;
            } else {
                hashes.push(cover(from, middle));
                from = middle;
            }
        }
        hashes.reverse();
        Ok(Self(hashes))
    }

    /// The proof that a tree only grew: PROOF of RFC 6962 section 2.1.2. It is empty where nothing was added, and where
    /// the earlier tree was empty.
    pub fn consistency(old: u64, new: u64) -> Result<Self, ProofError> {
        check(new)?;
        if old > new {
            return Err(ProofError::Shrunk { old, new });
        }
        if old == 0 || old == new {
            return Ok(Self(Vec::new()));
        }
        let (mut from, mut to) = (0, new);
        let mut hashes = Vec::new();
        // Whether everything before `to` is the earlier tree's own, whose root the verifier has.
        let mut is_whole = true;
        while old < to {
            let middle = from + split(to - from);
            if old <= middle {
                hashes.push(cover(middle, to));
                to = middle;
            } else {
                hashes.push(cover(from, middle));
                from = middle;
                is_whole = false;
            }
        }
        if !is_whole {
            hashes.push(cover(from, to));
        }
        hashes.reverse();
        Ok(Self(hashes))
    }

    /// The root of a tree of this size, as a plan of one hash; of none for an empty tree.
    pub fn root(size: u64) -> Result<Self, ProofError> {
        check(size)?;
        Ok(Self(if size == 0 { Vec::new() } else { vec![cover(0, size)] }))
    }

    /// Every node that is needed, each once.
    pub fn nodes(&self) -> impl Iterator<Item = Node> {
        self.0.iter().flatten().copied()
    }

    /// Makes the proof from the nodes.
    pub fn prove(&self, mut node: impl FnMut(Node) -> Option<Hash>) -> Result<Vec<Hash>, Missing> {
        let mut proof = Vec::with_capacity(self.0.len());
        for group in &self.0 {
            let found = group.iter().map(|one| node(*one).ok_or(Missing(*one)));
            let found = found.collect::<Result<Vec<_>, _>>()?;
            proof.extend(fold(found.into_iter()));
        }
        Ok(proof)
    }
}

const fn check(size: u64) -> Result<(), ProofError> {
    if size > MAX_SIZE {
        return Err(ProofError::TooLarge(size));
    }
    Ok(())
}

/// The largest power of two below a number that is 2 or more.
const fn split(number: u64) -> u64 {
    1 << (number - 1).ilog2()
}

/// The full subtrees from one leaf to before another, the largest first. It starts where one as large as the first may.
fn cover(mut from: u64, to: u64) -> Vec<Node> {
    let mut nodes = Vec::new();
    while from < to {
        let level = (to - from).ilog2();
        nodes.push(Node {
            level: level as u8,
            index: from >> level,
        });
        from += 1 << level;
    }
    nodes
}
