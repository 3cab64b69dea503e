//! Squares of ground and what lies in each, with as much of it beside the place as rules out most before the rest of it is
//! looked up.

use std::collections::HashMap;

use svx_places::Point;

/// A thing on the ground: where it is in the list, where it stands, how far it reaches and on which days it is to be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) slot: u32,
    pub(crate) at: Point,
    pub(crate) reach_m: u32,
    pub(crate) days: (i32, i32),
}

/// Places of things in a list, by the square of the ground they are on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    side_m: u32,
    cells: HashMap<(i32, i32), Vec<Entry>>,
}

impl Grid {
    /// An empty grid with squares of this side, at least a metre.
    pub(crate) fn new(side_m: u32) -> Self {
        Self {
            side_m: side_m.max(1),
            cells: HashMap::new(),
        }
    }

    pub(crate) fn insert(&mut self, entry: Entry) {
        self.cells.entry(self.cell(entry.at)).or_default().push(entry);
    }

    pub(crate) fn remove(&mut self, at: Point, slot: u32) {
        let cell = self.cell(at);
        if let Some(entries) = self.cells.get_mut(&cell) {
            entries.retain(|other| other.slot != slot);
            if entries.is_empty() {
                self.cells.remove(&cell);
            }
        }
    }

    /// Hands over everything on a square that lies within the distance of the point, and some that is farther.
    pub(crate) fn near(&self, at: Point, within_m: u32, mut visit: impl FnMut(&Entry)) {
        let low = self.cell(moved(at, -i64::from(within_m)));
        let high = self.cell(moved(at, i64::from(within_m)));
        let span = |low: i32, high: i32| u64::from(high.abs_diff(low)) + 1;
        let squares = span(low.0, high.0).saturating_mul(span(low.1, high.1));
        if squares >= self.cells.len() as u64 {
            let inside = |cell: &(i32, i32)| (low.0..=high.0).contains(&cell.0) && (low.1..=high.1).contains(&cell.1);
            let cells = self.cells.iter().filter(|(cell, _)| inside(cell));
            cells.flat_map(|(_, entries)| entries).for_each(&mut visit);
            return;
        }
        for east in low.0..=high.0 {
            for north in low.1..=high.1 {
                self.cells
                    .get(&(east, north))
                    .into_iter()
                    .flatten()
                    .for_each(&mut visit);
            }
        }
    }

    fn cell(&self, at: Point) -> (i32, i32) {
        let side = i64::from(self.side_m);
        // The quotient of a 32-bit number fits in 32 bits.
        let index = |metres: i32| i64::from(metres).div_euclid(side) as i32;
        (index(at.easting_m), index(at.northing_m))
    }
}

/// Both coordinates moved, no farther than numbers go.
fn moved(at: Point, by_m: i64) -> Point {
    let moved = |metres: i32| (i64::from(metres) + by_m).clamp(i64::from(i32::MIN), i64::from(i32::MAX)) as i32;
    Point {
        easting_m: moved(at.easting_m),
        northing_m: moved(at.northing_m),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn nothing_within_the_distance_is_missed_and_nothing_comes_twice(
            points in vec((any::<i32>(), any::<i32>()), 0..40),
            near in vec((-50_000_i32..50_000, -50_000_i32..50_000), 0..40),
            side_m in 1_u32..200_000,
            within_m in prop_oneof![0_u32..200_000, any::<u32>()],
        ) {
            let mut grid = Grid::new(side_m);
            let points: Vec<_> =
                points.into_iter().chain(near).map(|(easting_m, northing_m)| Point { easting_m, northing_m }).collect();
            points.iter().enumerate().for_each(|(slot, at)| {
                grid.insert(Entry { slot: slot as u32, at: *at, reach_m: 0, days: (0, 0) });
            });
            let at = Point { easting_m: 0, northing_m: 0 };
            let mut seen = vec![0; points.len()];
            grid.near(at, within_m, |entry| seen[entry.slot as usize] += 1);
            for (point, times) in points.iter().zip(seen) {
                prop_assert!(times <= 1);
                prop_assert!(times == 1 || point.distance_m(at) >= within_m);
            }
        }
    }
}
