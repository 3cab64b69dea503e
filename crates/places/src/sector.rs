//! Postcode sectors: a postcode without its last two letters.

use std::fmt;
use std::str::FromStr;

use crate::postcode::{is_outward, shown};

/// A postcode sector such as `SW1A 1`, ordered by outward code and then digit.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sector(u32);

/// Why a text is not a sector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not a postcode sector. A sector looks like SW1A 1")]
pub struct SectorError {
    /// What was given, cut short if it was long.
    pub given: String,
}

/// No character, the ten digits and the twenty-six letters.
const SYMBOLS: u32 = 37;
const OUTWARD_SYMBOLS: usize = 4;

impl Sector {
    /// The number the table is sorted by: four symbols of the outward code in base 37, then the digit in base 10.
    pub(crate) fn key(self) -> u32 {
        self.0
    }

    /// The sector with this key, if there can be one.
    pub(crate) fn from_key(key: u32) -> Option<Self> {
        let (outward, digit) = spell(key)?;
        Self::from_parts(&outward, digit).filter(|sector| sector.0 == key)
    }

    pub(crate) fn from_parts(outward: &str, digit: u8) -> Option<Self> {
        if !is_outward(outward.as_bytes()) || !digit.is_ascii_digit() {
            return None;
        }
        let symbols = outward.bytes().chain(std::iter::repeat(b' ')).take(OUTWARD_SYMBOLS);
        let key = symbols.fold(0, |key, symbol| key * SYMBOLS + number(symbol));
        Some(Self(key * 10 + u32::from(digit - b'0')))
    }

    /// The outward code: `SW1A`.
    pub fn outward(&self) -> String {
        spell(self.0)
            .expect("a sector is only made from a key that spells one")
            .0
    }

    /// The letters it begins with: `SW`.
    pub fn area(&self) -> String {
        self.outward().chars().take_while(char::is_ascii_alphabetic).collect()
    }
}

fn number(symbol: u8) -> u32 {
    match symbol {
        b'0'..=b'9' => u32::from(symbol - b'0') + 1,
        b'A'..=b'Z' => u32::from(symbol - b'A') + 11,
        _ => 0,
    }
}

fn spell(key: u32) -> Option<(String, u8)> {
    let digit = b'0' + (key % 10) as u8;
    let mut left = key / 10;
    let mut outward = [b' '; OUTWARD_SYMBOLS];
    for symbol in outward.iter_mut().rev() {
        *symbol = match (left % SYMBOLS) as u8 {
            0 => b' ',
            n @ 1..=10 => b'0' + n - 1,
            n => b'A' + n - 11,
        };
        left /= SYMBOLS;
    }
    (left == 0).then(|| {
        (
            outward
                .iter()
                .map(|b| char::from(*b))
                .collect::<String>()
                .trim_end()
                .to_owned(),
            digit,
        )
    })
}

impl FromStr for Sector {
    type Err = SectorError;

    fn from_str(text: &str) -> Result<Self, SectorError> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let parts = code
            .is_ascii()
            .then(|| code.split_at_checked(code.len().saturating_sub(1)))
            .flatten();
        parts
            .and_then(|(outward, digit)| Self::from_parts(outward, *digit.as_bytes().first()?))
            .ok_or_else(|| SectorError { given: shown(text) })
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (outward, digit) = spell(self.0).expect("a sector is only made from a key that spells one");
        write!(f, "{outward} {}", char::from(digit))
    }
}

impl fmt::Debug for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("AB1 0")]
    #[case("B1 9")]
    #[case("EC1A 2")]
    #[case("ZE3 9")]
    fn reads_and_writes(#[case] text: &str) {
        let sector: Sector = text.parse().unwrap();
        assert_eq!(sector.to_string(), text);
        assert_eq!(Sector::from_key(sector.key()), Some(sector));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "\\PC{0,12}") {
            if let Ok(sector) = text.parse::<Sector>() {
                prop_assert_eq!(sector.to_string().parse::<Sector>(), Ok(sector));
            }
        }

        #[test]
        fn a_key_spells_a_sector_or_nothing(key: u32) {
            if let Some(sector) = Sector::from_key(key) {
                prop_assert_eq!(sector.to_string().parse::<Sector>(), Ok(sector));
            }
        }

        #[test]
        fn order_is_by_outward_code_then_digit(
            a in "[A-Z]{1,2}[0-9]{1,2}", x in 0_u8..10, b in "[A-Z]{1,2}[0-9]{1,2}", y in 0_u8..10,
        ) {
            let first: Sector = format!("{a} {x}").parse().unwrap();
            let second: Sector = format!("{b} {y}").parse().unwrap();
            prop_assert_eq!(first.cmp(&second), (a, x).cmp(&(b, y)));
        }
    }
}
