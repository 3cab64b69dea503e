//! What everyone may see of the audit log: its key, its checkpoints, and proofs between them.

use super::{checkpoint, unusable};
use crate::{App, Error, Result};
use jiff::Timestamp;
use svx_domain::{
    access::{self, Action, Scope},
    organisation::Actor,
};
use svx_store::audit::tree;
use svx_transparency::{Checkpoint, Hash, Note, Plan, VerifyingKey};

/// How many checkpoints one page shows.
pub const PAGE: u32 = 50;

/// A checkpoint with when it was signed.
pub struct Published {
    /// How large the log was.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// The signed note.
    pub note: String,
    /// When it was signed.
    pub at: Timestamp,
}

impl Published {
    pub(super) fn of(signed: &tree::Signed) -> Result<Self> {
        let checkpoint = Note::parse(&signed.note)
            .and_then(|note| Checkpoint::parse(note.text()))
            .map_err(unusable)?;
        Ok(Self {
            size: checkpoint.size,
            root: checkpoint.root,
            note: signed.note.clone(),
            at: signed.at,
        })
    }
}

/// What the public page shows.
pub struct Overview {
    /// The key that verifies checkpoints, and the log's name in it.
    pub key: VerifyingKey,
    /// The last checkpoints, newest first.
    pub checkpoints: Vec<Published>,
    /// When the next one is due.
    pub next: Timestamp,
}

/// The key and the last checkpoints.
pub async fn overview(app: &App, actor: &Actor) -> Result<Overview> {
    access::authorize(actor, Action::ViewLog, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let last = tree::last_checkpoints(&mut conn, PAGE).await?;
    Ok(Overview {
        key: app.keys.verifying_key(),
        checkpoints: last.iter().map(Published::of).collect::<Result<_>>()?,
        next: checkpoint::next(app.now(), &app.settings.log),
    })
}

/// One checkpoint: the last, or the one of a size.
pub async fn checkpoint(app: &App, actor: &Actor, size: Option<u64>) -> Result<Published> {
    access::authorize(actor, Action::ViewLog, &Scope::none())?;
    let mut conn = app.db.read().await?;
    let found = match size {
        Some(size) => tree::checkpoint(&mut conn, size).await?,
        None => tree::last_checkpoints(&mut conn, 1).await?.pop(),
    };
    Published::of(&found.ok_or(Error::NotFound)?)
}

/// The proof that the log at one checkpoint is the beginning of the log at a later one. Of other sizes nothing is said.
pub async fn consistency(app: &App, actor: &Actor, old: u64, new: u64) -> Result<Vec<Hash>> {
    access::authorize(actor, Action::ViewLog, &Scope::none())?;
    let mut conn = app.db.read().await?;
    for size in [old, new] {
        tree::checkpoint(&mut conn, size).await?.ok_or(Error::NotFound)?;
    }
    let plan = Plan::consistency(old, new).map_err(|_| Error::NotFound)?;
    Ok(tree::prove(&mut conn, &plan).await?)
}
