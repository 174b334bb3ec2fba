//! The transcript as sentences with times, words as numbers.

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::learned::{Gram, Learned};
use super::words::{each_word, stem};
use crate::model::{ByChunk, Spoken, Transcript};

/// A word of the transcript: index into [`Speech::vocabulary`].
pub(super) type WordId = u32;

/// Words after which a sentence ends with its cue, where nobody marks ends.
const LONGEST: usize = 45;

/// Seconds of silence that end a sentence.
const SILENCE: f32 = 2.0;

/// A sentence: it ends with a full stop, where another voice begins, or at a
/// silence; cues do not matter to it.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// Seconds from the start; interpolated within a cue by its characters.
    pub start: f32,
    /// Index of the cue in which it begins, and the byte of its text.
    pub cue: usize,
    pub byte: usize,
    /// Its words, a range of [`Speech::words`].
    pub words: std::ops::Range<usize>,
    /// It ends with a question mark.
    pub asks: bool,
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
    /// The same words as the language of hand-overs knows them.
    pub grams: Vec<Gram>,
    pub vocabulary: Vec<String>,
    /// Each word as it is said first.
    pub forms: Vec<String>,
    /// In how many sentences each word occurs.
    pub frequency: Vec<u32>,
    /// When the last word is said.
    pub end: f32,
}

impl Speech {
    /// Cuts a transcript into sentences. `names` are first names, folded.
    pub(super) fn new(transcript: &Transcript, names: &[String], learned: &Learned) -> Self {
        let mut speech = Self::default();
        let spoken = transcript.spoken();
        let words = speech.learn(spoken, names, learned);
        let (mut ended, mut last_end, mut last_speaker) = (true, 0.0_f32, None);
        for ((idx, cue), chunks) in transcript.cues.iter().enumerate().zip(spoken.cues()) {
            let (from, to) = (seconds(cue.start), seconds(cue.end));
            let per_byte = (to - from) / cue.text.len().max(1) as f32;
            let turn = cue.turn || cue.speaker.is_some() && cue.speaker != last_speaker;
            last_speaker = cue.speaker.or(last_speaker);
            let pause = (from - last_end).max(0.0);
            let long = speech.sentences.last().is_some_and(|it| LONGEST < it.words.len());
            ended |= turn || SILENCE < pause || long;
            let (mut behind, mut first) = (0, true);
            for &chunk in chunks {
                let text = spoken.chunk(chunk);
                let (at, of) = (from + per_byte * behind as f32, words.of(chunk));
                let byte = behind;
                behind += text.len() + 1;
                if ended && !of.is_empty() {
                    let next = speech.words.len();
                    speech.sentences.push(Sentence {
                        start: at,
                        cue: idx,
                        byte,
                        words: next..next,
                        asks: false,
                        turn: first && turn,
                        pause: if first { pause } else { 0.0 },
                    });
                    ended = false;
                }
                for &(word, gram) in of {
                    speech.words.push(word);
                    speech.grams.push(gram);
                }
                first &= of.is_empty();
                let stops = text.ends_with(['.', '?', '!']);
                if let Some(last) = speech.sentences.last_mut().filter(|_| !ended) {
                    last.words.end = speech.words.len();
                    last.asks = text.ends_with('?');
                    ended = stops;
                }
            }
            last_end = to;
        }
        speech.end = last_end;
        speech.count();
        speech
    }

    /// Stems the words of each chunk.
    fn learn(
        &mut self,
        spoken: &Spoken,
        names: &[String],
        learned: &Learned,
    ) -> ByChunk<(WordId, Gram)> {
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
                    self.forms.push(word.to_owned());
                    id
                });
                let gram = match names.iter().any(|it| it == word) {
                    true => Gram::NAME,
                    false => learned.gram(word),
                };
                found.push((id, gram));
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

    /// How long a sentence lasts until the next, at most a quarter of a
    /// minute: a long silence is nobody's.
    pub(super) fn seconds_of(&self, idx: usize) -> f32 {
        let next = self.sentences.get(idx + 1).map_or(self.end, |it| it.start);
        (next - self.sentences[idx].start).clamp(0.2, 15.0)
    }
}

/// Seconds are exact enough here: a tenth is shorter than a breath.
fn seconds(time: crate::time::Timestamp) -> f32 {
    time.seconds() as f32
}
