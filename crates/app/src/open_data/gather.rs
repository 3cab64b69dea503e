//! What a release is made from: public facts alone.

use crate::{App, Error, Result, procurement::browse};
use std::collections::BTreeMap;
use svx_domain::{OrganisationId, lifecycle::ProcurementState, organisation::Actor};
use svx_ocds::{Json, Release};
use svx_store::{
    Conn,
    amendments::RulesVersion,
    deliveries::{self, Confirmed},
    evaluations::{Contract, Pledge},
    organisations::{self, Identifier, Organisation},
    procurements::{self, Procurement},
};

/// An organisation that a release speaks of.
pub(super) struct Party {
    pub(super) organisation: Organisation,
    pub(super) identifiers: Vec<Identifier>,
}

/// The public facts of one procurement.
pub(super) struct Facts {
    pub(super) base_url: String,
    pub(super) procurement: Procurement,
    /// Every version of the rules, the first first.
    pub(super) versions: Vec<RulesVersion>,
    /// The names of the places where it is delivered.
    pub(super) area: Vec<String>,
    pub(super) buyer: Party,
    pub(super) award: Option<Award>,
}

/// What is public of an award and of what followed.
pub(super) struct Award {
    pub(super) contract: Contract,
    pub(super) supplier: Party,
    pub(super) pledges: Vec<Pledge>,
    /// What communities confirmed, oldest first.
    pub(super) confirmed: Vec<Confirmed>,
}

pub(super) async fn facts(app: &App, actor: &Actor, ocid: &str) -> Result<Facts> {
    let view = match browse::view(app, actor, ocid).await? {
        browse::Seen::Procurement(view) if view.procurement.state != ProcurementState::Draft => *view,
        // A draft is nobody's to publish; a notice from elsewhere was published by somebody else.
        browse::Seen::Procurement(_) | browse::Seen::Notice { .. } => return Err(Error::NotFound),
    };
    let mut conn = app.db.read().await?;
    let award = match view.award {
        Some(awarded) => Some(Award {
            supplier: party(&mut conn, awarded.contract.supplier_id).await?,
            confirmed: deliveries::confirmed(&mut conn, awarded.contract.id).await?,
            pledges: awarded.pledges,
            contract: awarded.contract,
        }),
        None => None,
    };
    Ok(Facts {
        base_url: app.settings.base_url.clone(),
        buyer: party(&mut conn, view.procurement.authority_id).await?,
        versions: view.versions,
        area: view.area.iter().map(|code| place(code)).collect(),
        procurement: view.procurement,
        award,
    })
}

async fn party(conn: &mut Conn, id: OrganisationId) -> Result<Party> {
    Ok(Party {
        organisation: organisations::by_id(conn, id).await?.ok_or(Error::NotFound)?,
        identifiers: organisations::identifiers(conn, id).await?,
    })
}

/// The name of a local authority's area, or its code where the name is not known.
fn place(code: &str) -> String {
    let known = code.parse().ok().and_then(svx_places::authority);
    known.map_or_else(|| code.to_owned(), |authority| authority.name.clone())
}

/// The notices that the procurement was imported from, whole and in date order, each once.
pub(super) async fn imported(app: &App, facts: &Facts) -> Result<Vec<Release>> {
    let stored = {
        let mut conn = app.db.read().await?;
        procurements::releases(&mut conn, &facts.procurement.ocid).await?
    };
    let corrupt = || Error::outside("an imported release")("it is no longer what it was when it was imported".into());
    let mut by_date = BTreeMap::new();
    for release in stored {
        let json = Json::parse(&release.release).map_err(|_| corrupt())?;
        let read = Release::from_json(&json).map_err(|_| corrupt())?;
        by_date.insert((read.date.instant(), release.release_id), read);
    }
    Ok(by_date.into_values().collect())
}
