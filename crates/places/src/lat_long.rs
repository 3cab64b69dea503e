//! Latitude and longitude (WGS84) to and from the British National Grid.
//!
//! The method is Ordnance Survey's, in "A guide to coordinate systems in Great Britain": a seven-parameter Helmert
//! transformation between the two datums (section 6.6) and the transverse Mercator projection (annexe C). It is within
//! about 5 m of the definitive OSTN15 grid, far finer than the postcode sectors it stands beside.

use crate::point::{Point, PointError};
use crate::postcode::shown;

/// Latitude and longitude on WGS84, in degrees. For this purpose ETRS89 is the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LatLong {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east; most of the United Kingdom is negative.
    pub longitude: f64,
}

/// Why two numbers are not a place we accept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum LatLongError {
    /// Not a decimal number.
    #[error("“{given}” is not a {field} in degrees, such as 52.6580")]
    NotANumber {
        /// `latitude` or `longitude`.
        field: &'static str,
        /// What was given, cut short if it was long.
        given: String,
    },
    /// Would be in the United Kingdom if the two changed places.
    #[error("Latitude {latitude} and longitude {longitude} look as if they had changed places")]
    Swapped {
        /// Degrees as given.
        latitude: f64,
        /// Degrees as given.
        longitude: f64,
    },
    /// Outside the United Kingdom.
    #[error("Latitude {latitude} and longitude {longitude} are not in the United Kingdom")]
    Elsewhere {
        /// Degrees as given.
        latitude: f64,
        /// Degrees as given.
        longitude: f64,
    },
}

/// The United Kingdom in degrees, with room around it.
const LATITUDES: std::ops::RangeInclusive<f64> = 49.5..=61.5;
const LONGITUDES: std::ops::RangeInclusive<f64> = -9.0..=2.5;

impl LatLong {
    /// A place in the United Kingdom.
    ///
    /// # Errors
    /// [`LatLongError::Swapped`] or [`LatLongError::Elsewhere`].
    pub fn in_the_uk(latitude: f64, longitude: f64) -> Result<Self, LatLongError> {
        if LATITUDES.contains(&latitude) && LONGITUDES.contains(&longitude) {
            Ok(Self { latitude, longitude })
        } else if LATITUDES.contains(&longitude) && LONGITUDES.contains(&latitude) {
            Err(LatLongError::Swapped { latitude, longitude })
        } else {
            Err(LatLongError::Elsewhere { latitude, longitude })
        }
    }

    /// Reads two columns of a file.
    ///
    /// # Errors
    /// [`LatLongError`] naming the column that is wrong.
    pub fn parse(latitude: &str, longitude: &str) -> Result<Self, LatLongError> {
        Self::in_the_uk(degrees("latitude", latitude)?, degrees("longitude", longitude)?)
    }

    /// The same place on the British National Grid, rounded to the metre; right to about 5 m.
    ///
    /// # Errors
    /// [`PointError::OffTheGrid`] when it is not in the United Kingdom.
    pub fn point(self) -> Result<Point, PointError> {
        let local = shift(
            Geodetic::from_degrees(self.latitude, self.longitude),
            &GRS80,
            &AIRY_1830,
            &TO_OSGB36,
        );
        let (easting, northing) = project(local);
        // The casts saturate, and a saturated number is off the grid.
        Point::on_grid(easting.round() as i64, northing.round() as i64)
    }

    pub(crate) fn from_grid(easting_m: f64, northing_m: f64) -> Self {
        let world = shift(
            unproject(easting_m, northing_m),
            &AIRY_1830,
            &GRS80,
            &TO_OSGB36.reversed(),
        );
        Self {
            latitude: world.latitude.to_degrees(),
            longitude: world.longitude.to_degrees(),
        }
    }
}

fn degrees(field: &'static str, given: &str) -> Result<f64, LatLongError> {
    let number = given.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    number.ok_or_else(|| LatLongError::NotANumber {
        field,
        given: shown(given),
    })
}

/// Latitude and longitude in radians on some ellipsoid.
#[derive(Debug, Clone, Copy)]
struct Geodetic {
    latitude: f64,
    longitude: f64,
}

impl Geodetic {
    fn from_degrees(latitude: f64, longitude: f64) -> Self {
        Self {
            latitude: latitude.to_radians(),
            longitude: longitude.to_radians(),
        }
    }
}

/// Semi-major and semi-minor axes in metres (annexe A).
struct Ellipsoid {
    a: f64,
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid {
    a: 6_377_563.396,
    b: 6_356_256.909,
};
const GRS80: Ellipsoid = Ellipsoid {
    a: 6_378_137.0,
    b: 6_356_752.314_1,
};

impl Ellipsoid {
    fn eccentricity_squared(&self) -> f64 {
        1.0 - (self.b * self.b) / (self.a * self.a)
    }
}

/// Translation in metres, rotation in arc seconds, scale in parts per million.
struct Helmert {
    translation: [f64; 3],
    rotation: [f64; 3],
    scale_ppm: f64,
}

/// ETRS89 to OSGB36 (section 6.6).
const TO_OSGB36: Helmert = Helmert {
    translation: [-446.448, 125.157, -542.060],
    rotation: [-0.1502, -0.2470, -0.8421],
    scale_ppm: 20.4894,
};

impl Helmert {
    /// The way back, which for turns this small is each parameter with its sign changed.
    fn reversed(&self) -> Self {
        Self {
            translation: self.translation.map(|value| -value),
            rotation: self.rotation.map(|value| -value),
            scale_ppm: -self.scale_ppm,
        }
    }

    fn apply(&self, [x, y, z]: [f64; 3]) -> [f64; 3] {
        let scale = 1.0 + self.scale_ppm * 1e-6;
        let [rx, ry, rz] = self.rotation.map(|seconds| (seconds / 3600.0).to_radians());
        let [tx, ty, tz] = self.translation;
        [
            tx + scale * x - rz * y + ry * z,
            ty + rz * x + scale * y - rx * z,
            tz - ry * x + rx * y + scale * z,
        ]
    }
}

fn shift(from: Geodetic, old: &Ellipsoid, new: &Ellipsoid, by: &Helmert) -> Geodetic {
    from_cartesian(by.apply(to_cartesian(from, old)), new)
}

/// Annexe B, at ellipsoid height zero.
fn to_cartesian(at: Geodetic, ellipsoid: &Ellipsoid) -> [f64; 3] {
    let e2 = ellipsoid.eccentricity_squared();
    let (sin, cos) = at.latitude.sin_cos();
    let nu = ellipsoid.a / (1.0 - e2 * sin * sin).sqrt();
    [
        nu * cos * at.longitude.cos(),
        nu * cos * at.longitude.sin(),
        (1.0 - e2) * nu * sin,
    ]
}

fn from_cartesian([x, y, z]: [f64; 3], ellipsoid: &Ellipsoid) -> Geodetic {
    let e2 = ellipsoid.eccentricity_squared();
    let p = x.hypot(y);
    let mut latitude = z.atan2(p * (1.0 - e2));
    // Each turn gains more than two digits; ten are more than a double can hold.
    for _ in 0..10 {
        let sin = latitude.sin();
        let nu = ellipsoid.a / (1.0 - e2 * sin * sin).sqrt();
        latitude = (z + e2 * nu * sin).atan2(p);
    }
    Geodetic {
        latitude,
        longitude: y.atan2(x),
    }
}

/// The National Grid's projection (annexe A): scale on the central meridian, true origin, false origin.
const F0: f64 = 0.999_601_271_7;
const ORIGIN_LATITUDE: f64 = 49.0;
const ORIGIN_LONGITUDE: f64 = -2.0;
const ORIGIN_EASTING_M: f64 = 400_000.0;
const ORIGIN_NORTHING_M: f64 = -100_000.0;

/// What annexe C computes first at a latitude: the radii nu and rho, and eta squared.
fn radii(latitude: f64) -> (f64, f64, f64) {
    let e2 = AIRY_1830.eccentricity_squared();
    let curve = 1.0 - e2 * latitude.sin().powi(2);
    let nu = AIRY_1830.a * F0 / curve.sqrt();
    let rho = AIRY_1830.a * F0 * (1.0 - e2) / curve.powf(1.5);
    (nu, rho, nu / rho - 1.0)
}

/// M of annexe C: the developed arc of the meridian from the true origin.
fn meridional_arc(latitude: f64) -> f64 {
    let n = (AIRY_1830.a - AIRY_1830.b) / (AIRY_1830.a + AIRY_1830.b);
    let (n2, n3) = (n * n, n * n * n);
    let origin = ORIGIN_LATITUDE.to_radians();
    let (difference, sum) = (latitude - origin, latitude + origin);
    let first = (1.0 + n + 1.25 * n2 + 1.25 * n3) * difference;
    let second = (3.0 * n + 3.0 * n2 + 2.625 * n3) * difference.sin() * sum.cos();
    let third = 1.875 * (n2 + n3) * (2.0 * difference).sin() * (2.0 * sum).cos();
    let fourth = (35.0 / 24.0) * n3 * (3.0 * difference).sin() * (3.0 * sum).cos();
    AIRY_1830.b * F0 * (first - second + third - fourth)
}

/// Annexe C.1: latitude and longitude on the Airy ellipsoid to easting and northing.
fn project(at: Geodetic) -> (f64, f64) {
    let (nu, rho, eta2) = radii(at.latitude);
    let (sin, cos) = at.latitude.sin_cos();
    let tan2 = at.latitude.tan().powi(2);
    let p = at.longitude - ORIGIN_LONGITUDE.to_radians();

    let i = meridional_arc(at.latitude) + ORIGIN_NORTHING_M;
    let ii = nu / 2.0 * sin * cos;
    let iii = nu / 24.0 * sin * cos.powi(3) * (5.0 - tan2 + 9.0 * eta2);
    let iiia = nu / 720.0 * sin * cos.powi(5) * (61.0 - 58.0 * tan2 + tan2 * tan2);
    let iv = nu * cos;
    let v = nu / 6.0 * cos.powi(3) * (nu / rho - tan2);
    let vi = nu / 120.0 * cos.powi(5) * (5.0 - 18.0 * tan2 + tan2 * tan2 + 14.0 * eta2 - 58.0 * tan2 * eta2);

    let northing = i + ii * p.powi(2) + iii * p.powi(4) + iiia * p.powi(6);
    let easting = ORIGIN_EASTING_M + iv * p + v * p.powi(3) + vi * p.powi(5);
    (easting, northing)
}

/// Annexe C.2: easting and northing to latitude and longitude on the Airy ellipsoid.
fn unproject(easting_m: f64, northing_m: f64) -> Geodetic {
    let latitude = foot_latitude(northing_m);
    let (nu, rho, eta2) = radii(latitude);
    let tan = latitude.tan();
    let (tan2, sec) = (tan * tan, 1.0 / latitude.cos());
    let (tan4, tan6) = (tan2 * tan2, tan2 * tan2 * tan2);
    let de = easting_m - ORIGIN_EASTING_M;

    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * tan2 + eta2 - 9.0 * tan2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * tan2 + 45.0 * tan4);
    let x = sec / nu;
    let xi = sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * tan2);
    let xii = sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * tan2 + 24.0 * tan4);
    let xiia = sec / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * tan2 + 1320.0 * tan4 + 720.0 * tan6);

    Geodetic {
        latitude: latitude - vii * de.powi(2) + viii * de.powi(4) - ix * de.powi(6),
        longitude: ORIGIN_LONGITUDE.to_radians() + x * de - xi * de.powi(3) + xii * de.powi(5) - xiia * de.powi(7),
    }
}

/// The latitude on the central meridian with this northing.
fn foot_latitude(northing_m: f64) -> f64 {
    let mut latitude = ORIGIN_LATITUDE.to_radians();
    // Each turn gains more than two digits; the guide stops at 0.01 mm, which takes four.
    for _ in 0..10 {
        latitude += (northing_m - ORIGIN_NORTHING_M - meridional_arc(latitude)) / (AIRY_1830.a * F0);
    }
    latitude
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    fn dms(degrees: f64, minutes: f64, seconds: f64) -> f64 {
        degrees + minutes / 60.0 + seconds / 3600.0
    }

    /// The worked example of annexe C: Caister water tower on the Airy ellipsoid, to the millimetre.
    #[test]
    fn projection_agrees_with_the_worked_example_of_the_guide() {
        let (latitude, longitude) = (dms(52.0, 39.0, 27.2531), dms(1.0, 43.0, 4.5177));
        let (easting, northing) = project(Geodetic::from_degrees(latitude, longitude));
        assert!((easting - 651_409.903).abs() < 0.001, "{easting}");
        assert!((northing - 313_177.270).abs() < 0.001, "{northing}");

        let back = unproject(651_409.903, 313_177.270);
        assert!((back.latitude.to_degrees() - latitude).abs() < 1e-8);
        assert!((back.longitude.to_degrees() - longitude).abs() < 1e-8);
    }

    /// Points of the test file that Ordnance Survey publishes with OSTN15, which is definitive.
    #[rstest]
    #[case::scilly(49.92226394, -6.29977752, 91_492.146, 11_318.804)]
    #[case::plymouth(50.43885826, -4.10864564, 250_359.811, 62_016.569)]
    #[case::lambeth(51.48936565, -0.11992557, 530_624.974, 178_388.464)]
    #[case::north_foreland(51.37447026, 1.44454730, 639_821.835, 169_565.858)]
    #[case::carmarthen(51.85890896, -4.30852477, 241_124.584, 220_332.641)]
    #[case::leeds(53.80021520, -1.66379168, 422_242.186, 433_818.701)]
    #[case::glasgow(55.85399953, -4.29649016, 256_340.925, 664_697.269)]
    #[case::inverness(57.48625001, -4.21926399, 267_056.768, 846_176.972)]
    #[case::st_kilda(57.81351838, -8.57854456, 9_587.909, 899_448.996)]
    #[case::shetland(60.13308092, -2.07382823, 395_999.668, 1_138_728.951)]
    fn agrees_with_the_definitive_transformation_to_five_metres(
        #[case] latitude: f64,
        #[case] longitude: f64,
        #[case] easting: f64,
        #[case] northing: f64,
    ) {
        let point = LatLong::in_the_uk(latitude, longitude).unwrap().point().unwrap();
        let expect = Point {
            easting_m: easting.round() as i32,
            northing_m: northing.round() as i32,
        };
        assert!(point.distance_m(expect) <= 5, "{point:?} is not {expect:?}");

        let back = expect.lat_long();
        assert!((back.latitude - latitude).abs() < 0.000_06, "{back:?}");
        assert!((back.longitude - longitude).abs() < 0.000_12, "{back:?}");
    }

    #[rstest]
    #[case("fifty", "0", "“fifty” is not a latitude in degrees, such as 52.6580")]
    #[case("52", "", "“” is not a longitude in degrees, such as 52.6580")]
    #[case("52", "inf", "“inf” is not a longitude in degrees, such as 52.6580")]
    #[case(
        "-1.5",
        "53.8",
        "Latitude -1.5 and longitude 53.8 look as if they had changed places"
    )]
    #[case(
        "48.8566",
        "2.3522",
        "Latitude 48.8566 and longitude 2.3522 are not in the United Kingdom"
    )]
    fn says_what_is_wrong(#[case] latitude: &str, #[case] longitude: &str, #[case] message: &str) {
        assert_eq!(LatLong::parse(latitude, longitude).unwrap_err().to_string(), message);
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same_metre(easting_m in 0_i32..660_000, northing_m in 0_i32..1_220_000) {
            let point = Point { easting_m, northing_m };
            prop_assert!(point.lat_long().point().unwrap().distance_m(point) <= 1);
        }

        #[test]
        fn no_numbers_break_it(easting_m: i32, northing_m: i32, latitude: f64, longitude: f64) {
            let _ = Point { easting_m, northing_m }.lat_long();
            let _ = LatLong { latitude, longitude }.point();
            let _ = LatLong::in_the_uk(latitude, longitude);
        }
    }
}
