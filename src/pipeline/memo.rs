//! What earlier builds worked out of the same files.
//!
//! Everything here is a pure function of what its key is made of. What an
//! episode's facts follow from is its own files, the settings, and the names
//! that are looked for; of those only the ones that it may say.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Job;
use super::load::Kept;
use super::standing::StandingIn;
use crate::assemble::{self, EpisodeFiles};
use crate::cache::{self, Cache, Shelf};
use crate::config::Site;
use crate::diag::{Diagnostic, FileId};
use crate::hash::ContentHash;
use crate::parse::clues::Clues;
use crate::parse::standing::Marks;
use crate::source::{FileKind, Fingerprints, SourceFile, SourceTree};
use crate::topics::{Capitals, Named, Outline, Roster, WordSet};

/// What earlier builds know of these files.
pub(super) struct Memo<'c> {
    cache: &'c Cache,
    /// Of all settings.
    settings: ContentHash,
    /// Of all but the site's address.
    anywhere: ContentHash,
    /// What of its show's standing matter each text has.
    standing: StandingIn,
    clues: Shelf<'c>,
    /// Links and headings of notes, by their content.
    marks: Shelf<'c>,
    named: Shelf<'c>,
    /// What transcripts write with capitals, by [`Memo::runs_key`].
    capitals: Shelf<'c>,
    /// Facts of episodes, by [`Memo::episode_key`].
    episodes: Shelf<'c>,
    /// The same, of the state of the show before this one.
    before: Arc<Episodes>,
    /// The same, of this one, if another may follow.
    now: Option<Mutex<Episodes>>,
    /// Words of episodes, by the same.
    words: Shelf<'c>,
    /// Samples of runs of words, by [`Memo::runs_key`].
    pub runs: Shelf<'c>,
    /// What is rendered.
    pub pages: Shelf<'c>,
    /// Keys of episodes that were worked out, by their main files.
    keys: Mutex<FxHashMap<FileId, Option<ContentHash>>>,
}

/// What is known of episodes with the names of this build.
pub(super) struct Known {
    /// The roster of this build.
    pub tag: RosterTag,
    /// For each episode the roster whose findings are good, if any are.
    pub good: Vec<Option<RosterTag>>,
}

/// What is known of episodes, by [`Memo::episode_key`].
type Episodes = FxHashMap<ContentHash, Kept>;

/// What a state of a show leaves in memory for the next.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    /// Stands for all sources as they were; `None` where one of them was being
    /// written.
    pub(super) print: Option<ContentHash>,
    episodes: Option<Arc<Episodes>>,
}

/// Names a roster: what was found with it says so.
pub(super) type RosterTag = u64;

/// The names that were looked for, and for each episode the roster whose
/// findings are also those of this one.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Searched {
    outline: Outline,
    episodes: BTreeMap<ContentHash, RosterTag>,
}

impl<'c> Memo<'c> {
    /// Takes fingerprints of the files; `problems` hears which cannot be read.
    pub(super) fn take_prints(
        job: &Job<'c>,
        tree: &mut SourceTree,
        problems: &mut Vec<Diagnostic>,
    ) {
        let key = cache::key("files", &[]);
        let known: Fingerprints = job.cache.note("files", key).unwrap_or_default();
        if let Some(now) = tree.take_prints(&known, job.now).report_to(problems) {
            job.cache.set_note("files", key, &now);
        }
    }

    /// Knows the settings, and all else that the files come to together.
    pub(super) fn with_settings(
        self,
        tree: &SourceTree,
        site: &Site,
        standing: StandingIn,
    ) -> Self {
        let placing = tree.files().iter().find(|it| it.kind == FileKind::Placing);
        let placing = placing.and_then(|it| tree.print(it.id)).map(|it| *it.hash());
        let placing = placing.unwrap_or_default();
        // Every field of the settings shows in there.
        let key = |site: &Site| {
            cache::key("settings", &[format!("{site:?}").as_bytes(), placing.as_bytes()])
        };
        let settings = key(site);
        // What an episode says does not follow from where the site will live.
        let anywhere = key(&site.without_address());
        Self { settings, anywhere, standing, ..self }
    }

    /// Knows what the state of a show before this one knew.
    pub(super) fn after(before: &Memory, cache: &'c Cache) -> Self {
        let mut memo = Self { now: Some(Mutex::default()), ..Self::none(cache) };
        if let Some(before) = &before.episodes {
            memo.before = Arc::clone(before);
            // Few are missing there.
            memo.episodes = cache.rare_shelf("episodes");
        }
        memo
    }

    /// What the next state of the show may know.
    pub(super) fn to_remember(&self, print: Option<ContentHash>) -> Memory {
        let now = self.now.as_ref().map(|it| it.lock().unwrap_or_else(PoisonError::into_inner));
        Memory { print, episodes: now.map(|mut it| Arc::new(std::mem::take(&mut *it))) }
    }

    /// Knows nothing.
    pub(super) fn none(cache: &'c Cache) -> Self {
        Self {
            cache,
            settings: ContentHash::default(),
            anywhere: ContentHash::default(),
            standing: StandingIn::default(),
            clues: cache.shelf("clues"),
            marks: cache.shelf("marks"),
            named: cache.shelf("named"),
            capitals: cache.shelf("capitals"),
            episodes: cache.shelf("episodes"),
            words: cache.rare_shelf("words"),
            runs: cache.rare_shelf("runs"),
            pages: cache.shelf("pages"),
            before: Arc::default(),
            now: None,
            keys: Mutex::default(),
        }
    }

    /// All that a whole build follows from; `None` where a file has no
    /// fingerprint.
    pub(super) fn site_key(&self, job: &Job<'_>, tree: &SourceTree) -> Option<ContentHash> {
        let Job { root, drafts, accept_feed_changes, allow_removals, is_published, .. } = job;
        let future = job.due.is_none();
        let allowed = (accept_feed_changes, allow_removals, is_published);
        let wishes = format!("{drafts:?} {allowed:?} {future} {}", root.display());
        let mut all = Vec::with_capacity(tree.files().len());
        for file in tree.files() {
            let kind = format!("{:?} {:?} {:?}", file.show, file.kind, file.claim);
            all.push((file.path.as_str(), kind, *tree.print(file.id)?.hash()));
        }
        let all = cache::digest(&all);
        let parts = [self.settings.as_bytes(), wishes.as_bytes(), all.as_bytes()];
        Some(cache::key("site", &parts))
    }

    /// What a file gives away; more of one whose name says nothing.
    pub(super) fn clues(
        &self,
        tree: &SourceTree,
        file: FileId,
        is_mute: bool,
        look: impl FnOnce() -> Result<Clues, Diagnostic>,
    ) -> Result<Clues, Diagnostic> {
        let key = clues_key(tree, file, is_mute);
        if let Some(known) = key.and_then(|it| self.clues.get(it)) {
            return Ok(known);
        }
        let clues = look()?;
        if let Some(key) = key {
            self.clues.put(key, &clues);
        }
        Ok(clues)
    }

    /// Links and headings of notes.
    pub(super) fn marks(
        &self,
        tree: &SourceTree,
        file: FileId,
        read: impl FnOnce() -> Marks,
    ) -> Marks {
        self.marks.get_or(marks_key(tree, file), read)
    }

    /// What the notes of an episode name.
    pub(super) fn named(
        &self,
        tree: &SourceTree,
        files: &EpisodeFiles,
        read: impl FnOnce() -> Named,
    ) -> Named {
        self.named.get_or(self.named_key(tree, files), read)
    }

    /// What the transcript of an episode writes with capitals.
    pub(super) fn capitals(
        &self,
        tree: &SourceTree,
        files: &EpisodeFiles,
        read: impl FnOnce() -> Capitals,
    ) -> Capitals {
        self.capitals.get_or(self.runs_key(files, tree), read)
    }

    fn named_key(&self, tree: &SourceTree, files: &EpisodeFiles) -> Option<ContentHash> {
        let notes = files.notes?;
        let print = tree.print(notes)?;
        let show = files.show.0.to_le_bytes();
        let standing = self.standing_in(notes);
        let parts: [&[u8]; 4] =
            [self.anywhere.as_bytes(), &show, print.hash().as_bytes(), standing.as_bytes()];
        Some(cache::key("named", &parts))
    }

    /// What of its show's standing matter a text has.
    fn standing_in(&self, file: FileId) -> ContentHash {
        self.standing.get(&file).copied().unwrap_or_default()
    }

    /// All that an episode follows from, but for the names that are looked
    /// for.
    pub(super) fn episode_key(
        &self,
        files: &EpisodeFiles,
        tree: &SourceTree,
    ) -> Option<ContentHash> {
        let keys = || self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        let main = files.main;
        if let Some(known) = keys().get(&main) {
            return *known;
        }
        let key = self.new_episode_key(files, tree);
        keys().insert(main, key);
        key
    }

    fn new_episode_key(&self, files: &EpisodeFiles, tree: &SourceTree) -> Option<ContentHash> {
        let EpisodeFiles {
            show,
            main: _,
            notes,
            transcripts,
            chapters,
            times,
            audio,
            cover,
            names,
            number,
            season,
            is_mute,
        } = files;
        let formats: Vec<_> = transcripts.iter().map(|it| it.1).collect();
        let said = format!("{show:?} {formats:?} {names:?} {number:?} {season:?} {is_mute}");
        let mut all = Vec::new();
        let single = [*notes, *chapters, *times, *audio, *cover];
        let mut standing = self.standing_in(files.main).as_bytes().to_vec();
        for (file, _) in transcripts.iter().take(1) {
            standing.extend(self.standing_in(*file).as_bytes());
        }
        for file in single.into_iter().chain(transcripts.iter().map(|it| Some(it.0))) {
            all.extend(match file {
                Some(file) => Some((tree.file(file).path.as_str(), *tree.print(file)?.hash())),
                None => Some(("", ContentHash::default())),
            });
        }
        let mut parts: Vec<&[u8]> = vec![self.anywhere.as_bytes(), said.as_bytes(), &standing];
        parts.extend(all.iter().flat_map(|it| [it.0.as_bytes(), it.1.as_bytes()]));
        Some(cache::key("episode", &parts))
    }

    /// For each episode whether its facts, as they were kept, are those that
    /// would be found with this roster. Tells the next build.
    pub(super) fn searched(
        &self,
        roster: &Roster,
        keys: &[Option<ContentHash>],
        named: &[Named],
    ) -> Known {
        let key = cache::key("searched", &[self.anywhere.as_bytes()]);
        let before: Searched = self.cache.note("searched", key).unwrap_or_default();
        let outline = roster.outline();
        let tag = cache::digest(&outline).short();
        let difference = outline.difference(&before.outline);
        let good_tag = |(key, named): (&Option<ContentHash>, &Named)| {
            let key = (*key)?;
            let tag = *before.episodes.get(&key)?;
            if difference.is_none() {
                return Some(tag);
            }
            let words: WordSet = self.words.get(key)?;
            (!difference.concerns(&words, named)).then_some(tag)
        };
        let good: Vec<Option<RosterTag>> = keys.iter().zip(named).map(good_tag).collect();
        let episodes = keys.iter().zip(&good);
        let episodes = episodes.filter_map(|(key, it)| Some(((*key)?, it.unwrap_or(tag))));
        let now = Searched { episodes: episodes.collect(), outline };
        if now != before {
            self.cache.set_note("searched", key, &now);
        }
        Known { tag, good }
    }

    /// All that the runs of words of an episode follow from: its transcript.
    pub(super) fn runs_key(&self, files: &EpisodeFiles, tree: &SourceTree) -> Option<ContentHash> {
        let (file, format) = files.transcripts.first()?;
        let print = tree.print(*file)?;
        let format = format!("{:?} {format:?}", files.show);
        let parts = [self.anywhere.as_bytes(), format.as_bytes(), print.hash().as_bytes()];
        Some(cache::key("runs", &parts.map(|it| it as &[u8])))
    }

    /// Reads what is known of episodes, for somebody who waits anyway.
    pub(super) fn fetch_episodes(&self) {
        if self.before.is_empty() {
            self.episodes.fetch();
        }
    }

    /// What is known of an episode.
    pub(super) fn episode(&self, key: ContentHash) -> Option<Kept> {
        self.before.get(&key).cloned().or_else(|| self.episodes.get(key))
    }

    /// Lets the next state of the show know an episode.
    pub(super) fn remember(&self, key: Option<ContentHash>, kept: &Kept) {
        if let (Some(now), Some(key)) = (&self.now, key) {
            let mut now = now.lock().unwrap_or_else(PoisonError::into_inner);
            now.insert(key, kept.clone());
        }
    }

    /// Keeps what is known of an episode, and its words.
    pub(super) fn keep_episode(&self, key: ContentHash, kept: &Kept, words: &WordSet) {
        self.episodes.put(key, kept);
        self.words.put(key, words);
    }

    /// Writes down what this build found out about these episodes.
    pub(super) fn save(&self, tree: &SourceTree, episodes: &[EpisodeFiles]) {
        let keys: Vec<_> = episodes.iter().map(|it| self.episode_key(it, tree)).collect();
        let live = || keys.iter().flatten().copied();
        let named: Vec<_> = episodes.iter().filter_map(|it| self.named_key(tree, it)).collect();
        let is_mute = |it: &SourceFile| assemble::FileName::is_mute(it.path.stem());
        let files = tree.files().iter();
        let clues: Vec<_> = files.filter_map(|it| clues_key(tree, it.id, is_mute(it))).collect();
        self.named.save(named);
        self.clues.save(clues);
        let notes = tree.files().iter().filter(|it| it.kind == FileKind::Text);
        self.marks.save(notes.filter_map(|it| marks_key(tree, it.id)));
        self.words.save(live());
        self.capitals.save(episodes.iter().filter_map(|it| self.runs_key(it, tree)));
        self.runs.save(episodes.iter().filter_map(|it| self.runs_key(it, tree)));
        self.episodes.save(live());
    }
}

fn marks_key(tree: &SourceTree, file: FileId) -> Option<ContentHash> {
    tree.print(file).map(|it| cache::key("marks", &[it.hash().as_bytes()]))
}

fn clues_key(tree: &SourceTree, file: FileId, is_mute: bool) -> Option<ContentHash> {
    let heard: &[u8] = if is_mute { b"heard" } else { b"" };
    tree.print(file).map(|it| cache::key("clues", &[it.hash().as_bytes(), heard]))
}
