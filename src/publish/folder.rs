//! A folder of this machine: a mounted share, a web server's root.
#![expect(clippy::disallowed_methods, reason = "this folder is the host that is published to")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Host, LINK, PublishError, sum};

/// Ends the name of a file that is on its way. What a run that was killed left
/// is known by it.
const FRESH: &str = ".cuepoint-new";

/// A folder as a host. The folder itself may be a link; nothing is read,
/// written or removed through a link below it.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: &Path) -> Self {
        Self(path.to_owned())
    }

    /// Where a file is, after it was seen that no folder on the way is a link.
    fn at(&self, path: &str) -> Result<PathBuf, PublishError> {
        let mut at = self.0.clone();
        let mut parts = path.split('/').peekable();
        while let Some(part) = parts.next() {
            // In a repository that is published to, those are git's files.
            if part.eq_ignore_ascii_case(".git") || matches!(part, "" | "." | "..") {
                return Err(PublishError::host(
                    "publish",
                    &format!("`{path}` is no path of a site"),
                ));
            }
            at.push(part);
            let is_link = |it: fs::Metadata| it.file_type().is_symlink();
            if parts.peek().is_some() && at.symlink_metadata().is_ok_and(is_link) {
                return Err(PublishError::Link(at));
            }
        }
        Ok(at)
    }

    /// Everything below the folder but folders; problems are problems.
    fn entries(&self) -> Result<Vec<walkdir::DirEntry>, PublishError> {
        if self.0.symlink_metadata().is_err_and(|it| it.kind() == ErrorKind::NotFound) {
            return Ok(Vec::new());
        }
        // A link that was named by the user is followed, others are not.
        let walk = walkdir::WalkDir::new(&self.0).follow_root_links(true).into_iter();
        let walk = walk.filter_entry(|it| it.depth() == 0 || it.file_name() != ".git");
        let entries: Result<Vec<_>, _> = walk.collect();
        let mut entries = entries.map_err(|it| PublishError::host("read what is there", &it))?;
        entries.retain(|it| !it.file_type().is_dir());
        Ok(entries)
    }
}

/// Whether a file was on its way when a run was killed.
fn is_fresh(entry: &walkdir::DirEntry) -> bool {
    entry.file_name().to_str().is_some_and(|it| it.starts_with('.') && it.ends_with(FRESH))
}

impl Host for Folder {
    fn files(&self) -> Result<BTreeMap<String, String>, PublishError> {
        let read = |entry: &walkdir::DirEntry| {
            let below = entry.path().strip_prefix(&self.0).ok()?;
            let parts: Option<Vec<&str>> = below.iter().map(std::ffi::OsStr::to_str).collect();
            let path = parts?.join("/");
            if !entry.file_type().is_file() {
                return Some(Ok((path, LINK.to_owned())));
            }
            let bytes = fs::read(entry.path());
            let bytes = bytes.map_err(|it| PublishError::host(format!("read `{path}`"), &it));
            Some(bytes.map(|it| (path, sum(&it))))
        };
        let entries = self.entries()?;
        entries.par_iter().filter(|it| !is_fresh(it)).filter_map(read).collect()
    }

    fn tidy(&self) -> Result<(), PublishError> {
        for it in self.entries()?.iter().filter(|it| is_fresh(it)) {
            let removed = fs::remove_file(it.path());
            removed.map_err(|error| {
                PublishError::host(format!("remove `{}`", it.path().display()), &error)
            })?;
        }
        Ok(())
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        let at = self.at(path)?;
        let fail = |it| PublishError::host(format!("read `{path}`"), &it);
        match at.symlink_metadata() {
            Ok(it) if it.file_type().is_symlink() => Err(PublishError::Link(at)),
            Ok(_) => fs::read(&at).map(Some).map_err(fail),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fail(error)),
        }
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        let to = self.at(path)?;
        let name = to.file_name().map(|it| it.to_string_lossy().into_owned());
        let folder = to.parent().unwrap_or(&self.0);
        // Beside it, so that readers see the old file or the new one.
        let fresh = folder.join(format!(".{}{FRESH}", name.unwrap_or_default()));
        let put = || {
            fs::create_dir_all(folder)?;
            // Of a run that was killed, or a link that somebody put there.
            match fs::remove_file(&fresh) {
                Err(it) if it.kind() != ErrorKind::NotFound => return Err(it),
                _ => {}
            }
            fs::File::create_new(&fresh)?.write_all(bytes)?;
            fs::rename(&fresh, &to)
        };
        put().map_err(|it| {
            // A full disk needs the room.
            let _ = fs::remove_file(&fresh);
            PublishError::host(format!("put `{path}`"), &it)
        })
    }

    fn delete(&self, path: &str) -> Result<(), PublishError> {
        let file = self.at(path)?;
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(PublishError::host(format!("remove `{path}`"), &error));
            }
            _ => {}
        }
        let mut folder = file.parent();
        while let Some(it) = folder.filter(|it| *it != self.0 && it.starts_with(&self.0)) {
            if fs::remove_dir(it).is_err() {
                break;
            }
            folder = it.parent();
        }
        Ok(())
    }

    fn has_folders(&self) -> bool {
        true
    }
}

/// Whether a folder is another, or holds it.
pub(super) fn holds(folder: &Path, other: &Path) -> bool {
    let whole = |it: &Path| it.canonicalize().unwrap_or_else(|_| it.to_owned());
    whole(other).starts_with(whole(folder))
}

/// Checks that no folder of a target that lies in the show's own folder is a
/// link: whoever gave the user that show would say where it is written to.
pub(super) fn without_links(target: &Path, root: &Path) -> Result<(), PublishError> {
    let Ok(below) = target.strip_prefix(root) else { return Ok(()) };
    let mut at = root.to_owned();
    for part in below {
        at.push(part);
        if at.symlink_metadata().is_ok_and(|it| it.file_type().is_symlink()) {
            return Err(PublishError::Link(at));
        }
    }
    Ok(())
}
