//! Proxy values (TOMs, HACT and the like): files that an authority brings with its own licence, for the eyes of its own
//! officers alone. They are no prices: nothing adds them to what resources would cost, and nothing sends them elsewhere.

use super::own;
use crate::{App, Error, Invalid, Result, people::fields};
use sha2::{Digest, Sha256};
use svx_domain::{ProxySetId, access::Action, organisation::Actor};
use svx_formats::proxies::{Layout, read};
use svx_store::{
    Event,
    proxies::{self, InUse, MAX_SETS, Set, Value},
};

/// The most characters of a file's title, its licence or its source.
pub const MAX_CHARS: usize = 200;
/// The years that values may be for.
const YEARS: std::ops::RangeInclusive<u32> = 2010..=2100;

/// What is said of a file, as it was typed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// What the authority calls it.
    pub title: &'a str,
    /// The code of its layout.
    pub layout: &'a str,
    /// The licence under which the authority uses it.
    pub licence: &'a str,
    /// Who published it.
    pub source: &'a str,
    /// The year that its values are for.
    pub year: &'a str,
    /// Whether the officer says that the licence allows this use.
    pub confirmed: bool,
}

/// The files of one's own authority.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Set>> {
    let (_, authority) = own(actor, Action::ViewProxies)?;
    let mut conn = app.db.read().await?;
    Ok(proxies::sets(&mut conn, authority).await?)
}

/// One file of one's own authority, with its values.
pub async fn one(app: &App, actor: &Actor, id: ProxySetId) -> Result<(Set, Vec<Value>)> {
    let (_, authority) = own(actor, Action::ViewProxies)?;
    let mut conn = app.db.read().await?;
    let set = proxies::set(&mut conn, authority, id).await?.ok_or(Error::NotFound)?;
    let values = proxies::values(&mut conn, authority, id).await?;
    Ok((set, values))
}

/// The values that one's own authority has in use; none for anybody else.
pub(crate) async fn in_use(app: &App, actor: &Actor) -> Result<Vec<InUse>> {
    let Ok((_, authority)) = own(actor, Action::ViewProxies) else {
        return Ok(Vec::new());
    };
    let mut conn = app.db.read().await?;
    Ok(proxies::in_use(&mut conn, authority).await?)
}

/// Imports a file, and gives how many values it has.
pub async fn import(app: &App, actor: &Actor, typed: Typed<'_>, file: Option<&[u8]>) -> Result<usize> {
    let (permit, authority) = own(actor, Action::ImportProxies)?;
    let mut invalid = Invalid::new();
    let mut line = |field: &str, text: &str, empty: &str, what: &str| {
        let read = fields::line(text, MAX_CHARS, empty, what);
        invalid.take_or_default(field, read)
    };
    let title = line("title", typed.title, "Enter what you call this file", "The name");
    let licence = line(
        "licence",
        typed.licence,
        "Enter the licence under which you use it",
        "The licence",
    );
    let source = line("source", typed.source, "Enter who published it", "The source");
    let year = typed.year.trim().parse().ok().filter(|year| YEARS.contains(year));
    if year.is_none() {
        invalid.add("year", "Enter the year that the values are for, like 2026");
    }
    let layout = Layout::from_code(typed.layout);
    if layout.is_none() {
        invalid.add("layout", "Choose how the file is laid out");
    }
    if !typed.confirmed {
        invalid.add("confirmed", "Confirm that your licence allows this use");
    }
    let rows = match (layout, file) {
        (Some(layout), Some(file)) => read(file, layout).unwrap_or_else(|problems| {
            for problem in problems.0 {
                invalid.add("file", problem.to_string());
            }
            Vec::new()
        }),
        (_, None) => {
            invalid.add("file", "Choose a file");
            Vec::new()
        }
        _ => Vec::new(),
    };
    invalid.check()?;
    let sha256 = hex::encode(Sha256::digest(file.unwrap_or_default()));
    let values: Vec<Value> = rows
        .into_iter()
        .map(|row| Value {
            reference: row.reference,
            theme: row.theme,
            outcome: row.outcome,
            measure: row.measure,
            unit: row.unit,
            value_pence: row.value,
        })
        .collect();
    transact!(app, permit, |tx| {
        if proxies::sets(tx, authority).await?.len() >= MAX_SETS as usize {
            return Err(Error::Conflict(format!(
                "There can be at most {MAX_SETS} files of proxy values"
            )));
        }
        let set = Set {
            id: tx.id(),
            title: title.clone(),
            layout: layout.map_or("", Layout::code).to_owned(),
            licence: licence.clone(),
            source: source.clone(),
            year: year.unwrap_or_default(),
            sha256: sha256.clone(),
            imported_at: tx.now(),
            retired_at: None,
        };
        proxies::insert(tx, authority, &set, &values).await?;
        // The log says which file it was, and never what is in it.
        let event = Event::new("proxies.imported", "proxy-set", set.id);
        let detail = serde_json::json!({"title": set.title, "licence": set.licence, "sha256": set.sha256, "lines": values.len()});
        tx.record(event.with(detail)).await?;
        Ok(values.len())
    })
}

/// Takes a file out of use. It stays on record.
pub async fn retire(app: &App, actor: &Actor, id: ProxySetId) -> Result<()> {
    let (permit, authority) = own(actor, Action::ImportProxies)?;
    transact!(app, permit, |tx| {
        if !proxies::retire(tx, authority, id).await? {
            return Err(Error::NotFound);
        }
        tx.record(Event::new("proxies.retired", "proxy-set", id)).await?;
        Ok(())
    })
}
