//! What is said in many episodes in the same words: greetings, goodbyes,
//! advertisements. Readers of several episodes want it out of their way.
//!
//! Recognisers hear the same words a little differently each time and cut
//! them into other cues. So runs of words are compared, by hash, a sample of
//! them: enough for stretches that are long enough to be in the way.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

use crate::model::{ByChunk, Cue, Transcript};

/// Words in a run that is compared.
const RUN: usize = 8;

/// One run in this many is kept, chosen by its hash.
const SAMPLE: u64 = 8;

/// Parts in which runs are counted, each of every such hash.
const PARTS: u32 = 16;

/// A stretch of fewer words is not in the way.
const LONG: usize = 40;

/// Words said in fewer episodes are no refrain.
const OFTEN: u32 = 4;

/// A shared stretch that is long has this many runs of the sample at least.
const FEW: usize = 3;

/// Runs that may differ within a stretch: a single word heard differently
/// spoils every run across it.
const MISSES: usize = 2;

/// A sample of the runs of words of a transcript: hashes in order, each once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample(#[serde(with = "as_bytes")] Box<[u32]>);

/// Takes the sample of a transcript.
#[must_use]
pub fn sample(transcript: &Transcript) -> Sample {
    let mut sample = Vec::new();
    let mut seen = FxHashSet::default();
    let hashes = ByChunk::new(transcript.spoken(), |chunk, found| found.extend(words(chunk)));
    let said = transcript.spoken().cues().enumerate();
    let said = said.flat_map(|(cue, it)| it.iter().map(move |chunk| (cue, *chunk)));
    let words = said.flat_map(|(cue, it)| hashes.of(it).iter().map(move |hash| (cue, *hash)));
    each_run(words, |it| {
        if seen.insert(it.hash) {
            sample.push(it.hash);
        }
    });
    Sample(sample.into())
}

/// Runs of words that many episodes share.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Refrains {
    /// In how many episodes each is said.
    counts: FxHashMap<u32, u32>,
    /// In order of the episodes.
    episodes: Vec<Shared>,
}

/// What an episode shares with others.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Shared {
    /// Stands for all of it.
    stamp: u64,
    /// Whether it may be enough for a stretch.
    may_be_long: bool,
}

/// A stretch of a transcript that is said in many episodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The cues it covers.
    pub cues: Range<usize>,
    /// In how many episodes it is said.
    pub n_episodes: usize,
}

impl Refrains {
    /// Finds what episodes share; one sample each.
    #[must_use]
    pub fn of(samples: &[Sample]) -> Self {
        // A part at a time, so that not all runs are in memory twice.
        let shared = |part: u32| {
            let own = samples.iter().flat_map(|it| it.0.iter().copied());
            let mut own: Vec<u32> = own.filter(|it| it % PARTS == part).collect();
            own.sort_unstable();
            let counted = own.chunk_by(|a, b| a == b).map(|it| (it[0], it.len()));
            let counted = counted.filter_map(|(run, n)| Some((run, u32::try_from(n).ok()?)));
            counted.filter(|it| OFTEN <= it.1).collect::<Vec<_>>()
        };
        let counts: Vec<Vec<(u32, u32)>> = (0..PARTS).into_par_iter().map(shared).collect();
        let counts: FxHashMap<u32, u32> = counts.into_iter().flatten().collect();
        let episodes = samples.par_iter().map(|it| Shared::of(it, &counts)).collect();
        Self { counts, episodes }
    }

    /// Stands for all that an episode shares with others: equal stamps, equal
    /// stretches. `idx` is its place in the samples.
    #[must_use]
    pub fn stamp(&self, idx: usize) -> u64 {
        self.episodes.get(idx).map_or(0, |it| it.stamp)
    }

    /// The stretches of an episode's transcript that many episodes share, in
    /// order. `idx` is its place in the samples.
    #[must_use]
    pub fn stretches(&self, idx: usize, transcript: &Transcript) -> Vec<Stretch> {
        if !self.episodes.get(idx).is_some_and(|it| it.may_be_long) {
            return Vec::new();
        }
        let cues = transcript.cues.iter().enumerate();
        let words = cues.flat_map(|(cue, it)| words(&it.text).map(move |hash| (cue, hash)));
        let mut stretches = Vec::new();
        let mut groups = Groups::default();
        let mut take = |it: Option<Vec<(Run, u32)>>| {
            stretches.extend(it.and_then(|it| stretch(&it, transcript)));
        };
        each_run(words, |run| {
            let shared = self.counts.get(&run.hash).map(|n| (run, *n));
            take(groups.add(shared));
        });
        take(groups.end());
        stretches
    }
}

impl Shared {
    fn of(sample: &Sample, counts: &FxHashMap<u32, u32>) -> Self {
        let mut shared = Self { stamp: 0, may_be_long: false };
        let mut groups = Groups::default();
        for run in &sample.0 {
            let n = counts.get(run);
            if let Some(n) = n {
                let both = u64::from(*run) << 32 | u64::from(*n);
                shared.stamp = (shared.stamp ^ both).wrapping_mul(PRIME).rotate_left(29);
            }
            shared.may_be_long |= groups.add(n.map(|_| ())).is_some();
        }
        shared.may_be_long |= groups.end().is_some();
        shared
    }
}

/// Gathers what is shared and follows closely.
#[derive(Debug)]
struct Groups<T> {
    now: Vec<T>,
    misses: usize,
}

impl<T> Default for Groups<T> {
    fn default() -> Self {
        Self { now: Vec::new(), misses: 0 }
    }
}

impl<T> Groups<T> {
    /// Adds the next run, if it is shared; a group that has ended with it.
    fn add(&mut self, shared: Option<T>) -> Option<Vec<T>> {
        if let Some(it) = shared {
            self.misses = 0;
            self.now.push(it);
            return None;
        }
        self.misses += 1;
        if self.misses <= MISSES { None } else { self.end() }
    }

    /// The last group.
    fn end(&mut self) -> Option<Vec<T>> {
        let group = std::mem::take(&mut self.now);
        (FEW <= group.len()).then_some(group)
    }
}

/// What shared runs cover, if that is long.
fn stretch(shared: &[(Run, u32)], transcript: &Transcript) -> Option<Stretch> {
    let (first, last) = (shared.first()?, shared.last()?);
    let words = last.0.words.end - first.0.words.start;
    let mut counts: Vec<u32> = shared.iter().map(|it| it.1).collect();
    counts.sort_unstable();
    (LONG <= words).then(|| Stretch {
        cues: whole_sentences(first.0.cues.start..last.0.cues.end, &transcript.cues),
        n_episodes: counts[counts.len() / 2] as usize,
    })
}

/// Cues up to where sentences begin and end, if that is near: the sample knows
/// neither the first nor the last shared words.
fn whole_sentences(cues: Range<usize>, all: &[Cue]) -> Range<usize> {
    let ends = |it: &Cue| it.text.ends_with(['.', '?', '!', '…', '。', '？']);
    let before = all[..cues.start].iter().rev().take(NEAR).position(ends);
    let behind = all[cues.end - 1..].iter().take(NEAR).position(ends);
    cues.start - before.unwrap_or(0)..cues.end + behind.unwrap_or(0)
}

/// Cues in which a sentence is looked for.
const NEAR: usize = 3;

/// A run of words.
#[derive(Debug, Clone)]
struct Run {
    hash: u32,
    words: Range<usize>,
    cues: Range<usize>,
}

/// Calls `each` with the sampled runs of words, in order; each word comes with
/// its cue.
fn each_run(words: impl Iterator<Item = (usize, u64)>, mut each: impl FnMut(Run)) {
    // The hash rolls: a word comes in, and the one that leaves is taken out.
    let leaves = (0..RUN).fold(1_u64, |it, _| it.wrapping_mul(PRIME));
    let mut last = [(0, 0_u64); RUN];
    let (mut rolling, mut at) = (0_u64, 0);
    for (cue, word) in words {
        let out = std::mem::replace(&mut last[at % RUN], (cue, word));
        at += 1;
        rolling = rolling.wrapping_mul(PRIME).wrapping_add(word);
        rolling = rolling.wrapping_sub(out.1.wrapping_mul(leaves));
        let hash = (rolling ^ rolling >> 32).wrapping_mul(PRIME);
        if RUN <= at && (hash >> 7).is_multiple_of(SAMPLE) {
            #[allow(clippy::cast_possible_truncation, reason = "half of a hash is a hash")]
            let hash = (hash >> 32) as u32;
            each(Run { hash, words: at - RUN..at, cues: last[at % RUN].0..cue + 1 });
        }
    }
}

/// 2⁶⁴ by the golden ratio, odd.
const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;

/// The hash of each word; case, marks and apostrophes do not count.
fn words(text: &str) -> impl Iterator<Item = u64> + '_ {
    let mut bytes = text.bytes();
    std::iter::from_fn(move || {
        let mut word = None;
        for it in bytes.by_ref() {
            match FOLDED[usize::from(it)] {
                0 if word.is_some() => break,
                0 | b'\'' => {}
                letter => {
                    let hash = word.unwrap_or(PRIME) ^ u64::from(letter);
                    word = Some(hash.wrapping_mul(PRIME).rotate_left(5));
                }
            }
        }
        word
    })
}

/// Each byte of a word in lower case; 0 for what is in none.
const FOLDED: [u8; 256] = {
    let mut folded = [0; 256];
    let mut it = 0_u8;
    loop {
        if it.is_ascii_alphanumeric() || 0x80 <= it || it == b'\'' {
            folded[it as usize] = it.to_ascii_lowercase();
        }
        if it == u8::MAX {
            break folded;
        }
        it += 1;
    }
};

/// Many numbers as one run of bytes: read in a go.
mod as_bytes {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(words: &[u32], to: S) -> Result<S::Ok, S::Error> {
        let bytes: Vec<u8> = words.iter().flat_map(|it| it.to_le_bytes()).collect();
        to.serialize_bytes(&bytes)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Box<[u32]>, D::Error> {
        let bytes = <&[u8]>::deserialize(from)?;
        let word = |it: &[u8]| it.try_into().map_or(0, u32::from_le_bytes);
        Ok(bytes.chunks_exact(4).map(word).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    /// A cue of each `n` words of a text.
    fn transcript(text: &str, n: usize) -> Transcript {
        let words: Vec<&str> = text.split_whitespace().collect();
        let cues = words.chunks(n).map(|it| Cue {
            start: Timestamp::ZERO,
            end: Timestamp::ZERO,
            timed: true,
            text: it.join(" "),
            speaker: None,
            turn: false,
            paragraph: false,
            span: 0..0,
        });
        Transcript::new(cues.collect(), Vec::new())
    }

    fn own(episode: usize) -> String {
        (0..200).map(|it| format!("w{episode}x{it} ")).collect()
    }

    #[test]
    fn what_several_episodes_end_with_is_found_however_it_is_cut() {
        let goodbye: String = (0..90).map(|it| format!("Bye{it}, ")).collect();
        let episodes: Vec<Transcript> =
            (0..5).map(|it| transcript(&(own(it) + &goodbye.to_lowercase()), 5 + it)).collect();
        let samples: Vec<_> = episodes.iter().map(sample).collect();
        let refrains = Refrains::of(&samples);
        for (idx, it) in episodes.iter().enumerate() {
            let found = refrains.stretches(idx, it);
            assert_eq!(found.len(), 1, "{idx}");
            assert_eq!(found[0].n_episodes, 5);
            let words = found[0].cues.len() * (5 + idx);
            assert!((60..=110).contains(&words), "{words}");
            assert!(found[0].cues.start * (5 + idx) >= 190);
        }
        let few = Refrains::of(&samples[..3]);
        assert_eq!(few.stretches(0, &episodes[0]), []);
    }

    #[test]
    fn short_phrases_are_no_refrains() {
        let goodbye: String = (0..20).map(|it| format!("bye{it} ")).collect();
        let episodes: Vec<Transcript> =
            (0..5).map(|it| transcript(&(own(it) + &goodbye + &own(it + 9)), 6)).collect();
        let samples: Vec<_> = episodes.iter().map(sample).collect();
        let refrains = Refrains::of(&samples);
        let mut numbered = episodes.iter().enumerate();
        assert!(numbered.all(|(idx, it)| refrains.stretches(idx, it).is_empty()));
    }
}
