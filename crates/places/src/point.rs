//! Points on the British National Grid, and how far apart they are.

use crate::lat_long::LatLong;

/// A point on the British National Grid (OSGB36, EPSG:27700), in whole metres.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// Metres east of the grid's false origin, south-west of Scilly.
    pub easting_m: i32,
    /// Metres north of the same origin.
    pub northing_m: i32,
}

/// Why two numbers are not a point we accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PointError {
    /// Not a whole or decimal number.
    #[error("“{given}” is not a number of metres for the {field}")]
    NotANumber {
        /// `easting` or `northing`.
        field: &'static str,
        /// What was given, cut short if it was long.
        given: String,
    },
    /// Outside the United Kingdom.
    #[error("Easting {easting_m} and northing {northing_m} are not in the United Kingdom")]
    OffTheGrid {
        /// Metres east as given.
        easting_m: i64,
        /// Metres north as given.
        northing_m: i64,
    },
}

/// The United Kingdom on the grid, in metres, with room around it: Fermanagh, St Kilda and Shetland are inside.
const EASTING_M: std::ops::RangeInclusive<i64> = -50_000..=700_000;
const NORTHING_M: std::ops::RangeInclusive<i64> = -10_000..=1_300_000;

impl Point {
    /// A point in the United Kingdom.
    ///
    /// # Errors
    /// [`PointError::OffTheGrid`] when it lies elsewhere, which is most often a mistake in the columns.
    pub fn on_grid(easting_m: i64, northing_m: i64) -> Result<Self, PointError> {
        let off = PointError::OffTheGrid { easting_m, northing_m };
        if !EASTING_M.contains(&easting_m) || !NORTHING_M.contains(&northing_m) {
            return Err(off);
        }
        match (i32::try_from(easting_m), i32::try_from(northing_m)) {
            (Ok(easting_m), Ok(northing_m)) => Ok(Self { easting_m, northing_m }),
            _ => Err(off),
        }
    }

    /// Reads two columns of a file. Decimals are rounded to the metre.
    ///
    /// # Errors
    /// [`PointError`] naming the column that is wrong.
    pub fn parse(easting: &str, northing: &str) -> Result<Self, PointError> {
        Self::on_grid(metres("easting", easting)?, metres("northing", northing)?)
    }

    /// Metres from here to there in a straight line on the grid, rounded down. The grid's own scale is within 0.1%.
    pub fn distance_m(self, other: Self) -> u32 {
        let east = u64::from(self.easting_m.abs_diff(other.easting_m));
        let north = u64::from(self.northing_m.abs_diff(other.northing_m));
        let root = (east * east).saturating_add(north * north).isqrt();
        u32::try_from(root).unwrap_or(u32::MAX)
    }

    /// The same place as latitude and longitude, to within about 5 m.
    pub fn lat_long(self) -> LatLong {
        LatLong::from_grid(f64::from(self.easting_m), f64::from(self.northing_m))
    }
}

fn metres(field: &'static str, given: &str) -> Result<i64, PointError> {
    let number = given.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    // The cast saturates, and a saturated number is off the grid.
    number
        .map(|number| number.round() as i64)
        .ok_or_else(|| PointError::NotANumber {
            field,
            given: crate::postcode::shown(given),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("651410", "313177", Point { easting_m: 651_410, northing_m: 313_177 })]
    #[case(" 651409.6 ", "313177.2", Point { easting_m: 651_410, northing_m: 313_177 })]
    fn reads_columns(#[case] easting: &str, #[case] northing: &str, #[case] expect: Point) {
        assert_eq!(Point::parse(easting, northing), Ok(expect));
    }

    #[rstest]
    #[case("", "1", "“” is not a number of metres for the easting")]
    #[case("1", "NaN", "“NaN” is not a number of metres for the northing")]
    #[case(
        "1e300",
        "1",
        "Easting 9223372036854775807 and northing 1 are not in the United Kingdom"
    )]
    #[case("51.5", "-4000000", "Easting 52 and northing -4000000 are not in the United Kingdom")]
    fn refuses_what_is_not_a_point(#[case] easting: &str, #[case] northing: &str, #[case] message: &str) {
        assert_eq!(Point::parse(easting, northing).unwrap_err().to_string(), message);
    }

    #[test]
    fn distance_is_the_whole_metres_of_the_hypotenuse() {
        let here = Point {
            easting_m: 100,
            northing_m: 100,
        };
        assert_eq!(
            here.distance_m(Point {
                easting_m: 103,
                northing_m: 104
            }),
            5
        );
        assert_eq!(
            here.distance_m(Point {
                easting_m: 101,
                northing_m: 101
            }),
            1
        );
        assert_eq!(here.distance_m(here), 0);
    }

    proptest! {
        #[test]
        fn distance_is_symmetric_and_never_overflows(a: (i32, i32), b: (i32, i32)) {
            let a = Point { easting_m: a.0, northing_m: a.1 };
            let b = Point { easting_m: b.0, northing_m: b.1 };
            prop_assert_eq!(a.distance_m(b), b.distance_m(a));
            let exact = u128::from(a.easting_m.abs_diff(b.easting_m)).pow(2) + u128::from(a.northing_m.abs_diff(b.northing_m)).pow(2);
            prop_assert_eq!(u128::from(a.distance_m(b)), exact.isqrt().min(u128::from(u32::MAX)));
        }
    }
}
