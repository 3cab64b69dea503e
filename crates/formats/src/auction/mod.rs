//! A published auction, `svx.auction/1`: frozen rules, every event with its proof, receipts, and the ranking, in one strict
//! JSON file that anyone can check.

pub mod members;
mod object;
mod read;
mod read_events;
mod write;

pub use read::{parse_auction, parse_rules};
pub use write::{WriteError, auction_json, rules_json};

use svx_auction::{Account, Digest, Export, verify};
use svx_scoring::Problem;
use svx_transparency::VerifyingKey;

/// What `format` says in the file.
pub const AUCTION_FORMAT: &str = "svx.auction/1";
/// The largest file, in bytes.
pub const AUCTION_BYTES_MAX: usize = 256 * 1024 * 1024;
/// The most JSON values in a file.
pub const AUCTION_VALUES_MAX: usize = 20_000_000;
/// The deepest nesting, in levels.
pub const AUCTION_LEVELS_MAX: usize = 12;

/// A file that was read, and not yet checked.
#[derive(Debug, Clone)]
pub struct AuctionFile {
    /// What it says.
    pub export: Export,
    /// The fingerprint of everything in it but its signature, as canonical JSON (RFC 8785).
    pub body_sha256: Digest,
    /// The line of the signature over that.
    pub signature: String,
}

impl AuctionFile {
    /// Checks everything that it says, or gives the first thing that does not hold. Without a `trusted` key it is held to the
    /// key that it names itself.
    pub fn verify(&self, trusted: Option<&VerifyingKey>) -> Result<Account, Problem> {
        verify(&self.export, &self.body_sha256, &self.signature, trusted)
    }
}
