//! `cuepoint audio`: what servers say of the audio of episodes, kept in
//! `audio.toml`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::ExitStatus;
use super::report::plural;
use crate::amend::{self, Change};
use crate::check;
use crate::model::{AudioPlace, Sounds};
use crate::net::Reach;
use crate::pipeline;
use crate::source;

/// Addresses after which what is known is written down: a run that is cut off
/// goes on from there.
const BATCH: usize = 40;

/// Arguments of `cuepoint audio`.
#[derive(Debug, Args)]
pub(super) struct Audio {
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Ask again about what is known.
    #[arg(long)]
    again: bool,
    /// Ask servers of private networks too.
    #[arg(long)]
    allow_private: bool,
}

pub(super) fn run(args: &Audio, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    match measure(args, out, err) {
        Ok(status) => status,
        Err(message) => {
            let _ = writeln!(err, "error: {message}");
            ExitStatus::Failure
        }
    }
}

fn measure(args: &Audio, out: &mut dyn Write, err: &mut dyn Write) -> Result<ExitStatus, String> {
    if !args.root.is_dir() {
        return Err(format!("there is no folder `{}`", args.root.display()));
    }
    let path = args.root.join("audio.toml");
    let before = source::read_kept(&args.root, "audio.toml");
    let before = before.map_err(|error| format!("cannot read `{}`: {error}", path.display()))?;
    let mut before = before.unwrap_or_default();
    let mut sounds: Sounds = check::known_sounds(&before).ok_or_else(|| {
        format!(
            "`{}` is not understood\nhint: mend it, or delete it: servers are asked again",
            path.display()
        )
    })?;
    let catalog = pipeline::survey(&args.root).catalog;
    let audio = catalog.newest.iter().filter_map(|it| catalog.episode(*it).facts.audio.as_ref());
    let urls: BTreeSet<&str> = audio
        .filter_map(|it| match &it.place {
            AudioPlace::Url(url) => Some(url.as_str()),
            AudioPlace::File(..) => None,
        })
        .collect();
    let wanted: Vec<&str> =
        urls.iter().copied().filter(|it| args.again || !sounds.contains_key(*it)).collect();
    if wanted.is_empty() {
        let _ = match urls.len() {
            0 => writeln!(out, "nothing to ask: no episode has audio at an address"),
            n => writeln!(out, "nothing to ask: {} known; `--again` asks again", plural(n, "file")),
        };
        return Ok(ExitStatus::Clean);
    }
    let reach = if args.allow_private { Reach::Private } else { Reach::Public };
    let (mut n_known, mut n_silent) = (0, 0);
    for batch in wanted.chunks(BATCH) {
        let (found, silent) = check::measure(batch, reach.clone());
        n_known += found.len();
        n_silent += silent.len();
        for (url, why) in &silent {
            let _ = writeln!(err, "warning: `{url}` says nothing: {why}");
        }
        sounds.extend(found);
        // What no episode has any more is nobody's.
        sounds.retain(|url, _| urls.contains(url.as_str()));
        let text = check::sounds_text(&sounds);
        let change = Change { path: path.clone(), before, text, diff: String::new() };
        amend::apply(&args.root, &change)
            .map_err(|error| format!("cannot write `{}`: {error}", path.display()))?;
        before = change.text;
    }
    let _ = writeln!(
        out,
        "{}: {} measured, {n_silent} without an answer",
        path.display(),
        plural(n_known, "file")
    );
    Ok(if n_silent == 0 { ExitStatus::Clean } else { ExitStatus::Problems })
}
