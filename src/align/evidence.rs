//! How much each sentence speaks for each item.

use rustc_hash::FxHashMap;

use super::learned::Learned;
use super::speech::{Speech, WordId};
use super::terms::{Said, Term, Terms};

/// Evidence per item and sentence, item by item.
#[derive(Debug)]
pub(super) struct Evidence {
    n: usize,
    title: Vec<f32>,
    whole: Vec<f32>,
    covered: Vec<f32>,
    /// The words that spoke, sentence by sentence.
    pub hits: Vec<Hit>,
    /// Whether the title of an item says anything that not everybody says.
    pub is_telling: Vec<bool>,
}

/// A word that spoke for an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hit {
    pub sentence: u32,
    pub item: u32,
    pub word: WordId,
    pub weight: f32,
}

impl Evidence {
    /// What the words of its title say for an item, sentence by sentence.
    pub(super) fn title(&self, item: usize) -> &[f32] {
        &self.title[item * self.n..][..self.n]
    }

    /// What all its words say for it.
    pub(super) fn whole(&self, item: usize) -> &[f32] {
        &self.whole[item * self.n..][..self.n]
    }

    /// Which share of its title a sentence and the two behind it say together,
    /// rare words counting more.
    pub(super) fn covered(&self, item: usize) -> &[f32] {
        &self.covered[item * self.n..][..self.n]
    }
}

/// Weighs every sentence for every item. Linear in sentences × items.
pub(super) fn evidence(speech: &Speech, terms: &Terms, learned: &Learned) -> Evidence {
    let (n, n_items) = (speech.sentences.len(), terms.titles.len());
    let empty = || vec![0.0_f32; n_items * n];
    let is_telling = terms.titles.iter().map(|it| !it.is_empty()).collect();
    let (title, whole, covered) = (empty(), empty(), empty());
    let mut all = Evidence { n, title, whole, covered, hits: Vec::new(), is_telling };
    let meanings: Vec<Option<(usize, f32)>> = speech
        .vocabulary
        .iter()
        .zip(&speech.frequency)
        .map(|(word, said)| {
            let &term = terms.by_word.get(word)?;
            Some((term, weight(*said, n, learned.rarity(word))))
        })
        .collect();
    let joined = joined(speech, terms);
    let mut bits = vec![0_u32; n_items * n];
    for (idx, sentence) in speech.sentences.iter().enumerate() {
        let words = speech.words_of(sentence);
        for (at, &word) in words.iter().enumerate() {
            if let Some((term, quality)) = meanings[word as usize] {
                all.add((idx, word), &terms.all[term], quality, &mut bits);
            }
            let Some(&next) = words.get(at + 1) else { continue };
            if let Some(&term) = joined.get(&(word, next)) {
                all.add((idx, word), &terms.all[term], 1.0, &mut bits);
            }
        }
    }
    for (item, weights) in terms.titles.iter().enumerate() {
        let bits = &bits[item * n..][..n];
        for (idx, covered) in all.covered[item * n..][..n].iter_mut().enumerate() {
            let mut left = bits[idx..n.min(idx + 3)].iter().fold(0, |all, it| all | it);
            while left != 0 {
                *covered += weights[left.trailing_zeros() as usize];
                left &= left - 1;
            }
        }
    }
    all
}

/// What a word weighs that is said in so many of `n` sentences: rare in the
/// episode, and rare in the language.
fn weight(said: u32, n: usize, rarity: f32) -> f32 {
    let n = n.max(2) as f32;
    let local = ((n / (said as f32 + 0.5)).ln() / n.ln()).clamp(0.0, 1.0).powf(1.5);
    local * (0.7 + 0.5 * rarity)
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
    fn add(
        &mut self,
        (sentence, word): (usize, WordId),
        Term { items, shared }: &Term,
        quality: f32,
        bits: &mut [u32],
    ) {
        for &Said { item, title, body, bit } in items {
            let at = item * self.n + sentence;
            let (title, body) = (title * quality * shared, body * quality * shared);
            let weight = 1.5 * title + 0.8 * body;
            self.title[at] += title;
            self.whole[at] += weight;
            bits[at] |= bit;
            self.hits.push(Hit { sentence: sentence as u32, item: item as u32, word, weight });
        }
    }
}
