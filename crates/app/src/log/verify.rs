//! Checking the whole log, from the database or from an export: every leaf again from its event, the tree from the leaves,
//! and each checkpoint's signature and root.

use super::export::{self, Item, Line, Reader};
use crate::{App, Result};
use std::{
    collections::{BTreeMap, BTreeSet},
    io::BufRead,
};
use svx_domain::{
    EventId,
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::audit::tree::{self, Entry};
use svx_transparency::{Checkpoint, Frontier, Hash, Note, VerifyingKey, leaf_hash};
use thiserror::Error;

/// The first thing that does not hold. Places are counted from 0, as the log counts them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Fault {
    /// A place of the log has no event.
    #[error("the event at place {0} is missing")]
    Missing(u64),
    /// An event is at a place where another is, or comes out of order.
    #[error("event {id} says that it is at place {found}, where place {expected} is due")]
    Misplaced {
        /// The event.
        id: EventId,
        /// Where it says that it is.
        found: u64,
        /// What is due.
        expected: u64,
    },
    /// An event was changed after it was written.
    #[error("event {id} at place {index} is not the one that was written: its leaf is of another")]
    Changed {
        /// The event.
        id: EventId,
        /// Its place.
        index: u64,
    },
    /// A stored hash of the tree is not the one that the leaves make.
    #[error("a node of the tree above place {0} is not the one that the leaves make")]
    Node(u64),
    /// An event was emptied, and no event of the log says so.
    #[error("event {id} at place {index} was emptied, and nothing in the log says that it was to be erased")]
    Emptied {
        /// The event.
        id: EventId,
        /// Its place.
        index: u64,
    },
    /// A checkpoint is not signed as it must be.
    #[error("the checkpoint at {size} does not hold: {problem}")]
    Checkpoint {
        /// How many events it is over.
        size: u64,
        /// What is wrong.
        problem: String,
    },
    /// What was signed is not what the events make.
    #[error("the checkpoint at {0} is of other events than these")]
    OtherEvents(u64),
    /// A checkpoint is over more events than there are.
    #[error("there is a checkpoint of {signed} events, and the log has only {size}")]
    Truncated {
        /// What the checkpoint is over.
        signed: u64,
        /// What there is.
        size: u64,
    },
    /// The stored head of the tree is not the one that the leaves make.
    #[error("the stored head of the log is not the one that its {0} events make")]
    Head(u64),
    /// An event is stored beside the log.
    #[error("event {0} is stored beside the log: it has no place in it")]
    Beside(EventId),
    /// The checkpoint that was kept is of another log.
    #[error("{0}: it is of other events than these, or of more than there are")]
    Kept(String),
}

/// What was checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Account {
    /// How many events there are.
    pub events: u64,
    /// How many of them are blank.
    pub blanks: u64,
    /// How many were erased, as the log itself says.
    pub erased: u64,
    /// How many checkpoints there are.
    pub checkpoints: u64,
    /// How many events the last one is over.
    pub covered: u64,
    /// The root of all events.
    pub root: String,
    /// How many checkpoints that were kept elsewhere fit.
    pub kept: u64,
}

/// A checkpoint that somebody kept, to compare the log with.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What to call it: the name of its file.
    pub name: String,
    /// The checkpoint.
    pub checkpoint: Checkpoint,
}

/// Why an export was not checked to its end.
#[derive(Debug, Error)]
pub enum Failed {
    /// It is not an export.
    #[error("line {line}: {problem}")]
    Unreadable {
        /// Which line, from 1.
        line: u64,
        /// What is wrong with it.
        problem: String,
    },
    /// It is one, and something does not hold.
    #[error(transparent)]
    Fault(#[from] Fault),
}

struct Verifier<'a> {
    keys: &'a [VerifyingKey],
    kept: Vec<&'a Kept>,
    frontier: Frontier,
    account: Account,
    emptied: BTreeMap<EventId, u64>,
    erasures: BTreeSet<String>,
}

impl<'a> Verifier<'a> {
    fn new(keys: &'a [VerifyingKey], kept: &'a [Kept]) -> Self {
        let mut kept: Vec<&Kept> = kept.iter().collect();
        kept.sort_by_key(|kept| std::cmp::Reverse(kept.checkpoint.size));
        Self {
            keys,
            kept,
            frontier: Frontier::default(),
            account: Account::default(),
            emptied: BTreeMap::new(),
            erasures: BTreeSet::new(),
        }
    }

    fn take(&mut self, item: &Item) -> Result<(), Fault> {
        match item {
            Item::Event(entry) => self.entry(entry),
            Item::Checkpoint(signed) => self.checkpoint(&signed.note, Some((signed.size, &signed.root))),
        }
    }

    fn entry(&mut self, entry: &Entry) -> Result<(), Fault> {
        self.compare_kept()?;
        let expected = self.frontier.size();
        let found = entry.leaf_index.map_or(u64::MAX, i64::unsigned_abs);
        if found > expected {
            return Err(Fault::Missing(expected));
        }
        if found < expected {
            let id = entry.id;
            return Err(Fault::Misplaced { id, found, expected });
        }
        let changed = Fault::Changed {
            id: entry.id,
            index: found,
        };
        let leaf = Hash::from_slice(&entry.leaf).ok_or(changed.clone())?;
        match entry.preimage() {
            Some(preimage) if leaf_hash(&preimage) != leaf => return Err(changed),
            Some(_) => {}
            None => {
                self.emptied.insert(entry.id, found);
            }
        }
        let completed = self.frontier.push(leaf).map_err(|_| Fault::Node(found))?;
        let completed: Vec<u8> = completed.iter().flat_map(|node| node.0).collect();
        if entry.nodes.as_ref().is_some_and(|nodes| *nodes != completed) {
            return Err(Fault::Node(found));
        }
        self.account.events += 1;
        if entry.action == tree::BLANK {
            self.account.blanks += 1;
        }
        if entry.action == tree::ERASED && entry.erased_at.is_none() {
            let ids = entry.detail["events"].as_array().into_iter().flatten();
            self.erasures
                .extend(ids.filter_map(|id| id.as_str().map(str::to_owned)));
        }
        Ok(())
    }

    /// Checks a checkpoint that comes here, and that it is stored as what it says.
    fn checkpoint(&mut self, note: &str, stored: Option<(i64, &[u8])>) -> Result<(), Fault> {
        let size = stored.map_or(self.frontier.size(), |(size, _)| size.unsigned_abs());
        let fails = |problem: String| Fault::Checkpoint { size, problem };
        let note = Note::parse(note).map_err(|error| fails(error.to_string()))?;
        let checkpoint = Checkpoint::verified(&note, self.keys).map_err(|error| fails(error.to_string()))?;
        if !self.keys.iter().any(|key| key.name() == checkpoint.origin) {
            return Err(fails("it is of another log".to_owned()));
        }
        if stored.is_some_and(|(size, root)| checkpoint.size != size.unsigned_abs() || checkpoint.root.0 != *root) {
            return Err(fails("it is stored as another one than it is".to_owned()));
        }
        if checkpoint.size > self.frontier.size() {
            let (signed, size) = (checkpoint.size, self.frontier.size());
            return Err(Fault::Truncated { signed, size });
        }
        if checkpoint.size < self.frontier.size() {
            return Err(fails("it is not where its size says".to_owned()));
        }
        if checkpoint.root != self.frontier.root() {
            return Err(Fault::OtherEvents(checkpoint.size));
        }
        self.account.checkpoints += 1;
        self.account.covered = checkpoint.size;
        Ok(())
    }

    /// Compares the tree with kept checkpoints of its size now.
    fn compare_kept(&mut self) -> Result<(), Fault> {
        while let Some(kept) = self.kept.pop_if(|kept| kept.checkpoint.size <= self.frontier.size()) {
            if kept.checkpoint.root != self.frontier.root() {
                return Err(Fault::Kept(kept.name.clone()));
            }
            self.account.kept += 1;
        }
        Ok(())
    }

    fn finish(mut self, size: u64) -> Result<Account, Fault> {
        self.compare_kept()?;
        if self.frontier.size() < size {
            return Err(Fault::Missing(self.frontier.size()));
        }
        if let Some(kept) = self.kept.last() {
            return Err(Fault::Kept(kept.name.clone()));
        }
        let unsaid = self
            .emptied
            .iter()
            .find(|(id, _)| !self.erasures.contains(&id.to_string()));
        if let Some((id, index)) = unsaid {
            let (id, index) = (*id, *index);
            return Err(Fault::Emptied { id, index });
        }
        self.account.erased = self.emptied.len() as u64;
        self.account.root = self.frontier.root().to_base64();
        Ok(self.account)
    }
}

/// Checks the log in the database. Checkpoints must be signed by one of these keys.
pub async fn database(
    app: &App,
    actor: &Actor,
    keys: &[VerifyingKey],
    kept: &[Kept],
) -> Result<Result<Account, Fault>> {
    access::authorize(actor, Action::KeepLog, &Scope::none())?;
    let mut conn = app.db.read().await?;
    // Before the head is read, so that one that is signed meanwhile is no fault.
    let last = tree::last_checkpoints(&mut conn, 1).await?.pop();
    let mut reader = Reader::new(&mut conn).await?;
    let size = reader.size();
    if let Some(last) = last.filter(|last| last.size.unsigned_abs() > size) {
        let signed = last.size.unsigned_abs();
        return Ok(Err(Fault::Truncated { signed, size }));
    }
    let mut verifier = Verifier::new(keys, kept);
    while let Some(item) = reader.next(&mut conn).await? {
        if let Err(fault) = verifier.take(&item) {
            return Ok(Err(fault));
        }
    }
    let is_whole = verifier.frontier.size() == size;
    if is_whole && verifier.frontier.to_bytes() != reader.head.frontier {
        return Ok(Err(Fault::Head(size)));
    }
    if let Some(beside) = tree::placeless(&mut conn, 1).await?.pop() {
        return Ok(Err(Fault::Beside(beside.id)));
    }
    // What is after the head, where the head has not moved since.
    let after = tree::entries(&mut conn, size, 1).await?.pop();
    if let Some(after) = after
        && tree::head(&mut conn).await?.size == reader.head.size
    {
        return Ok(Err(Fault::Beside(after.id)));
    }
    Ok(verifier.finish(size))
}

/// Checks an export. Without keys, the one that the export names is taken: it then shows only that the export agrees with
/// itself. Gives the key with the account.
pub fn file(
    lines: &mut dyn BufRead,
    keys: Option<&[VerifyingKey]>,
    kept: &[Kept],
) -> Result<(Account, VerifyingKey), Failed> {
    let mut number = 0;
    let first = read_line(lines, &mut number)?;
    let unreadable = |line: u64, problem: String| Failed::Unreadable { line, problem };
    let first = first.ok_or_else(|| unreadable(1, "the file is empty".to_owned()))?;
    let header: export::Header = serde_json::from_str(&first)
        .map_err(|error| unreadable(1, format!("this is not an export of a log: {error}")))?;
    let own = export::key(&header).filter(|_| header.format == export::FORMAT);
    let own = own.ok_or_else(|| unreadable(1, format!("it is not of the format {} with a key", export::FORMAT)))?;
    let named = [own.clone()];
    let mut verifier = Verifier::new(keys.unwrap_or(&named), kept);
    while let Some(text) = read_line(lines, &mut number)? {
        let line = serde_json::from_str(&text).map_err(|error| unreadable(number, error.to_string()))?;
        match line {
            Line::Event(event) => {
                let entry = event.entry();
                let entry = entry.ok_or_else(|| unreadable(number, "it holds what no event does".to_owned()))?;
                verifier.entry(&entry)?;
            }
            Line::Checkpoint(line) => verifier.checkpoint(&line.note, None)?,
        }
    }
    let count = verifier.frontier.size();
    if count > header.size {
        return Err(unreadable(
            number,
            format!("there are more events than the {} of the first line", header.size),
        ));
    }
    Ok((verifier.finish(header.size)?, own))
}

/// The next line, of bounded length.
fn read_line(lines: &mut dyn BufRead, number: &mut u64) -> Result<Option<String>, Failed> {
    *number += 1;
    let unreadable = |problem: String| Failed::Unreadable { line: *number, problem };
    let mut text = Vec::new();
    let limit = export::MAX_LINE_BYTES as u64;
    let read = std::io::Read::take(&mut *lines, limit)
        .read_until(b'\n', &mut text)
        .map_err(|error| unreadable(error.to_string()))?;
    if read == 0 {
        return Ok(None);
    }
    if text.pop() != Some(b'\n') {
        return Err(unreadable("it does not end, or is too long".to_owned()));
    }
    let text = String::from_utf8(text).map_err(|_| unreadable("it is not UTF-8".to_owned()))?;
    Ok(Some(text))
}
