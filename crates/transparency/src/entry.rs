//! The proof that one entry is in a log, as a text that its owner keeps.

use crate::{Checkpoint, Hash, Note, NoteError, VerifyingKey, checkpoint::decimal, verify_inclusion};
use std::fmt::Write as _;

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// A tree of the largest size has no longer path than this.
const MAX_PATH: usize = 64;

/// A leaf's place, the way from it to the root, and the signed checkpoint that has the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryProof {
    /// The leaf, from 0.
    pub index: u64,
    /// The hashes beside the way up, from the leaf to the root.
    pub path: Vec<Hash>,
    /// The signed checkpoint.
    pub note: Note,
}

impl EntryProof {
    /// The text to keep.
    pub fn to_text(&self) -> String {
        let mut text = format!("{FIRST_LINE}\nindex {}\n", self.index);
        for hash in &self.path {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", hash.to_base64());
        }
        text.push('\n');
        text + &self.note.to_text()
    }

    /// Reads a proof. A line of extra data, which nothing vouches for, is passed over.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = |problem| NoteError::malformed("a proof", problem);
        let (head, note) = text
            .split_once("\n\n")
            .ok_or(bad("there is no empty line before the checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(FIRST_LINE) {
            return Err(bad("its first line must be c2sp.org/tlog-proof@v1"));
        }
        lines.next_if(|line| line.starts_with("extra "));
        let index = lines
            .next()
            .and_then(|line| line.strip_prefix("index "))
            .and_then(decimal);
        let index = index.ok_or(bad("its index is missing"))?;
        let path = lines.map(Hash::from_base64).collect::<Result<Vec<_>, _>>()?;
        if path.len() > MAX_PATH {
            return Err(bad("it has more hashes than any tree needs"));
        }
        let note = Note::parse(note)?;
        Ok(Self { index, path, note })
    }

    /// Checks that the leaf is in the log at the checkpoint, which one of these keys signed, and gives the checkpoint.
    pub fn verify(&self, leaf: &Hash, keys: &[VerifyingKey]) -> Result<Checkpoint, NoteError> {
        let head = Checkpoint::verified(&self.note, keys)?;
        verify_inclusion(leaf, self.index, head.size, &head.root, &self.path)?;
        Ok(head)
    }
}
