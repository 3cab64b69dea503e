//! Discs on the ground, so arranged that those which cover a point are found by looking near it.
//!
//! Discs of like size lie together in a grid of squares a quarter of their radius wide, column by column, so that what may
//! reach a point is a run of neighbours in memory for each column.

use svx_places::Point;

/// A disc: its middle and how far it reaches.
pub(crate) trait Disc {
    /// Metres east and north.
    fn place(&self) -> (i32, i32);
    /// Metres from the middle.
    fn radius_m(&self) -> u32;
}

/// The largest radius of the smallest kind of disc.
const SMALLEST_M: u32 = 4_000;
/// Squares to each radius.
const SQUARES_PER_RADIUS: i64 = 4;
/// Squares there may be for each disc, and in any case.
const SQUARES_PER_DISC: i64 = 4;
const SQUARES_MIN: i64 = 64;

/// Discs, and which of them cover a point.
#[derive(Debug)]
pub(crate) struct Discs<T = crate::shelves::Packed> {
    grids: Vec<Squares<T>>,
}

impl<T> Default for Discs<T> {
    fn default() -> Self {
        Self { grids: Vec::new() }
    }
}

/// Discs of like size.
#[derive(Debug)]
struct Squares<T> {
    west: i64,
    south: i64,
    side: i64,
    columns: i64,
    rows: i64,
    radius: i64,
    /// Where the discs of each square begin, column by column, and where the last end.
    starts: Vec<u32>,
    discs: Vec<T>,
}

impl<T: Disc + Copy> Discs<T> {
    /// Files the discs by size and place.
    pub(crate) fn new(discs: Vec<T>) -> Self {
        let mut by_size: std::collections::BTreeMap<u32, Vec<T>> = std::collections::BTreeMap::new();
        for disc in discs {
            by_size.entry(doublings(disc.radius_m())).or_default().push(disc);
        }
        Self {
            grids: by_size.into_values().map(Squares::new).collect(),
        }
    }

    /// Hands over every disc that covers the point, with the distance to its middle in metres.
    pub(crate) fn reaching(&self, at: Point, mut visit: impl FnMut(&T, u32)) {
        for grid in &self.grids {
            grid.reaching(at, &mut visit);
        }
    }
}

impl<T: Disc + Copy> Squares<T> {
    fn new(mut discs: Vec<T>) -> Self {
        let bounds = |of: fn((i32, i32)) -> i32| {
            let along = || discs.iter().map(|disc| i64::from(of(disc.place())));
            (along().min().unwrap_or(0), along().max().unwrap_or(0))
        };
        let (west, east) = bounds(|place| place.0);
        let (south, north) = bounds(|place| place.1);
        let radius = discs.iter().map(|disc| i64::from(disc.radius_m())).max().unwrap_or(0);
        let most = (discs.len() as i64 * SQUARES_PER_DISC).max(SQUARES_MIN);
        let mut side = (radius / SQUARES_PER_RADIUS).max(1);
        let count = |span: i64, side: i64| span / side + 1;
        while count(east - west, side).saturating_mul(count(north - south, side)) > most {
            side = side.saturating_mul(2);
        }
        let mut grid = Self {
            west,
            south,
            side,
            columns: count(east - west, side),
            rows: count(north - south, side),
            radius,
            starts: Vec::new(),
            discs: Vec::new(),
        };
        discs.sort_by_key(|disc| grid.square(disc));
        grid.starts = vec![0; (grid.columns * grid.rows) as usize + 1];
        for disc in &discs {
            let square = grid.square(disc);
            grid.starts[square + 1] += 1;
        }
        for at in 1..grid.starts.len() {
            grid.starts[at] += grid.starts[at - 1];
        }
        grid.discs = discs;
        grid
    }

    fn square(&self, disc: &T) -> usize {
        let (east, north) = disc.place();
        let column = (i64::from(east) - self.west) / self.side;
        let row = (i64::from(north) - self.south) / self.side;
        (column * self.rows + row) as usize
    }

    fn reaching(&self, at: Point, visit: &mut impl FnMut(&T, u32)) {
        let (east, north) = (i64::from(at.easting_m), i64::from(at.northing_m));
        let column = |metres: i64| (metres - self.west).div_euclid(self.side);
        let row = |metres: i64| (metres - self.south).div_euclid(self.side);
        let first = column(east - self.radius).max(0);
        let last = column(east + self.radius).min(self.columns - 1);
        for column in first..=last {
            let left = self.west + column * self.side;
            // How far the column is from the point, from its nearer edge.
            let aside = (left - east).max(east - (left + self.side - 1)).max(0);
            let along = along(self.radius, aside);
            let low = row(north - along).max(0);
            let high = row(north + along).min(self.rows - 1);
            if low > high {
                continue;
            }
            let square = |row: i64| (column * self.rows + row) as usize;
            let run = self.starts[square(low)] as usize..self.starts[square(high) + 1] as usize;
            for disc in &self.discs[run] {
                if let Some(distance_m) = covers(disc, east, north) {
                    visit(disc, distance_m);
                }
            }
        }
    }
}

/// How far north or south of a point a disc's middle may be that is so far aside of it.
fn along(radius: i64, aside: i64) -> i64 {
    let reach = radius + 1;
    let squared = i128::from(reach) * i128::from(reach) - i128::from(aside) * i128::from(aside);
    // At most the radius and one, so it fits.
    (squared.max(0) as u128).isqrt() as i64
}

/// The distance as [`Point::distance_m`] has it, where the disc reaches as far.
fn covers<T: Disc>(disc: &T, east: i64, north: i64) -> Option<u32> {
    let place = disc.place();
    let (aside, along) = (
        (i64::from(place.0) - east).unsigned_abs(),
        (i64::from(place.1) - north).unsigned_abs(),
    );
    let squared = (aside * aside).saturating_add(along * along);
    let reach = u64::from(disc.radius_m()) + 1;
    // Rounded down, the root is within the radius as long as the square is below that of one metre more.
    if u128::from(squared) >= u128::from(reach) * u128::from(reach) {
        return None;
    }
    Some(u32::try_from(squared.isqrt()).unwrap_or(u32::MAX))
}

fn doublings(radius_m: u32) -> u32 {
    let mut largest = SMALLEST_M;
    let mut doublings = 0;
    while largest < radius_m {
        largest = largest.saturating_mul(2);
        doublings += 1;
    }
    doublings
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[derive(Debug, Clone, Copy)]
    struct Round(i32, i32, u32, usize);

    impl Disc for Round {
        fn place(&self) -> (i32, i32) {
            (self.0, self.1)
        }
        fn radius_m(&self) -> u32 {
            self.2
        }
    }

    proptest! {
        #[test]
        fn exactly_the_discs_that_cover_the_point_are_found_each_once(
            near in vec((-60_000_i32..60_000, -60_000_i32..60_000, 0_u32..90_000), 0..60),
            far in vec((any::<i32>(), any::<i32>(), any::<u32>()), 0..20),
            at in (-60_000_i32..60_000, -60_000_i32..60_000),
        ) {
            let discs: Vec<Round> = near.into_iter().chain(far).enumerate().map(|(n, d)| Round(d.0, d.1, d.2, n)).collect();
            let at = Point { easting_m: at.0, northing_m: at.1 };
            let mut found = Vec::new();
            Discs::new(discs.clone()).reaching(at, |disc, distance_m| found.push((disc.3, distance_m)));
            found.sort_unstable();
            let mut expected = Vec::new();
            for disc in &discs {
                let distance_m = at.distance_m(Point { easting_m: disc.0, northing_m: disc.1 });
                if distance_m <= disc.2 {
                    expected.push((disc.3, distance_m));
                }
            }
            prop_assert_eq!(found, expected);
        }
    }
}
