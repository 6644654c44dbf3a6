//! The folder the catalogue's files lie in: each under its own hash, written whole or not at all.

use super::look::look;
use app::api::backend::Backend;
use domain::catalog::files::{MAX_PAPER_MB, StoredFile, service::hex};
use domain::error::Error;
use domain::rejection::Problem;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::sync::Semaphore;

/// A file that was never finished is thrown away after this time.
const ABANDONED: Duration = Duration::from_secs(3600);
/// Pictures taken apart at the same time: each may need a few hundred MB.
const AT_ONCE: usize = 1;

/// The shelf, and who asks for what lies on it.
#[derive(Clone)]
pub struct Shelf {
    pub(super) backend: Backend,
    folder: Arc<PathBuf>,
    slots: Arc<Semaphore>,
}

fn broken(what: &str, error: &std::io::Error) -> Error {
    Error::Internal(format!("files: {what}: {error}"))
}

impl Shelf {
    /// The shelf in a data folder.
    pub fn new(backend: Backend, data: &Path) -> Shelf {
        let folder = data.join("files");
        throw_away(&folder.join("incoming"));
        Shelf { backend, folder: Arc::new(folder), slots: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Where the content of a hash lies.
    pub(super) fn path(&self, sha256: &[u8; 32]) -> PathBuf {
        place(&self.folder, sha256)
    }

    /// An empty file for what is on its way.
    pub(super) async fn incoming(&self) -> Result<Incoming, Error> {
        let folder = self.folder.join("incoming");
        tokio::fs::create_dir_all(&folder).await.map_err(|e| broken("folder", &e))?;
        let path = folder.join(uuid::Uuid::now_v7().simple().to_string());
        let file = tokio::fs::File::create_new(&path).await.map_err(|e| broken("new file", &e))?;
        Ok(Incoming { path, file, len: 0 })
    }

    /// Looks at what came and puts it on the shelf; a problem when it is none of ours.
    pub(super) async fn keep(&self, mut incoming: Incoming) -> Result<Result<StoredFile, Problem>, Error> {
        incoming.file.flush().await.map_err(|e| broken("write", &e))?;
        let _slot = self.slots.acquire().await.map_err(|_| Error::Unavailable("files".into()))?;
        let folder = self.folder.clone();
        let kept = tokio::task::spawn_blocking(move || {
            let bytes = std::fs::read(&incoming.path).map_err(|e| broken("read", &e))?;
            match look(bytes) {
                Ok(seen) => put(&folder, &seen.bytes)
                    .map(|sha256| {
                        let bytes = seen.bytes.len() as u64;
                        Ok(StoredFile { sha256, media: seen.media, bytes, pixels: seen.pixels })
                    })
                    .map_err(|e| broken("keep", &e)),
                Err(problem) => Ok(Err(problem)),
            }
        });
        kept.await.map_err(|_| Error::Internal("files: looking at a file failed".into()))?
    }
}

fn place(folder: &Path, sha256: &[u8; 32]) -> PathBuf {
    let name = hex(sha256);
    folder.join(&name[..2]).join(name)
}

/// Writes content under its hash: beside it first, then under its name, then both on the disk for sure.
fn put(folder: &Path, bytes: &[u8]) -> std::io::Result<[u8; 32]> {
    let sha256: [u8; 32] = Sha256::digest(bytes).into();
    let path = place(folder, &sha256);
    if std::fs::metadata(&path).is_ok_and(|known| known.len() == bytes.len() as u64) {
        return Ok(sha256);
    }
    let parent = path.parent().unwrap_or(folder);
    std::fs::create_dir_all(parent)?;
    let beside = folder.join("incoming").join(uuid::Uuid::now_v7().simple().to_string());
    let mut file = std::fs::File::create_new(&beside)?;
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    let renamed = written.and_then(|()| std::fs::rename(&beside, &path));
    if renamed.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    renamed?;
    std::fs::File::open(parent)?.sync_all()?;
    Ok(sha256)
}

/// Throws away what a stopped server had not finished.
fn throw_away(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_some_and(|age| age > ABANDONED) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A file on its way; gone with the value.
pub(super) struct Incoming {
    path: PathBuf,
    file: tokio::fs::File,
    len: usize,
}

impl Incoming {
    /// Adds what came; false when that would be more than any file may be.
    pub(super) async fn add(&mut self, chunk: &[u8]) -> Result<bool, Error> {
        self.len += chunk.len();
        if self.len > MAX_PAPER_MB as usize * 1024 * 1024 {
            return Ok(false);
        }
        self.file.write_all(chunk).await.map_err(|e| broken("write", &e))?;
        Ok(true)
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.len
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_lies_under_its_hash_once() {
        let folder = std::env::temp_dir().join(format!("tc-shelf-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("incoming")).unwrap();
        let first = put(&folder, b"%PDF-1.4 one").unwrap();
        assert_eq!(put(&folder, b"%PDF-1.4 one").unwrap(), first);
        assert_ne!(put(&folder, b"%PDF-1.4 two").unwrap(), first);
        let path = place(&folder, &first);
        assert_eq!(std::fs::read(&path).unwrap(), b"%PDF-1.4 one");
        // half a file of a crash is written anew
        std::fs::write(&path, b"%PDF").unwrap();
        put(&folder, b"%PDF-1.4 one").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"%PDF-1.4 one");
        assert_eq!(std::fs::read_dir(folder.join("incoming")).unwrap().count(), 0);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
