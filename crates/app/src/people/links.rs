//! Links sent by e-mail: to verify an address, to sign in, to choose a new password. Each works once and for a time.

use super::{
    attempts::{self, Caller},
    fields, password, sessions,
    sign_in::person as acting_person,
};
use crate::{App, Error, Invalid, Result, mail::Mail};
use jiff::SignedDuration;
use svx_domain::{
    PersonId,
    access::{self, Action, Scope},
    organisation::{Actor, LinkPurpose},
};
use svx_store::{
    Event, Tx,
    links::{self, OpenLink},
    people::{self, Person},
};

/// How long a link to verify an address works.
pub const VERIFY_LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How long a link to sign in, or to choose a new password, works.
pub const SIGN_IN_LIFE: SignedDuration = SignedDuration::from_mins(15);
/// How long a link to choose a new password works.
pub const RESET_LIFE: SignedDuration = SignedDuration::from_hours(24);

/// What is said of a link that does not work.
pub const SPENT: &str = "This link has been used, or it is too old";

/// Sends a link to sign in. The same is said whether or not the address is known; the mail tells which.
pub async fn request_sign_in(app: &App, email: &str, caller: &Caller<'_>) -> Result<()> {
    request(app, email, LinkPurpose::SignIn, caller).await
}

/// Sends a link to choose a new password. The same is said whether or not the address is known; the mail tells which.
pub async fn request_reset(app: &App, email: &str, caller: &Caller<'_>) -> Result<()> {
    request(app, email, LinkPurpose::Reset, caller).await
}

async fn request(app: &App, email: &str, purpose: LinkPurpose, caller: &Caller<'_>) -> Result<()> {
    let email = fields::email(email).map_err(|message| Invalid::one("email", message))?;
    let found = {
        let mut conn = app.db.read().await?;
        people::by_email(&mut conn, &email).await?
    };
    match found.filter(|person| person.disabled_at.is_none()) {
        Some(person) => send(app, &person, purpose, caller).await,
        None => {
            attempts::MAIL.count(app, &email, caller).await?;
            let mail = no_account(app, email);
            housekeep!(app, |tx| { Ok(mail.clone().queue(tx).await?) })
        }
    }
}

/// Sends a person a link for a purpose. Links for the same purpose that were sent before stop working.
pub async fn send(app: &App, person: &Person, purpose: LinkPurpose, caller: &Caller<'_>) -> Result<()> {
    attempts::MAIL.count(app, &person.email, caller).await?;
    let permit = access::authorize(&Actor::NOBODY, Action::SignUp, &Scope::none())?;
    let token = sessions::new_token(app);
    transact!(app, permit, |tx| { issue(app, tx, person, purpose, &token).await })
}

/// Keeps a link with this token and puts its mail into the outbox.
pub(super) async fn issue(app: &App, tx: &mut Tx, person: &Person, purpose: LinkPurpose, token: &str) -> Result<()> {
    message(app, person, purpose, token).queue(tx).await?;
    keep(tx, person, purpose, token).await
}

/// Keeps a link with this token. Links for the same purpose that were given before stop working.
pub(super) async fn keep(tx: &mut Tx, person: &Person, purpose: LinkPurpose, token: &str) -> Result<()> {
    links::end_all(tx, person.id, purpose).await?;
    let expires_at = tx.now() + life(purpose);
    links::insert(tx, sessions::token_sha256(token), person.id, purpose, expires_at).await?;
    let event = Event::new("person.link-sent", "person", person.id);
    tx.record(event.with(serde_json::json!({"purpose": purpose.to_string()})))
        .await?;
    Ok(())
}

const fn life(purpose: LinkPurpose) -> SignedDuration {
    match purpose {
        LinkPurpose::Verify => VERIFY_LIFE,
        LinkPurpose::SignIn => SIGN_IN_LIFE,
        LinkPurpose::Reset => RESET_LIFE,
    }
}

/// The link, if it would work now: a page shows it before anything happens, because mail scanners follow links.
pub async fn find(app: &App, token: &str, purpose: LinkPurpose) -> Result<Option<OpenLink>> {
    let now = app.now();
    let mut conn = app.db.read().await?;
    Ok(links::find_open(&mut conn, sessions::token_sha256(token), purpose, now).await?)
}

/// Uses up a link to verify an address or to sign in, and gives the token of a new session.
pub async fn sign_in(app: &App, token: &str, purpose: LinkPurpose, caller: &Caller<'_>) -> Result<String> {
    let person = use_up(app, token, purpose, None).await?;
    sessions::start(app, person, caller.agent).await
}

/// Uses up a link to choose a new password, ends every session of the person, and gives the token of a new one.
pub async fn reset(app: &App, token: &str, new: &str, caller: &Caller<'_>) -> Result<String> {
    let purpose = LinkPurpose::Reset;
    let link = find(app, token, purpose)
        .await?
        .ok_or_else(|| Error::Conflict(SPENT.to_owned()))?;
    if let Some(problem) = password::weakness(new, &link.name, &link.email) {
        return Err(Invalid::one("new_password", problem).into());
    }
    let hash = password::hash(app, new).await?;
    let person = use_up(app, token, purpose, Some(&hash)).await?;
    attempts::PASSWORD.forget(app, &link.email).await?;
    sessions::start(app, person, caller.agent).await
}

/// Whoever has the token has the mailbox, so the address is theirs, and they act as that person from here on.
async fn use_up(app: &App, token: &str, purpose: LinkPurpose, password_hash: Option<&str>) -> Result<PersonId> {
    let spent = || Error::Conflict(SPENT.to_owned());
    let link = find(app, token, purpose).await?.ok_or_else(spent)?;
    let permit = access::authorize(&acting_person(link.person_id), Action::UseOwnAccount, &Scope::none())?;
    let sha256 = sessions::token_sha256(token);
    transact!(app, permit, |tx| {
        let person = links::use_up(tx, sha256.clone(), purpose).await?.ok_or_else(spent)?;
        people::verify_email(tx, person).await?;
        if let Some(hash) = password_hash {
            people::set_password(tx, person, hash).await?;
            people::end_sessions(tx, person).await?;
        }
        let event = Event::new("person.link-used", "person", person);
        tx.record(event.with(serde_json::json!({"purpose": purpose.to_string()})))
            .await?;
        Ok(person)
    })
}

fn message(app: &App, person: &Person, purpose: LinkPurpose, token: &str) -> Mail {
    let base = &app.settings.base_url;
    let (subject, lead, path, life) = match purpose {
        LinkPurpose::Verify => (
            "Verify your e-mail address",
            "Follow this link to show that this address is yours:",
            "verify",
            "It works once, for 24 hours.",
        ),
        LinkPurpose::SignIn => (
            "Your link to sign in",
            "Follow this link to sign in:",
            "sign-in/link",
            "It works once, for 15 minutes.",
        ),
        LinkPurpose::Reset => (
            "Choose a new password",
            "Follow this link to choose a new password:",
            "reset-password",
            "It works once, for 24 hours.",
        ),
    };
    let name = &person.name;
    let text = format!(
        "Hello {name},\n\n{lead}\n\n{base}/{path}/{token}\n\n{life} If you did not ask for it, you can ignore this message: nothing happens without it.\n"
    );
    Mail {
        to: person.email.clone(),
        subject: subject.to_owned(),
        text,
    }
}

fn no_account(app: &App, to: String) -> Mail {
    let base = &app.settings.base_url;
    let text = format!(
        "Hello,\n\nSomeone asked for a link to sign in with this address, but there is no account with it. You may have used another address.\n\nTo sign up, go to {base}/sign-up\n\nIf it was not you, you can ignore this message.\n"
    );
    Mail {
        to,
        subject: "There is no account with this address".to_owned(),
        text,
    }
}
