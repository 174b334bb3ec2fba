//! The cache's files. Nobody else's are touched.
#![expect(clippy::disallowed_methods, reason = "the cache reads and writes its own folder")]

use std::fs::{self, File};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use crate::disk;

/// Held while files are read or written: two builds may share a cache.
const LOCK: &str = "lock";

/// Reads a file of the cache.
pub(super) fn read(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let path = folder.join(name);
    let lock = File::open(folder.join(LOCK)).ok()?;
    lock.lock_shared().ok()?;
    fs::read(path).ok()
}

/// Opens a file of the cache and looks at it, while no other build writes.
pub(super) fn look<T>(
    folder: &Path,
    name: &str,
    look: impl FnOnce(File) -> io::Result<T>,
) -> Option<T> {
    let lock = File::open(folder.join(LOCK)).ok()?;
    lock.lock_shared().ok()?;
    look(File::open(folder.join(name)).ok()?).ok()
}

/// Reads bytes from a place in a file.
#[cfg(unix)]
pub(super) fn read_at(file: &mut File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

/// Reads bytes from a place in a file.
#[cfg(not(unix))]
pub(super) fn read_at(file: &mut File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    file.seek(SeekFrom::Start(at))?;
    io::Read::read_exact(file, bytes)
}

/// Replaces a file of the cache.
pub(super) fn replace(folder: &Path, name: &str, pieces: &[&[u8]]) -> io::Result<()> {
    let _lock = lock(folder)?;
    let fresh = folder.join(format!("{name}.new"));
    // Nobody else writes: it is left of a build that was killed.
    disk::remove_file(folder, &fresh)?;
    let mut file = File::create_new(&fresh)?;
    pieces.iter().try_for_each(|it| file.write_all(it))?;
    drop(file);
    fs::rename(fresh, folder.join(name))
}

/// Adds to a file that is `expected` bytes long; anything behind them is cut
/// off. False if it is shorter, or begins otherwise: somebody replaced it.
pub(super) fn append(
    folder: &Path,
    name: &str,
    head: &[u8],
    expected: u64,
    bytes: &[u8],
) -> io::Result<bool> {
    let _lock = lock(folder)?;
    let path = folder.join(name);
    if !disk::is_taken(&path) {
        return Ok(false);
    }
    let mut file = disk::open_in_place(folder, &path)?;
    let mut found = vec![0; head.len()];
    let begins = io::Read::read_exact(&mut file, &mut found).is_ok() && found == head;
    if !begins || file.metadata()?.len() < expected {
        return Ok(false);
    }
    file.set_len(expected)?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(bytes)?;
    Ok(true)
}

fn lock(folder: &Path) -> io::Result<File> {
    let base = folder.parent().unwrap_or(folder);
    if !folder.is_dir() {
        disk::make_folder(base, folder)?;
        // Nobody wants to see it in a repository.
        disk::create(folder, &folder.join(".gitignore"), b"*\n")?;
    }
    disk::refuse_links(base, folder)?;
    let lock = disk::open_in_place(folder, &folder.join(LOCK))?;
    lock.lock()?;
    Ok(lock)
}
