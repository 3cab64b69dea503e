//! What is seen of an organisation: its page for everyone, and its own details and people for those who belong to it.

use super::details::area_name;
use crate::{App, Error, Result};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{
    Conn,
    invitations::{self, Invitation},
    organisations::{self, Identifier, Organisation},
    people::{self, Member},
};

/// An organisation's public page.
pub struct PublicPage {
    /// The organisation.
    pub organisation: Organisation,
    /// Its numbers in registers.
    pub identifiers: Vec<Identifier>,
    /// The name of the local authority where it is.
    pub area: Option<&'static str>,
}

/// The public page of the organisation with a slug.
pub async fn public(app: &App, actor: &Actor, slug: &str) -> Result<PublicPage> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let organisation = organisations::by_slug(&mut conn, slug).await?.ok_or(Error::NotFound)?;
    page(&mut conn, organisation).await
}

async fn page(conn: &mut Conn, organisation: Organisation) -> Result<PublicPage> {
    Ok(PublicPage {
        identifiers: organisations::identifiers(conn, organisation.id).await?,
        area: organisation.local_authority.as_deref().and_then(area_name),
        organisation,
    })
}

/// An organisation as its own people see it.
pub struct OwnPage {
    /// What everyone sees.
    pub public: PublicPage,
    /// Its people, by name.
    pub members: Vec<Member>,
    /// Invitations that were not answered yet.
    pub invitations: Vec<Invitation>,
}

/// The organisation that the actor acts for.
pub async fn own(app: &App, actor: &Actor, id: OrganisationId) -> Result<OwnPage> {
    access::authorize(actor, Action::ViewOrganisationPrivate, &Scope::owned_by(id))?;
    let now = app.now();
    let mut conn = app.db.read().await?;
    let organisation = organisations::by_id(&mut conn, id).await?.ok_or(Error::NotFound)?;
    Ok(OwnPage {
        public: page(&mut conn, organisation).await?,
        members: people::members(&mut conn, id).await?,
        invitations: invitations::list(&mut conn, id, now).await?,
    })
}
