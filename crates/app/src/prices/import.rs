//! Bringing the price book in: all of it or nothing.

use super::{
    file::{PriceRow, read_prices},
    resources::{ResourceRow, read_resources},
};
use crate::{App, Error, Invalid, Result};
use jiff::civil::{Date, date};
use sha2::{Digest, Sha256};
use svx_domain::{
    PriceBookVersionId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_formats::table::Problems;
use svx_store::{
    Event, Tx,
    prices::{self, Point, Price, Resource, Version},
};

/// The resources that an exchange begins with.
pub(super) const RESOURCES: &[u8] = include_bytes!("../../data/resources.csv");
/// The prices that an exchange begins with.
pub(super) const PRICES: &[u8] = include_bytes!("../../data/pricebook-2026-04.csv");
const TITLE: &str = "Price book of April 2026";
const VALID_FROM: Date = date(2026, 4, 1);
/// The most characters of a version's title.
const MAX_TITLE_CHARS: usize = 100;

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Imported {
    /// A new version was published.
    Published {
        /// Its number.
        number: u32,
        /// The hash of what it holds.
        sha256: String,
        /// How many prices it holds.
        prices: usize,
        /// How many of them are new or differ from the version before.
        changed: usize,
    },
    /// The newest version holds the same: nothing was written.
    Unchanged {
        /// Its number.
        number: u32,
    },
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        let mut invalid = Invalid::new();
        for problem in problems.0 {
            invalid.add(format!("line {}", problem.line), problem.to_string());
        }
        Self::Invalid(invalid)
    }
}

/// Brings in a table of resources. Those that it does not name stay as they are.
pub async fn import_resources(app: &App, actor: &Actor, table: &[u8]) -> Result<usize> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let rows = read_resources(table)?;
    transact!(app, permit, |tx| {
        for row in &rows {
            prices::put_resource(tx, &resource(row)).await?;
        }
        for row in &rows {
            prices::set_substitutes(tx, &row.code, &row.substitutes).await?;
        }
        let event = Event::general("prices.resources-imported");
        tx.record(event.with(serde_json::json!({"resources": rows.len()})))
            .await?;
        Ok(rows.len())
    })
}

/// Publishes a table of prices as a new version from a day on, unless it says what the newest version says.
pub async fn import(app: &App, actor: &Actor, table: &[u8], title: &str, valid_from: Date) -> Result<Imported> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let rows = read_prices(table)?;
    let title = title.trim();
    if title.is_empty() || title.chars().count() > MAX_TITLE_CHARS {
        let message = format!("Give the version a title of {MAX_TITLE_CHARS} characters or fewer");
        return Err(Invalid::one("title", message).into());
    }
    transact!(app, permit, |tx| { publish(tx, &rows, title, valid_from).await })
}

async fn publish(tx: &mut Tx, rows: &[PriceRow], title: &str, valid_from: Date) -> Result<Imported> {
    let known = prices::resources(tx).await?;
    let last = prices::versions(tx, 1).await?.into_iter().next();
    let before = match &last {
        Some(version) => prices::prices(tx, version.id).await?,
        None => Vec::new(),
    };
    check(rows, &known, last.as_ref(), &before, valid_from)?;
    let (stored, points) = (stored(rows), points(rows));
    let sha256 = hash(rows);
    if let Some(version) = last.as_ref().filter(|version| version.sha256 == sha256) {
        tx.record(Event::new("prices.unchanged", "price-book", version.id))
            .await?;
        return Ok(Imported::Unchanged { number: version.number });
    }
    let id: PriceBookVersionId = tx.id();
    let version = Version {
        id,
        number: last.map_or(1, |version| version.number + 1),
        title: title.to_owned(),
        valid_from,
        published_at: tx.now(),
        sha256: sha256.clone(),
    };
    prices::publish(tx, &version, &stored, &points).await?;
    let event = Event::new("prices.published", "price-book", id);
    tx.record(event.with(serde_json::json!({"number": version.number, "sha256": sha256})))
        .await?;
    let changed = stored
        .iter()
        .filter(|price| !before.iter().any(|old| says_same(old, price)));
    Ok(Imported::Published {
        number: version.number,
        sha256,
        prices: stored.len(),
        changed: changed.count(),
    })
}

/// What holds between the table and what was published before: resources that are known, and no price that would change
/// days for which another was in force.
fn check(
    rows: &[PriceRow],
    known: &[Resource],
    last: Option<&Version>,
    before: &[Price],
    valid_from: Date,
) -> Result<(), Problems> {
    let mut problems = Problems::default();
    if let Some(last) = last.filter(|last| last.valid_from > valid_from) {
        let message = format!(
            "Version {} is in use from {}: this one must begin on that day or later",
            last.number, last.valid_from
        );
        problems.add(1, "", message);
    }
    for row in rows {
        if !known.iter().any(|resource| resource.code == row.resource) {
            problems.add(
                row.line,
                "resource",
                format_args!("There is no resource ‘{}’", row.resource),
            );
        }
        let price = price(row);
        // An entry without a price says nothing that a price could contradict.
        let same_key =
            |old: &&Price| old.resource == row.resource && old.region == row.region && old.unit_price_pence.is_some();
        let overruled = before
            .iter()
            .filter(same_key)
            .find(|old| old.valid_from >= row.valid_from && !says_same(old, &price) && !ends(old, &price));
        if let Some(old) = overruled {
            let message = format!(
                "A price from {} was published already: a change must begin after it",
                old.valid_from
            );
            problems.add(row.line, "valid_from", message);
        }
    }
    problems.check(())
}

/// Whether a price says what another said.
fn says_same(old: &Price, new: &Price) -> bool {
    old.valid_to == new.valid_to && same_but_end(old, new)
}

/// Whether a price says what another said, and when it ends.
fn ends(old: &Price, new: &Price) -> bool {
    old.valid_to.is_none() && new.valid_to.is_some() && same_but_end(old, new)
}

fn same_but_end(old: &Price, new: &Price) -> bool {
    (&old.resource, &old.region, old.valid_from) == (&new.resource, &new.region, new.valid_from)
        && (old.unit_price_pence, &old.statistic, old.data_points)
            == (new.unit_price_pence, &new.statistic, new.data_points)
        && (&old.source, &old.source_url, &old.licence) == (&new.source, &new.source_url, &new.licence)
}

/// Puts the price book that comes with the program into an exchange that has none. Gives whether it did.
pub async fn install_default(app: &App) -> Result<bool> {
    let actor = Actor::system("price book");
    let empty = {
        let mut conn = app.db.read().await?;
        prices::versions(&mut conn, 1).await?.is_empty()
    };
    if empty {
        import_resources(app, &actor, RESOURCES).await?;
        import(app, &actor, PRICES, TITLE, VALID_FROM).await?;
    }
    Ok(empty)
}

fn resource(row: &ResourceRow) -> Resource {
    let row = row.clone();
    Resource {
        code: row.code,
        category: row.category,
        name: row.name,
        unit: row.unit,
        units: row.units,
        decimals: row.decimals,
        description: row.description,
        synonyms: row.synonyms,
        retired_at: None,
    }
}

fn price(row: &PriceRow) -> Price {
    let row = row.clone();
    Price {
        resource: row.resource,
        region: row.region,
        unit_price_pence: row.unit_price,
        statistic: row.statistic.code().to_owned(),
        data_points: row.data_points,
        source: row.source,
        source_url: row.source_url,
        licence: row.licence,
        valid_from: row.valid_from,
        valid_to: row.valid_to,
        note: row.note,
    }
}

fn stored(rows: &[PriceRow]) -> Vec<Price> {
    rows.iter().map(price).collect()
}

fn points(rows: &[PriceRow]) -> Vec<Point> {
    let of_row = |row: &PriceRow| {
        let row = row.clone();
        let numbered = (0_u32..).zip(row.points);
        numbered
            .map(|(position, (value_pence, observed_on, source))| Point {
                resource: row.resource.clone(),
                region: row.region.clone(),
                valid_from: row.valid_from,
                position,
                value_pence,
                source,
                observed_on,
            })
            .collect::<Vec<_>>()
    };
    rows.iter().flat_map(of_row).collect()
}

/// SHA-256 over the prices in the order of resource, region and first day, each as a line of JSON: the order of the
/// table's lines and columns makes no difference.
fn hash(rows: &[PriceRow]) -> String {
    let mut lines: Vec<String> = rows
        .iter()
        .map(|row| {
            let points = row.points.iter().map(|(value, seen, source)| {
                serde_json::json!([value.to_decimal(), seen.map(|day| day.to_string()), source])
            });
            let line = serde_json::json!([
                row.resource,
                row.region,
                row.valid_from.to_string(),
                row.valid_to.map(|day| day.to_string()),
                row.unit_price.map(|price| price.to_decimal()),
                row.statistic.code(),
                row.data_points,
                row.source,
                row.source_url,
                row.licence,
                row.note,
                points.collect::<Vec<_>>(),
            ]);
            line.to_string()
        })
        .collect();
    lines.sort_unstable();
    hex::encode(Sha256::digest(lines.join("\n")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// A quantity must make sense by itself: 20 of what, not only by which measure.
    #[test]
    fn every_unit_of_the_book_says_what_it_counts() {
        let rows = read_resources(RESOURCES).unwrap();
        let mut seen = BTreeMap::new();
        for row in &rows {
            for unit in [&row.unit, &row.units] {
                let other = seen.insert(unit.clone(), row.code.clone());
                assert_eq!(other, None, "‘{unit}’ is the unit of {} too", row.code);
            }
        }
    }
}
