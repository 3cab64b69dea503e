//! Quantities of a resource in thousandths of its unit, and what they are worth.

use crate::{Money, text};
use std::{fmt, iter::Sum};
use thiserror::Error;

/// A quantity of a resource, held as whole thousandths of its unit: 12.5 hours is 12,500.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Quantity(i64);

/// Why a text is not a quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum QuantityError {
    /// Nothing was typed.
    #[error("Enter how many, like 12")]
    Empty,
    /// Not a plain number.
    #[error("How many must be a number, like 12")]
    NotANumber,
    /// More digits after the point than the unit is counted in.
    #[error("How many must have no more than {0} digits after the decimal point")]
    TooPrecise(u8),
    /// The unit is counted in whole numbers.
    #[error("How many must be a whole number, like 12")]
    NotWhole,
    /// Nought.
    #[error("How many must be more than 0")]
    Zero,
    /// Above [`Quantity::MAX`].
    #[error("How many must be 10,000,000 or less")]
    TooLarge,
}

impl Quantity {
    /// None.
    pub const ZERO: Self = Self(0);
    /// The most that one need, offer or pledge may hold: ten million units.
    pub const MAX: Self = Self(10_000_000_000);

    /// A quantity of whole thousandths of a unit.
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self(thousandths)
    }

    /// A quantity of whole units.
    pub const fn from_units(units: i64) -> Self {
        Self(units * 1000)
    }

    /// The quantity in thousandths of a unit.
    pub const fn thousandths(self) -> i64 {
        self.0
    }

    /// Whether there is none.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads what a person typed, for a unit that is counted to `decimals` places (0 to 3). Nought is refused.
    pub fn parse_messy(text: &str, decimals: u8) -> Result<Self, QuantityError> {
        let cleaned: String = text.chars().filter(|c| !c.is_whitespace() && *c != ',').collect();
        if cleaned.is_empty() {
            return Err(QuantityError::Empty);
        }
        let quantity = Self::parse_decimal(&cleaned)?;
        let step = 10_i64.pow(3 - u32::from(decimals.min(3)));
        match quantity.0 {
            0 => Err(QuantityError::Zero),
            n if n % step != 0 && decimals == 0 => Err(QuantityError::NotWhole),
            n if n % step != 0 => Err(QuantityError::TooPrecise(decimals)),
            _ => Ok(quantity),
        }
    }

    /// Reads a decimal string with at most three digits after the point. Nought is allowed.
    pub fn parse_decimal(text: &str) -> Result<Self, QuantityError> {
        let thousandths = text::parse_scaled(text, 3).map_err(|error| match error {
            text::ScaledError::NotANumber => QuantityError::NotANumber,
            text::ScaledError::TooPrecise => QuantityError::TooPrecise(3),
            text::ScaledError::TooLarge => QuantityError::TooLarge,
        })?;
        if thousandths > Self::MAX.0 {
            Err(QuantityError::TooLarge)
        } else {
            Ok(Self(thousandths))
        }
    }

    /// The sum, or nothing where it would not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// What is left after taking `other` away, never below none.
    pub fn saturating_sub(self, other: Self) -> Self {
        Self((self.0 - other.0).max(0))
    }

    /// What this many units cost at a price for one unit, exactly.
    pub fn at(self, unit_price: Money) -> Value {
        Value(i128::from(self.0) * i128::from(unit_price.pence()))
    }

    /// The decimal string without needless noughts: `12`, `12.5`.
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, rest) = (self.0.unsigned_abs() / 1000, self.0.unsigned_abs() % 1000);
        if rest == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{}", format!("{rest:03}").trim_end_matches('0'))
        }
    }
}

impl fmt::Display for Quantity {
    /// `1,200` or `12.5`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimal = self.to_decimal();
        let whole = text::group_thousands(self.0.unsigned_abs() / 1000);
        let sign = if self.0 < 0 { "−" } else { "" };
        match decimal.split_once('.') {
            Some((_, fraction)) => write!(f, "{sign}{whole}.{fraction}"),
            None => write!(f, "{sign}{whole}"),
        }
    }
}

impl Sum for Quantity {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.map(|quantity| quantity.0).sum())
    }
}

/// What quantities are worth at market price, exactly, in thousandths of a penny. Rounding is for display alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Value(pub i128);

impl Value {
    /// To the nearest penny, halves up, for display.
    pub fn to_money_rounded(self) -> Money {
        let pence = (self.0 + 500).div_euclid(1000);
        Money::from_pence(i64::try_from(pence).unwrap_or(i64::MAX))
    }
}

impl Sum for Value {
    fn sum<I: Iterator<Item = Self>>(iter: I) -> Self {
        Self(iter.map(|value| value.0).sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("12", 0, Ok(12_000))]
    #[case("1,200", 0, Ok(1_200_000))]
    #[case("12.5", 0, Err(QuantityError::NotWhole))]
    #[case("12.5", 2, Ok(12_500))]
    #[case("12.125", 2, Err(QuantityError::TooPrecise(2)))]
    #[case("0", 0, Err(QuantityError::Zero))]
    #[case("", 0, Err(QuantityError::Empty))]
    #[case("a dozen", 0, Err(QuantityError::NotANumber))]
    #[case("10000001", 0, Err(QuantityError::TooLarge))]
    fn reads_what_people_type(#[case] text: &str, #[case] decimals: u8, #[case] expected: Result<i64, QuantityError>) {
        assert_eq!(
            Quantity::parse_messy(text, decimals).map(Quantity::thousandths),
            expected
        );
    }

    #[test]
    fn value_is_exact_until_shown() {
        let third = Quantity::from_thousandths(333).at(Money::from_pence(100));
        assert_eq!(third, Value(33_300));
        assert_eq!(
            [third, third, third].into_iter().sum::<Value>().to_money_rounded(),
            Money::from_pence(100)
        );
    }

    proptest! {
        #[test]
        fn a_decimal_comes_back(thousandths in 0..=Quantity::MAX.0) {
            prop_assert_eq!(Quantity::parse_decimal(&Quantity(thousandths).to_decimal()), Ok(Quantity(thousandths)));
        }
    }
}
