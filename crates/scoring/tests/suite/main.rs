//! The scorer's tests from outside: worked examples, refusals, policy, and what holds for any tender.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;
mod methods;
mod policy;
mod properties;
mod refusals;
mod what_if;
