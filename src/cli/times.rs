//! `cuepoint times`: where the items of the notes are talked about, to be
//! looked at, kept, checked and mended.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::ExitStatus;
use super::report::is_any_unknown;
use crate::align::{self, TimeProblem, Wrong};
use crate::amend::{self, Change};
use crate::model::{Episode, Evidence, Placement};
use crate::pipeline::{self, Timed};
use crate::time::Timestamp;

/// Arguments of `cuepoint times`.
#[derive(Debug, Args)]
pub(super) struct Times {
    /// Numbers of episodes, or parts of their titles; all unless given.
    episodes: Vec<String>,
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Keep the times that were found in `times.toml` beside the notes.
    #[arg(long)]
    write: bool,
    /// Exit with 1 if stated times cannot be right.
    #[arg(long)]
    check: bool,
    /// Mend stated times where only one thing can be meant.
    #[arg(long)]
    fix: bool,
}

pub(super) fn run(args: &Times, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let mut status = ExitStatus::Clean;
    let archive = pipeline::load_every(&args.root);
    let is_known = |it: &str| archive.episodes.iter().any(|of| is_called(it, &of.episode));
    if is_any_unknown(&args.episodes, ("episode", "cuepoint times"), is_known, err) {
        return ExitStatus::Failure;
    }
    for loaded in archive.episodes.iter().filter(|it| is_wanted(args, &it.episode)) {
        let end = loaded.episode.length.map(|it| Timestamp::ZERO.plus(it.value));
        let notes = &loaded.episode.notes;
        let problems = align::check(&notes.items, &notes.links, end);
        if !args.check && !args.fix {
            table(loaded, out);
        }
        for it in &problems {
            let _ = writeln!(out, "{}: {}", name(&loaded.episode), describe(it, &loaded.episode));
            status = ExitStatus::Problems;
        }
        let changes = [
            args.fix.then(|| fix(loaded, &problems)).flatten(),
            args.write.then(|| keep(loaded)).flatten(),
        ];
        for change in changes.into_iter().flatten() {
            let _ = write!(out, "{}\n{}", change.path.display(), change.diff);
            if let Err(error) = amend::apply(&args.root, &change) {
                let _ = writeln!(err, "error: cannot write `{}`: {error}", change.path.display());
                return ExitStatus::Failure;
            }
        }
    }
    if args.check { status } else { ExitStatus::Clean }
}

fn is_wanted(args: &Times, episode: &Episode) -> bool {
    args.episodes.is_empty() || args.episodes.iter().any(|it| is_called(it, episode))
}

fn is_called(wanted: &str, episode: &Episode) -> bool {
    let number = episode.number.map(|it| it.value.to_string());
    let title = episode.title.value.to_lowercase();
    number.is_some_and(|it| it == wanted) || title.contains(&wanted.to_lowercase())
}

fn name(episode: &Episode) -> String {
    match episode.number {
        Some(number) => format!("{} {}", number.value, episode.title.value),
        None => episode.title.value.clone(),
    }
}

/// A line for each item: time, how sure, the words heard there.
fn table(loaded: &Timed, out: &mut dyn Write) {
    let _ = writeln!(out, "{}", name(&loaded.episode));
    for (item, placement) in loaded.episode.notes.items.iter().zip(&loaded.placements) {
        let (clock, sure, heard) = match placement {
            Some(it) => (it.start.clock(), sureness(it), heard(it)),
            None => ("–".to_owned(), String::new(), String::new()),
        };
        let title: String = item.title.chars().take(48).collect();
        let _ = writeln!(out, "  {clock:>8}  {sure:>6}  {title:<48}  {heard}");
    }
}

fn sureness(placement: &Placement) -> String {
    match placement.evidence {
        Evidence::Stated => "stated".to_owned(),
        Evidence::Matched { .. } => format!("{:.2}", placement.confidence),
    }
}

fn heard(placement: &Placement) -> String {
    let Evidence::Matched { said, words, .. } = &placement.evidence else { return String::new() };
    format!("“{said}” {words}")
}

fn describe(problem: &TimeProblem, episode: &Episode) -> String {
    let title = problem.item.map(|it| episode.notes.items[it].title.as_str()).unwrap_or_default();
    let clock = problem.stated.clock();
    match (problem.wrong, problem.fixed) {
        (Wrong::PastEnd, _) => format!("`{title}` at {clock} lies behind the end"),
        (Wrong::Backwards, _) => format!("`{title}` at {clock} lies before the item above it"),
        (Wrong::Wrapped, Some(fixed)) => {
            format!("`{title}` at {clock} has lost its hour: {} is meant", fixed.clock())
        }
        (Wrong::Wrapped, None) => format!("`{title}` at {clock} has lost its hour"),
        (Wrong::Mismatch, _) => format!("a link says {clock} and leads elsewhere"),
    }
}

fn fix(loaded: &Timed, problems: &[TimeProblem]) -> Option<Change> {
    let fixes: Vec<_> =
        problems.iter().filter_map(|it| Some((it.item?, it.stated, it.fixed?))).collect();
    let (path, text) = loaded.notes.as_ref()?;
    amend::plan_fix(path, text, &loaded.episode, &fixes)
}

fn keep(loaded: &Timed) -> Option<Change> {
    let (path, _) = loaded.notes.as_ref()?;
    let existing = loaded.times.clone().unwrap_or_default();
    let items = &loaded.episode.notes.items;
    amend::plan_times(&amend::sidecar(path), &existing, items, &loaded.placements)
}
