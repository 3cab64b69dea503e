//! Postcodes as people type them, and the one way we write them.

use std::fmt;
use std::str::FromStr;

use crate::sector::Sector;

/// A complete postcode in today's form, such as `SW1A 1AA`. That it has the form does not say that it is in use.
///
/// Source: Royal Mail, Programmers' Guide to the Postcode Address File: the outward code is `A9`, `A99`, `AA9`, `AA99`,
/// `A9A` or `AA9A`; the inward code is a digit and two letters, none of them C, I, K, M, O or V.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode {
    outward: [u8; OUTWARD_MAX],
    outward_len: u8,
    inward: [u8; INWARD_LEN],
}

/// Why a text is not a postcode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostcodeError {
    /// Nothing was given.
    #[error("Enter a postcode")]
    Empty,
    /// The first half, or all but the last two letters.
    #[error("“{given}” is only part of a postcode. Enter all of it, such as SW1A 1AA")]
    Incomplete {
        /// What was given, cut short if it was long.
        given: String,
    },
    /// Anything else.
    #[error("“{given}” is not a postcode. A postcode looks like SW1A 1AA")]
    NotAPostcode {
        /// What was given, cut short if it was long.
        given: String,
    },
}

const OUTWARD_MAX: usize = 4;
const INWARD_LEN: usize = 3;
const CHARS_MAX: usize = OUTWARD_MAX + INWARD_LEN;
/// How much of what was given an error repeats.
const SHOWN_CHARS_MAX: usize = 20;

impl Postcode {
    /// The part before the space: `SW1A`.
    pub fn outward(&self) -> &str {
        ascii(&self.outward[..usize::from(self.outward_len)])
    }

    /// The part after the space: `1AA`.
    pub fn inward(&self) -> &str {
        ascii(&self.inward)
    }

    /// The letters it begins with: `SW`. The coarsest part, and the one that public pages show.
    pub fn area(&self) -> &str {
        let outward = self.outward();
        let letters = outward.bytes().take_while(u8::is_ascii_alphabetic).count();
        &outward[..letters]
    }

    /// All but the last two letters: `SW1A 1`.
    pub fn sector(&self) -> Sector {
        Sector::from_parts(self.outward(), self.inward[0])
            .expect("the outward code and the digit were checked on reading")
    }
}

impl FromStr for Postcode {
    type Err = PostcodeError;

    /// Letter case and spaces do not matter; a letter O is never taken for a nought, nor the other way about.
    fn from_str(text: &str) -> Result<Self, PostcodeError> {
        let Some(code) = squeeze(text) else {
            return Err(PostcodeError::NotAPostcode { given: shown(text) });
        };
        if code.is_empty() {
            return Err(PostcodeError::Empty);
        }
        if is_outward(&code)
            || code
                .split_last()
                .is_some_and(|(last, rest)| last.is_ascii_digit() && is_outward(rest))
        {
            return Err(PostcodeError::Incomplete { given: shown(text) });
        }
        split(&code).ok_or_else(|| PostcodeError::NotAPostcode { given: shown(text) })
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.outward(), self.inward())
    }
}

impl fmt::Debug for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What was typed, safe to repeat in an error: trimmed, without control characters, and cut short.
pub(crate) fn shown(text: &str) -> String {
    let mut chars = text.trim().chars().filter(|c| !c.is_control());
    let mut shown: String = chars.by_ref().take(SHOWN_CHARS_MAX).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

/// The letters and digits in capitals, without spaces; nothing if there is any other character or there are too many.
fn squeeze(text: &str) -> Option<Vec<u8>> {
    let mut code = Vec::with_capacity(CHARS_MAX);
    for c in text.chars().filter(|c| !is_space(*c)) {
        if !c.is_ascii_alphanumeric() || code.len() == CHARS_MAX {
            return None;
        }
        code.push(c.to_ascii_uppercase() as u8);
    }
    Some(code)
}

/// Spaces, and the marks without width that come along when text is copied from a page or a spreadsheet.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn split(code: &[u8]) -> Option<Postcode> {
    let (outward, inward) = code.split_at_checked(code.len().checked_sub(INWARD_LEN)?)?;
    let inward: [u8; INWARD_LEN] = inward.try_into().ok()?;
    let inward_valid = inward[0].is_ascii_digit() && inward[1..].iter().all(|b| is_inward_letter(*b));
    if !is_outward(outward) || !inward_valid {
        return None;
    }
    let mut padded = [b' '; OUTWARD_MAX];
    padded[..outward.len()].copy_from_slice(outward);
    Some(Postcode {
        outward: padded,
        outward_len: outward.len() as u8,
        inward,
    })
}

/// One or two letters, a digit, and at most one more letter or digit.
pub(crate) fn is_outward(code: &[u8]) -> bool {
    let letters = code.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let tail = &code[letters..];
    matches!(letters, 1 | 2)
        && match tail {
            [digit] => digit.is_ascii_digit(),
            [digit, last] => digit.is_ascii_digit() && (last.is_ascii_digit() || last.is_ascii_uppercase()),
            _ => false,
        }
}

fn is_inward_letter(b: u8) -> bool {
    b.is_ascii_uppercase() && !b"CIKMOV".contains(&b)
}

fn ascii(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("a postcode is made of ASCII letters and digits alone")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case("SW1A 1AA", "SW1A 1AA", "SW", "SW1A 1")]
    #[case("sw1a1aa", "SW1A 1AA", "SW", "SW1A 1")]
    #[case("  m1 1Ae ", "M1 1AE", "M", "M1 1")]
    #[case("C R 2 6 X H", "CR2 6XH", "CR", "CR2 6")]
    #[case("DN55\u{a0}1PT", "DN55 1PT", "DN", "DN55 1")]
    #[case("\u{feff}W1P1HQ\r\n", "W1P 1HQ", "W", "W1P 1")]
    #[case("b33  8th", "B33 8TH", "B", "B33 8")]
    #[case("bt1 1aa", "BT1 1AA", "BT", "BT1 1")]
    fn reads_what_people_type(#[case] given: &str, #[case] canonical: &str, #[case] area: &str, #[case] sector: &str) {
        let postcode: Postcode = given.parse().unwrap();
        assert_eq!(postcode.to_string(), canonical);
        assert_eq!(postcode.area(), area);
        assert_eq!(postcode.sector().to_string(), sector);
        assert_eq!(format!("{} {}", postcode.outward(), postcode.inward()), canonical);
    }

    #[rstest]
    #[case("", "Enter a postcode")]
    #[case(" \t", "Enter a postcode")]
    #[case("SW1A", "“SW1A” is only part of a postcode. Enter all of it, such as SW1A 1AA")]
    #[case("le2 7", "“le2 7” is only part of a postcode. Enter all of it, such as SW1A 1AA")]
    #[case("SW1A IAA", "“SW1A IAA” is not a postcode. A postcode looks like SW1A 1AA")]
    #[case("MI 1AE", "“MI 1AE” is not a postcode. A postcode looks like SW1A 1AA")]
    #[case("SW1A 1AO", "“SW1A 1AO” is not a postcode. A postcode looks like SW1A 1AA")]
    #[case("B33-8TH", "“B33-8TH” is not a postcode. A postcode looks like SW1A 1AA")]
    #[case("12345", "“12345” is not a postcode. A postcode looks like SW1A 1AA")]
    #[case(
        "SW1A\u{7} 1AAAAAAAAAAAAAAAAAAAAAAAA",
        "“SW1A 1AAAAAAAAAAAAAA…” is not a postcode. A postcode looks like SW1A 1AA"
    )]
    fn says_what_is_wrong(#[case] given: &str, #[case] message: &str) {
        assert_eq!(given.parse::<Postcode>().unwrap_err().to_string(), message);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "\\PC{0,40}|[A-Za-z0-9 ]{0,10}") {
            if let Ok(postcode) = text.parse::<Postcode>() {
                prop_assert_eq!(postcode.to_string().parse::<Postcode>(), Ok(postcode));
                prop_assert!(postcode.to_string().starts_with(&postcode.sector().to_string()));
            }
        }

        #[test]
        fn spaces_and_case_do_not_matter(code in "[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][ABDEFGHJLN]{2}", at in 0_usize..5) {
            let straight: Postcode = code.parse().unwrap();
            let mut messy = code.to_lowercase();
            messy.insert_str(at, "  ");
            prop_assert_eq!(messy.parse::<Postcode>(), Ok(straight));
        }
    }
}
