//! Opening and closing by time. What counts is the clock; these jobs only write down what it already says, which keeps a
//! clock that is set back from opening what was closed.

use super::hall;
use crate::{App, Error, Result, procurement::scope};
use jiff::Timestamp;
use svx_auction::{Command, Stage};
use svx_domain::{
    access::{self, Action},
    organisation::Actor,
};
use svx_store::{Event, Tx, jobs, procurements};

/// The kind of the job.
pub const JOB: &str = "auctions.clock";

/// Asks for the clock to be looked at at a moment.
pub(super) async fn at(tx: &mut Tx, ocid: &str, moment: Timestamp) -> Result<()> {
    let dedupe = format!("{JOB}:{ocid}:{moment}");
    jobs::put(tx, JOB, serde_json::json!({"ocid": ocid}), Some(&dedupe), moment).await?;
    Ok(())
}

/// Writes down what the clock says of an auction, and asks to be called again where its closing has moved.
pub(crate) async fn run(app: &App, job: &jobs::Job) -> Result<()> {
    let ocid = job.payload["ocid"].as_str().unwrap_or_default();
    let found = {
        let mut conn = app.db.read().await?;
        procurements::by_ocid(&mut conn, ocid).await?.ok_or(Error::NotFound)?
    };
    let due = {
        let mut conn = app.db.read().await?;
        let hall = hall::enter(app, &mut conn, found.id).await?.ok_or(Error::NotFound)?;
        let decision = hall.auction.decide(Command::Tick, app.now());
        let is_due = decision.is_ok_and(|decision| !decision.events.is_empty());
        let moved = match hall.auction.stage(app.now()) {
            Stage::Open { closes_at, .. } => Some(closes_at),
            _ => None,
        };
        (is_due, moved)
    };
    if due == (false, None) {
        return Ok(());
    }
    let permit = access::authorize(&Actor::system(JOB), Action::RunProcurement, &scope(&found))?;
    transact!(app, permit, |tx| {
        let hall = hall::lock(app, tx, found.id).await?.ok_or(Error::NotFound)?;
        hall::decide(app, tx, &hall, Command::Tick).await?;
        if let Some(moment) = due.1 {
            at(tx, ocid, moment).await?;
        }
        tx.record(Event::new("auction.clock", "procurement", found.id)).await?;
        Ok(())
    })
}
