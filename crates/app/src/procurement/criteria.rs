//! The criteria that an officer is working on: those of a draft, or those of an amendment of what is published.

use super::{amend, permitted, rules::Setup, setup};
use crate::{App, Invalid, Result};
use svx_domain::{access::Action, lifecycle::ProcurementState, organisation::Actor};
use svx_store::{amendments, procurements::Procurement};

/// The criteria as they stand, for those who set them.
pub struct Desk {
    /// The procurement.
    pub procurement: Procurement,
    /// The criteria.
    pub setup: Setup,
    /// Whether they are those of an amendment.
    pub is_amendment: bool,
}

/// The criteria that can be changed now.
pub async fn desk(app: &App, actor: &Actor, ocid: &str) -> Result<Desk> {
    let (_, procurement) = permitted(app, actor, Action::RunProcurement, ocid).await?;
    if procurement.state != ProcurementState::Draft && amend::is_open(app, &procurement) {
        let mut conn = app.db.read().await?;
        if let Some(draft) = amendments::draft(&mut conn, procurement.id).await? {
            return Ok(Desk {
                setup: Setup::read(&draft.setup),
                procurement,
                is_amendment: true,
            });
        }
    }
    setup::must_be_draft(&procurement)?;
    Ok(Desk {
        setup: Setup::of(&procurement),
        procurement,
        is_amendment: false,
    })
}

/// Changes a piece of the criteria. Something in them may still be to come: the whole is checked before it is published.
pub async fn change(
    app: &App,
    actor: &Actor,
    ocid: &str,
    change: impl FnOnce(&mut Setup) -> Result<(), Invalid>,
) -> Result<()> {
    let desk = desk(app, actor, ocid).await?;
    if desk.is_amendment {
        return amend::change_criteria(app, actor, ocid, change).await;
    }
    let mut setup = desk.setup;
    change(&mut setup)?;
    setup.renumber();
    let value = serde_json::to_value(&setup).map_err(svx_store::Error::from)?;
    setup::save(app, actor, ocid, "criteria", |_, draft| draft.setup = value).await
}
