//! Importing notices: a file of OCDS releases becomes drafts that authorities can go on with. Every release is kept whole, a
//! faulty one is refused and reported by its place, and importing a file again adds nothing.

use super::{browse::NoticeFacts, setup};
use crate::{App, Error, Result, people::create};
use std::collections::{BTreeMap, HashMap};
use svx_domain::{
    OrganisationId, ProcurementId,
    access::{self, Action, Permit, Scope},
    lifecycle::ProcurementState,
    organisation::{Actor, OrganisationKind},
    ports,
};
use svx_ocds::{Json, Limits, NoDraft, ProcurementDraft, Release, Report, read_releases};
use svx_store::{
    Event, Tx, organisations,
    organisations::Organisation,
    procurements::{self, Procurement},
};

/// The largest file that the upload page takes, in bytes.
pub const MAX_UPLOAD_BYTES: usize = 16 * 1024 * 1024;
/// The most releases that one import takes.
pub const MAX_RELEASES: usize = 20_000;
/// The register under which a buyer without an identifier is known here: by its name.
const BY_NAME: &str = "XI-NAME";

/// What an import did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What reading found, refused releases with their places included.
    pub report: Report,
    /// Releases that are new here.
    pub new_releases: usize,
    /// Releases that were here already.
    pub known_releases: usize,
    /// Procurements that were begun from notices.
    pub new_procurements: usize,
    /// Procurements to whose notices something was added.
    pub updated_procurements: usize,
    /// Authorities that were added, unclaimed, as buyers.
    pub new_authorities: usize,
    /// Processes whose releases were kept, but which give nothing to set up, and why.
    pub without_draft: Vec<String>,
}

/// Imports a file under the actor's own authority.
pub async fn upload(app: &App, actor: &Actor, file: &[u8]) -> Result<Outcome> {
    let permit = access::authorize(actor, Action::CreateProcurement, &Scope::none())?;
    let authority = actor.organisation().ok_or(Error::NotFound)?;
    import(app, permit, file, Some(authority), &|_| {}).await
}

/// Imports for whoever runs the installation: under one authority, or under each buyer by its identifiers. `progress` is told how
/// many processes are done.
pub async fn by_command(
    app: &App,
    actor: &Actor,
    file: &[u8],
    authority: Option<&str>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Outcome> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let holder = match authority {
        None => None,
        Some(slug) => {
            let mut conn = app.db.read().await?;
            let found = organisations::by_slug(&mut conn, slug).await?;
            let found = found.filter(|found| found.kind == OrganisationKind::Authority);
            Some(
                found
                    .ok_or_else(|| Error::Conflict(format!("there is no authority ‘{slug}’")))?
                    .id,
            )
        }
    };
    import(app, permit, file, holder, progress).await
}

/// The releases of a file, and what reading it found. A file of which nothing can be read is refused.
fn read(file: &[u8]) -> Result<(Vec<Release>, Report)> {
    let mut releases = Vec::new();
    let limits = Limits {
        releases: MAX_RELEASES,
        ..Limits::default()
    };
    let report = read_releases(file, limits, |release| releases.push(release))
        .map_err(|error| Error::outside("a file of notices")(error.into()))?;
    if releases.is_empty() {
        let mut invalid = crate::Invalid::new();
        for problem in &report.problems {
            invalid.add("file", problem.to_string());
        }
        if invalid.is_empty() {
            invalid.add("file", "The file holds no releases");
        }
        return Err(invalid.into());
    }
    Ok((releases, report))
}

async fn import(
    app: &App,
    permit: Permit,
    file: &[u8],
    holder: Option<OrganisationId>,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<Outcome> {
    let (releases, report) = read(file)?;
    let mut processes: BTreeMap<String, Vec<Release>> = BTreeMap::new();
    for release in releases {
        processes.entry(release.ocid.clone()).or_default().push(release);
    }
    let mut outcome = transact!(app, permit, |tx| {
        let mut done = Outcome::default();
        let mut buyers: HashMap<(String, String), Organisation> = HashMap::new();
        for (count, (ocid, releases)) in processes.iter().enumerate() {
            process(tx, ocid, releases, holder, &mut buyers, &mut done).await?;
            progress(count + 1);
        }
        let detail = serde_json::json!({
            "releases": done.new_releases,
            "procurements": done.new_procurements,
            "authorities": done.new_authorities,
        });
        tx.record(Event::general("notices.imported").with(detail)).await?;
        Ok::<_, Error>(done)
    })?;
    outcome.report = report;
    Ok(outcome)
}

/// One contracting process: keeps what is new of it, and reads all of it again, the earlier releases included.
async fn process(
    tx: &mut Tx,
    ocid: &str,
    releases: &[Release],
    holder: Option<OrganisationId>,
    buyers: &mut HashMap<(String, String), Organisation>,
    done: &mut Outcome,
) -> Result<()> {
    let known = procurements::by_ocid(tx, ocid).await?;
    let id = known.as_ref().map(|known| known.id);
    let mut is_new = false;
    for release in releases {
        if procurements::add_release(tx, ocid, &release.id, id, &release.to_json().to_string()).await? {
            is_new = true;
            done.new_releases += 1;
        } else {
            done.known_releases += 1;
        }
    }
    if !is_new {
        return Ok(());
    }
    let kept = procurements::releases(tx, ocid).await?;
    let all: Vec<Release> = kept
        .iter()
        .filter_map(|kept| Release::from_json(&Json::parse(&kept.release).ok()?).ok())
        .collect();
    let draft = match svx_ocds::draft(&all) {
        Ok(draft) => draft,
        Err(reason @ (NoDraft::Missing { .. } | NoDraft::Merge(_))) => {
            done.without_draft.push(reason.to_string());
            return Ok(());
        }
    };
    let facts = facts(&draft, all.len());
    let notice = serde_json::to_value(&facts).map_err(svx_store::Error::from)?;
    match known {
        Some(known) => {
            procurements::save_notice(tx, known.id, notice, &facts.title).await?;
            done.updated_procurements += 1;
        }
        None => {
            let authority = match holder {
                Some(holder) => organisations::by_id(tx, holder).await?.ok_or(Error::NotFound)?,
                None => buyer(tx, &draft, buyers, done).await?,
            };
            let id = begin(tx, &draft, &facts, notice, &authority).await?;
            procurements::releases_belong_to(tx, ocid, id).await?;
            done.new_procurements += 1;
        }
    }
    Ok(())
}

/// What the notices say, for everyone to read.
fn facts(draft: &ProcurementDraft, releases: usize) -> NoticeFacts {
    let places = draft.delivery.iter().map(|place| {
        let parts = [&place.locality, &place.region, &place.postcode, &place.country];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(", ")
    });
    let in_pounds = draft.value.as_ref().filter(|value| value.currency == "GBP");
    NoticeFacts {
        title: draft.title.chars().take(setup::MAX_TITLE_CHARS).collect(),
        description: draft.description.clone().unwrap_or_default(),
        category: draft.category.map(|category| code(category).to_owned()),
        value_pence: in_pounds.map(|value| value.gross_minor_units.unwrap_or(value.minor_units)),
        status: draft.status.clone(),
        procedure: draft.method_details.clone().or_else(|| draft.method.clone()),
        deadline: draft.tender_deadline,
        contract_from: draft.contract_start.map(ports::uk_date),
        contract_to: draft.contract_end.map(ports::uk_date),
        places: places.filter(|place| !place.is_empty()).collect(),
        gaps: draft.gaps.iter().map(ToString::to_string).collect(),
        releases,
    }
}

fn code(category: svx_ocds::draft::Category) -> &'static str {
    match category {
        svx_ocds::draft::Category::Goods => "goods",
        svx_ocds::draft::Category::Services => "services",
        svx_ocds::draft::Category::Works => "works",
    }
}

/// Begins a procurement as a draft, filled in as far as the notices go.
async fn begin(
    tx: &mut Tx,
    draft: &ProcurementDraft,
    facts: &NoticeFacts,
    notice: serde_json::Value,
    authority: &Organisation,
) -> Result<ProcurementId> {
    let id: ProcurementId = tx.id();
    let window = facts
        .contract_from
        .zip(facts.contract_to)
        .filter(|(from, to)| from <= to);
    let new = Procurement {
        description: facts.description.chars().take(setup::MAX_DESCRIPTION_CHARS).collect(),
        category: facts.category.clone(),
        procedure: facts.procedure.clone().unwrap_or_default().chars().take(200).collect(),
        value_pence: facts
            .value_pence
            .map(svx_domain::Money::from_pence)
            .filter(|value| value.pence() >= 0),
        includes_vat: draft
            .value
            .as_ref()
            .is_some_and(|value| value.gross_minor_units.is_some()),
        contract_from: window.map(|(from, _)| from),
        contract_to: window.map(|(_, to)| to),
        state: ProcurementState::Draft,
        notice: Some(notice),
        notice_title: Some(facts.title.clone()),
        ..setup::empty(id, &draft.ocid, authority, facts.title.clone(), tx.now())
    };
    procurements::insert(tx, &new).await?;
    let mut area = procurements::area_of_authority(tx, authority.id).await?;
    if area.is_empty() {
        area = places(draft);
    }
    procurements::set_area(tx, id, &area).await?;
    tx.record(Event::new("procurement.imported", "procurement", id)).await?;
    Ok(id)
}

/// The local authorities of the delivery places that have a postcode.
fn places(draft: &ProcurementDraft) -> Vec<String> {
    let postcodes = draft.delivery.iter().filter_map(|place| place.postcode.as_deref());
    let mut codes: Vec<String> = postcodes
        .filter_map(|postcode| svx_places::locate(postcode.parse().ok()?).ok())
        .map(|place| place.authority.code.to_string())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

/// The buyer's organisation by its identifier, or a new one that nobody has claimed.
async fn buyer(
    tx: &mut Tx,
    draft: &ProcurementDraft,
    buyers: &mut HashMap<(String, String), Organisation>,
    done: &mut Outcome,
) -> Result<Organisation> {
    let key = match (&draft.buyer.scheme, &draft.buyer.id) {
        (Some(scheme), Some(id)) => (scheme.clone(), id.clone()),
        _ => (BY_NAME.to_owned(), draft.buyer.name.to_lowercase()),
    };
    if let Some(found) = buyers.get(&key) {
        return Ok(found.clone());
    }
    let found = match organisations::by_identifier(tx, &key.0, &key.1).await? {
        Some(found) if found.kind == OrganisationKind::Authority => found,
        Some(other) => {
            return Err(Error::Conflict(format!(
                "{}-{} is {}, which is not an authority",
                key.0, key.1, other.name
            )));
        }
        None => {
            let new = add_buyer(tx, &draft.buyer.name, &key).await?;
            done.new_authorities += 1;
            new
        }
    };
    buyers.insert(key, found.clone());
    Ok(found)
}

async fn add_buyer(tx: &mut Tx, name: &str, key: &(String, String)) -> Result<Organisation> {
    let id: OrganisationId = tx.id();
    let new = Organisation {
        id,
        kind: OrganisationKind::Authority,
        name: name.to_owned(),
        slug: create::slug(name, &id.to_string()),
        description: String::new(),
        activities: String::new(),
        website: None,
        postcode: None,
        easting_m: None,
        northing_m: None,
        local_authority: None,
        unclaimed: true,
        source: Some("OCDS notices".to_owned()),
        created_at: tx.now(),
        updated_at: tx.now(),
    };
    organisations::insert(tx, &new).await?;
    organisations::add_identifier(tx, id, &key.0, &key.1).await?;
    tx.record(Event::new("organisation.imported", "organisation", id))
        .await?;
    Ok(new)
}
