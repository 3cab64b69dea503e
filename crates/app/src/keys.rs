//! The installation's key: what only this installation may read again is sealed to it. It is never in the database, so a
//! copy of the database alone opens nothing.

use crate::{Error, Result};
use age::{
    secrecy::ExposeSecret as _,
    x25519::{Identity, Recipient},
};
use std::{
    io::{Read as _, Write as _},
    path::Path,
};

/// The most bytes that one sealed thing may open to.
pub const MAX_OPENED_BYTES: u64 = 1024 * 1024;
/// A key file holds one line; a larger file is not one.
const MAX_KEY_FILE_BYTES: u64 = 4096;

/// Seals to the installation's key, and opens what was sealed to it.
pub trait Keys: Send + Sync {
    /// Seals bytes in memory, as an age v1 file.
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>>;
    /// Opens what [`Keys::seal`] gave.
    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>>;
}

/// One X25519 key of the age format, held in memory.
pub struct InstallationKey(Identity);

impl InstallationKey {
    /// A new key that is kept nowhere, for tests and demonstrations that end with the process.
    pub fn in_memory() -> Self {
        Self(Identity::generate())
    }

    /// The key in a file; where there is no such file, a new key, written so that only its owner can read it.
    pub fn open_or_make(path: &Path) -> Result<Self> {
        match std::fs::File::open(path) {
            Ok(file) => Self::read(file),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(path),
            Err(error) => Err(failed(error)),
        }
    }

    fn read(file: std::fs::File) -> Result<Self> {
        let mut text = String::new();
        file.take(MAX_KEY_FILE_BYTES)
            .read_to_string(&mut text)
            .map_err(failed)?;
        let line = text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with('#'));
        let identity = line
            .unwrap_or_default()
            .parse()
            .map_err(|message: &str| failed(message))?;
        Ok(Self(identity))
    }

    fn make(path: &Path) -> Result<Self> {
        let identity = Identity::generate();
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
                return Self::read(std::fs::File::open(path).map_err(failed)?);
            }
            outcome => outcome.map_err(failed)?,
        };
        let text = format!(
            "# Keep this file secret and keep a copy: sealed bids cannot be opened without it.\n{}\n",
            identity.to_string().expose_secret()
        );
        file.write_all(text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(failed)?;
        Ok(Self(identity))
    }
}

fn failed(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::outside("the installation's key")(error.into())
}

impl Keys for InstallationKey {
    fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        seal_to(&self.0.to_public(), plain)
    }

    fn open(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        open_with(&self.0, sealed)
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

    #[test]
    fn the_file_is_made_once_and_opens_what_it_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("data").join("installation.key");
        let sealed = InstallationKey::open_or_make(&path).unwrap().seal(b"a draft").unwrap();
        let again = InstallationKey::open_or_make(&path).unwrap();
        assert_eq!(again.open(&sealed).unwrap(), b"a draft");
        assert!(InstallationKey::in_memory().open(&sealed).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("installation.key");
        std::fs::write(&path, "not a key").unwrap();
        assert!(InstallationKey::open_or_make(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "not a key");
    }
}
