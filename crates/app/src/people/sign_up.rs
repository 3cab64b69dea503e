//! Signing up: the same is said whether or not the address is known; the mail tells which.

use super::{
    attempts::{self, Caller},
    fields, links, password, sessions,
};
use crate::{App, Error, Invalid, Result, mail::Mail};
use svx_domain::{
    access::{self, Action, Permit, Scope},
    organisation::{Actor, LinkPurpose},
};
use svx_store::{
    Event,
    people::{self, Person},
};

/// What someone types to sign up.
#[derive(Debug, Clone, Copy)]
pub struct SignUp<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their e-mail address.
    pub email: &'a str,
    /// The password that they choose.
    pub password: &'a str,
}

/// Signs someone up and sends a link by which they show that the address is theirs.
pub async fn sign_up(app: &App, form: SignUp<'_>, caller: &Caller<'_>) -> Result<()> {
    let permit = access::authorize(&Actor::NOBODY, Action::SignUp, &Scope::none())?;
    let mut invalid = Invalid::new();
    let name = invalid.take_or_default("name", fields::name(form.name));
    let email = invalid.take_or_default("email", fields::email(form.email));
    if let Some(problem) = password::weakness(form.password, &name, &email) {
        invalid.add("password", problem);
    }
    invalid.check()?;
    attempts::MAIL.count(app, &email, caller).await?;
    let hash = password::hash(app, form.password).await?;
    let known = {
        let mut conn = app.db.read().await?;
        people::by_email(&mut conn, &email).await?
    };
    match known {
        None => add(app, permit, &name, &email, &hash).await,
        // Nobody has shown yet that the address is theirs, so whoever reads its mail decides what holds.
        Some(person) if person.email_verified_at.is_none() && person.disabled_at.is_none() => {
            renew(app, permit, Person { name, ..person }, &hash).await
        }
        Some(person) => {
            let mail = has_account(app, &person);
            housekeep!(app, |tx| { Ok(mail.clone().queue(tx).await?) })
        }
    }
}

async fn add(app: &App, permit: Permit, name: &str, email: &str, hash: &str) -> Result<()> {
    let token = sessions::new_token(app);
    let outcome = transact!(app, permit, |tx| {
        let person = Person {
            id: tx.id(),
            email: email.to_owned(),
            name: name.to_owned(),
            password_hash: Some(hash.to_owned()),
            email_verified_at: None,
            created_at: tx.now(),
            disabled_at: None,
        };
        people::insert(tx, &person).await?;
        tx.record(Event::new("person.signed-up", "person", person.id)).await?;
        links::issue(app, tx, &person, LinkPurpose::Verify, &token).await
    });
    match outcome {
        // Sent twice at the same moment: the first one's mail is on its way.
        Err(Error::Store(error)) if error.is_duplicate() => Ok(()),
        outcome => outcome,
    }
}

async fn renew(app: &App, permit: Permit, person: Person, hash: &str) -> Result<()> {
    let token = sessions::new_token(app);
    transact!(app, permit, |tx| {
        people::set_name(tx, person.id, &person.name).await?;
        people::set_password(tx, person.id, hash).await?;
        tx.record(Event::new("person.signed-up", "person", person.id)).await?;
        links::issue(app, tx, &person, LinkPurpose::Verify, &token).await
    })
}

fn has_account(app: &App, person: &Person) -> Mail {
    let base = &app.settings.base_url;
    let name = &person.name;
    let text = format!(
        "Hello {name},\n\nSomeone tried to sign up with this address, but you have an account with it already.\n\nTo sign in: {base}/sign-in\nIf you have forgotten your password: {base}/forgotten-password\n\nIf it was not you, you can ignore this message: nothing was changed.\n"
    );
    Mail {
        to: person.email.clone(),
        subject: "You already have an account".to_owned(),
        text,
    }
}
