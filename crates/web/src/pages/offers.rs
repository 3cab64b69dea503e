//! Offers of spare capacity: an organisation's own, making and changing one, and what others see of it.

mod edit;
mod fields;
mod list;
mod new;
mod show;
mod withdraw;

use crate::{PageError, Routes};
use svx_domain::{Code as _, OfferId, lifecycle::OfferState};
use svx_places::{DistanceUnit, distance_text};
use svx_ui::{Tag, TagColour};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .and(list::routes())
        .and(new::routes())
        .and(edit::routes())
        .and(show::routes())
        .and(withdraw::routes())
}

fn state_tag(state: OfferState) -> Tag<'static> {
    let colour = match state {
        OfferState::Listed => TagColour::Green,
        OfferState::Paused => TagColour::Yellow,
        OfferState::Exhausted => TagColour::Teal,
        OfferState::Draft | OfferState::Expired | OfferState::Withdrawn => TagColour::Grey,
    };
    Tag::new(colour, state.label())
}

fn offer_id(text: &str) -> Result<OfferId, PageError> {
    text.parse().map_err(|_| PageError::NotFound)
}

/// How far an offer travels, in words.
fn travels(area: Option<&str>, radius_m: u32, remote: bool) -> String {
    let far = distance_text(radius_m, DistanceUnit::Miles);
    let near = match (area, radius_m) {
        (None, _) => return "From anywhere, by telephone or online".to_owned(),
        (Some(area), 0) => format!("To be fetched from {area}"),
        (Some(area), _) => format!("Up to {far} from {area}"),
    };
    if remote {
        format!("{near}; or from anywhere, by telephone or online")
    } else {
        near
    }
}
