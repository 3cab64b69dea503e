//! The audit log as something that anyone can check: signed checkpoints, proofs, receipts, exports, verification.

pub mod checkpoint;
pub mod erase;
pub mod export;
pub mod receipt;
pub mod verify;
pub mod view;

mod line;

use svx_transparency::NoteError;

/// A note, a checkpoint or a proof of our own that cannot be made: a fault of the program or of what is stored.
fn unusable(error: NoteError) -> crate::Error {
    crate::Error::outside("the log")(error.into())
}
