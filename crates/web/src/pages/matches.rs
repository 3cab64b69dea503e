//! Matches: the list, one match, the first move, and suggestions.

mod begin;
mod list;
mod show;
mod suggestions;

use crate::Routes;
pub(super) use show::events;
use svx_domain::{Code as _, Quantity, lifecycle::MatchState, ports};
use svx_ui::{Tag, TagColour, words};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(list::routes())
        .and(show::routes())
        .and(begin::routes())
        .and(suggestions::routes())
}

/// A quantity with its unit: 12 chairs.
pub(crate) fn thing(quantity: Quantity, unit: &str, units: &str) -> String {
    words::quantity(quantity.thousandths(), unit, units)
}

/// A moment in the time of the United Kingdom: 5:30pm on 23 November 2026.
pub(crate) fn when(at: jiff::Timestamp) -> String {
    words::date_time(at.to_zoned_datetime(ports::uk()).datetime())
}

/// How a match stands.
pub(super) fn tag(state: MatchState) -> Tag<'static> {
    let colour = match state {
        MatchState::Proposed | MatchState::Offered => TagColour::Yellow,
        MatchState::Accepted | MatchState::InProgress => TagColour::Teal,
        MatchState::Delivered => TagColour::Purple,
        MatchState::Disputed | MatchState::Rejected => TagColour::Red,
        MatchState::Confirmed | MatchState::Closed => TagColour::Green,
        MatchState::Declined | MatchState::Withdrawn | MatchState::Lapsed => TagColour::Grey,
    };
    Tag::new(colour, state.label())
}
