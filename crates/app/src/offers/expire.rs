//! The job that takes offers off the list when their last day has passed.

use super::{changed_meanwhile, moves};
use crate::{App, Error, Result, mail::Mail};
use jiff::{SignedDuration, Timestamp};
use svx_domain::{
    access::{self, Action, Scope},
    lifecycle::{OfferMove, State as _},
    organisation::Actor,
};
use svx_store::{jobs, offers, people};

/// The job's kind.
pub const JOB: &str = "offers.expire";
/// How often it runs.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// The most offers of one run; the next takes the rest.
const MAX_AT_ONCE: u32 = 200;

/// Puts the job in the queue, unless it is there.
pub async fn schedule(app: &App) -> Result<()> {
    put(app, app.now()).await
}

async fn put(app: &App, at: Timestamp) -> Result<()> {
    // The hour is in the key, so that a run can put the next one in the queue before it is done itself.
    let key = format!("{JOB} {}", at.strftime("%Y-%m-%dT%H"));
    housekeep!(app, |tx| {
        jobs::put(tx, JOB, serde_json::json!({}), Some(&key), at).await?;
        Ok(())
    })
}

/// Runs the job, and puts its next run in the queue.
pub async fn run(app: &App) -> Result<()> {
    expire(app).await?;
    put(app, app.now() + EVERY).await
}

async fn expire(app: &App) -> Result<()> {
    let actor = Actor::system(JOB);
    let permit = access::authorize(&actor, Action::EditOffer, &Scope::none())?;
    let today = app.today();
    let ended = {
        let mut conn = app.db.read().await?;
        offers::ended(&mut conn, today, MAX_AT_ONCE).await?
    };
    for id in ended {
        let ended = transact!(app, permit, |tx| {
            let offer = offers::by_id(tx, id).await?.ok_or(Error::NotFound)?;
            if offer.to_on >= today || offer.state.after(OfferMove::Expire).is_none() {
                return Err(changed_meanwhile());
            }
            moves::make(tx, &offer, OfferMove::Expire).await?;
            for member in people::members(tx, offer.organisation_id).await? {
                let text = format!(
                    "The last day of ‘{}’ has passed, so it is no longer on the list.\n\n{}/offers/{}\n",
                    offer.title, app.settings.base_url, id
                );
                let subject = "An offer has come to its last day".to_owned();
                Mail {
                    to: member.email,
                    subject,
                    text,
                }
                .queue(tx)
                .await?;
            }
            Ok::<_, Error>(())
        });
        match ended {
            // It was changed or withdrawn since it was looked up.
            Ok(()) | Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
