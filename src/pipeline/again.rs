//! A build of the same sources by the same program with the same wishes: it
//! makes what the last one made, so nothing is made at all.

use serde::{Deserialize, Serialize};

use super::lock::remember_lock;
use super::{Built, Holdings, Job, Tally};
use crate::cache::Cache;
use crate::diag::Located;
use crate::hash::ContentHash;
use crate::render::Sink;

/// What the last build came to.
#[derive(Debug, Serialize, Deserialize)]
struct Done {
    /// Stands for everything that was published.
    site: ContentHash,
    n_episodes: usize,
    problems: Vec<Located>,
    tally: Tally,
    holdings: Holdings,
    /// Until then the same follows.
    next_due: Option<jiff::Timestamp>,
}

/// The name of the note in the cache.
const NOTE: &str = "site";

/// The last build, if it follows from the same `key`, and if every file it
/// published is still there, untouched.
pub(super) fn kept(job: &Job<'_>, key: ContentHash, sink: &dyn Sink) -> Option<Built> {
    let done: Done = job.cache.note(NOTE, key)?;
    let is_due = job.due.zip(done.next_due).is_some_and(|(now, next)| next <= now);
    if is_due || !sink.keep_all(done.site) {
        return None;
    }
    job.trace.step("look at what is published");
    let Done { n_episodes, problems, next_due, tally, holdings, .. } = done;
    Some(Built {
        problems,
        n_episodes,
        inferred: Vec::new(),
        lock: None,
        addresses: None,
        next_due,
        tally,
        holdings,
        binds: None,
        key: None,
    })
}

/// Tells the next build what this one published: `site` stands for all of it,
/// if it can be kept.
pub fn remember(cache: &Cache, built: &Built, site: Option<ContentHash>) {
    remember_lock(cache, built);
    let Some((key, site)) = built.key.zip(site) else { return };
    let Built { n_episodes, problems, next_due, tally, holdings, .. } = built;
    let done = Done {
        site,
        n_episodes: *n_episodes,
        problems: problems.clone(),
        tally: tally.clone(),
        holdings: holdings.clone(),
        next_due: *next_due,
    };
    cache.set_note(NOTE, key, &done);
}
