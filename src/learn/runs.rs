//! The language of hand-overs: which runs of words say that something new
//! begins.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Example;
use super::minimise::minimise;
use crate::align::{Gram, HANDS, Heard, Learned, Run};

/// Shares of a sentence: that nothing begins with it, and each of [`HANDS`].
pub type Begins = [f32; HANDS.len() + 1];

/// Sentences with what begins with them.
#[derive(Debug, Default)]
pub struct Lesson {
    /// For each sentence the hashes of its runs.
    runs: Vec<Vec<u64>>,
    begins: Vec<Begins>,
    weights: Vec<f32>,
    /// What is known of each sentence beforehand, as log odds.
    offsets: Vec<[f32; HANDS.len()]>,
}

impl Lesson {
    /// Adds an episode. Of sentences with which nothing begins every third is
    /// enough.
    ///
    /// `known` says what was learned before: what is learned then is what it
    /// lacks.
    pub fn add(&mut self, heard: &Heard<'_>, begins: &[Begins], known: Option<&Learned>) {
        for (idx, it) in begins.iter().enumerate() {
            let plain = 0.98 < it[0];
            if plain && idx % 3 != 0 {
                continue;
            }
            let mut runs = Vec::with_capacity(64);
            let mut offset = known.map_or([0.0; HANDS.len()], |it| it.bias);
            heard.each_run(idx, |hash, _, _| {
                runs.push(hash);
                if let Some(says) = known.and_then(|it| it.run(hash)) {
                    offset.iter_mut().zip(says).for_each(|(own, it)| *own += it);
                }
            });
            runs.sort_unstable();
            runs.dedup();
            self.runs.push(runs);
            self.begins.push(*it);
            self.weights.push(if plain { 3.0 } else { 1.0 });
            self.offsets.push(offset);
        }
    }

    /// Takes over the sentences of another.
    pub fn join(&mut self, other: Self) {
        self.runs.extend(other.runs);
        self.begins.extend(other.begins);
        self.weights.extend(other.weights);
        self.offsets.extend(other.offsets);
    }
}

/// Runs that are heard often enough to be learned, as they are written.
#[derive(Debug, Clone)]
pub struct Census {
    texts: FxHashMap<u64, String>,
}

impl Census {
    /// Hears everything twice: to count, and to write down what is kept: what
    /// at least 20 sentences of at least so many shows say.
    #[must_use]
    pub fn new(shows: &[Vec<Example<'_>>], learned: &Learned, least_shows: u32) -> Self {
        let mut counts: FxHashMap<u64, (u32, u32)> = FxHashMap::default();
        for episodes in shows {
            let mut own: FxHashMap<u64, u32> = FxHashMap::default();
            for some in episodes.chunks(40) {
                let heard: Vec<FxHashMap<u64, u32>> =
                    some.par_iter().map(|it| runs_of(it, learned)).collect();
                for (hash, n) in heard.into_iter().flatten() {
                    *own.entry(hash).or_default() += n;
                }
            }
            #[expect(clippy::iter_over_hash_type, reason = "each key is counted by itself")]
            for (hash, n) in own {
                let known = counts.entry(hash).or_default();
                *known = (known.0 + n, known.1 + 1);
            }
        }
        counts.retain(|_, it| 20 <= it.0 && least_shows <= it.1);
        let written: Vec<FxHashMap<u64, String>> = shows
            .par_iter()
            .flatten()
            .map(|it| {
                let mut texts = FxHashMap::default();
                each_run_of(it, learned, |hash, place, words| {
                    if counts.contains_key(&hash) {
                        texts.entry(hash).or_insert_with(|| write(place, words, learned));
                    }
                });
                texts
            })
            .collect();
        Self { texts: written.into_iter().flatten().collect() }
    }

    /// Only what is no word: length, question, turn, pause.
    #[must_use]
    pub fn wordless(&self) -> Self {
        let is_fact = |it: &String| it.starts_with(|it: char| it.is_ascii_uppercase());
        let texts = self.texts.iter().filter(|it| is_fact(it.1));
        Self { texts: texts.map(|it| (*it.0, it.1.clone())).collect() }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

fn each_run_of(example: &Example<'_>, learned: &Learned, mut each: impl FnMut(u64, u8, &[Gram])) {
    let heard = Heard::new(example.items, example.transcript, learned);
    (0..heard.starts().len()).for_each(|idx| heard.each_run(idx, &mut each));
}

fn runs_of(example: &Example<'_>, learned: &Learned) -> FxHashMap<u64, u32> {
    let mut counts = FxHashMap::default();
    each_run_of(example, learned, |hash, _, _| *counts.entry(hash).or_default() += 1);
    counts
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

/// The runs that tell most, at most `size`: each seen in 20 sentences, and
/// where something begins, or so often that its absence there tells as much.
fn telling(lesson: &Lesson, census: &Census, size: usize) -> Vec<u64> {
    let mut counts: FxHashMap<u64, (f64, f64)> = FxHashMap::default();
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
    gains.into_iter().map(|it| it.1).collect()
}

/// One weight for anything new, and what sets each kind apart from it.
const WIDTH: usize = HANDS.len() + 1;

/// Learns at most `size` runs, and what is so where none is heard: a logistic
/// regression over nothing and each of [`HANDS`], held to zero by `l2`.
#[must_use]
pub fn learn(
    lesson: &Lesson,
    census: &Census,
    size: usize,
    l2: f64,
) -> (Vec<Run>, [f32; HANDS.len()]) {
    let telling = telling(lesson, census, size);
    let ids: FxHashMap<u64, u32> =
        telling.iter().enumerate().map(|it| (*it.1, it.0 as u32)).collect();
    let rows: Vec<Vec<u32>> = lesson
        .runs
        .iter()
        .map(|it| it.iter().filter_map(|it| ids.get(it).copied()).collect())
        .collect();
    let bias = telling.len();
    let of = |at: &[f64], run: usize, kind: usize| at[run * WIDTH] + at[run * WIDTH + 1 + kind];
    let mut value = |at: &[f64]| {
        let table: Vec<[f64; HANDS.len()]> =
            (0..=bias).map(|run| std::array::from_fn(|kind| of(at, run, kind))).collect();
        let (mut sum, parts) = loss(lesson, &rows, &table);
        let mut slope = vec![0.0; at.len()];
        for (run, of) in parts.iter().enumerate() {
            for (kind, of) in of.iter().enumerate() {
                slope[run * WIDTH] += of;
                slope[run * WIDTH + 1 + kind] += of;
            }
        }
        for (idx, it) in at.iter().enumerate() {
            let l2 = match (idx / WIDTH == bias, idx % WIDTH) {
                (true, _) => 0.01,
                (_, 0) => l2,
                _ => 3.0 * l2,
            };
            sum += 0.5 * l2 * it * it;
            slope[idx] += l2 * it;
        }
        (sum, slope)
    };
    let mut first = vec![0.0; (bias + 1) * WIDTH];
    if lesson.offsets.iter().flatten().all(|it| *it == 0.0) {
        first[bias * WIDTH] = -4.0;
    }
    let best = minimise(first, 60, &mut value);
    let says = |run: usize| std::array::from_fn(|kind| of(&best, run, kind) as f32);
    let runs = telling.iter().enumerate();
    let runs = runs.map(|(at, hash)| (census.texts[hash].clone(), *hash, says(at)));
    (runs.collect(), says(bias))
}

/// How unlikely what begins with the sentences is, and where that falls.
fn loss(
    lesson: &Lesson,
    rows: &[Vec<u32>],
    table: &[[f64; HANDS.len()]],
) -> (f64, Vec<[f64; HANDS.len()]>) {
    let bias = table.len() - 1;
    let part = |some: &[usize]| {
        let (mut loss, mut slope) = (0.0, vec![[0.0; HANDS.len()]; table.len()]);
        for &idx in some {
            let mut z = table[bias];
            z.iter_mut().zip(&lesson.offsets[idx]).for_each(|(own, it)| *own += f64::from(*it));
            for run in &rows[idx] {
                z.iter_mut().zip(&table[*run as usize]).for_each(|(own, it)| *own += it);
            }
            let top = z.iter().fold(0.0_f64, |a, b| a.max(*b));
            let none = (-top).exp();
            let parts = z.map(|it| (it - top).exp());
            let sum = none + parts.iter().sum::<f64>();
            let (w, y) = (f64::from(lesson.weights[idx]), &lesson.begins[idx]);
            loss -= w * f64::from(y[0]) * (none / sum).max(1e-300).ln();
            let mut g = [0.0; HANDS.len()];
            for ((g, part), y) in g.iter_mut().zip(&parts).zip(&y[1..]) {
                let (p, y) = (part / sum, f64::from(*y));
                loss -= if 0.0 < y { w * y * p.max(1e-300).ln() } else { 0.0 };
                *g = w * (p - y);
            }
            for run in rows[idx].iter().map(|it| *it as usize).chain([bias]) {
                slope[run].iter_mut().zip(&g).for_each(|(own, it)| *own += it);
            }
        }
        (loss, slope)
    };
    let all: Vec<usize> = (0..rows.len()).collect();
    let parts: Vec<_> = all.par_chunks(rows.len().div_ceil(8).max(1)).map(part).collect();
    let (mut sum, mut slope) = (0.0, vec![[0.0; HANDS.len()]; table.len()]);
    for (loss, of) in parts {
        sum += loss;
        for (all, of) in slope.iter_mut().zip(of) {
            all.iter_mut().zip(of).for_each(|(own, it)| *own += it);
        }
    }
    (sum, slope)
}
