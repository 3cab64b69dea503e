//! One mail to each person of the other side who can act on it.

use crate::{App, mail::Mail};
use svx_domain::{OrganisationId, organisation::Role};
use svx_store::{Result, Tx, people};

/// The most people of one organisation who are told.
const MAX_TOLD: usize = 20;

/// Queues a mail to those people of an organisation who have any of these roles, with a link to a page of ours at its end.
pub(crate) async fn tell(
    app: &App,
    tx: &mut Tx,
    organisation: OrganisationId,
    roles: &[Role],
    subject: &str,
    text: &str,
    path: &str,
) -> Result<()> {
    let members = people::members(tx, organisation).await?;
    let told = members.into_iter().filter(|member| member.roles.has_any(roles));
    for member in told.take(MAX_TOLD) {
        let mail = Mail {
            to: member.email,
            subject: subject.to_owned(),
            text: format!("Hello {},\n\n{text}\n\n{}{path}\n", member.name, app.settings.base_url),
        };
        mail.queue(tx).await?;
    }
    Ok(())
}

/// Everyone who does daily work in a supplier or a community organisation.
pub(crate) const TEAM: &[Role] = &[Role::Administrator, Role::Member];
/// Those of an authority who follow delivery.
pub(crate) const FOLLOWERS: &[Role] = &[Role::Administrator, Role::ContractManager];
