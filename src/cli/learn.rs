//! `cuepoint learn`: how a show speaks of its items, learned from its own
//! archive.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::ExitStatus;
use super::report::plural;
use crate::align::{Addition, Learned};
use crate::amend::{self, Change};
use crate::learn::{Example, Label, of_show};
use crate::model::{Item, Transcript};
use crate::pipeline;
use crate::source;

/// Arguments of `cuepoint learn`.
#[derive(Debug, Args)]
pub(super) struct Learn {
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
}

/// Episodes that say too little about a show.
const FEW: usize = 5;

pub(super) fn run(args: &Learn, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let archive = pipeline::load_every(&args.root);
    let heard: Vec<_> = archive
        .episodes
        .iter()
        .filter_map(|it| {
            let transcript = it.episode.transcript.as_ref().filter(|it| it.is_timed())?;
            let items = it.episode.notes.items.as_slice();
            (1 < items.len()).then_some((items, transcript))
        })
        .collect();
    if heard.len() < FEW {
        let has = plural(heard.len(), "episode");
        let _ = writeln!(
            out,
            "nothing learned: only {has} with items and a transcript with times; {FEW} are needed"
        );
        return ExitStatus::Clean;
    }
    let Some(learned) = learned(&heard, &archive.site.language) else {
        let _ = writeln!(
            out,
            "nothing learned: too few starts are sure, and guesses would teach mistakes; state the \
             times of some episodes"
        );
        return ExitStatus::Clean;
    };
    let path = args.root.join("placing.toml");
    let before = match source::read_kept(&args.root, "placing.toml") {
        Ok(before) => before.unwrap_or_default(),
        Err(error) => {
            let _ = writeln!(err, "error: cannot read `{}`: {error}", path.display());
            return ExitStatus::Failure;
        }
    };
    let change = Change { path, before, text: learned.text, diff: String::new() };
    if let Err(error) = amend::apply(&args.root, &change) {
        let _ = writeln!(err, "error: cannot write `{}`: {error}", change.path.display());
        return ExitStatus::Failure;
    }
    let _ = writeln!(out, "{}: {}", change.path.display(), learned.summary);
    ExitStatus::Clean
}

/// What is written, and what is said about it.
struct Lesson {
    text: String,
    summary: String,
}

/// Learns from items and transcripts.
fn learned(heard: &[(&[Item], &Transcript)], language: &str) -> Option<Lesson> {
    let labels: Vec<Vec<Label>> =
        heard.iter().map(|(items, _)| items.iter().map(label).collect()).collect();
    let examples: Vec<Example<'_>> = heard
        .iter()
        .zip(&labels)
        .map(|((items, transcript), labels)| Example { items, transcript, labels })
        .collect();
    let shipped = Learned::of(language);
    let addition = Addition::between(shipped, &of_show(&examples, shipped)?, language);
    let n_stated = labels.iter().flatten().filter(|it| matches!(it, Label::At(..))).count();
    let from = format!(
        "{} and {} with a stated time",
        plural(examples.len(), "episode"),
        plural(n_stated, "item")
    );
    let text = addition.to_text(&format!(
        "How this show speaks of its items, learned by `cuepoint learn` from {from}.\n\
         Not to be edited: run it again when there are many new episodes or corrected times,\n\
         or delete the file."
    ));
    let n_weights = addition.texts.len() + addition.titles.len();
    let summary = format!(
        "learned from {from}: {} of words, {}",
        plural(addition.runs.len(), "run"),
        plural(n_weights, "weight")
    );
    Some(Lesson { text, summary })
}

/// What the author of an item says of its start.
fn label(item: &Item) -> Label {
    item.stated.map_or(Label::Unknown, |it| Label::about(it.seconds() as f32))
}
