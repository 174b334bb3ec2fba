//! What became of every file: read as what, left out why.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::assemble::{Candidate, EpisodeFiles, FileUse, Purpose};
use crate::catalog;
use crate::config::Site;
use crate::diag::{Diagnostic, FileId, Span};
use crate::source::{FileKind, Omission, SourceTree};

/// A file of the root, for those who want to know about each.
#[derive(Debug, Clone, Serialize)]
pub struct Listing {
    /// Below the root.
    pub path: String,
    /// What it is read as: `notes`; `left out` where it is not read.
    pub kind: &'static str,
    /// The episode it belongs to: its number, else the path of its main file.
    pub episode: Option<String>,
    /// Its show, where there are several.
    pub show: Option<String>,
    /// What says so, or why it is left out.
    pub why: String,
}

/// How many files were read as what, and which were left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Kinds in the singular, each with a count above 0.
    pub read: Vec<(String, usize)>,
    /// Why files were left out, and their paths.
    pub omitted: BTreeMap<Omission, Vec<String>>,
    /// How many episodes have a page and are in no list.
    pub unlisted: usize,
}

/// All files and what became of them.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// For each show its files.
    pub uses: Vec<Vec<FileUse>>,
    /// Main files of episodes that are in no list, each with its word.
    pub unlisted: BTreeMap<FileId, String>,
}

impl Inventory {
    /// Counts.
    pub(super) fn tally(&self, tree: &SourceTree) -> Tally {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        let mut omitted: BTreeMap<Omission, Vec<String>> = BTreeMap::new();
        for it in self.uses.iter().flatten() {
            match it.purpose {
                Purpose::Omitted(why) => omitted.entry(why).or_default().push(tree.name(it.file)),
                // Pictures that belong to no episode are nobody's loss.
                Purpose::Cover if it.episode.is_none() => {}
                purpose => *counts.entry(place(purpose)).or_default() += 1,
            }
        }
        for (path, why) in tree.omitted() {
            omitted.entry(*why).or_default().push(path.to_string());
        }
        let n_pages = tree.files().iter().filter(|it| it.kind == FileKind::Page).count();
        *counts.entry(place(Purpose::Page)).or_default() += n_pages;
        omitted.values_mut().for_each(|it| it.sort());
        let read = counts.into_iter().filter(|it| 0 < it.1);
        let read = read.map(|it| (NAMES[it.0].to_owned(), it.1)).collect();
        Tally { read, omitted, unlisted: 0 }
    }

    /// Remembers which episodes of a show are in no list: one of their files says
    /// so.
    pub(super) fn note_unlisted(&mut self, episodes: &[EpisodeFiles], files: &[Candidate<'_>]) {
        let words: BTreeMap<FileId, &String> =
            files.iter().filter_map(|it| Some((it.file.id, it.clues.unlisted.as_ref()?))).collect();
        for it in episodes.iter().filter(|_| !words.is_empty()) {
            let own = it.notes.iter().chain([&it.main]);
            let mut own = own.chain(it.transcripts.iter().map(|it| &it.0));
            if let Some(word) = own.find_map(|it| words.get(it)) {
                self.unlisted.insert(it.main, (*word).clone());
            }
        }
    }

    /// Texts that are pages of the site, though no folder says so.
    pub(super) fn pages(&self) -> Vec<FileId> {
        let uses = self.uses.iter().flatten();
        uses.filter(|it| it.purpose == Purpose::Page).map(|it| it.file).collect()
    }

    /// Every file, in order of path.
    pub(super) fn listings(
        &self,
        tree: &SourceTree,
        episodes: &[EpisodeFiles],
        site: &Site,
    ) -> Vec<Listing> {
        let mut before = 0;
        let mut all = Vec::new();
        for (show, uses) in self.uses.iter().enumerate() {
            let own = &episodes[before..];
            let n = own.iter().take_while(|it| usize::from(it.show.0) == show).count();
            before += n;
            let of = site.shows.get(show);
            let name = of.map(|it| &it.title).filter(|_| 1 < site.shows.len());
            let address = |main: FileId| {
                let word = self.unlisted.get(&main)?;
                Some(catalog::unlisted_path(of?, word, &tree.name(main)))
            };
            all.extend(uses.iter().map(|it| listing(it, tree, &own[..n], (name, &address))));
        }
        let beside = tree.files().iter().filter_map(|it| {
            let kind = match it.kind {
                FileKind::Settings => "settings",
                FileKind::FeedLock => "lock of the feed",
                FileKind::AddressLock => "lock of addresses",
                FileKind::Topics => "topics",
                FileKind::Placing => "what was learned of the show",
                FileKind::Sounds => "what servers say of audio",
                FileKind::Page => "page",
                FileKind::Template => "template",
                FileKind::Static => "file published as it is",
                FileKind::Font => "font",
                FileKind::Asset => "picture, published where notes show it",
                _ => return None,
            };
            Some((it.path.to_string(), kind, "by its place"))
        });
        let omitted = tree.omitted().iter();
        let omitted = omitted.map(|(path, why)| (path.to_string(), "left out", reason(*why)));
        all.extend(beside.chain(omitted).map(|(path, kind, why)| Listing {
            path,
            kind,
            episode: None,
            show: None,
            why: why.to_owned(),
        }));
        all.sort_by(|a, b| a.path.cmp(&b.path));
        all.dedup_by(|a, b| a.path == b.path);
        all
    }
}

fn listing(
    it: &FileUse,
    tree: &SourceTree,
    episodes: &[EpisodeFiles],
    (show, address): (Option<&String>, &dyn Fn(FileId) -> Option<String>),
) -> Listing {
    let files = it.episode.and_then(|at| episodes.get(at));
    let called = |it: &EpisodeFiles| match (it.season, it.number) {
        (Some(season), Some(number)) => format!("{season}x{}", number.value),
        (_, Some(number)) => number.value.to_string(),
        _ => tree.name(it.main),
    };
    let mut why = match it.purpose {
        Purpose::Omitted(why) => reason(why).to_owned(),
        _ => it.why.join(", "),
    };
    if let Some(address) = files.and_then(|it| address(it.main)) {
        why += &format!("; unlisted, at {address}");
    }
    let kind = match it.purpose {
        Purpose::Omitted(_) => "left out",
        purpose => NAMES[place(purpose)],
    };
    let episode = files.map(called);
    Listing { path: tree.name(it.file), kind, episode, show: show.cloned(), why }
}

/// Kinds, as they are called.
const NAMES: [&str; 7] =
    ["notes", "transcript", "chapters file", "times file", "audio file", "picture", "page"];

/// Place in [`NAMES`].
fn place(purpose: Purpose) -> usize {
    match purpose {
        Purpose::Notes => 0,
        Purpose::Transcript(_) => 1,
        Purpose::Chapters => 2,
        Purpose::Times => 3,
        Purpose::Audio => 4,
        Purpose::Cover | Purpose::Omitted(_) => 5,
        Purpose::Page => 6,
    }
}

/// Why files are left out: a clause behind "left out:".
#[must_use]
pub fn reason(why: Omission) -> &'static str {
    match why {
        Omission::Repository => "about the repository",
        Omission::Template => "a blank to be copied",
        Omission::Section => "the page of a folder",
        Omission::ErrorPage => "the page of an error",
        Omission::Draft => "as drafts",
        Omission::NoEpisode => "no episode: without number, audio or transcript, which others have",
        Omission::Unclear => "unclear: no number, date, transcript or audio",
        Omission::OtherNotes => "another text about an episode that has one",
        Omission::LoneAudio => "audio without notes and transcript",
        Omission::LoneSidecar => "chapters or times without an episode",
        Omission::Data => "data of other programs",
        Omission::NotUnderstood => "not understood",
        Omission::Empty => "empty",
        Omission::ForeignTemplate => "templates of another generator",
    }
}

impl Tally {
    /// Counts the notes of episodes that front matter calls drafts.
    pub(super) fn add_drafts(&mut self, paths: impl Iterator<Item = String>) {
        let mut paths = paths.peekable();
        if paths.peek().is_some() {
            let drafts = self.omitted.entry(Omission::Draft).or_default();
            drafts.extend(paths);
            drafts.sort();
        }
    }

    /// What to say where the site has no episode: an error if files may be
    /// episodes that were not understood, else a warning.
    pub(super) fn without_episodes(&self, n_found: usize) -> Diagnostic {
        let span = Span::detached();
        const CODE: &str = "source/no-episodes";
        if 0 < n_found {
            let message = format!("no episode is on the site: {n_found} wait or are drafts");
            return Diagnostic::warning(CODE, span, message)
                .hint("`--drafts` and `--future` show them");
        }
        let is_loss = |it: &Omission| {
            !matches!(
                it,
                Omission::Repository
                    | Omission::Section
                    | Omission::Template
                    | Omission::ErrorPage
                    | Omission::Draft
                    | Omission::ForeignTemplate
            )
        };
        let lost: Vec<&String> =
            self.omitted.iter().filter(|it| is_loss(it.0)).flat_map(|it| it.1).collect();
        if lost.is_empty() {
            let message = "there is no episode";
            return Diagnostic::warning(CODE, span, message)
                .hint("`cuepoint new` makes one; or put notes and transcripts into this folder");
        }
        let names: Vec<&str> = lost.iter().take(3).map(|it| it.as_str()).collect();
        let more = if 3 < lost.len() { ", …" } else { "" };
        let n = lost.len();
        let message = format!(
            "no file is understood as an episode's; {n} left out: {}{more}",
            names.join(", ")
        );
        Diagnostic::error(CODE, span, message)
            .hint("`cuepoint files` says of each file what it is taken for")
            .hint("say in `show.toml` what they are: `content.notes`, `content.transcripts`")
    }
}
