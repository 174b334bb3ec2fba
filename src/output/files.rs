//! Files of a site on disk: the only code that changes an output folder.
#![expect(clippy::disallowed_methods, reason = "this is the fence's gate")]

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::OutputError;
use crate::disk;
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
        let _ = disk::remove_folder(folder_of(&self.folder), &self.folder);
    }
}

/// The lock's name in the staging folder.
const LOCK: &str = ".lock";

/// Makes an empty staging folder and locks it; what an interrupted build left
/// there goes. `out` is for the message.
pub(super) fn fresh_folder(staging: &Path, out: &Path) -> Result<Lock, OutputError> {
    let path = staging.join(LOCK);
    loop {
        disk::make_folder(folder_of(staging), staging).map_err(fail("make the folder", staging))?;
        let file = disk::open_in_place(staging, &path).map_err(fail("write", &path))?;
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

/// The folder that something of ours lies in.
fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(path)
}

/// Refuses an output folder that a link in the show's folder leads to. One
/// that lies elsewhere is where the user said.
pub(super) fn refuse_links_to(out: &Path, root: &Path) -> Result<(), OutputError> {
    let (Ok(out), Ok(root)) = (std::path::absolute(out), std::path::absolute(root)) else {
        return Ok(());
    };
    if out.starts_with(&root) {
        disk::refuse_links(&root, &out).map_err(fail("write to", &out))?;
    }
    Ok(())
}

/// Refuses to go on where a link in the output leads away from where one of
/// these files is to be written or deleted.
pub(super) fn refuse_links_in<'p>(
    out: &Path,
    files: impl Iterator<Item = &'p SitePath>,
) -> Result<(), OutputError> {
    let mut seen = FxHashSet::default();
    for file in files {
        let Some((folder, _)) = file.as_str().rsplit_once('/') else { continue };
        if seen.insert(folder) {
            let folder = out.join(folder);
            disk::refuse_links(out, &folder).map_err(fail("write to", &folder))?;
        }
    }
    Ok(())
}

/// Brings staged files to the disk, so that after a power cut no name that was
/// moved stands for a file without its bytes.
pub(super) fn sync_files<'p>(
    staging: &Path,
    files: impl Iterator<Item = &'p SitePath>,
) -> Result<(), OutputError> {
    let doing = "bring to the disk what is in";
    if disk::sync_file_system(staging).map_err(fail(doing, staging))? {
        return Ok(());
    }
    let files: Vec<PathBuf> = files.map(|it| it.below(staging)).collect();
    let sync = |it: &PathBuf| fs::File::open(it).and_then(|it| it.sync_all());
    files.par_iter().try_for_each(sync).map_err(fail(doing, staging))
}

/// Brings the names in folders to the disk, so that a power cut loses none.
pub(super) fn sync_folders(folders: &BTreeSet<PathBuf>) {
    folders.par_iter().for_each(|it| disk::sync_folder(it));
}

/// Replaces a file of ours in `base` at once.
pub(super) fn replace(base: &Path, path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    disk::replace(base, path, bytes).map_err(fail("write", path))
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

/// What the disk says of a file of the site. A link is none, wherever it leads.
fn metadata(path: &Path) -> Option<fs::Metadata> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)
}

/// Whether a file is there with just these bytes. Compares length first.
pub(super) fn has_bytes(path: &Path, bytes: &[u8]) -> bool {
    metadata(path).is_some_and(|it| it.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|it| it == bytes)
}

/// What the disk says of a file, if it is there.
pub(super) fn state(path: &Path) -> Option<FileState> {
    metadata(path).map(|it| FileState::of(&it))
}

pub(super) fn is_file(path: &Path) -> bool {
    metadata(path).is_some()
}

/// Whether a file is there that is not empty.
pub(super) fn is_there(path: &Path) -> bool {
    metadata(path).is_some_and(|it| 0 < it.len())
}

/// Whether a published file has the bytes of another; reads them piece by piece.
pub(super) fn same_files(published: &Path, other: &Path) -> bool {
    let length = |it: fs::Metadata| it.len();
    let wanted = fs::metadata(other).ok().map(length);
    if wanted.is_none() || metadata(published).map(length) != wanted {
        return false;
    }
    let (Ok(mut a), Ok(mut b)) = (fs::File::open(published), fs::File::open(other)) else {
        return false;
    };
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

/// Writes a new file into a folder that only we write to.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut file = in_folder(path, || fs::File::create_new(path))?.map_err(fail("write", path))?;
    file.write_all(bytes).map_err(fail("write", path))
}

/// Writes a file that the user named, wherever that leads.
pub(super) fn write_named(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    in_folder(path, || fs::write(path, bytes))?.map_err(fail("write", path))
}

pub(super) fn copy(from: &Path, to: &Path) -> Result<(), OutputError> {
    // Permissions of the source are its owner's business, not the site's.
    let mut source = fs::File::open(from).map_err(fail("read", from))?;
    let mut target = in_folder(to, || fs::File::create_new(to))?.map_err(fail("write", to))?;
    std::io::copy(&mut source, &mut target).map_err(fail("copy", from)).map(|_| ())
}

/// A file that is written piece by piece.
pub(super) struct NewFile {
    path: PathBuf,
    file: BufWriter<fs::File>,
}

impl NewFile {
    pub(super) fn open(path: &Path) -> Result<Self, OutputError> {
        let file = in_folder(path, || fs::File::create_new(path))?.map_err(fail("write", path))?;
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

/// Whether something stands at a path, a link that leads nowhere included.
pub(super) fn is_taken(path: &Path) -> bool {
    disk::is_taken(path)
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
            disk::refuse_links(folder_of(&to), &to).map_err(fail("write to", &to))?;
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

fn rename(from: &Path, to: &Path) -> Result<(), OutputError> {
    in_folder(to, || fs::rename(from, to))?.map_err(fail("put in place", to))
}

/// Deletes a file of ours, and the folders that are empty without it.
pub(super) fn delete(out: &Path, path: &SitePath) -> Result<(), OutputError> {
    let file = path.below(out);
    disk::remove_file(out, &file).map_err(fail("delete", &file))?;
    let mut folder = file.parent();
    while let Some(it) = folder.filter(|it| *it != out && it.starts_with(out)) {
        if fs::remove_dir(it).is_err() {
            break;
        }
        folder = it.parent();
    }
    Ok(())
}
