//! The use cases of the exchange.
//!
//! Each is a function that takes the [`App`], an [`Actor`](svx_domain::organisation::Actor) and plain input; asks the access
//! table for a permit; loads; decides by the pure rules of `svx-domain`; and writes the change, its audit event and its
//! outgoing effects in one transaction.

/// Does the work of a use case in one transaction with its audit event: `transact!(app, permit, |tx| { ... })`.
/// See [`svx_store::transact!`].
macro_rules! transact {
    ($app:expr, $permit:expr, |$tx:ident| $work:block) => {
        svx_store::transact!($app.db.attempts(&$permit), $crate::Error, |$tx| $work)
    };
}

/// Does work that is not audited in one transaction: `housekeep!(app, |tx| { ... })`. See
/// [`svx_store::Db::housekeeping`].
macro_rules! housekeep {
    ($app:expr, |$tx:ident| $work:block) => {
        svx_store::transact!($app.db.housekeeping(), $crate::Error, |$tx| $work)
    };
}

mod error;
mod state;

pub mod applications;
pub mod auction;
pub mod authorities;
pub mod blobs;
pub mod check;
pub mod commitments;
pub mod complaints;
pub mod figures;
pub mod home;
pub mod input;
pub mod keys;
pub mod log;
pub mod mail;
pub mod matches;
pub mod offers;
pub mod operate;
pub mod organisations;
pub mod people;
pub mod places;
pub mod prices;
pub mod procurement;
pub mod projects;
pub mod stories;
pub mod sweep;
pub mod system;
pub mod worker;

pub use error::{Error, Invalid};
pub use state::{App, LogSettings, Settings};

/// What a use case gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
