//! Signed notes: a text, an empty line, and a line for each signature.

use crate::{NoteError, Signature, VerifyingKey, key::is_name};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use std::fmt::Write as _;

/// A note is no larger than this.
pub const MAX_NOTE_BYTES: usize = 64 * 1024;
/// A note has no more signatures than this.
pub const MAX_SIGNATURES: usize = 32;

/// What a signature's line begins with: an em dash and a blank.
const SIGNATURE_PREFIX: &str = "\u{2014} ";

/// A signed text. That it was read says nothing about who signed it: see [`Note::verify`].
///
/// ```
/// use svx_transparency::{Note, SigningKey};
/// let key = SigningKey::from_seed("exchange.example", &[1; 32])?;
/// let note = key.sign_note("This was said.\n")?;
/// let read = Note::parse(&note.to_text())?;
/// read.verify(&[key.verifying_key()])?;
/// assert_eq!(read.text(), "This was said.\n");
/// # Ok::<(), svx_transparency::NoteError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// A note of a text, which ends with a line feed and has no other control characters, and its signatures.
    pub fn new(text: String, signatures: Vec<Signature>) -> Result<Self, NoteError> {
        let bad = |problem| Err(NoteError::malformed("a note", problem));
        if !text.ends_with('\n') {
            return bad("its text must end with a line feed");
        }
        if text.bytes().any(|byte| byte < b' ' && byte != b'\n') {
            return bad("its text has a control character");
        }
        if signatures.is_empty() || signatures.len() > MAX_SIGNATURES {
            return bad("it must have at least one signature and not too many");
        }
        if !signatures.iter().all(|one| is_name(&one.name) && !one.bytes.is_empty()) {
            return bad("a signature has no name or no bytes");
        }
        let note = Self { text, signatures };
        if note.to_text().len() > MAX_NOTE_BYTES {
            return bad("it is too large");
        }
        Ok(note)
    }

    /// Reads a note.
    pub fn parse(note: &str) -> Result<Self, NoteError> {
        let bad = |problem| NoteError::malformed("a note", problem);
        if note.len() > MAX_NOTE_BYTES {
            return Err(bad("it is too large"));
        }
        let (text, signatures) = note
            .rsplit_once("\n\n")
            .ok_or(bad("there is no empty line before the signatures"))?;
        let signatures = signatures
            .strip_suffix('\n')
            .ok_or(bad("it must end with a line feed"))?;
        let signatures = signatures.split('\n').map(|line| {
            let line = line.strip_prefix(SIGNATURE_PREFIX);
            line.and_then(signature).ok_or(bad("a line of its signatures is none"))
        });
        Self::new(format!("{text}\n"), signatures.collect::<Result<_, _>>()?)
    }

    /// The note as it is sent and stored.
    pub fn to_text(&self) -> String {
        let mut note = format!("{}\n", self.text);
        for signature in &self.signatures {
            let bytes: Vec<u8> = signature.key_id.iter().chain(&signature.bytes).copied().collect();
            // Writing to a string cannot fail.
            let _ = writeln!(note, "{SIGNATURE_PREFIX}{} {}", signature.name, STANDARD.encode(bytes));
        }
        note
    }

    /// What was signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, checked or not.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Checks that at least one of these keys signed the text, and that no signature in the name of one of them is false.
    /// Signatures by others are passed over.
    pub fn verify(&self, keys: &[VerifyingKey]) -> Result<(), NoteError> {
        let mut is_signed = false;
        for signature in &self.signatures {
            for key in keys.iter().filter(|key| key.is_named_by(signature)) {
                if !key.verifies(&self.text, signature) {
                    return Err(NoteError::BadSignature(signature.name.clone()));
                }
                is_signed = true;
            }
        }
        if is_signed {
            Ok(())
        } else {
            Err(NoteError::NoKnownSignature)
        }
    }
}

/// Reads `NAME BASE64`.
fn signature(line: &str) -> Option<Signature> {
    let (name, bytes) = line.split_once(' ')?;
    let bytes = STANDARD.decode(bytes).ok()?;
    let (key_id, bytes) = bytes.split_first_chunk::<4>()?;
    Some(Signature {
        name: name.to_owned(),
        key_id: *key_id,
        bytes: bytes.to_vec(),
    })
}
