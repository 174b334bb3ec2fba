//! How much each sentence speaks for each item.

use rustc_hash::FxHashMap;

use super::Tuning;
use super::sentences::{Speech, WordId};
use super::terms::{Term, Terms};
use super::words::sound;

/// Evidence per sentence and item, sentence by sentence.
#[derive(Debug)]
pub(super) struct Evidence {
    n_items: usize,
    /// As said: the sum of what the words of the sentence weigh.
    raw: Vec<f32>,
    /// Spread over time, 0 to 1.
    presence: Vec<f32>,
    /// The words that spoke: sentence, item, weight, word.
    pub hits: Vec<(usize, usize, f32, WordId)>,
}

impl Evidence {
    /// What a sentence says for each item.
    pub(super) fn raw(&self, sentence: usize) -> &[f32] {
        &self.raw[sentence * self.n_items..][..self.n_items]
    }

    /// The most that one sentence says for each item.
    pub(super) fn most(&self) -> Vec<f32> {
        let mut most = vec![0.0_f32; self.n_items];
        for row in self.raw.chunks_exact(self.n_items.max(1)) {
            most.iter_mut().zip(row).for_each(|(most, it)| *most = most.max(*it));
        }
        most
    }

    /// How present each item is at a sentence, 0 to 1.
    pub(super) fn presence(&self, sentence: usize) -> &[f32] {
        &self.presence[sentence * self.n_items..][..self.n_items]
    }
}

/// Weighs every sentence for every item. Linear in sentences × items.
pub(super) fn evidence(
    speech: &Speech,
    terms: &Terms,
    n_items: usize,
    tuning: &Tuning,
) -> Evidence {
    let n_sentences = speech.sentences.len();
    let mut evidence = Evidence {
        n_items,
        raw: vec![0.0; n_items * n_sentences],
        presence: vec![0.0; n_items * n_sentences],
        hits: Vec::new(),
    };
    let mut meanings = meanings(speech, terms);
    for (meaning, frequency) in meanings.iter_mut().zip(&speech.frequency) {
        if let Some((_, quality)) = meaning {
            *quality *= rarity(*frequency, n_sentences);
        }
    }
    let joined = joined(speech, terms);
    for (idx, sentence) in speech.sentences.iter().enumerate() {
        let words = speech.words_of(sentence);
        for (at, &word) in words.iter().enumerate() {
            if let Some((term, quality)) = meanings[word as usize] {
                evidence.add(idx, terms, term, quality, word);
            }
            let Some(&next) = words.get(at + 1) else { continue };
            if let Some(&term) = joined.get(&(word, next)) {
                evidence.add(idx, terms, term, 1.0, word);
            }
        }
    }
    let decay = decay(speech, tuning);
    evidence.spread(&decay);
    evidence.compete(tuning);
    evidence
}

/// What is left of presence after the step to each sentence from the one
/// before it: onwards, and backwards.
fn decay(speech: &Speech, tuning: &Tuning) -> Vec<(f32, f32)> {
    let mut last = 0.0;
    let step = |it: &super::sentences::Sentence| {
        let seconds = it.start - std::mem::replace(&mut last, it.start);
        ((-seconds / tuning.after).exp(), (-seconds / tuning.before).exp())
    };
    speech.sentences.iter().map(step).collect()
}

/// 1 for a word that is said once, near 0 for one that is said all the time.
fn rarity(frequency: u32, n_sentences: usize) -> f32 {
    let n = n_sentences.max(2) as f32;
    ((n / (frequency as f32 + 0.5)).ln() / n.ln()).clamp(0.0, 1.0).powf(1.5)
}

/// The term each word of the transcript stands for, and how surely.
fn meanings(speech: &Speech, terms: &Terms) -> Vec<Option<(usize, f32)>> {
    let mut by_sound: FxHashMap<String, Vec<(&str, usize)>> = FxHashMap::default();
    let mut key = String::new();
    for (word, term) in terms.by_word.iter().filter(|it| 4 < it.0.len()) {
        sound(word, &mut key);
        if !key.is_empty() {
            by_sound.entry(key.clone()).or_default().push((word, *term));
        }
    }
    speech
        .vocabulary
        .iter()
        .map(|word| {
            if let Some(&term) = terms.by_word.get(word) {
                return Some((term, 1.0));
            }
            if word.len() < 4 {
                return None;
            }
            sound(word, &mut key);
            let alike = by_sound.get(key.as_str()).filter(|_| !key.is_empty())?;
            // Of several the nearest; the word itself decides between equals,
            // so that no hash order does.
            alike
                .iter()
                .map(|(it, term)| (strsim::levenshtein(it, word), *it, *term))
                .min()
                .filter(|(distance, it, _)| *distance * 2 <= it.len())
                .map(|it| (it.2, 0.6))
        })
        .collect()
}

/// Pairs of neighbours that are a term when joined: `any io`.
fn joined(speech: &Speech, terms: &Terms) -> FxHashMap<(WordId, WordId), usize> {
    // The hash of two words joined follows from theirs, and says of nearly
    // every pair that it is none.
    let mut is_term = vec![false; 1 << HASH_BITS];
    terms.by_word.keys().for_each(|it| is_term[slot(hash(it).0)] = true);
    // A single letter begins no pair: who says `a sync` seldom means `async`.
    let begins: Vec<bool> = speech.vocabulary.iter().map(|it| 2 <= it.len()).collect();
    let hashes: Vec<(u64, u64)> = speech.vocabulary.iter().map(|it| hash(it)).collect();
    let mut pairs = FxHashMap::default();
    let mut buffer = String::new();
    for pair in speech.words.windows(2) {
        let (first, second) = (hashes[pair[0] as usize], hashes[pair[1] as usize]);
        let both = first.0.wrapping_mul(second.1).wrapping_add(second.0);
        if !begins[pair[0] as usize]
            || !is_term[slot(both)]
            || pairs.contains_key(&(pair[0], pair[1]))
        {
            continue;
        }
        buffer.clear();
        buffer.push_str(&speech.vocabulary[pair[0] as usize]);
        buffer.push_str(&speech.vocabulary[pair[1] as usize]);
        if let Some(&term) = terms.by_word.get(buffer.as_str()) {
            pairs.insert((pair[0], pair[1]), term);
        }
    }
    pairs
}

/// Slots for hashes, as a power of two.
const HASH_BITS: u32 = 16;

/// The hash of a word as a polynomial, and what a hash before it is multiplied
/// by.
fn hash(word: &str) -> (u64, u64) {
    let base = 0x9E37_79B9_7F4A_7C15_u64;
    word.bytes().fold((0, 1), |(hash, power), it| {
        (hash.wrapping_mul(base).wrapping_add(u64::from(it) + 1), power.wrapping_mul(base))
    })
}

fn slot(hash: u64) -> usize {
    ((hash ^ hash >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - HASH_BITS)) as usize
}

impl Evidence {
    fn add(&mut self, sentence: usize, terms: &Terms, term: usize, quality: f32, word: WordId) {
        let Term { items, shared } = &terms.all[term];
        for &(item, weight) in items {
            let weight = weight * quality * shared;
            self.raw[sentence * self.n_items + item] += weight;
            self.hits.push((sentence, item, weight, word));
        }
    }

    /// Spreads evidence over the time around it: an item goes on for a while
    /// after it is mentioned, and has begun a little before. `decay` holds for
    /// each sentence what is left after, and before, the step to it.
    fn spread(&mut self, decay: &[(f32, f32)]) {
        let n = self.n_items.max(1);
        let rows = || self.raw.chunks_exact(n).zip(decay);
        let mut after = vec![0.0_f32; n];
        for ((raw, decay), presence) in rows().zip(self.presence.chunks_exact_mut(n)) {
            for ((after, raw), presence) in after.iter_mut().zip(raw).zip(presence) {
                *after = *after * decay.0 + raw;
                *presence = *after;
            }
        }
        let mut before = vec![0.0_f32; n];
        for ((raw, decay), presence) in rows().zip(self.presence.chunks_exact_mut(n)).rev() {
            for ((before, raw), presence) in before.iter_mut().zip(raw).zip(presence) {
                *presence += *before;
                *before = (*before + raw) * decay.1;
            }
        }
    }

    /// Makes presence a share: where another item is present too, each is less.
    fn compete(&mut self, tuning: &Tuning) {
        for row in self.presence.chunks_exact_mut(self.n_items.max(1)) {
            let total: f32 = row.iter().sum();
            for it in row {
                *it /= *it + tuning.rival * (total - *it) + tuning.half;
            }
        }
    }
}
