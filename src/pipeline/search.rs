//! The index of the search, beside the pages: made of all episodes the first
//! time, and patched where few have other words after that.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Model;
use super::memo::Memo;
use super::pages::{feed_order, load_again};
use crate::cache::{self, Cache, Shelf};
use crate::config::Site;
use crate::diag::{Diagnostic, FileId};
use crate::hash::ContentHash;
use crate::model::{Episode, EpisodeId};
use crate::path::SitePath;
use crate::render::{Artifact, Content, KeptFile, Press, Sink, Stream};
use crate::search::{
    self, Changes, Contribution, DIRECTORY, FoundPage, Index, Language, PageWords, Patched, Piece,
    START_FILE, Shard, Start,
};
use crate::source::SourceTree;

/// With more episodes that changed the index is made anew.
const FEW: usize = 24;

/// Everything that the index is made with.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub press: &'a Press<'a>,
    pub tree: &'a SourceTree,
    pub site: &'a Site,
    pub model: &'a Model,
    pub memo: &'a Memo<'a>,
    pub cache: &'a Cache,
}

/// The index while episodes come in.
pub(super) struct Indexing<'a> {
    place: Place<'a>,
    /// Words of episodes, by their keys.
    words: Shelf<'a>,
    /// Files of the index before they are packed, by their hashes.
    pieces: Shelf<'a>,
    /// The episodes from the newest to the oldest, with the keys of their
    /// words.
    keys: Vec<(EpisodeId, Option<ContentHash>)>,
    /// The index as the last build made it.
    before: State,
    /// Whether it was begun from nothing.
    is_anew: bool,
    progress: Mutex<Progress>,
}

/// The index so far.
#[derive(Default)]
struct Progress {
    now: State,
    work: Work,
}

/// How the index is made.
enum Work {
    Anew(Index),
    Patch(Changes),
}

impl Default for Work {
    fn default() -> Self {
        Self::Anew(Index::default())
    }
}

/// What a build made.
#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    /// The episodes from the oldest: the keys of their words, and how many
    /// moments they have.
    episodes: Vec<(ContentHash, u32)>,
    pages: PageWords,
    shards: Vec<ShardState>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct ShardState {
    first: String,
    file: FileState,
    blocks: Vec<FileState>,
}

/// A file of the index: the hash of its bytes, by which it is named, and that
/// of its bytes packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct FileState {
    bytes: ContentHash,
    mark: ContentHash,
}

impl<'a> Indexing<'a> {
    /// Looks which episodes have other words than when the last build ran.
    pub(super) fn new(place: Place<'a>) -> Self {
        let keys = keys(place);
        let before: State = place.cache.note("search", state_key()).unwrap_or_default();
        let n_new = (0..keys.len()).filter(|it| !is_same(&before, &keys, *it)).count();
        let few =
            !before.shards.is_empty() && n_new + before.episodes.len().abs_diff(keys.len()) <= FEW;
        let work = match few {
            true => Work::Patch(Changes::default()),
            false => Work::default(),
        };
        let is_anew = !few;
        let now = State { episodes: vec![Default::default(); keys.len()], ..State::default() };
        let (words, pieces) =
            (place.cache.rare_shelf("words-said"), place.cache.rare_shelf("index"));
        let progress = Mutex::new(Progress { now, work });
        Self { place, words, pieces, keys, before, is_anew, progress }
    }

    /// Whether the words of an episode are wanted; `at` is its place among the
    /// newest.
    pub(super) fn wants(&self, at: usize) -> bool {
        self.is_anew || !is_same(&self.before, &self.keys, at)
    }

    /// The words of an episode that was not rendered.
    pub(super) fn words_of(&self, at: usize) -> Contribution {
        let (id, key) = self.keys[at];
        self.words.get_or(key, || said(self.place, id))
    }

    /// The words of an episode that is at hand.
    pub(super) fn words_in(&self, at: usize, episode: &Episode) -> Contribution {
        let (id, key) = self.keys[at];
        self.words.get_or(key, || self.place.press.renderer().words(id, episode))
    }

    /// Takes the words of an episode, if they are wanted. INVARIANT: from the
    /// newest to the oldest, every one.
    pub(super) fn add(&self, at: usize, words: Option<&Contribution>) {
        let number = self.keys.len() - 1 - at;
        let known = self.before.episodes.get(number).copied();
        let Progress { now, work } =
            &mut *self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        now.episodes[number] = match words {
            Some(it) => (self.keys[at].1.unwrap_or_default(), it.n_moments()),
            None => known.unwrap_or_default(),
        };
        match work {
            Work::Anew(index) => match words {
                Some(it) => index.add(number as u32, it),
                None => index.add(number as u32, &self.words_of(at)),
            },
            Work::Patch(changes) => {
                let Some(words) = words else { return };
                match known.map(|it| self.words.get::<Contribution>(it.0)) {
                    // What it said is lost: another build took it.
                    Some(None) => *work = Work::Anew(self.anew(at)),
                    None => changes.episode(number as u32, &Contribution::default(), words),
                    Some(Some(before)) => changes.episode(number as u32, &before, words),
                }
            }
        }
    }

    /// An index of the episodes up to this one, for when patching is given up.
    fn anew(&self, last: usize) -> Index {
        let mut index = Index::default();
        for at in 0..=last {
            index.add((self.keys.len() - 1 - at) as u32, &self.words_of(at));
        }
        index
    }

    /// Writes the index.
    pub(super) fn end(mut self, sink: &dyn Sink) -> Result<(), Diagnostic> {
        let progress = self.progress.get_mut().unwrap_or_else(PoisonError::into_inner);
        let Progress { mut now, work } = std::mem::take(progress);
        let (pages, words) = self.place.press.renderer().found_pages();
        now.pages = words;
        let done = Mutex::default();
        let files = Files { sink, pieces: &self.pieces, done: &done };
        let shards = match work {
            Work::Patch(changes) => {
                let shelves = (&self.words, &self.pieces);
                match patched(&self.before, changes, &now, shelves) {
                    Some(patched) => files.shards(patched, &self.before)?,
                    None => None,
                }
            }
            Work::Anew(index) => Some(files.shards_anew(index, &now.pages)?),
        };
        now.shards = match shards {
            Some(shards) => shards,
            // A piece of the old index is lost.
            None => {
                let index = self.anew(self.keys.len().saturating_sub(1));
                files.shards_anew(index, &now.pages)?
            }
        };
        let fixed = fixed_files(self.place, &self.keys, &pages, &now);
        fixed.into_iter().try_for_each(|it| sink.put(it))?;
        self.save(&now);
        Ok(())
    }

    /// Tells the next build.
    fn save(&self, state: &State) {
        self.words.save(state.episodes.iter().map(|it| it.0));
        let shards = state.shards.iter();
        self.pieces
            .save(shards.flat_map(|it| it.blocks.iter().chain([&it.file]).map(|it| it.bytes)));
        self.place.cache.set_note("search", state_key(), state);
    }
}

/// What the words of each episode follow from, from the newest.
fn keys(place: Place<'_>) -> Vec<(EpisodeId, Option<ContentHash>)> {
    let renderer = place.press.renderer();
    let key = |id: EpisodeId| {
        let own = place.memo.episode_key(&place.model.files[id.0 as usize], place.tree)?;
        Some(cache::key("words", &[own.as_bytes(), renderer.words_key(id).as_bytes()]))
    };
    feed_order(&place.model.catalog).into_par_iter().map(|id| (id, key(id))).collect()
}

fn state_key() -> ContentHash {
    cache::key("search", &[])
}

/// Whether an episode says what it said to the last build.
fn is_same(before: &State, keys: &[(EpisodeId, Option<ContentHash>)], at: usize) -> bool {
    let known = before.episodes.get(keys.len() - 1 - at);
    known.is_some_and(|it| Some(it.0) == keys[at].1)
}

/// The words of an episode, from its files.
fn said(place: Place<'_>, id: EpisodeId) -> Contribution {
    let episode = load_again((place.tree, place.site), place.model, id);
    place.press.renderer().words(id, &episode)
}

/// The shards with these changes; `None` where a piece of them is lost.
fn patched(
    before: &State,
    mut changes: Changes,
    now: &State,
    (words, pieces): (&Shelf<'_>, &Shelf<'_>),
) -> Option<Vec<Patched>> {
    changes.pages(&before.pages, &now.pages);
    for (number, gone) in before.episodes.iter().enumerate().skip(now.episodes.len()) {
        changes.episode(
            number as u32,
            &words.get::<Contribution>(gone.0)?,
            &Contribution::default(),
        );
    }
    let firsts: Vec<&str> = before.shards.iter().map(|it| it.first.as_str()).collect();
    let piece = |it: ContentHash| pieces.get::<Piece>(it).map(|it| it.0);
    let blocks = before.shards.iter().flat_map(|it| &it.blocks);
    let blocks: BTreeMap<String, ContentHash> =
        blocks.map(|it| (search::short_name(it.bytes), it.bytes)).collect();
    search::patch(
        &firsts,
        |at| piece(before.shards.get(at)?.file.bytes),
        |name| piece(*blocks.get(name)?),
        changes,
    )
}

/// Files of the index on their way to the site.
struct Files<'a> {
    sink: &'a dyn Sink,
    pieces: &'a Shelf<'a>,
    /// What the site has already: words that always stand together may share
    /// a block.
    done: &'a Mutex<BTreeSet<ContentHash>>,
}

impl Files<'_> {
    /// Writes all shards.
    fn shards_anew(
        &self,
        mut index: Index,
        pages: &PageWords,
    ) -> Result<Vec<ShardState>, Diagnostic> {
        index.add_pages(pages);
        index.shards(|it| self.shard(it)).into_iter().collect()
    }

    /// Writes what is new and keeps the rest; `None` if a piece of it is lost.
    fn shards(
        &self,
        shards: Vec<Patched>,
        before: &State,
    ) -> Result<Option<Vec<ShardState>>, Diagnostic> {
        let kept = |it: &Patched| match it {
            Patched::Kept(at) => before.shards.get(*at),
            Patched::New(_) => None,
        };
        let files: Vec<FileState> =
            shards.iter().filter_map(kept).flat_map(ShardState::files).collect();
        let kept_all: Result<Vec<bool>, Diagnostic> =
            files.par_iter().map(|it| self.keep(*it)).collect();
        if kept_all?.contains(&false) {
            return Ok(None);
        }
        let written = shards.into_par_iter().map(|it| match it {
            Patched::Kept(at) => Ok(before.shards.get(at).cloned()),
            Patched::New(shard) => self.shard(shard).map(Some),
        });
        written.collect()
    }

    fn shard(&self, shard: Shard) -> Result<ShardState, Diagnostic> {
        let blocks = shard.blocks.into_iter().map(|it| self.write(it.1));
        let blocks = blocks.collect::<Result<_, _>>()?;
        Ok(ShardState { first: shard.first, file: self.write(shard.bytes)?, blocks })
    }

    fn write(&self, bytes: Vec<u8>) -> Result<FileState, Diagnostic> {
        let packed = search::packed(&bytes);
        let hash = ContentHash::of(&bytes);
        let state = FileState { bytes: hash, mark: ContentHash::of(&packed) };
        if self.is_new(hash) {
            self.pieces.put(hash, &Piece(bytes));
            artifact(&path_of(hash), packed).map_or(Ok(()), |it| self.sink.put(it))?;
        }
        Ok(state)
    }

    /// Keeps a file as it is published; false if it is lost.
    fn keep(&self, file: FileState) -> Result<bool, Diagnostic> {
        let Some(path) = SitePath::new(&path_of(file.bytes)) else { return Ok(false) };
        if !self.is_new(file.bytes) {
            return Ok(true);
        }
        let kept = KeptFile { path: &path, mark: file.mark, origin: None };
        if self.sink.keep(&[kept])? {
            return Ok(true);
        }
        let Some(piece) = self.pieces.get::<Piece>(file.bytes) else {
            self.done().remove(&file.bytes);
            return Ok(false);
        };
        let made = artifact(&path_of(file.bytes), search::packed(&piece.0));
        made.map_or(Ok(()), |it| self.sink.put(it))?;
        Ok(true)
    }

    fn is_new(&self, hash: ContentHash) -> bool {
        self.done().insert(hash)
    }

    fn done(&self) -> MutexGuard<'_, BTreeSet<ContentHash>> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ShardState {
    fn files(&self) -> impl Iterator<Item = FileState> + '_ {
        self.blocks.iter().copied().chain([self.file])
    }
}

fn path_of(hash: ContentHash) -> String {
    search::file(&search::short_name(hash))
}

fn artifact(path: &str, bytes: Vec<u8>) -> Option<Artifact> {
    let path = SitePath::new(path)?;
    Some(Artifact { path, content: Content::Bytes(bytes), origin: None })
}

/// The first file, and the addresses of episodes and pages.
fn fixed_files(
    place: Place<'_>,
    keys: &[(EpisodeId, Option<ContentHash>)],
    pages: &[FoundPage],
    state: &State,
) -> Vec<Artifact> {
    let mut start = Start::new(Language::of(&place.site.language));
    place.site.base_url.as_str().clone_into(&mut start.base);
    start.moments = state.episodes.iter().map(|it| it.1).sum();
    start.episodes = keys.len() as u32;
    let shards = state.shards.iter();
    start.shards = shards.map(|it| (it.first.clone(), search::short_name(it.file.bytes))).collect();
    let paths: Vec<&str> =
        keys.iter().rev().map(|it| place.model.catalog.episode(it.0).path.as_str()).collect();
    let mut files = BTreeMap::new();
    let mut directory = |bytes: Vec<u8>| {
        let name = search::name_of(&bytes);
        files.insert(search::file(&name), bytes);
        name
    };
    start.directories =
        paths.chunks(DIRECTORY).map(|it| directory(search::to_bytes(&it))).collect();
    start.page_directories =
        pages.chunks(DIRECTORY).map(|it| directory(search::to_bytes(&it))).collect();
    files.insert(START_FILE.to_owned(), start.to_bytes());
    files.into_iter().filter_map(|(path, bytes)| artifact(&path, bytes)).collect()
}

/// The whole index in memory, for a preview.
pub(super) fn all_files(place: Place<'_>) -> HashMap<SitePath, Content> {
    let sink = InMemory::default();
    let mut indexing = Indexing::new(place);
    let all: Vec<Contribution> =
        (0..indexing.keys.len()).into_par_iter().map(|it| indexing.words_of(it)).collect();
    // From nothing: memory holds no index to patch.
    let progress = indexing.progress.get_mut().unwrap_or_else(PoisonError::into_inner);
    progress.work = Work::default();
    for (at, words) in all.iter().enumerate() {
        indexing.add(at, Some(words));
    }
    // Memory takes everything.
    let _ = indexing.end(&sink);
    sink.0.into_inner().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct InMemory(Mutex<HashMap<SitePath, Content>>);

impl Sink for InMemory {
    fn put(&self, artifact: Artifact) -> Result<(), Diagnostic> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        files.insert(artifact.path, artifact.content);
        Ok(())
    }

    fn is_taken(&self, path: &SitePath) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(path)
    }

    fn keep(&self, _: &[KeptFile<'_>]) -> Result<bool, Diagnostic> {
        Ok(false)
    }

    fn keep_all(&self, _: ContentHash) -> bool {
        false
    }

    fn stream(
        &self,
        _: SitePath,
        origin: Option<FileId>,
    ) -> Result<Box<dyn Stream + '_>, Diagnostic> {
        let span = crate::diag::Span::file(origin);
        Err(Diagnostic::error("output/stream", span, "nothing streams into memory"))
    }
}
