//! Squares of ground and what lies in each.

use std::collections::HashMap;

use svx_places::Point;

/// Places of things in a list, by the square of the ground they are on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Grid {
    side_m: u32,
    cells: HashMap<(i32, i32), Vec<u32>>,
}

impl Grid {
    /// An empty grid with squares of this side, at least a metre.
    pub(crate) fn new(side_m: u32) -> Self {
        Self {
            side_m: side_m.max(1),
            cells: HashMap::new(),
        }
    }

    pub(crate) fn insert(&mut self, at: Point, slot: u32) {
        self.cells.entry(self.cell(at)).or_default().push(slot);
    }

    pub(crate) fn remove(&mut self, at: Point, slot: u32) {
        let cell = self.cell(at);
        if let Some(slots) = self.cells.get_mut(&cell) {
            slots.retain(|other| *other != slot);
            if slots.is_empty() {
                self.cells.remove(&cell);
            }
        }
    }

    /// Hands over everything on a square that lies within the distance of the point, and some that is farther.
    pub(crate) fn near(&self, at: Point, within_m: u32, mut visit: impl FnMut(u32)) {
        let low = self.cell(moved(at, -i64::from(within_m)));
        let high = self.cell(moved(at, i64::from(within_m)));
        let span = |low: i32, high: i32| u64::from(high.abs_diff(low)) + 1;
        let squares = span(low.0, high.0).saturating_mul(span(low.1, high.1));
        if squares >= self.cells.len() as u64 {
            let inside = |cell: &(i32, i32)| (low.0..=high.0).contains(&cell.0) && (low.1..=high.1).contains(&cell.1);
            let cells = self.cells.iter().filter(|(cell, _)| inside(cell));
            cells.flat_map(|(_, slots)| slots).for_each(|slot| visit(*slot));
            return;
        }
        for east in low.0..=high.0 {
            for north in low.1..=high.1 {
                self.cells
                    .get(&(east, north))
                    .into_iter()
                    .flatten()
                    .for_each(|slot| visit(*slot));
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
            points.iter().enumerate().for_each(|(slot, at)| grid.insert(*at, slot as u32));
            let at = Point { easting_m: 0, northing_m: 0 };
            let mut seen = vec![0; points.len()];
            grid.near(at, within_m, |slot| seen[slot as usize] += 1);
            for (point, times) in points.iter().zip(seen) {
                prop_assert!(times <= 1);
                prop_assert!(times == 1 || point.distance_m(at) >= within_m);
            }
        }
    }
}
