//! Which words are common in a language, and how rare each of them is.

use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use crate::model::Transcript;

/// Common words with how rare each is, 0 to 1, the commonest first: said in
/// one of 50 episodes of at least so many shows, and no names.
#[must_use]
pub fn words(shows: &BTreeMap<String, Vec<&Transcript>>, least_shows: u32) -> Vec<(String, f32)> {
    let mut shares: HashMap<String, (f64, u32)> = HashMap::new();
    let mut large: HashMap<String, (u32, u32)> = HashMap::new();
    for episodes in shows.values() {
        let said: Vec<HashMap<String, (u32, u32)>> =
            episodes.par_iter().map(|it| said(it)).collect();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for it in said {
            #[expect(clippy::iter_over_hash_type, reason = "each key is counted by itself")]
            for (word, (amid, capital)) in it {
                let known = large.entry(word.clone()).or_default();
                *known = (known.0 + amid, known.1 + capital);
                *counts.entry(word).or_default() += 1;
            }
        }
        #[expect(clippy::iter_over_hash_type, reason = "each key is counted by itself")]
        for (word, n) in counts {
            let known = shares.entry(word).or_default();
            known.0 += f64::from(n) / episodes.len() as f64;
            known.1 += 1;
        }
    }
    let n = shows.len() as f64;
    let mut words: Vec<(String, f64)> = shares
        .into_iter()
        .filter(|(word, (share, of))| {
            let (amid, capital) = large[word];
            let is_name = amid * 2 < capital * 3 && word.len() > 1 && amid > 0;
            least_shows <= *of
                && 0.02 <= share / n
                && !is_name
                && amid > 0
                && word.chars().all(char::is_alphabetic)
                && word.len() < 20
        })
        .map(|(word, (share, _))| (word, share / n))
        .collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let least = 1.0 / 300.0_f64;
    let rarity = |share: f64| ((1.0 / share.max(least)).ln() / (1.0 / least).ln()) as f32;
    words
        .into_iter()
        .map(|(word, share)| {
            let rarity = (rarity(share.min(1.0)) * 100.0).round() / 100.0;
            (word, rarity)
        })
        .collect()
}

/// Every word of a transcript: how often amid a sentence, and how often of
/// these with a capital.
fn said(transcript: &Transcript) -> HashMap<String, (u32, u32)> {
    let mut all: HashMap<String, (u32, u32)> = HashMap::new();
    for cue in &transcript.cues {
        let mut begins = true;
        for chunk in cue.text.split(' ') {
            let word: String = chunk.trim_matches(|it: char| !it.is_alphanumeric()).to_owned();
            let folded: String =
                word.to_lowercase().chars().filter(|it| it.is_alphanumeric()).collect();
            if !folded.is_empty() {
                let known = all.entry(folded).or_default();
                if !begins {
                    known.0 += 1;
                    known.1 += u32::from(
                        word.starts_with(char::is_uppercase)
                            && !word.starts_with("I'")
                            && word != "I",
                    );
                }
            }
            begins = chunk.ends_with(['.', '?', '!', ':'])
                || (begins && !chunk.contains(char::is_alphanumeric));
        }
    }
    all
}
