//! The two widths of integer that values and prices are kept in while a problem is solved.

use std::ops::{Add, AddAssign, Div, Mul, Sub, SubAssign};

/// A signed integer for values, prices and distances.
pub(super) trait Number:
    Copy
    + Ord
    + Default
    + Send
    + Sync
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + AddAssign
    + SubAssign
    + From<i8>
    + Into<i64>
{
    /// A number together with a place, compared by the number first.
    type Placed: Copy + Ord + Default;

    /// A number with a place.
    fn placed(self, place: u32) -> Self::Placed;

    /// Both again.
    fn parts(placed: Self::Placed) -> (Self, u32);

    /// A number that is known to fit.
    fn narrow(value: i64) -> Self;
}

impl Number for i32 {
    type Placed = i64;

    #[inline]
    fn placed(self, place: u32) -> i64 {
        i64::from(self) << 32 | i64::from(place)
    }

    #[inline]
    fn parts(placed: i64) -> (Self, u32) {
        ((placed >> 32) as Self, placed as u32)
    }

    fn narrow(value: i64) -> Self {
        value as Self
    }
}

impl Number for i64 {
    type Placed = i128;

    #[inline]
    fn placed(self, place: u32) -> i128 {
        i128::from(self) << 32 | i128::from(place)
    }

    #[inline]
    fn parts(placed: i128) -> (Self, u32) {
        ((placed >> 32) as Self, placed as u32)
    }

    fn narrow(value: i64) -> Self {
        value
    }
}
