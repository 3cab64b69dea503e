//! Loading outlines of areas from GeoJSON as the Open Geography portal publishes it.

use super::load::{ImportOptions, Loaded, open};
use crate::{App, Error, Invalid, Result};
use serde_json::{Value, json};
use std::{cell::Cell, collections::BTreeMap, path::Path};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_places::{
    AuthorityCode, authority,
    import::{Boundary, Ring, read_boundaries},
};
use svx_store::{
    Event,
    places::{self, Load, NewBoundary},
};

const SOURCE: &str = "Office for National Statistics, Open Geography portal";
const LICENCE: &str = "Open Government Licence v3.0";

/// Electoral wards of England, Wales, Scotland and Northern Ireland. Source: ONS, Register of Geographic Codes.
const WARDS: [&str; 4] = ["E05", "W05", "S13", "N08"];

/// Loads the outlines of a file in one transaction. They take the place of earlier outlines of the same kind of area:
/// authorities, wards, or others.
///
/// `code_property` is the property of each feature that holds its code, where it cannot be told from its name. Answers
/// [`Error::Invalid`] where the file cannot be read, has nothing that can be kept, or has bad features that are not to be
/// skipped; nothing is changed then.
pub async fn import_boundaries(
    app: &App,
    actor: &Actor,
    file: &Path,
    code_property: Option<&str>,
    options: &ImportOptions<'_>,
) -> Result<Loaded> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    let (mut read_well, areas) = read(file, code_property, options)?;
    if areas.is_empty() && read_well.problems.is_empty() {
        read_well.problem("There is no outline in the file".to_owned());
    }
    if areas.is_empty() || !(options.skip_bad_rows || read_well.problems.is_empty()) {
        return Err(read_well.refused());
    }
    transact!(app, permit, |tx| {
        let mut loaded = read_well.clone();
        let mut kept: BTreeMap<&'static str, i64> = BTreeMap::new();
        for kind in areas.iter().map(|area| kind(area.code)) {
            if kept.insert(kind, 0).is_none() {
                places::forget_boundaries(tx, kind).await?;
            }
        }
        for area in &areas {
            let kind = kind(area.code);
            let boundary = NewBoundary {
                code: area.code.to_string(),
                vintage: options.vintage.to_string(),
                name: area.name.clone(),
                kind,
                geometry: geometry(area),
            };
            if places::add_boundary(tx, boundary).await? {
                loaded.kept += 1;
                *kept.entry(kind).or_default() += 1;
            } else {
                loaded.repeated += 1;
            }
        }
        for (kind, row_count) in &kept {
            let load = Load {
                kind: format!("boundaries-{kind}"),
                source: SOURCE.to_owned(),
                licence: LICENCE.to_owned(),
                vintage: options.vintage.to_string(),
                row_count: *row_count,
                loaded_at: tx.now(),
            };
            places::put_load(tx, load).await?;
        }
        let detail = json!({"vintage": options.vintage.to_string(), "kept": kept, "bad_features": loaded.bad_rows()});
        tx.record(Event::general("places.boundaries_loaded").with(detail))
            .await?;
        Ok::<_, Error>(loaded)
    })
}

fn read(path: &Path, code_property: Option<&str>, options: &ImportOptions<'_>) -> Result<(Loaded, Vec<Boundary>)> {
    let bytes = Cell::new(0);
    let file = open(path, &bytes, options.progress)?;
    let read =
        read_boundaries(file, code_property).map_err(|error| Error::from(Invalid::one("file", error.to_string())))?;
    let mut loaded = Loaded::default();
    for error in &read.errors {
        loaded.problem(error.to_string());
    }
    Ok((loaded, read.areas))
}

fn kind(code: AuthorityCode) -> &'static str {
    if authority(code).is_some() {
        "authority"
    } else if WARDS.contains(&&code.as_str()[..3]) {
        "ward"
    } else {
        "other"
    }
}

/// A GeoJSON MultiPolygon, its rings closed as RFC 7946 section 3.1.6 asks.
fn geometry(area: &Boundary) -> Value {
    let ring = |ring: &Ring| {
        let closed = ring.iter().chain(ring.first());
        closed
            .map(|point| json!([point.easting_m, point.northing_m]))
            .collect::<Value>()
    };
    let polygons = area.polygons.iter().map(|polygon| {
        let rings = std::iter::once(&polygon.outer).chain(&polygon.holes);
        rings.map(ring).collect::<Value>()
    });
    json!({"type": "MultiPolygon", "coordinates": polygons.collect::<Value>()})
}
