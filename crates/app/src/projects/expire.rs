//! The job that takes projects off the list when their last day has passed.

use crate::{App, Error, Result, mail::Mail};
use jiff::{SignedDuration, Timestamp};
use svx_domain::{
    access::{self, Action, Scope},
    lifecycle::{ProjectMove, State as _},
    organisation::Actor,
};
use svx_store::{Event, jobs, projects};

/// The job's kind.
pub const JOB: &str = "projects.expire";
/// How often it runs.
const EVERY: SignedDuration = SignedDuration::from_hours(1);
/// The most projects of one run; the next takes the rest.
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
    let permit = access::authorize(&actor, Action::EditProject, &Scope::none())?;
    let ended = {
        let mut conn = app.db.read().await?;
        projects::ended(&mut conn, app.today(), MAX_AT_ONCE).await?
    };
    for id in ended {
        transact!(app, permit, |tx| {
            let project = projects::by_id(tx, id).await?.ok_or(Error::NotFound)?;
            let next = project.state.apply(ProjectMove::Expire)?;
            projects::set_state(tx, id, project.state, next, None).await?;
            for to in super::load::addresses(tx, project.organisation_id).await? {
                let text = format!(
                    "The last day of ‘{}’ has passed, so it is no longer on the list.\n\n{}/projects/{}\n",
                    project.title, app.settings.base_url, project.slug
                );
                let subject = "A project has come to its last day".to_owned();
                Mail { to, subject, text }.queue(tx).await?;
            }
            tx.record(Event::new("project.expired", "project", id)).await?;
            Ok::<_, Error>(())
        })?;
    }
    Ok(())
}
