//! Sterling in whole pence. No floating point touches it.

use std::fmt;
use thiserror::Error;

/// An amount of pounds sterling, held as whole pence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

/// Why a text is not an amount of money. Each message completes “Amount …” in the user's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("Enter an amount, like 1200 or 1,200.50")]
    Empty,
    /// It holds something other than digits, commas, one point, spaces and a pound sign.
    #[error("Amount must be a number, like 1200 or 1,200.50")]
    NotANumber,
    /// It has more than two digits after the point.
    #[error("Amount must have no more than 2 digits after the decimal point")]
    TooPrecise,
    /// It is above [`Money::MAX`].
    #[error("Amount must be £100,000,000,000 or less")]
    TooLarge,
}

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// The largest amount that the exchange accepts: a hundred thousand million pounds.
    pub const MAX: Self = Self(10_000_000_000_000);

    /// An amount of whole pence.
    pub const fn from_pence(pence: i64) -> Self {
        Self(pence)
    }

    /// The amount in whole pence.
    pub const fn pence(self) -> i64 {
        self.0
    }

    /// Reads what a person typed: `£1,200.50`, `1200.5`, ` 1 200 `.
    pub fn parse_messy(text: &str) -> Result<Self, MoneyError> {
        let cleaned: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '£'))
            .collect();
        if cleaned.is_empty() {
            return Err(MoneyError::Empty);
        }
        Self::parse_decimal(&cleaned)
    }

    /// Reads the decimal string of the file formats: digits and at most one point with one or two digits after it.
    pub fn parse_decimal(text: &str) -> Result<Self, MoneyError> {
        let pence = crate::text::parse_scaled(text, 2).map_err(|error| match error {
            crate::text::ScaledError::NotANumber => MoneyError::NotANumber,
            crate::text::ScaledError::TooPrecise => MoneyError::TooPrecise,
            crate::text::ScaledError::TooLarge => MoneyError::TooLarge,
        })?;
        if pence > Self::MAX.0 {
            Err(MoneyError::TooLarge)
        } else {
            Ok(Self(pence))
        }
    }

    /// The decimal string of the file formats, with two digits after the point: `1200.50`.
    pub fn to_decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!(
            "{sign}{}.{:02}",
            self.0.unsigned_abs() / 100,
            self.0.unsigned_abs() % 100
        )
    }

    /// The sum, or nothing where it would not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

impl fmt::Display for Money {
    /// `£1,200.50`; pence are left out where there are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "−" } else { "" };
        let (pounds, pence) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        write!(f, "{sign}£{}", crate::text::group_thousands(pounds))?;
        if pence == 0 { Ok(()) } else { write!(f, ".{pence:02}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("£1,200.50", Ok(120_050))]
    #[case(" 1 200 ", Ok(120_000))]
    #[case("0", Ok(0))]
    #[case("12.5", Ok(1_250))]
    #[case("", Err(MoneyError::Empty))]
    #[case("12.345", Err(MoneyError::TooPrecise))]
    #[case("-3", Err(MoneyError::NotANumber))]
    #[case("1e3", Err(MoneyError::NotANumber))]
    #[case("1.2.3", Err(MoneyError::NotANumber))]
    #[case(".5", Err(MoneyError::NotANumber))]
    #[case("99999999999999999999999", Err(MoneyError::TooLarge))]
    fn reads_what_people_type(#[case] text: &str, #[case] expected: Result<i64, MoneyError>) {
        assert_eq!(Money::parse_messy(text).map(Money::pence), expected);
    }

    proptest! {
        #[test]
        fn a_decimal_comes_back(pence in 0..=Money::MAX.0) {
            prop_assert_eq!(Money::parse_decimal(&Money(pence).to_decimal()), Ok(Money(pence)));
        }
        #[test]
        fn what_is_shown_can_be_typed(pence in 0..=Money::MAX.0) {
            prop_assert_eq!(Money::parse_messy(&Money(pence).to_string()), Ok(Money(pence)));
        }
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Money::parse_messy(&text);
        }
    }
}
