//! What the last build published, so that this one need not read it again.

use std::hash::{Hash, Hasher as _};
use std::path::Path;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};

use super::files;
use super::members::{Member, Members, State};
use crate::cache::Cache;
use crate::hash::{ContentHash, Hasher};
use crate::path::SitePath;
use crate::source::FileState;

/// What is known of a published file: what the disk said of it, and what
/// stands for its content.
pub(super) type Print = (FileState, ContentHash);

/// What is known of every file that a build published.
#[derive(Debug, Default)]
pub(super) struct Prints {
    /// In ascending order.
    paths: Vec<SitePath>,
    /// In the same order.
    prints: Vec<Print>,
    /// Where each stands, by the hash of its path. Of two paths with one hash
    /// the second counts as unknown.
    places: FxHashMap<u64, usize>,
}

/// The note of what was published.
const NOTE: &str = "published";

/// Bytes that are hashed in one go.
const AT_ONCE: usize = 1 << 16;

fn key() -> ContentHash {
    crate::cache::key(NOTE, &[])
}

fn hash(path: &SitePath) -> u64 {
    let mut hasher = FxHasher::default();
    path.hash(&mut hasher);
    hasher.finish()
}

impl Prints {
    /// Reads what the last build told.
    pub(super) fn read(cache: &Cache) -> Self {
        let note: Option<(Vec<SitePath>, Vec<Print>)> = cache.note(NOTE, key());
        let known = note.filter(|it| it.0.len() == it.1.len());
        let (paths, prints) = known.unwrap_or_default();
        let mut places = FxHashMap::default();
        places.reserve(paths.len());
        for (at, path) in paths.iter().enumerate() {
            places.entry(hash(path)).or_insert(at);
        }
        Self { paths, prints, places }
    }

    /// Tells the next build.
    pub(super) fn keep(&self, cache: &Cache) {
        cache.set_note(NOTE, key(), &(&self.paths, &self.prints));
    }

    /// Stands for everything that is published.
    pub(super) fn digest(&self) -> ContentHash {
        let mut hasher = Hasher::default();
        let mut bytes = Vec::with_capacity(AT_ONCE + 512);
        for (path, (_, mark)) in self.paths.iter().zip(&self.prints) {
            bytes.extend_from_slice(path.as_str().as_bytes());
            bytes.push(b'\n');
            bytes.extend_from_slice(mark.as_bytes());
            if AT_ONCE <= bytes.len() {
                hasher.update(&bytes);
                bytes.clear();
            }
        }
        hasher.update(&bytes);
        hasher.end()
    }

    pub(super) fn len(&self) -> usize {
        self.paths.len()
    }

    /// Every path, in ascending order.
    pub(super) fn paths(&self) -> &[SitePath] {
        &self.paths
    }

    /// Where a path stands in that order.
    pub(super) fn place(&self, path: &SitePath) -> Option<usize> {
        self.places.get(&hash(path)).copied().filter(|it| self.paths[*it] == *path)
    }

    /// What is known of a file.
    pub(super) fn get(&self, path: &SitePath) -> Option<Print> {
        self.place(path).map(|it| self.prints[it])
    }

    /// Whether every file is on the disk as it was.
    pub(super) fn are_untouched(&self, out: &Path) -> bool {
        let is_there = |it: (&SitePath, &Print)| files::state(&it.0.below(out)) == Some(it.1.0);
        self.paths.par_iter().zip(&self.prints).all(is_there)
    }

    /// What is known of every file that is published now, to be told to the
    /// next build; and whether that is something new.
    pub(super) fn next(self, out: &Path, members: Members) -> (Self, bool) {
        let Members { known, new, .. } = members;
        let is_kept = |(member, print): (&Option<Member>, &Print)| {
            member.is_some_and(|it| it.state == State::Same && it.mark == Some(print.1))
        };
        if new.is_empty() && known.iter().zip(&self.prints).all(is_kept) {
            return (self, false);
        }
        let before = self.paths.into_iter().zip(self.prints).zip(known);
        let before = before.filter_map(|((path, print), it)| Some((path, it?, Some(print))));
        let mut all: Vec<(SitePath, Member, Option<Print>)> = before.collect();
        all.extend(new.into_iter().map(|(path, it)| (path, it, None)));
        // Two runs in order: that is quick.
        all.sort_by(|a, b| a.0.cmp(&b.0));
        let print = |(path, member, before): (SitePath, Member, Option<Print>)| {
            if let Some(before) = before
                && is_kept((&Some(member), &before))
            {
                return Some((path, before));
            }
            Some((files::state(&path.below(out))?, member.mark?)).map(|it| (path, it))
        };
        let (paths, prints) = all.into_par_iter().filter_map(print).unzip();
        (Self { paths, prints, places: FxHashMap::default() }, true)
    }
}
