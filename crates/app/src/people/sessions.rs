//! Sessions: beginning one, finding who is behind a token, acting for another organisation, ending.

use crate::{App, Error, Result};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use sha2::{Digest, Sha256};
use svx_domain::{
    OrganisationId, PersonId,
    access::{self, Action, Scope},
    organisation::{Acting, Actor, Who},
};
use svx_store::people::{self, Membership, NewSession, Session};

/// A session that is not used for this long ends.
pub const IDLE: SignedDuration = SignedDuration::from_hours(12);
/// A session ends after this long in any case.
pub const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 14);
/// A use is noted at most this often.
const SEEN_STEP: SignedDuration = SignedDuration::from_mins(5);
/// How much of the browser's name is kept.
const MAX_AGENT_CHARS: usize = 200;

/// Who is behind a token.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The organisations that the person belongs to.
    pub memberships: Vec<Membership>,
}

impl SignedIn {
    /// The person, acting for the organisation that they chose, if they still belong to it.
    pub fn actor(&self) -> Actor {
        let acting = self.current().map(|membership| Acting {
            organisation: membership.organisation_id,
            kind: membership.kind,
            roles: membership.roles,
        });
        Actor {
            who: Who::Person(self.session.person_id),
            acting,
        }
    }

    /// The membership that they act under.
    pub fn current(&self) -> Option<&Membership> {
        let chosen = self.session.organisation_id?;
        self.memberships
            .iter()
            .find(|membership| membership.organisation_id == chosen)
    }
}

/// The SHA-256 under which a secret token is kept: the token itself is never stored.
pub fn token_sha256(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// A new secret token of 256 random bits, safe in a URL.
pub fn new_token(app: &App) -> String {
    let mut bytes = [0; 32];
    app.entropy().fill(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}

/// Begins a session of a person whose identity was proved, and gives the token for their cookie.
pub async fn start(app: &App, person: PersonId, agent: &str) -> Result<String> {
    let token = new_token(app);
    let csrf = new_token(app);
    housekeep!(app, |tx| {
        let first = people::memberships(tx, person)
            .await?
            .first()
            .map(|membership| membership.organisation_id);
        let session = NewSession {
            token_sha256: token_sha256(&token),
            person,
            organisation: first,
            csrf: csrf.clone(),
            agent: agent.chars().take(MAX_AGENT_CHARS).collect(),
            expires_at: tx.now() + LONGEST,
        };
        people::start_session(tx, session).await?;
        Ok::<_, Error>(())
    })?;
    Ok(token)
}

/// Who is behind a token, if its session is open. Notes that the session was used.
pub async fn find(app: &App, token: &str) -> Result<Option<SignedIn>> {
    let now = app.now();
    let mut conn = app.db.read().await?;
    let Some(session) = people::find_session(&mut conn, &token_sha256(token), now, now - IDLE).await? else {
        return Ok(None);
    };
    let memberships = people::memberships(&mut conn, session.person_id).await?;
    drop(conn);
    if now.duration_since(session.seen_at) > SEEN_STEP {
        housekeep!(app, |tx| { Ok(people::see_session(tx, session.id).await?) })?;
    }
    Ok(Some(SignedIn { session, memberships }))
}

/// Lets the session act for another of the person's organisations.
pub async fn switch(app: &App, signed_in: &SignedIn, organisation: OrganisationId) -> Result<()> {
    access::authorize(&signed_in.actor(), Action::UseOwnAccount, &Scope::none())?;
    housekeep!(app, |tx| {
        // Asked of the database: a membership may be newer than what the request began with.
        let memberships = people::memberships(tx, signed_in.session.person_id).await?;
        if !memberships
            .iter()
            .any(|membership| membership.organisation_id == organisation)
        {
            return Err(Error::NotFound);
        }
        Ok(people::switch_session(tx, signed_in.session.id, organisation).await?)
    })
}

/// Ends the session.
pub async fn end(app: &App, signed_in: &SignedIn) -> Result<()> {
    let session = &signed_in.session;
    housekeep!(app, |tx| {
        people::end_session(tx, session.id, session.person_id).await?;
        Ok(())
    })
}
