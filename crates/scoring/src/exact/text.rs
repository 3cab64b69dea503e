//! Exact numbers as text: decimals as tenders write them, fractions, and figures for people.

use std::fmt;

use num_bigint::{BigInt, Sign};
use num_rational::BigRational;
use num_traits::{One, Zero};

use super::{Exact, Repr};

/// The longest decimal string that is read, in characters.
pub const DECIMAL_CHARS_MAX: usize = 40;

/// The most places after the point that a number can be shown at.
pub const DISPLAY_DECIMALS_MAX: u32 = 12;

/// Why a text is not a decimal number in the form that tenders use: digits, with at most one point among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecimalError {
    /// Nothing but an empty text.
    #[error("is empty: give a number in digits, such as \"1200.50\"")]
    Empty,
    /// A plus or minus sign.
    #[error("has a sign: numbers are never negative here and are written without one")]
    Sign,
    /// A comma, as in `1,200`.
    #[error("has a comma: write thousands without separators and use a point for decimals")]
    Comma,
    /// A space or another blank.
    #[error("has a space in it: use digits and at most one point")]
    Space,
    /// An exponent, as in `1e6`.
    #[error("is in exponent form: write all the digits out")]
    Exponent,
    /// More than one decimal point.
    #[error("has more than one point")]
    Points,
    /// A point without a digit on both sides.
    #[error("needs a digit on both sides of the point")]
    BarePoint,
    /// Any other character.
    #[error("is not a number in digits, such as \"1200.50\"")]
    NotDigits,
    /// Longer than [`DECIMAL_CHARS_MAX`].
    #[error("is longer than {DECIMAL_CHARS_MAX} characters")]
    TooLong,
}

impl Exact {
    /// Reads a decimal as tenders write it: ASCII digits with at most one point between them.
    pub fn from_decimal(text: &str) -> Result<Self, DecimalError> {
        check_decimal(text)?;
        let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        if digits.len() <= 18 {
            let num = digits
                .bytes()
                .fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'));
            return Ok(Self::reduced(num, 10_i128.pow(u32_of(places))));
        }
        let num = digits
            .bytes()
            .fold(BigInt::zero(), |sum, digit| sum * 10 + (digit - b'0'));
        Ok(Self::from_big(BigRational::new(
            num,
            BigInt::from(10).pow(u32_of(places)),
        )))
    }

    /// Rounded half up (away from zero) to `places` digits after the point, without separators: `38.10`.
    pub fn to_decimal(&self, places: u32) -> String {
        let places = places.min(DISPLAY_DECIMALS_MAX);
        let digits = match &self.0 {
            Repr::Small { num, den } => match small_rounded(*num, *den, places) {
                Some(value) => value.to_string(),
                None => big_rounded(&self.big(), places).to_string(),
            },
            Repr::Large(big) => big_rounded(big, places).to_string(),
        };
        with_point(&digits, places as usize)
    }

    /// For people: the exact decimal where it ends within [`DISPLAY_DECIMALS_MAX`] places, else the fraction, with
    /// thousands separated: `90,000`, `0.625`, `1,000/27`.
    pub fn to_words(&self) -> String {
        let fraction = self.to_string();
        let Some((num, den)) = fraction.split_once('/') else {
            return with_separators(&fraction);
        };
        for places in 1..=DISPLAY_DECIMALS_MAX {
            let scaled = self * &Self::whole(10_i64.pow(places));
            if scaled.is_whole() {
                return with_separators(&self.to_decimal(places));
            }
        }
        format!("{}/{}", with_separators(num), with_separators(den))
    }

    /// As [`Self::to_decimal`], with thousands separated.
    pub fn to_display(&self, places: u32) -> String {
        with_separators(&self.to_decimal(places))
    }

    /// The shortest decimal text that is exactly this number, if there is one within [`DECIMAL_CHARS_MAX`] places.
    /// Two texts of one number, `40` and `40.0`, have one canonical form.
    pub fn to_canonical_decimal(&self) -> Option<String> {
        let big = self.big();
        let (mut num, mut places) = (big.numer().clone(), 0_usize);
        while !(&num % big.denom()).is_zero() {
            num *= 10;
            places += 1;
            if places > DECIMAL_CHARS_MAX {
                return None;
            }
        }
        Some(with_point(&(num / big.denom()).to_string(), places))
    }
}

/// Says what is wrong with a text that is not a decimal.
fn check_decimal(text: &str) -> Result<(), DecimalError> {
    if text.is_empty() {
        return Err(DecimalError::Empty);
    }
    if text.len() > DECIMAL_CHARS_MAX {
        return Err(DecimalError::TooLong);
    }
    if let Some(other) = text.chars().find(|c| !c.is_ascii_digit() && *c != '.') {
        let exponent = matches!(other, 'e' | 'E') && text.starts_with(|c: char| c.is_ascii_digit());
        return Err(match other {
            '+' | '-' | '\u{2212}' => DecimalError::Sign,
            ',' => DecimalError::Comma,
            _ if other.is_whitespace() => DecimalError::Space,
            _ if exponent => DecimalError::Exponent,
            _ => DecimalError::NotDigits,
        });
    }
    if text.matches('.').count() > 1 {
        return Err(DecimalError::Points);
    }
    if text.starts_with('.') || text.ends_with('.') {
        return Err(DecimalError::BarePoint);
    }
    Ok(())
}

/// A count that is bounded by [`DECIMAL_CHARS_MAX`].
fn u32_of(places: usize) -> u32 {
    u32::try_from(places).unwrap_or(u32::MAX)
}

/// `num / den` times ten to the `places`, rounded half away from zero; nothing when it does not fit 128 bits.
fn small_rounded(num: i64, den: i64, places: u32) -> Option<i128> {
    let scaled = i128::from(num)
        .checked_mul(10_i128.checked_pow(places)?)?
        .checked_mul(2)?;
    let den = i128::from(den);
    Some(if scaled < 0 {
        (scaled - den) / (2 * den)
    } else {
        (scaled + den) / (2 * den)
    })
}

fn big_rounded(value: &BigRational, places: u32) -> BigInt {
    let doubled: BigInt = value.numer() * BigInt::from(10).pow(places) * 2;
    let den = value.denom();
    if doubled.sign() == Sign::Minus {
        (doubled - den) / (den * 2)
    } else {
        (doubled + den) / (den * 2)
    }
}

/// Puts the point `places` digits from the right of a whole number's digits.
fn with_point(digits: &str, places: usize) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if places == 0 {
        return format!("{sign}{digits}");
    }
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    format!("{sign}{whole}.{fraction}")
}

/// Separates the thousands of a decimal text with commas.
fn with_separators(decimal: &str) -> String {
    let (sign, rest) = decimal.strip_prefix('-').map_or(("", decimal), |rest| ("-", rest));
    let (whole, fraction) = rest
        .split_once('.')
        .map_or((rest, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut text = String::from(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}

/// A fraction in lowest terms, or a whole number: `800/21`, `38`.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small { num, den: 1 } => write!(f, "{num}"),
            Repr::Small { num, den } => write!(f, "{num}/{den}"),
            Repr::Large(big) if big.denom().is_one() => write!(f, "{}", big.numer()),
            Repr::Large(big) => write!(f, "{}/{}", big.numer(), big.denom()),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
