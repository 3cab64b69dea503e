//! What whoever runs the installation does about people, by command.

use super::{create, fields, links, sessions};
use crate::{App, Error, Invalid, Result, organisations::invitations::all_roles};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::{Actor, LinkPurpose, OrganisationKind},
};
use svx_store::{
    organisations,
    people::{self, Membership, Person},
};

/// The name of the organisation that runs the installation, until its people change it.
const OPERATOR_NAME: &str = "Exchange operator";
/// How many people are read at once.
const PAGE: u32 = 500;

/// A person to add.
#[derive(Debug, Clone, Copy)]
pub struct NewPerson<'a> {
    /// Their name.
    pub name: &'a str,
    /// Their address.
    pub email: &'a str,
    /// Whether they administer the organisation that runs the installation.
    pub operator: bool,
}

/// Adds a person and gives the link by which they choose a password. The organisation that runs the installation is set up where
/// there is none and one is asked for.
pub async fn add(app: &App, actor: &Actor, new: NewPerson<'_>) -> Result<String> {
    access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let mut invalid = Invalid::new();
    let name = invalid.take_or_default("name", fields::name(new.name));
    let email = invalid.take_or_default("email", fields::email(new.email));
    invalid.check()?;
    let person = create::person(app, actor, &name, &email).await?;
    if new.operator {
        let known = {
            let mut conn = app.db.read().await?;
            organisations::of_kind(&mut conn, OrganisationKind::Operator).await?
        };
        let operator = match known.first() {
            Some(operator) => operator.id,
            None => create::organisation(app, actor, OrganisationKind::Operator, OPERATOR_NAME).await?,
        };
        create::membership(app, actor, operator, person, all_roles(OrganisationKind::Operator)).await?;
    }
    new_password(app, actor, &email).await
}

/// Gives a link by which a person chooses a new password, without sending it.
pub async fn new_password(app: &App, actor: &Actor, email: &str) -> Result<String> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let email = fields::email(email).map_err(|message| Invalid::one("email", message))?;
    let token = sessions::new_token(app);
    transact!(app, permit, |tx| {
        let found = people::by_email(tx, &email).await?;
        let person = found.ok_or_else(|| Error::Conflict(format!("Nobody has the address {email}")))?;
        links::keep(tx, &person, LinkPurpose::Reset, &token).await
    })?;
    Ok(format!("{}/reset-password/{token}", app.settings.base_url))
}

/// A person and where they belong.
pub struct Listed {
    /// The person.
    pub person: Person,
    /// Their organisations.
    pub memberships: Vec<Membership>,
}

/// Everyone, by address.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Listed>> {
    access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let mut listed = Vec::new();
    loop {
        let offset = u32::try_from(listed.len()).unwrap_or(u32::MAX);
        let page = people::list(&mut conn, PAGE, offset).await?;
        let last = page.len() < PAGE as usize;
        for person in page {
            let memberships = people::memberships(&mut conn, person.id).await?;
            listed.push(Listed { person, memberships });
        }
        if last {
            return Ok(listed);
        }
    }
}
