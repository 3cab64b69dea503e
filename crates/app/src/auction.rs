//! Auctions on the social value part of a procurement: their rules, taking part, watching over them, and what comes of them.
//!
//! What happened is in the database, sealed; where an auction stands is worked out from it and held in memory. What is in a
//! bid is sealed to the procurement's key before it is stored, as bids are.

pub mod bid;
pub mod clock;
mod event;
mod hall;
pub mod officers;
pub mod result;
pub mod rules;
pub mod view;

pub use hall::Halls;

use crate::{Error, procurement::bidding::moment_words};
use svx_auction::Refusal;

/// What was refused, in words for the one who asked, with times in the United Kingdom.
fn refused(refusal: Refusal) -> Error {
    Error::Conflict(match refusal {
        Refusal::TooEarly { opens_at, now } => {
            let (opens, now) = (moment_words(opens_at), moment_words(now));
            format!("Bids are taken from {opens}. It is {now} now. Your pledges are saved.")
        }
        Refusal::Late { closed_at, now } => {
            let (closed, now) = (moment_words(closed_at), moment_words(now));
            format!("Bidding closed at {closed}. It is {now} now. Nothing was accepted.")
        }
        Refusal::BelowReserve { reserve, total } => {
            format!("A bid must come to at least £{reserve}. Yours comes to £{total}.")
        }
        Refusal::NotAnImprovement { least, total } => {
            format!("A new bid must come to at least £{least}. Yours comes to £{total}.")
        }
        other => other.to_string(),
    })
}
