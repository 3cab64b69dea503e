//! Mail about applications, to those on the other side who act on it.

use crate::{App, Result, mail::Mail};
use svx_domain::{OrganisationId, organisation::Role};
use svx_store::{Tx, applications::Application, people};

/// Who in an organisation gets mail about applications.
const READERS: &[Role] = &[Role::Administrator, Role::Approver];

/// Tells those of an organisation who decide for it.
pub(super) async fn tell(
    app: &App,
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: &str,
    said: &str,
    path: &str,
) -> Result<()> {
    let base = &app.settings.base_url;
    for member in people::members(tx, organisation).await? {
        if member.roles.has_any(READERS) {
            let name = &member.name;
            let mail = Mail {
                to: member.email,
                subject: subject.to_owned(),
                text: format!("Hello {name},\n\n{said}\n\n{base}{path}\n"),
            };
            mail.queue(tx).await?;
        }
    }
    Ok(())
}

/// Tells the authority that an application waits for it.
pub(super) async fn tell_authority(app: &App, tx: &mut Tx, application: &Application, said: &str) -> Result<()> {
    let subject = format!("{}: {}", application.authority_name, application.organisation_name);
    let path = format!("/review/organisations/{}", application.id);
    tell(app, tx, application.authority_id, &subject, said, &path).await
}
