//! Changing an organisation's details.

use super::details::Typed;
use crate::{App, Error, Invalid, Result};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{
    Event,
    organisations::{self, Organisation},
};

/// Writes new details over those of an organisation.
pub async fn edit(app: &App, actor: &Actor, id: OrganisationId, typed: Typed<'_>) -> Result<()> {
    let permit = access::authorize(actor, Action::EditOrganisation, &Scope::owned_by(id))?;
    let mut invalid = Invalid::new();
    let mut details = typed.check(&mut invalid);
    invalid.check()?;
    details.place = details.place.precise(app).await?;
    transact!(app, permit, |tx| {
        let before = organisations::by_id(tx, id).await?.ok_or(Error::NotFound)?;
        let details = details.clone();
        let after = Organisation {
            name: details.name,
            description: details.description,
            website: details.website,
            postcode: details.place.postcode,
            easting_m: details.place.easting_m,
            northing_m: details.place.northing_m,
            local_authority: details.place.local_authority,
            ..before
        };
        organisations::update(tx, &after).await?;
        tx.record(Event::new("organisation.edited", "organisation", id)).await?;
        Ok(())
    })
}
