//! Why a site could not be published.

use std::fmt;
use std::path::PathBuf;

use crate::diag::printable;

/// Why a site could not be published.
#[derive(Debug)]
pub enum PublishError {
    /// A host refused, or gave no answer.
    Host {
        /// What was tried: `put feed.xml`.
        doing: String,
        /// What it said, without addresses: they may hold signatures.
        why: String,
    },
    /// Something that only the user can give is missing.
    Missing(&'static str),
    /// Files of somebody else are in the way.
    Foreign(Vec<String>),
    /// A link at a host that stands where a folder of the site would be.
    Link(PathBuf),
    /// A folder that holds the show's sources.
    Sources(PathBuf),
    /// What is named as a repository is none.
    Remote {
        /// As it was named.
        name: String,
        /// Where it would be, as a folder.
        folder: PathBuf,
    },
    /// A file of the site went away meanwhile.
    Gone(String),
}

impl PublishError {
    /// A refusal. Whatever follows a `?` in addresses is left out, and what
    /// could repaint a terminal: the words are a server's.
    pub(super) fn host(doing: impl Into<String>, why: &impl fmt::Display) -> Self {
        let why = why.to_string();
        let words = why.split_whitespace().map(|it| match it.split_once('?') {
            Some((address, _)) if address.contains("://") => address,
            _ => it,
        });
        let why = printable(&words.collect::<Vec<_>>().join(" "));
        Self::Host { doing: doing.into(), why }
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host { doing, why } => write!(f, "cannot {doing}: {why}"),
            Self::Missing(what) => f.write_str(what),
            Self::Foreign(paths) => {
                write!(f, "files of somebody else are in the way: ")?;
                for (nth, it) in paths.iter().take(5).enumerate() {
                    write!(f, "{}`{}`", if nth == 0 { "" } else { ", " }, printable(it))?;
                }
                match paths.len().saturating_sub(5) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::Link(path) => {
                write!(f, "`{}` is a link, and nothing goes through links", path.display())
            }
            Self::Sources(path) => {
                write!(f, "`{}` holds the sources of the show", path.display())
            }
            Self::Remote { name, folder } => write!(
                f,
                "`{name}` is no remote of the repository around the show, and `{}` is no folder",
                folder.display()
            ),
            Self::Gone(path) => write!(f, "`{path}` went away while the site was published"),
        }
    }
}
