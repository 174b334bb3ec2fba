//! What the last build published, so that this one need not read it again.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::{Member, State, disk};
use crate::cache::Cache;
use crate::hash::{ContentHash, Hasher};
use crate::path::SitePath;
use crate::source::FileState;

/// What is known of a published file: what the disk said of it, and what
/// stands for its content.
pub(super) type Print = (FileState, ContentHash);

/// The note of what was published.
const NOTE: &str = "published";

fn key() -> ContentHash {
    crate::cache::key(NOTE, &[])
}

/// Stands for everything that is published.
pub(super) fn digest(prints: &BTreeMap<SitePath, Print>) -> ContentHash {
    let mut hasher = Hasher::default();
    for (path, (_, mark)) in prints {
        hasher.update(path.as_str().as_bytes());
        hasher.update(b"\n");
        hasher.update(mark.as_bytes());
    }
    hasher.end()
}

/// What is known of every file that is published now.
pub(super) fn of(
    out: &Path,
    site: &BTreeMap<SitePath, Member>,
    before: &BTreeMap<SitePath, Print>,
) -> BTreeMap<SitePath, Print> {
    let print = |(path, member): (&SitePath, &Member)| {
        let mark = member.mark?;
        let known = before.get(path).filter(|it| it.1 == mark && member.state == State::Same);
        let state = known.map(|it| it.0).or_else(|| disk::state(&path.below(out)))?;
        Some((path.clone(), (state, mark)))
    };
    site.par_iter().filter_map(print).collect()
}

/// What is known of the files that the last build published.
pub(super) fn read(cache: &Cache) -> BTreeMap<SitePath, Print> {
    cache.note(NOTE, key()).unwrap_or_default()
}

/// Tells the next build.
pub(super) fn keep(cache: &Cache, prints: &BTreeMap<SitePath, Print>) {
    cache.set_note(NOTE, key(), prints);
}
