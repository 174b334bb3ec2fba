//! Every name that will be looked for, before any transcript is read.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Open;
use super::load::transcript;
use super::memo::Memo;
use super::placing::learned;
use super::waiting::Waiting;
use crate::align::Learned;
use crate::assemble::EpisodeFiles;
use crate::config::Site;
use crate::diag::{self, Located};
use crate::hash::ContentHash;
use crate::parse;
use crate::source::{FileKind, SourceTree};
use crate::topics::{Capitals, Named, Roster, labels, spoken_names, subjects};

/// What will be looked for.
pub(super) struct Names {
    /// Every name.
    pub roster: Roster,
    /// What the notes of each episode name, in the order of the episodes.
    pub named: Vec<Named>,
    /// How items are recognised in speech.
    pub learned: Cow<'static, Learned>,
}

/// Reads topic files, and of all notes what they name.
pub(super) fn names(
    tree: &SourceTree,
    site: &Site,
    episodes: &[EpisodeFiles],
    (memo, waiting): (&Memo<'_>, &Waiting),
    problems: &mut Vec<Located>,
) -> Names {
    let mut open = Open::new(tree);
    let mut found = Vec::new();
    let mut stated = Vec::new();
    for file in tree.files().iter().filter(|it| it.kind == FileKind::Topics) {
        let stem = file.path.stem();
        let stem = (file.path.name() != "topics.toml").then_some(stem);
        let Some(text) = open.read(file.id, site, &mut found) else { continue };
        stated.push(parse::topics::parse(file.id, text, stem).report_to(&mut found));
    }
    let named: Vec<Named> = episodes
        .par_iter()
        .map(|it| memo.named(tree, it, || named((tree, site), it, waiting)))
        .collect();
    let spoken = spoken(tree, site, episodes, (memo, &named));
    let roster = Roster::new(&stated, &named, &spoken, &site.language).report_to(&mut found);
    let learned = learned(tree, site, &mut open, &mut found);
    problems.extend(diag::locate(found, &open));
    Names { roster, named, learned }
}

/// Transcripts that are asked for names that nobody links.
const ASKED: usize = 256;

/// Names that nobody links: what transcripts write as names. Of many episodes
/// a part is asked; which ones follows from their paths, so that another
/// episode changes little.
fn spoken(
    tree: &SourceTree,
    site: &Site,
    episodes: &[EpisodeFiles],
    (memo, named): (&Memo<'_>, &[Named]),
) -> Vec<String> {
    if !site.topics.discover {
        return Vec::new();
    }
    let step = episodes.len().div_ceil(ASKED).next_power_of_two() as u64;
    let is_asked = |it: &&EpisodeFiles| {
        let path = &tree.file(it.main).path;
        ContentHash::of(path.as_str().as_bytes()).short().is_multiple_of(step)
    };
    let asked: Vec<&EpisodeFiles> = episodes.iter().filter(is_asked).collect();
    let capitals = |files: &&EpisodeFiles| {
        memo.capitals(tree, files, || {
            let mut open = Open::new(tree);
            // Problems are told when the episode is loaded.
            let transcript = transcript(files, site, &mut open, &mut Vec::new());
            transcript.map(|it| Capitals::of(&it)).unwrap_or_default()
        })
    };
    let all: Vec<Capitals> = asked.par_iter().map(capitals).collect();
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    for label in named.iter().flat_map(|it| &it.labels) {
        *counts.entry(label).or_default() += 1;
    }
    let labels = counts.into_iter().filter(|it| 2 <= it.1).map(|it| it.0.to_owned()).collect();
    spoken_names(&all, &labels, &site.language)
}

/// What the notes of an episode name. Their problems are told when the
/// episode is loaded.
pub(super) fn named(
    (tree, site): (&SourceTree, &Site),
    files: &EpisodeFiles,
    waiting: &Waiting,
) -> Named {
    let show = &site.shows[usize::from(files.show.0)];
    let mut open = Open::new(tree);
    let Some(file) = files.notes else { return Named::default() };
    let Some(text) = open.read(file, site, &mut Vec::new()) else { return Named::default() };
    let doc = parse::notes::parse(file, text, (&show.vocabulary, &show.dialect), show.html);
    let items = doc.value.notes.items.iter().filter(|_| site.topics.discover);
    let subjects = items.map(|it| subjects(it, &site.language)).collect();
    let links = doc.value.notes.links.iter().filter(|_| site.topics.discover);
    let labels = labels(links);
    let named = Named { stated: doc.value.front.topics.clone(), subjects, labels };
    waiting.put_notes(file, text.len(), doc);
    named
}

/// The file `topics.toml` of the site: where it is, or would be, and its text.
pub(super) fn file(tree: &SourceTree, root: &Path, site: &Site) -> (PathBuf, String) {
    let known = tree
        .files()
        .iter()
        .find(|it| it.kind == FileKind::Topics && it.path.name() == "topics.toml");
    match known {
        Some(file) => {
            let mut open = Open::new(tree);
            let text = open.read(file.id, site, &mut Vec::new()).unwrap_or_default().to_owned();
            (tree.location(file.id), text)
        }
        None => (root.join("topics.toml"), String::new()),
    }
}
