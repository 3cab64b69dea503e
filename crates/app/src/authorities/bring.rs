//! Bringing an authority onto the installation: the operator names it and its areas and invites its first administrator.

use crate::{
    App, Error, Invalid, Result,
    organisations::{
        details::{MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS},
        invitations,
    },
    people::{create::slug, fields, sessions},
};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind},
};
use svx_places::AuthorityCode;
use svx_store::{
    Event, authorities,
    organisations::{self, Organisation},
};

/// An authority as the operator types it.
#[derive(Debug, Clone, Default)]
pub struct NewAuthority<'a> {
    /// Its name.
    pub name: &'a str,
    /// What it is, in a few sentences.
    pub description: &'a str,
    /// The GSS codes of the areas that it serves.
    pub areas: Vec<&'a str>,
    /// The address of its first administrator, who gets an invitation.
    pub administrator: &'a str,
}

/// Brings an authority onto the installation.
pub async fn bring(app: &App, actor: &Actor, typed: NewAuthority<'_>) -> Result<OrganisationId> {
    let permit = access::authorize(actor, Action::CreateAuthority, &Scope::none())?;
    let mut invalid = Invalid::new();
    let name = fields::line(typed.name, MAX_NAME_CHARS, "Enter the authority’s name", "The name");
    let name = invalid.take_or_default("name", name);
    let description = fields::text(typed.description, MAX_DESCRIPTION_CHARS, "The description");
    let description = invalid.take_or_default("description", description);
    let areas = invalid.take_or_default("areas", areas(&typed.areas));
    let email = invalid.take_or_default("administrator", fields::email(typed.administrator));
    invalid.check()?;
    let token = sessions::new_token(app);
    transact!(app, permit, |tx| {
        let id: OrganisationId = tx.id();
        let organisation = Organisation {
            id,
            kind: OrganisationKind::Authority,
            slug: slug(&name, &id.to_string()),
            name: name.clone(),
            description: description.clone(),
            activities: String::new(),
            website: None,
            postcode: None,
            easting_m: None,
            northing_m: None,
            local_authority: areas.first().cloned(),
            unclaimed: false,
            source: None,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        organisations::insert(tx, &organisation).await?;
        authorities::set_areas(tx, id, &areas).await?;
        let event = Event::new("authority.brought", "organisation", id);
        tx.record(event.with(serde_json::json!({"areas": areas}))).await?;
        let roles = invitations::all_roles(OrganisationKind::Authority);
        invitations::issue(app, tx, id, &email, roles, &token).await?;
        Ok::<_, Error>(id)
    })
}

/// Changes the areas that an authority serves.
pub async fn set_areas(app: &App, actor: &Actor, id: OrganisationId, codes: &[&str]) -> Result<()> {
    let permit = access::authorize(actor, Action::EditOrganisation, &Scope::owned_by(id))?;
    let areas = areas(codes).map_err(|message| Invalid::one("areas", message))?;
    transact!(app, permit, |tx| {
        authorities::set_areas(tx, id, &areas).await?;
        let event = Event::new("authority.areas-set", "organisation", id);
        tx.record(event.with(serde_json::json!({"areas": areas}))).await?;
        Ok(())
    })
}

/// The codes of known areas, each once.
fn areas(codes: &[&str]) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = Vec::new();
    for code in codes.iter().filter(|code| !code.trim().is_empty()) {
        let known = code.parse::<AuthorityCode>().ok().and_then(svx_places::authority);
        let area = known.ok_or_else(|| "Choose areas from the list".to_owned())?;
        found.push(area.code.to_string());
    }
    found.sort_unstable();
    found.dedup();
    if found.is_empty() {
        return Err("Choose at least one area".to_owned());
    }
    if found.len() > authorities::MAX_AREAS as usize {
        return Err(format!("Choose at most {} areas", authorities::MAX_AREAS));
    }
    Ok(found)
}
