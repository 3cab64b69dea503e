//! What everyone may know of an auction: its frozen rules and where it stands.

use super::hall;
use crate::{App, Error, Result, procurement::permitted};
use jiff::Timestamp;
use svx_auction::{PublicView, ValidRules};
use svx_domain::{access::Action, organisation::Actor};
use svx_store::{Conn, procurements::Procurement};

/// An auction as everyone may see it.
pub struct Known {
    /// The frozen rules.
    pub rules: ValidRules,
    /// Where it stands.
    pub view: PublicView,
    /// This moment, by the server's clock.
    pub now: Timestamp,
}

/// The auction of a procurement, where it has one.
pub async fn of(app: &App, conn: &mut Conn, procurement: &Procurement) -> Result<Option<Known>> {
    let now = app.now();
    let hall = hall::enter(app, conn, procurement.id).await?;
    Ok(hall.map(|hall| Known {
        rules: hall.rules().clone(),
        view: hall.auction.for_public(now),
        now,
    }))
}

/// The frozen rules as JSON, as the published file has them.
pub async fn rules_file(app: &App, actor: &Actor, ocid: &str) -> Result<String> {
    let (_, procurement) = permitted(app, actor, Action::ViewProcurement, ocid).await?;
    let mut conn = app.db.read().await?;
    let found = svx_store::auctions::of_procurement(&mut conn, procurement.id).await?;
    found.and_then(|auction| auction.rules).ok_or(Error::NotFound)
}
