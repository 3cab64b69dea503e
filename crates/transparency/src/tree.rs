//! A whole tree in memory.

use crate::{Frontier, Hash, Node, ProofError};

/// Every leaf and every full subtree above, for logs that fit in memory and for checking those that do not.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The full subtrees by level, leaves first.
    levels: Vec<Vec<Hash>>,
    frontier: Frontier,
}

impl Tree {
    /// A tree of these leaves.
    pub fn of(leaves: impl IntoIterator<Item = Hash>) -> Result<Self, ProofError> {
        let mut tree = Self::default();
        for leaf in leaves {
            tree.push(leaf)?;
        }
        Ok(tree)
    }

    /// Adds a leaf.
    pub fn push(&mut self, leaf: Hash) -> Result<(), ProofError> {
        let completed = self.frontier.push(leaf)?;
        for (level, hash) in std::iter::once(leaf).chain(completed).enumerate() {
            if level == self.levels.len() {
                self.levels.push(Vec::new());
            }
            self.levels[level].push(hash);
        }
        Ok(())
    }

    /// How many leaves there are.
    pub const fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// The root.
    pub fn root(&self) -> Hash {
        self.frontier.root()
    }

    /// The hash of a full subtree, where it is complete.
    pub fn node(&self, node: Node) -> Option<Hash> {
        let index = usize::try_from(node.index).ok()?;
        self.levels.get(usize::from(node.level))?.get(index).copied()
    }
}
