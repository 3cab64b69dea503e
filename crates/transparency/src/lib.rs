//! What makes a log that anyone can check: the Merkle tree of RFC 6962, proofs about it, and signed checkpoints of it.
//!
//! Everything here is a pure function of its arguments: no storage, no clock, no randomness. A key is made from 32 random
//! bytes that the caller brings.
//!
//! - [`Frontier`] is what a log that only grows needs to know of itself to take another leaf and to give its root: one hash
//!   for each bit of its size.
//! - [`Tree`] is a whole tree in memory.
//! - [`Plan`] says which nodes a proof is made of, so that a log in a database reads those alone, and makes the proof.
//! - [`verify_inclusion`] and [`verify_consistency`] check proofs.
//! - [`Note`], [`VerifyingKey`] and [`SigningKey`] are signed notes (c2sp.org/signed-note), [`Checkpoint`] is the head of a
//!   log (c2sp.org/tlog-checkpoint), and [`EntryProof`] is a proof of one entry to keep (c2sp.org/tlog-proof).
//!
//! ```
//! use svx_transparency::{Checkpoint, EntryProof, Plan, SigningKey, Tree, leaf_hash};
//!
//! let mut tree = Tree::default();
//! for entry in ["a bid", "another bid", "a third"] {
//!     tree.push(leaf_hash(entry.as_bytes()))?;
//! }
//! // The log signs its head...
//! let key = SigningKey::from_seed("exchange.example/log", &[7; 32])?;
//! let checkpoint = Checkpoint::new("exchange.example/log", tree.size(), tree.root())?;
//! let note = key.sign_note(&checkpoint.to_text())?;
//! // ...and gives a bidder the proof that its bid is under it.
//! let proof = EntryProof {
//!     index: 1,
//!     path: Plan::inclusion(1, tree.size())?.prove(|node| tree.node(node))?,
//!     note,
//! };
//! // Anyone who has the log's verifying key checks it, with nothing else.
//! let kept = EntryProof::parse(&proof.to_text())?;
//! let head = kept.verify(&leaf_hash(b"another bid"), &[key.verifying_key()])?;
//! assert_eq!(head.size, 3);
//! assert!(kept.verify(&leaf_hash(b"a changed bid"), &[key.verifying_key()]).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod checkpoint;
mod entry;
mod frontier;
mod hash;
mod key;
mod note;
mod plan;
mod tree;
mod verify;

pub use checkpoint::Checkpoint;
pub use entry::EntryProof;
pub use frontier::Frontier;
pub use hash::{Hash, empty_root, leaf_hash, node_hash};
pub use key::{Signature, SigningKey, VerifyingKey};
pub use note::{MAX_NOTE_BYTES, MAX_SIGNATURES, Note};
pub use plan::{Missing, Node, Plan};
pub use tree::Tree;
pub use verify::{verify_consistency, verify_inclusion};

use thiserror::Error;

/// The most leaves that a tree may have: sizes and indexes stay within a signed 64-bit integer with room to spare.
pub const MAX_SIZE: u64 = 1 << 62;

/// Why a proof does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ProofError {
    /// There is no such leaf in a tree of this size.
    #[error("leaf {index} is not in a tree of {size}")]
    OutsideTree {
        /// The leaf, from 0.
        index: u64,
        /// The leaves of the tree.
        size: u64,
    },
    /// A later tree cannot be smaller than an earlier one.
    #[error("a tree of {new} cannot come after a tree of {old}")]
    Shrunk {
        /// The size of the earlier tree.
        old: u64,
        /// The size of the later tree.
        new: u64,
    },
    /// The tree is larger than [`MAX_SIZE`].
    #[error("a tree of {0} leaves is larger than any may be")]
    TooLarge(u64),
    /// The proof has too many or too few hashes for these sizes.
    #[error("the proof has the wrong number of hashes")]
    WrongLength,
    /// The hashes do not come to the root.
    #[error("the proof does not come to the root")]
    WrongRoot,
}

/// What is wrong with a note, a key or a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NoteError {
    /// The text is not in its form.
    #[error("{what} is not in its form: {problem}")]
    Malformed {
        /// A key, a note, a checkpoint or a proof.
        what: &'static str,
        /// What is wrong.
        problem: &'static str,
    },
    /// No signature is by a key that is known.
    #[error("no signature is by a known key")]
    NoKnownSignature,
    /// A signature in the name of a known key is not by it.
    #[error("the signature of ‘{0}’ does not fit the text")]
    BadSignature(String),
    /// The proof in it does not hold.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl NoteError {
    const fn malformed(what: &'static str, problem: &'static str) -> Self {
        Self::Malformed { what, problem }
    }
}
