//! What pledges add up to in the unit of an auction.

use std::fmt;
use svx_domain::text::{ScaledError, group_thousands, parse_scaled};
use thiserror::Error;

/// Digits after the point that a total is exact to: a thousandth of a unit at a whole number of pence.
const DECIMALS: u32 = 5;
const SCALE: i64 = 100_000;

/// What is compared: an exact number of pounds, of points, or of pounds for each £1,000 of call-off spend, held in
/// hundred-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Total(i64);

/// Why a text is not a total.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TotalError {
    /// Not a plain number.
    #[error("it must be a number, like 1200 or 1200.50")]
    NotANumber,
    /// More than five digits after the point.
    #[error("it must have no more than 5 digits after the decimal point")]
    TooPrecise,
    /// Above [`Total::MAX`].
    #[error("it must be 100,000,000,000 or less")]
    TooLarge,
}

impl Total {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The least that is more than nothing.
    pub const LEAST: Self = Self(1);
    /// The most that anything may add up to: a hundred thousand million.
    pub const MAX: Self = Self(100_000_000_000 * SCALE);

    /// A number of hundred-thousandths; nothing where it is negative or above [`Total::MAX`].
    pub fn from_parts(parts: i128) -> Option<Self> {
        let parts = i64::try_from(parts).ok()?;
        (0..=Self::MAX.0).contains(&parts).then_some(Self(parts))
    }

    /// Whole units.
    pub const fn whole(units: u32) -> Self {
        Self(units as i64 * SCALE)
    }

    /// The number of hundred-thousandths.
    pub const fn parts(self) -> i64 {
        self.0
    }

    /// The sum, or [`Total::MAX`] where it would be more.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self((self.0 + other.0).min(Self::MAX.0))
    }

    /// Reads a decimal string with at most five digits after the point.
    pub fn parse_decimal(text: &str) -> Result<Self, TotalError> {
        let parts = parse_scaled(text, DECIMALS).map_err(|error| match error {
            ScaledError::NotANumber => TotalError::NotANumber,
            ScaledError::TooPrecise => TotalError::TooPrecise,
            ScaledError::TooLarge => TotalError::TooLarge,
        })?;
        Self::from_parts(parts.into()).ok_or(TotalError::TooLarge)
    }

    /// The shortest decimal string: `1200`, `1200.5`, `0.00001`.
    pub fn to_decimal(self) -> String {
        let (whole, rest) = (self.0 / SCALE, self.0 % SCALE);
        if rest == 0 {
            return whole.to_string();
        }
        format!("{whole}.{}", format!("{rest:05}").trim_end_matches('0'))
    }
}

impl fmt::Display for Total {
    /// `1,200`, `1,200.50`: two digits after the point unless there are none or more.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = group_thousands((self.0 / SCALE).unsigned_abs());
        let rest = format!("{:05}", self.0 % SCALE);
        match rest.trim_end_matches('0') {
            "" => f.write_str(&whole),
            digits => write!(f, "{whole}.{digits:0<2}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn totals_are_shown_as_people_write_them() {
        for (text, shown) in [("1200", "1,200"), ("1200.5", "1,200.50"), ("0.00001", "0.00001")] {
            let total = Total::parse_decimal(text).unwrap();
            assert_eq!((total.to_decimal().as_str(), total.to_string().as_str()), (text, shown));
        }
        assert_eq!(Total::parse_decimal("0.000001"), Err(TotalError::TooPrecise));
        assert_eq!(Total::parse_decimal("100000000000.00001"), Err(TotalError::TooLarge));
        assert_eq!(Total::parse_decimal("-1"), Err(TotalError::NotANumber));
    }

    proptest! {
        #[test]
        fn a_decimal_comes_back(parts in 0..=Total::MAX.0) {
            prop_assert_eq!(Total::parse_decimal(&Total(parts).to_decimal()), Ok(Total(parts)));
        }
    }
}
