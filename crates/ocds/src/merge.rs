//! Merging the releases of one process into a compiled release.
//!
//! Source: OCDS 1.1, "Merging": releases in date order; objects member by member; lists of objects by id; lists of
//! anything else, and lists that set `wholeListMerge`, replaced; null removes; `omitWhenMerged` is left out.

use crate::check::id_text;
use crate::json::{Json, Object, step};
use crate::schema::{Field, Kind, Merge, RELEASE, Shape};
use crate::types::Release;

/// Why releases cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// There are none.
    #[error("there are no releases to merge")]
    None,
    /// They are not of one process.
    #[error("releases of two processes cannot be merged: {0} and {1}")]
    Processes(String, String),
    /// A field is an object in one release and something else in another.
    #[error("{path} is {earlier} in one release and {later} in a later one")]
    Types {
        /// JSON pointer in the compiled release.
        path: String,
        /// What it was.
        earlier: &'static str,
        /// What it became.
        later: &'static str,
    },
}

/// The releases from oldest to newest; those of one instant stay in the order given.
#[must_use]
pub fn in_date_order(releases: &[Release]) -> Vec<&Release> {
    let mut ordered: Vec<_> = releases.iter().collect();
    ordered.sort_by_key(|release| release.date.instant());
    ordered
}

/// The latest of everything that the releases of one process say. Its id is the ocid and the date of the newest
/// release, its date that date, its tag `compiled`.
///
/// # Errors
/// If there are no releases, they are of several processes, or they disagree about what is an object.
pub fn compile(releases: &[Release]) -> Result<Release, MergeError> {
    let ordered = in_date_order(releases);
    let newest = *ordered.last().ok_or(MergeError::None)?;
    if let Some(other) = ordered.iter().find(|release| release.ocid != newest.ocid) {
        return Err(MergeError::Processes(newest.ocid.clone(), other.ocid.clone()));
    }
    let id = format!("{}-{}", newest.ocid, newest.date.as_str());
    let mut compiled = Object::new();
    compiled.set("ocid", Json::Text(newest.ocid.clone()));
    compiled.set("id", Json::Text(id));
    compiled.set("date", Json::Text(newest.date.as_str().to_owned()));
    compiled.set("tag", Json::Array(vec![Json::Text("compiled".to_owned())]));
    for release in ordered {
        if let Json::Object(object) = release.to_json() {
            merge_object(&mut compiled, &object, Some(&RELEASE), &mut String::new())?;
        }
    }
    Ok(Release::from_json(&Json::Object(compiled)).expect("ocid, id, date and initiationType were set or merged"))
}

fn merge_object(into: &mut Object, from: &Object, shape: Option<&Shape>, path: &mut String) -> Result<(), MergeError> {
    for (name, value) in from.iter() {
        let field = shape.and_then(|shape| shape.field(name));
        step(path, name, |path| merge_member(into, name, value, field, path))?;
    }
    Ok(())
}

fn merge_member(
    into: &mut Object,
    name: &str,
    value: &Json,
    field: Option<&Field>,
    path: &mut String,
) -> Result<(), MergeError> {
    let inner = field.and_then(|field| match field.kind {
        Kind::Object(shape) | Kind::Objects(shape) | Kind::Criteria(shape) => Some(shape),
        _ => None,
    });
    let conflict = |path: &str, earlier: &Json| {
        Err(MergeError::Types {
            path: path.to_owned(),
            earlier: earlier.kind(),
            later: value.kind(),
        })
    };
    match (field.map_or(Merge::Usual, |field| field.merge), value) {
        (Merge::Omit, _) => {}
        (_, Json::Null) => {
            into.remove(name);
        }
        (Merge::Usual, Json::Object(object)) => {
            let mut merged = match into.get(name) {
                None => Object::new(),
                Some(Json::Object(earlier)) => earlier.clone(),
                Some(earlier) => return conflict(path, earlier),
            };
            merge_object(&mut merged, object, inner, path)?;
            // An object that says nothing is not there.
            if !merged.is_empty() {
                into.set(name, Json::Object(merged));
            }
        }
        (Merge::Usual, Json::Array(items)) if items.iter().all(|item| item.as_object().is_some()) => {
            let mut merged = match into.get(name) {
                Some(Json::Object(earlier)) => return conflict(path, &Json::Object(earlier.clone())),
                Some(Json::Array(earlier)) if earlier.iter().all(|item| item.as_object().is_some()) => earlier.clone(),
                _ => Vec::new(),
            };
            merge_by_id(&mut merged, items, inner, path)?;
            if !merged.is_empty() {
                into.set(name, Json::Array(merged));
            }
        }
        (_, value) => match into.get(name) {
            Some(earlier @ Json::Object(_)) => return conflict(path, earlier),
            _ => into.set(name, value.clone()),
        },
    }
    Ok(())
}

/// "Identifier merge": an object goes into the one with its id, or to the end. Objects without ids are all kept.
fn merge_by_id(
    into: &mut Vec<Json>,
    items: &[Json],
    shape: Option<&Shape>,
    path: &mut String,
) -> Result<(), MergeError> {
    for object in items.iter().filter_map(Json::as_object) {
        let id = id_text(object);
        let place = id.and_then(|id| {
            into.iter()
                .position(|item| item.as_object().and_then(id_text).as_ref() == Some(&id))
        });
        let index = place.unwrap_or(into.len());
        let mut merged = place
            .and_then(|index| into[index].as_object().cloned())
            .unwrap_or_default();
        step(path, &index.to_string(), |path| {
            merge_object(&mut merged, object, shape, path)
        })?;
        match place {
            Some(index) => into[index] = Json::Object(merged),
            None => into.push(Json::Object(merged)),
        }
    }
    Ok(())
}
