//! The right edge of a tree that only grows.

use crate::{Hash, MAX_SIZE, ProofError, empty_root, hash::fold, node_hash};

/// All that an append needs: the size of the tree and the roots of its full subtrees from left to right, of which there
/// is one for each bit that is set in the size. At most 62 hashes, however large the tree is.
///
/// ```
/// use svx_transparency::{Frontier, Tree, leaf_hash};
/// let (mut frontier, mut tree) = (Frontier::default(), Tree::default());
/// for entry in 0..1000_u32 {
///     let leaf = leaf_hash(&entry.to_be_bytes());
///     frontier.push(leaf)?;
///     tree.push(leaf)?;
/// }
/// assert_eq!(frontier.root(), tree.root());
/// // What is stored between appends:
/// let stored = frontier.to_bytes();
/// assert_eq!(stored.len(), 32 * 1000_u32.count_ones() as usize);
/// assert_eq!(Frontier::from_bytes(1000, &stored), Some(frontier));
/// # Ok::<(), svx_transparency::ProofError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// From the largest subtree to the smallest.
    peaks: Vec<Hash>,
}

impl Frontier {
    /// A tree of this size with these full subtrees, the largest first. Nothing where their number does not fit the size.
    pub fn from_peaks(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (size <= MAX_SIZE && peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Reads what [`Self::to_bytes`] writes.
    pub fn from_bytes(size: u64, bytes: &[u8]) -> Option<Self> {
        let (peaks, rest) = bytes.as_chunks::<32>();
        let peaks = peaks.iter().map(|peak| Hash(*peak)).collect();
        if rest.is_empty() {
            Self::from_peaks(size, peaks)
        } else {
            None
        }
    }

    /// The peaks one after another, 32 bytes each.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.peaks.iter().flat_map(|peak| peak.0).collect()
    }

    /// How many leaves there are.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf at index [`Self::size`], and gives the nodes above it that it completes, from its parent upwards. They
    /// are the nodes of levels 1, 2 and so on that end with this leaf: see [`Node::completed_by`](crate::Node::completed_by).
    pub fn push(&mut self, leaf: Hash) -> Result<Vec<Hash>, ProofError> {
        if self.size >= MAX_SIZE {
            return Err(ProofError::TooLarge(self.size.saturating_add(1)));
        }
        let mut completed = Vec::new();
        let mut right = leaf;
        // Each full subtree of the size of the new one joins it, as ones carry when 1 is added to a binary number.
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().ok_or(ProofError::WrongLength)?;
            right = node_hash(&left, &right);
            completed.push(right);
        }
        self.peaks.push(right);
        self.size += 1;
        Ok(completed)
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        fold(self.peaks.iter().copied()).unwrap_or_else(empty_root)
    }
}
