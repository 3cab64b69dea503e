//! Suppliers' offers of spare capacity.

pub mod expire;
mod make;
mod view;

pub use make::{OfferInput, change, create, list, pause, resume, withdraw};
pub use view::{Shown, own, show};

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 100;
/// The most characters of a description.
pub const MAX_DESCRIPTION_CHARS: usize = 1000;
/// The furthest that an offer may travel, in kilometres: the length of Great Britain.
pub const MAX_RADIUS_KM: u32 = 1000;
/// The most offers of one organisation that are not over.
pub const MAX_OPEN_OFFERS: usize = 200;
