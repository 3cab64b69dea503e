//! The auction's rules by example, over random histories, and over every history of a small scope.

#![expect(clippy::unwrap_used, reason = "a test may stop where what it stands on is not there")]

mod histories;
mod properties;
mod rules;
mod small_scope;
mod story;
mod world;
