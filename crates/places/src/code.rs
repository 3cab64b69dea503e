//! The nine-character codes that the Office for National Statistics gives to areas.

use std::fmt;
use std::str::FromStr;

/// A GSS code: one letter for the nation and eight digits, such as `E07000223`.
///
/// Source: ONS, Register of Geographic Codes. The first three characters say what kind of area it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityCode([u8; Self::LEN]);

/// Why a text is not a GSS code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{given}” is not an area code: it should be a letter and eight digits, such as E07000223")]
pub struct CodeError {
    /// What was given, cut short if it was long.
    pub given: String,
}

impl AuthorityCode {
    /// Characters in a code.
    pub const LEN: usize = 9;

    /// The code as text.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("a code is made of ASCII letters and digits alone")
    }

    /// Reads the code from exactly nine bytes of ASCII, as the sector table keeps it.
    pub(crate) fn from_bytes(bytes: [u8; Self::LEN]) -> Option<Self> {
        let valid = bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit);
        valid.then_some(Self(bytes))
    }
}

impl FromStr for AuthorityCode {
    type Err = CodeError;

    fn from_str(text: &str) -> Result<Self, CodeError> {
        let upper = text.trim().to_ascii_uppercase();
        <[u8; Self::LEN]>::try_from(upper.as_bytes())
            .ok()
            .and_then(Self::from_bytes)
            .ok_or_else(|| CodeError {
                given: crate::postcode::shown(text),
            })
    }
}

impl fmt::Display for AuthorityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AuthorityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("E07000223", Some("E07000223"))]
    #[case(" s12000033\n", Some("S12000033"))]
    #[case("E0700022", None)]
    #[case("E070002233", None)]
    #[case("107000223", None)]
    #[case("E0700022X", None)]
    #[case("É0700022", None)]
    #[case("", None)]
    fn reads_a_letter_and_eight_digits(#[case] given: &str, #[case] expect: Option<&str>) {
        let read = given.parse::<AuthorityCode>().ok();
        assert_eq!(read.as_ref().map(AuthorityCode::as_str), expect);
    }
}
