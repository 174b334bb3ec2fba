//! `feed.lock` before a build and behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::{Built, Drafts, Job, Open};
use crate::amend::{self, Change};
use crate::assemble::EpisodeFiles;
use crate::cache::{self, Cache};
use crate::catalog::{Catalog, Known, Whereabouts};
use crate::config::Site;
use crate::diag::{self, Diagnostic, FileId, Located, Span, Texts};
use crate::model::{AddressLock, FeedLock, LockedPage};
use crate::parse;
use crate::source::{self, FileKind, SourceTree};

/// Reads `feed.lock`: what subscribers know, and its text.
pub(super) fn known(
    tree: &SourceTree,
    site: &Site,
    job: &Job<'_>,
    problems: &mut Vec<Located>,
) -> (Known, String) {
    let mut open = Open::new(tree);
    let mut found = Vec::new();
    let mut known = Known {
        accept: job.accept_feed_changes,
        allow_removals: job.allow_removals,
        is_published: job.is_published,
        ..Known::default()
    };
    let file = tree.files().iter().find(|it| it.kind == FileKind::FeedLock);
    let text = file
        .and_then(|it| open.read(it.id, site, &mut found))
        .map(str::to_owned)
        .unwrap_or_default();
    if let Some(file) = file {
        known.file = Some(file.id);
        known.lock = parse::feed_lock::parse(file.id, &text).report_to(&mut found);
    }
    problems.extend(diag::locate(found, &open));
    (known, text)
}

/// `addresses.lock` as it is.
#[derive(Default)]
pub(super) struct LockedAddresses {
    /// What it says.
    pub lock: AddressLock,
    /// The file, if it is there.
    file: Option<FileId>,
    text: String,
}

/// Reads `addresses.lock`.
pub(super) fn addresses(
    tree: &SourceTree,
    site: &Site,
    problems: &mut Vec<Located>,
) -> LockedAddresses {
    let file = tree.files().iter().find(|it| it.kind == FileKind::AddressLock).map(|it| it.id);
    let Some(id) = file else { return LockedAddresses::default() };
    let (mut open, mut found) = (Open::new(tree), Vec::new());
    let text = open.read(id, site, &mut found).unwrap_or_default().to_owned();
    let lock = parse::address_lock::parse(id, &text).report_to(&mut found);
    problems.extend(diag::locate(found, &open));
    LockedAddresses { lock, file, text }
}

/// The new `addresses.lock`: from the show's first publication on.
pub(super) fn change_of_addresses(
    (job, site): (&Job<'_>, &Site),
    catalog: &Catalog,
    before: &LockedAddresses,
    now: &AddressLock,
) -> Option<Change> {
    let path = job.root.join(ADDRESSES);
    let binds = binds(job, site, catalog) == Some(true);
    amend::plan_addresses(&path, &before.text, now).filter(|_| binds)
}

/// Says which pages went with what they were about.
pub(super) fn gone_addresses(known: &LockedAddresses, gone: &[String]) -> Option<Diagnostic> {
    let names: Vec<String> = gone.iter().take(3).map(|it| format!("`{it}`")).collect();
    let more = if 3 < gone.len() { ", …" } else { "" };
    let message = match gone {
        [] => return None,
        [one] => format!("`{one}` is gone; its address leads to the list it stood in"),
        _ => format!(
            "{} pages are gone; their addresses lead to the lists they stood in: {}{more}",
            gone.len(),
            names.join(", ")
        ),
    };
    Some(
        Diagnostic::note("address/gone", Span::file(known.file), message)
            .hint("if it has another name now, give it the old one as an alias")
            .hint("to give an address up, delete its line in `addresses.lock`"),
    )
}

/// What became of the source of each entry of the lock. `loaded` are the main
/// files of all episodes that are no drafts, `shown` those of the site, in the
/// order of their ids.
pub(super) fn whereabouts(
    known: &Known,
    tree: &SourceTree,
    all: &[EpisodeFiles],
    (loaded, shown): (&BTreeSet<FileId>, &[FileId]),
) -> Vec<Whereabouts> {
    let shown: BTreeMap<FileId, usize> =
        shown.iter().enumerate().map(|(at, it)| (*it, at)).collect();
    let mut of_file: BTreeMap<String, FileId> = BTreeMap::new();
    for files in all.iter().filter(|_| !known.lock.episodes.is_empty()) {
        of_file.extend(files_of(files).map(|it| (tree.name(it), files.main)));
    }
    let find = |source: &String| match of_file.get(source) {
        Some(main) => match shown.get(main) {
            Some(at) => Whereabouts::Episode(*at),
            None if loaded.contains(main) => Whereabouts::Waiting,
            None => Whereabouts::Draft,
        },
        None if tree.is_there(source) => Whereabouts::Unread,
        None => Whereabouts::Gone,
    };
    known.lock.episodes.iter().map(|it| find(&it.source)).collect()
}

/// Every file of an episode.
fn files_of(files: &EpisodeFiles) -> impl Iterator<Item = FileId> + '_ {
    let single = [files.notes, files.chapters, files.times, files.audio, files.cover];
    single.into_iter().flatten().chain(files.transcripts.iter().map(|it| it.0))
}

/// What is to be remembered; nothing while the site has no address of its
/// own, for then nobody has subscribed, and nothing of what a try shows:
/// drafts, and episodes before their date.
pub(super) fn change(
    job: &Job<'_>,
    site: &Site,
    catalog: &Catalog,
    before: &str,
) -> Option<Change> {
    let path = job.root.join(LOCK);
    amend::plan_lock(&path, before, &catalog.identity.lock).filter(|_| keeps(job, site))
}

/// Whether a build is one that `feed.lock` hears of.
fn keeps(job: &Job<'_>, site: &Site) -> bool {
    let is_try = job.drafts == Drafts::Shown || (job.due.is_none() && !job.is_published);
    site.is_settled && !is_try
}

/// Whether what this build made binds; `None` if it was a try.
pub(super) fn binds(job: &Job<'_>, site: &Site, catalog: &Catalog) -> Option<bool> {
    keeps(job, site).then(|| catalog.identity.lock.binds())
}

/// Notes for the next build that there is a `feed.lock`, and that it binds.
/// Nothing that is built follows from it: it tells a file that was lost from
/// one that never was.
pub(super) fn remember_lock(cache: &Cache, built: &Built) {
    if let Some(binds) = built.binds {
        cache.set_note("lock", cache::key("lock", &[]), &binds);
    }
}

/// Whether the last build in this folder had a `feed.lock` that binds.
#[must_use]
pub fn had_lock(cache: &Cache) -> bool {
    cache.note("lock", cache::key("lock", &[])).unwrap_or_default()
}

/// `feed.lock` for those who work on it alone.
pub struct LockFile {
    /// What it says.
    pub lock: FeedLock,
    /// What is wrong with it.
    pub problems: Vec<Located>,
    text: String,
}

/// Reads `feed.lock`; `None` where there is none.
///
/// # Errors
///
/// When the system does not give it.
pub fn read_lock(root: &Path) -> std::io::Result<Option<LockFile>> {
    let Some(text) = source::read_kept(root, LOCK)? else { return Ok(None) };
    let read = parse::feed_lock::parse(FileId(0), &text);
    let problems = diag::locate(read.problems, &Alone(&text));
    Ok(Some(LockFile { lock: read.value, problems, text }))
}

impl LockFile {
    /// The change after which every entry binds.
    #[must_use]
    pub fn published(&self, root: &Path) -> Option<Change> {
        let mut lock = self.lock.clone();
        lock.episodes.iter_mut().for_each(|it| it.is_draft = false);
        amend::plan_lock(&root.join(LOCK), &self.text, &lock)
    }

    /// The change that mends what a merge left behind.
    ///
    /// # Errors
    ///
    /// What cannot be decided.
    pub fn merged(&self, root: &Path) -> Result<Option<Change>, Vec<String>> {
        let lock = parse::lock_merge::merge(&self.text)?;
        Ok(amend::plan_lock(&root.join(LOCK), &self.text, &lock))
    }
}

/// Whether a show has an `addresses.lock`.
#[must_use]
pub fn has_addresses(root: &Path) -> bool {
    source::read_kept(root, ADDRESSES).is_ok_and(|it| it.is_some())
}

/// The change that mends what a merge left in `addresses.lock`: lines that are
/// no addresses go.
///
/// # Errors
///
/// When the system does not give the file.
pub fn merged_addresses(root: &Path) -> std::io::Result<Option<Change>> {
    let Some(text) = source::read_kept(root, ADDRESSES)? else { return Ok(None) };
    let addresses = parse::address_lock::parse(FileId(0), &text).value;
    Ok(amend::plan_addresses(&root.join(ADDRESSES), &text, &addresses))
}

/// What changes in the locks if a site had these pages, and episodes with
/// these GUIDs at these paths.
///
/// # Errors
///
/// When the system does not give a lock, or `feed.lock` cannot be understood.
pub fn taken_over(
    root: &Path,
    pages: &[String],
    of_guid: &BTreeMap<String, String>,
) -> std::io::Result<Vec<Change>> {
    let text = source::read_kept(root, ADDRESSES)?.unwrap_or_default();
    let mut addresses = parse::address_lock::parse(FileId(0), &text).value;
    for path in pages {
        let own = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        let name = if own.bytes().all(|it| it.is_ascii_digit()) { "" } else { own };
        let page = LockedPage { name: name.replace('-', " "), ..LockedPage::default() };
        addresses.pages.entry(path.clone()).or_insert(page);
    }
    let mut changes: Vec<Change> =
        amend::plan_addresses(&root.join(ADDRESSES), &text, &addresses).into_iter().collect();
    if let Some(file) = read_lock(root)? {
        if !file.problems.is_empty() {
            let what = "`feed.lock` cannot be understood; `cuepoint lock` says why";
            return Err(std::io::Error::other(what));
        }
        let mut lock = file.lock.clone();
        for it in lock.episodes.iter_mut().filter(|it| it.path.is_none()) {
            it.path = of_guid.get(it.guid.as_str()).cloned();
        }
        changes.extend(amend::plan_lock(&root.join(LOCK), &file.text, &lock));
    }
    Ok(changes)
}

/// The name of the file, in the show's folder.
const LOCK: &str = "feed.lock";

/// The name of the other one.
const ADDRESSES: &str = "addresses.lock";

/// `feed.lock`, the only file.
struct Alone<'t>(&'t str);

impl Texts for Alone<'_> {
    fn path(&self, _: FileId) -> String {
        LOCK.to_owned()
    }

    fn text(&self, _: FileId) -> Option<&str> {
        Some(self.0)
    }
}
