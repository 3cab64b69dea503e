//! Offers of spare capacity: an organisation's own, the form, and what others see.

mod form;
mod own;
mod show;

use crate::Routes;
use svx_domain::lifecycle::OfferState;
use svx_ui::{Tag, TagColour};

pub(crate) fn routes() -> Routes {
    Routes::new().and(own::routes()).and(form::routes()).and(show::routes())
}

fn state_tag(state: OfferState) -> Tag<'static> {
    let colour = match state {
        OfferState::Listed => TagColour::Green,
        OfferState::Paused => TagColour::Yellow,
        OfferState::Exhausted => TagColour::Teal,
        OfferState::Draft | OfferState::Expired | OfferState::Withdrawn => TagColour::Grey,
    };
    Tag::new(colour, svx_domain::Code::label(state))
}
