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

/// What is known of every file that is published now, and whether that is
/// something new. `before` is what the last build knew.
pub(super) fn of(
    out: &Path,
    site: &BTreeMap<SitePath, Member>,
    mut before: BTreeMap<SitePath, Print>,
) -> (BTreeMap<SitePath, Print>, bool) {
    // Both are in order of path.
    let mut known = before.iter().peekable();
    let mut is_known = |path: &SitePath, member: &Member| {
        while known.next_if(|it| it.0 < path).is_some() {}
        let known = known.peek().filter(|it| it.0 == path);
        member.state == State::Same && known.is_some_and(|it| Some(it.1.1) == member.mark)
    };
    let changed: Vec<_> = site.iter().filter(|it| !is_known(it.0, it.1)).collect();
    let gone = super::only_in_first(before.keys(), site.keys());
    let gone: Vec<SitePath> = gone.cloned().collect();
    if changed.is_empty() && gone.is_empty() {
        return (before, false);
    }
    for it in &gone {
        before.remove(it);
    }
    let state =
        |(path, member): (&SitePath, &Member)| Some((disk::state(&path.below(out))?, member.mark?));
    let prints: Vec<Option<Print>> = changed.par_iter().map(|it| state(*it)).collect();
    for ((path, _), print) in changed.into_iter().zip(prints) {
        match print {
            Some(print) => before.insert(path.clone(), print),
            None => before.remove(path),
        };
    }
    (before, true)
}

/// What is known of the files that the last build published.
pub(super) fn read(cache: &Cache) -> BTreeMap<SitePath, Print> {
    cache.note(NOTE, key()).unwrap_or_default()
}

/// Tells the next build.
pub(super) fn keep(cache: &Cache, prints: &BTreeMap<SitePath, Print>) {
    cache.set_note(NOTE, key(), prints);
}
