//! Everything can be worked out again: the tender file that reproduces a published result to the last fraction.

use super::{browse::work_out, permitted};
use crate::{App, Error, Result};
use svx_domain::{ProcurementId, access::Action, organisation::Actor};
use svx_formats::tender::result_json;
use svx_store::{Conn, decisions, evaluations, evaluations::Evaluation, procurements::Procurement};

/// A result with what reproduces it.
pub struct Reproduced {
    /// The tender file with bids and marks.
    pub tender: String,
    /// The result that was kept when the evaluation was run. The tender file gives this very text.
    pub result: String,
    /// Which evaluation it is.
    pub version: u32,
}

/// The evaluation that counts: the one that the contract was awarded by, that the decision rests on, or that was run last.
pub(super) async fn counting(conn: &mut Conn, procurement: &Procurement) -> Result<Option<Evaluation>> {
    let contract = evaluations::contract(conn, procurement.id)
        .await?
        .map(|contract| contract.evaluation_version);
    let version = match contract {
        Some(version) => Some(version),
        None => decisions::standing(conn, procurement.id)
            .await?
            .map(|decision| decision.evaluation_version),
    };
    Ok(match version {
        Some(version) => evaluations::by_version(conn, procurement.id, version).await?,
        None => evaluations::latest(conn, procurement.id).await?,
    })
}

/// The tender file of the result that counts, after it was worked out again and compared. `id` is an ocid or the procurement's id.
pub async fn reproduce(app: &App, actor: &Actor, id: &str) -> Result<Reproduced> {
    let ocid = match id.parse::<ProcurementId>() {
        Ok(id) => {
            let mut conn = app.db.read().await?;
            decisions::ocid_of(&mut conn, id).await?.ok_or(Error::NotFound)?
        }
        Err(_) => id.to_owned(),
    };
    let (_, procurement) = permitted(app, actor, Action::ViewEvaluation, &ocid).await?;
    let mut conn = app.db.read().await?;
    let stored = counting(&mut conn, &procurement)
        .await?
        .ok_or_else(|| Error::Conflict("This procurement has not been evaluated yet.".to_owned()))?;
    let again = result_json(&work_out(&stored.tender)?, false).map_err(svx_store::Error::from)?;
    if again != stored.result {
        return Err(Error::outside("working the result out again")(
            "what the tender file gives now is not what was kept when the evaluation was run".into(),
        ));
    }
    Ok(Reproduced {
        tender: stored.tender,
        result: stored.result,
        version: stored.version,
    })
}
