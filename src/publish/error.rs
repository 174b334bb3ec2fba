//! Why a site could not be published.

use std::fmt;

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
    /// A file of the site went away meanwhile.
    Gone(String),
}

impl PublishError {
    /// A refusal. Whatever follows a `?` in addresses is left out.
    pub(super) fn host(doing: impl Into<String>, why: &impl fmt::Display) -> Self {
        let why = why.to_string();
        let words = why.split_whitespace().map(|it| match it.split_once('?') {
            Some((address, _)) if address.contains("://") => address,
            _ => it,
        });
        Self::Host { doing: doing.into(), why: words.collect::<Vec<_>>().join(" ") }
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
                    write!(f, "{}`{it}`", if nth == 0 { "" } else { ", " })?;
                }
                match paths.len().saturating_sub(5) {
                    0 => Ok(()),
                    more => write!(f, " and {more} more"),
                }
            }
            Self::Gone(path) => write!(f, "`{path}` went away while the site was published"),
        }
    }
}
