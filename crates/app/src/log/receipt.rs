//! Receipts: one event of the log with the proof that it is under a signed checkpoint, for its owner to keep.

use super::{line::EventLine, unusable};
use crate::{App, Error, Result};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use svx_store::{Conn, audit::tree};
use svx_transparency::{Checkpoint, EntryProof, Hash, Note, Plan, VerifyingKey, leaf_hash};
use thiserror::Error;

/// What the format member of a receipt says.
pub const FORMAT: &str = "svx.receipt/1";
/// A receipt file is no larger than this.
pub const MAX_BYTES: usize = 256 * 1024;
/// How many events of one kind about one thing are looked through.
const MAX_LOOKED: u32 = 500;

/// A receipt as its owner keeps it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// Always [`FORMAT`].
    pub format: String,
    /// The event, with its salt.
    pub event: EventLine,
    /// A c2sp.org/tlog-proof, with the checkpoint in it.
    pub proof: String,
    /// The log's verifying key, for convenience: whoever checks compares it with one that they have from elsewhere.
    pub key: String,
}

/// Whether an event can be proven yet.
pub enum Proof {
    /// It can: it is under a checkpoint.
    Covered(Box<Receipt>),
    /// Not before the next checkpoint, which is due then.
    Due(Timestamp),
}

/// The receipt of the newest event of a kind about a thing whose facts fit.
pub(crate) async fn of(
    app: &App,
    conn: &mut Conn,
    subject: uuid::Uuid,
    action: &str,
    fits: impl Fn(&serde_json::Value) -> bool,
) -> Result<Proof> {
    let entries = tree::of_subject(conn, subject, action, MAX_LOOKED).await?;
    let entry = entries.into_iter().find(|entry| fits(&entry.detail));
    let event = entry.as_ref().and_then(EventLine::of).ok_or(Error::NotFound)?;
    let Some(signed) = tree::checkpoints(conn, event.index + 1, 1).await?.pop() else {
        return Ok(Proof::Due(super::checkpoint::next(app.now(), &app.settings.log)));
    };
    let plan = Plan::inclusion(event.index, signed.size.unsigned_abs()).map_err(|error| unusable(error.into()))?;
    let proof = EntryProof {
        index: event.index,
        path: tree::prove(conn, &plan).await?,
        note: Note::parse(&signed.note).map_err(unusable)?,
    };
    Ok(Proof::Covered(Box::new(Receipt {
        format: FORMAT.to_owned(),
        event,
        proof: proof.to_text(),
        key: app.keys.verifying_key().to_text(),
    })))
}

/// Why a receipt is not one.
#[derive(Debug, Error)]
pub enum BadReceipt {
    /// The file is not a receipt.
    #[error("this is not a receipt: {0}")]
    Unreadable(String),
    /// It is one, and it does not hold.
    #[error("the receipt does not hold: {0}")]
    DoesNotHold(String),
}

/// Checks a receipt against a key, or against the key in itself, and gives it with the checkpoint.
pub fn check(file: &[u8], key: Option<&VerifyingKey>) -> Result<(Receipt, Checkpoint), BadReceipt> {
    let unreadable = |problem: String| BadReceipt::Unreadable(problem);
    if file.len() > MAX_BYTES {
        return Err(unreadable(format!("it is larger than {MAX_BYTES} bytes")));
    }
    let receipt: Receipt = serde_json::from_slice(file).map_err(|error| unreadable(error.to_string()))?;
    if receipt.format != FORMAT {
        return Err(unreadable(format!("its format is not {FORMAT}")));
    }
    let own = VerifyingKey::parse(&receipt.key).map_err(|error| unreadable(error.to_string()))?;
    let proof = EntryProof::parse(&receipt.proof).map_err(|error| unreadable(error.to_string()))?;
    let entry = receipt.event.clone().entry();
    let entry = entry.ok_or_else(|| unreadable("its event holds what no event does".to_owned()))?;
    let fails = |problem: &str| BadReceipt::DoesNotHold(problem.to_owned());
    if receipt.event.index != proof.index {
        return Err(fails("event and proof are of different places of the log"));
    }
    if key.is_some_and(|key| *key != own) {
        return Err(fails("it is by another key than the one that was given"));
    }
    let preimage = entry.preimage().ok_or_else(|| fails("its event was erased"))?;
    let leaf = leaf_hash(&preimage);
    if Hash::from_slice(&entry.leaf) != Some(leaf) {
        return Err(fails("the leaf is not that of the event"));
    }
    let checkpoint = proof
        .verify(&leaf, std::slice::from_ref(&own))
        .map_err(|error| fails(&error.to_string()))?;
    if checkpoint.origin != own.name() {
        return Err(fails("the checkpoint is of another log than the key"));
    }
    Ok((receipt, checkpoint))
}
