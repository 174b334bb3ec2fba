//! `cuepoint lock`: what subscribers know, to be looked at, bound and mended.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args;

use super::build::Format;
use super::report::plural;
use super::{ExitStatus, addresses, report};
use crate::amend::{self, Change};
use crate::cache::Cache;
use crate::check;
use crate::output;
use crate::path::SitePath;
use crate::pipeline::{self, Built, LockFile};

/// Lines that CI is told to commit, one by one.
const LINES: usize = 400;

/// Arguments of `cuepoint lock`.
#[derive(Debug, Args)]
pub(super) struct LockCommand {
    /// The folder with the show's files.
    #[arg(default_value = ".")]
    root: PathBuf,
    /// The site is out: from now on what `feed.lock` says binds.
    #[arg(long)]
    published: bool,
    /// Mend what a merge left in `feed.lock`.
    #[arg(long)]
    merge: bool,
    /// Take over the addresses of a built site, so that links to them go on working.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["merge", "published"])]
    from: Option<PathBuf>,
}

pub(super) fn run(args: &LockCommand, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    let file = match pipeline::read_lock(&args.root) {
        Ok(Some(file)) => file,
        Ok(None) => {
            let _ = writeln!(err, "error: there is no `feed.lock` in `{}`", args.root.display());
            let _ = writeln!(
                err,
                "hint: `cuepoint build` writes it, where `base-url` says where the site lives"
            );
            return ExitStatus::Failure;
        }
        Err(error) => {
            let _ = writeln!(err, "error: cannot read `feed.lock`: {error}");
            return ExitStatus::Failure;
        }
    };
    if args.merge {
        return merge(&file, &args.root, err);
    }
    report::problems(&file.problems, Format::Human, true, out, err);
    if !file.problems.is_empty() {
        return ExitStatus::Problems;
    }
    if let Some(site) = &args.from {
        return take_over(&args.root, site, err);
    }
    if args.published {
        return publish(&file, &args.root, err);
    }
    list(&file, out);
    ExitStatus::Clean
}

fn take_over(root: &Path, site: &Path, err: &mut dyn Write) -> ExitStatus {
    let taken = match output::is_built(site) {
        true => addresses::take_over(root, site, err),
        false => Err(format!("there is no site of cuepoint in `{}`", site.display())),
    };
    match taken {
        Ok(()) => ExitStatus::Clean,
        Err(message) => {
            let _ = writeln!(err, "error: {message}");
            ExitStatus::Failure
        }
    }
}

/// Every entry, a line each.
fn list(file: &LockFile, out: &mut dyn Write) {
    for it in &file.lock.episodes {
        let state = match () {
            () if it.is_gone => " (gone)",
            () if !file.lock.binds() => " (not published yet)",
            () => "",
        };
        let _ = writeln!(out, "{}  {}{state}", it.guid, it.name());
    }
}

fn merge(file: &LockFile, root: &Path, err: &mut dyn Write) -> ExitStatus {
    let addresses = match pipeline::merged_addresses(root) {
        Ok(change) => change,
        Err(error) => {
            let _ = writeln!(err, "error: cannot read `addresses.lock`: {error}");
            return ExitStatus::Failure;
        }
    };
    match file.merged(root) {
        Ok(change) => {
            let changes: Vec<Change> = change.into_iter().chain(addresses).collect();
            if changes.is_empty() {
                let _ = writeln!(err, "there is nothing to mend");
            }
            let mut written = changes.iter().map(|it| write(root, it, err));
            written.find(|it| *it != ExitStatus::Clean).unwrap_or(ExitStatus::Clean)
        }
        Err(problems) => {
            for it in problems {
                let _ = writeln!(err, "error: {it}");
            }
            let _ = writeln!(err, "nothing was changed");
            ExitStatus::Problems
        }
    }
}

fn publish(file: &LockFile, root: &Path, err: &mut dyn Write) -> ExitStatus {
    match file.published(root) {
        Some(change) => {
            let status = write(root, &change, err);
            addresses::take_over_once(root, &root.join("dist"), err);
            status
        }
        None => {
            let _ = writeln!(err, "it binds already");
            ExitStatus::Clean
        }
    }
}

fn write(root: &Path, change: &Change, err: &mut dyn Write) -> ExitStatus {
    match amend::apply(root, change) {
        Ok(()) => {
            let _ = write!(err, "{}", change.diff);
            ExitStatus::Clean
        }
        Err(error) => {
            let _ = writeln!(err, "error: cannot write `{}`: {error}", change.path.display());
            ExitStatus::Failure
        }
    }
}

/// Whether `feed.lock` can be understood: what is published without it binds
/// nothing. The error says what is wrong.
#[cfg(feature = "publish")]
pub(super) fn is_sound(root: &Path, is_settled: bool) -> Result<(), String> {
    match pipeline::read_lock(root) {
        Ok(Some(file)) if file.problems.is_empty() => Ok(()),
        Ok(Some(file)) => Err(format!(
            "`feed.lock`: {}\nhint: nothing was published; `cuepoint lock` says more",
            file.problems.first().map(|it| it.message.as_str()).unwrap_or_default()
        )),
        Ok(None) if is_settled => Err(
            "there is no `feed.lock`, which remembers what subscribers know\nhint: nothing was published; build the site, or take the file out of version control again"
                .to_owned(),
        ),
        Ok(None) => Ok(()),
        Err(error) => Err(format!("cannot read `feed.lock`: {error}\nhint: nothing was published")),
    }
}

/// Lets what is being published bind; what changed in `feed.lock`.
#[cfg(feature = "publish")]
pub(super) fn bind(root: &Path, err: &mut dyn Write) -> Option<Change> {
    let file = pipeline::read_lock(root).ok().flatten()?;
    if !file.problems.is_empty() || file.lock.binds() {
        return None;
    }
    let change = file.published(root)?;
    write(root, &change, err);
    Some(change)
}

/// Takes that back: nothing was published after all.
#[cfg(feature = "publish")]
pub(super) fn unbind(root: &Path, bound: &Change, err: &mut dyn Write) {
    let Change { path, before, text, .. } = bound.clone();
    let diff = "feed.lock stays as it was: nothing was published\n".to_owned();
    write(root, &Change { path, before: text, text: before, diff }, err);
}

/// Says which lines of the lock are to be committed.
pub(super) fn say_lines(change: &Change, err: &mut dyn Write) {
    let name = change.path.file_name().unwrap_or_default().display().to_string();
    let lines = match name.as_str() {
        "feed.lock" => amend::lines_of(change),
        _ => amend::lines_of_addresses(change),
    };
    let n_lines = lines.lines().count();
    let _ =
        writeln!(err, "{name} changes; commit these lines, or the next build does not know them:");
    for line in lines.lines().take(LINES) {
        let _ = writeln!(err, "{line}");
    }
    if LINES < n_lines {
        let _ =
            writeln!(err, "… and {}; build where you can commit", plural(n_lines - LINES, "line"));
    }
}

/// Why a build without `feed.lock` must not replace the site in `out`: its
/// feed has GUIDs that the new one lacks.
pub(super) fn lost(built: &Built, (root, out): (&Path, &Path), cache: &Cache) -> Option<String> {
    let change = built.lock.as_ref().filter(|it| it.before.is_empty())?;
    // Addresses are remembered from the first publication on.
    if pipeline::has_addresses(root) {
        return Some(
            "there is no `feed.lock`, though `addresses.lock` says that the show is published\n\
             hint: take the file out of version control again\n\
             hint: or build once with `--accept-feed-changes`: then subscribers get every episode anew, if their GUIDs were others"
                .to_owned(),
        );
    }
    if !pipeline::had_lock(cache) {
        return None;
    }
    let feeds = output::published_files(out).into_iter().map(|it| it.0);
    let feeds = feeds.filter(|it| it.as_str().rsplit('/').next() == Some("feed.xml"));
    let lost: usize = feeds.map(|it| n_lost(out, &it, change)).sum();
    (0 < lost).then(|| {
        format!(
            "there is no `feed.lock`, and the feed in `{}` has {} that the new one would not have\n\
             hint: take the file out of version control again\n\
             hint: if nobody has subscribed yet, build once with `--accept-feed-changes`",
            out.display(),
            plural(lost, "GUID")
        )
    })
}

/// GUIDs of a published feed that a lock does not hold.
fn n_lost(out: &Path, feed: &SitePath, change: &Change) -> usize {
    let bytes = output::published(out, feed).unwrap_or_default();
    let guids = check::guids(&String::from_utf8_lossy(&bytes));
    guids.iter().filter(|it| !change.text.contains(it.as_str())).count()
}
