//! Setting up an organisation: from its numbers in public registers to a page of its own.

use super::details::{Details, Typed, identifiers};
use crate::{App, Error, Invalid, Result, people::create::slug};
use svx_domain::{
    Code, OrganisationId,
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind, Roles},
    orgid::OrgId,
};
use svx_store::{
    Conn, Event,
    organisations::{self, Organisation},
    people,
};

/// The kinds that people set up themselves. Authorities are brought on by the operator.
pub const KINDS: [OrganisationKind; 4] = [
    OrganisationKind::Community,
    OrganisationKind::Supplier,
    OrganisationKind::Broker,
    OrganisationKind::Referrer,
];

/// What kind of organisation it is, and its numbers, as they were typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Numbers<'a> {
    /// The code of its kind.
    pub kind: &'a str,
    /// Its charity number, if any.
    pub charity: &'a str,
    /// Its company number, if any.
    pub company: &'a str,
}

/// What is known of an organisation before it is set up.
pub enum Known {
    /// Nothing: go on.
    New(OrganisationKind, Vec<OrgId>),
    /// A register says this of it, and nobody has claimed it yet.
    Unclaimed(Box<Organisation>),
}

/// Looks the numbers up among what is on the exchange.
pub async fn look_up(app: &App, actor: &Actor, numbers: Numbers<'_>) -> Result<Known> {
    access::authorize(actor, Action::CreateOrganisation, &Scope::none())?;
    let mut invalid = Invalid::new();
    let kind = kind(numbers.kind, &mut invalid);
    let found = identifiers(numbers.charity, numbers.company, &mut invalid);
    invalid.check()?;
    let mut conn = app.db.read().await?;
    for id in &found {
        if let Some(known) = by_identifier(&mut conn, id).await? {
            if known.unclaimed {
                return Ok(Known::Unclaimed(Box::new(known)));
            }
            return Err(taken(id, &known.name).into());
        }
    }
    Ok(Known::New(kind, found))
}

fn kind(code: &str, invalid: &mut Invalid) -> OrganisationKind {
    let kind = OrganisationKind::from_code(code)
        .ok()
        .filter(|kind| KINDS.contains(kind));
    kind.unwrap_or_else(|| {
        invalid.add("kind", "Choose what kind of organisation it is");
        OrganisationKind::Community
    })
}

async fn by_identifier(conn: &mut Conn, id: &OrgId) -> Result<Option<Organisation>> {
    Ok(organisations::by_identifier(conn, id.scheme(), id.id()).await?)
}

fn taken(id: &OrgId, name: &str) -> Invalid {
    let field = if id.scheme() == "GB-COH" { "company" } else { "charity" };
    Invalid::one(
        field,
        format!("{name} is on the exchange with this number already. Ask someone who administers it to invite you"),
    )
}

/// Checks everything, to be shown before it is sent.
pub fn check(actor: &Actor, numbers: Numbers<'_>, typed: Typed<'_>) -> Result<(OrganisationKind, Vec<OrgId>, Details)> {
    access::authorize(actor, Action::CreateOrganisation, &Scope::none())?;
    let mut invalid = Invalid::new();
    let kind = kind(numbers.kind, &mut invalid);
    let found = identifiers(numbers.charity, numbers.company, &mut invalid);
    let details = typed.check(&mut invalid);
    invalid.check()?;
    Ok((kind, found, details))
}

/// Sets the organisation up. Whoever does so administers it.
pub async fn set_up(app: &App, actor: &Actor, numbers: Numbers<'_>, typed: Typed<'_>) -> Result<OrganisationId> {
    let permit = access::authorize(actor, Action::CreateOrganisation, &Scope::none())?;
    let person = actor.person().ok_or(Error::NotFound)?;
    let (kind, found, mut details) = check(actor, numbers, typed)?;
    details.place = details.place.precise(app).await?;
    if let Known::Unclaimed(known) = look_up(app, actor, numbers).await? {
        return Err(Error::Conflict(format!(
            "{} is in the register with this number. Claim its page instead of setting up another",
            known.name
        )));
    }
    let roles: Roles = kind.roles().iter().copied().collect();
    let outcome = transact!(app, permit, |tx| {
        let id: OrganisationId = tx.id();
        let details = details.clone();
        let organisation = Organisation {
            id,
            kind,
            slug: slug(&details.name, &id.to_string()),
            name: details.name,
            description: details.description,
            activities: String::new(),
            website: details.website,
            postcode: details.place.postcode,
            easting_m: details.place.easting_m,
            northing_m: details.place.northing_m,
            local_authority: details.place.local_authority,
            unclaimed: false,
            source: None,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        organisations::insert(tx, &organisation).await?;
        for identifier in &found {
            organisations::add_identifier(tx, id, identifier.scheme(), identifier.id()).await?;
        }
        people::put_membership(tx, id, person, roles).await?;
        let numbers: Vec<&str> = found.iter().map(OrgId::as_str).collect();
        let event = Event::new("organisation.set-up", "organisation", id);
        tx.record(event.with(serde_json::json!({"kind": kind.code(), "identifiers": numbers})))
            .await?;
        Ok(id)
    });
    match outcome {
        Err(Error::Store(error)) if error.is_duplicate() => Err(Error::Conflict(
            "Someone has just set up an organisation with this number".to_owned(),
        )),
        outcome => outcome,
    }
}
