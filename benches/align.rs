//! How well items are placed, how much confidence means, how long it takes.
//!
//! `cargo bench --bench align` prints the scores for both halves of the
//! labelled episodes in `../shared/gold`, the reliability table and the time.
//! `cargo bench --bench align -- search N` looks for better numbers for
//! `Tuning` in N random steps, on one half and tested on the other, then on
//! all; `-- fit N` fits the weights of `confidence`.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench reads files, prints and may give up"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use cuepoint::align::{self, Tuning};
use cuepoint::config::{AuthorHtml, Dialect, Vocabulary};
use cuepoint::diag::FileId;
use cuepoint::model::{Item, Transcript, TranscriptFormat};
use cuepoint::parse::{notes, transcript};
use rayon::prelude::*;
use serde_json::Value;

/// A labelled episode.
struct Labelled {
    number: u64,
    items: Vec<Item>,
    transcript: Transcript,
    /// Item, start, earliest, latest; seconds.
    labels: Vec<(Option<usize>, f64, f64, f64)>,
}

fn main() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.join("gold").is_dir() {
        println!("../shared/gold is not here: nothing to measure");
        return;
    }
    let episodes = load(&shared);
    let args: Vec<String> = std::env::args().skip(1).filter(|it| !it.starts_with("--")).collect();
    match args.first().map(String::as_str) {
        Some("family") => families(&episodes, &args[1..]),
        Some("search") => search(&episodes, args[1].parse().unwrap()),
        Some("fit") => fit(&episodes, args[1].parse().unwrap()),
        _ => report(&episodes),
    }
}

fn load(shared: &Path) -> Vec<Labelled> {
    let mut files: Vec<PathBuf> = fs::read_dir(shared.join("gold/topic-starts"))
        .unwrap()
        .flatten()
        .map(|it| it.path())
        .collect();
    files.sort();
    files.iter().map(|it| load_one(shared, it)).collect()
}

fn load_one(shared: &Path, gold: &Path) -> Labelled {
    let gold: Value = serde_json::from_str(&fs::read_to_string(gold).unwrap()).unwrap();
    let number = gold["episode"].as_u64().unwrap();
    let corpus = shared.join("corpus/python-bytes");
    let starts = format!("{number:03}-");
    let vtt = fs::read_dir(corpus.join("transcripts"))
        .unwrap()
        .flatten()
        .map(|it| it.path())
        .find(|it| {
            let name = it.file_name().unwrap().to_string_lossy().into_owned();
            name.starts_with(&starts) && name.ends_with(".vtt")
        })
        .unwrap();
    let markdown = fs::read_to_string(corpus.join(format!("show_notes/{number:03}.md"))).unwrap();
    let items = notes::parse(
        FileId(0),
        &markdown,
        (&Vocabulary::default(), &Dialect::default()),
        AuthorHtml::Sanitised,
    )
    .value
    .notes
    .items;
    let text = fs::read_to_string(vtt).unwrap();
    let transcript = transcript::parse(FileId(0), &text, TranscriptFormat::WebVtt).value;
    let labels = label(&items, gold["items"].as_array().unwrap());
    Labelled { number, items, transcript, labels }
}

/// Pairs labels with items as the scorer of `../shared/gold` does, nearly.
fn label(items: &[Item], gold: &[Value]) -> Vec<(Option<usize>, f64, f64, f64)> {
    let plain =
        |it: &str| it.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut pairs = Vec::new();
    for (g, label) in gold.iter().enumerate() {
        let title = plain(label["title"].as_str().unwrap());
        for (i, item) in items.iter().enumerate() {
            let own = plain(&item.title);
            let mut score = strsim::normalized_levenshtein(&title, &own);
            if 3 < own.len().min(title.len()) && (own.contains(&title) || title.contains(&own)) {
                score = score.max(0.8);
            }
            if label["url"].as_str().is_some_and(|it| Some(it) == item.url.as_deref()) {
                score = score.max(0.6) + 0.5;
            }
            if label["kind"] == item.kind.as_str() {
                score += 0.1;
            }
            pairs.push((score, g, i));
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut chosen, mut used) = (vec![None; gold.len()], vec![false; items.len()]);
    for (score, g, i) in pairs {
        if 0.6 <= score && chosen[g].is_none() && !used[i] {
            chosen[g] = Some(i);
            used[i] = true;
        }
    }
    let seconds = |it: &Value| {
        let clock = it.as_str()?;
        Some(clock.split(':').fold(0.0, |sum, it| sum * 60.0 + it.parse::<f64>().unwrap()))
    };
    let label = |(g, it): (usize, &Value)| {
        let (start, from, to) =
            (seconds(&it["start"])?, seconds(&it["earliest"])?, seconds(&it["latest"])?);
        Some((chosen[g], start, from, to))
    };
    gold.iter().enumerate().filter_map(label).collect()
}

#[derive(Default, Clone, Copy)]
struct Score {
    gold: f64,
    placed: f64,
    near: f64,
    right: f64,
    far: f64,
}

fn is_right(at: f64, label: (f64, f64, f64)) -> bool {
    (label.1 - 1.0..=label.2 + 1.0).contains(&at) || (at - label.0).abs() <= 15.0
}

fn score<'e>(episodes: impl Iterator<Item = &'e Labelled>, tuning: &Tuning) -> (Score, Vec<f64>) {
    let (mut score, mut errors) = (Score::default(), Vec::new());
    for it in episodes {
        let placed = align::place(&it.items, Some(&it.transcript), "en", tuning);
        for &(item, start, from, to) in &it.labels {
            score.gold += 1.0;
            let Some(placement) = item.and_then(|it| placed[it].as_ref()) else { continue };
            let at = placement.start.seconds();
            let error = (at - start).abs();
            errors.push(error);
            score.placed += 1.0;
            score.near += f64::from(u8::from(error <= 15.0));
            score.right += f64::from(u8::from(is_right(at, (start, from, to))));
            score.far += f64::from(u8::from(60.0 < error));
        }
    }
    errors.sort_by(f64::total_cmp);
    (score, errors)
}

fn show(name: &str, episodes: &[&Labelled], tuning: &Tuning) {
    let (score, errors) = score(episodes.iter().copied(), tuning);
    let median = errors.get(errors.len() / 2).copied().unwrap_or_default();
    println!(
        "{name:<12} items {:>3}  within 15 s {:.3}  placed {:.3}  right when placed {:.3}  far off {:.3}  median {median:.1} s",
        score.gold,
        score.near / score.gold,
        score.placed / score.gold,
        score.right / score.placed.max(1.0),
        score.far / score.gold,
    );
}

/// Every other episode.
fn halves(episodes: &[Labelled]) -> [Vec<&Labelled>; 2] {
    let half = |odd: usize| {
        episodes.iter().enumerate().filter(move |it| it.0 % 2 == odd).map(|it| it.1).collect()
    };
    [half(0), half(1)]
}

fn report(episodes: &[Labelled]) {
    let tuning = Tuning::default();
    let [a, b] = halves(episodes);
    show("half A", &a, &tuning);
    show("half B", &b, &tuning);
    show("all", &episodes.iter().collect::<Vec<_>>(), &tuning);
    println!("\nconfidence   placed  right   (without threshold)");
    let open = Tuning { threshold: 0.0, ..tuning };
    let mut judged: Vec<(f64, bool)> = Vec::new();
    for it in episodes {
        let placed = align::place(&it.items, Some(&it.transcript), "en", &open);
        for &(item, start, from, to) in &it.labels {
            let Some(placement) = item.and_then(|it| placed[it].as_ref()) else { continue };
            judged.push((
                placement.confidence,
                is_right(placement.start.seconds(), (start, from, to)),
            ));
        }
    }
    for from in [0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let above: Vec<_> = judged.iter().filter(|it| from <= it.0).collect();
        let right = above.iter().filter(|it| it.1).count() as f64 / above.len().max(1) as f64;
        println!("≥ {from:.1}        {:>6}  {right:.3}", above.len());
    }
    let runs = 50;
    let started = Instant::now();
    for _ in 0..runs {
        for it in episodes {
            std::hint::black_box(align::place(&it.items, Some(&it.transcript), "en", &tuning));
        }
    }
    let n = (runs * episodes.len()) as f64;
    println!("\n{:.3} ms an episode on one core", started.elapsed().as_secs_f64() * 1000.0 / n);
    let cues: usize = episodes.iter().map(|it| it.transcript.cues.len()).sum();
    let first = episodes.first().map_or(0, |it| it.number);
    println!("{} episodes from {first}, {} cues an episode", episodes.len(), cues / episodes.len());
}

/// Every number of the tuning that is searched, by name.
fn knobs(it: &mut Tuning) -> Vec<(&'static str, &mut f32)> {
    vec![
        ("title", &mut it.title),
        ("url", &mut it.url),
        ("body", &mut it.body),
        ("sponsor_words", &mut it.sponsor_words),
        ("joke_words", &mut it.joke_words),
        ("extra_words", &mut it.extra_words),
        ("after", &mut it.after),
        ("before", &mut it.before),
        ("half", &mut it.half),
        ("rival", &mut it.rival),
        ("hit", &mut it.hit),
        ("least", &mut it.least),
        ("switch", &mut it.switch),
        ("leave", &mut it.leave),
        ("skip", &mut it.skip),
        ("against_order", &mut it.against_order),
        ("against_extras", &mut it.against_extras),
        ("interrupt", &mut it.interrupt),
        ("frame", &mut it.frame),
        ("called", &mut it.called),
        ("speaks", &mut it.speaks),
        ("hand_over", &mut it.hand_over),
        ("opens", &mut it.opens),
        ("announces", &mut it.announces),
        ("announces_next", &mut it.announces_next),
        ("closed", &mut it.closed),
        ("turn", &mut it.turn),
        ("pause", &mut it.pause),
        ("late", &mut it.late),
        ("late_from", &mut it.late_from),
    ]
}

/// A smooth version of the score: near misses count a little.
fn worth(episodes: &[&Labelled], tuning: &Tuning) -> f64 {
    let mut sum = 0.0;
    let mut n = 0.0;
    for it in episodes {
        let placed = align::place(&it.items, Some(&it.transcript), "en", tuning);
        for &(item, start, from, to) in &it.labels {
            n += 1.0;
            let Some(placement) = item.and_then(|it| placed[it].as_ref()) else { continue };
            let at = placement.start.seconds();
            let miss = if is_right(at, (start, from, to)) {
                (at - start).abs().min(15.0) / 60.0
            } else {
                (at - start).abs()
            };
            sum += if miss <= 15.0 {
                1.0 - miss * 0.4
            } else if miss <= 60.0 {
                0.15
            } else {
                -0.5
            };
        }
    }
    sum / n
}

/// The worth of a tuning and of its neighbourhood: a summit that is a needle
/// is an accident of these episodes.
fn broad_worth(episodes: &[&Labelled], tuning: &Tuning) -> f64 {
    let mut sum = 2.0 * worth(episodes, tuning);
    for jitter in 0..2 {
        let mut near = *tuning;
        for (nth, (_, knob)) in knobs(&mut near).into_iter().enumerate() {
            *knob *= if (nth * 7 + jitter * 3) % 5 < 2 + jitter { 1.2 } else { 0.85 };
        }
        sum += worth(episodes, &near);
    }
    sum / 4.0
}

/// Where the search begins: round numbers, made up before any label was seen.
fn neutral() -> Tuning {
    Tuning {
        title: 1.0,
        url: 0.6,
        body: 0.5,
        sponsor_words: 0.5,
        joke_words: 1.0,
        extra_words: 0.3,
        after: 40.0,
        before: 15.0,
        half: 1.0,
        rival: 0.5,
        hit: 4.0,
        least: 0.15,
        switch: 8.0,
        leave: 4.0,
        skip: 3.0,
        against_order: 15.0,
        against_extras: 6.0,
        interrupt: 5.0,
        frame: 0.6,
        called: 0.3,
        speaks: 0.3,
        hand_over: 6.0,
        opens: 0.3,
        announces: 0.5,
        announces_next: 0.2,
        closed: 0.3,
        turn: 0.2,
        pause: 0.1,
        late: 0.2,
        late_from: 0.6,
        threshold: 0.0,
    }
}

/// The mean of several climbs, each on three quarters of the episodes: what
/// only some of them like evens out.
fn climb(episodes: &[&Labelled], steps: usize, seed: u64) -> Tuning {
    const CLIMBS: usize = 8;
    let found: Vec<Tuning> = (0..CLIMBS)
        .into_par_iter()
        .map(|nth| {
            let some = episodes.iter().enumerate().filter(|it| (it.0 + nth) % 4 != 0);
            let some: Vec<&Labelled> = some.map(|it| *it.1).collect();
            climb_once(&some, steps, seed * 31 + nth as u64)
        })
        .collect();
    let mut mean = neutral();
    for (at, (_, knob)) in knobs(&mut mean).into_iter().enumerate() {
        let logs = found.iter().map(|it| knobs(&mut it.clone())[at].1.ln());
        *knob = (logs.sum::<f32>() / CLIMBS as f32).exp();
    }
    mean
}

fn climb_once(episodes: &[&Labelled], steps: usize, seed: u64) -> Tuning {
    let mut random = seed;
    let mut uniform = move || {
        random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (random >> 33) as f64 / f64::from(1_u32 << 31)
    };
    let mut best = neutral();
    let mut best_worth = broad_worth(episodes, &best);
    for _ in 0..steps {
        let mut tried = best;
        let n_knobs = knobs(&mut tried).len();
        for _ in 0..1 + (uniform() * 3.0) as usize {
            let at = ((uniform() * n_knobs as f64) as usize).min(n_knobs - 1);
            *knobs(&mut tried)[at].1 *= (2.0_f64.powf(uniform() * 2.0 - 1.0)) as f32;
        }
        let tried_worth = broad_worth(episodes, &tried);
        if best_worth < tried_worth {
            (best, best_worth) = (tried, tried_worth);
        }
    }
    best
}

fn search(episodes: &[Labelled], steps: usize) {
    let [a, b] = halves(episodes);
    for (name, own, other) in [("A", &a, &b), ("B", &b, &a)] {
        let tuning = climb(own, steps, 7);
        show(&format!("tuned on {name}"), own, &tuning);
        show("  the other", other, &tuning);
    }
    let all: Vec<&Labelled> = episodes.iter().collect();
    let mut tuning = climb(&all, steps, 11);
    show("tuned on all", &all, &tuning);
    for (name, value) in knobs(&mut tuning) {
        println!("            {name}: {value:.3},");
    }
}

/// Fits the weights of `confidence`. Every start is judged as it would be in an
/// episode nobody labelled: found with the tuning of the other half.
fn fit(episodes: &[Labelled], steps: usize) {
    let [a, b] = halves(episodes);
    let mut rows: Vec<(usize, Vec<f32>, f32)> = Vec::new();
    for (half, own, other) in [(0, &a, &b), (1, &b, &a)] {
        let tuning = climb(other, steps, 5);
        show(&format!("held out {half}"), own, &tuning);
        for it in own {
            let mut misses = Vec::new();
            for (item, at, values) in align::features(&it.items, &it.transcript, &tuning) {
                let label = it.labels.iter().find(|label| label.0 == Some(item));
                let right = label.is_some_and(|it| is_right(f64::from(at), (it.1, it.2, it.3)));
                if let Some(it) = label.filter(|it| !is_right(f64::from(at), (it.1, it.2, it.3))) {
                    misses.push((half, item, f64::from(at) - it.1));
                }
                let own = values[..values.len() - 1].to_vec();
                rows.push((half, own, f32::from(u8::from(right))));
            }
            for (_, item, miss) in misses {
                let item = &it.items[item];
                println!("  {} {:>7} {miss:>6.0} s  {}", it.number, item.kind.as_str(), item.title);
            }
        }
    }
    for skip in [0, 1] {
        let weights = train(&rows, skip);
        for from in [0.0, 0.5, 0.6, 0.7, 0.8, 0.9] {
            let judged = rows.iter().filter(|it| it.0 == skip && from <= judge(&weights, &it.1));
            let (n, right) = judged.fold((0, 0.0), |(n, right), it| (n + 1, right + it.2));
            println!(
                "weights of the other half, {skip}: ≥ {from:.1} {n:>3} placed, {:.3} right",
                right / n.max(1) as f32
            );
        }
    }
    println!("{:.3?}", train(&rows, 9));
}

fn judge(weights: &[f32], values: &[f32]) -> f32 {
    let score: f32 = values.iter().zip(weights).map(|(a, b)| a * b).sum();
    1.0 / (1.0 + (-score).exp())
}

/// Logistic regression by gradient descent, with a little decay.
fn train(rows: &[(usize, Vec<f32>, f32)], skip: usize) -> Vec<f32> {
    let mut weights = vec![0.0_f32; rows[0].1.len()];
    let used: Vec<_> = rows.iter().filter(|it| it.0 != skip).collect();
    for _ in 0..20_000 {
        let mut slope = vec![0.0_f32; weights.len()];
        for (_, values, right) in &used {
            let miss = judge(&weights, values) - right;
            slope.iter_mut().zip(values).for_each(|(s, v)| *s += miss * v / used.len() as f32);
        }
        weights.iter_mut().zip(slope).for_each(|(w, s)| *w -= 0.1 * (s + 0.003 * *w));
    }
    weights
}

/// How much the topics of notes find in their own transcript, and in others.
/// More pairs of notes and transcript may be named.
fn families(episodes: &[Labelled], more: &[String]) {
    for pair in more.chunks_exact(2) {
        let markdown = fs::read_to_string(&pair[0]).unwrap();
        let items = notes::parse(
            FileId(0),
            &markdown,
            (&Vocabulary::default(), &Dialect::default()),
            AuthorHtml::Sanitised,
        )
        .value
        .notes
        .items;
        let text = fs::read_to_string(&pair[1]).unwrap();
        let format = transcript::sniff(&text).unwrap();
        let transcript = transcript::parse(FileId(0), &text, format).value;
        let found = align::features(&items, &transcript, &Tuning::default());
        println!(
            "{}  {:.2}",
            pair[0],
            found.first().map_or(0.0, |it| it.2.last().copied().unwrap())
        );
    }
    for (nth, it) in episodes.iter().enumerate() {
        let of = |away: usize| {
            let other = &episodes[(nth + away) % episodes.len()];
            let found = align::features(&it.items, &other.transcript, &Tuning::default());
            found.first().map_or(0.0, |it| it.2.last().copied().unwrap_or_default())
        };
        println!(
            "{:>4}  own {:.2}  others {:.2} {:.2} {:.2}",
            it.number,
            of(0),
            of(1),
            of(5),
            of(8)
        );
    }
}
