//! What is kept beside the output, on the same disk: none of it is published.

use std::path::{Path, PathBuf};

use super::{OutputError, files};

/// An empty folder of ours beside the output, for what takes a disk. It goes
/// when this is dropped.
#[derive(Debug)]
pub struct WorkFolder {
    path: PathBuf,
    /// Keeps others out; the folder goes with it.
    _lock: files::Lock,
}

impl WorkFolder {
    /// Makes the folder for what is done with a finished site.
    ///
    /// # Errors
    ///
    /// [`OutputError::Io`] when it cannot be made, [`OutputError::Busy`] while
    /// somebody else works there.
    pub fn open(out: &Path) -> Result<Self, OutputError> {
        Self::named(out, "work")
    }

    /// Makes the folder for some purpose, with that name.
    pub(super) fn named(out: &Path, what: &str) -> Result<Self, OutputError> {
        let path = beside(out, what);
        let lock = files::fresh_folder(&path, out)?;
        Ok(Self { path, _lock: lock })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// A text that is kept beside the output from one run to the next.
#[must_use]
pub fn read_beside(out: &Path, what: &str) -> Option<String> {
    String::from_utf8(files::read(&beside(out, what))?).ok()
}

/// Keeps a text beside the output.
///
/// # Errors
///
/// [`OutputError::Io`].
pub fn write_beside(out: &Path, what: &str, text: &str) -> Result<(), OutputError> {
    let path = beside(out, what);
    files::replace(path.parent().unwrap_or(out), &path, text.as_bytes())
}

/// A folder of ours beside the output, on the same disk.
pub(super) fn beside(out: &Path, what: &str) -> PathBuf {
    let name = out.file_name().map_or_else(|| "site".into(), |it| it.to_string_lossy());
    out.with_file_name(format!(".{name}.cuepoint-{what}"))
}
