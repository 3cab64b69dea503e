//! Outlines of areas, from GeoJSON as the Open Geography portal publishes it.

use std::io::Read;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::geometry::{Grid, polygons};
use super::properties::Properties;
use crate::code::AuthorityCode;
use crate::point::Point;

/// The largest file that is read: the full-resolution outlines of the United Kingdom's authorities take about 200 MB.
pub const BOUNDARY_BYTES_MAX: u64 = 512 * 1024 * 1024;
/// The most areas in a file: there are about 8,500 wards.
pub const BOUNDARY_FEATURES_MAX: usize = 50_000;

/// The outline of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundary {
    /// Its GSS code.
    pub code: AuthorityCode,
    /// Its name; empty where the file has none.
    pub name: String,
    /// What it is made of: islands are polygons of their own.
    pub polygons: Vec<Polygon>,
}

/// A piece of an area, without its holes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Polygon {
    /// The outer edge.
    pub outer: Ring,
    /// What is cut out of it.
    pub holes: Vec<Ring>,
}

/// Corners in order, to the metre, at least three. The last is joined to the first and is not the same point.
pub type Ring = Vec<Point>;

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Boundaries {
    /// The areas that could be read, in the order of the file.
    pub areas: Vec<Boundary>,
    /// Those that could not.
    pub errors: Vec<FeatureError>,
}

/// What is wrong with one feature.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Feature {number}{}: {message}", .code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default())]
pub struct FeatureError {
    /// Which feature of the file, from 1.
    pub number: usize,
    /// Its code, where that could be read.
    pub code: Option<AuthorityCode>,
    /// What is wrong with it.
    pub message: String,
}

/// Why a file holds no boundaries that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BoundaryFileError {
    /// It could not be read.
    #[error("The file cannot be read: {0}")]
    Unreadable(String),
    /// It is larger than [`BOUNDARY_BYTES_MAX`] or has more than [`BOUNDARY_FEATURES_MAX`] features.
    #[error("The file is too large: {0}")]
    TooLarge(String),
    /// It is not a GeoJSON feature collection.
    #[error("The file is not a GeoJSON feature collection: {0}")]
    NotGeoJson(String),
    /// Its coordinates are neither latitude and longitude nor the British National Grid.
    #[error(
        "The file's coordinates are in {0}; WGS84 (EPSG:4326) or the British National Grid (EPSG:27700) is expected"
    )]
    CoordinateSystem(String),
    /// No property looks like a code, or several do.
    #[error("{0}")]
    CodeProperty(String),
}

#[derive(Deserialize)]
struct Collection<'a> {
    #[serde(rename = "type")]
    kind: String,
    crs: Option<Crs>,
    #[serde(borrow)]
    features: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Crs {
    properties: CrsProperties,
}

#[derive(Deserialize)]
struct CrsProperties {
    name: String,
}

#[derive(Deserialize)]
struct Feature<'a> {
    properties: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(borrow)]
    geometry: Option<&'a RawValue>,
}

/// Reads a feature collection of polygons, on WGS84 or, where its `crs` says so, on the British National Grid.
///
/// The code is taken from the property named, or else from the one that looks like it, such as `LAD24CD`, with the name
/// beside it in `LAD24NM`; `code` and `name` will do. Source: RFC 7946, and for `crs` the GeoJSON of 2008.
///
/// # Errors
/// [`BoundaryFileError`] when nothing can be read. What is wrong with single features is in the result.
pub fn read_boundaries<R: Read>(reader: R, code_property: Option<&str>) -> Result<Boundaries, BoundaryFileError> {
    let text = read_limited(reader)?;
    let collection: Collection<'_> =
        serde_json::from_str(&text).map_err(|error| BoundaryFileError::NotGeoJson(error.to_string()))?;
    if collection.kind != "FeatureCollection" {
        return Err(BoundaryFileError::NotGeoJson(format!(
            "its type is {}",
            collection.kind
        )));
    }
    if collection.features.len() > BOUNDARY_FEATURES_MAX {
        return Err(BoundaryFileError::TooLarge(format!(
            "it has more than {BOUNDARY_FEATURES_MAX} features"
        )));
    }
    let grid = grid(collection.crs.as_ref())?;
    let Some(first) = collection.features.first() else {
        return Ok(Boundaries {
            areas: Vec::new(),
            errors: Vec::new(),
        });
    };
    let first: Option<Feature<'_>> = serde_json::from_str(first.get()).ok();
    let keys = first.and_then(|feature| feature.properties).unwrap_or_default();
    let properties = Properties::find(&keys.keys().map(String::as_str).collect::<Vec<_>>(), code_property)?;
    let mut boundaries = Boundaries {
        areas: Vec::new(),
        errors: Vec::new(),
    };
    for (at, feature) in collection.features.iter().enumerate() {
        match read_feature(feature, &properties, grid) {
            Ok(area) => boundaries.areas.push(area),
            Err((code, message)) => boundaries.errors.push(FeatureError {
                number: at + 1,
                code,
                message,
            }),
        }
    }
    Ok(boundaries)
}

fn read_limited<R: Read>(reader: R) -> Result<String, BoundaryFileError> {
    let mut bytes = Vec::new();
    let mut limited = reader.take(BOUNDARY_BYTES_MAX + 1);
    limited
        .read_to_end(&mut bytes)
        .map_err(|error| BoundaryFileError::Unreadable(error.to_string()))?;
    if bytes.len() as u64 > BOUNDARY_BYTES_MAX {
        return Err(BoundaryFileError::TooLarge(format!(
            "it has more than {BOUNDARY_BYTES_MAX} bytes"
        )));
    }
    let text = String::from_utf8(bytes).map_err(|_| BoundaryFileError::NotGeoJson("it is not UTF-8".to_owned()))?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn grid(crs: Option<&Crs>) -> Result<Grid, BoundaryFileError> {
    let Some(name) = crs.map(|crs| crs.properties.name.as_str()) else {
        return Ok(Grid::Wgs84);
    };
    match name.rsplit(':').next() {
        Some("CRS84" | "4326" | "4258") => Ok(Grid::Wgs84),
        Some("27700") => Ok(Grid::British),
        _ => Err(BoundaryFileError::CoordinateSystem(crate::postcode::shown(name))),
    }
}

fn read_feature(
    raw: &RawValue,
    properties: &Properties,
    grid: Grid,
) -> Result<Boundary, (Option<AuthorityCode>, String)> {
    let feature: Feature<'_> = serde_json::from_str(raw.get()).map_err(|error| (None, error.to_string()))?;
    let map = feature.properties.unwrap_or_default();
    let text = |key: &str| map.get(key).and_then(serde_json::Value::as_str);
    let given = text(&properties.code).ok_or_else(|| (None, format!("it has no {}", properties.code)))?;
    let code: AuthorityCode = given.parse().map_err(|error| (None, format!("{error}")))?;
    let geometry = feature
        .geometry
        .ok_or_else(|| (Some(code), "it has no geometry".to_owned()))?;
    let polygons = polygons(geometry, grid).map_err(|message| (Some(code), message))?;
    let name = properties
        .name
        .as_deref()
        .and_then(text)
        .unwrap_or_default()
        .trim()
        .to_owned();
    Ok(Boundary { code, name, polygons })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    const SQUARE: &str = "[[400000,300000],[401000,300000],[401000,301000],[400000,301000],[400000,300000]]";

    fn file(crs: &str, properties: &str, geometry: &str) -> String {
        let crs = if crs.is_empty() {
            String::new()
        } else {
            format!(r#""crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"#)
        };
        format!(
            r#"{{"type":"FeatureCollection",{crs}"features":[{{"type":"Feature","properties":{properties},"geometry":{geometry}}}]}}"#
        )
    }

    fn british(properties: &str, geometry: &str) -> String {
        file("urn:ogc:def:crs:EPSG::27700", properties, geometry)
    }

    const LEEDS: &str = r#"{"FID":1,"LAD24CD":"E08000035","LAD24NM":"Leeds","LAD24NMW":" "}"#;

    #[test]
    fn reads_polygons_and_their_holes_on_the_grid() {
        let hole = "[[400100,300100],[400200,300100],[400200,300200],[400100,300100]]";
        let geometry = format!(r#"{{"type":"MultiPolygon","coordinates":[[{SQUARE},{hole}],[{hole}]]}}"#);
        let read = read_boundaries(british(LEEDS, &geometry).as_bytes(), None).unwrap();
        assert_eq!(read.errors, []);
        let area = &read.areas[0];
        assert_eq!((area.code.as_str(), area.name.as_str()), ("E08000035", "Leeds"));
        assert_eq!(area.polygons[0].outer.len(), 4);
        assert_eq!(
            area.polygons[0].outer[2],
            Point {
                easting_m: 401_000,
                northing_m: 301_000
            }
        );
        assert_eq!(area.polygons[0].holes[0].len(), 3);
        assert_eq!(area.polygons[1].outer.len(), 3);
    }

    #[rstest]
    #[case("")]
    #[case("urn:ogc:def:crs:OGC:1.3:CRS84")]
    #[case("EPSG:4326")]
    fn reads_longitude_and_latitude(#[case] crs: &str) {
        let geometry = r#"{"type":"Polygon","coordinates":[[[-1.66379168,53.8002152,12.5],[-1.6,53.8],[-1.6,53.9],[-1.66379168,53.8002152]]]}"#;
        let text = file(crs, r#"{"code":"E08000035","name":"Leeds"}"#, geometry);
        let read = read_boundaries(text.as_bytes(), None).unwrap();
        let corner = read.areas[0].polygons[0].outer[0];
        assert!(
            corner.distance_m(Point {
                easting_m: 422_242,
                northing_m: 433_819
            }) <= 5,
            "{corner:?}"
        );
        assert_eq!(read.areas[0].name, "Leeds");
    }

    #[rstest]
    #[case(
        LEEDS,
        r#"{"type":"Point","coordinates":[1,2]}"#,
        "Feature 1 (E08000035): it is a Point, not a polygon"
    )]
    #[case(LEEDS, "null", "Feature 1 (E08000035): it has no geometry")]
    #[case(
        LEEDS,
        r#"{"type":"Polygon","coordinates":[]}"#,
        "Feature 1 (E08000035): it has no polygon that is larger than a metre"
    )]
    #[case(
        LEEDS,
        r#"{"type":"Polygon","coordinates":[[[400000,300000],[401000,300000],[401000,301000],[400000,301000]]]}"#,
        "Feature 1 (E08000035): a ring does not end where it begins"
    )]
    #[case(
        LEEDS,
        r#"{"type":"Polygon","coordinates":[[[-1.5,53.8],[-1.6,53.8],[-1.6,53.9],[-1.5,9999999]]]}"#,
        "Feature 1 (E08000035): Easting -2 and northing 9999999 are not in the United Kingdom"
    )]
    #[case(
        r#"{"LAD24CD":"Leeds"}"#,
        "null",
        "Feature 1: “Leeds” is not an area code: it should be a letter and eight digits, such as E07000223"
    )]
    #[case(r#"{"LAD24CD":7}"#, "null", "Feature 1: it has no LAD24CD")]
    fn says_what_is_wrong_with_a_feature(#[case] properties: &str, #[case] geometry: &str, #[case] message: &str) {
        let read = read_boundaries(british(properties, geometry).as_bytes(), None).unwrap();
        assert_eq!(read.errors[0].to_string(), message);
        assert_eq!(read.areas, []);
    }

    #[rstest]
    #[case(
        "{",
        "The file is not a GeoJSON feature collection: EOF while parsing an object at line 1 column 1"
    )]
    #[case(
        r#"{"type":"Topology","features":[]}"#,
        "The file is not a GeoJSON feature collection: its type is Topology"
    )]
    fn says_what_is_wrong_with_a_file(#[case] text: &str, #[case] message: &str) {
        assert_eq!(read_boundaries(text.as_bytes(), None).unwrap_err().to_string(), message);
    }

    #[test]
    fn other_coordinates_and_doubtful_codes_are_refused() {
        let text = file("urn:ogc:def:crs:EPSG::3857", LEEDS, "null");
        assert_eq!(
            read_boundaries(text.as_bytes(), None).unwrap_err().to_string(),
            "The file's coordinates are in urn:ogc:def:crs:EPSG…; WGS84 (EPSG:4326) or the British National Grid (EPSG:27700) is expected"
        );
        let text = file(
            "",
            r#"{"WD24CD":"E05012648","LAD24CD":"E08000035","LAD24NM":"Leeds"}"#,
            "null",
        );
        let error = read_boundaries(text.as_bytes(), None).unwrap_err();
        assert_eq!(error.to_string(), "Say which property is the code: LAD24CD, WD24CD");
        let read = read_boundaries(text.as_bytes(), Some("lad24cd")).unwrap();
        assert_eq!(read.errors[0].code.unwrap().as_str(), "E08000035");
        let text = file("", r#"{"id":"E05012648"}"#, "null");
        let error = read_boundaries(text.as_bytes(), None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "The first feature has no property for its code, such as LAD24CD"
        );
    }

    proptest! {
        #[test]
        fn no_file_breaks_it(cut in 0_usize..400, junk in "\\PC{0,20}") {
            let text = british(LEEDS, &format!(r#"{{"type":"Polygon","coordinates":[{SQUARE}]}}"#));
            let at = text.char_indices().map(|(at, _)| at).nth(cut % text.len()).unwrap_or(0);
            let _ = read_boundaries(format!("{}{junk}{}", &text[..at], &text[at..]).as_bytes(), None);
            prop_assert!(read_boundaries(&text.as_bytes()[..at], None).is_err());
        }
    }
}
