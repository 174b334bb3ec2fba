//! The most likely course of an episode: which item is on at which sentence.
//!
//! A Viterbi path over items and chatter. Staying costs nothing, switching
//! does; where people hand over it costs less, against the notes' order more.
//! Chatter remembers which item it follows, so that a pause does not make the
//! order forgotten. Linear in sentences × items.

use super::Tuning;
use super::evidence::Evidence;
use super::sentences::Speech;
use super::words::{each_word, stem};
use crate::model::{Item, ItemKind, Transcript};

/// A stretch of sentences about one item.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stretch {
    pub item: usize,
    /// Sentences.
    pub range: std::ops::Range<usize>,
    /// How much better the path is for it, in seconds of full presence.
    pub gain: f32,
}

/// How well a new subject may begin at each sentence.
#[derive(Debug)]
pub(super) struct HandOvers {
    /// For any item.
    pub any: Vec<f32>,
    /// More, where its presenter is called or speaks: item by item.
    calls: Vec<f32>,
    /// What speaks for greetings and goodbyes.
    frames: Vec<f32>,
}

impl HandOvers {
    pub(super) fn new(
        speech: &Speech,
        items: &[Item],
        transcript: &Transcript,
        tuning: &Tuning,
    ) -> Self {
        let n = speech.sentences.len();
        let mut calls = vec![0.0; items.len() * n];
        for (item, row) in items.iter().zip(calls.chunks_mut(n.max(1))) {
            if let Some(name) = &item.presenter {
                call(name, speech, transcript, row, tuning);
            }
        }
        Self { any: any(speech, tuning), calls, frames: frames(speech, tuning) }
    }

    fn at(&self, item: usize, sentence: usize) -> f32 {
        self.any[sentence] + self.calls[item * self.any.len() + sentence]
    }
}

fn any(speech: &Speech, tuning: &Tuning) -> Vec<f32> {
    let sentences = &speech.sentences;
    let strength = |idx: usize| {
        let own = sentences[idx].signals;
        let before = idx.checked_sub(1).map(|it| sentences[it].signals).unwrap_or_default();
        let next = sentences.get(idx + 1).map(|it| it.signals).unwrap_or_default();
        let mut strength = tuning.opens * own.opens
            + tuning.announces * own.announces
            + tuning.announces_next * next.announces
            + tuning.closed * before.closes * (1.0 - own.closes * 0.5);
        if sentences[idx].turn {
            strength += tuning.turn;
        }
        if 1.2 < sentences[idx].pause {
            strength += tuning.pause;
        }
        strength
    };
    (0..sentences.len()).map(strength).collect()
}

/// Where a presenter is called by name, or begins to speak.
fn call(name: &str, speech: &Speech, transcript: &Transcript, row: &mut [f32], tuning: &Tuning) {
    let mut first = String::new();
    each_word(name, &mut String::new(), |word| {
        if first.is_empty() {
            first.push_str(stem(word));
        }
    });
    let id = speech.vocabulary.iter().position(|it| *it == first);
    for (idx, sentence) in speech.sentences.iter().enumerate() {
        let short = sentence.words.len() <= 14;
        let words = speech.words_of(sentence);
        if short && id.is_some_and(|id| words.contains(&(id as u32))) {
            row[idx] += tuning.called;
        }
        let speaker = transcript.speaker(&transcript.cues[sentence.cue]);
        if sentence.turn && speaker.is_some_and(|it| it.to_lowercase().starts_with(&first)) {
            row[idx] += tuning.speaks;
        }
    }
}

/// Greetings and goodbyes, spread over the seconds around them, in the first
/// and last minutes.
fn frames(speech: &Speech, tuning: &Tuning) -> Vec<f32> {
    let end = speech.sentences.last().map_or(0.0, |it| it.start);
    let mut frames = vec![0.0_f32; speech.sentences.len()];
    let mut heard = f32::MIN;
    for (value, sentence) in frames.iter_mut().zip(&speech.sentences) {
        let edge = sentence.start < 150.0 || end - 40.0 < sentence.start;
        if edge && 0.0 < sentence.signals.frames {
            heard = sentence.start;
        }
        if sentence.start - heard < 1.0 {
            *value = tuning.frame;
        }
    }
    let mut ahead = f32::MAX;
    for (value, sentence) in frames.iter_mut().zip(&speech.sentences).rev() {
        if 0.0 < *value {
            ahead = sentence.start;
        }
        // What stands between two greetings is a greeting too.
        if ahead - sentence.start < 12.0 && sentence.start < 150.0 {
            *value = tuning.frame;
        }
    }
    frames
}

const SAME: u16 = u16::MAX;

/// The running best of one kind's items, for the notes' order.
#[derive(Clone, Copy)]
struct Chain {
    state: u16,
    value: f32,
}

/// Finds the path. The result has at most one stretch for an item, the one
/// that speaks most for it.
pub(super) fn decode(
    items: &[Item],
    speech: &Speech,
    evidence: &Evidence,
    hand_overs: &HandOvers,
    tuning: &Tuning,
) -> Vec<Stretch> {
    let (n, n_items) = (speech.sentences.len(), items.len());
    if n == 0 || n_items == 0 || 10_000 < n_items {
        return Vec::new();
    }
    // States: items, chatter behind each item, chatter at the beginning.
    let width = 2 * n_items + 1;
    let mut value = vec![f32::MIN / 4.0; width];
    value[width - 1] = 0.0;
    let mut next = value.clone();
    let mut from = vec![SAME; n * width];
    let end = speech.sentences[n - 1].start.max(1.0);
    for idx in 0..n {
        let seconds = duration(speech, idx);
        let place = speech.sentences[idx].start / end;
        let row = &mut from[idx * width..][..width];
        let best = best_of(&value);
        let settled = best_settled(items, &value);
        let (presence, raw) = (evidence.presence(idx), evidence.raw(idx));
        let mut chains = [Chain { state: (width - 1) as u16, value: value[width - 1] }; 4];
        for (item, it) in items.iter().enumerate() {
            let chain = &mut chains[it.kind as usize];
            let loose = out_of_order(it.kind, best, settled, tuning);
            let enter = if chain.value < loose.value { loose } else { *chain };
            let ease = tuning.hand_over * hand_overs.at(item, idx);
            let entered = enter.value - tuning.switch + ease;
            let gain = presence[item] - tuning.least - late(it.kind, place, tuning);
            let moves = value[item] < entered && usize::from(enter.state) != item;
            row[item] = if moves { enter.state } else { SAME };
            let hit = tuning.hit * raw[item] / (raw[item] + 0.5);
            next[item] = if moves { entered } else { value[item] } + seconds * gain + hit;
            // Chatter behind this item.
            let behind = n_items + item;
            let left = value[item] - tuning.leave;
            let leaves = value[behind] < left;
            row[behind] = if leaves { item as u16 } else { SAME };
            let frame = seconds * hand_overs.frames[idx];
            next[behind] = if leaves { left } else { value[behind] } + frame;
            chain.value -= tuning.skip;
            for state in [item, behind] {
                if chain.value < value[state] {
                    *chain = Chain { state: state as u16, value: value[state] };
                }
            }
        }
        next[width - 1] = value[width - 1] + seconds * hand_overs.frames[idx];
        std::mem::swap(&mut value, &mut next);
    }
    let path = trace(&from, usize::from(best_of(&value).0), n, width);
    stretches(&path, speech, evidence, n_items, tuning)
}

/// The best way to an item that is not the next of the notes: from anywhere,
/// at a price.
fn out_of_order(kind: ItemKind, best: (u16, f32), settled: (u16, f32), tuning: &Tuning) -> Chain {
    let against = match kind {
        ItemKind::Topic => tuning.against_order,
        ItemKind::Extra | ItemKind::Joke => tuning.against_extras,
        ItemKind::Sponsor => 0.0,
    };
    let mut loose = Chain { state: best.0, value: best.1 - against };
    // Extras and jokes wait until the topics are through.
    if matches!(kind, ItemKind::Extra | ItemKind::Joke) {
        loose.value -= tuning.interrupt;
        if loose.value < settled.1 - against {
            loose = Chain { state: settled.0, value: settled.1 - against };
        }
    }
    loose
}

fn best_of(value: &[f32]) -> (u16, f32) {
    let mut best = (0, value[0]);
    for (idx, &it) in value.iter().enumerate() {
        if best.1 < it {
            best = (idx as u16, it);
        }
    }
    best
}

/// The best state in which no topic is left out: behind the last one, or
/// among extras and jokes.
fn best_settled(items: &[Item], value: &[f32]) -> (u16, f32) {
    let n_items = items.len();
    let last = items.iter().rposition(|it| it.kind == ItemKind::Topic);
    let mut best = match last {
        // Without topics nothing is in the way.
        None => return best_of(value),
        Some(last) => (last as u16, value[last]),
    };
    for (idx, it) in items.iter().enumerate() {
        let is_late = matches!(it.kind, ItemKind::Extra | ItemKind::Joke);
        if !is_late && Some(idx) != last {
            continue;
        }
        for state in [idx, n_items + idx] {
            if best.1 < value[state] {
                best = (state as u16, value[state]);
            }
        }
    }
    best
}

/// Seconds of a sentence; a long silence is nobody's.
fn duration(speech: &Speech, idx: usize) -> f32 {
    let start = speech.sentences[idx].start;
    speech.sentences.get(idx + 1).map_or(4.0, |it| it.start - start).clamp(0.2, 15.0)
}

/// What a late item loses at an early place.
fn late(kind: ItemKind, place: f32, tuning: &Tuning) -> f32 {
    match kind {
        ItemKind::Joke if place < tuning.late_from => tuning.late,
        ItemKind::Extra if place < tuning.late_from => tuning.late * 0.5,
        // Near the end sponsors are thanked, not read.
        ItemKind::Sponsor if 0.85 < place => 2.0,
        _ => 0.0,
    }
}

fn trace(from: &[u16], last: usize, n: usize, width: usize) -> Vec<usize> {
    let mut path = vec![0; n];
    let mut state = last;
    for idx in (0..n).rev() {
        path[idx] = state;
        let before = from[idx * width + state];
        if before != SAME {
            state = usize::from(before);
        }
    }
    path
}

fn stretches(
    path: &[usize],
    speech: &Speech,
    evidence: &Evidence,
    n_items: usize,
    tuning: &Tuning,
) -> Vec<Stretch> {
    let mut best: Vec<Option<Stretch>> = vec![None; n_items];
    let mut start = 0;
    for end in 1..=path.len() {
        if end < path.len() && path[end] == path[start] {
            continue;
        }
        let (item, range) = (path[start], start..end);
        start = end;
        if n_items <= item {
            continue;
        }
        let gain = |it: usize| duration(speech, it) * (evidence.presence(it)[item] - tuning.least);
        let stretch = Stretch { item, gain: range.clone().map(gain).sum(), range };
        if best[item].as_ref().is_none_or(|it| it.gain < stretch.gain) {
            best[item] = Some(stretch);
        }
    }
    best.into_iter().flatten().collect()
}
