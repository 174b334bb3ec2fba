//! What is said in many episodes in the same words: greetings, goodbyes,
//! advertisements. Readers of several episodes want it out of their way.
//!
//! Recognisers hear the same words a little differently each time and cut
//! them into other cues. So runs of words are compared, by hash, a sample of
//! them: enough for stretches that are long enough to be in the way.

use std::ops::Range;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::model::{Cue, Transcript};

/// Words in a run that is compared.
const RUN: usize = 8;

/// One run in this many is kept, chosen by its hash.
const SAMPLE: u64 = 8;

/// A stretch of fewer words is not in the way.
const LONG: usize = 40;

/// Words said in fewer episodes are no refrain.
const OFTEN: u32 = 4;

/// A sample of the runs of words of a transcript: hashes, ascending.
#[must_use]
pub fn sample(transcript: &Transcript) -> Vec<u32> {
    let mut sample: Vec<u32> = runs(transcript).map(|it| it.hash).collect();
    sample.sort_unstable();
    sample.dedup();
    sample
}

/// Runs of words that many episodes share.
#[derive(Debug, Default)]
pub struct Refrains {
    /// In how many episodes each is said.
    counts: FxHashMap<u32, u32>,
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
    pub fn of<'s>(samples: impl Iterator<Item = &'s [u32]>) -> Self {
        let mut all: Vec<u32> = samples.flatten().copied().collect();
        all.par_sort_unstable();
        let shared = all.chunk_by(|a, b| a == b).map(|it| (it[0], it.len()));
        let shared = shared.filter_map(|(run, n)| Some((run, u32::try_from(n).ok()?)));
        Self { counts: shared.filter(|it| OFTEN <= it.1).collect() }
    }

    /// For each episode's sample, a stamp of all that it shares with others:
    /// equal stamps, equal stretches.
    #[must_use]
    pub fn stamps(&self, samples: &[&[u32]]) -> Vec<u64> {
        let stamp = |sample: &&[u32]| {
            let shared = sample.iter().filter_map(|it| Some((*it, *self.counts.get(it)?)));
            shared.fold(0, |all: u64, (run, n)| {
                (all ^ (u64::from(run) << 32 | u64::from(n))).wrapping_mul(PRIME).rotate_left(29)
            })
        };
        samples.par_iter().map(stamp).collect()
    }

    /// The stretches of a transcript that many episodes share, in order.
    #[must_use]
    pub fn stretches(&self, transcript: &Transcript) -> Vec<Stretch> {
        if self.counts.is_empty() {
            return Vec::new();
        }
        let mut stretches = Vec::new();
        let mut shared: Vec<(Run, u32)> = Vec::new();
        let mut misses = 0;
        for run in runs(transcript) {
            if let Some(n) = self.counts.get(&run.hash) {
                misses = 0;
                shared.push((run, *n));
                continue;
            }
            // A single word heard differently spoils every run across it.
            misses += 1;
            if 2 < misses {
                stretches.extend(stretch(&shared, transcript));
                shared.clear();
            }
        }
        stretches.extend(stretch(&shared, transcript));
        stretches
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

/// The sampled runs of a transcript, in order.
fn runs(transcript: &Transcript) -> impl Iterator<Item = Run> {
    let words = transcript
        .cues
        .iter()
        .enumerate()
        .flat_map(|(cue, it)| words(&it.text).map(move |hash| (cue, hash)));
    // The hash rolls: a word comes in, and the one that leaves is taken out.
    let mut last = [(0, 0_u64); RUN];
    let leaves = (0..RUN).fold(1_u64, |it, _| it.wrapping_mul(PRIME));
    let mut rolling = 0_u64;
    words.enumerate().filter_map(move |(at, word)| {
        let out = std::mem::replace(&mut last[at % RUN], word);
        rolling = rolling.wrapping_mul(PRIME).wrapping_add(word.1);
        rolling = rolling.wrapping_sub(out.1.wrapping_mul(leaves));
        let hash = (rolling ^ rolling >> 32).wrapping_mul(PRIME);
        let is_full = RUN <= at + 1;
        #[allow(clippy::cast_possible_truncation, reason = "the upper half of a hash is a hash")]
        let short = (hash >> 32) as u32;
        (is_full && (hash >> 7).is_multiple_of(SAMPLE)).then(|| Run {
            hash: short,
            words: at + 1 - RUN..at + 1,
            cues: last[(at + 1) % RUN].0..word.0 + 1,
        })
    })
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
            span: 0..0,
        });
        Transcript { cues: cues.collect(), ..Transcript::default() }
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
        let refrains = Refrains::of(samples.iter().map(Vec::as_slice));
        for (idx, it) in episodes.iter().enumerate() {
            let found = refrains.stretches(it);
            assert_eq!(found.len(), 1, "{idx}");
            assert_eq!(found[0].n_episodes, 5);
            let words = found[0].cues.len() * (5 + idx);
            assert!((60..=110).contains(&words), "{words}");
            assert!(found[0].cues.start * (5 + idx) >= 190);
        }
        let few = Refrains::of(samples[..3].iter().map(Vec::as_slice));
        assert_eq!(few.stretches(&episodes[0]), []);
    }

    #[test]
    fn short_phrases_are_no_refrains() {
        let goodbye: String = (0..20).map(|it| format!("bye{it} ")).collect();
        let episodes: Vec<Transcript> =
            (0..5).map(|it| transcript(&(own(it) + &goodbye + &own(it + 9)), 6)).collect();
        let samples: Vec<_> = episodes.iter().map(sample).collect();
        let refrains = Refrains::of(samples.iter().map(Vec::as_slice));
        assert!(episodes.iter().all(|it| refrains.stretches(it).is_empty()));
    }
}
