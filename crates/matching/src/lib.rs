//! Which offers fit which needs, how well, and why, in words a person can read.
//!
//! Pure rules over plain input: no I/O, no clock, no chance, and integers throughout, so the same input always gives the
//! same answer. What makes a pair possible at all is in [`compatibility`]; what makes one better than another is in
//! [`Weights`]; [`recommend_offers`] and [`recommend_needs`] put the two together over an [`Index`] of the other side.

pub mod allocate;
mod compatibility;
mod exclusion;
pub mod flow;
mod grid;
mod index;
mod model;
mod reason;
mod recommend;
mod weights;
mod words;

pub use compatibility::{Compatibility, Fit, compatibility};
pub use exclusion::Exclusion;
pub use index::{Index, Indexed};
pub use model::{DAYS_NEEDED_MIN, Membership, Need, Offer, PRIORITY_MAX, PRIORITY_MIN};
pub use reason::Reason;
pub use recommend::{RECOMMENDATIONS_MAX, Recommendation, recommend_needs, recommend_offers, score};
pub use weights::{Score, Weights};
