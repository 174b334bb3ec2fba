//! A branch of a git repository, by the user's own `git`: it holds the keys.
//!
//! The show is often a repository itself, and our clone lies in it. Git looks
//! for its repository upwards, so that a command that misses the clone by one
//! folder would work on the show: every command names the clone, and none is
//! run before git itself says that the clone is where we think.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::folder::Folder;
use super::{Host, PublishError, Surroundings};

/// Variables by which git is told of a repository, as in its hooks; ours is
/// another one. Source: `git rev-parse --local-env-vars`; those with settings
/// stay, since machines that publish keep their credentials in them.
const OF_A_REPOSITORY: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CEILING_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// A branch as a host: a folder that is checked out, and pushed in the end.
#[derive(Debug)]
pub(super) struct Git {
    folder: Folder,
    clone: Checkout,
    branch: String,
    /// What GitHub Pages wants beside the site.
    extra: Vec<(&'static str, String)>,
}

impl Git {
    /// Checks the branch out in the work folder; a branch that is not there
    /// begins empty.
    pub(super) fn open(
        remote: &str,
        branch: &str,
        around: &Surroundings<'_>,
    ) -> Result<Self, PublishError> {
        let url = address(remote, around)?;
        let clone = Checkout::begin(around.work, branch)?;
        clone.run(&["remote", "add", "origin", &url])?;
        let head = format!("refs/heads/{branch}");
        let heads = clone.run(&["ls-remote", "--heads", "origin", &head])?;
        if !heads.trim().is_empty() {
            clone.run(&["fetch", "--quiet", "--depth", "1", "origin", &head])?;
            clone.run(&["reset", "--quiet", "--hard", "FETCH_HEAD"])?;
        }
        let host = around.base.split_once("://").map_or("", |it| it.1);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        let own = host.contains('.') && !host.ends_with(".github.io");
        let mut extra = vec![(".nojekyll", String::new())];
        extra.extend(own.then(|| ("CNAME", format!("{host}\n"))));
        Ok(Self { folder: Folder::new(&clone.path), clone, branch: branch.to_owned(), extra })
    }
}

/// The address of a remote: `origin` and the like are names of the repository
/// around the show; other texts without a host are folders.
fn address(remote: &str, around: &Surroundings<'_>) -> Result<String, PublishError> {
    let of_show = |args: &[&str]| run(around.root, args).map(|it| it.trim_end().to_owned());
    let named = of_show(&["remote", "get-url", "--", remote]);
    let (url, from) = match named {
        Ok(url) => {
            let top = of_show(&["rev-parse", "--show-toplevel"]);
            (url, top.map_or_else(|_| around.root.to_owned(), PathBuf::from))
        }
        Err(error @ PublishError::Missing(_)) => return Err(error),
        Err(_) => (remote.to_owned(), around.from.to_owned()),
    };
    if !is_path(&url) {
        return Ok(url);
    }
    let folder = from.join(&url);
    match folder.canonicalize() {
        Ok(it) => Ok(it.to_string_lossy().into_owned()),
        Err(_) => Err(PublishError::Remote { name: remote.to_owned(), folder }),
    }
}

/// Whether git takes a text for a folder of this machine: it has no scheme,
/// and no host before a colon.
fn is_path(url: &str) -> bool {
    let before_slash = url.split('/').next().unwrap_or(url);
    Path::new(url).is_absolute() || !url.contains("://") && !before_slash.contains(':')
}

/// A repository of ours, and nobody else's.
#[derive(Debug)]
struct Checkout {
    /// Its top level, absolute and without links.
    path: PathBuf,
}

impl Checkout {
    /// Makes an empty repository below `work` whose first branch has a name.
    fn begin(work: &Path, branch: &str) -> Result<Self, PublishError> {
        let fail = |it| PublishError::host("find the work folder", &it);
        let work = work.canonicalize().map_err(fail)?;
        let path = work.join("branch");
        let text = path.to_string_lossy().into_owned();
        run(&work, &["init", "--quiet", "--initial-branch", branch, "--", &text])?;
        let clone = Self { path };
        clone.is_ours()?;
        Ok(clone)
    }

    /// Asks git which repository it finds here.
    fn is_ours(&self) -> Result<(), PublishError> {
        let top = run(&self.path, &["rev-parse", "--show-toplevel"])?;
        match Path::new(top.trim_end_matches(['\r', '\n'])).canonicalize() {
            Ok(top) if top == self.path => Ok(()),
            _ => Err(PublishError::host("use our clone", &"git finds another repository there")),
        }
    }

    /// Runs git on this repository; what it prints.
    fn run(&self, args: &[&str]) -> Result<String, PublishError> {
        self.is_ours()?;
        let folder = format!("--git-dir={}", self.path.join(".git").display());
        let tree = format!("--work-tree={}", self.path.display());
        // Bytes of the site are bytes of the branch.
        let own = [folder.as_str(), tree.as_str(), "-c", "core.autocrlf=false"];
        run(&self.path, &[&own, args].concat())
    }

    /// Whether git has a setting.
    fn knows(&self, setting: &str) -> bool {
        self.run(&["config", setting]).is_ok()
    }
}

/// Runs git in a folder; what it prints. The folder is an argument: a folder
/// that is not there and a program that is not there are two errors.
fn run(folder: &Path, args: &[&str]) -> Result<String, PublishError> {
    let name = args.iter().find(|it| !it.starts_with('-') && !it.contains('='));
    let doing = format!("run `git {}`", name.unwrap_or(&""));
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(args).env("GIT_TERMINAL_PROMPT", "0");
    for it in OF_A_REPOSITORY {
        command.env_remove(it);
    }
    let done = command.output().map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            PublishError::Missing("`git` is not installed; publishing to a branch needs it")
        }
        _ => PublishError::host(&*doing, &error),
    })?;
    match done.status.success() {
        true => Ok(String::from_utf8_lossy(&done.stdout).into_owned()),
        false => Err(PublishError::host(doing, &bare(&String::from_utf8_lossy(&done.stderr)))),
    }
}

/// What git says, without passwords in addresses.
fn bare(text: &str) -> String {
    let words = text.split_whitespace().map(|word| match word.split_once("://") {
        Some((scheme, rest)) if rest.contains('@') => {
            let host = rest.split_once('@').map_or(rest, |it| it.1);
            format!("{scheme}://{host}")
        }
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

impl Host for Git {
    fn files(&self) -> Result<BTreeMap<String, String>, PublishError> {
        self.folder.files()
    }

    fn get(&self, path: &str) -> Result<Option<Vec<u8>>, PublishError> {
        self.folder.get(path)
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<(), PublishError> {
        self.folder.put(path, bytes)
    }

    fn delete(&self, path: &str) -> Result<(), PublishError> {
        self.folder.delete(path)
    }

    fn end(&self) -> Result<(), PublishError> {
        for (name, text) in &self.extra {
            if self.folder.get(name)?.is_none() {
                self.folder.put(name, text.as_bytes())?;
            }
        }
        // Also what somebody's git ignores everywhere: the site needs all of it.
        self.clone.run(&["add", "--all", "--force", "--", "."])?;
        if self.clone.run(&["status", "--porcelain"])?.trim().is_empty() {
            return Ok(());
        }
        // Whoever has no name in git's settings still has a site.
        let named = self.clone.knows("user.email");
        let name = ["-c", "user.name=cuepoint", "-c", "user.email=cuepoint@localhost"];
        let commit = ["commit", "--quiet", "--message", "Publish the site"];
        let commit = [if named { &[][..] } else { &name[..] }, &commit[..]].concat();
        self.clone.run(&commit)?;
        let to = format!("HEAD:refs/heads/{}", self.branch);
        self.clone.run(&["push", "--quiet", "origin", &to]).map(drop)
    }

    fn has_folders(&self) -> bool {
        true
    }

    fn is_all_or_nothing(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_told_from_hosts_as_git_does() {
        for (text, expected) in [
            ("../site.git", true),
            ("site.git", true),
            ("/srv/a:b.git", true),
            ("./a:b.git", true),
            ("git@host.example:a/b.git", false),
            ("host:b", false),
            ("https://host.example/a.git", false),
            ("file:///srv/a.git", false),
        ] {
            assert_eq!(is_path(text), expected, "{text}");
        }
    }
}
