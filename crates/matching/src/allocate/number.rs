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
    /// A number that is known to fit.
    fn narrow(value: i64) -> Self;
}

impl Number for i32 {
    fn narrow(value: i64) -> Self {
        value as Self
    }
}

impl Number for i64 {
    fn narrow(value: i64) -> Self {
        value
    }
}
