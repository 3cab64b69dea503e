//! One's own account: name, sessions, memberships.

use super::{
    fields,
    sessions::{IDLE, SignedIn},
};
use crate::{App, Error, Invalid, Result};
use svx_domain::{
    SessionId,
    access::{self, Action, Scope},
};
use svx_store::{
    Event,
    people::{self, Person, Session},
};

/// What someone sees of their own account.
pub struct Account {
    /// Themselves.
    pub person: Person,
    /// Their open sessions, the one used last first.
    pub sessions: Vec<Session>,
}

/// The account of whoever is signed in.
pub async fn view(app: &App, signed_in: &SignedIn) -> Result<Account> {
    access::authorize(&signed_in.actor(), Action::UseOwnAccount, &Scope::none())?;
    let id = signed_in.session.person_id;
    let now = app.now();
    let mut conn = app.db.read().await?;
    Ok(Account {
        person: people::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?,
        sessions: people::sessions(&mut conn, id, now, now - IDLE).await?,
    })
}

/// Changes one's name.
pub async fn rename(app: &App, signed_in: &SignedIn, name: &str) -> Result<()> {
    let permit = access::authorize(&signed_in.actor(), Action::UseOwnAccount, &Scope::none())?;
    let name = fields::name(name).map_err(|message| Invalid::one("name", message))?;
    let id = signed_in.session.person_id;
    transact!(app, permit, |tx| {
        people::set_name(tx, id, &name).await?;
        tx.record(Event::new("person.renamed", "person", id)).await?;
        Ok(())
    })
}

/// Ends one of one's own sessions.
pub async fn end_session(app: &App, signed_in: &SignedIn, session: SessionId) -> Result<()> {
    access::authorize(&signed_in.actor(), Action::UseOwnAccount, &Scope::none())?;
    let id = signed_in.session.person_id;
    let ended = housekeep!(app, |tx| { Ok(people::end_session(tx, session, id).await?) })?;
    if ended { Ok(()) } else { Err(Error::NotFound) }
}

/// Ends all of one's sessions but this one, and says how many that were.
pub async fn end_other_sessions(app: &App, signed_in: &SignedIn) -> Result<u64> {
    access::authorize(&signed_in.actor(), Action::UseOwnAccount, &Scope::none())?;
    let session = &signed_in.session;
    housekeep!(app, |tx| {
        Ok(people::end_other_sessions(tx, session.person_id, session.id).await?)
    })
}
