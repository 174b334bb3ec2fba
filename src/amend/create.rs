//! New files of a show.

use std::fs;
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Below the show's folder, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl NewFile {
    /// A file with this content.
    pub fn new(path: impl Into<String>, content: impl Into<Vec<u8>>) -> Self {
        Self { path: path.into(), bytes: content.into() }
    }
}

/// What became of new files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Created {
    /// Paths of those that were made.
    pub made: Vec<String>,
    /// Paths of those that were there already, and stay as they are.
    pub kept: Vec<String>,
}

/// Makes files below `root`, and the folders they need. A file that is there
/// stays as it is, whatever it holds. A file that is made is whole from the
/// first: it is written and brought to the disk under another name, which is
/// then changed. What a run that was cut off left under such a name is
/// replaced.
///
/// # Errors
///
/// When the system refuses, or a folder on the way is a link; files that were
/// made until then stay.
pub fn create(root: &Path, files: &[NewFile]) -> std::io::Result<Created> {
    let mut created = Created::default();
    for batch in files.chunks(BATCH) {
        let mut staged = Vec::new();
        for it in batch {
            let path = with_folders(root, &it.path)?;
            // Also a link that leads nowhere is there.
            if path.symlink_metadata().is_ok() {
                created.kept.push(it.path.clone());
                continue;
            }
            staged.push((Staged::write(path, &it.bytes)?, &it.path));
        }
        // What the first one brings to the disk, the others need not.
        for (it, _) in &staged {
            it.file.sync_all()?;
        }
        for (it, path) in staged {
            it.put_in_place()?;
            created.made.push(path.clone());
        }
    }
    Ok(created)
}

/// Files that are brought to the disk together: it takes about as long as one.
const BATCH: usize = 64;

/// Where a file goes, after its folders were made. None of them below `root`
/// may be a link: that would lead out of the show.
#[expect(clippy::disallowed_methods, reason = "the user asked for these files")]
fn with_folders(root: &Path, below: &str) -> std::io::Result<PathBuf> {
    fs::create_dir_all(root)?;
    let (folders, name) = below.rsplit_once('/').unwrap_or(("", below));
    let mut path = root.to_owned();
    for part in folders.split('/').filter(|it| !it.is_empty()) {
        path.push(part);
        match path.symlink_metadata() {
            Ok(it) if it.is_dir() => {}
            Ok(_) => {
                let why = format!("`{}` is a link or a file, and no folder", path.display());
                return Err(Error::new(ErrorKind::NotADirectory, why));
            }
            Err(it) if it.kind() == ErrorKind::NotFound => fs::create_dir(&path)?,
            Err(it) => return Err(it),
        }
    }
    Ok(path.join(name))
}

/// A new file under another name; it goes if it is not put in place.
struct Staged {
    file: fs::File,
    fresh: PathBuf,
    path: PathBuf,
}

impl Staged {
    #[expect(clippy::disallowed_methods, reason = "the user asked for these files")]
    fn write(path: PathBuf, bytes: &[u8]) -> std::io::Result<Self> {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let fresh = path.with_file_name(format!(".{}.cuepoint-new", name.unwrap_or_default()));
        // Of a run that was cut off. Removing a link leaves what it leads to.
        match fs::remove_file(&fresh) {
            Err(it) if it.kind() != ErrorKind::NotFound => return Err(it),
            _ => {}
        }
        let file = fs::File::create_new(&fresh)?;
        let mut staged = Self { file, fresh, path };
        staged.file.write_all(bytes)?;
        Ok(staged)
    }

    #[expect(clippy::disallowed_methods, reason = "the user asked for these files")]
    fn put_in_place(self) -> std::io::Result<()> {
        fs::rename(&self.fresh, &self.path)
    }
}

impl Drop for Staged {
    #[expect(clippy::disallowed_methods, reason = "a full disk needs the room")]
    fn drop(&mut self) {
        // Where it was put in place, this name is free.
        let _ = fs::remove_file(&self.fresh);
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests read and write")]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nothing_is_made_through_a_link() {
        let temp = tempfile::tempdir().unwrap();
        let (root, victim) = (temp.path().join("show"), temp.path().join("victim"));
        fs::create_dir_all(root.join("a")).unwrap();
        fs::create_dir(&victim).unwrap();
        fs::write(victim.join("kept"), "theirs").unwrap();
        let link = |to: &Path, at: &str| std::os::unix::fs::symlink(to, root.join(at)).unwrap();
        link(&victim, "episodes");
        link(&victim.join("none"), "dangling");
        link(&victim.join("kept"), "a/.notes.md.cuepoint-new");
        let one = |path: &str| create(&root, &[NewFile::new(path, "ours")]);
        assert!(one("episodes/1/notes.md").is_err());
        assert_eq!(one("dangling").unwrap().kept, ["dangling"]);
        assert_eq!(one("a/notes.md").unwrap().made, ["a/notes.md"]);
        assert_eq!(fs::read_to_string(root.join("a/notes.md")).unwrap(), "ours");
        assert_eq!(fs::read_dir(root.join("a")).unwrap().count(), 1);
        assert_eq!(fs::read_to_string(victim.join("kept")).unwrap(), "theirs");
        assert_eq!(fs::read_dir(&victim).unwrap().count(), 1);
    }
}
