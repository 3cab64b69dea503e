//! The types that are used all over a release: ids, dates, values, periods, documents.

use super::{Wire, wire};
use crate::amount::{AmountError, from_minor_units, minor_digits, minor_units};
use crate::json::{Json, Number};
use crate::rules::parse_date_time;
use jiff::Timestamp;
use std::fmt;

/// An identifier, which the standard lets be a string or an integer; the two forms of one identifier are not equal.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Ident {
    /// Written as a string.
    Text(String),
    /// Written as an integer.
    Integer(Number),
}

impl Ident {
    /// The identifier as text, however it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Integer(number) => number.as_str(),
        }
    }
}

/// The empty identifier, to be filled in: a release that has one is not written.
impl Default for Ident {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl From<&str> for Ident {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Ident {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Wire for Ident {
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Text(text) => Some(Self::Text(text.clone())),
            Json::Number(number) if number.is_integer() => Some(Self::Integer(number.clone())),
            _ => None,
        }
    }
    fn write(&self) -> Json {
        match self {
            Self::Text(text) => Json::Text(text.clone()),
            Self::Integer(number) => Json::Number(number.clone()),
        }
    }
}

/// A date and time: the instant, and the text that it was read from (which may be in a local offset).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateTime {
    text: String,
    instant: Timestamp,
}

impl DateTime {
    /// Reads the form of RFC 3339; `None` if the text is not in it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(Self {
            text: text.to_owned(),
            instant: parse_date_time(text)?,
        })
    }

    /// The instant.
    #[must_use]
    pub fn instant(&self) -> Timestamp {
        self.instant
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Written in UTC with a `Z`.
impl From<Timestamp> for DateTime {
    fn from(instant: Timestamp) -> Self {
        Self {
            text: instant.to_string(),
            instant,
        }
    }
}

impl Wire for DateTime {
    fn read(json: &Json) -> Option<Self> {
        Self::parse(json.as_text()?)
    }
    fn write(&self) -> Json {
        Json::Text(self.text.clone())
    }
}

wire! {
    /// An amount of money.
    #[derive(Default)]
    pub struct Value {
        /// The amount in major units, as it was written.
        amount: Option<Number> = "amount",
        /// ISO 4217.
        currency: Option<String> = "currency",
        /// The amount with VAT (UK extension).
        amount_gross: Option<Number> = "amountGross",
    }
}

impl Value {
    /// A value of so many minor units: pence for GBP.
    #[must_use]
    pub fn from_minor_units(units: i64, currency: &str) -> Self {
        let amount = Some(from_minor_units(units, minor_digits(currency)));
        Self {
            amount,
            currency: Some(currency.to_owned()),
            ..Self::default()
        }
    }

    /// The amount in minor units of its currency: `None` if there is no amount or no currency.
    ///
    /// # Errors
    /// If the amount is not a whole number of minor units, or does not fit.
    pub fn minor_units(&self) -> Result<Option<i64>, AmountError> {
        self.units_of(self.amount.as_ref())
    }

    /// The amount with VAT in minor units of its currency: `None` if there is none, or no currency.
    ///
    /// # Errors
    /// If the amount is not a whole number of minor units, or does not fit.
    pub fn gross_minor_units(&self) -> Result<Option<i64>, AmountError> {
        self.units_of(self.amount_gross.as_ref())
    }

    fn units_of(&self, amount: Option<&Number>) -> Result<Option<i64>, AmountError> {
        let (Some(amount), Some(currency)) = (amount, &self.currency) else {
            return Ok(None);
        };
        minor_units(amount, minor_digits(currency)).map(Some)
    }
}

wire! {
    /// A stretch of time.
    #[derive(Default)]
    pub struct Period {
        /// When it begins.
        start_date: Option<DateTime> = "startDate",
        /// When it ends.
        end_date: Option<DateTime> = "endDate",
        /// The latest that it can be extended to.
        max_extent_date: Option<DateTime> = "maxExtentDate",
        /// How long it is.
        duration_in_days: Option<i64> = "durationInDays",
    }
}

wire! {
    /// A code from a classification, of things (CPV) or otherwise.
    #[derive(Default)]
    pub struct Classification {
        /// Which classification.
        scheme: Option<String> = "scheme",
        /// The code.
        id: Option<Ident> = "id",
        /// What the code stands for.
        description: Option<String> = "description",
        /// Where the code is defined.
        uri: Option<String> = "uri",
    }
}

wire! {
    /// A link to a document.
    #[derive(Default)]
    pub struct Document {
        /// Its id among the documents of its section.
        id: Ident = "id",
        /// documentType.csv (open codelist).
        document_type: Option<String> = "documentType",
        /// Its title.
        title: Option<String> = "title",
        /// What it is.
        description: Option<String> = "description",
        /// Where it is.
        url: Option<String> = "url",
        /// When it was published.
        date_published: Option<DateTime> = "datePublished",
        /// When it was last changed.
        date_modified: Option<DateTime> = "dateModified",
        /// Its media type.
        format: Option<String> = "format",
        /// Its language.
        language: Option<String> = "language",
        /// UK1 to UK17 (UK extension).
        notice_type: Option<String> = "noticeType",
    }
}

wire! {
    /// Something that is due.
    #[derive(Default)]
    pub struct Milestone {
        /// Its id among the milestones of its section.
        id: Ident = "id",
        /// Its title.
        title: Option<String> = "title",
        /// milestoneType.csv (open codelist).
        kind: Option<String> = "type",
        /// What it is.
        description: Option<String> = "description",
        /// When it is due.
        due_date: Option<DateTime> = "dueDate",
        /// When it was met.
        date_met: Option<DateTime> = "dateMet",
        /// milestoneStatus.csv (closed codelist).
        status: Option<String> = "status",
    }
}
