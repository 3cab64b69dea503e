//! Events of the log as exports and receipts write them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use svx_domain::Id;
use svx_store::audit::tree::Entry;

/// An event with everything that its leaf commits to. Bytes are in hexadecimal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventLine {
    /// The place of the leaf, from 0.
    pub index: u64,
    /// The event's id.
    pub id: String,
    /// When, in UTC, to the microsecond.
    pub at: String,
    /// What happened.
    pub action: String,
    /// To what kind of thing.
    pub subject_kind: String,
    /// Its id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// With which API token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Which job or command.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// For which organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The facts.
    pub detail: serde_json::Value,
    /// The salt; empty once it was erased.
    pub salt: String,
    /// The leaf.
    pub leaf: String,
    /// When who, why, the facts and the salt were erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub erased_at: Option<String>,
}

impl EventLine {
    /// The line of a stored entry. One without a place has none.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        Some(Self {
            index: u64::try_from(entry.leaf_index?).ok()?,
            id: entry.id.to_string(),
            at: entry.at.to_string(),
            action: entry.action.clone(),
            subject_kind: entry.subject_kind.clone(),
            subject: entry.subject_id.map(|id| id.to_string()),
            person: entry.person_id.map(|id| id.to_string()),
            token: entry.token_id.map(|id| id.to_string()),
            system: entry.system.clone(),
            organisation: entry.organisation_id.map(|id| id.to_string()),
            reason: entry.reason.clone(),
            detail: entry.detail.clone(),
            salt: hex::encode(&entry.salt),
            leaf: hex::encode(&entry.leaf),
            erased_at: entry.erased_at.map(|at| at.to_string()),
        })
    }

    /// The entry as it is stored, without what it completes. Nothing where a number or bytes are none.
    pub(super) fn entry(self) -> Option<Entry> {
        let index = i64::try_from(self.index).ok()?;
        Some(Entry {
            seq: index,
            leaf_index: Some(index),
            id: Id::from_uuid(id(&self.id)?),
            at: moment(&self.at)?,
            action: self.action,
            subject_kind: self.subject_kind,
            subject_id: optional_id(self.subject.as_ref())?,
            person_id: optional_id(self.person.as_ref())?.map(Id::from_uuid),
            token_id: optional_id(self.token.as_ref())?,
            system: self.system,
            organisation_id: optional_id(self.organisation.as_ref())?.map(Id::from_uuid),
            reason: self.reason,
            detail: self.detail,
            salt: bytes(&self.salt)?,
            leaf: bytes(&self.leaf)?,
            nodes: None,
            erased_at: match &self.erased_at {
                Some(at) => Some(moment(at)?),
                None => None,
            },
        })
    }
}

/// Reads an id as we write it.
fn id(text: &str) -> Option<uuid::Uuid> {
    text.parse().ok().filter(|id: &uuid::Uuid| id.to_string() == text)
}

/// Reads a moment as we write it.
fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().filter(|at: &Timestamp| at.to_string() == text)
}

/// Nothing where there is an id that is none.
#[expect(clippy::option_option, reason = "the outer one says whether it could be read")]
fn optional_id(text: Option<&String>) -> Option<Option<uuid::Uuid>> {
    match text {
        Some(text) => id(text).map(Some),
        None => Some(None),
    }
}

/// Reads hexadecimal in lower case, so that the same bytes are always the same text.
fn bytes(text: &str) -> Option<Vec<u8>> {
    hex::decode(text).ok().filter(|bytes| hex::encode(bytes) == text)
}
