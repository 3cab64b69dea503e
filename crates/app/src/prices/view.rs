//! The price book as people read it.

use crate::{App, Error, Result};
use jiff::civil::Date;
use svx_domain::{
    Code, Money,
    access::{self, Action, Scope},
    organisation::Actor,
    resource::ResourceCategory,
};
use svx_store::{
    Conn,
    prices::{self, Point, Price, Resource, Version},
};

/// The code of the region of London, which has wages of its own.
pub const LONDON: &str = "E12000007";

/// The price book of a day.
#[derive(Debug, Clone)]
pub struct Book {
    /// The version that was in use, if there was one.
    pub version: Option<Version>,
    /// Each category and what is in it.
    pub categories: Vec<(ResourceCategory, Vec<Entry>)>,
}

/// A resource with its prices.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The resource.
    pub resource: Resource,
    /// The prices that held on the day, by region.
    pub prices: Vec<Price>,
    /// Prices of the version that hold on other days.
    pub other_prices: Vec<Price>,
    /// What will do instead: code and name.
    pub substitutes: Vec<(String, String)>,
    /// The data points behind the prices. Only where one entry was asked for.
    pub points: Vec<Point>,
}

/// The whole price book as it was on a day, or what of it has all these words.
pub async fn book(app: &App, actor: &Actor, day: Date, words: &str) -> Result<Book> {
    access::authorize(actor, Action::ViewPrices, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let version = prices::version_at(&mut conn, day).await?;
    let all = match &version {
        Some(version) => prices::prices(&mut conn, version.id).await?,
        None => Vec::new(),
    };
    let resources = prices::resources(&mut conn).await?;
    let substitutes = prices::substitutes(&mut conn).await?;
    let wanted = resources.iter().filter(|resource| has_words(resource, words));
    let entries: Vec<Entry> = wanted
        .map(|resource| {
            let instead = substitutes.iter().filter(|pair| pair.resource == resource.code);
            let named = instead.filter_map(|pair| resources.iter().find(|other| other.code == pair.substitute));
            let substitutes = named.map(|other| (other.code.clone(), other.name.clone())).collect();
            make_entry(resource.clone(), &all, day, substitutes)
        })
        .collect();
    let categories = ResourceCategory::ALL.iter().map(|category| {
        let inside = entries.iter().filter(|entry| entry.resource.category == *category);
        (*category, inside.cloned().collect::<Vec<_>>())
    });
    Ok(Book {
        version,
        categories: categories.filter(|(_, entries)| !entries.is_empty()).collect(),
    })
}

/// One resource with its prices on a day and everything that they rest on.
pub async fn entry(app: &App, actor: &Actor, code: &str, day: Date) -> Result<(Option<Version>, Entry)> {
    let book = book(app, actor, day, "").await?;
    let mut entries = book.categories.into_iter().flat_map(|(_, entries)| entries);
    let mut entry = entries
        .find(|entry| entry.resource.code == code)
        .ok_or(Error::NotFound)?;
    if let Some(version) = &book.version {
        let mut conn = app.db.read().await?;
        entry.points = prices::points(&mut conn, version.id, code).await?;
    }
    Ok((book.version, entry))
}

/// What can be needed and offered, by category.
pub async fn catalogue(app: &App) -> Result<Vec<Resource>> {
    let mut conn = app.db.read().await?;
    Ok(prices::resources(&mut conn).await?)
}

/// What one unit of a resource would cost in a region on a day, in the version of that day.
pub async fn price_at(conn: &mut Conn, resource: &str, region: &str, day: Date) -> Result<Option<(Version, Money)>> {
    let Some(version) = prices::version_at(conn, day).await? else {
        return Ok(None);
    };
    let price = prices::price_of(conn, version.id, resource, region, day).await?;
    Ok(price
        .and_then(|price| price.unit_price_pence)
        .map(|pence| (version, pence)))
}

/// The region whose prices hold where a local authority is: London or the whole of the United Kingdom.
pub fn region_of(local_authority: Option<&str>) -> &'static str {
    if local_authority.is_some_and(|code| code.starts_with("E09")) {
        LONDON
    } else {
        "UK"
    }
}

fn make_entry(resource: Resource, all: &[Price], day: Date, substitutes: Vec<(String, String)>) -> Entry {
    let own = all.iter().filter(|price| price.resource == resource.code).cloned();
    let (mut prices, other_prices): (Vec<_>, Vec<_>) =
        own.partition(|price| price.valid_from <= day && price.valid_to.is_none_or(|last| day <= last));
    prices.sort_by_key(|price| price.region != "UK");
    Entry {
        resource,
        prices,
        other_prices,
        substitutes,
        points: Vec::new(),
    }
}

fn has_words(resource: &Resource, words: &str) -> bool {
    let text = format!(
        "{} {} {} {}",
        resource.code, resource.name, resource.synonyms, resource.description
    )
    .to_lowercase();
    let mut words = words.split_whitespace().map(str::to_lowercase);
    words.all(|word| text.contains(word.strip_suffix('s').filter(|one| one.len() > 2).unwrap_or(&word)))
}
