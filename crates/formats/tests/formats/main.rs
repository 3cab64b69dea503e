//! The files that people bring, from outside.

#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

mod charities;
mod packs;
mod proxies;
mod sheets;
