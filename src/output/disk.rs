//! The only code that changes a disk.
#![expect(clippy::disallowed_methods, reason = "this is the fence's gate")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::OutputError;
use crate::path::SitePath;
use crate::source::FileState;

fn fail(doing: &str, path: &Path) -> impl FnOnce(std::io::Error) -> OutputError {
    let doing = format!("{doing} `{}`", path.display());
    move |error| OutputError::Io { doing, error }
}

/// What keeps other builds out of a folder of ours while it is held. The folder
/// goes with it, whatever came of the work: on a full disk its room is needed.
#[derive(Debug)]
pub(super) struct Lock {
    /// Ours by its name; nobody else's files are in there.
    folder: PathBuf,
    _file: fs::File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The lock's name in the staging folder.
const LOCK: &str = ".lock";

/// Makes an empty staging folder and locks it; what an interrupted build left
/// there goes. `out` is for the message.
pub(super) fn fresh_folder(staging: &Path, out: &Path) -> Result<Lock, OutputError> {
    let make = |path: &Path| fs::create_dir_all(path).map_err(fail("make the folder", path));
    let path = staging.join(LOCK);
    loop {
        make(staging)?;
        let file = fs::File::create(&path).map_err(fail("write", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(OutputError::Busy(out.to_owned())),
            Err(fs::TryLockError::Error(error)) => return Err(fail("lock", &path)(error)),
        }
        // Whoever held it may have removed the folder meanwhile.
        if path.exists() {
            for entry in fs::read_dir(staging).map_err(fail("read", staging))?.flatten() {
                let left = entry.path();
                let _ = match entry.file_type() {
                    _ if left == path => Ok(()),
                    Ok(kind) if kind.is_dir() => fs::remove_dir_all(&left),
                    _ => fs::remove_file(&left),
                };
            }
            return Ok(Lock { folder: staging.to_owned(), _file: file });
        }
    }
}

/// Whether a folder is there and holds something that is not `ours`: a name
/// that begins so may be left of a build that was killed.
pub(super) fn holds_something(path: &Path, ours: &str) -> Result<bool, OutputError> {
    let is_foreign = |it: fs::DirEntry| !it.file_name().to_string_lossy().starts_with(ours);
    match fs::read_dir(path) {
        Ok(entries) => Ok(entries.flatten().any(is_foreign)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(fail("read the folder", path)(error)),
    }
}

/// Brings the names in folders to the disk, so that a power cut loses none.
/// Where a system cannot do that nothing is lost but this.
pub(super) fn sync_folders(folders: &BTreeSet<PathBuf>) {
    folders.par_iter().for_each(|it| {
        let _ = fs::File::open(it).and_then(|it| it.sync_all());
    });
}

pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

/// The first bytes of a file.
pub(super) fn read_head(path: &Path, bytes: u64) -> Option<Vec<u8>> {
    let mut head = Vec::new();
    fs::File::open(path).ok()?.take(bytes).read_to_end(&mut head).ok()?;
    Some(head)
}

/// Every file below a folder with its bytes, in no order.
pub(super) fn files_below(folder: &Path) -> Vec<(SitePath, u64)> {
    let entries = walkdir::WalkDir::new(folder).into_iter().flatten();
    let files = entries.filter(|it| it.file_type().is_file());
    files
        .filter_map(|it| {
            let below = it.path().strip_prefix(folder).ok()?;
            let parts: Option<Vec<&str>> = below.iter().map(std::ffi::OsStr::to_str).collect();
            Some((SitePath::new(&parts?.join("/"))?, it.metadata().ok()?.len()))
        })
        .collect()
}

/// Whether a file is there with just these bytes. Compares length first.
pub(super) fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|it| it.is_file() && it.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|it| it == bytes)
}

/// What the disk says of a file, if it is there.
pub(super) fn state(path: &Path) -> Option<FileState> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|it| FileState::of(&it))
}

pub(super) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Whether a file is there that is not empty.
pub(super) fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|it| it.is_file() && 0 < it.len())
}

/// Whether two files have the same bytes; reads them piece by piece.
pub(super) fn same_files(a: &Path, b: &Path) -> bool {
    let length =
        |path: &Path| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|it| it.len());
    if length(a).is_none() || length(a) != length(b) {
        return false;
    }
    let (Ok(mut a), Ok(mut b)) = (fs::File::open(a), fs::File::open(b)) else { return false };
    let (mut left, mut right) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let Ok(n) = a.read(&mut left) else { return false };
        if n == 0 {
            return true;
        }
        if b.read_exact(&mut right[..n]).is_err() || left[..n] != right[..n] {
            return false;
        }
    }
}

/// Does something that needs the folder of a path; makes that where it is
/// missing.
fn in_folder<T>(
    path: &Path,
    work: impl Fn() -> std::io::Result<T>,
) -> Result<std::io::Result<T>, OutputError> {
    let done = work();
    let Some(parent) = path.parent() else { return Ok(done) };
    if done.as_ref().err().map(std::io::Error::kind) != Some(std::io::ErrorKind::NotFound) {
        return Ok(done);
    }
    fs::create_dir_all(parent).map_err(fail("make the folder", parent))?;
    Ok(work())
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    in_folder(path, || fs::write(path, bytes))?.map_err(fail("write", path))
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<(), OutputError> {
    // Permissions of the source are its owner's business, not the site's.
    let mut source = fs::File::open(from).map_err(fail("read", from))?;
    let mut target = in_folder(to, || fs::File::create(to))?.map_err(fail("write", to))?;
    std::io::copy(&mut source, &mut target).map_err(fail("copy", from)).map(|_| ())
}

/// A file that is written piece by piece.
pub(super) struct NewFile {
    path: PathBuf,
    file: BufWriter<fs::File>,
}

impl NewFile {
    pub(super) fn open(path: &Path) -> Result<Self, OutputError> {
        let file = in_folder(path, || fs::File::create(path))?.map_err(fail("write", path))?;
        Ok(Self { path: path.to_owned(), file: BufWriter::new(file) })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.file.write_all(bytes).map_err(fail("write", &self.path))
    }

    /// Adds bytes of another file.
    pub(super) fn copy(
        &mut self,
        from: &Path,
        bytes: std::ops::Range<u64>,
    ) -> Result<(), OutputError> {
        self.file.flush().map_err(fail("write", &self.path))?;
        let mut source = fs::File::open(from).map_err(fail("read", from))?;
        source.seek(SeekFrom::Start(bytes.start)).map_err(fail("read", from))?;
        let mut source = source.take(bytes.end - bytes.start);
        std::io::copy(&mut source, self.file.get_mut()).map_err(fail("copy", from)).map(|_| ())
    }

    pub(super) fn end(mut self) -> Result<(), OutputError> {
        self.file.flush().map_err(fail("write", &self.path))
    }
}

/// Removes a staged file that turned out to be published already.
pub(super) fn remove_staged(path: &Path) {
    let _ = fs::remove_file(path);
}

/// Puts finished files in place of others; both are on one disk, so readers see
/// the old one or the new one.
#[derive(Debug)]
pub(super) struct Mover<'p> {
    staging: &'p Path,
    out: &'p Path,
    /// Folders of the output that were there.
    there: FxHashSet<String>,
    /// The folder that was moved last, with all that is in it.
    moved: Option<String>,
}

impl<'p> Mover<'p> {
    pub(super) fn new(staging: &'p Path, out: &'p Path) -> Self {
        Self { staging, out, there: FxHashSet::default(), moved: None }
    }

    /// Puts a staged file in place, or all of a folder that is new. Files are
    /// to come in order of path.
    pub(super) fn put_in_place(&mut self, path: &SitePath) -> Result<(), OutputError> {
        let name = path.as_str();
        let is_in = |folder: &String| name.as_bytes().get(folder.len()) == Some(&b'/');
        if self.moved.as_ref().is_some_and(|it| name.starts_with(it) && is_in(it)) {
            return Ok(());
        }
        let folders = name.match_indices('/').map(|it| &name[..it.0]);
        for folder in folders {
            if self.there.contains(folder) {
                continue;
            }
            let to = self.out.join(folder);
            if to.is_dir() {
                self.there.insert(folder.to_owned());
                continue;
            }
            rename(&self.staging.join(folder), &to)?;
            self.moved = Some(folder.to_owned());
            return Ok(());
        }
        rename(&path.below(self.staging), &path.below(self.out))
    }
}

pub(super) fn rename(from: &Path, to: &Path) -> Result<(), OutputError> {
    in_folder(to, || fs::rename(from, to))?.map_err(fail("put in place", to))
}

/// Deletes a file of ours, and the folders that are empty without it.
pub(super) fn delete(out: &Path, path: &SitePath) -> Result<(), OutputError> {
    let file = path.below(out);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(fail("delete", &file)(error));
        }
        _ => {}
    }
    let mut folder = file.parent();
    while let Some(it) = folder.filter(|it| *it != out && it.starts_with(out)) {
        if fs::remove_dir(it).is_err() {
            break;
        }
        folder = it.parent();
    }
    Ok(())
}
