//! Signing in: with a password, or as a person of the demonstration.

use super::{
    attempts::{self, Caller},
    fields, links, password, sessions,
};
use crate::{App, Error, Invalid, Result};
use svx_domain::{
    PersonId,
    access::{self, Action, Scope},
    organisation::{Actor, LinkPurpose, Who},
};
use svx_store::{
    Event,
    people::{self, DemoPerson},
};

/// A person, acting for no organisation.
pub fn person(id: PersonId) -> Actor {
    Actor {
        who: Who::Person(id),
        acting: None,
    }
}

/// Signs in with a password and gives the token of a new session. The answer, and the time that it takes, are the same whether the
/// address or the password is wrong.
pub async fn with_password(app: &App, email: &str, given: &str, caller: &Caller<'_>) -> Result<String> {
    access::authorize(&Actor::NOBODY, Action::SignUp, &Scope::none())?;
    let mut invalid = Invalid::new();
    let email = invalid.take_or_default("email", fields::email(email));
    if given.is_empty() {
        invalid.add("password", "Enter your password");
    }
    invalid.check()?;
    attempts::PASSWORD.count(app, &email, caller).await?;
    let found = {
        let mut conn = app.db.read().await?;
        people::by_email(&mut conn, &email).await?
    };
    let found = found.filter(|person| person.disabled_at.is_none());
    let hash = found.as_ref().and_then(|person| person.password_hash.as_deref());
    let right = password::verify(given, hash).await?;
    let Some(person) = found.filter(|_| right) else {
        return Err(Invalid::one("password", "The e-mail address or the password is not right").into());
    };
    attempts::PASSWORD.forget(app, &email).await?;
    if person.email_verified_at.is_none() {
        links::send(app, &person, LinkPurpose::Verify, caller).await?;
        let message = "Verify your e-mail address first: we have sent you another link";
        return Err(Invalid::one("email", message).into());
    }
    sessions::start(app, person.id, caller.agent).await
}

/// Changes the password of whoever is signed in, who must give the one they have, and ends their other sessions.
pub async fn set_password(
    app: &App,
    signed_in: &sessions::SignedIn,
    current: &str,
    new: &str,
    caller: &Caller<'_>,
) -> Result<()> {
    let actor = signed_in.actor();
    let permit = access::authorize(&actor, Action::UseOwnAccount, &Scope::none())?;
    let id = signed_in.session.person_id;
    let person = {
        let mut conn = app.db.read().await?;
        people::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?
    };
    if let Some(hash) = person.password_hash.as_deref() {
        attempts::PASSWORD.count(app, &person.email, caller).await?;
        if !password::verify(current, Some(hash)).await? {
            return Err(Invalid::one("current_password", "This is not your password").into());
        }
        attempts::PASSWORD.forget(app, &person.email).await?;
    }
    if let Some(problem) = password::weakness(new, &person.name, &person.email) {
        return Err(Invalid::one("new_password", problem).into());
    }
    let hash = password::hash(app, new).await?;
    let session = signed_in.session.id;
    transact!(app, permit, |tx| {
        people::set_password(tx, id, &hash).await?;
        people::end_other_sessions(tx, id, session).await?;
        tx.record(Event::new("person.password-changed", "person", id)).await?;
        Ok(())
    })
}

/// The people of the demonstration, for its sign-in page. There is no such page on an exchange that is not one.
pub async fn demo_people(app: &App) -> Result<Vec<DemoPerson>> {
    if !app.settings.demo {
        return Err(Error::NotFound);
    }
    let mut conn = app.db.read().await?;
    Ok(people::demo_people(&mut conn).await?)
}

/// Signs in as a person of the demonstration.
pub async fn as_demo_person(app: &App, id: PersonId, caller: &Caller<'_>) -> Result<String> {
    let known = demo_people(app).await?.iter().any(|person| person.person_id == id);
    if !known {
        return Err(Error::NotFound);
    }
    sessions::start(app, id, caller.agent).await
}
