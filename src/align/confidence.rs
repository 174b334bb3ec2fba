//! How far a start can be trusted.

use super::decode::Stretch;
use super::evidence::Evidence;
use super::sentences::Speech;
use crate::model::{Item, ItemKind};

/// What is known about a start when its confidence is judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Features {
    /// Logarithm of the gain of the stretch.
    gain: f32,
    /// Strength of the hand-over.
    hand_over: f32,
    /// Share of the item's evidence in the whole episode that lies inside.
    inside: f32,
    /// Evidence in the first 40 seconds, saturated.
    early: f32,
    /// What other items have at the start, against what this one has.
    rival: f32,
    /// Share of the other items of its kind that it stands in order with.
    order: f32,
    /// Logarithm of its seconds.
    length: f32,
    /// How much the episode's topics find in this transcript, on average: low
    /// where notes and transcript are of different episodes.
    family: f32,
    kind: ItemKind,
}

/// How many numbers a judgement rests on.
pub(super) const N_FEATURES: usize = 11;

impl Features {
    pub(super) fn of(
        stretch: &Stretch,
        all: &[Stretch],
        items: &[Item],
        speech: &Speech,
        evidence: &Evidence,
        hand_overs: &[f32],
    ) -> Self {
        let raw = evidence.raw(stretch.item);
        let whole: f32 = raw.iter().sum();
        let inside: f32 = raw[stretch.range.clone()].iter().sum();
        let start = speech.sentences[stretch.range.start].start;
        let early: f32 = stretch
            .range
            .clone()
            .take_while(|it| speech.sentences[*it].start < start + 40.0)
            .map(|it| raw[it])
            .sum();
        let rivals: f32 = (0..items.len())
            .filter(|it| *it != stretch.item)
            .map(|it| evidence.raw(it)[stretch.range.clone()].iter().sum::<f32>())
            .fold(0.0, f32::max);
        let last = stretch.range.end - 1;
        let length = speech.sentences[last].start - start + 3.0;
        Self {
            family: family(all, items, evidence),
            order: order(stretch, all, items),
            length: length.max(1.0).ln() / 5.0,
            gain: (1.0 + stretch.gain.max(0.0)).ln(),
            hand_over: hand_overs[stretch.range.start],
            inside: if 0.0 < whole { inside / whole } else { 0.0 },
            early: early / (early + 1.0),
            rival: rivals / (rivals + inside + 0.1),
            kind: items[stretch.item].kind,
        }
    }

    /// The features as numbers, for fitting.
    pub(super) fn values(&self) -> [f32; N_FEATURES] {
        let is = |kind: ItemKind| f32::from(u8::from(self.kind == kind));
        [
            1.0,
            self.gain,
            self.hand_over,
            self.inside,
            self.early,
            self.rival,
            self.order,
            self.length,
            is(ItemKind::Extra),
            is(ItemKind::Joke),
            is(ItemKind::Sponsor),
        ]
    }

    /// 0 to 1: of the starts with this confidence, about this share is right.
    pub(super) fn confidence(&self) -> f32 {
        let score: f32 = self.values().iter().zip(WEIGHTS).map(|(a, b)| a * b).sum();
        logistic(score) * logistic((self.family - FOREIGN) * 35.0)
    }

    /// How much the episode's topics find in this transcript.
    pub(super) fn family(&self) -> f32 {
        self.family
    }
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Between notes with their own transcript (0.65 to 0.87 on the labelled
/// episodes) and with another episode's (0.08 to 0.49).
const FOREIGN: f32 = 0.55;

fn peak(stretch: &Stretch, evidence: &Evidence) -> f32 {
    let most =
        evidence.raw(stretch.item)[stretch.range.clone()].iter().fold(0.0_f32, |a, b| a.max(*b));
    most / (most + 1.0)
}

/// The mean peak of an episode's topics; those without a stretch have none.
fn family(all: &[Stretch], items: &[Item], evidence: &Evidence) -> f32 {
    let is_topic = |it: &ItemKind| *it == ItemKind::Topic;
    let n = items.iter().filter(|it| is_topic(&it.kind)).count();
    let topics = all.iter().filter(|it| is_topic(&items[it.item].kind));
    let sum: f32 = topics.map(|it| peak(it, evidence)).sum();
    if n == 0 { 1.0 } else { sum / n as f32 }
}

/// Of the stretches that the notes put in an order with this one, the share
/// that stands on its right side: topics before extras before jokes, and each
/// in the order of the notes.
fn order(stretch: &Stretch, all: &[Stretch], items: &[Item]) -> f32 {
    let rank = |item: usize| match items[item].kind {
        ItemKind::Topic => Some(0),
        ItemKind::Extra => Some(1),
        ItemKind::Joke => Some(2),
        ItemKind::Sponsor => None,
    };
    let Some(own) = rank(stretch.item) else { return 1.0 };
    let (mut n, mut agree) = (0.5_f32, 0.5_f32);
    for it in all.iter().filter(|it| it.item != stretch.item) {
        let Some(other) = rank(it.item) else { continue };
        n += 1.0;
        let before = it.range.start < stretch.range.start;
        agree += f32::from(u8::from(before == ((other, it.item) < (own, stretch.item))));
    }
    agree / n
}

/// Fitted by logistic regression; `benches/align.rs` shows how well it holds.
const WEIGHTS: [f32; N_FEATURES] =
    [-0.378, -0.119, 1.010, 1.392, 1.558, -0.113, 0.924, -0.415, -0.564, -1.155, -0.596];
