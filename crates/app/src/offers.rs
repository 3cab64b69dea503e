//! Suppliers' offers of spare capacity.

pub mod expire;
mod list;
mod make;
mod moves;
mod typed;
mod view;

pub use list::{List, own};
pub use make::{begin_change, change, check, create, may_list};
pub use moves::{list, pause, resume, step, take_back, withdraw};
pub use typed::{Checked, OfferInput, radius_m, radius_text};
pub use view::{Shown, show};

use crate::{Error, Result};
use svx_domain::OrganisationId;
use svx_store::{Conn, applications};

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 100;
/// The most characters of a description.
pub const MAX_DESCRIPTION_CHARS: usize = 1000;
/// The furthest that an offer may travel, in kilometres.
pub const MAX_RADIUS_KM: u32 = 500;
/// How many years from today an offer's last day may be, and how many before it its first.
pub const MAX_YEARS: i16 = 3;
/// The most offers of one organisation that are not over.
pub const MAX_OPEN_OFFERS: u32 = 200;

fn changed_meanwhile() -> Error {
    Error::Conflict("This offer was changed by someone else meanwhile. Look at it again.".to_owned())
}

/// Only what a supplier that some authority has approved offers is seen on an exchange.
async fn must_be_approved(conn: &mut Conn, supplier: OrganisationId) -> Result<()> {
    if applications::approved_authorities(conn, supplier).await?.is_empty() {
        return Err(Error::Conflict(
            "An authority must approve your organisation before you can list an offer. Apply to join an authority’s \
             exchange. Until it has approved you, you can keep offers as drafts."
                .to_owned(),
        ));
    }
    Ok(())
}
