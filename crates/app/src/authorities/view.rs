//! The authorities of the installation, for everyone.

use crate::{App, Error, Result, organisations::details::area_name};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind},
};
use svx_store::{
    applications::{self, Application},
    authorities::{self, Outcome},
    organisations::{self, Organisation},
};

/// An authority's public page.
pub struct AuthorityPage {
    /// The authority.
    pub authority: Organisation,
    /// The names of the areas that it serves.
    pub areas: Vec<&'static str>,
    /// What it wants to achieve.
    pub outcomes: Vec<Outcome>,
    /// How the application of the visitor's own organisation stands, where there is one.
    pub application: Option<Application>,
}

/// Every authority, by name.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Organisation>> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    let mut conn = app.db.read().await?;
    Ok(organisations::authorities(&mut conn).await?)
}

/// The page of the authority with a slug.
pub async fn page(app: &App, actor: &Actor, slug: &str) -> Result<AuthorityPage> {
    access::authorize(actor, Action::ViewOrganisation, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let found = organisations::by_slug(&mut conn, slug).await?;
    let authority = found
        .filter(|found| found.kind == OrganisationKind::Authority)
        .ok_or(Error::NotFound)?;
    let codes = authorities::areas(&mut conn, authority.id).await?;
    let application = match actor.organisation() {
        Some(own) => applications::of_pair(&mut conn, own, authority.id).await?,
        None => None,
    };
    Ok(AuthorityPage {
        areas: codes.iter().filter_map(|code| area_name(code)).collect(),
        outcomes: authorities::outcomes(&mut conn, authority.id).await?,
        application,
        authority,
    })
}
