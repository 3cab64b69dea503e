//! The polygons of a GeoJSON geometry, as rings of whole metres.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::boundaries::{Polygon, Ring};
use crate::lat_long::LatLong;
use crate::point::Point;

/// What a file's coordinates are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// Longitude, then latitude, in degrees.
    Wgs84,
    /// Easting, then northing, in metres.
    British,
}

#[derive(Deserialize)]
struct Geometry<'a> {
    #[serde(rename = "type")]
    kind: String,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
}

/// The polygons of a `Polygon` or `MultiPolygon`; an error in words for anything else.
pub(super) fn polygons(geometry: &RawValue, grid: Grid) -> Result<Vec<Polygon>, String> {
    let geometry: Geometry<'_> = serde_json::from_str(geometry.get()).map_err(|error| error.to_string())?;
    let coordinates = geometry.coordinates.map_or("[]", RawValue::get);
    let raw: Vec<Vec<Vec<Position>>> = match geometry.kind.as_str() {
        "Polygon" => serde_json::from_str(coordinates).map(|polygon| vec![polygon]),
        "MultiPolygon" => serde_json::from_str(coordinates),
        other => return Err(format!("it is a {}, not a polygon", crate::postcode::shown(other))),
    }
    .map_err(|error| error.to_string())?;
    let mut polygons = Vec::with_capacity(raw.len());
    for polygon in raw {
        polygons.extend(whole_polygon(&polygon, grid)?);
    }
    if polygons.is_empty() {
        return Err("it has no polygon that is larger than a metre".to_owned());
    }
    Ok(polygons)
}

/// Nothing when the outer ring shrinks to less than a triangle at a metre's precision.
fn whole_polygon(rings: &[Vec<Position>], grid: Grid) -> Result<Option<Polygon>, String> {
    let mut whole = rings.iter().map(|positions| ring(positions, grid));
    let Some(outer) = whole.next().transpose()?.flatten() else {
        return Ok(None);
    };
    let holes = whole.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    Ok(Some(Polygon { outer, holes }))
}

fn ring(positions: &[Position], grid: Grid) -> Result<Option<Ring>, String> {
    let mut ring = Vec::with_capacity(positions.len());
    for position in positions {
        ring.push(position.point(grid)?);
    }
    if positions.first() != positions.last() {
        return Err("a ring does not end where it begins".to_owned());
    }
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    Ok((ring.len() >= 3).then_some(ring))
}

/// The first two numbers of a GeoJSON position; a height after them is passed over.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Position {
    x: f64,
    y: f64,
}

impl Position {
    fn point(self, grid: Grid) -> Result<Point, String> {
        match grid {
            Grid::British => {
                // The casts saturate, and a saturated number is off the grid.
                Point::on_grid(self.x.round() as i64, self.y.round() as i64).map_err(|error| error.to_string())
            }
            Grid::Wgs84 => {
                let at = LatLong::in_the_uk(self.y, self.x).map_err(|error| error.to_string())?;
                at.point().map_err(|error| error.to_string())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pair;

        impl<'de> Visitor<'de> for Pair {
            type Value = Position;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("two coordinates")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Position, A::Error> {
                let x = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
                let y = seq.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Position { x, y })
            }
        }

        deserializer.deserialize_seq(Pair)
    }
}
