//! The criteria that an officer is working on: those of a draft.

use super::{permitted, rules::Setup, setup};
use crate::{App, Invalid, Result};
use svx_domain::{access::Action, organisation::Actor};
use svx_store::procurements::Procurement;

/// The criteria as they stand, for those who set them.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// The criteria.
    pub setup: Setup,
}

/// The criteria that can be changed now.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    setup::must_be_draft(&procurement)?;
    Ok(Desk {
        setup: Setup::of(&procurement),
        procurement,
    })
}

/// Changes a piece of the criteria. Something in them may still be to come: the whole is checked before it is published.
pub async fn change(
    app: &App,
    actor: &Actor,
    ocid: &str,
    change: impl FnOnce(&mut Setup) -> Result<(), Invalid>,
) -> Result<()> {
    let mut setup = desk(app, actor, ocid).await?.setup;
    change(&mut setup)?;
    setup.renumber();
    let value = serde_json::to_value(&setup).map_err(svx_store::Error::from)?;
    setup::save(app, actor, ocid, "criteria", |_, draft| draft.setup = value).await
}
