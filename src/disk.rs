//! Changing a disk without following links: the one place where files are
//! made, replaced and removed, whoever owns them.
//!
//! Each function takes `base`, a folder that the caller vouches for because the
//! user named it, and a path in it. No component of the path below `base` may
//! be a symbolic link: a repository that somebody else wrote must not lead what
//! we write out of its folder. Components are looked at before each change;
//! somebody who replaces folders by links at the same moment is out of scope.
#![expect(clippy::disallowed_methods, reason = "`cache`, `output` and `amend` write through here")]

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

/// Names for temporary files that are tried before giving up.
const MAX_TRIES: u32 = 1000;

/// Why something was not written: a symbolic link is in the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkInTheWay(pub PathBuf);

impl fmt::Display for LinkInTheWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0.display();
        write!(f, "`{path}` is a symbolic link, and nothing is written or removed through links")
    }
}

impl std::error::Error for LinkInTheWay {}

/// Whether a link keeps us from changing something.
#[must_use]
pub fn is_link_in_the_way(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<LinkInTheWay>)
}

/// A path without `..`: what lies above is what the system says is there.
///
/// # Errors
///
/// When the system does not say where the program is.
pub fn without_parents(path: &Path) -> io::Result<PathBuf> {
    let mut at = PathBuf::new();
    for component in std::path::absolute(path)?.components() {
        match component {
            Component::ParentDir => {
                if let Ok(real) = at.canonicalize() {
                    at = real;
                }
                at.pop();
            }
            it => at.push(it),
        }
    }
    Ok(at)
}

/// Refuses a path with a symbolic link below `base`, the last component
/// included. What is not there yet is no link.
///
/// # Errors
///
/// [`LinkInTheWay`]; `InvalidInput` when the path is not below `base`; what the
/// system says.
pub fn refuse_links(base: &Path, path: &Path) -> io::Result<()> {
    let below = path.strip_prefix(base).map_err(|_| {
        let message = format!("`{}` is not in `{}`", path.display(), base.display());
        io::Error::new(ErrorKind::InvalidInput, message)
    })?;
    let mut at = base.to_owned();
    for component in below.components() {
        if matches!(component, Component::ParentDir) {
            let message = format!("`{}` leads back", path.display());
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        at.push(component);
        match at.symlink_metadata() {
            Ok(it) if it.is_symlink() => return Err(io::Error::other(LinkInTheWay(at))),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether something has this name, a link that leads nowhere included.
#[must_use]
pub fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Makes a folder and those above it.
///
/// # Errors
///
/// As [`refuse_links`].
pub fn make_folder(base: &Path, folder: &Path) -> io::Result<()> {
    refuse_links(base, folder)?;
    fs::create_dir_all(folder)
}

/// Replaces a file at once: readers see the old one or the new one, also after
/// a power cut. Folders are made where they are missing.
///
/// # Errors
///
/// As [`refuse_links`], and when there is no room; the file is as it was.
pub fn replace(base: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = PendingFile::open(base, path)?;
    file.write_all(bytes)?;
    file.put_in_place()
}

/// Makes a file at once, as [`replace`]; false if something has its name, which
/// stays as it is.
///
/// # Errors
///
/// As [`replace`].
pub fn create(base: &Path, path: &Path, bytes: &[u8]) -> io::Result<bool> {
    refuse_links(base, path.parent().unwrap_or(base))?;
    if is_taken(path) {
        return Ok(false);
    }
    replace(base, path, bytes)?;
    Ok(true)
}

/// Opens a file of ours for writing where it is, and makes it where it is
/// missing. Never cuts it.
///
/// # Errors
///
/// As [`refuse_links`].
pub fn open_in_place(base: &Path, path: &Path) -> io::Result<File> {
    refuse_links(base, path)?;
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}

/// Removes a file, or a link by itself. Nothing happens if it is not there.
///
/// # Errors
///
/// As [`refuse_links`], for the folders above it.
pub fn remove_file(base: &Path, path: &Path) -> io::Result<()> {
    refuse_links(base, path.parent().unwrap_or(base))?;
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Removes a folder of ours with all that is in it; links in there by
/// themselves.
///
/// # Errors
///
/// As [`refuse_links`].
pub fn remove_folder(base: &Path, folder: &Path) -> io::Result<()> {
    refuse_links(base, folder)?;
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

/// Brings the names in a folder to the disk. Where a system cannot do that
/// nothing is lost but this.
pub fn sync_folder(folder: &Path) {
    // The folder of a bare name is the one we are in.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let _ = File::open(folder).and_then(|it| it.sync_all());
}

/// Brings everything on the file system of a folder to the disk; false where
/// systems cannot do that at once.
///
/// # Errors
///
/// What the system says.
#[cfg(target_os = "linux")]
pub fn sync_file_system(folder: &Path) -> io::Result<bool> {
    rustix::fs::syncfs(File::open(folder)?)?;
    Ok(true)
}

/// Brings everything on the file system of a folder to the disk; false where
/// systems cannot do that at once.
///
/// # Errors
///
/// None here.
#[cfg(not(target_os = "linux"))]
pub fn sync_file_system(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// A file that takes the place of another when it is whole. Until then it has a
/// name of its own beside it, which begins with a dot; it goes when this is
/// dropped.
#[derive(Debug)]
pub struct PendingFile {
    base: PathBuf,
    path: PathBuf,
    /// Where it is until then.
    at: Option<PathBuf>,
    /// Locked, so that others can tell it from one that a killed program left.
    file: File,
}

impl PendingFile {
    /// Begins a file that will have this path.
    ///
    /// # Errors
    ///
    /// As [`refuse_links`].
    pub fn open(base: &Path, path: &Path) -> io::Result<Self> {
        refuse_links(base, path)?;
        let folder = path.parent().unwrap_or(base);
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let dot = if name.starts_with('.') { "" } else { "." };
        fs::create_dir_all(folder)?;
        for nth in 0..MAX_TRIES {
            let at = folder.join(format!("{dot}{name}.cuepoint-{nth}"));
            match File::create_new(&at) {
                Ok(file) => {
                    // Where files cannot be locked, others take another name.
                    let _ = file.try_lock();
                    let (base, path) = (base.to_owned(), path.to_owned());
                    return Ok(Self { base, path, at: Some(at), file });
                }
                Err(error) if error.kind() == ErrorKind::AlreadyExists => remove_left(&at),
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::new(ErrorKind::AlreadyExists, "too many temporary files are left there"))
    }

    /// Puts the file in place, durably.
    ///
    /// # Errors
    ///
    /// What the system says; then the old file is as it was.
    pub fn put_in_place(mut self) -> io::Result<()> {
        self.file.sync_all()?;
        refuse_links(&self.base, &self.path)?;
        if let Some(at) = &self.at {
            fs::rename(at, &self.path)?;
        }
        // From now on somebody else may use that name.
        self.at = None;
        if let Some(folder) = self.path.parent() {
            sync_folder(folder);
        }
        Ok(())
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if let Some(at) = &self.at {
            let _ = fs::remove_file(at);
        }
    }
}

/// Removes a temporary file that a killed program left, or a link in its place;
/// not one that is being written.
fn remove_left(at: &Path) {
    match at.symlink_metadata() {
        // What it leads to stays.
        Ok(it) if it.is_symlink() => return drop(fs::remove_file(at)),
        Ok(it) if it.is_file() => {}
        _ => return,
    }
    let Ok(file) = OpenOptions::new().write(true).open(at) else { return };
    if file.try_lock().is_ok() {
        let _ = fs::remove_file(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().flatten();
        let mut names: Vec<_> =
            names.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_replaced_whole_or_not_at_all() {
        let temp = tempfile::tempdir().unwrap();
        let (base, path) = (temp.path(), temp.path().join("a/lock"));
        replace(base, &path, b"one").unwrap();
        let mut pending = PendingFile::open(base, &path).unwrap();
        pending.write_all(b"tw").unwrap();
        drop(pending);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        replace(base, &path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(!create(base, &path, b"three").unwrap());
        assert_eq!(
            (fs::read(&path).unwrap().as_slice(), names(&base.join("a"))),
            (&b"two"[..], vec!["lock".to_owned()])
        );
    }

    #[test]
    fn what_a_killed_program_left_goes_and_what_another_writes_stays() {
        let temp = tempfile::tempdir().unwrap();
        let (base, path) = (temp.path(), temp.path().join("lock"));
        fs::write(base.join(".lock.cuepoint-0"), "left").unwrap();
        let other = PendingFile::open(base, &path).unwrap();
        assert_eq!(names(base), [".lock.cuepoint-1"]);
        replace(base, &path, b"mine").unwrap();
        assert_eq!(names(base), [".lock.cuepoint-1", "lock"]);
        other.put_in_place().unwrap();
        assert_eq!((names(base), fs::read(&path).unwrap()), (vec!["lock".to_owned()], Vec::new()));
    }

    #[cfg(unix)]
    #[test]
    fn no_component_below_the_base_may_be_a_link() {
        use std::os::unix::fs::symlink;
        let temp = tempfile::tempdir().unwrap();
        fs::create_dir_all(temp.path().join("real/in")).unwrap();
        symlink(temp.path().join("real"), temp.path().join("base")).unwrap();
        symlink("in", temp.path().join("real/link")).unwrap();
        symlink("gone", temp.path().join("real/nowhere")).unwrap();
        // The user named the base, whatever it is.
        let base = temp.path().join("base");
        for (path, is_free) in [
            ("in/x", true),
            ("new/x/y", true),
            ("link", false),
            ("link/x", false),
            ("nowhere", false),
            ("in/../link", false),
        ] {
            assert_eq!(refuse_links(&base, &base.join(path)).is_ok(), is_free, "{path}");
            assert_eq!(replace(&base, &base.join(path), b"x").is_ok(), is_free, "{path}");
        }
        assert!(refuse_links(&base, temp.path()).is_err());
        assert!(!temp.path().join("real/gone").exists());
        remove_file(&base, &base.join("link")).unwrap();
        assert!(base.join("in").exists() && !is_taken(&base.join("link")));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn linux_brings_a_whole_file_system_to_the_disk() {
        let temp = tempfile::tempdir().unwrap();
        assert!(sync_file_system(temp.path()).unwrap());
        assert!(sync_file_system(&temp.path().join("gone")).is_err());
    }
}
