//! How much each sentence speaks for each item.

use rustc_hash::FxHashMap;

use super::Tuning;
use super::sentences::{Speech, WordId};
use super::terms::Terms;
use super::words::sound;

/// Evidence per item and sentence, item by item.
#[derive(Debug)]
pub(super) struct Evidence {
    n_sentences: usize,
    /// As said: the sum of what the words of the sentence weigh.
    raw: Vec<f32>,
    /// Spread over time, 0 to 1.
    presence: Vec<f32>,
    /// The words that spoke: sentence, item, weight, word.
    pub hits: Vec<(usize, usize, f32, WordId)>,
}

impl Evidence {
    /// What a sentence says for an item.
    pub(super) fn raw(&self, item: usize) -> &[f32] {
        &self.raw[item * self.n_sentences..][..self.n_sentences]
    }

    /// How present an item is at each sentence, 0 to 1.
    pub(super) fn presence(&self, item: usize) -> &[f32] {
        &self.presence[item * self.n_sentences..][..self.n_sentences]
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
        n_sentences,
        raw: vec![0.0; n_items * n_sentences],
        presence: vec![0.0; n_items * n_sentences],
        hits: Vec::new(),
    };
    let meanings = meanings(speech, terms);
    let joined = joined(speech, terms);
    for (idx, sentence) in speech.sentences.iter().enumerate() {
        let words = speech.words_of(sentence);
        for (at, &word) in words.iter().enumerate() {
            if let Some((term, quality)) = meanings[word as usize] {
                let rarity = rarity(speech.frequency[word as usize], n_sentences);
                evidence.add(idx, terms, term, quality * rarity, word);
            }
            let Some(&next) = words.get(at + 1) else { continue };
            if let Some(&term) = joined.get(&(word, next)) {
                evidence.add(idx, terms, term, 1.0, word);
            }
        }
    }
    let decay = decay(speech, tuning);
    for item in 0..n_items {
        evidence.spread(item, &decay);
    }
    evidence.compete(n_items, tuning);
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
    let mut pairs = FxHashMap::default();
    // Only words that some term begins with can begin a pair.
    let mut starts: Vec<bool> = vec![false; speech.vocabulary.len()];
    let mut sorted: Vec<&str> =
        terms.by_word.keys().map(String::as_str).filter(|it| it.is_ascii()).collect();
    sorted.sort_unstable();
    for (start, word) in starts.iter_mut().zip(&speech.vocabulary).filter(|it| 2 <= it.1.len()) {
        // What begins with a word stands right behind it.
        let next = sorted.get(sorted.partition_point(|it| *it <= word.as_str()));
        *start = next.is_some_and(|it| it.starts_with(word.as_str()));
    }
    let mut buffer = String::new();
    for pair in speech.words.windows(2) {
        if !starts[pair[0] as usize] || pairs.contains_key(&(pair[0], pair[1])) {
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

impl Evidence {
    fn add(&mut self, sentence: usize, terms: &Terms, term: usize, quality: f32, word: WordId) {
        let items = &terms.all[term].items;
        // A word that many items share says little for each.
        let shared = (items.len() as f32).powf(-0.8);
        for &(item, weight) in items {
            let weight = weight * quality * shared;
            self.raw[item * self.n_sentences + sentence] += weight;
            self.hits.push((sentence, item, weight, word));
        }
    }

    /// Spreads evidence over the time around it: an item goes on for a while
    /// after it is mentioned, and has begun a little before. `decay` holds for
    /// each sentence what is left after, and before, the step to it.
    fn spread(&mut self, item: usize, decay: &[(f32, f32)]) {
        let n = self.n_sentences;
        let raw = &self.raw[item * n..][..n];
        let presence = &mut self.presence[item * n..][..n];
        let mut after = 0.0;
        for idx in 0..n {
            after = after * decay[idx].0 + raw[idx];
            presence[idx] = after;
        }
        let mut before = 0.0;
        for idx in (0..n).rev() {
            presence[idx] += before;
            before = (before + raw[idx]) * decay[idx].1;
        }
    }

    /// Makes presence a share: where another item is present too, each is less.
    fn compete(&mut self, n_items: usize, tuning: &Tuning) {
        let n = self.n_sentences;
        let mut total = vec![0.0_f32; n];
        for row in self.presence.chunks(n.max(1)).take(n_items) {
            total.iter_mut().zip(row).for_each(|(sum, it)| *sum += it);
        }
        for row in self.presence.chunks_mut(n.max(1)) {
            for (it, total) in row.iter_mut().zip(&total) {
                *it /= *it + tuning.rival * (total - *it) + tuning.half;
            }
        }
    }
}
