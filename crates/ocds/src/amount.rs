//! Amounts of money: JSON numbers turned into integer minor units, exactly or not at all.

use crate::json::Number;

/// Why a number is not an amount of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AmountError {
    /// More decimal places than the currency has.
    #[error("has more than {0} decimal places, which is all that the currency has")]
    Decimals(u32),
    /// Beyond what can be held: about 92 quadrillion pounds.
    #[error("is too large")]
    Large,
}

/// Exponents beyond this cannot lead to an amount that fits, whatever the digits; it keeps the arithmetic small.
const EXPONENT_MAX: i64 = 128;

/// How many decimal places the minor unit of a currency has (ISO 4217); two for a code that is not listed.
#[must_use]
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// The number as a count of units of `10^-digits`: with 2 digits, `12.5` is 1250. Trailing zeros never count as
/// decimals, so `12.500` is the same.
///
/// # Errors
/// If decimals would be lost, or the result does not fit.
pub fn minor_units(number: &Number, digits: u32) -> Result<i64, AmountError> {
    let text = number.as_str();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (negative, mantissa) = mantissa
        .strip_prefix('-')
        .map_or((false, mantissa), |rest| (true, rest));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let figures = format!("{whole}{fraction}");
    let significant = figures.trim_end_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    let dropped = figures.len() - significant.len();
    let exponent: i64 = exponent
        .parse()
        .unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    if exponent > EXPONENT_MAX {
        return Err(AmountError::Large);
    }
    if exponent < -EXPONENT_MAX {
        return Err(AmountError::Decimals(digits));
    }
    let length = |n: usize| i64::try_from(n).map_err(|_| AmountError::Large);
    let scale = exponent - length(fraction.len())? + length(dropped)? + i64::from(digits);
    let scale = u32::try_from(scale).map_err(|_| AmountError::Decimals(digits))?;
    let units: i64 = significant.parse().map_err(|_| AmountError::Large)?;
    let power = 10_i64.checked_pow(scale).ok_or(AmountError::Large)?;
    let units = units.checked_mul(power).ok_or(AmountError::Large)?;
    Ok(if negative { -units } else { units })
}

/// The number that stands for so many units of `10^-digits`, with all its decimals: 1250 with 2 digits is `12.50`.
#[must_use]
pub fn from_minor_units(units: i64, digits: u32) -> Number {
    let sign = if units < 0 { "-" } else { "" };
    let figures = format!("{:0>width$}", units.unsigned_abs(), width = digits as usize + 1);
    let (whole, fraction) = figures.split_at(figures.len() - digits as usize);
    let point = if digits == 0 { "" } else { "." };
    Number::parse(&format!("{sign}{whole}{point}{fraction}")).expect("a sign, digits and a point make a number")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("93007", 2, Ok(9_300_700))]
    #[case("12.5", 2, Ok(1250))]
    #[case("12.500", 2, Ok(1250))]
    #[case("0.1", 2, Ok(10))]
    #[case("-3.07", 2, Ok(-307))]
    #[case("1.5e3", 2, Ok(150_000))]
    #[case("150e-2", 2, Ok(150))]
    #[case("0e999999999999999999999", 2, Ok(0))]
    #[case("1200", 0, Ok(1200))]
    #[case("1.234", 3, Ok(1234))]
    #[case("92233720368547758.07", 2, Ok(i64::MAX))]
    #[case("92233720368547758.08", 2, Err(AmountError::Large))]
    #[case("1e400", 2, Err(AmountError::Large))]
    #[case("1e-400", 2, Err(AmountError::Decimals(2)))]
    #[case("12.345", 2, Err(AmountError::Decimals(2)))]
    #[case("0.5", 0, Err(AmountError::Decimals(0)))]
    fn amounts_are_exact(#[case] text: &str, #[case] digits: u32, #[case] expect: Result<i64, AmountError>) {
        assert_eq!(minor_units(&Number::parse(text).unwrap(), digits), expect);
    }

    proptest! {
        #[test]
        fn writing_and_reading_an_amount_gives_it_back(units in -i64::MAX..=i64::MAX, digits in 0_u32..=4) {
            prop_assert_eq!(minor_units(&from_minor_units(units, digits), digits), Ok(units));
        }
    }
}
