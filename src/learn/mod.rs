//! Learns where items begin in speech, for [`crate::align`].
//!
//! `benches/placing` learns what is shipped, from labelled shows;
//! `cuepoint learn` learns what one show adds to it, without labels: how it
//! hands over from one item to the next, and how far it keeps the order of
//! its notes. The one fit is a latent conditional random field ([`chain`]),
//! the other a logistic regression over runs of words ([`runs`]), taught by
//! where the first would place items that nobody labelled.

pub mod chain;
pub mod minimise;
pub mod runs;
mod words;

use rayon::prelude::*;

pub use chain::{Fit, Scored, fit};
pub use runs::{Begins, Census, Lesson};
pub use words::words;

use crate::align::{HANDS, Judged, Learned, Weights, confidence, is_titles_only};
use crate::model::{Item, Transcript};

/// What is known of where an item begins, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Label {
    /// Nothing.
    Unknown,
    /// It is not talked about.
    Never,
    /// It begins at, not before, and not after.
    At(f32, f32, f32),
}

impl Label {
    /// A start that somebody states or a model is sure of: what is stated is
    /// coarse, and rather early than late.
    #[must_use]
    pub fn about(seconds: f32) -> Self {
        Self::At(seconds, seconds - 6.0, seconds + 8.0)
    }
}

/// An episode to learn from.
#[derive(Debug, Clone, Copy)]
pub struct Example<'a> {
    /// The items of its notes.
    pub items: &'a [Item],
    /// Its transcript, with times.
    pub transcript: &'a Transcript,
    /// What is known of each item.
    pub labels: &'a [Label],
}

/// What begins with each sentence, as a model has it. An item whose start is
/// unsure says nothing.
#[must_use]
pub fn begins(scored: &Scored<'_>, weights: &Weights) -> Vec<Begins> {
    let n = scored.times.len();
    let free = scored.posterior(weights, None);
    let mut all = vec![[0.0; HANDS.len() + 1]; n];
    for (item, it) in scored.example.items.iter().enumerate() {
        let Some(row) = free.start.get(item * n..(item + 1) * n) else { continue };
        let near = |idx: usize| {
            let at = scored.times[idx];
            let from = scored.times.partition_point(|it| *it < at - 12.0);
            let to = scored.times.partition_point(|it| *it <= at + 12.0);
            row[from..to].iter().sum::<f64>()
        };
        if (0..n).map(near).fold(0.0_f64, f64::max) < 0.6 {
            continue;
        }
        let column = 1 + it.kind as usize;
        all.iter_mut().zip(row).for_each(|(all, it)| all[column] += it.min(1.0) as f32);
    }
    for it in &mut all {
        let new: f32 = it[1..].iter().sum();
        if 1.0 < new {
            it[1..].iter_mut().for_each(|it| *it /= new);
        }
        it[0] = (1.0 - new).max(0.0);
    }
    all
}

/// Runs that a show adds at most.
const RUNS: usize = 1500;

/// Starts from which weights are learned anew, held to those that are shipped.
pub const ENOUGH_LABELS: usize = 40;

/// Episodes that are looked at for weights: more teach nothing new, and all
/// that is looked at stays in memory.
const MOST_EPISODES: usize = 80;

/// One item in so many must have a start that is stated or sure. Of shows that
/// state their times one with a third of sure starts placed its other items
/// better afterwards, two with a tenth and less worse.
const LEAST_SURE: usize = 5;

/// The confidence of starts that count as labels of the order.
const SURE: f64 = 0.8;

/// What a show adds to what is shipped: hand-overs in its own words, and the
/// order of its notes. Labels count wherever there are any. `None` where too
/// few starts are stated or sure: who is not sure teaches mistakes.
#[must_use]
pub fn of_show(examples: &[Example<'_>], shipped: &Learned) -> Option<Learned> {
    let known: Vec<(usize, usize)> = examples
        .par_iter()
        .map(|it| {
            let weights = shipped.weights(is_titles_only(it.items));
            let labels = surest(&Scored::new(*it, shipped), weights);
            (labels.iter().filter(|it| matches!(it, Label::At(..))).count(), labels.len())
        })
        .collect();
    let sum = |of: fn(&(usize, usize)) -> usize| known.iter().map(of).sum::<usize>();
    if sum(|it| it.0) < sum(|it| it.1).div_ceil(LEAST_SURE) {
        return None;
    }
    let with_words = shipped.words.is_empty().then(|| own_words(examples, shipped));
    let shipped = with_words.as_ref().unwrap_or(shipped);
    let mut learned = shipped.clone();
    let census = Census::new(&[examples.to_vec()], shipped, 1);
    let is_titles = |it: &Example<'_>| is_titles_only(it.items);
    for _ in 0..2 {
        for titles in [false, true] {
            let own: Vec<Example<'_>> =
                examples.iter().filter(|it| is_titles(it) == titles).copied().collect();
            let weights = own_weights(&own, &learned, titles);
            *learned.weights_mut(titles) = weights;
        }
        let lessons: Vec<Lesson> = examples
            .par_iter()
            .map(|it| {
                let scored = Scored::new(*it, &learned);
                let mut lesson = Lesson::default();
                let begins = begins(&scored, learned.weights(is_titles(it)));
                lesson.add(&scored.heard, &begins, Some(shipped));
                lesson
            })
            .collect();
        let mut lesson = Lesson::default();
        lessons.into_iter().for_each(|it| lesson.join(it));
        let (runs, bias) = runs::learn(&lesson, &census, RUNS, 8.0);
        learned.set_runs(shipped.runs.clone(), shipped.bias);
        learned.add_runs(runs.iter().map(|it| (it.0.as_str(), it.2)), &bias);
    }
    Some(learned)
}

/// What is shipped for any language, with the common words of a show. How rare
/// they are in the language its own archive cannot tell.
fn own_words(examples: &[Example<'_>], shipped: &Learned) -> Learned {
    let spoken = examples.iter().map(|it| it.transcript).collect();
    let words = words(&[(String::new(), spoken)].into(), 1);
    shipped.with_words(&words.into_iter().map(|it| it.0).collect::<Vec<_>>())
}

/// Weights after a show: all of them where it states enough starts, the order
/// of items alone where its surest starts are all there is.
fn own_weights(examples: &[Example<'_>], learned: &Learned, titles: bool) -> Weights {
    let weights = learned.weights(titles);
    let step = examples.len().div_ceil(MOST_EPISODES).max(1);
    let some: Vec<Example<'_>> = examples.iter().step_by(step).copied().collect();
    let is_label = |it: &&Label| matches!(it, Label::At(..));
    let labels = some.iter().map(|it| it.labels.iter().filter(is_label).count()).sum::<usize>();
    if some.is_empty() {
        return weights.clone();
    }
    if ENOUGH_LABELS <= labels {
        let own: Vec<Example<'_>> =
            some.into_iter().filter(|it| it.labels.iter().any(|it| is_label(&it))).collect();
        let scored: Vec<Scored<'_>> = own.par_iter().map(|it| Scored::new(*it, learned)).collect();
        let how = Fit { l2: 4.0, steps: 40, off: &[], from: Some(weights), is_held: true };
        return fit(&scored, &how);
    }
    let sure: Vec<Vec<Label>> =
        some.par_iter().map(|it| surest(&Scored::new(*it, learned), weights)).collect();
    let own: Vec<Example<'_>> = some
        .iter()
        .zip(&sure)
        .filter(|it| it.1.iter().filter(is_label).count() > 2)
        .map(|(it, labels)| Example { labels, ..*it })
        .collect();
    if own.is_empty() {
        return weights.clone();
    }
    let scored: Vec<Scored<'_>> = own.par_iter().map(|it| Scored::new(*it, learned)).collect();
    let rest = chain::names().filter(|it| !it.starts_with("moves."));
    let rest: Vec<String> = rest.collect();
    let rest: Vec<&str> = rest.iter().map(String::as_str).collect();
    let how = Fit { l2: 4.0, steps: 25, off: &rest, from: Some(weights), is_held: true };
    fit(&scored, &how)
}

/// The starts that a model is sure of, as labels.
fn surest(scored: &Scored<'_>, weights: &Weights) -> Vec<Label> {
    let label = |(it, known): (&Option<Judged>, &Label)| match (known, it) {
        (Label::Unknown, Some((_, at, facts))) if SURE <= confidence(facts, &weights.judgement) => {
            Label::about(*at)
        }
        (known, _) => *known,
    };
    scored.place(weights).iter().zip(scored.example.labels).map(label).collect()
}
