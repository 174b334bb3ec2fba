//! `cuepoint next-due`: when the next build matters.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::{ExitStatus, moment};
use crate::pipeline;

/// Arguments of `cuepoint next-due`.
#[derive(Debug, Args)]
pub(super) struct NextDue {
    /// The folder with the show's files.
    #[arg(default_value = ".")]
    root: PathBuf,
}

pub(super) fn run(args: &NextDue, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let now = moment();
    let episodes = pipeline::load_every(&args.root).episodes;
    let shown = episodes.iter().map(|it| &it.episode).filter(|it| !it.draft);
    let next = shown.filter_map(|it| pipeline::due(it.published, it.date)).filter(|it| now < *it);
    match next.min() {
        Some(next) => drop(writeln!(out, "{next}")),
        None => drop(writeln!(err, "no episode has a date in the future")),
    }
    ExitStatus::Clean
}
