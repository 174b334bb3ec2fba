//! The build as one sentence: find, pair, load each episode into facts, make
//! the catalog, render each page.
//!
//! `build`, `serve` and `check` all call this and differ only in the sink.

mod facts;
mod feeds;
mod lock;
mod pages;
mod settings;
mod topics;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use facts::{facts, place};
use pages::render_all;
use settings::settings;
use topics::Names;

use crate::align::{self, Wrong};
use crate::amend::Change;
use crate::assemble::{self, Candidate, Documents, EpisodeFiles};
use crate::catalog::{self, Catalog, Known};
use crate::config::{Site, Wanted};
use crate::diag::{self, Diagnostic, FileId, Located, Reported, Severity, Span, Texts};
use crate::model::{Episode, EpisodeFacts, Placement, ShowId};
use crate::parse::{self, clues};
use crate::render::Sink;
use crate::source::{self, FileKind, SourceTree};
use crate::time::Timestamp;

/// What to build.
pub struct Job<'a> {
    /// The folder with the sources.
    pub root: &'a Path,
    /// The output folder: it is no source.
    pub out: &'a Path,
    /// What the command line asks for.
    pub wanted: Wanted,
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// Whether subscribers may see GUIDs, addresses and dates change.
    pub accept_feed_changes: bool,
    /// Hears how far the build is.
    pub progress: &'a dyn Progress,
}

impl<'a> Job<'a> {
    /// For those who only look at a show: drafts too, in silence.
    fn to_look(root: &'a Path, out: &'a Path) -> Self {
        let wanted = Wanted::default();
        let drafts = Drafts::Shown;
        Self { root, out, wanted, drafts, accept_feed_changes: false, progress: &Silent }
    }
}

/// Whether drafts are part of the site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drafts {
    /// They are left out.
    Hidden,
    /// They are shown, marked.
    Shown,
}

/// Hears how far a build is.
pub trait Progress: Sync {
    /// A step begins that has `total` parts.
    fn start(&self, what: &'static str, total: usize);
    /// One part is done.
    fn advance(&self);
}

/// What a build came to. The files are with the sink.
#[derive(Debug)]
pub struct Built {
    /// Everything that is wrong, in the order of files.
    pub problems: Vec<Located>,
    /// What is known of each episode, newest first, for `--verbose`.
    pub episodes: Vec<EpisodeFacts>,
    /// The new `feed.lock`, if it changes: to be written once the site is
    /// published.
    pub lock: Option<Change>,
    /// How long each step took, in their order.
    pub timings: Vec<(&'static str, Duration)>,
}

impl Built {
    /// Whether the site may be published.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(|it| it.severity != Severity::Error)
    }
}

/// Builds a site into a sink.
pub fn build(job: &Job<'_>, sink: &dyn Sink) -> Built {
    let mut clock = Clock::start();
    let (site, mut problems) = settings(job);
    let tree = source::discover(job.root, &site, job.out);
    let mut open = Vec::new();
    let tree = tree.report_to(&mut open);
    let episodes = find_episodes(&tree, &site, &mut open);
    problems.extend(diag::locate(open, &Open::new(&tree)));
    clock.lap("find files and pair them");

    let names = topics::names(&tree, &site, &episodes, &mut problems);
    clock.lap("read what notes name");
    let loaded = load_all(job, &tree, &site, &names, &episodes, &mut problems);
    clock.lap("read episodes, find times and topics");
    let (files, facts): (Vec<&EpisodeFiles>, Vec<EpisodeFacts>) = loaded.into_iter().unzip();
    let (known, lock_text) = lock::known(&tree, &site, job, &mut problems);
    let mut open = Vec::new();
    let catalog = catalog::catalog(facts, &names.roster, &known, &site).report_to(&mut open);
    problems.extend(diag::locate(open, &Open::new(&tree)));

    clock.lap("sum up");

    problems.extend(render_all(job, &tree, &site, &catalog, &files, sink));
    clock.lap("render pages, feeds and files");
    let by_place =
        |it: &Located| (it.severity, it.place.path.clone(), it.place.line, it.place.column);
    problems.sort_by_key(by_place);
    let order = catalog.newest.clone();
    let episodes = order.iter().map(|it| catalog.episode(*it).facts.clone()).collect();
    let lock = lock::change(job, &site, &catalog, &lock_text);
    Built { problems, episodes, lock, timings: clock.laps }
}

/// Measures the steps of a build, one after another.
struct Clock {
    last: Instant,
    laps: Vec<(&'static str, Duration)>,
}

impl Clock {
    fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a step.
    fn lap(&mut self, what: &'static str) {
        let now = Instant::now();
        self.laps.push((what, now - self.last));
        self.last = now;
    }
}

/// What a show talks about, for those who work on its topics.
pub struct Surveyed {
    /// Every episode and topic.
    pub catalog: Catalog,
    /// The text of `topics.toml` and where it is, or would be.
    pub file: (PathBuf, String),
    /// What is wrong with the topic files.
    pub problems: Vec<Located>,
}

/// Reads every episode of a folder and sums up; other problems are `build`'s
/// to tell.
#[must_use]
pub fn survey(root: &Path) -> Surveyed {
    let out = root.join("dist");
    let job = Job::to_look(root, &out);
    let (site, _) = settings(&job);
    let tree = source::discover(root, &site, job.out).value;
    let episodes = find_episodes(&tree, &site, &mut Vec::new());
    let mut problems = Vec::new();
    let names = topics::names(&tree, &site, &episodes, &mut problems);
    let loaded = load_all(&job, &tree, &site, &names, &episodes, &mut Vec::new());
    let facts = loaded.into_iter().map(|it| it.1).collect();
    let catalog = catalog::catalog(facts, &names.roster, &Known::default(), &site).value;
    Surveyed { catalog, file: topics::file(&tree, root, &site), problems }
}

/// Paths of all files, and the texts that are being worked on: those of one
/// episode, say.
struct Open<'t> {
    tree: &'t SourceTree,
    texts: Vec<(FileId, String)>,
}

impl Texts for Open<'_> {
    fn path(&self, file: FileId) -> String {
        self.tree.name(file)
    }

    fn text(&self, file: FileId) -> Option<&str> {
        self.texts.iter().find(|it| it.0 == file).map(|it| it.1.as_str())
    }
}

impl<'t> Open<'t> {
    fn new(tree: &'t SourceTree) -> Self {
        Self { tree, texts: Vec::new() }
    }

    fn read(&mut self, file: FileId, site: &Site, problems: &mut Vec<Diagnostic>) -> Option<&str> {
        let show = &site.shows[usize::from(self.tree.file(file).show.0)];
        let text = self.tree.read_text(file, show.content.max_bytes).report_to(problems)?;
        self.texts.push((file, text));
        self.texts.last().map(|it| it.1.as_str())
    }
}

/// Looks into every file and groups them into episodes.
fn find_episodes(
    tree: &SourceTree,
    site: &Site,
    problems: &mut Vec<Diagnostic>,
) -> Vec<EpisodeFiles> {
    let relevant = |kind: FileKind| {
        use FileKind::{Audio, Image, Json, Subtitles, Text, Times};
        matches!(kind, Text | Subtitles | Json | Times | Audio | Image)
    };
    let candidates: Vec<Candidate<'_>> = tree
        .files()
        .par_iter()
        .filter(|it| relevant(it.kind))
        .map(|file| {
            let is_text =
                matches!(file.kind, FileKind::Text | FileKind::Subtitles | FileKind::Json);
            let clues = match is_text {
                true => clues::look(&tree.head(file.id, clues::HEAD_BYTES)),
                false => clues::Clues::default(),
            };
            Candidate { file, clues }
        })
        .collect();
    let mut episodes = Vec::new();
    for show in (0..site.shows.len()).filter_map(|it| u16::try_from(it).ok()).map(ShowId) {
        let own: Vec<Candidate<'_>> =
            candidates.iter().filter(|it| it.file.show == show).cloned().collect();
        episodes.extend(assemble::pair(show, &own).report_to(problems));
    }
    episodes
}

/// Loads every episode and keeps its facts; drafts are left out unless wanted.
fn load_all<'e>(
    job: &Job<'_>,
    tree: &SourceTree,
    site: &Site,
    names: &Names,
    episodes: &'e [EpisodeFiles],
    problems: &mut Vec<Located>,
) -> Vec<(&'e EpisodeFiles, EpisodeFacts)> {
    job.progress.start("reading", episodes.len());
    let loaded: Vec<(Vec<Located>, EpisodeFacts, bool)> = episodes
        .par_iter()
        .zip(&names.named)
        .map(|(files, named)| {
            let mut open = Open::new(tree);
            let mut loaded = load(files, site, &mut open);
            let facts = facts(&loaded.value, site, &names.roster, named, &tree.name(files.main()));
            loaded.problems.extend(doubts(&loaded.value, &facts));
            job.progress.advance();
            (diag::locate(loaded.problems, &open), facts, loaded.value.draft)
        })
        .collect();
    let mut kept = Vec::new();
    for (files, (found, facts, draft)) in episodes.iter().zip(loaded) {
        problems.extend(found);
        if !draft || job.drafts == Drafts::Shown {
            kept.push((files, facts));
        }
    }
    kept
}

/// Reads and assembles one episode.
fn load(files: &EpisodeFiles, site: &Site, open: &mut Open<'_>) -> Reported<Episode> {
    let mut problems = Vec::new();
    let show = &site.shows[usize::from(files.show.0)];
    let mut documents = Documents::default();
    if let Some(file) = files.notes
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let doc = parse::notes::parse(file, text, &show.vocabulary).report_to(&mut problems);
        documents.notes = Some(doc);
    }
    if let Some(&(file, format)) = files.transcripts.first()
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let transcript = parse::transcript::parse(file, text, format).report_to(&mut problems);
        documents.transcript = Some(transcript);
    }
    if let Some(file) = files.chapters
        && let Some(text) = open.read(file, site, &mut problems)
    {
        documents.chapters = parse::chapters::parse(file, text).report_to(&mut problems);
    }
    if let Some(file) = files.times
        && let Some(text) = open.read(file, site, &mut problems)
    {
        let times = parse::front_matter::parse_times(file, text);
        documents.times = times.report_to(&mut problems);
    }
    let tree = open.tree;
    documents.audio_length = files.audio.and_then(|it| tree.audio_length(it));
    let episode = assemble::episode(files, documents, show, tree).report_to(&mut problems);
    Reported { value: episode, problems }
}

/// What looks wrong about the times of an episode.
fn doubts(episode: &Episode, facts: &EpisodeFacts) -> Vec<Diagnostic> {
    let notes = &episode.notes;
    let end = episode.length.map(|it| Timestamp::ZERO.plus(it.value));
    let mut problems: Vec<Diagnostic> = align::check(&notes.items, &notes.links, end)
        .iter()
        .map(|it| {
            let item = it.item.and_then(|at| notes.items.get(at));
            let bytes = item.map_or(0..0, |it| it.span.clone());
            let clock = it.stated.clock();
            let message = match it.wrong {
                Wrong::PastEnd => format!("{clock} lies behind the end of the episode"),
                Wrong::Backwards => format!("{clock} lies before the time above it"),
                Wrong::Wrapped => format!("{clock} lies an hour before the time above it"),
                Wrong::Mismatch => format!("a link says {clock} and leads to another time"),
            };
            let problem =
                Diagnostic::warning("times/stated", Span::new(episode.file, bytes), message);
            match it.fixed {
                Some(fixed) => problem.hint(format!(
                    "`{}` is meant; `cuepoint times --fix` writes it",
                    fixed.clock()
                )),
                None => {
                    problem.hint("correct the time; `cuepoint times --check` lists all of them")
                }
            }
        })
        .collect();
    let placed: Vec<_> = facts.items.iter().map(|it| it.placement.clone()).collect();
    let transcript = episode.transcript.as_ref();
    if let Some(file) = transcript.filter(|it| it.is_timed()).and_then(|it| it.file)
        && align::is_foreign(&notes.items, &placed)
    {
        let message = "the transcript hardly speaks of the notes' items: is it another episode's?";
        problems.push(
            Diagnostic::warning("times/other-episode", Span::file(file), message)
                .see(Span::file(episode.file), "these are the notes")
                .hint("name the right one in front matter: `transcript = \"…\"`"),
        );
    }
    problems
}

/// An episode with the times of its items, for those who work on its files.
pub struct Loaded {
    /// The episode.
    pub episode: Episode,
    /// Where each item is.
    pub placements: Vec<Option<Placement>>,
    /// Place and text of the notes.
    pub notes: Option<(PathBuf, String)>,
    /// The text of the sidecar of times.
    pub times: Option<String>,
}

/// Loads every episode of a folder; problems are `build`'s to tell.
#[must_use]
pub fn load_every(root: &Path) -> Vec<Loaded> {
    let out = root.join("dist");
    let job = Job::to_look(root, &out);
    let (site, _) = settings(&job);
    let tree = source::discover(root, &site, job.out).value;
    let files = find_episodes(&tree, &site, &mut Vec::new());
    let load_one = |files: &EpisodeFiles| {
        let mut open = Open::new(&tree);
        let episode = load(files, &site, &mut open).value;
        let text = |file: FileId| open.text(file).map(str::to_owned);
        Loaded {
            placements: place(&episode, &site),
            notes: files.notes.and_then(|it| Some((tree.location(it), text(it)?))),
            times: files.times.and_then(text),
            episode,
        }
    };
    files.iter().map(load_one).collect()
}

/// Nobody listens.
struct Silent;

impl Progress for Silent {
    fn start(&self, _: &'static str, _: usize) {}
    fn advance(&self) {}
}
