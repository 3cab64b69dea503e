//! The people of an organisation: their roles, and leaving. There is always someone who administers it.

use crate::{App, Error, Invalid, Result};
use svx_domain::{
    OrganisationId, PersonId,
    access::{self, Action, Permit, Scope},
    organisation::{Actor, OrganisationKind, Role, Roles},
};
use svx_store::{
    Event, Tx, organisations,
    people::{self, Member},
};

/// What is said to whoever would leave an organisation without an administrator.
pub const LAST_ADMINISTRATOR: &str = "This is the only administrator. Make someone else an administrator first";

/// The roles whose codes were ticked, checked against what the kind of organisation knows.
pub fn roles<'a>(kind: OrganisationKind, codes: impl IntoIterator<Item = &'a str>) -> Result<Roles> {
    let known = |code: &str| {
        kind.roles()
            .iter()
            .copied()
            .find(|role| svx_domain::Code::code(*role) == code)
    };
    let mut roles = Roles::NONE;
    for code in codes {
        let role = known(code).ok_or_else(|| Invalid::one("roles", "Choose roles from the list"))?;
        roles = roles.with(role);
    }
    if roles == Roles::NONE {
        return Err(Invalid::one("roles", "Choose at least one role").into());
    }
    Ok(roles)
}

/// One of the organisation's people.
pub async fn one(app: &App, actor: &Actor, organisation: OrganisationId, person: PersonId) -> Result<Member> {
    access::authorize(actor, Action::ManagePeople, &Scope::owned_by(organisation))?;
    let mut conn = app.db.read().await?;
    let members = people::members(&mut conn, organisation).await?;
    members
        .into_iter()
        .find(|member| member.person_id == person)
        .ok_or(Error::NotFound)
}

/// Changes what a person may do in the organisation.
pub async fn change_roles(
    app: &App,
    actor: &Actor,
    organisation: OrganisationId,
    person: PersonId,
    codes: &[&str],
) -> Result<()> {
    let permit = access::authorize(actor, Action::ManagePeople, &Scope::owned_by(organisation))?;
    let kind = actor.acting.ok_or(Error::NotFound)?.kind;
    let roles = roles(kind, codes.iter().copied())?;
    apply(app, permit, organisation, person, Some(roles)).await
}

/// Ends a person's membership.
pub async fn remove(app: &App, actor: &Actor, organisation: OrganisationId, person: PersonId) -> Result<()> {
    let permit = access::authorize(actor, Action::ManagePeople, &Scope::owned_by(organisation))?;
    apply(app, permit, organisation, person, None).await
}

async fn apply(
    app: &App,
    permit: Permit,
    organisation: OrganisationId,
    person: PersonId,
    roles: Option<Roles>,
) -> Result<()> {
    transact!(app, permit, |tx| {
        // Two administrators who remove each other at once wait for each other here.
        organisations::touch(tx, organisation).await?;
        keeps_an_administrator(tx, organisation, person, roles).await?;
        let action = match roles {
            Some(roles) => {
                people::put_membership(tx, organisation, person, roles).await?;
                "membership.set"
            }
            None => {
                people::remove_membership(tx, organisation, person).await?;
                "membership.ended"
            }
        };
        let detail = serde_json::json!({"person": person.to_string(), "roles": roles.map(Roles::to_codes)});
        tx.record(Event::new(action, "organisation", organisation).with(detail))
            .await?;
        Ok(())
    })
}

async fn keeps_an_administrator(
    tx: &mut Tx,
    organisation: OrganisationId,
    person: PersonId,
    roles: Option<Roles>,
) -> Result<()> {
    let members = people::members(tx, organisation).await?;
    if !members.iter().any(|member| member.person_id == person) {
        return Err(Error::NotFound);
    }
    let stays = roles.is_some_and(|roles| roles.has(Role::Administrator));
    let others = members
        .iter()
        .any(|member| member.person_id != person && member.roles.has(Role::Administrator));
    if stays || others {
        Ok(())
    } else {
        Err(Invalid::one("roles", LAST_ADMINISTRATOR).into())
    }
}
