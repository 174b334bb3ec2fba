//! Why a folder cannot be published to.

use std::fmt;
use std::path::PathBuf;

use crate::path::SitePath;

/// Why the output folder cannot be written. Nothing was published.
#[derive(Debug)]
pub enum OutputError {
    /// The system refuses.
    Io {
        /// What was being done, and where.
        doing: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Files that somebody else put there stand in the way.
    NotOurs(Vec<SitePath>),
    /// The output folder holds the sources.
    HoldsSources(PathBuf),
    /// Another build writes there right now.
    Busy(PathBuf),
    /// The output folder holds something, and nothing that we wrote.
    NotEmpty(PathBuf),
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { doing, error } => write!(f, "cannot {doing}: {error}"),
            Self::NotOurs(paths) => {
                let shown: Vec<_> =
                    paths.iter().take(3).map(|it| format!("`{}`", it.as_str())).collect();
                let more = paths.len().saturating_sub(shown.len());
                write!(
                    f,
                    "the output folder holds files that cuepoint did not write: {}",
                    shown.join(", ")
                )?;
                if 0 < more { write!(f, " and {more} more") } else { Ok(()) }
            }
            Self::HoldsSources(path) => {
                write!(f, "the output folder `{}` holds sources of the show", path.display())
            }
            Self::Busy(path) => write!(f, "another build writes to `{}` right now", path.display()),
            Self::NotEmpty(path) => write!(
                f,
                "the output folder `{}` is not empty, and nothing in it is cuepoint's",
                path.display()
            ),
        }
    }
}
