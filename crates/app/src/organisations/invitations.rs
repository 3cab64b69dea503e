//! Inviting people into an organisation by e-mail.

use super::members;
use crate::{
    App, Error, Invalid, Result,
    mail::Mail,
    people::{
        attempts::Caller,
        fields, password,
        sessions::{self, SignedIn},
        sign_in,
    },
};
use jiff::SignedDuration;
use svx_domain::{
    Code, OrganisationId, PersonId,
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind, Roles},
};
use svx_store::{
    Event, Tx,
    invitations::{self, Invitation},
    organisations,
    people::{self, Person},
};

/// How long an invitation works.
pub const LIFE: SignedDuration = SignedDuration::from_hours(24 * 14);
/// What is said of an invitation that does not work.
pub const SPENT: &str = "This invitation has been used or withdrawn, or it is too old";

/// Invites a person by their address.
pub async fn invite(app: &App, actor: &Actor, organisation: OrganisationId, email: &str, codes: &[&str]) -> Result<()> {
    let permit = access::authorize(actor, Action::ManagePeople, &Scope::owned_by(organisation))?;
    let kind = actor.acting.ok_or(Error::NotFound)?.kind;
    let mut invalid = Invalid::new();
    let email = invalid.take_or_default("email", fields::email(email));
    let roles = match members::roles(kind, codes.iter().copied()) {
        Ok(roles) => roles,
        Err(Error::Invalid(problem)) => {
            for (field, message) in problem.iter() {
                invalid.add(field, message);
            }
            Roles::NONE
        }
        Err(error) => return Err(error),
    };
    invalid.check()?;
    let token = sessions::new_token(app);
    transact!(app, permit, |tx| {
        let members = people::members(tx, organisation).await?;
        if members.iter().any(|member| member.email == email) {
            return Err(Invalid::one("email", "This person belongs to the organisation already").into());
        }
        let now = tx.now();
        if invitations::list(tx, organisation, now).await?.len() >= invitations::MAX_LISTED as usize {
            return Err(Error::Conflict(
                "There are too many invitations that were not answered".to_owned(),
            ));
        }
        issue(app, tx, organisation, &email, roles, &token).await
    })
}

/// Keeps an invitation with this token and puts its mail into the outbox.
pub(crate) async fn issue(
    app: &App,
    tx: &mut Tx,
    organisation: OrganisationId,
    email: &str,
    roles: Roles,
    token: &str,
) -> Result<()> {
    let expires_at = tx.now() + LIFE;
    invitations::insert(
        tx,
        sessions::token_sha256(token),
        organisation,
        email,
        roles,
        expires_at,
    )
    .await?;
    let found = organisations::by_id(tx, organisation).await?.ok_or(Error::NotFound)?;
    let (base, name) = (&app.settings.base_url, &found.name);
    let text = format!(
        "Hello,\n\nYou are invited to join {name} on the social value exchange.\n\nFollow this link to accept:\n\n{base}/invitations/{token}\n\nIt works once, for 14 days. If you do not know {name}, you can ignore this message.\n"
    );
    let mail = Mail {
        to: email.to_owned(),
        subject: format!("Join {name}"),
        text,
    };
    mail.queue(tx).await?;
    let event = Event::new("invitation.sent", "organisation", organisation);
    tx.record(event.with(serde_json::json!({"roles": roles.to_codes()})))
        .await?;
    Ok(())
}

/// Withdraws an invitation, named by the hash of its token in hexadecimal digits.
pub async fn withdraw(app: &App, actor: &Actor, organisation: OrganisationId, hash: &str) -> Result<()> {
    let permit = access::authorize(actor, Action::ManagePeople, &Scope::owned_by(organisation))?;
    let hash = hex::decode(hash).map_err(|_| Error::NotFound)?;
    transact!(app, permit, |tx| {
        if !invitations::withdraw(tx, organisation, hash.clone()).await? {
            return Err(Error::NotFound);
        }
        tx.record(Event::new("invitation.withdrawn", "organisation", organisation))
            .await?;
        Ok(())
    })
}

/// An invitation, and whether there is an account with its address.
pub struct Offered {
    /// The invitation.
    pub invitation: Invitation,
    /// Whether whoever it was sent to has an account that works.
    pub has_account: bool,
}

/// The invitation, if it would work now.
pub async fn find(app: &App, token: &str) -> Result<Option<Offered>> {
    let now = app.now();
    let mut conn = app.db.read().await?;
    let Some(invitation) = invitations::find_open(&mut conn, sessions::token_sha256(token), now).await? else {
        return Ok(None);
    };
    let person = people::by_email(&mut conn, &invitation.email).await?;
    Ok(Some(Offered {
        has_account: person.is_some_and(|person| person.email_verified_at.is_some()),
        invitation,
    }))
}

/// Accepts an invitation as whoever is signed in, who must have the address that it was sent to.
pub async fn accept(app: &App, signed_in: &SignedIn, token: &str) -> Result<OrganisationId> {
    let actor = sign_in::person(signed_in.session.person_id);
    let permit = access::authorize(&actor, Action::UseOwnAccount, &Scope::none())?;
    let spent = || Error::Conflict(SPENT.to_owned());
    let found = find(app, token).await?.ok_or_else(spent)?.invitation;
    let id = signed_in.session.person_id;
    transact!(app, permit, |tx| {
        let person = people::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        if person.email != found.email {
            return Err(Error::Conflict(format!(
                "This invitation was sent to {}. Sign out, and sign in with that address",
                found.email
            )));
        }
        join(tx, &found, id).await
    })
}

/// Accepts an invitation as someone who has no account yet: whoever has its link has the mailbox. Gives the token of a new session.
pub async fn accept_as_new(
    app: &App,
    token: &str,
    name: &str,
    chosen_password: &str,
    caller: &Caller<'_>,
) -> Result<String> {
    let spent = || Error::Conflict(SPENT.to_owned());
    let offered = find(app, token).await?.ok_or_else(spent)?;
    if offered.has_account {
        return Err(Error::Conflict(
            "There is an account with this address. Sign in to accept the invitation".to_owned(),
        ));
    }
    let found = offered.invitation;
    let mut invalid = Invalid::new();
    let name = invalid.take_or_default("name", fields::name(name));
    if let Some(problem) = password::weakness(chosen_password, &name, &found.email) {
        invalid.add("password", problem);
    }
    invalid.check()?;
    let permit = access::authorize(&Actor::NOBODY, Action::SignUp, &Scope::none())?;
    let hash = password::hash(app, chosen_password).await?;
    let person: PersonId = transact!(app, permit, |tx| {
        let id = match people::by_email(tx, &found.email).await? {
            Some(unverified) => {
                people::set_name(tx, unverified.id, &name).await?;
                people::set_password(tx, unverified.id, &hash).await?;
                people::verify_email(tx, unverified.id).await?;
                unverified.id
            }
            None => {
                let person = Person {
                    id: tx.id(),
                    email: found.email.clone(),
                    name: name.clone(),
                    password_hash: Some(hash.clone()),
                    email_verified_at: Some(tx.now()),
                    created_at: tx.now(),
                    disabled_at: None,
                };
                people::insert(tx, &person).await?;
                person.id
            }
        };
        tx.record(Event::new("person.signed-up", "person", id)).await?;
        join(tx, &found, id).await?;
        Ok::<_, Error>(id)
    })?;
    sessions::start(app, person, caller.agent).await
}

async fn join(tx: &mut Tx, found: &Invitation, person: PersonId) -> Result<OrganisationId> {
    if !invitations::use_up(tx, found.token_sha256.clone()).await? {
        return Err(Error::Conflict(SPENT.to_owned()));
    }
    let organisation = found.organisation_id;
    let members = people::members(tx, organisation).await?;
    let before = members
        .iter()
        .find(|member| member.person_id == person)
        .map_or(Roles::NONE, |member| member.roles);
    let roles: Roles = before.iter().chain(found.roles.iter()).collect();
    people::put_membership(tx, organisation, person, roles).await?;
    let event = Event::new("membership.set", "organisation", organisation);
    tx.record(event.with(serde_json::json!({"person": person.to_string(), "roles": roles.to_codes()})))
        .await?;
    Ok(organisation)
}

/// The labels of roles, for a sentence.
pub fn role_labels(roles: Roles) -> Vec<&'static str> {
    roles.iter().map(Code::label).collect()
}

/// Every role of a kind of organisation.
pub fn all_roles(kind: OrganisationKind) -> Roles {
    kind.roles().iter().copied().collect()
}
