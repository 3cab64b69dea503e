//! Rows, and how a column becomes a value of the domain.

use crate::{Error, Result};
use jiff::{Span, Timestamp, civil::Date};
use sqlx::{
    Decode, Encode, Postgres, Row as _, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{PgArgumentBuffer, PgRow, PgTypeInfo, PgValueRef},
    sqlite::SqliteRow,
};
use svx_domain::{
    Code, Id, Money, Quantity, Value, complaint, ledger, lifecycle, organisation, panel, procurement, resource,
};
use uuid::Uuid;

/// A row of either engine.
pub enum Row {
    /// From SQLite.
    Sqlite(SqliteRow),
    /// From PostgreSQL.
    Postgres(PgRow),
}

impl Row {
    /// A column's value, as [`Field`] or as an `Option` of one.
    pub fn get<T: FromColumn>(&self, column: &str) -> Result<T> {
        T::from_column(self, column)
    }
}

/// A type that can be read from a whole row. `record!` writes the code.
pub trait Record: Sized + Send {
    /// Reads the row.
    fn read(row: &Row) -> Result<Self>;
}

/// A type that one column holds.
pub trait Field: Sized {
    /// Reads the column, or gives nothing where it is NULL.
    fn read(row: &Row, column: &str) -> Result<Option<Self>>;
}

/// A [`Field`] or an `Option` of one.
pub trait FromColumn: Sized {
    /// Reads the column.
    fn from_column(row: &Row, column: &str) -> Result<Self>;
}

impl<T: Field> FromColumn for T {
    fn from_column(row: &Row, column: &str) -> Result<Self> {
        T::read(row, column)?.ok_or_else(|| corrupt(column, "NULL"))
    }
}

impl<T: Field> FromColumn for Option<T> {
    fn from_column(row: &Row, column: &str) -> Result<Self> {
        T::read(row, column)
    }
}

fn corrupt(column: &str, message: impl ToString) -> Error {
    Error::Corrupt {
        column: column.to_owned(),
        message: message.to_string(),
    }
}

macro_rules! native {
    ($($type:ty),+) => {$(
        impl Field for $type {
            fn read(row: &Row, column: &str) -> Result<Option<Self>> {
                match row {
                    Row::Sqlite(row) => row.try_get(column),
                    Row::Postgres(row) => row.try_get(column),
                }
                .map_err(|error| corrupt(column, error))
            }
        }
    )+};
}
native!(Uuid, String, i64, bool, Vec<u8>);

macro_rules! by_way_of {
    ($($type:ty: $raw:ty, |$value:ident| $make:expr;)+) => {$(
        impl Field for $type {
            fn read(row: &Row, column: &str) -> Result<Option<Self>> {
                <$raw as Field>::read(row, column)?.map(|$value| $make.map_err(|error| corrupt(column, error))).transpose()
            }
        }
    )+};
}
by_way_of! {
    Money: i64, |pence| Ok::<_, String>(Money::from_pence(pence));
    Quantity: i64, |thousandths| Ok::<_, String>(Quantity::from_thousandths(thousandths));
    Value: i64, |value| Ok::<_, String>(Value(i128::from(value)));
    i32: i64, |value| i32::try_from(value);
    u32: i64, |value| u32::try_from(value);
    organisation::Roles: String, |codes| organisation::Roles::from_codes(&codes);
}

impl<T> Field for Id<T> {
    fn read(row: &Row, column: &str) -> Result<Option<Self>> {
        Ok(<Uuid as Field>::read(row, column)?.map(Self::from_uuid))
    }
}

/// Lists the enumerations that columns hold by their codes.
macro_rules! coded {
    ($($type:ty),+ $(,)?) => {$(
        impl Field for $type {
            fn read(row: &Row, column: &str) -> Result<Option<Self>> {
                <String as Field>::read(row, column)?
                    .map(|code| <$type as Code>::from_code(&code).map_err(|error| corrupt(column, error)))
                    .transpose()
            }
        }
        impl From<$type> for $crate::Arg {
            fn from(value: $type) -> Self { Self::Text(Some(value.code().to_owned())) }
        }
        impl From<Option<$type>> for $crate::Arg {
            fn from(value: Option<$type>) -> Self { Self::Text(value.map(|value| value.code().to_owned())) }
        }
    )+};
}
coded!(
    complaint::ComplaintAbout,
    ledger::Account,
    lifecycle::ApplicationState,
    lifecycle::BidState,
    lifecycle::ChallengeState,
    lifecycle::ClaimState,
    lifecycle::DecisionState,
    lifecycle::DeliveryState,
    lifecycle::FlagState,
    lifecycle::MatchState,
    lifecycle::OfferState,
    lifecycle::ProcurementState,
    lifecycle::ProjectState,
    organisation::LinkPurpose,
    organisation::OrganisationKind,
    panel::Closing,
    panel::Leaving,
    procurement::ChallengeKind,
    procurement::ChallengeOutcome,
    procurement::FlagOutcome,
    resource::ResourceCategory,
);

/// A moment as microseconds since 1970.
pub(crate) fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

impl Field for Timestamp {
    fn read(row: &Row, column: &str) -> Result<Option<Self>> {
        match row {
            Row::Sqlite(_) => <i64 as Field>::read(row, column)?
                .map(|micros| Self::from_microsecond(micros).map_err(|error| corrupt(column, error)))
                .transpose(),
            Row::Postgres(row) => {
                let value: Option<PgTimestamp> = row.try_get(column).map_err(|error| corrupt(column, error))?;
                Ok(value.map(|at| at.0))
            }
        }
    }
}

impl Field for Date {
    fn read(row: &Row, column: &str) -> Result<Option<Self>> {
        match row {
            Row::Sqlite(_) => <String as Field>::read(row, column)?
                .map(|text| text.parse().map_err(|error| corrupt(column, error)))
                .transpose(),
            Row::Postgres(row) => {
                let value: Option<PgDate> = row.try_get(column).map_err(|error| corrupt(column, error))?;
                Ok(value.map(|date| date.0))
            }
        }
    }
}

impl Field for serde_json::Value {
    fn read(row: &Row, column: &str) -> Result<Option<Self>> {
        match row {
            Row::Sqlite(_) => <String as Field>::read(row, column)?
                .map(|text| serde_json::from_str(&text).map_err(|error| corrupt(column, error)))
                .transpose(),
            Row::Postgres(row) => {
                let value: Option<sqlx::types::Json<Self>> =
                    row.try_get(column).map_err(|error| corrupt(column, error))?;
                Ok(value.map(|json| json.0))
            }
        }
    }
}

/// PostgreSQL counts microseconds, and days, from 2000-01-01.
const PG_EPOCH_MICROS: i64 = 946_684_800_000_000;
const PG_EPOCH: Date = jiff::civil::date(2000, 1, 1);

/// A moment in PostgreSQL's binary form.
pub(crate) struct PgTimestamp(pub(crate) Timestamp);
/// A day in PostgreSQL's binary form.
pub(crate) struct PgDate(pub(crate) Date);

impl Type<Postgres> for PgTimestamp {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("TIMESTAMPTZ")
    }
}
impl Encode<'_, Postgres> for PgTimestamp {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i64 as Encode<Postgres>>::encode(micros(self.0) - PG_EPOCH_MICROS, buffer)
    }
}
impl Decode<'_, Postgres> for PgTimestamp {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let micros = <i64 as Decode<Postgres>>::decode(value)?;
        Ok(Self(Timestamp::from_microsecond(
            micros.saturating_add(PG_EPOCH_MICROS),
        )?))
    }
}

impl Type<Postgres> for PgDate {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("DATE")
    }
}
impl Encode<'_, Postgres> for PgDate {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        <i32 as Encode<Postgres>>::encode(PG_EPOCH.until(self.0)?.get_days(), buffer)
    }
}
impl Decode<'_, Postgres> for PgDate {
    fn decode(value: PgValueRef<'_>) -> Result<Self, BoxDynError> {
        let days = <i32 as Decode<Postgres>>::decode(value)?;
        Ok(Self(PG_EPOCH.checked_add(Span::new().try_days(days)?)?))
    }
}

/// Declares a record and how it is read: each field is the column of its name.
macro_rules! record {
    ($($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$fmeta:meta])* pub $field:ident: $type:ty),+ $(,)? })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        $vis struct $name { $($(#[$fmeta])* pub $field: $type,)+ }
        impl $crate::Record for $name {
            fn read(row: &$crate::Row) -> $crate::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?,)+ })
            }
        }
    )+};
}
pub(crate) use record;

macro_rules! record_of_tuple {
    ($($name:ident: $index:literal),+) => {
        impl<$($name: FromColumn + Send),+> Record for ($($name,)+) {
            /// Columns named `a`, `b` and so on, for a statement that gives a few bare values.
            fn read(row: &Row) -> Result<Self> { Ok(($(row.get($index)?,)+)) }
        }
    };
}
record_of_tuple!(A: "a");
record_of_tuple!(A: "a", B: "b");
record_of_tuple!(A: "a", B: "b", C: "c");
