//! The whole log as a file: a header, then a line of JSON for each event and each checkpoint, in the order of the log.

use super::line::EventLine;
use crate::{App, Error, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::{collections::VecDeque, io::Write};
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::{
    Conn, Event,
    audit::tree::{self, Entry, Signed},
};
use svx_transparency::VerifyingKey;

/// What the format member of the header says.
pub const FORMAT: &str = "svx.audit/1";
/// One line of an export is no longer than this, in bytes.
pub const MAX_LINE_BYTES: usize = 1024 * 1024;

/// An event or a checkpoint, each where the log has it: a checkpoint comes after the last event under it.
pub enum Item {
    /// An event.
    Event(Box<Entry>),
    /// A checkpoint.
    Checkpoint(Signed),
}

/// Reads the log page by page, as it was when the reading began.
pub(super) struct Reader {
    pub(super) head: tree::Head,
    entries: VecDeque<Entry>,
    checkpoints: VecDeque<Signed>,
    next_entry: u64,
    next_checkpoint: u64,
}

impl Reader {
    pub(super) async fn new(conn: &mut Conn) -> Result<Self> {
        Ok(Self {
            head: tree::head(conn).await?,
            entries: VecDeque::new(),
            checkpoints: VecDeque::new(),
            next_entry: 0,
            next_checkpoint: 0,
        })
    }

    pub(super) fn size(&self) -> u64 {
        self.head.size.unsigned_abs()
    }

    /// The next item; nothing at the end.
    pub(super) async fn next(&mut self, conn: &mut Conn) -> Result<Option<Item>> {
        if self.checkpoints.is_empty() && self.next_checkpoint <= self.size() {
            self.checkpoints = tree::checkpoints(conn, self.next_checkpoint, tree::MAX_PAGE)
                .await?
                .into();
            let last = self.checkpoints.back().map(|last| last.size.unsigned_abs() + 1);
            self.next_checkpoint = last.unwrap_or(u64::MAX);
        }
        if self.entries.is_empty() && self.next_entry < self.size() {
            self.entries = tree::entries(conn, self.next_entry, tree::MAX_PAGE).await?.into();
            let last = self.entries.back().and_then(|last| last.leaf_index);
            self.next_entry = last.map_or(u64::MAX, |last| last.unsigned_abs() + 1);
        }
        let (head, at) = (self.head.size, self.entries.front().and_then(|entry| entry.leaf_index));
        let at = at.unwrap_or(head);
        if let Some(checkpoint) = self
            .checkpoints
            .pop_front_if(|next| next.size <= at && next.size <= head)
        {
            return Ok(Some(Item::Checkpoint(checkpoint)));
        }
        let entry = self
            .entries
            .pop_front_if(|entry| entry.leaf_index.is_some_and(|index| index < head));
        Ok(entry.map(|entry| Item::Event(Box::new(entry))))
    }
}

/// The first line of an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    pub(super) format: String,
    /// The log's verifying key: whoever checks compares it with one that they have from elsewhere.
    pub(super) key: String,
    /// How many events follow.
    pub(super) size: u64,
    pub(super) exported_at: Timestamp,
}

/// A checkpoint in an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckpointLine {
    pub(super) at: Timestamp,
    pub(super) note: String,
}

/// Any line after the first.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    Event(Box<EventLine>),
    Checkpoint(CheckpointLine),
}

/// Writes the whole log, and gives how many events it has.
pub async fn export(app: &App, actor: &Actor, out: &mut (dyn Write + Send)) -> Result<u64> {
    let permit = access::authorize(actor, Action::KeepLog, &Scope::none())?;
    transact!(app, permit, |tx| {
        Ok(tx.record(Event::general("log.exported")).await?)
    })?;
    let mut conn = app.db.read().await?;
    let mut reader = Reader::new(&mut conn).await?;
    let header = Header {
        format: FORMAT.to_owned(),
        key: app.keys.verifying_key().to_text(),
        size: reader.size(),
        exported_at: app.now(),
    };
    put(out, &header)?;
    while let Some(item) = reader.next(&mut conn).await? {
        let line = match item {
            Item::Event(entry) => EventLine::of(&entry)
                .map(|line| Line::Event(Box::new(line)))
                .ok_or(Error::NotFound)?,
            Item::Checkpoint(signed) => Line::Checkpoint(CheckpointLine {
                at: signed.at,
                note: signed.note,
            }),
        };
        put(out, &line)?;
    }
    out.flush()
        .map_err(|error| Error::outside("the export")(error.into()))?;
    Ok(reader.size())
}

fn put(out: &mut (dyn Write + Send), line: &impl Serialize) -> Result<()> {
    let mut text = serde_json::to_string(line).map_err(svx_store::Error::from)?;
    text.push('\n');
    out.write_all(text.as_bytes())
        .map_err(|error| Error::outside("the export")(error.into()))
}

/// The key that an export names.
pub(super) fn key(header: &Header) -> Option<VerifyingKey> {
    VerifyingKey::parse(&header.key).ok()
}
