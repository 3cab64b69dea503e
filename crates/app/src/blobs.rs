//! Files kept beside the database, by id.

use std::{future::Future, path::PathBuf, pin::Pin};
use uuid::Uuid;

/// What an operation on files gives, later.
pub type BlobFuture<'a, T> = Pin<Box<dyn Future<Output = std::io::Result<T>> + Send + 'a>>;

/// A place for files. Names are ids that the exchange made; no name that a user gave is ever a path.
pub trait Blobs: Send + Sync {
    /// Keeps a file. It is on the disk when this is done.
    fn put(&self, id: Uuid, bytes: Vec<u8>) -> BlobFuture<'_, ()>;
    /// Gives a file back.
    fn get(&self, id: Uuid) -> BlobFuture<'_, Vec<u8>>;
}

/// Files in a folder, spread over 256 subfolders by the last byte of their id.
pub struct FileBlobs(PathBuf);

impl FileBlobs {
    /// Files in this folder, which is made when the first file is kept.
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    fn path(&self, id: Uuid) -> PathBuf {
        self.0
            .join(format!("{:02x}", id.as_bytes()[15]))
            .join(id.simple().to_string())
    }
}

impl Blobs for FileBlobs {
    fn put(&self, id: Uuid, bytes: Vec<u8>) -> BlobFuture<'_, ()> {
        let path = self.path(id);
        Box::pin(async move {
            tokio::task::spawn_blocking(move || write_whole(&path, &bytes))
                .await
                .map_err(std::io::Error::other)?
        })
    }

    fn get(&self, id: Uuid) -> BlobFuture<'_, Vec<u8>> {
        let path = self.path(id);
        Box::pin(async move { tokio::fs::read(path).await })
    }
}

/// Writes beside the name first and renames, so that no half-written file is ever seen under its name.
fn write_whole(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let folder = path.parent().ok_or(std::io::ErrorKind::InvalidInput)?;
    std::fs::create_dir_all(folder)?;
    let part = path.with_extension("part");
    let mut file = std::fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&part, path)?;
    std::fs::File::open(folder)?.sync_all()
}
