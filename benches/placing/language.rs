//! The language of hand-overs: which words are common, and which runs of
//! words say that something new begins.

use std::collections::{BTreeMap, HashMap};

use cuepoint::align::{Gram, HANDS, Heard, Learned};
use cuepoint::model::Transcript;
use rayon::prelude::*;

use crate::examples::Example;
use crate::minimise::minimise;

/// Common words with their rarity: said in many episodes of several shows,
/// and no names.
pub fn words<'a>(episodes: impl Iterator<Item = &'a Example>) -> Vec<(String, f32)> {
    let mut shows: BTreeMap<&str, Vec<&Example>> = BTreeMap::new();
    for it in episodes {
        shows.entry(&it.show).or_default().push(it);
    }
    let mut shares: HashMap<String, (f64, u32)> = HashMap::new();
    let mut large: HashMap<String, (u32, u32)> = HashMap::new();
    for episodes in shows.values() {
        let said: Vec<HashMap<String, (u32, u32)>> =
            episodes.par_iter().map(|it| said(&it.transcript)).collect();
        let mut counts: HashMap<String, u32> = HashMap::new();
        for it in said {
            for (word, (amid, capital)) in it {
                let known = large.entry(word.clone()).or_default();
                *known = (known.0 + amid, known.1 + capital);
                *counts.entry(word).or_default() += 1;
            }
        }
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
            3 <= *of
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
            begins = chunk.ends_with(['.', '?', '!', ':']) || (begins && folded_is_empty(chunk));
        }
    }
    all
}

fn folded_is_empty(chunk: &str) -> bool {
    !chunk.contains(char::is_alphanumeric)
}

/// Sentences with what begins with them.
#[derive(Default)]
pub struct Lesson {
    /// For each sentence the hashes of its runs.
    runs: Vec<Vec<u64>>,
    /// Shares of nothing and each of [`HANDS`].
    begins: Vec<[f32; HANDS.len() + 1]>,
    weights: Vec<f32>,
}

impl Lesson {
    /// Adds an episode. Of sentences with which nothing begins every third is
    /// enough.
    pub fn add(&mut self, heard: &Heard<'_>, begins: &[[f32; HANDS.len() + 1]]) {
        for (idx, it) in begins.iter().enumerate() {
            let plain = 0.98 < it[0];
            if plain && idx % 3 != 0 {
                continue;
            }
            let mut runs = Vec::with_capacity(64);
            heard.each_run(idx, |hash, _, _| runs.push(hash));
            runs.sort_unstable();
            runs.dedup();
            self.runs.push(runs);
            self.begins.push(*it);
            self.weights.push(if plain { 3.0 } else { 1.0 });
        }
    }

    pub fn join(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.begins.extend(other.begins);
        self.weights.extend(other.weights);
    }
}

/// Runs as they are written, and in how many shows they are heard.
pub struct Census {
    texts: HashMap<u64, (String, u32, u32)>,
}

impl Census {
    /// Hears everything once.
    pub fn new(shows: &[Vec<&Example>], learned: &Learned) -> Self {
        let mut texts: HashMap<u64, (String, u32, u32)> = HashMap::new();
        for episodes in shows {
            let counts: Vec<HashMap<u64, (String, u32)>> = episodes
                .par_chunks(40)
                .map(|some| {
                    let mut counts: HashMap<u64, (String, u32)> = HashMap::new();
                    for it in some {
                        let heard = Heard::new(&it.items, &it.transcript, learned);
                        for idx in 0..heard.starts().len() {
                            heard.each_run(idx, |hash, place, words| {
                                counts
                                    .entry(hash)
                                    .or_insert_with(|| (write(place, words, learned), 0))
                                    .1 += 1;
                            });
                        }
                    }
                    counts
                })
                .collect();
            let mut own: HashMap<u64, (String, u32)> = HashMap::new();
            for part in counts {
                for (hash, (text, n)) in part {
                    own.entry(hash).or_insert((text, 0)).1 += n;
                }
            }
            for (hash, (text, n)) in own {
                let known = texts.entry(hash).or_insert((text, 0, 0));
                known.1 += n;
                known.2 += 1;
            }
        }
        texts.retain(|_, it| 20 <= it.1 && 2 <= it.2);
        println!("{} runs in 20 sentences of two shows", texts.len());
        Self { texts }
    }
}

fn write(place: u8, words: &[Gram], learned: &Learned) -> String {
    let mut text = char::from(place).to_string();
    for word in words {
        text.push(' ');
        match place.is_ascii_uppercase() {
            true => text += &word.0.to_string(),
            false => text += learned.text_of(*word),
        }
    }
    text
}

impl Census {
    /// What is no word.
    pub fn wordless(&self) -> Self {
        let is_fact =
            |it: &(String, u32, u32)| it.0.starts_with(|it: char| it.is_ascii_uppercase());
        let texts = self.texts.iter().filter(|it| is_fact(it.1));
        Self { texts: texts.map(|it| (*it.0, it.1.clone())).collect() }
    }
}

/// Learns runs; their weights say what begins with a sentence.
pub fn learn(
    lesson: &Lesson,
    census: &Census,
    size: usize,
    l2: f64,
) -> (Vec<(String, u64, [f32; HANDS.len()])>, [f32; HANDS.len()]) {
    let mut counts: HashMap<u64, (f64, f64)> = HashMap::new();
    let (mut n, mut begun) = (0.0, 0.0);
    for ((runs, begins), weight) in lesson.runs.iter().zip(&lesson.begins).zip(&lesson.weights) {
        let (weight, new) = (f64::from(*weight), f64::from(1.0 - begins[0]));
        n += weight;
        begun += weight * new;
        for run in runs.iter().filter(|it| census.texts.contains_key(it)) {
            let known = counts.entry(*run).or_default();
            *known = (known.0 + weight, known.1 + weight * new);
        }
    }
    let base = begun / n;
    let mut gains: Vec<(f64, u64)> = counts
        .iter()
        .filter(|it| it.1.0 >= 20.0 && (it.1.1 >= 5.0 || it.1.0 >= 300.0))
        .map(|(hash, (all, new))| {
            let (a, b) = (new + 0.5 * base, all + 0.5);
            let p = a / b;
            (b * (p * (p / base + 1e-9).ln() + (1.0 - p) * ((1.0 - p) / (1.0 - base)).ln()), *hash)
        })
        .collect();
    gains.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    gains.truncate(size);
    let ids: HashMap<u64, usize> = gains.iter().enumerate().map(|it| (it.1.1, it.0)).collect();
    let rows: Vec<Vec<u32>> = lesson
        .runs
        .iter()
        .map(|it| it.iter().filter_map(|it| ids.get(it).map(|it| *it as u32)).collect())
        .collect();
    let width = ids.len() + 1;
    let kinds = HANDS.len();
    // One direction for anything new, and what sets each kind apart from it.
    let mut value = |at: &[f64]| {
        let weight =
            |run: usize, kind: usize| at[run * (kinds + 1)] + at[run * (kinds + 1) + 1 + kind];
        let table: Vec<[f64; 4]> =
            (0..width).map(|run| std::array::from_fn(|kind| weight(run, kind))).collect();
        let parts: Vec<(f64, Vec<[f64; 4]>)> = (0..rows.len())
            .collect::<Vec<_>>()
            .par_chunks(rows.len().div_ceil(8).max(1))
            .map(|some| {
                let (mut loss, mut slope) = (0.0, vec![[0.0; 4]; width]);
                for &idx in some {
                    let mut z = table[width - 1];
                    for run in &rows[idx] {
                        (0..4).for_each(|it| z[it] += table[*run as usize][it]);
                    }
                    let top = z.iter().fold(0.0_f64, |a, b| a.max(*b));
                    let none = (-top).exp();
                    let parts = z.map(|it| (it - top).exp());
                    let sum = none + parts.iter().sum::<f64>();
                    let (w, y) = (f64::from(lesson.weights[idx]), &lesson.begins[idx]);
                    loss -= w * f64::from(y[0]) * (none / sum).ln();
                    let mut g = [0.0; 4];
                    for kind in 0..4 {
                        let (p, y) = (parts[kind] / sum, f64::from(y[kind + 1]));
                        loss -= if 0.0 < y { w * y * p.max(1e-300).ln() } else { 0.0 };
                        g[kind] = w * (p - y);
                    }
                    for run in rows[idx].iter().map(|it| *it as usize).chain([width - 1]) {
                        (0..4).for_each(|it| slope[run][it] += g[it]);
                    }
                }
                (loss, slope)
            })
            .collect();
        let (mut sum, mut slope) = (0.0, vec![0.0; at.len()]);
        for (loss, of) in parts {
            sum += loss;
            for (run, of) in of.iter().enumerate() {
                for kind in 0..4 {
                    slope[run * 5] += of[kind];
                    slope[run * 5 + 1 + kind] += of[kind];
                }
            }
        }
        for (idx, it) in at.iter().enumerate() {
            let l2 = match (idx / 5 == width - 1, idx % 5) {
                (true, _) => 0.01,
                (_, 0) => l2,
                _ => 3.0 * l2,
            };
            sum += 0.5 * l2 * it * it;
            slope[idx] += l2 * it;
        }
        (sum, slope)
    };
    let mut first = vec![0.0; width * 5];
    first[(width - 1) * 5] = -4.0;
    let best = minimise(first, 60, &mut value);
    let says = |run: usize| {
        let mut says = [0.0; HANDS.len()];
        (0..4).for_each(|it| says[it] = (best[run * 5] + best[run * 5 + 1 + it]) as f32);
        says
    };
    let runs = gains
        .iter()
        .enumerate()
        .map(|(at, (_, hash))| (census.texts[hash].0.clone(), *hash, says(at)));
    (runs.collect(), says(width - 1))
}
