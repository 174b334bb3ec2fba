//! A finished site → a host: what differs goes there, in an order in which no
//! page leads to what is not there yet.
//!
//! `plan` is pure; a [`Host`] is a kind of place, one file each. What was
//! published is listed in a ledger at the host, which is written before
//! anything changes: only files on it are ever replaced or removed, and a run
//! that is cut off is gone on with by the next. Secrets are arguments, and in
//! no message.

mod error;
mod folder;
mod git;
mod ping;
mod plan;
mod s3;
mod ssh;
mod types;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

pub use error::PublishError;
pub use ping::{hubs, messenger, ping};
pub use plan::{Foreign, Plan, Step, There, plan};
pub use s3::Store;

use crate::path::SitePath;
use crate::source;

/// The ledger's name at a host.
pub const LEDGER: &str = crate::path::PUBLISHED_LEDGER;

/// What stands in place of a sum for a link at a host. It is never followed.
pub const LINK: &str = "";

/// A finished site.
pub trait Site: Sync {
    /// Where it lies.
    fn folder(&self) -> &Path;
    /// Every file of it with its bytes.
    fn files(&self) -> Vec<(SitePath, u64)>;
    /// The content of a file.
    fn read(&self, path: &SitePath) -> Option<Vec<u8>>;
}

/// A place where sites live. Paths are below the site's root, with `/`.
pub trait Host: Sync {
    /// Every file that is there, and the MD5 of its content in hexadecimal;
    /// [`LINK`] for links.
    ///
    /// # Errors
    ///
    /// When the host cannot be asked.
    fn files(&self) -> Result<BTreeMap<String, String>, PublishError>;

    /// A file of the host, if it is there.
    ///
    /// # Errors
    ///
    /// When the host cannot be asked.
    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError>;

    /// Puts a file there, whole or not at all.
    ///
    /// # Errors
    ///
    /// When the host refuses, after some tries.
    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// As [`Host::put`].
    fn delete(&self, path: &str) -> Result<(), PublishError>;

    /// Puts files of a site there, in any order.
    ///
    /// # Errors
    ///
    /// As [`Host::put`].
    fn put_all(&self, site: &dyn Site, paths: &[&str]) -> Result<(), PublishError> {
        paths.par_iter().try_for_each(|path| {
            let own = SitePath::new(path).and_then(|it| site.read(&it));
            let bytes = own.ok_or_else(|| PublishError::Gone((*path).to_owned()))?;
            self.put(path, &bytes)
        })
    }

    /// Removes what runs that were killed left on its way.
    ///
    /// # Errors
    ///
    /// As [`Host::put`].
    fn tidy(&self) -> Result<(), PublishError> {
        Ok(())
    }

    /// Whether paths are folders and files there: a file cannot be where a
    /// folder is.
    fn has_folders(&self) -> bool {
        false
    }

    /// Whether nothing is published before [`Host::end`].
    fn is_all_or_nothing(&self) -> bool {
        false
    }

    /// Makes what was done last, where that takes a step of its own.
    ///
    /// # Errors
    ///
    /// As [`Host::put`].
    fn end(&self) -> Result<(), PublishError> {
        Ok(())
    }
}

/// Where a site is to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A folder of this machine.
    Folder(PathBuf),
    /// `s3://BUCKET/PREFIX`.
    S3 {
        /// The bucket.
        bucket: String,
        /// Begins every key; empty, or with `/` at the end.
        prefix: String,
    },
    /// `git:REMOTE#BRANCH`.
    Git {
        /// What `git` calls the repository.
        remote: String,
        /// The branch; `gh-pages` unless given.
        branch: String,
    },
    /// `ssh:HOST:FOLDER`.
    Ssh {
        /// What `ssh` calls the machine.
        host: String,
        /// The folder there.
        folder: String,
    },
}

impl Target {
    /// Reads a target; `None` for one that names no place.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix("s3://") {
            let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
            let prefix = prefix.trim_matches('/');
            let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
            return (!bucket.is_empty()).then(|| Self::S3 { bucket: bucket.to_owned(), prefix });
        }
        if let Some(rest) = text.strip_prefix("git:") {
            let (remote, branch) = rest.rsplit_once('#').unwrap_or((rest, "gh-pages"));
            // What looks like an option would be one.
            let is_sound = |it: &str| !it.is_empty() && !it.starts_with('-');
            let (remote, branch) = (remote.to_owned(), branch.to_owned());
            return (is_sound(&remote) && is_sound(&branch))
                .then_some(Self::Git { remote, branch });
        }
        if let Some(rest) = text.strip_prefix("ssh:") {
            let (host, folder) = rest.split_once(':')?;
            let is_sound = !host.is_empty() && !folder.is_empty() && !host.starts_with('-');
            let (host, folder) = (host.to_owned(), folder.trim_end_matches('/').to_owned());
            return is_sound.then_some(Self::Ssh { host, folder });
        }
        (!text.is_empty() && !text.contains("://")).then(|| Self::Folder(PathBuf::from(text)))
    }

    /// The host.
    ///
    /// # Errors
    ///
    /// When the host cannot be reached, or credentials are missing.
    pub fn open(&self, around: &Surroundings<'_>) -> Result<Box<dyn Host>, PublishError> {
        Ok(match self {
            Self::Folder(path) => {
                let path = around.from.join(path);
                folder::without_links(&path, around.root)?;
                if folder::holds(&path, around.root) || source::is_reserved(around.root, &path) {
                    return Err(PublishError::Sources(path));
                }
                Box::new(folder::Folder::new(&path))
            }
            Self::S3 { bucket, prefix } => Box::new(s3::S3::new(around.store, bucket, prefix)?),
            Self::Git { remote, branch } => Box::new(git::Git::open(remote, branch, around)?),
            Self::Ssh { host, folder } => Box::new(ssh::Ssh::new(host, folder)),
        })
    }
}

/// What a target is opened with. All paths are absolute.
#[derive(Clone, Copy)]
pub struct Surroundings<'a> {
    /// What relative targets are relative to: the user's folder for one that
    /// was typed, the show's for one of its settings.
    pub from: &'a Path,
    /// The show's folder.
    pub root: &'a Path,
    /// An empty folder of ours for what has to lie on this disk.
    pub work: &'a Path,
    /// The address of the site.
    pub base: &'a str,
    /// What is known of stores that speak S3.
    pub store: &'a Store,
}

/// The MD5 of bytes in hexadecimal: what stores call a file by. It tells what
/// changed, and is no protection against anybody.
#[must_use]
pub fn sum(bytes: &[u8]) -> String {
    use md5::Digest;
    md5::Md5::digest(bytes).iter().fold(String::new(), |mut text, it| {
        let _ = write!(text, "{it:02x}");
        text
    })
}

/// Which files that are there were put there by us; `None` where nothing ever
/// was.
///
/// # Errors
///
/// When the host cannot be asked.
pub fn ledger(host: &dyn Host) -> Result<Option<BTreeSet<String>>, PublishError> {
    let text = host.get(LEDGER)?;
    Ok(text.map(|it| String::from_utf8_lossy(&it).lines().map(str::to_owned).collect()))
}

/// Does what is planned. `tell` hears how many files of how many are done.
///
/// # Errors
///
/// When the host refuses; the next run goes on from there.
pub fn apply(
    plan: &Plan,
    site: &dyn Site,
    host: &dyn Host,
    tell: &dyn Fn(&str, usize),
) -> Result<(), PublishError> {
    let list = |paths: &mut dyn Iterator<Item = &String>| {
        paths.fold(String::new(), |mut text, it| {
            let _ = writeln!(text, "{it}");
            text
        })
    };
    host.tidy()?;
    let union: BTreeSet<String> = plan.site.union(&plan.ours).cloned().collect();
    if plan.is_empty() && plan.site == plan.ours {
        return Ok(());
    }
    // From here on an interruption must not make our files foreign.
    host.put(LEDGER, list(&mut union.iter()).as_bytes())?;
    for it in &plan.blocking {
        host.delete(it)?;
    }
    for step in Step::ALL {
        let paths: Vec<&str> = plan.of(step);
        if !paths.is_empty() {
            tell(step.name(), paths.len());
            host.put_all(site, &paths)?;
        }
    }
    if !plan.removed.is_empty() {
        tell("removed", plan.removed.len());
        for it in plan.removed.iter().filter(|it| !plan.blocking.contains(*it)) {
            host.delete(it)?;
        }
    }
    host.put(LEDGER, list(&mut plan.site.iter()).as_bytes())?;
    host.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read() {
        let s3 = |bucket: &str, prefix: &str| {
            Some(Target::S3 { bucket: bucket.into(), prefix: prefix.into() })
        };
        let git = |remote: &str, branch: &str| {
            Some(Target::Git { remote: remote.into(), branch: branch.into() })
        };
        for (text, expected) in [
            ("s3://b", s3("b", "")),
            ("s3://b/a/c/", s3("b", "a/c/")),
            ("s3://", None),
            ("git:origin", git("origin", "gh-pages")),
            ("git:git@h.example:a/b.git#site", git("git@h.example:a/b.git", "site")),
            ("git:--upload-pack=x", None),
            ("ssh:-oProxyCommand=x:/f", None),
            ("/srv/www", Some(Target::Folder("/srv/www".into()))),
            ("ftp://a.example", None),
            ("", None),
        ] {
            assert_eq!(Target::parse(text), expected, "{text}");
        }
    }
}
