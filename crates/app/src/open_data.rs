//! What is published of procurements in the Open Contracting Data Standard 1.1: a release for each thing that happened, made
//! from what was frozen when it happened, so that a release that was published once never changes.
//!
//! The mapping, field by field, is in `docs/open-contracting.md`.

mod gather;
mod releases;

use crate::{App, Error, Result};
use jiff::Timestamp;
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_ocds::{PackageMeta, PackageWriter, Publisher, RecordPackageWriter, Release, WriteError};
use svx_store::procurements::{self, Filter, Listed};

/// The extensions of the standard that the releases use.
pub const EXTENSIONS: [&str; 3] = [
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_lots_extension/v1.1.5/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_awardCriteria_extension/master/extension.json",
    "https://raw.githubusercontent.com/open-contracting-extensions/ocds_metrics_extension/master/extension.json",
];
/// The licence of what is published: the Open Government Licence.
pub const LICENCE: &str = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/";
/// How many procurements are read at a time for an export of all.
const CHUNK: u32 = 100;

/// The two forms of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Every release by itself.
    Releases,
    /// For each procurement its releases and what they come to.
    Records,
}

impl Form {
    const fn name(self) -> &'static str {
        match self {
            Self::Releases => "releases.json",
            Self::Records => "record.json",
        }
    }
}

/// One procurement's file. Who may not see the procurement is told that there is none.
pub async fn file(app: &App, actor: &Actor, ocid: &str, form: Form) -> Result<Vec<u8>> {
    let found = releases(app, actor, ocid).await?;
    let newest = found.iter().map(|release| release.date.instant()).max();
    let uri = format!("{}/procurements/{ocid}/{}", app.settings.base_url, form.name());
    let mut writer = Writer::begin(Vec::new(), form, &meta(app, uri, newest.ok_or(Error::NotFound)?))?;
    writer.push(&found)?;
    writer.finish()
}

/// Everything that is public about one procurement, oldest first: the notices that it was imported from, then what happened
/// here. Nothing of a draft.
pub async fn releases(app: &App, actor: &Actor, ocid: &str) -> Result<Vec<Release>> {
    let facts = gather::facts(app, actor, ocid).await?;
    let mut all = gather::imported(app, &facts).await?;
    all.extend(releases::all(&facts));
    Ok(all)
}

/// Writes every published procurement, in the order of the list. Gives how many there were.
pub async fn export(app: &App, form: Form, out: &mut (dyn std::io::Write + Send)) -> Result<usize> {
    access::authorize(&Actor::NOBODY, Action::ViewProcurement, &Scope::none().public(true))?;
    let mut page = listed(app, 0).await?;
    // The standard has no package of nothing, so none is begun.
    if page.is_empty() {
        return Ok(0);
    }
    let uri = format!("{}/open-data/{}", app.settings.base_url, form.name());
    let mut writer = Writer::begin(out, form, &meta(app, uri, app.now()))?;
    let mut count: u32 = 0;
    while !page.is_empty() {
        for one in &page {
            writer.push(&releases(app, &Actor::NOBODY, &one.ocid).await?)?;
            count += 1;
        }
        page = listed(app, count).await?;
    }
    writer.finish()?;
    Ok(count as usize)
}

async fn listed(app: &App, offset: u32) -> Result<Vec<Listed>> {
    let mut conn = app.db.read().await?;
    Ok(procurements::list(&mut conn, &Filter::default(), app.now(), CHUNK, offset).await?)
}

fn meta(app: &App, uri: String, published_date: Timestamp) -> PackageMeta {
    PackageMeta {
        uri,
        published_date,
        publisher: Publisher {
            name: "svx, the social value exchange".to_owned(),
            uri: Some(app.settings.base_url.clone()),
            ..Publisher::default()
        },
        license: Some(LICENCE.to_owned()),
        publication_policy: Some(format!("{}/open-data", app.settings.base_url)),
        extensions: EXTENSIONS.map(str::to_owned).to_vec(),
    }
}

/// A package of either form that is being written.
enum Writer<W: std::io::Write> {
    Releases(PackageWriter<W>),
    Records(RecordPackageWriter<W>),
}

impl<W: std::io::Write> Writer<W> {
    fn begin(out: W, form: Form, meta: &PackageMeta) -> Result<Self> {
        Ok(match form {
            Form::Releases => Self::Releases(PackageWriter::new(out, meta).map_err(failed)?),
            Form::Records => Self::Records(RecordPackageWriter::new(out, meta).map_err(failed)?),
        })
    }

    fn push(&mut self, releases: &[Release]) -> Result<()> {
        match self {
            Self::Releases(writer) => releases.iter().try_for_each(|release| writer.push(release)),
            Self::Records(writer) => writer.push(releases),
        }
        .map_err(failed)
    }

    fn finish(self) -> Result<W> {
        match self {
            Self::Releases(writer) => writer.finish(),
            Self::Records(writer) => writer.finish(),
        }
        .map_err(failed)
    }
}

fn failed(error: WriteError) -> Error {
    Error::outside("writing open contracting data")(Box::new(error))
}
