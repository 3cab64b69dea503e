//! The audit log as a Merkle tree: places of leaves, nodes, heads and signed checkpoints.
//!
//! A leaf is stored with its event, and so are the nodes that it completes: an append reads one row, writes that and its
//! own, and a proof reads as many rows as the logarithm of the log's size.

use super::Event;
use crate::{
    Conn, Db, Error, Result, Tx,
    arg::{Arg, json_without_nul, without_nul},
    args,
    row::record,
    stmt::statements,
    transact,
};
use jiff::Timestamp;
use std::collections::BTreeMap;
use svx_domain::{
    EventId, OrganisationId, PersonId,
    organisation::{Actor, Who},
};
use svx_transparency::{Frontier, Hash, Node, Plan, leaf_hash};

/// What a blank event says: nothing happened. Blanks keep the size of the log from telling what did.
pub const BLANK: &str = "log.blank";
/// What the event of an erasure says.
pub const ERASED: &str = "log.erased";
/// At most so many blanks are before an event that hides among them, less one.
const BLANKS: u8 = 8;
/// The most leaves from one checkpoint to the next, where nothing else happened.
pub const MAX_STEP: u32 = 4096;
/// How many events from before there was a tree are read at once, to be given their places.
const ADOPTED_AT_ONCE: u32 = 5_000;
/// The most events, or checkpoints, that are read at once.
pub const MAX_PAGE: u32 = 2_000;

record! {
    /// An event as its leaf has it.
    pub struct Entry {
        /// The order in which it was stored.
        pub seq: i64,
        /// The place of its leaf, from 0.
        pub leaf_index: Option<i64>,
        /// Its id.
        pub id: EventId,
        /// When it happened.
        pub at: Timestamp,
        /// What happened, such as `project.submitted`.
        pub action: String,
        /// What it happened to.
        pub subject_kind: String,
        /// Its id.
        pub subject_id: Option<uuid::Uuid>,
        /// Who did it.
        pub person_id: Option<PersonId>,
        /// The API token with which it was done.
        pub token_id: Option<uuid::Uuid>,
        /// The name of the job or command, where it was not a person.
        pub system: Option<String>,
        /// For which organisation.
        pub organisation_id: Option<OrganisationId>,
        /// Why.
        pub reason: Option<String>,
        /// The facts.
        pub detail: serde_json::Value,
        /// 16 random bytes; none once it was erased.
        pub salt: Vec<u8>,
        /// The leaf.
        pub leaf: Vec<u8>,
        /// The nodes that the leaf completes, from its parent upwards.
        pub nodes: Option<Vec<u8>>,
        /// When it was erased.
        pub erased_at: Option<Timestamp>,
    }

    /// A signed head of the log.
    pub struct Signed {
        /// How many leaves the log had.
        pub size: i64,
        /// The root of that many.
        pub root: Vec<u8>,
        /// The checkpoint, as it is published.
        pub note: String,
        /// When it was signed.
        pub at: Timestamp,
    }

    /// The head as it is stored.
    pub struct Head {
        /// How many leaves there are.
        pub size: i64,
        /// The roots of the full subtrees.
        pub frontier: Vec<u8>,
    }

    /// A leaf with the nodes that it completes.
    struct Stored {
        /// Its place.
        pub leaf_index: i64,
        /// The leaf.
        pub leaf: Vec<u8>,
        /// The nodes.
        pub nodes: Option<Vec<u8>>,
    }
}

impl Entry {
    /// The bytes whose hash is the leaf: the salt and then each part, preceded by its length so that no two events have
    /// the same bytes. An event that was erased has none.
    pub fn preimage(&self) -> Option<Vec<u8>> {
        if self.erased_at.is_some() {
            return None;
        }
        let parts: [&str; 11] = [
            &self.id.to_string(),
            &self.at.as_microsecond().to_string(),
            &self.action,
            &self.subject_kind,
            &self.subject_id.map(|id| id.to_string()).unwrap_or_default(),
            &self.person_id.map(|id| id.to_string()).unwrap_or_default(),
            &self.token_id.map(|id| id.to_string()).unwrap_or_default(),
            self.system.as_deref().unwrap_or_default(),
            &self.organisation_id.map(|id| id.to_string()).unwrap_or_default(),
            self.reason.as_deref().unwrap_or_default(),
            &self.detail.to_string(),
        ];
        let mut bytes = self.salt.clone();
        for part in parts {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        Some(bytes)
    }
}

/// The columns of an [`Entry`].
macro_rules! entry {
    ($rest:literal) => {
        concat!(
            "SELECT seq, leaf_index, id, at, action, subject_kind, subject_id, person_id, token_id, system,
                organisation_id, reason, detail, salt, leaf, nodes, erased_at FROM audit_event ",
            $rest
        )
    };
}

statements! {
    LOCK = "UPDATE audit_head SET size = size WHERE id = 1 RETURNING size, frontier";
    MOVE = "UPDATE audit_head SET size = $1, frontier = $2 WHERE id = 1";
    HEAD = "SELECT size, frontier FROM audit_head WHERE id = 1";
    APPEND = "INSERT INTO audit_event (id, at, action, subject_kind, subject_id, person_id, token_id, system, organisation_id,
            reason, detail, salt, leaf, leaf_index, nodes)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    PLACELESS = (entry!("WHERE leaf_index IS NULL ORDER BY seq LIMIT $1"));
    PLACE = "UPDATE audit_event SET leaf_index = $2, nodes = $3 WHERE seq = $1";
    NODES = ["SELECT leaf_index, leaf, nodes FROM audit_event WHERE leaf_index IN (SELECT value FROM json_each($1))",
        "SELECT leaf_index, leaf, nodes FROM audit_event WHERE leaf_index = ANY($1)"];
    PAGE = (entry!("WHERE leaf_index >= $1 ORDER BY leaf_index LIMIT $2"));
    OF_SUBJECT = (entry!("WHERE subject_id = $1 AND action = $2 ORDER BY seq DESC LIMIT $3"));
    ADD_CHECKPOINT = "INSERT INTO audit_checkpoint (size, root, note, at) VALUES ($1, $2, $3, $4)";
    CHECKPOINTS = "SELECT size, root, note, at FROM audit_checkpoint WHERE size >= $1 ORDER BY size LIMIT $2";
    LAST_CHECKPOINTS = "SELECT size, root, note, at FROM audit_checkpoint ORDER BY size DESC LIMIT $1";
    CHECKPOINT = "SELECT size, root, note, at FROM audit_checkpoint WHERE size = $1";
    ERASE = "UPDATE audit_event SET reason = NULL, detail = $3, salt = $4, person_id = NULL, token_id = NULL, erased_at = $2
        WHERE id = $1 AND erased_at IS NULL AND action <> 'log.erased'";
}

/// Adds what was recorded in this transaction to the log. From here to its end, no other transaction adds anything.
pub(crate) async fn append_recorded(tx: &mut Tx) -> Result<()> {
    let events = tx.take_events();
    if events.is_empty() {
        return Ok(());
    }
    let mut frontier = lock(tx).await?;
    for event in events {
        append(tx, &mut frontier, event).await?;
    }
    store_head(tx, &frontier).await
}

/// Locks the head by writing it, and reads it.
async fn lock(tx: &mut Tx) -> Result<Frontier> {
    let head: Head = tx.one(&LOCK, args![]).await?;
    head.frontier()
}

async fn store_head(tx: &mut Tx, frontier: &Frontier) -> Result<()> {
    tx.execute(&MOVE, args![stored_size(frontier.size())?, frontier.to_bytes()])
        .await?;
    Ok(())
}

impl Head {
    fn frontier(&self) -> Result<Frontier> {
        u64::try_from(self.size)
            .ok()
            .and_then(|size| Frontier::from_bytes(size, &self.frontier))
            .ok_or_else(|| corrupt("frontier", "the head of the audit log does not fit its size"))
    }
}

fn corrupt(column: &str, message: &str) -> Error {
    Error::Corrupt {
        column: column.to_owned(),
        message: message.to_owned(),
    }
}

fn stored_size(size: u64) -> Result<i64> {
    i64::try_from(size).map_err(|_| corrupt("size", "the audit log is too large"))
}

async fn append(tx: &mut Tx, frontier: &mut Frontier, event: Event) -> Result<()> {
    if event.is_among_blanks {
        let [random] = tx.random();
        append_blanks(tx, frontier, u64::from(random % BLANKS)).await?;
    }
    let actor = *tx.actor();
    append_as(tx, frontier, event, &actor).await
}

async fn append_blanks(tx: &mut Tx, frontier: &mut Frontier, count: u64) -> Result<()> {
    let actor = Actor::system("log");
    for _ in 0..count {
        append_as(tx, frontier, Event::general(BLANK), &actor).await?;
    }
    Ok(())
}

async fn append_as(tx: &mut Tx, frontier: &mut Frontier, event: Event, actor: &Actor) -> Result<()> {
    let (token_id, system) = match actor.who {
        Who::Token(id) => (Some(id.uuid()), None),
        Who::System(name) => (None, Some(name.to_owned())),
        Who::Person(_) | Who::Nobody => (None, None),
    };
    let salt: [u8; 16] = tx.random();
    let mut entry = Entry {
        seq: 0,
        leaf_index: Some(stored_size(frontier.size())?),
        id: tx.id(),
        at: tx.now(),
        action: event.action.to_owned(),
        subject_kind: event.subject_kind.to_owned(),
        subject_id: event.subject_id,
        person_id: actor.person(),
        token_id,
        system,
        organisation_id: actor.organisation(),
        // What is hashed is what the database will give back.
        reason: event.reason.map(without_nul),
        detail: json_without_nul(event.detail),
        salt: salt.to_vec(),
        leaf: Vec::new(),
        nodes: None,
        erased_at: None,
    };
    let leaf = leaf_hash(&entry.preimage().unwrap_or_default());
    entry.leaf = leaf.0.to_vec();
    let nodes = push(frontier, leaf)?;
    let values = args![
        entry.id,
        entry.at,
        entry.action,
        entry.subject_kind,
        entry.subject_id,
        entry.person_id,
        entry.token_id,
        entry.system,
        entry.organisation_id,
        entry.reason,
        entry.detail,
        entry.salt,
        entry.leaf,
        entry.leaf_index,
        nodes,
    ];
    tx.execute(&APPEND, values).await?;
    Ok(())
}

/// Adds a leaf, and gives the nodes that it completes as they are stored.
fn push(frontier: &mut Frontier, leaf: Hash) -> Result<Vec<u8>> {
    let completed = frontier
        .push(leaf)
        .map_err(|error| corrupt("frontier", &error.to_string()))?;
    Ok(completed.iter().flat_map(|node| node.0).collect())
}

/// Gives events from before there was a tree their places, in the order in which they were stored, all or none. Later ones
/// always have one, so nothing that was slipped in beside the log is taken into it.
pub(crate) async fn adopt(db: &Db) -> Result<()> {
    transact!(db.housekeeping(), Error, |tx| {
        let mut frontier = lock(tx).await?;
        if frontier.size() > 0 {
            return Ok(());
        }
        loop {
            let entries: Vec<Entry> = tx.all(&PLACELESS, args![ADOPTED_AT_ONCE]).await?;
            for entry in &entries {
                let leaf = Hash::from_slice(&entry.leaf).ok_or_else(|| corrupt("leaf", "it is no hash"))?;
                let index = stored_size(frontier.size())?;
                let nodes = push(&mut frontier, leaf)?;
                tx.execute(&PLACE, args![entry.seq, index, nodes]).await?;
            }
            if entries.len() < ADOPTED_AT_ONCE as usize {
                break;
            }
        }
        store_head(tx, &frontier).await
    })
}

/// Fills the log up with blanks to the next multiple of `step` after the last checkpoint, and gives its size and root for
/// the next one. So a checkpoint is one step larger than the last, whatever happened between them, unless more did than
/// fits a step. The head stays locked until the transaction ends.
pub async fn fill(tx: &mut Tx, step: u32) -> Result<(u64, Hash)> {
    let step = u64::from(step.clamp(1, MAX_STEP));
    let mut frontier = lock(tx).await?;
    for event in tx.take_events() {
        append(tx, &mut frontier, event).await?;
    }
    let last: Vec<Signed> = tx.all(&LAST_CHECKPOINTS, args![1_u32]).await?;
    let least = last.first().map_or(0, |last| last.size.unsigned_abs()) + step;
    let target = frontier.size().max(least).div_ceil(step) * step;
    let blanks = target - frontier.size();
    append_blanks(tx, &mut frontier, blanks).await?;
    store_head(tx, &frontier).await?;
    Ok((frontier.size(), frontier.root()))
}

/// Keeps a signed checkpoint.
pub async fn add_checkpoint(tx: &mut Tx, size: u64, root: &Hash, note: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(&ADD_CHECKPOINT, args![stored_size(size)?, root.0.to_vec(), note, now])
        .await?;
    Ok(())
}

/// The head as it is stored.
pub async fn head(conn: &mut Conn) -> Result<Head> {
    conn.one(&HEAD, args![]).await
}

/// The first checkpoints of this size or larger, the smallest first.
pub async fn checkpoints(conn: &mut Conn, from: u64, limit: u32) -> Result<Vec<Signed>> {
    conn.all(&CHECKPOINTS, args![stored_size(from)?, limit.min(MAX_PAGE)])
        .await
}

/// The last checkpoints, the largest first.
pub async fn last_checkpoints(conn: &mut Conn, limit: u32) -> Result<Vec<Signed>> {
    conn.all(&LAST_CHECKPOINTS, args![limit.min(MAX_PAGE)]).await
}

/// The checkpoint of exactly this size.
pub async fn checkpoint(conn: &mut Conn, size: u64) -> Result<Option<Signed>> {
    conn.optional(&CHECKPOINT, args![stored_size(size)?]).await
}

/// Entries from one place of the log on.
pub async fn entries(conn: &mut Conn, from: u64, limit: u32) -> Result<Vec<Entry>> {
    conn.all(&PAGE, args![stored_size(from)?, limit.min(MAX_PAGE)]).await
}

/// Entries that have no place in the log. There are none, unless somebody put them beside it.
pub async fn placeless(conn: &mut Conn, limit: u32) -> Result<Vec<Entry>> {
    conn.all(&PLACELESS, args![limit.min(MAX_PAGE)]).await
}

/// The entries of one kind about one thing, newest first.
pub async fn of_subject(conn: &mut Conn, subject: uuid::Uuid, action: &str, limit: u32) -> Result<Vec<Entry>> {
    conn.all(&OF_SUBJECT, args![subject, action, limit.min(MAX_PAGE)]).await
}

/// Makes a proof from the stored nodes.
pub async fn prove(conn: &mut Conn, plan: &Plan) -> Result<Vec<Hash>> {
    let mut places = Vec::new();
    for node in plan.nodes() {
        places.push(stored_size(node.completed_by())?);
    }
    let rows: Vec<Stored> = conn.all(&NODES, vec![Arg::Ints(places)]).await?;
    let rows: BTreeMap<i64, Stored> = rows.into_iter().map(|row| (row.leaf_index, row)).collect();
    let found = |node: Node| {
        let row = rows.get(&i64::try_from(node.completed_by()).ok()?)?;
        match usize::from(node.level) {
            0 => Hash::from_slice(&row.leaf),
            level => Hash::from_slice(row.nodes.as_ref()?.chunks(32).nth(level - 1)?),
        }
    };
    plan.prove(found)
        .map_err(|missing| corrupt("nodes", &missing.to_string()))
}

/// Erases who, why, the facts and the salt of an event. `false` where there is none, or it was erased before.
pub async fn erase(tx: &mut Tx, id: EventId) -> Result<bool> {
    let now = tx.now();
    let values = args![id, now, serde_json::json!({}), Vec::<u8>::new()];
    Ok(tx.execute(&ERASE, values).await? == 1)
}
