//! How far a start can be trusted.

use super::Heard;
use super::decode::Stretch;
use super::evidence::Evidence;
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
    /// How much the episode's topics find in this transcript: little where
    /// notes and transcript are of different episodes.
    family: f32,
    kind: ItemKind,
}

/// How many numbers a judgement rests on.
pub(super) const N_FEATURES: usize = 11;

impl Features {
    pub(super) fn of(stretch: &Stretch, items: &[Item], heard: &Heard) -> Self {
        let Heard { speech, evidence, .. } = heard;
        let raw = |it: usize| evidence.raw(it)[stretch.item];
        let whole: f32 = (0..speech.sentences.len()).map(raw).sum();
        let mut sums = vec![0.0_f32; items.len()];
        for sentence in stretch.range.clone() {
            sums.iter_mut().zip(evidence.raw(sentence)).for_each(|(sum, it)| *sum += it);
        }
        let inside = sums[stretch.item];
        let start = speech.sentences[stretch.range.start].start;
        let early: f32 = stretch
            .range
            .clone()
            .take_while(|it| speech.sentences[*it].start < start + 40.0)
            .map(raw)
            .sum();
        let rivals = sums.iter().enumerate().filter(|it| it.0 != stretch.item);
        let rivals = rivals.map(|it| *it.1).fold(0.0, f32::max);
        let last = stretch.range.end - 1;
        let length = speech.sentences[last].start - start + 3.0;
        Self {
            family: heard.family,
            order: order(stretch, &heard.stretches, items),
            length: length.max(1.0).ln() / 5.0,
            gain: (1.0 + stretch.gain.max(0.0)).ln(),
            hand_over: heard.hand_overs[stretch.range.start],
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
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Between notes with their own transcript (0.70 to 0.90 on real episodes) and
/// with another episode's (0.43 to 0.69).
const FOREIGN: f32 = 0.66;

/// What the better half of an episode's topics finds in the transcript: the
/// most that one sentence says for each, saturated, on average. Half of them,
/// since titles such as `Extra, extra, extra` find nothing anywhere.
pub(super) fn family(items: &[Item], evidence: &Evidence) -> f32 {
    let most = evidence.most();
    let topics = (0..items.len()).filter(|it| items[*it].kind == ItemKind::Topic);
    let mut peaks: Vec<f32> = topics.map(|it| most[it] / (most[it] + 1.0)).collect();
    peaks.sort_by(|a, b| b.total_cmp(a));
    let half = peaks.len().div_ceil(2);
    if half == 0 { 1.0 } else { peaks[..half].iter().sum::<f32>() / half as f32 }
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
