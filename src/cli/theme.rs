//! `cuepoint theme`: the files of the theme, to list and to copy beside one's
//! own.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::ExitStatus;
use crate::amend::{self, NewFile};
use crate::pipeline;

/// Arguments of `cuepoint theme`.
#[derive(Debug, Args)]
pub(super) struct Theme {
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// List the files that a show may replace; so does no flag at all.
    #[arg(long)]
    list: bool,
    /// Copy a file of the theme beside `show.toml`, where it replaces the theme's.
    #[arg(long, value_name = "NAME", conflicts_with = "list")]
    copy: Option<String>,
}

pub(super) fn run(args: &Theme, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    match &args.copy {
        Some(name) => copy(args, name, err),
        None => {
            for (path, _) in pipeline::theme_files() {
                let is_own = args.root.join(&path).is_file();
                let note = if is_own { "  replaced by the show's" } else { "" };
                let _ = writeln!(out, "{path}{note}");
            }
            ExitStatus::Clean
        }
    }
}

fn copy(args: &Theme, name: &str, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let is_it = |path: &str| path == name || path.split_once('/').is_some_and(|it| it.1 == name);
    let Some((path, bytes)) = pipeline::theme_files().find(|it| is_it(&it.0)) else {
        let _ = writeln!(err, "error: the theme has no file `{name}`");
        let _ = writeln!(err, "hint: `cuepoint theme --list` says which there are");
        return ExitStatus::Failure;
    };
    match amend::create(&args.root, &[NewFile::new(&path, bytes)]) {
        Ok(created) if created.made.is_empty() => {
            let _ = writeln!(err, "error: `{path}` is there already; it stays as it is");
            ExitStatus::Failure
        }
        Ok(_) => {
            let _ = writeln!(err, "made {path}");
            if let Some(name) = path.strip_prefix("templates/") {
                let _ = writeln!(
                    err,
                    "to change a part only, write `{{% extends \"built-in/{name}\" %}}` and the blocks that differ"
                );
            }
            ExitStatus::Clean
        }
        Err(error) => {
            let _ = writeln!(err, "error: cannot write `{path}`: {error}");
            ExitStatus::Failure
        }
    }
}
