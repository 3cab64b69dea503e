//! What both sides see of applications.

use crate::{App, Error, Result};
use jiff::{SignedDuration, Timestamp};
use svx_domain::{
    ApplicationId,
    access::{self, Action, Scope},
    lifecycle::ApplicationState,
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    applications::{self, Application, Signals},
    audit::{self, Told},
    organisations::{self, Identifier, Organisation},
};

/// An organisation that was added within this time is new.
const NEW: SignedDuration = SignedDuration::from_hours(24 * 30);
/// How much of what happened is shown.
const MAX_HISTORY: u32 = 200;

/// The applications of the actor's own organisation.
pub async fn own(app: &App, actor: &Actor) -> Result<Vec<Application>> {
    let own = actor.organisation().ok_or(Error::NotFound)?;
    access::authorize(actor, Action::ViewApplication, &Scope::owned_by(own))?;
    let mut conn = app.db.read().await?;
    Ok(applications::of_organisation(&mut conn, own).await?)
}

/// An application in the authority's queue.
pub struct Queued {
    /// The application.
    pub application: Application,
    /// What to look twice at, each in a few words.
    pub signals: Vec<String>,
}

/// The applications to the actor's own authority, the oldest first: in one state, and of one kind, where given.
pub async fn queue(
    app: &App,
    actor: &Actor,
    state: Option<ApplicationState>,
    kind: Option<OrganisationKind>,
) -> Result<Vec<Queued>> {
    let own = actor.organisation().ok_or(Error::NotFound)?;
    access::authorize(actor, Action::ViewApplication, &Scope::none().under([own]))?;
    if !actor.acts_for(OrganisationKind::Authority) {
        return Err(Error::NotFound);
    }
    let now = app.now();
    let mut conn = app.db.read().await?;
    let found = applications::queue(&mut conn, own, state, kind).await?;
    let signals = applications::signals(&mut conn, own, state).await?;
    Ok(found
        .into_iter()
        .map(|application| {
            let own = signals
                .iter()
                .find(|signals| signals.organisation_id == application.organisation_id);
            Queued {
                signals: own.map_or(Vec::new(), |own| look_twice(&application, own, now)),
                application,
            }
        })
        .collect())
}

/// An application as the authority decides on it.
pub struct UnderReview {
    /// The application and what to look twice at.
    pub queued: Queued,
    /// The applicant.
    pub organisation: Organisation,
    /// Its numbers in registers.
    pub identifiers: Vec<Identifier>,
    /// What happened to the application, oldest first.
    pub history: Vec<Told>,
}

/// One application, with everything that a decision needs.
pub async fn one(app: &App, actor: &Actor, id: ApplicationId) -> Result<UnderReview> {
    let now = app.now();
    let mut conn = app.db.read().await?;
    let application = applications::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    access::authorize(
        actor,
        Action::ViewApplication,
        &Scope::none().under([application.authority_id]),
    )?;
    let organisation = organisations::by_id(&mut conn, application.organisation_id)
        .await?
        .ok_or(Error::NotFound)?;
    let all = applications::signals(&mut conn, application.authority_id, Some(application.state)).await?;
    let signals = all.iter().find(|signals| signals.organisation_id == organisation.id);
    Ok(UnderReview {
        identifiers: organisations::identifiers(&mut conn, organisation.id).await?,
        history: audit::history(&mut conn, id, MAX_HISTORY).await?,
        queued: Queued {
            signals: signals.map_or(Vec::new(), |signals| look_twice(&application, signals, now)),
            application,
        },
        organisation,
    })
}

fn look_twice(application: &Application, signals: &Signals, now: Timestamp) -> Vec<String> {
    let mut found = Vec::new();
    if now.duration_since(application.organisation_created_at) < NEW {
        found.push("New on the exchange".to_owned());
    }
    if signals.identifiers == 0 {
        found.push("No charity or company number".to_owned());
    }
    if signals.same_postcode > 0 {
        found.push(format!("{} more at the same postcode", signals.same_postcode));
    }
    if signals.same_name > 0 {
        found.push("Another organisation has the same name".to_owned());
    }
    found
}
