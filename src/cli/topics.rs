//! `cuepoint topics`: what the show talks about by name, to be looked at and
//! kept.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::build::Format;
use super::report::{is_any_unknown, plural};
use super::{ExitStatus, report};
use crate::amend;
use crate::catalog::{Catalog, Drop, TopicEntry};
use crate::diag::Severity;
use crate::model::MomentKind;
use crate::pipeline;
use crate::time::Timestamp;
use crate::topics::key;

/// Arguments of `cuepoint topics`.
#[derive(Debug, Args)]
pub(super) struct Topics {
    /// Names of topics whose moments are shown, instead of the list of all.
    topics: Vec<String>,
    /// The folder with the show's files.
    #[arg(long, value_name = "DIR", default_value = ".")]
    root: PathBuf,
    /// Keep the discovered topics in `topics.toml`, to be edited.
    #[arg(long)]
    write: bool,
}

pub(super) fn run(args: &Topics, out: &mut dyn Write, err: &mut dyn Write) -> ExitStatus {
    if !args.root.is_dir() {
        let _ = writeln!(err, "error: there is no folder `{}`", args.root.display());
        return ExitStatus::Failure;
    }
    let surveyed = pipeline::survey(&args.root);
    report::problems(&surveyed.problems, Format::Human, true, out, err);
    if surveyed.problems.iter().any(|it| it.severity == Severity::Error) {
        return ExitStatus::Problems;
    }
    let catalog = &surveyed.catalog;
    if args.write {
        let (path, text) = &surveyed.file;
        let Some(change) = amend::plan_topics(path, text, &catalog.topics) else {
            let _ = writeln!(out, "{} has all of them", path.display());
            return ExitStatus::Clean;
        };
        let _ = write!(out, "{}\n{}", path.display(), change.diff);
        if let Err(error) = amend::apply(&args.root, &change) {
            let _ = writeln!(err, "error: cannot write `{}`: {error}", path.display());
            return ExitStatus::Failure;
        }
        return ExitStatus::Clean;
    }
    if !args.topics.is_empty() {
        let is_known = |it: &str| catalog.topics.iter().any(|of| is_called(it, of));
        if is_any_unknown(&args.topics, ("topic", "cuepoint topics"), is_known, err) {
            return ExitStatus::Failure;
        }
        for it in catalog.topics.iter().filter(|it| is_wanted(args, it)) {
            moments(it, catalog, out);
        }
        return ExitStatus::Clean;
    }
    for it in &catalog.topics {
        let _ = writeln!(out, "page     {}", kept(it, catalog));
    }
    for it in &catalog.dropped {
        let reason = match it.reason {
            Drop::NoMoment | Drop::FewEpisodes(0) => {
                "nobody says it where there is a time".to_owned()
            }
            Drop::FewEpisodes(n) => format!("only {}", plural(n, "episode")),
            Drop::Person => "is the name of somebody".to_owned(),
            Drop::Sponsor => "has a page among the sponsors".to_owned(),
            Drop::Word => "is mostly said as a word".to_owned(),
            Drop::OwnShow => "is what the show is called".to_owned(),
        };
        let _ = writeln!(out, "dropped  {:<32} {reason}", it.name);
    }
    ExitStatus::Clean
}

fn is_wanted(args: &Topics, topic: &TopicEntry) -> bool {
    args.topics.iter().any(|it| is_called(it, topic))
}

fn is_called(wanted: &str, topic: &TopicEntry) -> bool {
    let mut names = topic.aliases.iter().chain([&topic.name]).map(|it| key(it));
    wanted == topic.slug.as_str() || names.any(|name| name == key(wanted))
}

/// A line for each moment: episode, time, what is said.
fn moments(topic: &TopicEntry, catalog: &Catalog, out: &mut dyn Write) {
    let _ = writeln!(out, "{}", topic.name);
    for (episode, at) in &topic.moments {
        let entry = catalog.episode(*episode);
        let moment = catalog.moment(*episode, *at);
        let number = entry.facts.number.map(|it| it.value.to_string()).unwrap_or_default();
        let clock = moment.start.map(Timestamp::clock).unwrap_or_default();
        let kind = moment.kind.as_str();
        let _ = writeln!(out, "  {number:>5}  {clock:>8}  {kind:<7}  {}", moment.text);
    }
}

/// A topic with a page: how often it comes up, where its name comes from, and
/// what was merged into it.
fn kept(topic: &TopicEntry, catalog: &Catalog) -> String {
    let items = topic
        .moments
        .iter()
        .filter(|(episode, at)| catalog.moment(*episode, *at).kind == MomentKind::Item);
    let n_items = items.count();
    let counts = format!(
        "{} in {}, {} of them items",
        plural(topic.moments.len(), "moment"),
        plural(topic.n_episodes, "episode"),
        n_items
    );
    let why = match (topic.stated, &topic.url) {
        (true, _) => "stated".to_owned(),
        (false, Some(url)) => format!("from {url}"),
        (false, None) if n_items == 0 => "from what is said".to_owned(),
        (false, None) => "from the titles of items".to_owned(),
    };
    let merged = match topic.aliases.is_empty() {
        true => String::new(),
        false => format!("; also {}", topic.aliases.join(", ")),
    };
    format!("{:<32} {counts}; {why}{merged}", topic.name)
}
