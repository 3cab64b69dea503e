//! Parameters of statements, bound to the native type of each engine.

use crate::row::{PgDate, PgTimestamp, micros};
use jiff::{Timestamp, civil::Date};
use sqlx::{Arguments, postgres::PgArguments, sqlite::SqliteArguments};
use svx_domain::{Id, Money, Quantity, Value, organisation::Roles};
use uuid::Uuid;

/// One parameter. Each kind knows its column type, so that a NULL is one of the right type.
#[derive(Debug, Clone)]
pub enum Arg {
    /// UUID / BLOB(16).
    Uuid(Option<Uuid>),
    /// TEXT.
    Text(Option<String>),
    /// BIGINT / INTEGER.
    Int(Option<i64>),
    /// BOOLEAN / INTEGER.
    Bool(Option<bool>),
    /// TIMESTAMPTZ / INTEGER microseconds since 1970.
    Timestamp(Option<Timestamp>),
    /// DATE / TEXT.
    Date(Option<Date>),
    /// JSONB / TEXT.
    Json(Option<serde_json::Value>),
    /// BYTEA / BLOB.
    Bytes(Option<Vec<u8>>),
    /// A list for `= ANY($n)` on PostgreSQL (UUID[]) and `IN (SELECT unhex(value) FROM json_each($n))` on SQLite.
    Uuids(Vec<Uuid>),
    /// A list for `= ANY($n)` on PostgreSQL (TEXT[]) and `IN (SELECT value FROM json_each($n))` on SQLite.
    Texts(Vec<String>),
    /// A list for `= ANY($n)` on PostgreSQL (BIGINT[]) and `IN (SELECT value FROM json_each($n))` on SQLite.
    Ints(Vec<i64>),
}

impl Arg {
    pub(crate) fn bind_sqlite(self, to: &mut SqliteArguments) -> Result<(), sqlx::error::BoxDynError> {
        match self {
            Self::Uuid(value) => to.add(value),
            Self::Text(value) => to.add(value.map(without_nul)),
            Self::Int(value) => to.add(value),
            Self::Bool(value) => to.add(value),
            Self::Timestamp(value) => to.add(value.map(micros)),
            Self::Date(value) => to.add(value.map(|date| date.to_string())),
            Self::Json(value) => to.add(value.map(|json| json_without_nul(json).to_string())),
            Self::Bytes(value) => to.add(value),
            Self::Uuids(values) => {
                let hex: Vec<String> = values.into_iter().map(|id| id.simple().to_string()).collect();
                to.add(serde_json::to_string(&hex)?)
            }
            Self::Texts(values) => to.add(serde_json::to_string(&without_nuls(values))?),
            Self::Ints(values) => to.add(serde_json::to_string(&values)?),
        }
    }

    pub(crate) fn bind_postgres(self, to: &mut PgArguments) -> Result<(), sqlx::error::BoxDynError> {
        match self {
            Self::Uuid(value) => to.add(value),
            Self::Text(value) => to.add(value.map(without_nul)),
            Self::Int(value) => to.add(value),
            Self::Bool(value) => to.add(value),
            Self::Timestamp(value) => to.add(value.map(PgTimestamp)),
            Self::Date(value) => to.add(value.map(PgDate)),
            Self::Json(value) => to.add(value.map(json_without_nul).map(sqlx::types::Json)),
            Self::Bytes(value) => to.add(value),
            Self::Uuids(values) => to.add(values),
            Self::Texts(values) => to.add(without_nuls(values)),
            Self::Ints(values) => to.add(values),
        }
    }
}

/// The character with the number nought, which PostgreSQL cannot hold, becomes the mark of one that cannot be shown.
pub(crate) fn without_nul(text: String) -> String {
    if text.contains('\0') {
        text.replace('\0', "\u{fffd}")
    } else {
        text
    }
}

fn without_nuls(texts: Vec<String>) -> Vec<String> {
    texts.into_iter().map(without_nul).collect()
}

pub(crate) fn json_without_nul(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::String(text) => Value::String(without_nul(text)),
        Value::Array(values) => values.into_iter().map(json_without_nul).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (without_nul(key), json_without_nul(value)))
            .collect(),
        other => other,
    }
}

macro_rules! arg_from {
    ($($type:ty => |$value:ident| $arg:ident($make:expr);)+) => {$(
        impl From<$type> for Arg {
            fn from($value: $type) -> Self { Self::$arg(Some($make)) }
        }
        impl From<Option<$type>> for Arg {
            fn from(value: Option<$type>) -> Self { Self::$arg(value.map(|$value| $make)) }
        }
    )+};
}

arg_from! {
    Uuid => |value| Uuid(value);
    String => |value| Text(value);
    &str => |value| Text(value.to_owned());
    &String => |value| Text(value.clone());
    i64 => |value| Int(value);
    i32 => |value| Int(i64::from(value));
    u32 => |value| Int(i64::from(value));
    bool => |value| Bool(value);
    Timestamp => |value| Timestamp(value);
    Date => |value| Date(value);
    serde_json::Value => |value| Json(value);
    Vec<u8> => |value| Bytes(value);
    &[u8] => |value| Bytes(value.to_vec());
    Money => |value| Int(value.pence());
    Quantity => |value| Int(value.thousandths());
    Roles => |value| Text(value.to_codes());
}

impl<T> From<Id<T>> for Arg {
    fn from(id: Id<T>) -> Self {
        Self::Uuid(Some(id.uuid()))
    }
}

impl<T> From<Option<Id<T>>> for Arg {
    fn from(id: Option<Id<T>>) -> Self {
        Self::Uuid(id.map(Id::uuid))
    }
}

impl<T> From<&[Id<T>]> for Arg {
    fn from(ids: &[Id<T>]) -> Self {
        Self::Uuids(ids.iter().map(|id| id.uuid()).collect())
    }
}

impl<T> From<&Vec<Id<T>>> for Arg {
    fn from(ids: &Vec<Id<T>>) -> Self {
        ids.as_slice().into()
    }
}

impl From<Value> for Arg {
    /// In thousandths of a penny; the limits on money and quantities keep one line far below 2^63.
    fn from(value: Value) -> Self {
        Self::Int(Some(i64::try_from(value.0).unwrap_or(i64::MAX)))
    }
}

/// Lists parameters: `args![id, name, at]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Arg::from($value)),*] };
}
