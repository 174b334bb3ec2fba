//! The transcript as sentences with times, words as numbers.

use rustc_hash::FxHashMap;

use super::lexicon::{Lexicon, Signals};
use super::words::{each_word, stem};
use crate::model::Transcript;

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
        let mut ids: FxHashMap<String, WordId> = FxHashMap::default();
        // Words as they are said, so that most are stemmed once.
        let mut known: FxHashMap<String, WordId> = FxHashMap::default();
        let (mut buffer, mut folded) = (String::new(), String::new());
        let mut last_end = 0.0_f32;
        for (idx, cue) in transcript.cues.iter().enumerate() {
            let (from, to) = (seconds(cue.start), seconds(cue.end));
            let mut offset = 0;
            for (nth, text) in cut(&cue.text).enumerate() {
                let share = offset as f32 / cue.text.len().max(1) as f32;
                offset += text.len();
                let first = speech.words.len();
                folded.clear();
                folded.push(' ');
                each_word(text, &mut buffer, |word| {
                    folded.push_str(word);
                    folded.push(' ');
                    let id = known.get(word).copied().unwrap_or_else(|| {
                        let stem = stem(word);
                        let id = ids.get(stem).copied().unwrap_or_else(|| {
                            let id = speech.vocabulary.len() as WordId;
                            ids.insert(stem.to_owned(), id);
                            speech.vocabulary.push(stem.to_owned());
                            speech.frequency.push(0);
                            id
                        });
                        known.insert(word.to_owned(), id);
                        id
                    });
                    speech.words.push(id);
                });
                if speech.words.len() == first {
                    continue;
                }
                speech.sentences.push(Sentence {
                    start: from + (to - from) * share,
                    cue: idx,
                    words: first..speech.words.len(),
                    signals: lexicon.signals(&folded),
                    turn: nth == 0 && cue.turn,
                    pause: if nth == 0 { (from - last_end).max(0.0) } else { 0.0 },
                });
            }
            last_end = to;
        }
        speech.count();
        speech
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

/// The sentences of a cue, marks and spaces included.
fn cut(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let end = (1..bytes.len())
            .find(|&at| bytes[at] == b' ' && matches!(bytes[at - 1], b'.' | b'?' | b'!'))
            .map_or(rest.len(), |at| at + 1);
        let (head, tail) = rest.split_at(end);
        rest = tail;
        Some(head)
    })
}
