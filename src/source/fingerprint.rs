//! What identifies the content of a file, without reading it again and again.
//!
//! A file whose size, time and place on the disk are what they were has the
//! content it had; git does the same. Only files that were changed just before
//! we looked are doubted: a clock that ticks coarsely gives two contents one
//! time.

use std::fs::Metadata;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::{FileKind, SourceFile, SourceTree};
use crate::diag::Diagnostic;
use crate::hash::ContentHash;

/// No file system's clock is coarser: FAT counts in two seconds.
const COARSEST: Duration = Duration::from_secs(2);

/// Bytes of a file that is not read to see whether it changed.
const HEAVY: u64 = 16 << 20;

/// What the disk says of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FileState {
    /// Its size.
    pub bytes: u64,
    /// When it was written, in nanoseconds since 1970; 0 where nobody knows.
    modified: u64,
    /// Its place on the disk, and when that was given; 0 where systems have
    /// no such thing.
    place: (u64, i64),
}

impl FileState {
    /// Reads what the system says.
    #[must_use]
    pub fn of(metadata: &Metadata) -> Self {
        let since = |it: SystemTime| it.duration_since(SystemTime::UNIX_EPOCH).ok();
        let modified = metadata.modified().ok().and_then(since);
        #[cfg(unix)]
        let place = {
            use std::os::unix::fs::MetadataExt;
            let nanos = metadata.ctime().wrapping_mul(1_000_000_000);
            (metadata.ino(), nanos.wrapping_add(metadata.ctime_nsec()))
        };
        #[cfg(not(unix))]
        let place = (0, 0);
        Self { bytes: metadata.len(), modified: modified.map_or(0, nanos), place }
    }

    /// Whether the file rested for a while at `now`, so that no other content
    /// can have this state.
    fn is_settled(self, now: SystemTime) -> bool {
        let Ok(now) = now.duration_since(SystemTime::UNIX_EPOCH) else { return false };
        self.modified != 0 && self.modified < nanos(now.saturating_sub(COARSEST))
    }
}

/// Whether a file is too large to be read just to see whether it changed.
fn is_heavy(file: &SourceFile) -> bool {
    file.kind == FileKind::Audio || HEAVY < file.state.bytes
}

fn nanos(since: Duration) -> u64 {
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

/// Stands for the content of a file: equal fingerprints, equal contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint(ContentHash);

impl Fingerprint {
    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> &ContentHash {
        &self.0
    }
}

/// The fingerprints of files in order of path, kept from one build to the next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprints(Vec<(String, FileState, Fingerprint)>);

impl Fingerprints {
    /// Takes the fingerprint of every file, in order of their ids, and the
    /// table for the next build, if that is another. Only files that `self`
    /// does not know in just this state are read. A file that somebody writes
    /// just now may have none: whatever is made of it is made anew.
    #[must_use]
    pub fn of(
        &self,
        tree: &SourceTree,
        now: SystemTime,
    ) -> (Vec<Result<Option<Fingerprint>, Diagnostic>>, Option<Self>) {
        let take = |(file, known): (&SourceFile, Option<Fingerprint>)| {
            if known.is_some() {
                return Ok(known);
            }
            if !is_heavy(file) {
                let bytes = tree.read_bytes(file.id)?;
                return Ok(Some(Fingerprint(ContentHash::of(&bytes))));
            }
            tree.opens(file.id)?;
            // Hours of sound are not read to find out that nobody touched them.
            // What was touched just now counts as another file.
            let settled = file.state.is_settled(now);
            Ok(settled
                .then(|| Fingerprint(ContentHash::of(format!("{:?}", file.state).as_bytes()))))
        };
        let known = self.known(tree.files());
        let is_settled = |it: &SourceFile| it.state.is_settled(now);
        let mut all = tree.files().iter().zip(&known);
        if known.len() == self.0.len() && all.all(|it| it.1.is_some() && is_settled(it.0)) {
            return (known.into_iter().map(Ok).collect(), None);
        }
        let taken: Vec<Result<Option<Fingerprint>, Diagnostic>> =
            tree.files().par_iter().zip(known).map(take).collect();
        let settled = tree.files().iter().zip(&taken).filter(|it| is_settled(it.0));
        let settled = settled.filter_map(|(file, taken)| {
            let taken = taken.as_ref().ok()?.as_ref()?;
            Some((file.path.as_str().to_owned(), file.state, *taken))
        });
        let next = Self(settled.collect());
        (taken, (next != *self).then_some(next))
    }

    /// The fingerprints of files that are in just the state that is known.
    fn known(&self, files: &[SourceFile]) -> Vec<Option<Fingerprint>> {
        // Both are in order of path.
        let mut table = self.0.iter().peekable();
        let known = |file: &SourceFile| {
            while table.next_if(|it| it.0.as_str() < file.path.as_str()).is_some() {}
            let known = table.peek().filter(|it| it.0 == file.path.as_str())?;
            (known.1 == file.state).then_some(known.2)
        };
        files.iter().map(known).collect()
    }
}
