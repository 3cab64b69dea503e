//! The installation's keys: what only this installation may read again is sealed to one, and what it publishes about its
//! log is signed with the other. They are never in the database, so a copy of the database alone opens and signs nothing.

use crate::{Error, Result};
use age::{
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use sha2::{Digest as _, Sha256};
use std::{
    io::{Read as _, Write as _},
    path::Path,
};
use svx_domain::ports::Entropy;
use svx_transparency::{Note, SigningKey, VerifyingKey};

/// The most bytes that one sealed thing may open to.
pub const MAX_OPENED_BYTES: u64 = 1024 * 1024;
/// A key file holds one line; a larger file is not one.
const MAX_KEY_FILE_BYTES: u64 = 4096;

/// What a new key file says before the key.
const SEAL_WORDS: &str = "Keep this file secret and keep a copy: sealed bids cannot be opened without it.";
const LOG_WORDS: &str =
    "Keep this file secret and keep a copy: whoever has it signs checkpoints of the log as this exchange.";

/// Seals to the installation's key and opens what was sealed to it, and signs in the installation's name.
pub trait Keys: Send + Sync {
    /// Seals bytes in memory, as an age v1 file.
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>>;
    /// Opens what [`Keys::seal`] gave.
    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>>;
    /// Signs a text, which ends with a line feed, in the installation's name. Its first line must say what it is about, as
    /// the origin of a checkpoint does, so that no signature stands for two things.
    fn sign(&self, text: &str) -> Result<Note>;
    /// The key that verifies what [`Keys::sign`] signed. Its name is the origin of the installation's log.
    fn verifying_key(&self) -> VerifyingKey;
}

/// An X25519 key of the age format to seal with and an Ed25519 key to sign with, held in memory.
pub struct InstallationKey {
    seals: Identity,
    signs: SigningKey,
}

impl InstallationKey {
    /// New keys that are kept nowhere, for tests and demonstrations that end with the process.
    pub fn in_memory() -> Self {
        let seals = Identity::generate();
        let seed = Sha256::digest(seals.to_string().expose_secret().as_bytes()).into();
        let signs = SigningKey::from_seed("svx.test/log", &seed).expect("the name has no blanks and no +");
        Self { seals, signs }
    }

    /// The keys in two files; where there is no such file, a new key, written so that only its owner can read it. A new key
    /// to sign with is named after the address at which people reach the installation.
    pub fn open_or_make(seal_file: &Path, log_file: &Path, base_url: &str, entropy: &dyn Entropy) -> Result<Self> {
        let seal_line = read_or_make(seal_file, SEAL_WORDS, || {
            Identity::generate().to_string().expose_secret().to_owned()
        })?;
        let mut seed = [0; 32];
        entropy.fill(&mut seed);
        let made = SigningKey::from_seed(&log_name(base_url), &seed).map_err(failed)?;
        let log_line = read_or_make(log_file, LOG_WORDS, || made.to_secret_text())?;
        Ok(Self {
            seals: seal_line.parse().map_err(|message: &str| failed(message))?,
            signs: SigningKey::parse(&log_line).map_err(failed)?,
        })
    }
}

/// The name of a new log: the address without its scheme, and `/log`.
fn log_name(base_url: &str) -> String {
    let address = base_url.split_once("://").map_or(base_url, |(_, address)| address);
    let plain: String = address
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || ".:-/[]".contains(*c))
        .take(200)
        .collect();
    format!("{}/log", plain.trim_end_matches('/'))
}

/// The key in a file, which is its first line that is no comment.
fn read_or_make(path: &Path, words: &str, key: impl FnOnce() -> String) -> Result<String> {
    match std::fs::File::open(path) {
        Ok(file) => read(file),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make(path, words, key()),
        Err(error) => Err(failed(error)),
    }
}

fn read(file: std::fs::File) -> Result<String> {
    let mut text = String::new();
    file.take(MAX_KEY_FILE_BYTES)
        .read_to_string(&mut text)
        .map_err(failed)?;
    let mut lines = text.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(line.unwrap_or_default().to_owned())
}

fn make(path: &Path, words: &str, key: String) -> Result<String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(path) {
        // Another process was first: its key is the installation's.
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            return read(std::fs::File::open(path).map_err(failed)?);
        }
        outcome => outcome.map_err(failed)?,
    };
    file.write_all(format!("# {words}\n{key}\n").as_bytes())
        .and_then(|()| file.sync_all())
        .map_err(failed)?;
    Ok(key)
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::outside("the installation's key")(error.into())
}

impl Keys for InstallationKey {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        seal_to(&self.seals.to_public(), plain)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        open_with(&self.seals, sealed)
    }

    fn sign(&self, text: &str) -> Result<Note> {
        self.signs.sign_note(text).map_err(failed)
    }

    fn verifying_key(&self) -> VerifyingKey {
        self.signs.verifying_key()
    }
}

/// Seals bytes to a recipient, as an age v1 file.
pub(crate) fn seal_to(recipient: &Recipient, plain: &[u8]) -> Result<Vec<u8>> {
    age::encrypt(recipient, plain).map_err(|error| Error::outside("sealing")(error.into()))
}

/// Opens an age v1 file of bounded size.
pub(crate) fn open_with(identity: &Identity, sealed: &[u8]) -> Result<Vec<u8>> {
    let refused = |error: age::DecryptError| Error::outside("opening what was sealed")(error.into());
    let decryptor = age::Decryptor::new(sealed).map_err(refused)?;
    let reader = decryptor
        .decrypt(std::iter::once(identity as &dyn age::Identity))
        .map_err(refused)?;
    let mut plain = Vec::new();
    reader
        .take(MAX_OPENED_BYTES)
        .read_to_end(&mut plain)
        .map_err(|error| Error::outside("opening what was sealed")(error.into()))?;
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemEntropy;

    fn open(folder: &Path) -> Result<InstallationKey> {
        let (seal_file, log_file) = (
            folder.join("data").join("installation.key"),
            folder.join("data").join("log.key"),
        );
        InstallationKey::open_or_make(&seal_file, &log_file, "https://exchange.example/", &SystemEntropy)
    }

    #[test]
    fn the_files_are_made_once_and_open_what_they_sealed_and_verify_what_they_signed() {
        let folder = tempfile::tempdir().unwrap();
        let first = open(folder.path()).unwrap();
        let (sealed, note) = (
            first.seal(b"a draft").unwrap(),
            first.sign("exchange.example/log\n").unwrap(),
        );
        let again = open(folder.path()).unwrap();
        assert_eq!(again.open(&sealed).unwrap(), b"a draft");
        assert_eq!(again.verifying_key().name(), "exchange.example/log");
        note.verify(&[again.verifying_key()]).unwrap();
        assert!(InstallationKey::in_memory().open(&sealed).is_err());
        #[cfg(unix)]
        for name in ["installation.key", "log.key"] {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(folder.path().join("data").join(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_and_left_alone() {
        for name in ["installation.key", "log.key"] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("data").join(name);
            std::fs::create_dir(folder.path().join("data")).unwrap();
            std::fs::write(&path, "not a key").unwrap();
            assert!(open(folder.path()).is_err());
            assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a key");
        }
    }

    #[test]
    fn a_log_is_named_after_the_address() {
        for (url, name) in [
            ("http://127.0.0.1:8080", "127.0.0.1:8080/log"),
            ("https://exchange.example/svx/", "exchange.example/svx/log"),
            ("https://a b+c", "abc/log"),
        ] {
            assert_eq!(log_name(url), name);
        }
    }
}
