//! Files that commands read whole, and files that they write whole or not at all.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use tempfile::NamedTempFile;

/// Reads a file, or standard input for `-`, up to so many bytes.
pub(crate) fn read_up_to(path: &Path, bytes: usize) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(bytes).unwrap_or(u64::MAX);
    let mut read = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut read)?;
    } else {
        File::open(path)?.take(limit).read_to_end(&mut read)?;
    }
    Ok(read)
}

/// Files that are written beside where they will be, and then put in place together.
#[derive(Default)]
pub(crate) struct Staged {
    files: Vec<(NamedTempFile, PathBuf)>,
    /// What is not a file on a disk, such as a pipe, cannot be replaced and is written to at the end.
    streams: Vec<(PathBuf, Vec<u8>)>,
}

impl Staged {
    /// Writes a file beside its place.
    pub(crate) fn add(&mut self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        // A link is followed, so that it goes on to lead to the file.
        let place = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&place).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            self.streams.push((place, bytes.to_vec()));
            return Ok(());
        }
        anyhow::ensure!(!place.is_dir(), "{} is a folder", path.display());
        let folder = place
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            .unwrap_or(Path::new("."));
        let failed = || format!("{} cannot be written", path.display());
        let mut file = builder().tempfile_in(folder).with_context(failed)?;
        file.write_all(bytes).with_context(failed)?;
        file.as_file().sync_all().with_context(failed)?;
        if let Ok(there) = fs::metadata(&place) {
            file.as_file()
                .set_permissions(there.permissions())
                .with_context(failed)?;
        }
        self.files.push((file, place));
        Ok(())
    }

    /// Puts every file in its place, over what was there.
    pub(crate) fn put_in_place(self) -> anyhow::Result<()> {
        for (path, bytes) in self.streams {
            let written = File::options()
                .write(true)
                .open(&path)
                .and_then(|mut file| file.write_all(&bytes));
            written.with_context(|| format!("{} cannot be written", path.display()))?;
        }
        for (file, place) in self.files {
            file.persist(&place)
                .with_context(|| format!("{} cannot be put in place", place.display()))?;
        }
        Ok(())
    }
}

/// Temporary files with the permissions that a new file has.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".svx-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}
