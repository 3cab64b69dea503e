//! Mail about a panel. It never says who bid, how many did, or what a mark is.

use crate::{App, Result, mail::Mail};
use svx_domain::{PersonId, organisation::Role};
use svx_store::{Tx, people, procurements::Procurement};

/// Writes to one person.
pub(crate) async fn to(
    app: &App,
    tx: &mut Tx,
    procurement: &Procurement,
    email: &str,
    subject: &str,
    text: &str,
    page: &str,
) -> Result<()> {
    let mail = Mail {
        to: email.to_owned(),
        subject: format!("{subject}: {}", procurement.title),
        text: format!(
            "{}\n\n{text}\n\n{}/procurements/{}/{page}\n",
            procurement.title, app.settings.base_url, procurement.ocid
        ),
    };
    mail.queue(tx).await?;
    Ok(())
}

/// Writes to the officers who run procurements; where there are none, to the administrators.
pub(crate) async fn officers(
    app: &App,
    tx: &mut Tx,
    procurement: &Procurement,
    subject: &str,
    text: &str,
    page: &str,
) -> Result<()> {
    let members = people::members(tx, procurement.authority_id).await?;
    let with = |role| members.iter().filter(move |member| member.roles.has(role));
    let role = if with(Role::Procurement).next().is_some() {
        Role::Procurement
    } else {
        Role::Administrator
    };
    for member in with(role) {
        to(app, tx, procurement, &member.email, subject, text, page).await?;
    }
    Ok(())
}

/// Writes to one person of the authority. Nobody who has left it gets mail.
pub(crate) async fn person(
    app: &App,
    tx: &mut Tx,
    procurement: &Procurement,
    person: PersonId,
    (subject, text, page): (&str, &str, &str),
) -> Result<()> {
    let members = people::members(tx, procurement.authority_id).await?;
    if let Some(member) = members.iter().find(|member| member.person_id == person) {
        to(app, tx, procurement, &member.email, subject, text, page).await?;
    }
    Ok(())
}
