//! The embedded table against an independent aggregation of the same directory, where that is at hand.

use std::path::Path;

use svx_places::{Point, Sector, sector_table};

struct Expected {
    sector: String,
    postcodes: u32,
    authority: String,
    share: f64,
    point: Point,
}

fn expected(path: &Path) -> Vec<Expected> {
    let mut reader = csv::Reader::from_path(path).expect("the file opens");
    let rows = reader.deserialize::<(String, u32, String, f64, i32, i32, Option<String>)>();
    rows.map(|row| {
        let (sector, postcodes, authority, share, easting_m, northing_m, _) =
            row.expect("a row of the file's own columns");
        Expected {
            sector,
            postcodes,
            authority,
            share,
            point: Point { easting_m, northing_m },
        }
    })
    .collect()
}

#[test]
fn the_table_agrees_with_an_independent_aggregation() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/geo/gb_postcode_sectors.csv");
    if !path.exists() {
        println!("skipped: ../shared/data/geo/gb_postcode_sectors.csv is not here");
        return;
    }
    let (mut compared, mut within_1_km) = (0, 0);
    for expect in expected(&path) {
        // The old Newport codes (NPT) have not been in use since 1984 and are not in today's form.
        let Ok(sector) = expect.sector.parse::<Sector>() else {
            assert!(expect.sector.starts_with("NPT "), "{}", expect.sector);
            continue;
        };
        let row = sector_table()
            .get(sector)
            .unwrap_or_else(|| panic!("{sector} is missing"));
        let postcodes: u32 = row.authorities.iter().map(|(_, count)| count).sum();
        let (_, most) = row.authorities[0];
        let share = f64::from(most) / f64::from(postcodes);
        assert_eq!(postcodes, expect.postcodes, "{sector}");
        // Of two authorities with as many postcodes either may be called the commonest.
        let commonest = row.authorities.iter().filter(|(_, count)| *count == most);
        assert!(
            commonest
                .map(|(code, _)| code.as_str())
                .any(|code| code == expect.authority),
            "{sector}"
        );
        assert!(
            (share - expect.share).abs() < 0.001,
            "{sector}: {share} is not {}",
            expect.share
        );
        compared += 1;
        within_1_km += u32::from(row.point.distance_m(expect.point) < 1_000);
    }
    assert_eq!(compared, sector_table().rows.len());
    // That file has means and the table has medians, which differ where postcodes are misplaced or scattered.
    assert!(
        f64::from(within_1_km) > 0.9 * compared as f64,
        "{within_1_km} of {compared}"
    );
}
