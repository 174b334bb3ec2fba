//! Files that were made for somebody to look at, and that nobody touched since.

use std::fs;
use std::path::Path;

use super::NewFile;
use crate::disk;

/// Whether files below `root` are as they were made, and alone in their folder.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "it is compared with what is to be there")]
pub fn is_as_made(root: &Path, files: &[NewFile]) -> bool {
    let is_same = |it: &NewFile| {
        let path = root.join(&it.path);
        path.symlink_metadata().is_ok_and(|it| it.is_file())
            && fs::read(path).is_ok_and(|bytes| bytes == it.bytes)
    };
    let folder = files.first().and_then(|it| it.path.rsplit_once('/')).map(|it| root.join(it.0));
    let n = folder.and_then(|it| fs::read_dir(it).ok()).map(Iterator::count);
    n == Some(files.len()) && files.iter().all(is_same)
}

/// Removes files that [`is_as_made`] says are untouched, and their folder.
///
/// # Errors
///
/// When the system refuses, or a folder on the way is a link.
pub fn take_back(root: &Path, files: &[NewFile]) -> std::io::Result<()> {
    for it in files {
        disk::remove_file(root, &root.join(&it.path))?;
    }
    // Nothing else is in there; whoever put something there meanwhile keeps it.
    let folder = files.first().and_then(|it| it.path.rsplit_once('/'));
    folder.map_or(Ok(()), |it| fs::remove_dir(root.join(it.0)))
}
