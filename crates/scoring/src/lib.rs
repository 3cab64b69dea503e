//! Scores bids by frozen rules, exactly, and explains every mark.
//!
//! Pure: no input or output, no clock, no chance, no floating point.

pub mod exact;

pub use exact::Exact;
