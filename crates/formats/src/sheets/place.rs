//! Where a row is: a postcode, degrees, or metres on the grid.

use svx_places::{LatLong, Point, Postcode, locate};

use super::cells::Cells;

/// Where the columns of a place are in the list of ours, in the order of [`PLACE_COLUMNS`].
#[derive(Debug, Clone, Copy)]
pub(super) struct PlaceColumns {
    pub(super) first: usize,
}

/// The columns of a place, which stand together in both lists.
pub(super) const PLACE_COLUMNS: [&str; 5] = ["postcode", "latitude", "longitude", "easting", "northing"];

/// Where a row is, and how that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    /// To the metre: the row gives coordinates.
    Exactly(Point),
    /// To the postcode's sector.
    ByPostcode(Postcode, Point),
}

impl Placed {
    /// The point.
    pub const fn point(&self) -> Point {
        match self {
            Self::Exactly(point) | Self::ByPostcode(_, point) => *point,
        }
    }
}

/// Reads the place. Where a row gives it in several ways all must make sense, and the most exact counts.
pub(super) fn place(cells: &mut Cells<'_>, columns: PlaceColumns, remote: bool) -> Option<Placed> {
    let [postcode, latitude, longitude, easting, northing] = [0, 1, 2, 3, 4].map(|at| columns.first + at);
    let grid = pair(cells, easting, northing, |east, north| {
        Point::parse(east, north).map_err(|error| error.to_string())
    });
    let degrees = pair(cells, latitude, longitude, |north, east| {
        let place = LatLong::parse(north, east).map_err(|error| error.to_string())?;
        place.point().map_err(|error| error.to_string())
    });
    let exact = grid.or(degrees);
    let postcode = cells.parse(postcode, |text| {
        text.parse::<Postcode>().map_err(|error| error.to_string())
    });
    if let Some(point) = exact {
        return Some(Placed::Exactly(point));
    }
    let Some(postcode) = postcode else {
        let said = PLACE_COLUMNS
            .iter()
            .chain(&["remote"])
            .any(|column| cells.has_problem(column));
        if !remote && !said {
            cells.problem(
                PLACE_COLUMNS[0],
                "there is no place. Give a postcode, or say true under remote",
            );
        }
        return None;
    };
    match locate(postcode) {
        Ok(place) => Some(Placed::ByPostcode(postcode, place.point)),
        Err(error) => {
            // What can be done from anywhere needs no place, so one that cannot be looked up takes nothing away.
            if !remote {
                cells.problem(PLACE_COLUMNS[0], unlocated(&error));
            }
            None
        }
    }
}

/// Why there is no place for a postcode, and what to do about it in a table.
fn unlocated(error: &svx_places::LookupError) -> String {
    use svx_places::LookupError::{CrownDependency, NorthernIreland, UnknownSector};
    match error {
        NorthernIreland { postcode } => format!(
            "{postcode} is in Northern Ireland, whose postcodes we cannot look up. Give its latitude and longitude instead"
        ),
        CrownDependency { postcode, island } => {
            format!("{postcode} is in {island}, which is outside the United Kingdom")
        }
        UnknownSector { sector } => {
            format!("we know of no postcode that begins {sector}. Check it, or give coordinates")
        }
    }
}

/// Two columns that are of use together alone.
fn pair(
    cells: &mut Cells<'_>,
    one: usize,
    other: usize,
    read: impl FnOnce(&str, &str) -> Result<Point, String>,
) -> Option<Point> {
    let both = [cells.parse(one, keep), cells.parse(other, keep)];
    let names = [cells.column(one), cells.column(other)];
    match both {
        [Some(first), Some(second)] => read(&first, &second)
            .map_err(|message| cells.problem(names[0], message))
            .ok(),
        [None, None] => None,
        [first, _] => {
            let (there, missing) = if first.is_some() {
                (names[0], names[1])
            } else {
                (names[1], names[0])
            };
            if !cells.has_problem(missing) {
                cells.problem(
                    missing,
                    format!("there is no {missing}, and there is one under {there}"),
                );
            }
            None
        }
    }
}

fn keep(text: &str) -> Result<String, String> {
    Ok(text.to_owned())
}
