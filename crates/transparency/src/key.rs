//! Keys of signed notes, in the text forms that other tools of transparency logs read.

use crate::{Note, NoteError};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::Signer as _;
use sha2::{Digest as _, Sha256};
use std::fmt;

/// The algorithm byte of Ed25519 in c2sp.org/signed-note.
const ED25519: u8 = 1;
const SECRET_PREFIX: &str = "PRIVATE+KEY+";
/// A key's name may be as long as this, in bytes.
const MAX_NAME_BYTES: usize = 255;

/// One signature of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The name of the key.
    pub name: String,
    /// The first four bytes of a hash over the name and the public key: a hint which key it is.
    pub key_id: [u8; 4],
    /// What follows: 64 bytes for Ed25519.
    pub bytes: Vec<u8>,
}

/// A public key and its name.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    key: ed25519_dalek::VerifyingKey,
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_text())
    }
}

impl VerifyingKey {
    /// Reads `NAME+ID+KEY`, the form in which verifiers are given keys.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = |problem| NoteError::malformed("a verifying key", problem);
        let (name, id, bytes) = parts(text).ok_or(bad("it must be a name, an id and a key with + between"))?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(&bytes).map_err(|_| bad("it is no Ed25519 public key"))?;
        let key = Self { name, key };
        if key.id() == id {
            Ok(key)
        } else {
            Err(bad("its id is not that of its name and key"))
        }
    }

    /// `NAME+ID+KEY`, as [`Self::parse`] reads it.
    pub fn to_text(&self) -> String {
        joined(&self.name, self.id(), self.key.as_bytes())
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The first four bytes of SHA-256 over name, line feed, algorithm and public key.
    pub fn id(&self) -> [u8; 4] {
        let mut hash = Sha256::new();
        hash.update(self.name.as_bytes());
        hash.update([b'\n', ED25519]);
        hash.update(self.key.as_bytes());
        let digest: [u8; 32] = hash.finalize().into();
        [digest[0], digest[1], digest[2], digest[3]]
    }

    /// Whether a signature says that it is by this key.
    pub fn is_named_by(&self, signature: &Signature) -> bool {
        signature.name == self.name && signature.key_id == self.id()
    }

    /// Whether a signature over a text is by this key.
    pub fn verifies(&self, text: &str, signature: &Signature) -> bool {
        let bytes = signature.bytes.as_slice().try_into();
        self.is_named_by(signature)
            && bytes.is_ok_and(|bytes| {
                let signature = ed25519_dalek::Signature::from_bytes(bytes);
                self.key.verify_strict(text.as_bytes(), &signature).is_ok()
            })
    }
}

/// A private key and its name. It is never shown by `Debug`.
#[derive(Clone)]
pub struct SigningKey {
    name: String,
    key: ed25519_dalek::SigningKey,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({})", self.name)
    }
}

impl SigningKey {
    /// The key that 32 random bytes make.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, NoteError> {
        if !is_name(name) {
            return Err(NoteError::malformed(
                "a key's name",
                "it must not be empty or too long, and have no blanks and no +",
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            key: ed25519_dalek::SigningKey::from_bytes(seed),
        })
    }

    /// Reads what [`Self::to_secret_text`] writes.
    pub fn parse(text: &str) -> Result<Self, NoteError> {
        let bad = |problem| NoteError::malformed("a signing key", problem);
        let rest = text
            .strip_prefix(SECRET_PREFIX)
            .ok_or(bad("it must begin with PRIVATE+KEY+"))?;
        let (name, id, seed) = parts(rest).ok_or(bad("it must be a name, an id and a key with + between"))?;
        let key = Self::from_seed(&name, &seed)?;
        if key.verifying_key().id() == id {
            Ok(key)
        } else {
            Err(bad("its id is not that of its name and key"))
        }
    }

    /// `PRIVATE+KEY+NAME+ID+SEED`. Whoever has it signs as this key.
    pub fn to_secret_text(&self) -> String {
        let rest = joined(&self.name, self.verifying_key().id(), self.key.as_bytes());
        format!("{SECRET_PREFIX}{rest}")
    }

    /// The key that verifies what this one signs.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey {
            name: self.name.clone(),
            key: self.key.verifying_key(),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Signs a text. The same text always has the same signature.
    pub fn sign(&self, text: &str) -> Signature {
        Signature {
            name: self.name.clone(),
            key_id: self.verifying_key().id(),
            bytes: self.key.sign(text.as_bytes()).to_bytes().to_vec(),
        }
    }

    /// A note of this text with this key's signature. The text ends with a line feed.
    pub fn sign_note(&self, text: &str) -> Result<Note, NoteError> {
        Note::new(text.to_owned(), vec![self.sign(text)])
    }
}

/// Whether a text may be the name of a key.
pub(crate) fn is_name(name: &str) -> bool {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && name.len() <= MAX_NAME_BYTES && !name.contains(bad)
}

/// Splits `NAME+ID+BASE64` whose last part is the algorithm and 32 bytes.
fn parts(text: &str) -> Option<(String, [u8; 4], [u8; 32])> {
    let (name, rest) = text.split_once('+')?;
    let (id, key) = rest.split_once('+')?;
    let is_lower_hex = id.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    let id = hex::decode(id).ok()?.try_into().ok()?;
    let key = STANDARD.decode(key).ok()?;
    let (algorithm, key) = key.split_first()?;
    let fits = is_lower_hex && is_name(name) && *algorithm == ED25519;
    fits.then_some((name.to_owned(), id, key.try_into().ok()?))
}

fn joined(name: &str, id: [u8; 4], key: &[u8; 32]) -> String {
    let bytes: Vec<u8> = std::iter::once(ED25519).chain(*key).collect();
    format!("{name}+{}+{}", hex::encode(id), STANDARD.encode(bytes))
}
