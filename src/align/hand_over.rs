//! How much each sentence sounds as if a new subject began with it: learned
//! runs of words of the sentence and of those around it.

use super::learned::{Gram, HANDS, Learned, seed, step};
use super::speech::Speech;

/// What is said for each of [`HANDS`], as log odds against nothing new, and
/// last for any of them.
pub(super) type Says = [f32; HANDS.len() + 1];

/// Words of a sentence that are looked at.
const HEAD: usize = 14;
/// Words of the sentence before.
const TAIL: usize = 6;
/// Words of the next one.
const NEXT: usize = 8;

/// For every sentence.
pub(super) fn hand_overs(speech: &Speech, learned: &Learned) -> Vec<Says> {
    let says = |idx| {
        let mut says = [0.0; HANDS.len() + 1];
        says[..HANDS.len()].copy_from_slice(&learned.bias);
        each_run(speech, idx, |hash, _, _| {
            if let Some(run) = learned.run(hash) {
                says.iter_mut().zip(run).for_each(|(own, it)| *own += it);
            }
        });
        let any: f32 = says[..HANDS.len()].iter().map(|it| it.exp()).sum();
        says[HANDS.len()] = any.ln();
        says
    };
    (0..speech.sentences.len()).map(says).collect()
}

/// Calls `each` with the hash, the place and the words of every run at a
/// sentence. Facts about the sentence that are no words are runs of one number
/// at a place of their own, in capitals.
pub(super) fn each_run(speech: &Speech, idx: usize, mut each: impl FnMut(u64, u8, &[Gram])) {
    let grams = |idx: usize| &speech.grams[speech.sentences[idx].words.clone()];
    let (own, sentence) = (grams(idx), &speech.sentences[idx]);
    let mut buffer = [Gram::BEGIN; HEAD + 2];
    let mut runs = |place: u8, longest: usize, begin: bool, words: &[Gram], end: bool| {
        let mut n = usize::from(begin);
        buffer[0] = Gram::BEGIN;
        buffer[n..n + words.len()].copy_from_slice(words);
        n += words.len();
        if end {
            buffer[n] = Gram::END;
            n += 1;
        }
        for from in 0..n {
            let mut hash = seed(place);
            for to in from..n.min(from + longest) {
                hash = step(hash, buffer[to]);
                each(hash, place, &buffer[from..=to]);
            }
        }
    };
    runs(b'c', 4, true, &own[..own.len().min(HEAD)], own.len() <= HEAD);
    let before = idx.checked_sub(1).map(|it| (grams(it), speech.sentences[it].asks));
    if let Some((words, _)) = before {
        let tail = &words[words.len() - words.len().min(TAIL)..];
        runs(b'p', 3, words.len() <= TAIL, tail, true);
    }
    if let Some(words) = idx.checked_sub(2).map(grams).filter(|it| it.len() <= TAIL) {
        runs(b'q', 3, true, words, true);
    }
    if idx + 1 < speech.sentences.len() {
        let words = grams(idx + 1);
        runs(b'n', 3, true, &words[..words.len().min(NEXT)], false);
    }
    let mut fact = |place: u8, value: usize| {
        let value = Gram(value as u16);
        each(step(seed(place), value), place, &[value]);
    };
    fact(b'L', [2, 5, 10, 20].iter().filter(|it| **it < own.len()).count());
    fact(b'A', usize::from(sentence.asks));
    fact(b'T', usize::from(sentence.turn));
    fact(b'S', usize::from(1.2 < sentence.pause));
    if let Some((words, asks)) = before {
        fact(b'P', [2, 5, 10].iter().filter(|it| **it < words.len()).count());
        fact(b'Q', usize::from(asks));
    }
}
