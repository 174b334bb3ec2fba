//! Evidence over time: how present each item is around a sentence, and how
//! present its strongest rival.

use super::evidence::Evidence;
use super::speech::Speech;

/// The most that any item has, whose it is, and the most that another has.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Best {
    pub most: f32,
    pub item: u32,
    pub next: f32,
}

impl Best {
    pub(super) fn add(&mut self, item: usize, value: f32) {
        if self.most < value {
            (self.next, self.most, self.item) = (self.most, value, item as u32);
        } else if self.next < value {
            self.next = value;
        }
    }

    pub(super) fn of_others(&self, item: usize) -> f32 {
        if self.item as usize == item { self.next } else { self.most }
    }
}

/// Evidence spread over the time around it: an item goes on for a while after
/// it is mentioned, and has begun a little before.
#[derive(Debug)]
pub(super) struct Spread {
    n: usize,
    values: Vec<f32>,
    pub best: Vec<Best>,
    pub sum: Vec<f32>,
}

/// Seconds that evidence lasts, onwards and backwards; whether of titles
/// alone; what makes an item half present.
pub(super) const SPREADS: [(f32, f32, bool, f32); 4] = [
    (32.0, 7.0, false, 1.3),
    (12.0, 12.0, false, 0.6),
    (90.0, 15.0, false, 2.5),
    (32.0, 7.0, true, 0.6),
];

impl Spread {
    pub(super) fn new(
        scene: (&Speech, &Evidence, usize),
        (up, down, titles, _): (f32, f32, bool, f32),
    ) -> Self {
        let (speech, evidence, n_items) = scene;
        let n = speech.sentences.len();
        let mut last = 0.0;
        let decay: Vec<(f32, f32)> = speech
            .sentences
            .iter()
            .map(|it| {
                let seconds = it.start - std::mem::replace(&mut last, it.start);
                ((-seconds / up).exp(), (-seconds / down).exp())
            })
            .collect();
        let mut all = Self {
            n,
            values: vec![0.0; n * n_items],
            best: vec![Best::default(); n],
            sum: vec![0.0; n],
        };
        for (item, values) in all.values.chunks_exact_mut(n.max(1)).enumerate() {
            let raw = if titles { evidence.title(item) } else { evidence.whole(item) };
            let mut after = 0.0;
            for ((value, raw), decay) in values.iter_mut().zip(raw).zip(&decay) {
                after = after * decay.0 + raw;
                *value = after;
            }
            let mut before = 0.0;
            for idx in (0..n).rev() {
                let value = &mut values[idx];
                *value += before;
                before = (before + raw[idx]) * decay[idx].1;
                all.best[idx].add(item, *value);
                all.sum[idx] += *value;
            }
        }
        all
    }

    pub(super) fn of(&self, item: usize) -> &[f32] {
        &self.values[item * self.n..][..self.n]
    }
}
