//! Importing a register of charities: each becomes an unclaimed community organisation with its number and place.

use super::details::{MAX_DESCRIPTION_CHARS, MAX_NAME_CHARS, website};
use crate::{App, Result, people::create::slug};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Scope},
    organisation::{Actor, OrganisationKind},
    orgid::Register,
};
use svx_formats::charities::Charity;
use svx_places::locate;
use svx_store::{
    Event, Tx,
    organisations::{self, Organisation},
};

/// What became of the charities of a register.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Imported {
    /// New on the exchange.
    pub added: u64,
    /// Here before, and something about them had changed.
    pub updated: u64,
    /// Here before, and the same.
    pub unchanged: u64,
    /// Claimed since by their own people, who look after their pages: left alone.
    pub claimed: u64,
    /// No longer on the register, and not here: left out.
    pub removed: u64,
}

/// Imports charities in one transaction: all of them or none. Doing it again changes only what changed in the register.
/// `progress` is told after each charity how many are done; it may begin again where the transaction is tried again.
pub async fn charities(
    app: &App,
    actor: &Actor,
    charities: &[Charity],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Imported> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    transact!(app, permit, |tx| {
        let mut imported = Imported::default();
        for (done, charity) in (1..).zip(charities) {
            one(tx, charity, &mut imported).await?;
            progress(done);
        }
        let detail = serde_json::json!({
            "added": imported.added, "updated": imported.updated, "unchanged": imported.unchanged,
            "claimed": imported.claimed, "removed": imported.removed,
        });
        tx.record(Event::general("register.imported").with(detail)).await?;
        Ok(imported)
    })
}

async fn one(tx: &mut Tx, charity: &Charity, imported: &mut Imported) -> Result<()> {
    let (scheme, number) = (charity.org_id.scheme(), charity.org_id.id());
    match organisations::by_identifier(tx, scheme, number).await? {
        Some(known) if !known.unclaimed => imported.claimed += 1,
        Some(known) => {
            let after = described(charity, known.clone());
            if is_same(&known, &after) {
                imported.unchanged += 1;
            } else {
                organisations::update(tx, &after).await?;
                imported.updated += 1;
            }
        }
        None if charity.active == Some(false) => imported.removed += 1,
        None => {
            let organisation = described(charity, blank(tx, charity));
            organisations::insert(tx, &organisation).await?;
            organisations::add_identifier(tx, organisation.id, scheme, number).await?;
            if let Some(company) = &charity.company {
                // A company's number that is here already belongs to someone who may be another charity's trustee.
                organisations::add_identifier_if_free(tx, organisation.id, company.scheme(), company.id()).await?;
            }
            imported.added += 1;
        }
    }
    Ok(())
}

fn blank(tx: &Tx, charity: &Charity) -> Organisation {
    let id: OrganisationId = tx.id();
    Organisation {
        id,
        kind: OrganisationKind::Community,
        name: String::new(),
        slug: slug(&charity.display_name, &id.to_string()),
        description: String::new(),
        activities: String::new(),
        website: None,
        postcode: None,
        easting_m: None,
        northing_m: None,
        local_authority: None,
        unclaimed: true,
        source: source(charity.org_id.register()).map(str::to_owned),
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

const fn source(register: Option<Register>) -> Option<&'static str> {
    match register {
        Some(Register::CharityEnglandWales) => Some("the register of charities in England and Wales"),
        Some(Register::CharityScotland) => Some("the register of Scottish charities"),
        Some(Register::CharityNorthernIreland) => Some("the register of charities in Northern Ireland"),
        _ => None,
    }
}

/// The organisation with what the register says now.
fn described(charity: &Charity, before: Organisation) -> Organisation {
    let cut = |text: &str, most: usize| text.chars().take(most).collect::<String>();
    let place = charity.postcode.and_then(|postcode| locate(postcode).ok());
    let activities = charity
        .activities
        .as_deref()
        .or(charity.objects.as_deref())
        .unwrap_or_default();
    Organisation {
        name: cut(&charity.display_name, MAX_NAME_CHARS),
        activities: cut(activities, MAX_DESCRIPTION_CHARS),
        website: charity.web.as_deref().and_then(|web| website(web).ok()).flatten(),
        postcode: charity.postcode.map(|postcode| postcode.to_string()),
        easting_m: place.map(|place| place.point.easting_m),
        northing_m: place.map(|place| place.point.northing_m),
        local_authority: place.map(|place| place.authority.code.to_string()),
        ..before
    }
}

fn is_same(a: &Organisation, b: &Organisation) -> bool {
    let facts = |o: &Organisation| {
        (
            o.name.clone(),
            o.activities.clone(),
            o.website.clone(),
            o.postcode.clone(),
            (o.easting_m, o.northing_m),
            o.local_authority.clone(),
        )
    };
    facts(a) == facts(b)
}
