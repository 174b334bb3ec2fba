//! A branch of a git repository, by the user's own `git`: it holds the keys.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::folder::Folder;
use super::{Host, PublishError};

/// A branch as a host: a folder that is checked out, and pushed in the end.
#[derive(Debug)]
pub(super) struct Git {
    folder: Folder,
    path: PathBuf,
    branch: String,
    /// What GitHub Pages wants beside the site.
    extra: Vec<(&'static str, String)>,
}

impl Git {
    /// Checks the branch out below `work`; a branch that is not there begins
    /// empty.
    pub(super) fn open(
        remote: &str,
        branch: &str,
        base: &str,
        work: &Path,
    ) -> Result<Self, PublishError> {
        let path = work.join("branch");
        let text = path.to_string_lossy().into_owned();
        // `origin` and the like are names of the repository around the show.
        let known = run(Path::new("."), &["remote", "get-url", "--", remote]);
        let url = known.map_or_else(|_| remote.to_owned(), |it| it.trim().to_owned());
        let heads = run(work, &["ls-remote", "--heads", "--", &url, branch])?;
        if heads.trim().is_empty() {
            run(work, &["init", "--quiet", "--initial-branch", branch, "--", &text])?;
            run(&path, &["remote", "add", "origin", &url])?;
        } else {
            let clone = ["clone", "--quiet", "--depth", "1", "--branch", branch, "--", &url, &text];
            run(work, &clone)?;
        }
        let host = base.split_once("://").map_or("", |it| it.1);
        let host = host.split(['/', ':']).next().unwrap_or_default();
        let own = host.contains('.') && !host.ends_with(".github.io");
        let mut extra = vec![(".nojekyll", String::new())];
        extra.extend(own.then(|| ("CNAME", format!("{host}\n"))));
        Ok(Self { folder: Folder::new(&path), path, branch: branch.to_owned(), extra })
    }
}

/// Runs git; what it prints.
fn run(folder: &Path, args: &[&str]) -> Result<String, PublishError> {
    let doing = format!("run `git {}`", args.first().unwrap_or(&""));
    let done = Command::new("git")
        .args(args)
        .current_dir(folder)
        .env("GIT_TERMINAL_PROMPT", "0")
        .output()
        .map_err(|it| PublishError::host(&*doing, &it))?;
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
        run(&self.path, &["add", "--all"])?;
        if run(&self.path, &["status", "--porcelain"])?.trim().is_empty() {
            return Ok(());
        }
        // Whoever has no name in git's settings still has a site.
        let named = run(&self.path, &["config", "user.email"]).is_ok();
        let name = ["-c", "user.name=cuepoint", "-c", "user.email=cuepoint@localhost"];
        let commit = ["commit", "--quiet", "--message", "Publish the site"];
        let commit = [if named { &[][..] } else { &name[..] }, &commit[..]].concat();
        run(&self.path, &commit)?;
        run(
            &self.path,
            &["push", "--quiet", "origin", &format!("HEAD:refs/heads/{}", self.branch)],
        )?;
        Ok(())
    }
}
