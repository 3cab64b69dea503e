//! Scores bids by frozen rules, exactly, and explains every mark.
//!
//! Pure: no input or output, no clock, no chance, no floating point.

mod bids;
mod evaluate;
pub mod exact;
mod explain;
pub mod measures;
mod methods;
mod own_copy;
mod plan;
pub mod policy;
mod problem;
pub mod realism;
pub mod rules;
mod ties;
mod validate;

pub use bids::{BIDS_MAX, BidInput, Input, MARKS_MAX, SUPPLIER_CHARS_MAX, Verdict, bid_problems};
pub use evaluate::{BidResult, Evaluation, Flag, FlagKind, Mark, Outcome, evaluate};
pub use exact::Exact;
pub use explain::Explanation;
pub use methods::{Answer, Reference};
pub use own_copy::own_copy;
pub use problem::{PROBLEMS_MAX, Path, Problem};
pub use rules::{Rules, ValidRules};
