//! New files of a show.

use std::io::{ErrorKind, Write};
use std::path::Path;

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
/// stays as it is, whatever it holds.
///
/// # Errors
///
/// When the system refuses; files that were made until then stay.
#[expect(clippy::disallowed_methods, reason = "the user asked for these files")]
pub fn create(root: &Path, files: &[NewFile]) -> std::io::Result<Created> {
    let mut created = Created::default();
    for it in files {
        let path = it.path.split('/').fold(root.to_owned(), |path, part| path.join(part));
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        match std::fs::File::create_new(&path) {
            Ok(mut file) => {
                file.write_all(&it.bytes)?;
                created.made.push(it.path.clone());
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                created.kept.push(it.path.clone());
            }
            Err(error) => return Err(error),
        }
    }
    Ok(created)
}
