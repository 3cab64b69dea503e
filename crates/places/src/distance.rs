//! Distances as people read them.

/// The unit that a distance is shown in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DistanceUnit {
    /// Miles, as on the roads of the United Kingdom.
    Miles,
    /// Kilometres, with metres below one.
    Kilometres,
}

/// Half of a tenth of a mile and a tenth of a mile, in tenths of a millimetre: a mile is exactly 1,609.344 m.
const TENTH_OF_MILE: u64 = 1_609_344;
const METRE: u64 = 10_000;
/// From ten units on, the tenths are left out.
const WHOLE_FROM_TENTHS: u64 = 100;

/// A distance in words: "350 m", "4.2 km", "12 km", "2.6 miles". Tenths are rounded half up, and left out from ten on.
pub fn distance_text(distance_m: u32, unit: DistanceUnit) -> String {
    let metres = u64::from(distance_m);
    match unit {
        DistanceUnit::Kilometres if metres < 1_000 => format!("{metres} m"),
        DistanceUnit::Kilometres => format!("{} km", tenths((metres + 50) / 100, metres, 1_000)),
        DistanceUnit::Miles => miles(metres),
    }
}

fn miles(metres: u64) -> String {
    let exact = metres * METRE;
    let rounded = (exact + TENTH_OF_MILE / 2) / TENTH_OF_MILE;
    match rounded {
        0 => "less than 0.1 miles".to_owned(),
        10 => "1 mile".to_owned(),
        _ => format!("{} miles", tenths(rounded, exact, TENTH_OF_MILE * 10)),
    }
}

/// `4.2`, `4` for exactly four, or `12` when there are ten or more.
fn tenths(rounded: u64, exact: u64, unit: u64) -> String {
    if rounded >= WHOLE_FROM_TENTHS {
        return ((exact + unit / 2) / unit).to_string();
    }
    match rounded % 10 {
        0 => (rounded / 10).to_string(),
        tenth => format!("{}.{tenth}", rounded / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(0, "0 m", "less than 0.1 miles")]
    #[case(350, "350 m", "0.2 miles")]
    #[case(999, "999 m", "0.6 miles")]
    #[case(1_000, "1 km", "0.6 miles")]
    #[case(1_609, "1.6 km", "1 mile")]
    #[case(4_249, "4.2 km", "2.6 miles")]
    #[case(4_250, "4.3 km", "2.6 miles")]
    #[case(9_949, "9.9 km", "6.2 miles")]
    #[case(9_950, "10 km", "6.2 miles")]
    #[case(16_093, "16 km", "10 miles")]
    #[case(875_400, "875 km", "544 miles")]
    #[case(u32::MAX, "4294967 km", "2668769 miles")]
    fn reads_as_people_say_it(#[case] metres: u32, #[case] kilometres: &str, #[case] miles: &str) {
        assert_eq!(distance_text(metres, DistanceUnit::Kilometres), kilometres);
        assert_eq!(distance_text(metres, DistanceUnit::Miles), miles);
    }
}
