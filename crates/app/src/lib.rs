//! The use cases of the exchange.
//!
//! Each is a function that takes the [`App`], an [`Actor`](svx_domain::organisation::Actor) and plain input; asks the access
//! table for a permit; loads; decides by the pure rules of `svx-domain`; and writes the change, its audit event and its
//! outgoing effects in one transaction.

mod error;
mod state;

pub mod blobs;
pub mod check;
pub mod mail;
pub mod people;
pub mod system;
pub mod worker;

pub use error::{Error, Invalid};
pub use state::{App, Settings};

/// What a use case gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
