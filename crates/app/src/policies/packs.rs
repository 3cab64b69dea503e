//! Packs as they are read: one's own with their drafts, and everyone's as they are published.

use super::own;
use crate::{App, Error, Result};
use jiff::civil::Date;
use svx_domain::{
    PolicyVersionId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_formats::pack::{self as table, Pack as Content};
use svx_store::{
    Conn,
    policies::{self, Listed, Pack, Version},
};

/// A pack of one's own authority.
pub struct OwnPack {
    /// The pack.
    pub pack: Pack,
    /// Its versions, the newest first.
    pub versions: Vec<Version>,
}

impl OwnPack {
    /// The version that is being drafted.
    pub fn draft(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.published_at.is_none())
    }

    /// The newest version that is published.
    pub fn published(&self) -> Option<&Version> {
        self.versions.iter().find(|version| version.published_at.is_some())
    }
}

/// A published version for whoever looks.
pub struct Shown {
    /// Its pack.
    pub pack: Pack,
    /// Every published version, the newest first.
    pub versions: Vec<Version>,
    /// The version that is shown.
    pub version: Version,
    /// Its measures and rules.
    pub content: Content,
}

impl Shown {
    /// The version that takes its place, and from when.
    pub fn superseded_by(&self) -> Option<&Version> {
        let mut later = self.versions.iter().filter(|other| other.number > self.version.number);
        later.next_back()
    }
}

/// The packs of one's own authority.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<OwnPack>> {
    let (_, authority) = own(actor, Action::ViewOwnPolicies)?;
    let mut conn = app.db.read().await?;
    let mut list = Vec::new();
    for pack in policies::own(&mut conn, authority).await? {
        let versions = policies::versions(&mut conn, pack.id).await?;
        list.push(OwnPack { pack, versions });
    }
    Ok(list)
}

/// One pack of one's own authority, and what its draft holds.
pub async fn one(app: &App, actor: &Actor, slug: &str) -> Result<(OwnPack, Option<Content>)> {
    let (_, authority) = own(actor, Action::ViewOwnPolicies)?;
    let mut conn = app.db.read().await?;
    let pack = policies::by_owner(&mut conn, authority, slug)
        .await?
        .ok_or(Error::NotFound)?;
    let versions = policies::versions(&mut conn, pack.id).await?;
    let found = OwnPack { pack, versions };
    let content = match found.draft() {
        Some(draft) => Some(content(&mut conn, draft).await?),
        None => None,
    };
    Ok((found, content))
}

/// The newest published version of every authority's packs.
pub async fn published(app: &App, actor: &Actor) -> Result<Vec<Listed>> {
    access::authorize(actor, Action::ViewPolicies, &Scope::none())?;
    let mut conn = app.db.read().await?;
    Ok(policies::listed(&mut conn).await?)
}

/// A published version by its authority, its pack and its number; the newest where no number is given.
pub async fn shown(app: &App, actor: &Actor, authority: &str, slug: &str, number: Option<u32>) -> Result<Shown> {
    access::authorize(actor, Action::ViewPolicies, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let pack = policies::by_slug(&mut conn, authority, slug)
        .await?
        .ok_or(Error::NotFound)?;
    let mut versions = policies::versions(&mut conn, pack.id).await?;
    versions.retain(|version| version.published_at.is_some());
    let wanted = |version: &&Version| number.is_none_or(|number| version.number == number);
    let version = versions.iter().find(wanted).cloned().ok_or(Error::NotFound)?;
    let content = content(&mut conn, &version).await?;
    Ok(Shown {
        pack,
        versions,
        version,
        content,
    })
}

/// A version's measures and rules as a table: CSV that [`svx_formats::pack::read`] reads back.
pub fn csv(content: &Content) -> Result<Vec<u8>> {
    table::write(content).map_err(|error| Error::outside("a table")(error.into()))
}

/// The measures and rules of a version.
pub(crate) async fn content(conn: &mut Conn, version: &Version) -> Result<Content> {
    let measures = policies::measures(conn, version.id)
        .await?
        .into_iter()
        .map(|measure| table::Measure {
            code: measure.code,
            theme: measure.theme,
            outcome: measure.outcome,
            title: measure.title,
            unit: measure.unit,
            description: measure.description,
        });
    let rules = policies::theme_rules(conn, version.id).await?.into_iter();
    Ok(Content {
        measures: measures.collect(),
        theme_least: rules.map(|rule| (rule.theme, rule.least)).collect(),
        most_measures: version.most_measures,
    })
}

/// A version of an authority's pack by its id, if it is published.
pub(crate) async fn by_id(conn: &mut Conn, id: PolicyVersionId) -> Result<(Pack, Version, Content)> {
    let version = policies::version(conn, id)
        .await?
        .filter(|version| version.published_at.is_some());
    let version = version.ok_or(Error::NotFound)?;
    let pack = policies::of_version(conn, id).await?.ok_or(Error::NotFound)?;
    let content = content(conn, &version).await?;
    Ok((pack, version, content))
}

/// Whether a version is for what commences on a day. None is while the day is unknown.
pub fn is_for(from_on: Option<Date>, commenced_on: Option<Date>) -> bool {
    from_on.zip(commenced_on).is_some_and(|(from, day)| from <= day)
}
