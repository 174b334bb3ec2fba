//! The transcript as sentences with times, words as numbers.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::lexicon::{Lexicon, LexiconWord, Signals};
use super::words::{each_word, stem};
use crate::model::{ByChunk, Spoken, Transcript};

/// A word of the transcript: index into [`Speech::vocabulary`].
pub(super) type WordId = u32;

/// A sentence, or a piece of one that its cue holds.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Seconds from the start; interpolated within a cue by its characters.
    pub start: f32,
    /// Index of its cue.
    pub cue: usize,
    /// Its words, a range of [`Speech::words`].
    pub words: std::ops::Range<usize>,
    /// What it says about a hand-over.
    pub signals: Signals,
    /// Another voice begins.
    pub turn: bool,
    /// Seconds of silence before it.
    pub pause: f32,
}

/// Everything that is said.
#[derive(Debug, Default)]
pub(super) struct Speech {
    pub sentences: Vec<Sentence>,
    /// Stemmed words in order.
    pub words: Vec<WordId>,
    pub vocabulary: Vec<String>,
    /// In how many sentences each word occurs.
    pub frequency: Vec<u32>,
}

impl Speech {
    /// Cuts a transcript into sentences.
    pub(super) fn new(transcript: &Transcript, lexicon: &Lexicon) -> Self {
        let mut speech = Self::default();
        let spoken = transcript.spoken();
        let words = speech.learn(spoken, lexicon);
        let mut said: Vec<LexiconWord> = Vec::new();
        let mut last_end = 0.0_f32;
        for ((idx, cue), chunks) in transcript.cues.iter().enumerate().zip(spoken.cues()) {
            let (from, to) = (seconds(cue.start), seconds(cue.end));
            let length = cue.text.len().max(1) as f32;
            let mut behind = 0;
            let ends = |it: &u32| spoken.chunk(*it).ends_with(['.', '?', '!']);
            for (nth, sentence) in chunks.split_inclusive(ends).enumerate() {
                let share = behind as f32 / length;
                let first = speech.words.len();
                said.clear();
                for &chunk in sentence {
                    behind += spoken.chunk(chunk).len() + 1;
                    for (id, word) in words.of(chunk) {
                        speech.words.push(*id);
                        said.push(*word);
                    }
                }
                if speech.words.len() == first {
                    continue;
                }
                speech.sentences.push(Sentence {
                    start: from + (to - from) * share,
                    cue: idx,
                    words: first..speech.words.len(),
                    signals: lexicon.signals(&said),
                    turn: nth == 0 && cue.turn,
                    pause: if nth == 0 { (from - last_end).max(0.0) } else { 0.0 },
                });
            }
            last_end = to;
        }
        speech.count();
        speech
    }

    /// Stems the words of each chunk.
    fn learn(&mut self, spoken: &Spoken, lexicon: &Lexicon) -> ByChunk<(WordId, LexiconWord)> {
        let mut ids: FxHashMap<String, WordId> =
            FxHashMap::with_capacity_and_hasher(spoken.n_chunks(), FxBuildHasher);
        let mut buffer = String::new();
        let words = ByChunk::new(spoken, |chunk, found| {
            each_word(chunk, &mut buffer, |word| {
                let stem = stem(word);
                let id = ids.get(stem).copied().unwrap_or_else(|| {
                    let id = self.vocabulary.len() as WordId;
                    ids.insert(stem.to_owned(), id);
                    self.vocabulary.push(stem.to_owned());
                    id
                });
                found.push((id, lexicon.word(word)));
            });
        });
        self.frequency = vec![0; self.vocabulary.len()];
        words
    }

    fn count(&mut self) {
        let mut seen = vec![usize::MAX; self.vocabulary.len()];
        for (idx, sentence) in self.sentences.iter().enumerate() {
            for &word in &self.words[sentence.words.clone()] {
                if seen[word as usize] != idx {
                    seen[word as usize] = idx;
                    self.frequency[word as usize] += 1;
                }
            }
        }
    }

    /// The words of a sentence.
    pub(super) fn words_of(&self, sentence: &Sentence) -> &[WordId] {
        &self.words[sentence.words.clone()]
    }
}

/// Seconds are exact enough here: a tenth is shorter than a breath.
fn seconds(time: crate::time::Timestamp) -> f32 {
    time.seconds() as f32
}
