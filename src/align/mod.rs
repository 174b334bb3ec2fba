//! Where in the audio each item of the notes is talked about, and the chapters
//! that follow from it.
//!
//! Words alone decide: no models, no network. `terms` says what an item would
//! be recognised by; `evidence` weighs every sentence for every item;
//! `decode` finds the most likely course of the episode; `confidence` says how
//! far to trust each start. Pure, deterministic, and linear in sentences ×
//! items.

mod chapters;
mod check;
mod confidence;
mod decode;
mod evidence;
mod lexicon;
mod sentences;
mod terms;
mod tuning;
mod words;

pub use chapters::chapters;
pub use check::{TimeProblem, Wrong, check};
pub use tuning::Tuning;

use crate::model::{Evidence, Item, ItemKind, Placement, Transcript};
use crate::time::Timestamp;

/// Places items; the result has an entry for each. Stated times stand; an item
/// that nothing speaks for is not placed: no link is better than a link to the
/// wrong minute.
#[must_use]
pub fn place(
    items: &[Item],
    transcript: Option<&Transcript>,
    language: &str,
    tuning: &Tuning,
) -> Vec<Option<Placement>> {
    let mut placed: Vec<Option<Placement>> = items
        .iter()
        .map(|it| {
            let start = it.stated?;
            Some(Placement { start, end: None, evidence: Evidence::Stated, confidence: 1.0 })
        })
        .collect();
    // Nobody is as sure as that: where it is asked for nothing is looked for.
    let may_find = tuning.threshold < 1.0;
    if let Some(transcript) = transcript.filter(|it| may_find && it.is_timed()) {
        for (own, found) in placed.iter_mut().zip(matched(items, transcript, language, tuning)) {
            *own = own.take().or(found);
        }
    }
    let end = transcript.and_then(Transcript::end);
    close(&mut placed, end);
    placed
}

/// What the judgement of each start rests on, for fitting `confidence`: item,
/// start in seconds, features, and last how much the topics find in this
/// transcript at all. Only benches call this.
#[must_use]
pub fn features(
    items: &[Item],
    transcript: &Transcript,
    tuning: &Tuning,
) -> Vec<(usize, f32, Vec<f32>)> {
    let heard = Heard::new(items, transcript, lexicon::Lexicon::of("en"), tuning);
    let feature = |it: &decode::Stretch| {
        let features = confidence::Features::of(it, items, &heard);
        let start = heard.speech.sentences[it.range.start].start;
        (it.item, start, [&features.values()[..], &[heard.family]].concat())
    };
    heard.stretches.iter().map(feature).collect()
}

/// What an episode's transcript says about its items, before it is judged.
struct Heard {
    speech: sentences::Speech,
    evidence: evidence::Evidence,
    /// For every sentence, how much it sounds like a hand-over.
    hand_overs: Vec<f32>,
    stretches: Vec<decode::Stretch>,
    /// See [`confidence::family`].
    family: f32,
}

impl Heard {
    fn new(
        items: &[Item],
        transcript: &Transcript,
        lexicon: &lexicon::Lexicon,
        tuning: &Tuning,
    ) -> Self {
        let speech = sentences::Speech::new(transcript, lexicon);
        let terms = terms::Terms::new(items, lexicon, tuning);
        let evidence = evidence::evidence(&speech, &terms, items.len(), tuning);
        let hand_overs = decode::HandOvers::new(&speech, items, transcript, tuning);
        let stretches = decode::decode(items, &speech, &evidence, &hand_overs, tuning);
        let family = confidence::family(items, &evidence);
        Self { speech, evidence, hand_overs: hand_overs.any, stretches, family }
    }
}

/// Every item that the words speak for, with enough confidence.
fn matched(
    items: &[Item],
    transcript: &Transcript,
    language: &str,
    tuning: &Tuning,
) -> Vec<Option<Placement>> {
    let lexicon = lexicon::Lexicon::of(language);
    let heard = Heard::new(items, transcript, lexicon, tuning);
    let mut placed: Vec<Option<Placement>> = vec![None; items.len()];
    for stretch in &heard.stretches {
        let features = confidence::Features::of(stretch, items, &heard);
        let confidence = f64::from(features.confidence());
        if confidence < f64::from(tuning.threshold) {
            continue;
        }
        let sentence = &heard.speech.sentences[stretch.range.start];
        let words = telling_words(stretch, &heard).join(", ").into();
        let start = Timestamp::from_seconds(f64::from(sentence.start)).unwrap_or_default();
        let evidence = Evidence::Matched { cue: sentence.cue, words };
        placed[stretch.item] = Some(Placement { start, end: None, evidence, confidence });
    }
    head_groups(items, lexicon, &mut placed);
    placed
}

/// Topics that notes must have before silence about all of them says anything.
const ENOUGH_TOPICS: usize = 3;

/// Whether a transcript seems to be of another episode: not one of several
/// topics was found in it.
#[must_use]
pub fn is_foreign(items: &[Item], placed: &[Option<Placement>]) -> bool {
    let lexicon = lexicon::Lexicon::of("en");
    let says_something = |item: &Item| {
        let mut says = false;
        words::each_word(&item.title, &mut String::new(), |word| {
            says |= 2 < word.len() && !lexicon.is_stop(words::stem(word));
        });
        says
    };
    let is_telling = |it: &(&Item, _)| it.0.kind == ItemKind::Topic && says_something(it.0);
    let topics = || items.iter().zip(placed).filter(is_telling);
    ENOUGH_TOPICS <= topics().count() && topics().all(|it| it.1.is_none())
}

/// A title that only announces extras begins with the first of them.
fn head_groups(items: &[Item], lexicon: &lexicon::Lexicon, placed: &mut [Option<Placement>]) {
    for idx in 0..items.len() {
        let mut words = 0;
        let mut other = 0;
        words::each_word(&items[idx].title, &mut String::new(), |word| {
            words += 1;
            other += usize::from(!lexicon.of_kind(ItemKind::Extra).iter().any(|it| it == word));
        });
        if words == 0 || 0 < other {
            continue;
        }
        let group = idx + 1
            ..idx + 1 + items[idx + 1..].iter().take_while(|it| it.kind == ItemKind::Extra).count();
        let first = placed[group].iter().flatten().min_by_key(|it| it.start).cloned();
        placed[idx] = first.or(placed[idx].take());
    }
}

/// The words that speak for a stretch, the weightiest first, at most five.
fn telling_words<'h>(stretch: &decode::Stretch, heard: &'h Heard) -> Vec<&'h str> {
    let Heard { speech, evidence, .. } = heard;
    let mut weights: std::collections::BTreeMap<u32, f32> = std::collections::BTreeMap::new();
    let first = evidence.hits.partition_point(|it| it.0 < stretch.range.start);
    for &(sentence, item, weight, word) in &evidence.hits[first..] {
        if stretch.range.end <= sentence {
            break;
        }
        if item == stretch.item {
            *weights.entry(word).or_default() += weight;
        }
    }
    let mut words: Vec<(u32, f32)> = weights.into_iter().collect();
    words.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    words.iter().take(5).map(|it| speech.vocabulary[it.0 as usize].as_str()).collect()
}

/// An item ends where the next one begins, or with the episode.
fn close(placed: &mut [Option<Placement>], end: Option<Timestamp>) {
    let mut starts: Vec<Timestamp> = placed.iter().flatten().map(|it| it.start).collect();
    starts.sort();
    for it in placed.iter_mut().flatten() {
        let next = starts.partition_point(|start| *start <= it.start);
        it.end = starts.get(next).copied().or(end).filter(|end| it.start <= *end);
    }
}
