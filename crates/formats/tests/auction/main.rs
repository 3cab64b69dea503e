//! Published auctions from outside: what is written is read and holds; whatever is changed is found, and where.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod example;
mod reading;
mod schema;
mod tampering;
