//! `cuepoint files`: what each file of a folder is taken for, and why.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::build::Format;
use super::{ExitStatus, report};
use crate::diag::Severity;
use crate::pipeline::{self, Listing};

/// Arguments of `cuepoint files`.
#[derive(Debug, Args)]
pub(super) struct Files {
    /// The folder with the show's files.
    #[arg(default_value = ".")]
    root: PathBuf,
    /// Where the site goes: it is no source; `dist` in ROOT unless given.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// List only what is left out.
    #[arg(long)]
    left_out: bool,
    /// How the list is printed: `json` has an object a file.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

pub(super) fn run(args: &Files, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let site = args.out.clone().unwrap_or_else(|| args.root.join("dist"));
    let (mut all, problems) = pipeline::listings(&args.root, &site);
    if args.left_out {
        all.retain(|it| it.episode.is_none() && it.kind == "left out");
    }
    match args.format {
        Format::Json => {
            for it in &all {
                let _ = writeln!(out, "{}", serde_json::to_string(it).unwrap_or_default());
            }
        }
        Format::Human | Format::Github => {
            report::problems(&problems, Format::Human, false, out, err);
            table(&all, out);
        }
    }
    match problems.iter().any(|it| it.severity == Severity::Error) {
        true => ExitStatus::Problems,
        false => ExitStatus::Clean,
    }
}

/// Kind, episode, path and reason, in columns.
fn table(all: &[Listing], out: &mut dyn Write) {
    let episode = |it: &Listing| match (&it.show, &it.episode) {
        (Some(show), Some(episode)) => format!("{show} {episode}"),
        (None, Some(episode)) => episode.clone(),
        _ => "-".to_owned(),
    };
    let width = |of: &dyn Fn(&Listing) -> usize| all.iter().map(of).max().unwrap_or(0).min(60);
    let kinds = width(&|it| it.kind.len());
    let episodes = width(&|it| episode(it).chars().count());
    let paths = width(&|it| it.path.chars().count());
    for it in all {
        let Listing { kind, path, why, .. } = it;
        let episode = episode(it);
        let _ = writeln!(out, "{kind:kinds$}  {episode:episodes$}  {path:paths$}  {why}");
    }
}
