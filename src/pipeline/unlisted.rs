//! Episodes that are in no list. They are kept apart before anything is summed
//! up, so that the rest of the site is what it would be without them.

use rayon::prelude::*;

use super::inventory::Inventory;
use super::load::{Loaded, load_facts};
use super::topics::{Names, named};
use super::waiting::Waiting;
use super::{Drafts, Job};
use crate::assemble::EpisodeFiles;
use crate::config::Site;
use crate::diag::Located;
use crate::source::SourceTree;

/// The episodes that are in lists, and those that are in none.
pub(super) fn part(
    all: &[EpisodeFiles],
    inventory: &Inventory,
) -> (Vec<EpisodeFiles>, Vec<EpisodeFiles>) {
    all.iter().cloned().partition(|it| !inventory.unlisted.contains_key(&it.main))
}

/// Loads episodes that are in no list, for the names that the others have.
/// There are few: nothing is kept for the next build.
pub(super) fn load<'e>(
    job: &Job<'_>,
    of: (&SourceTree, &Site),
    names: &Names,
    episodes: &'e [EpisodeFiles],
    waiting: &Waiting,
    problems: &mut Vec<Located>,
) -> Vec<Loaded<'e>> {
    let load_one = |files: &'e EpisodeFiles| {
        let own = named(of, files, waiting);
        let (kept, sample, _) = load_facts(files, of, (names, &own), waiting);
        (files, kept, sample)
    };
    let loaded: Vec<_> = episodes.par_iter().map(load_one).collect();
    let mut wanted = Vec::new();
    for (files, kept, sample) in loaded {
        problems.extend(kept.problems);
        if !kept.draft || job.drafts == Drafts::Shown {
            let (facts, mentions) = (kept.facts, kept.mentions);
            wanted.push(Loaded { files, facts, mentions, sample: Some(sample) });
        }
    }
    wanted
}
