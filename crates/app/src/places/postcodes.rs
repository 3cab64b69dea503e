//! Loading every postcode from the ONS Postcode Directory or Code-Point Open.

use super::load::{Counting, ImportOptions, Loaded, open};
use crate::{App, Error, Invalid, Result};
use std::{
    cell::Cell,
    path::{Path, PathBuf},
};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_places::import::{PostcodeRow, PostcodeRows, read_code_point_open, read_postcode_directory};
use svx_store::{
    Event, Tx,
    places::{self, Load, NewPostcode},
};

/// How many rows one statement adds.
const BATCH: usize = 1_000;
const LICENCE: &str = "Open Government Licence v3.0";

/// Which publication a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostcodeFile {
    /// The ONS Postcode Directory, or the National Statistics Postcode Lookup.
    Directory,
    /// Ordnance Survey's Code-Point Open: a file for each postcode area.
    CodePointOpen,
}

impl PostcodeFile {
    /// Who publishes it.
    pub const fn source(self) -> &'static str {
        match self {
            Self::Directory => "Office for National Statistics, ONS Postcode Directory",
            Self::CodePointOpen => "Ordnance Survey, Code-Point Open",
        }
    }

    fn read(self, file: Counting<'_>) -> Result<PostcodeRows<Counting<'_>>> {
        match self {
            Self::Directory => {
                read_postcode_directory(file).map_err(|error| Invalid::one("file", error.to_string()).into())
            }
            Self::CodePointOpen => Ok(read_code_point_open(file)),
        }
    }
}

/// Loads the postcodes of the files in one transaction, in place of an earlier load. Postcodes that are no longer in use
/// or whose place the file does not say are left out.
///
/// Answers [`Error::Invalid`] with each bad row where rows are bad and not to be skipped, and where a file breaks off or
/// has no postcode that can be kept; nothing is changed then.
pub async fn import_postcodes(
    app: &App,
    actor: &Actor,
    publication: PostcodeFile,
    files: &[PathBuf],
    options: &ImportOptions<'_>,
) -> Result<Loaded> {
    let permit = access::authorize(actor, Action::ImportRegister, &Scope::none())?;
    transact!(app, permit, |tx| {
        let (mut loaded, read) = (Loaded::default(), Cell::new(0));
        places::forget_postcodes(tx).await?;
        for path in files {
            let rows = publication.read(open(path, &read, options.progress)?)?;
            let name = (files.len() > 1).then_some(path.as_path());
            load_file(tx, rows, name, options, &mut loaded).await?;
        }
        if loaded.kept == 0 && loaded.problems.is_empty() {
            loaded.problem("There is no postcode in use, with its place, in the file".to_owned());
        }
        if loaded.kept == 0 || !(options.skip_bad_rows || loaded.problems.is_empty()) {
            return Err(loaded.refused());
        }
        let load = Load {
            kind: "postcodes".to_owned(),
            source: publication.source().to_owned(),
            licence: LICENCE.to_owned(),
            vintage: options.vintage.to_string(),
            row_count: i64::try_from(loaded.kept).unwrap_or(i64::MAX),
            loaded_at: tx.now(),
        };
        let detail = serde_json::json!({
            "source": load.source, "vintage": load.vintage, "kept": loaded.kept, "bad_rows": loaded.bad_rows()
        });
        places::put_load(tx, load).await?;
        tx.record(Event::general("places.postcodes_loaded").with(detail))
            .await?;
        Ok::<_, Error>(loaded)
    })
}

async fn load_file(
    tx: &mut Tx,
    mut rows: PostcodeRows<Counting<'_>>,
    name: Option<&Path>,
    options: &ImportOptions<'_>,
    loaded: &mut Loaded,
) -> Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    for row in rows.by_ref() {
        match row {
            Ok(row) => batch.extend(kept(&row, loaded)),
            Err(error) => loaded.problem(match name {
                Some(name) => format!("{}: {error}", name.display()),
                None => error.to_string(),
            }),
        }
        if batch.len() == BATCH {
            add(tx, &mut batch, options, loaded).await?;
        }
    }
    add(tx, &mut batch, options, loaded).await?;
    // What follows the fault is not known, so that skipping a row is not enough.
    if rows.is_cut_short() {
        return Err(loaded.refused());
    }
    Ok(())
}

fn kept(row: &PostcodeRow, loaded: &mut Loaded) -> Option<NewPostcode> {
    if row.ended.is_some() {
        loaded.ended += 1;
        return None;
    }
    let Some(point) = row.point else {
        loaded.without_place += 1;
        return None;
    };
    Some(NewPostcode {
        postcode: row.postcode.to_string(),
        easting_m: point.easting_m,
        northing_m: point.northing_m,
        local_authority: row.authority.map(|code| code.to_string()),
    })
}

async fn add(
    tx: &mut Tx,
    batch: &mut Vec<NewPostcode>,
    options: &ImportOptions<'_>,
    loaded: &mut Loaded,
) -> Result<()> {
    // A file that will be refused is only read on, to list its problems.
    if !batch.is_empty() && (options.skip_bad_rows || loaded.problems.is_empty()) {
        let added = places::add_postcodes(tx, batch).await?;
        loaded.kept += added;
        loaded.repeated += batch.len() as u64 - added;
    }
    batch.clear();
    Ok(())
}
