//! Pages and what is made with them, as units: each is made only if something
//! it followed from has changed, or what it made is not there any more.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::{Job, Open};
use crate::cache::{self, Shelf};
use crate::catalog::{Seen, Watched};
use crate::diag::{self, Diagnostic, FileId, Located, Reported, Severity};
use crate::hash::ContentHash;
use crate::path::SitePath;
use crate::render::{Artifact, EntryBytes, FeedPage, KeptFile, MadeEpisode, Press, Renderer, Sink};
use crate::source::SourceTree;
use crate::trace::Trace;

/// Everything that is rendered.
pub(super) struct Units<'a> {
    press: &'a Press<'a>,
    watched: &'a Watched<'a>,
    tree: &'a SourceTree,
    trace: &'a Trace,
    /// Where everything goes.
    pub sink: &'a dyn Sink,
    shelf: &'a Shelf<'a>,
    live: Mutex<Live>,
}

/// What this build used, and has to say.
#[derive(Debug, Default)]
struct Live {
    units: Vec<ContentHash>,
    problems: Vec<Located>,
}

/// What was made of a unit.
#[derive(Debug, Serialize, Deserialize)]
struct Unit {
    /// What was looked at.
    seen: Vec<Seen>,
    files: Vec<UnitFile>,
    /// What there is to say about it; no errors.
    problems: Vec<Located>,
    /// The hash of its entry in a feed.
    entry: Option<ContentHash>,
}

/// Path and mark of a file, and the path of the source that asked for it.
type UnitFile = (SitePath, ContentHash, Option<String>);

/// An episode's entry in its feed.
pub(super) struct Entry {
    /// Equal hashes, equal bytes.
    pub hash: ContentHash,
    /// The bytes; `None` if the page was not rendered.
    pub bytes: Option<EntryBytes>,
}

/// A page of a feed as an earlier build wrote it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct FeedUnit {
    /// Path and mark of each form.
    pub files: Vec<(String, ContentHash)>,
    /// Stands for what it says of the show.
    pub head: ContentHash,
    /// Bytes of that in each form.
    pub head_bytes: [u64; 2],
    /// The hash of each entry, and the bytes it takes in each form.
    pub entries: Vec<(ContentHash, [u64; 2])>,
}

impl<'a> Units<'a> {
    pub(super) fn new(
        press: &'a Press<'a>,
        watched: &'a Watched<'a>,
        (tree, job): (&'a SourceTree, &'a Job<'a>),
        (sink, shelf): (&'a dyn Sink, &'a Shelf<'a>),
    ) -> Self {
        let trace = job.trace;
        Self { press, watched, tree, trace, sink, shelf, live: Mutex::default() }
    }

    /// Makes a page of the site, or keeps it.
    pub(super) fn make(
        &self,
        name: &[&str],
        make: impl FnOnce(&Renderer<'_>) -> Result<Vec<Artifact>, Diagnostic>,
    ) -> Vec<Diagnostic> {
        let key = cache::key("unit", &[self.press.key().as_bytes(), name.join("\n").as_bytes()]);
        let _span = self.trace.span("unit", || name.join(" "));
        let made = |renderer: &Renderer<'_>| match make(renderer) {
            Ok(artifacts) => Reported::clean(MadeEpisode { artifacts, entry: None }),
            Err(problem) => Reported {
                value: MadeEpisode { artifacts: Vec::new(), entry: None },
                problems: vec![problem],
            },
        };
        self.unit(Some(key), made).0
    }

    /// Makes what belongs to an episode, or keeps it. `key` is what its own
    /// files say.
    pub(super) fn episode(
        &self,
        key: Option<ContentHash>,
        make: impl FnOnce(&Renderer<'_>) -> Reported<MadeEpisode>,
    ) -> (Vec<Diagnostic>, Option<Entry>) {
        let key =
            key.map(|it| cache::key("episode unit", &[self.press.key().as_bytes(), it.as_bytes()]));
        self.unit(key, make)
    }

    fn unit(
        &self,
        key: Option<ContentHash>,
        make: impl FnOnce(&Renderer<'_>) -> Reported<MadeEpisode>,
    ) -> (Vec<Diagnostic>, Option<Entry>) {
        let known: Option<Unit> = key.and_then(|it| self.shelf.get(it));
        if let Some(known) = known.filter(|it| self.watched.holds(&it.seen)) {
            match self.sink.keep(&self.kept(&known.files)) {
                Ok(true) => {
                    self.use_up(key, known.problems);
                    let entry = known.entry.map(|hash| Entry { hash, bytes: None });
                    return (Vec::new(), entry);
                }
                Ok(false) => {}
                Err(problem) => return (vec![problem], None),
            }
        }
        let renderer = self.press.renderer();
        let Reported { value: made, problems } = make(&renderer);
        let (mut errors, rest): (Vec<_>, Vec<_>) =
            problems.into_iter().partition(|it| it.severity == Severity::Error);
        let located = diag::locate(rest, &Open::new(self.tree));
        let mut files = Some(Vec::with_capacity(made.artifacts.len()));
        for it in made.artifacts {
            let file = it.mark().map(|mark| (it.path.clone(), mark, self.source(it.origin)));
            match file.zip(files.as_mut()) {
                Some((file, files)) => files.push(file),
                None => files = None,
            }
            errors.extend(self.sink.put(it).err());
        }
        let entry = made.entry.map(|bytes| Entry {
            hash: ContentHash::of_parts(&[&bytes[0], &bytes[1]]),
            bytes: Some(bytes),
        });
        if let (Some(key), Some(files)) = (key.filter(|_| errors.is_empty()), files) {
            let entry = entry.as_ref().map(|it| it.hash);
            let seen = renderer.seen();
            self.shelf.put(key, &Unit { seen, files, problems: located.clone(), entry });
        }
        self.use_up(key, located);
        (errors, entry)
    }

    /// Files have other numbers in every build; their paths stay.
    fn source(&self, origin: Option<FileId>) -> Option<String> {
        Some(self.tree.file(origin?).path.as_str().to_owned())
    }

    fn kept<'f>(&self, files: &'f [UnitFile]) -> Vec<KeptFile<'f>> {
        // Files of a unit come of one source, nearly always.
        let mut last: (Option<&str>, Option<FileId>) = (None, None);
        let file = |(path, mark, source): &'f UnitFile| {
            if source.as_deref() != last.0 {
                let found = source.as_ref().and_then(|it| self.tree.find(it));
                last = (source.as_deref(), found.map(|it| it.id));
            }
            KeptFile { path, mark: *mark, origin: last.1 }
        };
        files.iter().map(file).collect()
    }

    fn use_up(&self, key: Option<ContentHash>, problems: Vec<Located>) {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        live.units.extend(key);
        live.problems.extend(problems);
    }

    /// A page of a feed, as an earlier build wrote it.
    pub(super) fn feed(&self, page: &FeedPage) -> Option<FeedUnit> {
        let key = self.feed_key(page);
        self.use_up(Some(key), Vec::new());
        self.shelf.get(key)
    }

    /// Keeps a page of a feed as it is published, if it still is.
    pub(super) fn keep_feed(&self, feed: &FeedUnit) -> Result<bool, Diagnostic> {
        let paths = feed.files.iter().map(|it| (SitePath::of_page(&it.0), it.1));
        let paths: Vec<_> = paths.filter_map(|(path, mark)| Some((path?, mark))).collect();
        let file = |(path, mark)| KeptFile { path, mark, origin: None };
        let files: Vec<_> = paths.iter().map(|it| file((&it.0, it.1))).collect();
        self.sink.keep(&files)
    }

    /// Tells the next build what was written.
    pub(super) fn keep_feed_for_next(&self, page: &FeedPage, feed: &FeedUnit) {
        self.shelf.put(self.feed_key(page), feed);
    }

    fn feed_key(&self, page: &FeedPage) -> ContentHash {
        let parts: Vec<&[u8]> = page.files.iter().map(|it| it.0.as_bytes()).collect();
        cache::key("feed", &parts)
    }

    /// What there is to say about units.
    pub(super) fn problems(&self) -> Vec<Located> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut live.problems)
    }

    /// Writes down what this build made.
    pub(super) fn save(&self) {
        let live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        self.shelf.save(live.units.iter().copied());
    }
}
