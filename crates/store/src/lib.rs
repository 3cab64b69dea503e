//! All the SQL of the exchange, for SQLite and PostgreSQL.
//!
//! Every operation is one constant text in the dialect that both engines share ([`Stmt`]); a few, such as full-text search,
//! have a text for each. A module for each aggregate holds its records, its statements and the functions that run them.
//! Functions that read take a [`Conn`]; functions that write take a [`Tx`], which cannot be had without a permit and
//! does not commit without an audit event.

mod arg;
mod conn;
mod db;
mod error;
mod row;
mod stmt;

pub mod api_tokens;
pub mod applications;
pub mod auctions;
pub mod audit;
pub mod authorities;
pub mod bids;
pub mod claims;
pub mod commitments;
pub mod complaints;
pub mod deliveries;
pub mod evaluations;
pub mod home;
pub mod idempotency;
pub mod installation;
pub mod invitations;
pub mod jobs;
pub mod key_shares;
pub mod ledger;
pub mod links;
pub mod matches;
pub mod needs;
pub mod offers;
pub mod organisations;
pub mod outbox;
pub mod people;
pub mod places;
pub mod prices;
pub mod procurements;
pub mod projects;
pub mod search;
pub mod stories;
pub mod throttle;

pub use arg::Arg;
pub use audit::Event;
pub use conn::{Conn, Tx};
pub use db::{Attempts, DatabaseUrl, Db};
pub use error::{Error, Transient};
pub use row::{Field, Record, Row};
pub use stmt::{Engine, Stmt};

/// What a store function gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every statement of every module, so that a test can prepare each on both engines.
pub fn statements() -> Vec<&'static Stmt> {
    let modules = [
        api_tokens::STATEMENTS,
        applications::STATEMENTS,
        auctions::STATEMENTS,
        audit::STATEMENTS,
        audit::tree::STATEMENTS,
        bids::STATEMENTS,
        authorities::STATEMENTS,
        claims::STATEMENTS,
        commitments::STATEMENTS,
        complaints::STATEMENTS,
        evaluations::STATEMENTS,
        deliveries::STATEMENTS,
        idempotency::STATEMENTS,
        invitations::STATEMENTS,
        home::STATEMENTS,
        installation::STATEMENTS,
        jobs::STATEMENTS,
        key_shares::STATEMENTS,
        ledger::STATEMENTS,
        links::STATEMENTS,
        needs::STATEMENTS,
        offers::STATEMENTS,
        matches::STATEMENTS,
        organisations::STATEMENTS,
        outbox::STATEMENTS,
        people::STATEMENTS,
        places::STATEMENTS,
        prices::STATEMENTS,
        procurements::STATEMENTS,
        projects::STATEMENTS,
        search::STATEMENTS,
        stories::STATEMENTS,
        throttle::STATEMENTS,
    ];
    modules.concat()
}
