//! Which words an episode says and writes: enough to tell that it cannot name
//! something, without reading it again.

use serde::{Deserialize, Serialize};

use super::fold::Folded;

/// Bits of the set: a transcript of three hours has some 5,000 words.
const BITS: usize = 1 << 15;

/// The longest word that is looked for, in bytes.
const LONGEST: usize = 40;

/// Folded words. It may hold more than were put in, never fewer (a Bloom
/// filter with two bits a word).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordSet(Vec<u64>);

impl Default for WordSet {
    fn default() -> Self {
        Self(vec![0; BITS / 64])
    }
}

impl WordSet {
    /// Adds every word of a text.
    pub(super) fn add(&mut self, folded: &Folded) {
        for token in &folded.tokens {
            for bit in bits(&folded.bytes[token.start as usize..token.end as usize]) {
                self.0[bit / 64] |= 1 << (bit % 64);
            }
        }
    }

    /// Whether a folded name may be made of these words: `anyio` of `any` and
    /// `io`.
    #[must_use]
    pub fn may_say(&self, name: &str) -> bool {
        let name = name.as_bytes();
        // Whether words end at each byte.
        let mut ends = vec![false; name.len() + 1];
        ends[0] = true;
        for from in 0..name.len() {
            if !ends[from] {
                continue;
            }
            for to in from + 1..=name.len() {
                // A longer word is taken to be there.
                ends[to] |= LONGEST < to - from || self.has(&name[from..to]);
            }
        }
        ends[name.len()]
    }

    fn has(&self, word: &[u8]) -> bool {
        bits(word)
            .iter()
            .all(|bit| self.0.get(bit / 64).is_some_and(|it| it >> (bit % 64) & 1 == 1))
    }
}

/// The bits of a word.
fn bits(word: &[u8]) -> [usize; 2] {
    let prime = 0x9E37_79B9_7F4A_7C15_u64;
    // Eight bytes at a time: few words have more.
    let eight = |it: &[u8]| it.iter().rev().fold(0, |all: u64, it| all << 8 | u64::from(*it));
    let mix = |hash: u64, it: &[u8]| (hash ^ eight(it)).wrapping_mul(prime).rotate_left(23);
    let hash = word.chunks(8).fold(prime ^ word.len() as u64, mix);
    let hash = hash.wrapping_mul(prime);
    let bit = |it: u64| usize::try_from(it % BITS as u64).unwrap_or_default();
    [bit(hash >> 40), bit(hash >> 8 & 0xFFFF_FFFF)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_may_be_said_as_several_words_of_any_order() {
        let mut words = WordSet::default();
        words.add(&Folded::new("We talk about any I/O, FastAPI and type hints."));
        for name in ["anyio", "fastapi", "typehints", "aboutwe"] {
            assert!(words.may_say(name), "{name}");
        }
        for name in ["anyx", "django", "fastap", "hintstyped"] {
            assert!(!words.may_say(name), "{name}");
        }
        assert!(words.may_say(&format!("about{}", "x".repeat(60))));
    }
}
