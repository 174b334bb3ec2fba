//! What is said, cut at spaces: each stretch of letters and marks has a
//! number, the same wherever it is said.
//!
//! People repeat themselves: nine words in ten of a transcript were said
//! before. Whoever looks at words does so once for each number.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::Cue;

/// What cues say as numbers of chunks.
#[derive(Debug, Clone, Default)]
pub struct Spoken {
    /// The texts of all chunks, in order of their numbers.
    text: String,
    /// For each number where its text begins; one more at the end.
    starts: Vec<u32>,
    /// The numbers of all that is said, in order.
    said: Vec<u32>,
    /// For each cue its first place in `said`; one more at the end.
    firsts: Vec<u32>,
}

impl Spoken {
    /// Cuts the text of every cue at its spaces.
    pub(super) fn new(cues: &[Cue]) -> Self {
        let mut spoken = Self { starts: vec![0], ..Self::default() };
        let bytes: usize = cues.iter().map(|it| it.text.len()).sum();
        let mut numbers: FxHashMap<&str, u32> =
            FxHashMap::with_capacity_and_hasher(bytes / 24, FxBuildHasher);
        spoken.said.reserve(bytes / 5);
        spoken.firsts.reserve(cues.len() + 1);
        for cue in cues {
            spoken.firsts.push(spoken.said.len() as u32);
            let mut at = 0;
            // Most chunks are short: looking at each byte is quickest.
            for bytes in cue.text.as_bytes().split(|it| *it == b' ') {
                let chunk = &cue.text[at..at + bytes.len()];
                at += bytes.len() + 1;
                if chunk.is_empty() {
                    continue;
                }
                let number = *numbers.entry(chunk).or_insert_with(|| {
                    spoken.text.push_str(chunk);
                    spoken.starts.push(spoken.text.len() as u32);
                    spoken.starts.len() as u32 - 2
                });
                spoken.said.push(number);
            }
        }
        spoken.firsts.push(spoken.said.len() as u32);
        spoken
    }

    /// How many chunks differ: their numbers lie below it.
    #[must_use]
    pub fn n_chunks(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The text of a chunk: no spaces, never empty.
    #[must_use]
    pub fn chunk(&self, number: u32) -> &str {
        let at = number as usize;
        &self.text[self.starts[at] as usize..self.starts[at + 1] as usize]
    }

    /// The numbers of what each cue says, in order of cues.
    pub fn cues(&self) -> impl Iterator<Item = &[u32]> {
        self.firsts.windows(2).map(|it| &self.said[it[0] as usize..it[1] as usize])
    }
}

/// Something for each number of a chunk: any number of things.
#[derive(Debug)]
pub struct ByChunk<T> {
    all: Vec<T>,
    /// For each number its first place in `all`; one more at the end.
    firsts: Vec<u32>,
}

impl<T> ByChunk<T> {
    /// Lets `look` add what it finds in each chunk.
    pub fn new(spoken: &Spoken, mut look: impl FnMut(&str, &mut Vec<T>)) -> Self {
        let mut by_chunk = Self {
            all: Vec::with_capacity(spoken.n_chunks()),
            firsts: Vec::with_capacity(spoken.n_chunks() + 1),
        };
        for number in 0..spoken.n_chunks() as u32 {
            by_chunk.firsts.push(by_chunk.all.len() as u32);
            look(spoken.chunk(number), &mut by_chunk.all);
        }
        by_chunk.firsts.push(by_chunk.all.len() as u32);
        by_chunk
    }

    /// What was found in the chunk of this number.
    #[must_use]
    pub fn of(&self, number: u32) -> &[T] {
        let at = number as usize;
        &self.all[self.firsts[at] as usize..self.firsts[at + 1] as usize]
    }
}
