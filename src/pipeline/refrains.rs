//! What many episodes say in the same words: counted anew only if an episode
//! says something else than in the last build.

use rayon::prelude::*;

use super::Open;
use super::load::transcript;
use super::memo::Memo;
use crate::assemble::EpisodeFiles;
use crate::cache::{self, Cache};
use crate::config::Site;
use crate::hash::ContentHash;
use crate::refrain::{self, Refrains, Sample};
use crate::source::SourceTree;

/// The name of the note in the cache.
const NOTE: &str = "refrains";

/// What an episode says.
pub(super) struct Said<'e> {
    pub files: &'e EpisodeFiles,
    /// Equal hashes, equal samples.
    pub hash: ContentHash,
    /// The sample, if this build took it.
    pub sample: Option<Sample>,
}

/// What these episodes share, in their order.
pub(super) fn refrains(
    said: Vec<Said<'_>>,
    (tree, site): (&SourceTree, &Site),
    (memo, cache): (&Memo<'_>, &Cache),
) -> Refrains {
    let hashes: Vec<ContentHash> = said.iter().map(|it| it.hash).collect();
    let key = cache::key(NOTE, &[cache::digest(&hashes).as_bytes()]);
    if let Some(known) = cache.note(NOTE, key) {
        return known;
    }
    let sample = |it: Said<'_>| {
        let key = memo.runs_key(it.files, tree);
        let Some(sample) = it.sample else {
            return memo.runs.get_or(key, || read(it.files, (tree, site)));
        };
        if let Some(key) = key {
            memo.runs.put(key, &sample);
        }
        sample
    };
    let samples: Vec<Sample> = said.into_par_iter().map(sample).collect();
    let found = Refrains::of(&samples);
    cache.set_note(NOTE, key, &found);
    found
}

/// What an episode says, from its transcript.
fn read(files: &EpisodeFiles, (tree, site): (&SourceTree, &Site)) -> Sample {
    let transcript = transcript(files, site, &mut Open::new(tree), &mut Vec::new());
    transcript.as_ref().map(refrain::sample).unwrap_or_default()
}
