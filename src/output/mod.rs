//! Artifacts → a folder, without ever leaving half a site.
//!
//! Artifacts stream into a staging folder beside the output. When all are
//! there and nothing is wrong, [`Staging::publish`] moves what changed into
//! place, file by file, or a whole folder where there was none: each published
//! file is old or new, never half. Only files of our ledger are ever overwritten
//! or deleted.

mod beside;
mod collision;
mod error;
mod files;
mod ledger;
mod members;
mod prints;

use beside::beside;
pub use beside::{WorkFolder, read_beside, write_beside};
use collision::{collision, collision_of_case};
pub use error::OutputError;
use members::Members;
pub use members::{Member, State};
use prints::Prints;

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::prelude::*;

use crate::cache::Cache;
use crate::diag::{Diagnostic, FileId, Span};
use crate::hash::ContentHash;
use crate::path::SitePath;
use crate::render::{Artifact, Content, KeptFile, Sink, Stream, drawn_mark};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Published {
    /// Files that are new or changed.
    pub written: usize,
    /// Files that were there already, byte for byte.
    pub unchanged: usize,
    /// Files of earlier builds that are gone.
    pub deleted: usize,
    /// Stands for everything that is published, for [`Sink::keep_all`].
    pub site: Option<ContentHash>,
}

/// A file of the site that is published in a folder.
#[must_use]
pub fn published(out: &Path, path: &SitePath) -> Option<Vec<u8>> {
    files::read(&path.below(out))
}

/// The first bytes of a file of the site.
#[must_use]
pub fn published_head(out: &Path, path: &SitePath, bytes: u64) -> Option<Vec<u8>> {
    files::read_head(&path.below(out), bytes)
}

/// Every file of the site that is published in a folder, with its bytes, in
/// order of path; what cuepoint keeps for itself is left out.
#[must_use]
pub fn published_files(out: &Path) -> Vec<(SitePath, u64)> {
    let mut files = files::files_below(out);
    files.retain(|it| !it.0.as_str().starts_with(ledger::NAME));
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

/// The files of the site that builds made, with their bytes, and others that
/// lie among them; both in order of path.
#[must_use]
pub fn own_files(out: &Path) -> (Vec<(SitePath, u64)>, Vec<SitePath>) {
    let own: BTreeSet<SitePath> = ledger::read(out).unwrap_or_default().into_iter().collect();
    let (own, others): (Vec<_>, Vec<_>) =
        published_files(out).into_iter().partition(|it| own.contains(&it.0));
    (own, others.into_iter().map(|it| it.0).collect())
}

/// One step of bringing the output in line with the site.
#[derive(Debug, PartialEq, Eq)]
pub enum Action<'a> {
    /// Move the staged file into place.
    Write(&'a SitePath),
    /// Remove a file of an earlier build.
    Delete(&'a SitePath),
}

impl<'a> Action<'a> {
    /// The file that changes.
    fn path(&self) -> &'a SitePath {
        match self {
            Self::Write(path) | Self::Delete(path) => path,
        }
    }
}

/// Lists what to do: nothing for files whose bytes are already there. Pure.
///
/// Both lists are in order of path.
///
/// INVARIANT: deletes only files in `ours`, the list of what we wrote last
/// time. What somebody else put there is not ours to remove.
#[must_use]
pub fn plan<'a>(ours: &'a [SitePath], site: &[(&'a SitePath, Member)]) -> Vec<Action<'a>> {
    let fresh = site.iter().filter(|it| it.1.state == State::Staged);
    let stale = only_in_first(ours.iter(), site.iter().map(|it| it.0));
    fresh.map(|it| Action::Write(it.0)).chain(stale.map(Action::Delete)).collect()
}

/// The paths of a list that are not in another; both are in order.
fn only_in_first<'a>(
    first: impl Iterator<Item = &'a SitePath>,
    second: impl Iterator<Item = &'a SitePath>,
) -> impl Iterator<Item = &'a SitePath> {
    let mut second = second.peekable();
    first.filter(move |path| {
        while second.next_if(|it| it < path).is_some() {}
        second.peek() != Some(path)
    })
}

/// Whether a folder that holds other files may become ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adopt {
    /// It is left alone.
    No,
    /// Files in the way are replaced, others stay.
    Yes,
}

/// Where a build keeps what the next one need not work out again.
#[must_use]
pub fn cache_folder(out: &Path) -> PathBuf {
    beside(out, "cache")
}

/// Writes a trace where the user wants it.
///
/// # Errors
///
/// [`OutputError::Io`].
pub fn write_trace(path: &Path, json: &str) -> Result<(), OutputError> {
    files::write_named(path, json.as_bytes())
}

/// Whether a folder holds a site that was built.
#[must_use]
pub fn is_built(out: &Path) -> bool {
    ledger::is_there(out)
}

/// A site on its way into a folder.
#[derive(Debug)]
pub struct Staging<'c> {
    cache: &'c Cache,
    /// Of every file that the last build published.
    prints: Prints,
    out: PathBuf,
    /// There until the site is published or given up: one build at a time.
    staging: WorkFolder,
    /// Whether there was nothing at all in the output folder.
    is_first: bool,
    /// Files that earlier builds wrote, in order of path.
    ours: Vec<SitePath>,
    adopt: Adopt,
    site: Mutex<Members>,
    /// Whether the site is what is published already.
    kept_all: AtomicBool,
}

impl<'c> Staging<'c> {
    /// Starts a site that will be published to `out`. `root` holds the sources.
    /// A folder that holds something else is taken over only if `adopt` says so.
    /// `cache` knows what the last build published.
    ///
    /// # Errors
    ///
    /// [`OutputError::HoldsSources`] if `out` is `root` or a folder above it;
    /// [`OutputError::NotEmpty`] if it is somebody else's; [`OutputError::Busy`]
    /// while another build writes there; [`OutputError::Io`] if the staging
    /// folder cannot be made.
    pub fn open(
        out: &Path,
        root: &Path,
        adopt: Adopt,
        cache: &'c Cache,
    ) -> Result<Self, OutputError> {
        let given = root;
        let root = root.canonicalize().unwrap_or_else(|_| root.to_owned());
        if out.canonicalize().is_ok_and(|it| root.starts_with(it)) {
            return Err(OutputError::HoldsSources(out.to_owned()));
        }
        files::refuse_links_to(out, given)?;
        let is_foreign = !ledger::is_there(out) && files::holds_something(out, ledger::NAME)?;
        if is_foreign && adopt == Adopt::No {
            return Err(OutputError::NotEmpty(out.to_owned()));
        }
        let staging = WorkFolder::named(out, "staging")?;
        // Another build may have published until now.
        let (ours, prints) = rayon::join(|| ledger::read(out), || Prints::read(cache));
        let is_first = ours.is_none() && !is_foreign;
        let (out, ours) = (out.to_owned(), ours.unwrap_or_default());
        let (site, kept_all) = (Mutex::new(Members::beside(&prints)), AtomicBool::new(false));
        Ok(Self { cache, prints, out, staging, is_first, ours, adopt, site, kept_all })
    }

    /// Puts the site in place.
    ///
    /// # Errors
    ///
    /// [`OutputError::NotOurs`], and then nothing was touched; or
    /// [`OutputError::Io`], and then every published file is old or new, and
    /// the next build goes on from there.
    pub fn publish(self) -> Result<Published, OutputError> {
        if self.kept_all.load(Ordering::Relaxed) {
            let unchanged = self.prints.len();
            return Ok(Published { unchanged, ..Published::default() });
        }
        let site = std::mem::take(&mut *self.members());
        let members = site.all(&self.prints);
        let paths = || members.iter().map(|it| it.0);
        let new: Vec<&SitePath> = only_in_first(paths(), self.ours.iter()).collect();
        let foreign = self.foreign(&members);
        if !foreign.is_empty() {
            return Err(OutputError::NotOurs(foreign));
        }
        let plan = plan(&self.ours, &members);
        let changed_files = || plan.iter().map(|it| it.path());
        files::refuse_links_in(&self.out, changed_files())?;
        let fresh = || members.iter().filter(|it| it.1.state == State::Staged).map(|it| it.0);
        if fresh().next().is_some() {
            files::sync_files(self.staging.path(), fresh())?;
        }
        // From here on an interruption must not make our files foreign.
        if !new.is_empty() {
            let mut union: Vec<&SitePath> = self.ours.iter().chain(new.iter().copied()).collect();
            // Two runs in order: that is quick.
            union.sort();
            ledger::write(&self.out, union)?;
        }
        let mut done = Published::default();
        let mut changed = BTreeSet::new();
        let mut mover = files::Mover::new(self.staging.path(), &self.out);
        for action in &plan {
            match action {
                Action::Write(path) => {
                    mover.put_in_place(path)?;
                    changed.extend(path.below(&self.out).parent().map(Path::to_owned));
                    done.written += 1;
                }
                Action::Delete(path) => {
                    files::delete(&self.out, path)?;
                    done.deleted += 1;
                }
            }
        }
        done.unchanged = members.len() - done.written;
        if 0 < done.deleted {
            ledger::write(&self.out, paths())?;
        }
        let n_members = members.len();
        let prints = self.prints;
        let ((), (prints, is_new)) =
            rayon::join(|| files::sync_folders(&changed), || prints.next(&self.out, site));
        let keep = || {
            if is_new {
                prints.keep(self.cache)
            }
        };
        let (digest, ()) = rayon::join(|| prints.digest(), keep);
        done.site = (prints.len() == n_members).then_some(digest);
        // Giving back what thousands of paths take is longer than all of this;
        // the program may end meanwhile.
        rayon::spawn(move || drop((prints, self.ours)));
        Ok(done)
    }

    /// Gives the site up; what is published stays as it is.
    pub fn abandon(self) {}

    /// How many files the site has.
    #[must_use]
    pub fn len(&self) -> usize {
        if self.kept_all.load(Ordering::Relaxed) {
            return self.prints.len();
        }
        self.members().len()
    }

    /// Whether the site has no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Staging<'_> {
    /// Takes a path for a source; each path has one.
    fn claim(
        &self,
        path: &SitePath,
        (origin, mark): (Option<FileId>, Option<ContentHash>),
        state: State,
    ) -> Result<(), Diagnostic> {
        let place = self.prints.place(path);
        let member = Member { state, origin, mark };
        let mut members = self.members();
        if let Some(first) = members.add(path, place, member) {
            return Err(collision(path, first.origin, origin));
        }
        match members.rival(path, &self.prints) {
            Some((other, first)) => Err(collision_of_case((&other, first.origin), (path, origin))),
            None => Ok(()),
        }
    }

    fn members(&self) -> MutexGuard<'_, Members> {
        self.site.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what became of a file that was claimed.
    fn settle(&self, path: &SitePath, state: State, mark: Option<ContentHash>) {
        let place = self.prints.place(path);
        if let Some(member) = self.members().get_mut(path, place) {
            (member.state, member.mark) = (state, mark);
        }
    }

    /// Files of somebody else where staged ones are to go, unless they may be
    /// replaced.
    fn foreign(&self, members: &[(&SitePath, Member)]) -> Vec<SitePath> {
        if self.adopt == Adopt::Yes {
            return Vec::new();
        }
        let staged = members.iter().filter(|it| it.1.state == State::Staged).map(|it| it.0);
        let asked: Vec<&SitePath> = only_in_first(staged, self.ours.iter()).collect();
        asked.into_par_iter().filter(|it| files::is_taken(&it.below(&self.out))).cloned().collect()
    }

    /// Whether a published file is the one with this mark, untouched.
    fn is_untouched(&self, path: &SitePath, mark: ContentHash) -> bool {
        let known = self.prints.get(path).filter(|it| it.1 == mark);
        known.is_some_and(|it| files::state(&path.below(&self.out)) == Some(it.0))
    }
}

/// What a full or failing disk says.
fn no_room(origin: Option<FileId>, error: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("output/write", Span::file(origin), error.to_string())
        .hint("check that there is room on the disk")
}

/// A file on its way into the staging folder.
struct StagedStream<'s> {
    staging: &'s Staging<'s>,
    path: SitePath,
    origin: Option<FileId>,
    file: files::NewFile,
}

impl Stream for StagedStream<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Diagnostic> {
        self.file.write(bytes).map_err(|it| no_room(self.origin, &it))
    }

    fn copy(&mut self, mark: ContentHash, bytes: Range<u64>) -> Result<bool, Diagnostic> {
        if !self.staging.is_untouched(&self.path, mark) {
            return Ok(false);
        }
        let published = self.path.below(&self.staging.out);
        self.file.copy(&published, bytes).map_err(|it| no_room(self.origin, &it))?;
        Ok(true)
    }

    fn end(self: Box<Self>, mark: ContentHash) -> Result<(), Diagnostic> {
        let Self { staging, path, origin, file } = *self;
        let staged = path.below(staging.staging.path());
        file.end().map_err(|it| no_room(origin, &it))?;
        // A published file that is known need not be read.
        let known = staging.prints.get(&path).filter(|it| staging.is_untouched(&path, it.1));
        let same = match known {
            Some(known) => known.1 == mark,
            None => files::same_files(&path.below(&staging.out), &staged),
        };
        if same {
            files::remove_staged(&staged);
        }
        staging.settle(&path, if same { State::Same } else { State::Staged }, Some(mark));
        Ok(())
    }
}

impl Sink for Staging<'_> {
    fn stream(
        &self,
        path: SitePath,
        origin: Option<FileId>,
    ) -> Result<Box<dyn Stream + '_>, Diagnostic> {
        self.claim(&path, (origin, None), State::Staged)?;
        let file = files::NewFile::open(&path.below(self.staging.path()))
            .map_err(|it| no_room(origin, &it))?;
        Ok(Box::new(StagedStream { staging: self, path, origin, file }))
    }

    fn is_taken(&self, path: &SitePath) -> bool {
        self.members().is_taken(path, &self.prints)
    }

    fn keep(&self, files: &[KeptFile<'_>]) -> Result<bool, Diagnostic> {
        if !files.iter().all(|it| self.is_untouched(it.path, it.mark)) {
            return Ok(false);
        }
        for KeptFile { path, mark, origin } in files {
            match self.claim(path, (*origin, Some(*mark)), State::Same) {
                // Two drawings of one path show the same.
                Err(problem) if *mark != drawn_mark() => return Err(problem),
                _ => {}
            }
        }
        Ok(true)
    }

    fn keep_all(&self, site: ContentHash) -> bool {
        let is_whole = self.ours == self.prints.paths() && self.prints.digest() == site;
        if !is_whole || !self.prints.are_untouched(&self.out) {
            return false;
        }
        self.kept_all.store(true, Ordering::Relaxed);
        true
    }

    fn put(&self, artifact: Artifact) -> Result<(), Diagnostic> {
        let mark = artifact.mark();
        let Artifact { path, content, origin } = artifact;
        let claimed = self.claim(&path, (origin, mark), State::Staged);
        // Two drawings of one path show the same.
        if claimed.is_err() && matches!(content, Content::Drawn(_)) {
            return Ok(());
        }
        claimed?;
        let published = path.below(&self.out);
        let same = match &content {
            _ if self.is_first => false,
            _ if mark.is_some_and(|it| self.is_untouched(&path, it)) => true,
            Content::Bytes(bytes) => files::has_bytes(&published, bytes),
            Content::File(source) => files::same_files(&published, &source.path),
            // Its path follows from what it shows: ours is the same.
            Content::Drawn(_) => {
                self.ours.binary_search(&path).is_ok() && files::is_there(&published)
            }
        };
        if same {
            self.settle(&path, State::Same, mark);
            return Ok(());
        }
        let staged = path.below(self.staging.path());
        let stored = match content {
            Content::Bytes(bytes) => files::write(&staged, &bytes),
            Content::File(source) => files::copy(&source.path, &staged),
            Content::Drawn(drawing) => match drawing.png() {
                Ok(bytes) => files::write(&staged, &bytes),
                Err(error) => {
                    let message = format!("the card cannot be drawn: {error}");
                    return Err(Diagnostic::error("card/svg", Span::file(origin), message).hint(
                        "correct `templates/card.svg`, or delete it to get the built-in one back",
                    ));
                }
            },
        };
        stored.map_err(|it| no_room(origin, &it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plan_writes_what_is_staged_and_deletes_only_ours() {
        let path = |it: &str| SitePath::new(it).unwrap();
        let ours = [path("changed"), path("gone"), path("same")];
        let (changed, gone, new) = (path("changed"), path("gone"), path("new"));
        let member = |state| Member { state, origin: None, mark: None };
        let site = [
            (&changed, member(State::Staged)),
            (&new, member(State::Staged)),
            (&ours[2], member(State::Same)),
        ];
        assert_eq!(
            plan(&ours, &site),
            [Action::Write(&changed), Action::Write(&new), Action::Delete(&gone)]
        );
    }
}
