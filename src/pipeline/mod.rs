//! The build as one sentence: find, pair, load each episode into facts, make
//! the catalog, render each page.
//!
//! `build`, `serve` and `check` all call this and differ only in the sink.

mod again;
mod directory;
mod dropped;
mod due;
mod facts;
mod feeds;
mod holdings;
mod inventory;
mod language;
mod load;
mod lock;
mod memo;
mod minor;
mod network;
mod pages;
mod pictures;
mod placing;
mod plain_pages;
mod preview;
mod refrains;
mod search;
mod settings;
mod sounds;
mod standing;
mod survey;
mod titles;
mod topics;
mod transcripts;
mod units;
mod unlisted;
mod waiting;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use rayon::prelude::*;

pub use again::remember;
pub use due::due;
pub use holdings::Holdings;
pub use inventory::{Listing, Tally, reason};
pub use load::{Archive, Timed, load_every};
pub use lock::{LockFile, had_lock, has_addresses, merged_addresses, read_lock, taken_over};
pub use preview::{Preview, Served, preview};
pub use survey::{Surveyed, survey};
pub use transcripts::{Match, Offered, offered};

use inventory::Inventory;
use load::{Loaded, load, load_all};
use lock::LockedAddresses;
use memo::Memo;
pub use memo::Memory;
use pages::Rendering;
use refrains::{Said, refrains};
use settings::settings;
use waiting::Waiting;

use crate::amend::Change;
use crate::assemble::{self, Candidate, EpisodeFiles};
use crate::cache::Cache;
use crate::catalog::{self, Catalog};
use crate::config::{Meaning, Site, Wanted};
use crate::diag::{self, Diagnostic, FileId, Located, Severity, Texts};
use crate::hash::ContentHash;
use crate::model::{EpisodeFacts, ShowId};
use crate::parse::{clues, front_matter};
use crate::render::Sink;
pub use crate::render::theme_files;
use crate::source::{FileKind, SourceFile, SourceTree};
use crate::trace::Trace;

/// What to build.
pub struct Job<'a> {
    /// The folder with the sources.
    pub root: &'a Path,
    /// The output folder, if one is written: it is no source, even before
    /// there is anything in it.
    pub out: Option<&'a Path>,
    /// What the command line asks for.
    pub wanted: Wanted,
    /// Whether drafts are part of the site.
    pub drafts: Drafts,
    /// Whether subscribers may see GUIDs, addresses and dates change.
    pub accept_feed_changes: bool,
    /// Whether episodes and entries of the feed may go though their sources
    /// are there.
    pub allow_removals: bool,
    /// Whether what is made is published: then `feed.lock` binds.
    pub is_published: bool,
    /// Whether what is known of each episode is wanted.
    pub inferred: bool,
    /// What earlier builds worked out.
    pub cache: &'a Cache,
    /// The time, to tell files that somebody writes just now.
    pub now: SystemTime,
    /// Episodes whose date is stated and lies behind this moment wait for it;
    /// `None` shows them too.
    pub due: Option<jiff::Timestamp>,
    /// Hears where the time goes.
    pub trace: &'a Trace,
    /// Hears how far the build is.
    pub progress: &'a dyn Progress,
}

impl<'a> Job<'a> {
    /// For those who only look at a show: drafts too, in silence.
    fn to_look(root: &'a Path, (cache, trace): (&'a Cache, &'a Trace)) -> Self {
        Self {
            root,
            out: None,
            wanted: Wanted::default(),
            drafts: Drafts::Shown,
            accept_feed_changes: false,
            allow_removals: false,
            is_published: false,
            inferred: false,
            cache,
            trace,
            now: SystemTime::UNIX_EPOCH,
            due: None,
            progress: &Silent,
        }
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
    /// How many episodes the site has.
    pub n_episodes: usize,
    /// What is known of each episode, newest first, if the job asks for it.
    pub inferred: Vec<Arc<EpisodeFacts>>,
    /// The new `feed.lock`, if it changes: to be written once the site is
    /// published.
    pub lock: Option<Change>,
    /// The new `addresses.lock`, if it changes.
    pub addresses: Option<Change>,
    /// When the next episode that waits for its date is due.
    pub next_due: Option<jiff::Timestamp>,
    /// Whether `feed.lock` binds from now on; `None` where it was not looked
    /// at.
    binds: Option<bool>,
    /// What became of the files.
    pub tally: Tally,
    /// What the episodes have.
    pub holdings: Holdings,
    /// What all of this follows from.
    key: Option<ContentHash>,
}

impl Built {
    /// Whether the site may be published.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.problems.iter().all(|it| it.severity != Severity::Error)
    }
}

/// Builds a site into a sink. Where nothing has changed since the last build
/// the sink keeps what it has.
pub fn build(job: &Job<'_>, sink: &dyn Sink) -> Built {
    let (mut site, mut problems) = settings(job);
    let mut open = Vec::new();
    let (tree, memo) = find(job, &mut site, None, &mut open);
    let key = memo.site_key(job, &tree);
    if let Some(built) = key.filter(|_| !job.inferred).and_then(|it| again::kept(job, it, sink)) {
        return built;
    }
    problems.extend(diag::locate(open, &Open::new(&tree)));
    let with = (&memo, Waiting::new(waiting::ROOM));
    let model = model(job, (&tree, &site), with, &mut problems, || memo.pages.fetch());
    let rendering = Rendering { job, tree: &tree, site: &site, model: &model, memo: &memo, sink };
    let (found, addresses) = rendering.render_all();
    problems.extend(found);
    problems.sort_by(|a, b| (a.severity, a.at()).cmp(&(b.severity, b.at())));
    // Everybody who needs a file that cannot be read says so.
    let mut unreadable = BTreeSet::new();
    problems.retain(|it| it.code != "source/unreadable" || unreadable.insert(it.message.clone()));
    memo.save(&tree, &model.all);
    job.trace.step("keep for the next build");
    let catalog = &model.catalog;
    let wanted = catalog.newest.iter().filter(|_| job.inferred);
    let inferred = wanted.map(|it| Arc::clone(&catalog.episode(*it).facts)).collect();
    let lock = lock::change(job, &site, catalog, &model.lock_text);
    let addresses = lock::change_of_addresses((job, &site), catalog, &model.addresses, &addresses);
    // A new lock is another source.
    let key = key.filter(|_| lock.is_none() && addresses.is_none());
    let n_episodes = catalog.episodes.len();
    let next_due = model.next_due;
    let binds = lock::binds(job, &site, catalog);
    let tally = model.tally.clone();
    let holdings = Holdings::of(catalog, &site);
    // Giving back what thousands of episodes take is longer than publishing
    // them; the program may end meanwhile.
    rayon::spawn(move || drop((model, tree, site)));
    Built { problems, n_episodes, inferred, lock, addresses, next_due, binds, tally, holdings, key }
}

/// Finds the files, and reads meanwhile what earlier builds know of episodes.
fn find<'c>(
    job: &Job<'c>,
    site: &mut Site,
    before: Option<&Memory>,
    problems: &mut Vec<Diagnostic>,
) -> (SourceTree, Memo<'c>) {
    let memo = match before {
        Some(before) => Memo::after(before, job.cache),
        None => Memo::none(job.cache),
    };
    let (tree, ()) =
        rayon::join(|| network::discover(job.root, site, job.out), || memo.fetch_episodes());
    let mut tree = tree.report_to(problems);
    language::recognise(&tree, site, problems);
    sounds::find(&tree, site, problems);
    Memo::take_prints(job, &mut tree, problems);
    let standing = standing::find(&tree, site, &memo);
    let memo = memo.with_settings(&tree, site, standing);
    job.trace.step("find files");
    (tree, memo)
}

/// Everything that is known of a show, and no transcript.
struct Model {
    /// The files of every episode that was found.
    all: Vec<EpisodeFiles>,
    /// Those of the episodes of the site, by their ids; those in no list last.
    files: Vec<EpisodeFiles>,
    /// Pages that lie elsewhere than in `pages/`.
    pages: Vec<FileId>,
    catalog: Catalog,
    waiting: Waiting,
    /// What became of the files.
    tally: Tally,
    /// The text of `feed.lock`.
    lock_text: String,
    /// `addresses.lock`.
    addresses: LockedAddresses,
    /// When the next episode that waits for its date is due.
    next_due: Option<jiff::Timestamp>,
}

/// Reads every episode and sums up; `meanwhile` is done beside the latter.
fn model(
    job: &Job<'_>,
    (tree, site): (&SourceTree, &Site),
    (memo, waiting): (&Memo<'_>, Waiting),
    problems: &mut Vec<Located>,
    meanwhile: impl FnOnce() + Send,
) -> Model {
    let mut open = Vec::new();
    let (all, inventory) = find_episodes(tree, site, memo, &mut open);
    let mut tally = inventory.tally(tree);
    let pages = inventory.pages();
    problems.extend(diag::locate(open, &Open::new(tree)));
    job.trace.step("pair them");
    let (listed, apart) = unlisted::part(&all, &inventory);
    let names = topics::names(tree, site, &listed, (memo, &waiting), problems);
    job.trace.step("read what notes name");
    let mut found = Vec::new();
    let ((mut known, lock_text, addresses), loaded) = rayon::join(
        || {
            let (known, text) = lock::known(tree, site, job, &mut found);
            (known, text, lock::addresses(tree, site, &mut found))
        },
        || load_all(job, (tree, site), &names, &listed, (memo, &waiting), problems),
    );
    let apart = unlisted::load(job, (tree, site), &names, &apart, &waiting, problems);
    problems.extend(found);
    job.trace.step("read episodes, find times and topics");
    let no_drafts: BTreeSet<FileId> = loaded.iter().map(|it| it.files.main).collect();
    let is_apart = |it: &FileId| apart.iter().any(|apart| apart.files.main == *it);
    let drafts = all.iter().map(|it| it.main);
    let drafts = drafts.filter(|it| !no_drafts.contains(it) && !is_apart(it));
    tally.add_drafts(drafts.map(|it| tree.name(it)));
    let (mut loaded, next_due) = due::hold_back(job, loaded, tree, problems);
    let (mut apart, due_apart) = due::hold_back(job, apart, tree, problems);
    let next_due = next_due.into_iter().chain(due_apart).min();
    tally.unlisted = apart.len();
    // Whom nobody knows is said of those that others see.
    let _ = directory::name_all(&mut apart, (tree, site), &all);
    problems.extend(diag::locate(dropped::of_notes(&loaded), &Open::new(tree)));
    let nobody = directory::name_all(&mut loaded, (tree, site), &all);
    problems.extend(diag::locate(nobody.into_iter().collect(), &Open::new(tree)));
    titles::shorten(&mut loaded);
    let shown: Vec<FileId> = loaded.iter().map(|it| it.files.main).collect();
    let files = loaded.iter().chain(&apart).map(|it| it.files.clone()).collect();
    known.addresses = addresses.lock.clone();
    known.whereabouts = lock::whereabouts(&known, tree, &all, (&no_drafts, &shown));
    if loaded.is_empty() && has_sources(tree) {
        let none = tally.without_episodes(all.len());
        problems.extend(diag::locate(vec![none], &Open::new(tree)));
    }
    let mut said = Vec::with_capacity(loaded.len());
    let facts = loaded.into_iter().map(|Loaded { files, facts, mentions, sample }| {
        said.push(Said { files, hash: mentions.said, sample });
        (facts, mentions)
    });
    let facts = facts.collect();
    let mut open = Vec::new();
    let refrains = || refrains(said, (tree, site), (memo, job.cache));
    let (catalog, ()) =
        rayon::join(|| catalog::catalog(facts, refrains, &names.roster, &known, site), meanwhile);
    let mut catalog = catalog.report_to(&mut open);
    let apart = apart.into_iter().map(|it| (it.facts, it.mentions));
    catalog.add_unlisted(apart.collect(), site);
    problems.extend(diag::locate(open, &Open::new(tree)));
    job.trace.step("sum up");
    Model { all, files, pages, catalog, waiting, tally, lock_text, addresses, next_due }
}

/// The settings of a folder; what is wrong with them is `build`'s to tell.
#[must_use]
pub fn read_settings(root: &Path) -> Site {
    let (cache, trace) = (Cache::none(), Trace::steps_only());
    settings(&Job::to_look(root, (&cache, &trace))).0
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

/// What became of every file of a folder, and what is wrong with their
/// grouping.
#[must_use]
pub fn listings(root: &Path, out: &Path) -> (Vec<Listing>, Vec<Located>) {
    let (cache, trace) = (Cache::none(), Trace::steps_only());
    let job = Job { out: Some(out), ..Job::to_look(root, (&cache, &trace)) };
    let (mut site, mut problems) = settings(&job);
    let mut open = Vec::new();
    let tree = network::discover(root, &mut site, job.out).report_to(&mut open);
    let (episodes, inventory) = find_episodes(&tree, &site, &Memo::none(&cache), &mut open);
    problems.extend(diag::locate(open, &Open::new(&tree)));
    (inventory.listings(&tree, &episodes, &site), problems)
}

/// Whether there is any text that could be of an episode; `source` complains
/// where there is none.
fn has_sources(tree: &SourceTree) -> bool {
    tree.files().iter().any(|it| is_text(it.kind) || it.kind == FileKind::Page)
}

/// Looks into every file and groups them into episodes.
fn find_episodes(
    tree: &SourceTree,
    site: &Site,
    memo: &Memo<'_>,
    problems: &mut Vec<Diagnostic>,
) -> (Vec<EpisodeFiles>, Inventory) {
    let is_relevant = |it: FileKind| {
        is_text(it) || matches!(it, FileKind::Times | FileKind::Audio | FileKind::Image)
    };
    let relevant = tree.files().par_iter().filter(|it| is_relevant(it.kind));
    let found: Vec<Result<Candidate<'_>, Diagnostic>> =
        relevant.map(|it| candidate(tree, site, memo, it)).collect();
    let mut candidates = Vec::with_capacity(found.len());
    for it in found {
        match it {
            Ok(it) => candidates.push(it),
            Err(problem) => problems.push(problem),
        }
    }
    let mut episodes = Vec::new();
    let mut inventory = Inventory::default();
    for show in (0..site.shows.len()).filter_map(|it| u16::try_from(it).ok()).map(ShowId) {
        let mut own: Vec<Candidate<'_>> =
            candidates.iter().filter(|it| it.file.show == show).cloned().collect();
        assemble::number_by_titles(&mut own);
        let paired = assemble::pair(show, &own).report_to(problems);
        inventory.note_unlisted(&paired.episodes, &own);
        episodes.extend(paired.episodes);
        inventory.uses.push(paired.uses);
    }
    (episodes, inventory)
}

fn is_text(kind: FileKind) -> bool {
    matches!(kind, FileKind::Text | FileKind::Subtitles | FileKind::Json)
}

/// Looks into a file.
fn candidate<'t>(
    tree: &SourceTree,
    site: &Site,
    memo: &Memo<'_>,
    file: &'t SourceFile,
) -> Result<Candidate<'t>, Diagnostic> {
    let max = site.shows[usize::from(file.show.0)].content.max_bytes;
    let is_mute = assemble::FileName::is_mute(file.path.stem());
    let look = || tree.head(file.id, max).map(|it| clues::look(&it, is_mute));
    let mut clues = match is_text(file.kind) {
        true => memo.clues(tree, file.id, is_mute, look)?,
        false => clues::Clues::default(),
    };
    let dialect = &site.shows[usize::from(file.show.0)].dialect;
    if is_text(file.kind) && dialect.has_own(Meaning::Unlisted) {
        // Clues know the keys of tools alone.
        clues.unlisted =
            front_matter::split(file.id, &tree.head(file.id, max)?, dialect).value.front.unlisted;
    }
    Ok(Candidate { file, clues })
}

/// Nobody listens.
pub struct Silent;

impl Progress for Silent {
    fn start(&self, _: &'static str, _: usize) {}
    fn advance(&self) {}
}
