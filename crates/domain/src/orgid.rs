//! Identifiers of organisations in public registers, in the form of org-id.guide: `GB-COH-01234567`.

mod registers;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::Code;

/// Longest text that is looked at as an identifier, in bytes.
pub const ORG_ID_BYTES_MAX: usize = 100;

codes! {
    /// A register whose numbers the exchange knows the shape of.
    pub enum Register ("register of organisations") {
        /// Companies House, all of the United Kingdom.
        Company = "GB-COH", "Company number";
        /// Charity Commission for England and Wales.
        CharityEnglandWales = "GB-CHC", "Charity number (England and Wales)";
        /// Office of the Scottish Charity Regulator.
        CharityScotland = "GB-SC", "Charity number (Scotland)";
        /// Charity Commission for Northern Ireland.
        CharityNorthernIreland = "GB-NIC", "Charity number (Northern Ireland)";
        /// Public procurement organisation numbers, given by Find a Tender.
        Ppon = "GB-PPON", "Public procurement organisation number (PPON)";
        /// UK Register of Learning Providers.
        LearningProvider = "GB-UKPRN", "UK provider reference number (UKPRN)";
        /// Get Information about Schools: schools in England and Wales.
        School = "GB-EDU", "School’s unique reference number (URN)";
        /// NHS Organisation Data Service.
        Nhs = "GB-NHS", "NHS organisation code";
        /// Local authorities in England.
        LocalAuthorityEngland = "GB-LAE", "Local authority code (England)";
        /// Local authorities in Scotland.
        LocalAuthorityScotland = "GB-LAS", "Local authority code (Scotland)";
        /// Principal local authorities in Wales.
        LocalAuthorityWales = "GB-PLA", "Local authority code (Wales)";
        /// Local authorities in Northern Ireland.
        LocalAuthorityNorthernIreland = "GB-LANI", "Local authority code (Northern Ireland)";
    }
}

/// An organisation's identifier in a register, in the one form that the exchange keeps and compares.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OrgId {
    text: String,
    /// Where the hyphen between scheme and id is.
    hyphen: usize,
}

/// Why a text is not an organisation's identifier, in words for whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OrgIdError {
    /// Nothing but space and words like "number".
    #[error("Enter {}", registers::noun(*.0))]
    Empty(Register),
    /// Not a number of this register.
    #[error("‘{given}’ is not {}: it should be {}", registers::noun(*.register), registers::shape(*.register))]
    Shape {
        /// The register that was asked for.
        register: Register,
        /// What was given, cut short.
        given: String,
    },
    /// A whole identifier, of another register than was asked for.
    #[error("{given} is {}, not {}", registers::noun(*.found), registers::noun(*.wanted))]
    Other {
        /// What was given.
        given: String,
        /// The register that it is in.
        found: Register,
        /// The register that was asked for.
        wanted: Register,
    },
    /// Not a charity's number of any of the three registers.
    #[error(
        "‘{0}’ is not a charity number: it should be 6 or 7 digits, or SC and 6 digits in Scotland, or NIC and 6 digits in Northern Ireland"
    )]
    Charity(String),
    /// Not of the form scheme, hyphen, id.
    #[error(
        "‘{0}’ is not an organisation identifier: it begins with the code of a register, a hyphen and the number there, like GB-COH-01234567"
    )]
    Form(String),
    /// Too long to be any identifier.
    #[error("an organisation identifier has at most {ORG_ID_BYTES_MAX} characters")]
    Long,
}

impl OrgId {
    /// The identifier of a number in a register. Case and missing zeros are put right, spaces are not.
    ///
    /// # Errors
    /// If the number has not the register's shape.
    pub fn new(register: Register, number: &str) -> Result<Self, OrgIdError> {
        if number.len() > ORG_ID_BYTES_MAX {
            return Err(OrgIdError::Long);
        }
        let id = registers::normal(register, number).ok_or_else(|| OrgIdError::Shape {
            register,
            given: shorten(number),
        })?;
        Ok(Self::join(register.code(), &id))
    }

    /// The identifier in any scheme, known or not: one that a notice gives as scheme and id apart.
    ///
    /// # Errors
    /// If the scheme or the id has not the shape of one.
    pub fn from_parts(scheme: &str, id: &str) -> Result<Self, OrgIdError> {
        if scheme.len() + id.len() >= ORG_ID_BYTES_MAX {
            return Err(OrgIdError::Long);
        }
        let scheme = scheme.trim().to_ascii_uppercase();
        let id = id.trim();
        // Some publishers repeat the scheme inside the id.
        let id = id
            .strip_prefix(&scheme)
            .and_then(|rest| rest.strip_prefix('-'))
            .unwrap_or(id);
        match Register::from_code(&scheme) {
            Ok(register) => Self::new(register, id),
            Err(_) if is_scheme(&scheme) && is_id(id) => Ok(Self::join(&scheme, id)),
            Err(_) => Err(OrgIdError::Form(shorten(&format!("{scheme}-{id}")))),
        }
    }

    /// What a person typed for a number of this register: spaces, small letters, missing zeros, words around it and the
    /// whole identifier are all accepted.
    ///
    /// # Errors
    /// If there is no number of this register in it.
    pub fn parse_messy(register: Register, text: &str) -> Result<Self, OrgIdError> {
        let tidy = tidy(text)?;
        if tidy.is_empty() {
            return Err(OrgIdError::Empty(register));
        }
        if let Some(rest) = tidy
            .strip_prefix(register.code())
            .and_then(|rest| rest.strip_prefix('-'))
        {
            return Self::new(register, rest);
        }
        if let Ok(other) = tidy.parse::<Self>()
            && let Some(found) = other.register()
        {
            return Err(OrgIdError::Other {
                given: other.text,
                found,
                wanted: register,
            });
        }
        Self::new(register, &tidy).map_err(|_| OrgIdError::Shape {
            register,
            given: shorten(text.trim()),
        })
    }

    /// What a person typed for a charity number, in whichever of the three registers it has the shape of.
    ///
    /// Numbers never clash: in England and Wales those of 6 digits begin with 2 or more, in Northern Ireland with 1.
    ///
    /// # Errors
    /// If it has the shape of none.
    pub fn parse_charity(text: &str) -> Result<Self, OrgIdError> {
        let tidy = tidy(text)?;
        if tidy.is_empty() {
            return Err(OrgIdError::Empty(Register::CharityEnglandWales));
        }
        let registers = [
            Register::CharityNorthernIreland,
            Register::CharityEnglandWales,
            Register::CharityScotland,
        ];
        if let Some(whole) = tidy.parse::<Self>().ok().filter(|id| id.register().is_some()) {
            let charity = whole.register().is_some_and(|register| registers.contains(&register));
            return if charity {
                Ok(whole)
            } else {
                Err(OrgIdError::Charity(shorten(text.trim())))
            };
        }
        // A bare number is Scottish only when it says so.
        let scottish = tidy.starts_with("SC");
        let mut candidates = registers
            .into_iter()
            .filter(|r| (*r == Register::CharityScotland) == scottish);
        candidates
            .find_map(|register| Self::new(register, &tidy).ok())
            .ok_or_else(|| OrgIdError::Charity(shorten(text.trim())))
    }

    /// The whole identifier.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The code of the register, such as `GB-COH`.
    pub fn scheme(&self) -> &str {
        &self.text[..self.hyphen]
    }

    /// The number in the register.
    pub fn id(&self) -> &str {
        &self.text[self.hyphen + 1..]
    }

    /// The register, where its numbers' shape is known.
    pub fn register(&self) -> Option<Register> {
        Register::from_code(self.scheme()).ok()
    }

    fn join(scheme: &str, id: &str) -> Self {
        Self {
            text: format!("{scheme}-{id}"),
            hyphen: scheme.len(),
        }
    }
}

/// Reads a whole identifier. A scheme has one hyphen, and whatever follows its second belongs to the id.
impl FromStr for OrgId {
    type Err = OrgIdError;

    fn from_str(text: &str) -> Result<Self, OrgIdError> {
        let text = text.trim();
        if text.len() > ORG_ID_BYTES_MAX {
            return Err(OrgIdError::Long);
        }
        let hyphen = text.match_indices('-').nth(1).map(|(at, _)| at);
        let Some(hyphen) = hyphen else {
            return Err(OrgIdError::Form(shorten(text)));
        };
        Self::from_parts(&text[..hyphen], &text[hyphen + 1..])
    }
}

impl fmt::Display for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for OrgId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrgId({})", self.text)
    }
}

/// `GB-COH`, `US-EIN`, `XM-DAC`: a country or a region of the world, then the list.
fn is_scheme(scheme: &str) -> bool {
    let Some((country, list)) = scheme.split_once('-') else {
        return false;
    };
    country.len() == 2
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && !list.is_empty()
        && list
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_id(id: &str) -> bool {
    let first = id.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric());
    first
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._/:&()".contains(&byte))
}

/// Words that people put around a number.
const NOISE: [&str; 12] = [
    "REGISTERED",
    "REGISTRATION",
    "REG",
    "CHARITY",
    "COMPANY",
    "NUMBER",
    "NO",
    "NUM",
    "UKPRN",
    "URN",
    "PPON",
    "CRN",
];

/// Upper case, without spaces, punctuation other than hyphens, and the words around a number.
fn tidy(text: &str) -> Result<String, OrgIdError> {
    if text.len() > ORG_ID_BYTES_MAX {
        return Err(OrgIdError::Long);
    }
    let upper: String = text
        .chars()
        .map(|c| {
            if matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}') {
                '-'
            } else {
                c.to_ascii_uppercase()
            }
        })
        .collect();
    let words = upper.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | ':' | '#' | '(' | ')'));
    Ok(words.filter(|word| !NOISE.contains(word)).collect())
}

/// What was given, cut to 40 characters.
fn shorten(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(40).collect()
}
