//! `cuepoint diff`: what changes between two builds, for a pull request.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::ExitStatus;
use super::check::Folder;
use crate::check;

/// Arguments of `cuepoint diff`.
#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The folder of a built site.
    old: PathBuf,
    /// The folder of another build of it.
    new: PathBuf,
}

pub(super) fn run(args: &Diff, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    for it in [&args.old, &args.new] {
        if !it.is_dir() {
            let _ = writeln!(err, "error: there is no site in `{}`", it.display());
            return ExitStatus::Failure;
        }
    }
    let found = check::difference(&Folder(&args.old), &Folder(&args.new));
    let _ = write!(out, "{}", found.to_markdown());
    ExitStatus::Clean
}
