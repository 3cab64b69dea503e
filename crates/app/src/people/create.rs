//! Adding people and organisations without a form: for commands of whoever runs the installation, and for tests.

use crate::{App, Error, Result};
use svx_domain::{
    OrganisationId, PersonId,
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind, Roles},
};
use svx_store::{
    Event,
    organisations::{self, Organisation},
    people::{self, Person},
};

/// Adds a person whose address is known to be theirs. `actor` must be a command of whoever runs the installation.
pub async fn person(app: &App, actor: &Actor, name: &str, email: &str) -> Result<PersonId> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    transact!(app, permit, |tx| {
        let person = Person {
            id: tx.id(),
            email: email.trim().to_lowercase(),
            name: name.trim().to_owned(),
            password_hash: None,
            email_verified_at: Some(tx.now()),
            created_at: tx.now(),
            disabled_at: None,
        };
        people::insert(tx, &person).await.map_err(|error| match error {
            error if error.is_duplicate() => {
                Error::Conflict(format!("Somebody has the address {} already", person.email))
            }
            error => error.into(),
        })?;
        tx.record(Event::new("person.added", "person", person.id)).await?;
        Ok(person.id)
    })
}

/// Adds an organisation with a name. Its details can be filled in by its people.
pub async fn organisation(app: &App, actor: &Actor, kind: OrganisationKind, name: &str) -> Result<OrganisationId> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    transact!(app, permit, |tx| {
        let id: OrganisationId = tx.id();
        let organisation = Organisation {
            id,
            kind,
            name: name.trim().to_owned(),
            slug: slug(name, &id.to_string()),
            description: String::new(),
            activities: String::new(),
            website: None,
            postcode: None,
            easting_m: None,
            northing_m: None,
            local_authority: None,
            unclaimed: false,
            source: None,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        organisations::insert(tx, &organisation).await?;
        tx.record(Event::new("organisation.added", "organisation", id)).await?;
        Ok::<_, Error>(id)
    })
}

/// Makes a person a member of an organisation.
pub async fn membership(
    app: &App,
    actor: &Actor,
    organisation: OrganisationId,
    person: PersonId,
    roles: Roles,
) -> Result<()> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    transact!(app, permit, |tx| {
        people::put_membership(tx, organisation, person, roles).await?;
        let event = Event::new("membership.set", "organisation", organisation);
        tx.record(event.with(serde_json::json!({"person": person.to_string(), "roles": roles.to_codes()})))
            .await?;
        Ok::<_, Error>(())
    })
}

/// A name for addresses of pages: the words of a title in lower case, and a few characters of an id to keep it unique.
pub fn slug(title: &str, id: &str) -> String {
    const MAX_WORDS_CHARS: usize = 60;
    let mut out = String::new();
    for character in title.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' => out.push(character),
            '\'' | '’' => {}
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
        if out.len() >= MAX_WORDS_CHARS {
            break;
        }
    }
    let tail: String = id.chars().rev().filter(char::is_ascii_alphanumeric).take(6).collect();
    format!("{}-{tail}", out.trim_end_matches('-'))
        .trim_start_matches('-')
        .to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn slugs_read_aloud() {
        let slug = super::slug("St Mary’s Lunch Club & Friends", "0190-abcdef");
        assert_eq!(slug, "st-marys-lunch-club-friends-fedcba");
        assert_eq!(super::slug("日本", "0190-abcdef"), "fedcba");
    }
}
