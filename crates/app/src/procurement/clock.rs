//! Opening and closing by time. What counts is the clock; these jobs only write down what it already says.

use super::state_now;
use crate::{App, Error, Result};
use jiff::Timestamp;
use svx_domain::{
    access::{self, Action},
    organisation::Actor,
};
use svx_store::{Event, Tx, jobs, procurements};

/// The kind of the job.
pub const JOB: &str = "procurements.clock";

/// Asks for the state to be written down at a moment.
pub(super) async fn at(tx: &mut Tx, ocid: &str, moment: Timestamp) -> Result<()> {
    let dedupe = format!("{JOB}:{ocid}:{moment}");
    jobs::put(tx, JOB, serde_json::json!({"ocid": ocid}), Some(&dedupe), moment).await?;
    Ok(())
}

/// Writes down where a procurement stands by now.
pub(crate) async fn run(app: &App, job: &jobs::Job) -> Result<()> {
    let ocid = job.payload["ocid"].as_str().unwrap_or_default();
    let found = {
        let mut conn = app.db.read().await?;
        procurements::by_ocid(&mut conn, ocid).await?.ok_or(Error::NotFound)?
    };
    let state = state_now(app, &found);
    if state == found.state {
        return Ok(());
    }
    let permit = access::authorize(&Actor::system(JOB), Action::RunProcurement, &super::scope(&found))?;
    transact!(app, permit, |tx| {
        if procurements::to_state(tx, found.id, found.state, state).await? {
            let event = Event::new("procurement.moved", "procurement", found.id);
            let (from, to) = (found.state.to_string(), state.to_string());
            tx.record(event.with(serde_json::json!({"from": from, "to": to})))
                .await?;
            return Ok(());
        }
        // Somebody was faster, by an act of their own.
        Err(super::faster())
    })
}
