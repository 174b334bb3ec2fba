//! What is looked at where an item may begin, or go on: numbers that the
//! learned weights judge.

use super::calls::Calls;
use super::evidence::Evidence;
use super::hand_over::Says;
use super::learned::HANDS;
use super::speech::Speech;
use super::spread::{Best, SPREADS, Spread};
use crate::model::{Item, ItemKind, Transcript};

/// Where an item may begin.
pub const START: [&str; 38] = [
    "topic",
    "extra",
    "sponsor",
    "joke",
    "h_topic",
    "h_extra",
    "h_sponsor",
    "h_joke",
    "h_any",
    "h_prev",
    "h_next",
    "h_between",
    "h_before",
    "whole_30",
    "title_45",
    "share_before",
    "next_title",
    "place_topic",
    "place_extra",
    "place_joke",
    "place_sponsor",
    "covered_40",
    "covered_before",
    "covered_now",
    "rival_30",
    "rival_before",
    "whole_before",
    "called",
    "other_called",
    "speaks",
    "h_near_title",
    "h_share_before",
    "asks",
    "early",
    "early_sponsor",
    "turn",
    "host_turn",
    "asks_soon",
];

/// While an item goes on.
pub const STAY: [&str; 20] = [
    "present_32",
    "rival_32",
    "present_12",
    "rival_12",
    "present_90",
    "rival_90",
    "title_32",
    "topic",
    "extra",
    "sponsor",
    "joke",
    "hit",
    "title_hit",
    "rival_hit",
    "rival_title_hit",
    "to_come",
    "early_extra",
    "early_joke",
    "hand_over",
    "h_any",
];

/// While something else is talked about, behind an item.
pub const CHATTER: [&str; 5] = ["seconds", "present", "hit", "late", "hand_over"];

/// Before the first item.
pub const INTRO: [&str; 5] = ["seconds", "present", "hit", "late", "hand_over"];

/// Bounds of windows, in seconds from a sentence.
const BOUNDS: [f32; 9] = [-60.0, -45.0, -30.0, 2.5, 15.0, 30.0, 40.0, 45.0, 60.0];

/// Seconds after which nobody waits for the title any more.
const FAR: f32 = 240.0;

/// An episode, ready to be looked at.
#[derive(Debug)]
pub struct Scene<'a> {
    pub(super) items: &'a [Item],
    pub(super) speech: &'a Speech,
    pub(super) evidence: &'a Evidence,
    pub(super) says: &'a [Says],
    /// For each sentence and each of [`BOUNDS`] the first sentence from there.
    bounds: Vec<[u32; BOUNDS.len()]>,
    /// The most that any item has at a sentence, whose it is, and the most
    /// that another has: of all words, and of the titles'.
    best: [Vec<Best>; 2],
    /// The same for what is around each sentence, with the sum of all.
    spread: Vec<Spread>,
    calls: Calls,
}

/// Grows without bound, slowly, and is at its floor where nothing is said.
fn log(evidence: f32) -> f32 {
    if evidence <= 0.0 { LOG_OF_NOTHING } else { (evidence + 0.3).ln() }
}

/// The logarithm of 0.3.
const LOG_OF_NOTHING: f32 = -1.203_972_8;

impl<'a> Scene<'a> {
    pub(super) fn new(
        (items, transcript): (&'a [Item], &Transcript),
        speech: &'a Speech,
        evidence: &'a Evidence,
        says: &'a [Says],
    ) -> Self {
        let n = speech.sentences.len();
        let mut bounds = vec![[0; BOUNDS.len()]; n];
        for (which, seconds) in BOUNDS.iter().enumerate() {
            let mut at = 0;
            for (idx, it) in speech.sentences.iter().enumerate() {
                while at < n && speech.sentences[at].start < it.start + seconds {
                    at += 1;
                }
                bounds[idx][which] = at as u32;
            }
        }
        let mut best = [vec![Best::default(); n], vec![Best::default(); n]];
        for item in 0..items.len() {
            let rows = [evidence.whole(item), evidence.title(item)];
            for (best, row) in best.iter_mut().zip(rows) {
                best.iter_mut().zip(row).for_each(|(best, it)| best.add(item, *it));
            }
        }
        let spread = SPREADS.map(|it| Spread::new((speech, evidence, items.len()), it)).into();
        let calls = Calls::new(items, speech, transcript);
        Self { items, speech, evidence, says, bounds, best, spread, calls }
    }

    /// The first sentence from so many seconds after another.
    #[inline(always)]
    fn bound(&self, sentence: usize, seconds: f32) -> usize {
        let which = BOUNDS.iter().position(|it| *it == seconds).unwrap_or(0);
        self.bounds[sentence][which] as usize
    }

    /// Calls `each` with what is to be seen at every sentence where the item
    /// may begin.
    #[expect(clippy::too_many_lines, reason = "a line for each number")]
    pub fn each_start(
        &self,
        item: usize,
        others: &Others,
        mut each: impl FnMut(usize, &[f32; START.len()]),
    ) {
        let n = self.speech.sentences.len();
        let kind = self.items[item].kind;
        let is = |it: ItemKind| f32::from(u8::from(kind == it));
        let own = kind as usize;
        let (whole, title) = (sums(self.evidence.whole(item)), sums(self.evidence.title(item)));
        let covered = self.evidence.covered(item);
        let all = whole[n] + 0.3;
        let next = self.next_title(item);
        let expected = others.expected[item];
        let end = self.speech.end.max(1.0);
        let presenter = self.calls.of[item];
        for idx in 0..n {
            let bound = |seconds| self.bound(idx, seconds);
            let says = &self.says[idx];
            let (any, start) = (says[HANDS.len()], self.speech.sentences[idx].start);
            let place = start / end;
            let (wait, title_at) = next[idx];
            let until = if wait < FAR { title_at + 1 } else { bound(60.0) };
            let between = others.highest(bound(2.5), until).unwrap_or(-9.0) - any;
            let [before, after, earlier] = others.beside[idx];
            let most = |from: usize, to: usize| {
                covered[from.min(to)..to].iter().fold(0.0_f32, |most, it| most.max(*it))
            };
            let share = whole[idx] / all;
            let warm = (any + 3.0).max(0.0);
            let (called, speaks) = (self.calls.called[idx], self.calls.speaks[idx]);
            let bit = presenter.map_or(0, |it| 1 << it);
            let flag = |it: bool| f32::from(u8::from(it));
            each(
                idx,
                &[
                    is(ItemKind::Topic),
                    is(ItemKind::Extra),
                    is(ItemKind::Sponsor),
                    is(ItemKind::Joke),
                    says[own] * is(ItemKind::Topic),
                    says[own] * is(ItemKind::Extra),
                    says[own] * is(ItemKind::Sponsor),
                    says[own] * is(ItemKind::Joke),
                    any,
                    before,
                    after,
                    between.clamp(-4.0, 4.0),
                    earlier,
                    log(whole[bound(30.0)] - whole[idx]),
                    log(title[bound(45.0)] - title[idx]),
                    share,
                    (1.0 + wait).ln() / 5.0,
                    (place - expected).abs() * is(ItemKind::Topic),
                    (0.7 - place).max(0.0) * is(ItemKind::Extra),
                    (0.85 - place).max(0.0) * is(ItemKind::Joke),
                    (place - 0.8).max(0.0) * is(ItemKind::Sponsor),
                    most(idx, bound(40.0)),
                    most(bound(-30.0), idx),
                    covered[idx],
                    others.around[0][idx].of_others(item),
                    others.around[1][idx].of_others(item),
                    log(whole[idx] - whole[bound(-60.0)]),
                    flag(called.1 & bit != 0) * warm,
                    flag(called.0 & !bit != 0) * warm,
                    flag(speaks.is_some() && speaks == presenter),
                    warm * flag(wait < 45.0),
                    warm * share,
                    flag(self.speech.sentences[idx].asks),
                    flag(start < 25.0) * (1.0 - is(ItemKind::Sponsor)),
                    flag(start < 75.0) * is(ItemKind::Sponsor),
                    flag(self.speech.sentences[idx].turn),
                    flag(self.calls.host[idx]),
                    others.asks[bound(15.0)] - others.asks[idx],
                ],
            );
        }
    }

    /// Seconds until a word of the title is said, and in which sentence.
    fn next_title(&self, item: usize) -> Vec<(f32, usize)> {
        let mut next = vec![(FAR, 0); self.speech.sentences.len()];
        let (mut said, mut at) = (f32::MAX, 0);
        for (idx, it) in self.evidence.title(item).iter().enumerate().rev() {
            let start = self.speech.sentences[idx].start;
            if 0.25 < *it {
                (said, at) = (start, idx);
            }
            next[idx] = ((said - start).min(FAR), at);
        }
        next
    }

    /// Calls `each` with what is to be seen at every sentence where the item
    /// may go on.
    pub fn each_stay(&self, item: usize, mut each: impl FnMut(usize, &[f32; STAY.len()])) {
        let kind = self.items[item].kind;
        let is = |it: ItemKind| f32::from(u8::from(kind == it));
        let whole = sums(self.evidence.whole(item));
        let all = whole[self.speech.sentences.len()] + 0.3;
        let end = self.speech.end.max(1.0);
        let (raw, title) = (self.evidence.whole(item), self.evidence.title(item));
        for idx in 0..self.speech.sentences.len() {
            let seconds = self.speech.seconds_of(idx) / 10.0;
            let place = self.speech.sentences[idx].start / end;
            let present = |which: usize| {
                let (spread, half) = (&self.spread[which], SPREADS[which].3);
                let own = spread.of(item)[idx];
                let rest = (spread.sum[idx] - own).max(0.0);
                let rival = spread.best[idx].of_others(item);
                (
                    seconds * own / (own + 0.5 * rest + half),
                    seconds * rival / (rival + 0.5 * own + half),
                )
            };
            let [first, second, third, titles] = [0, 1, 2, 3].map(present);
            let rival = |which: usize| self.best[which][idx].of_others(item);
            let any = self.says[idx][HANDS.len()];
            each(
                idx,
                &[
                    first.0,
                    first.1,
                    second.0,
                    second.1,
                    third.0,
                    third.1,
                    titles.0,
                    seconds * is(ItemKind::Topic),
                    seconds * is(ItemKind::Extra),
                    seconds * is(ItemKind::Sponsor),
                    seconds * is(ItemKind::Joke),
                    raw[idx] / (raw[idx] + 0.7),
                    title[idx] / (title[idx] + 0.4),
                    rival(0) / (rival(0) + 0.7),
                    rival(1) / (rival(1) + 0.4),
                    seconds * (1.0 - whole[idx] / all),
                    seconds * (0.7 - place).max(0.0) * is(ItemKind::Extra),
                    seconds * (0.8 - place).max(0.0) * is(ItemKind::Joke),
                    (any + 1.0).max(0.0),
                    (any + 3.0).max(0.0),
                ],
            );
        }
    }

    /// What speaks for chatter at a sentence, behind an item and before the
    /// first.
    #[must_use]
    pub fn aside(&self, idx: usize) -> ([f32; CHATTER.len()], [f32; INTRO.len()]) {
        let seconds = self.speech.seconds_of(idx) / 10.0;
        let start = self.speech.sentences[idx].start;
        let hit = self.best[0][idx].most / (self.best[0][idx].most + 0.7);
        let present = self.spread[0].best[idx].most;
        let present = seconds * present / (present + 1.3);
        let new = (self.says[idx][HANDS.len()] + 1.0).max(0.0);
        let late = |it: bool| if it { seconds } else { 0.0 };
        let (at_end, behind) = (0.97 < start / self.speech.end.max(1.0), 60.0 < start);
        ([seconds, present, hit, late(at_end), new], [seconds, present, hit, late(behind), new])
    }
}

/// What is looked at for every item alike.
#[derive(Debug)]
pub struct Others {
    /// Where in the episode each item is expected, 0 to 1.
    expected: Vec<f32>,
    /// Highest hand-over in runs of 1, 2, 4 … sentences.
    highest: Vec<Vec<f32>>,
    /// What the sentences around each say of a hand-over: the most of the two
    /// before it, of the two behind it, and how much more than itself those of
    /// three quarters of a minute before it.
    beside: Vec<[f32; 3]>,
    /// The logarithm of the most evidence in the half minute behind each
    /// sentence, and in the half minute before it.
    around: [Vec<Best>; 2],
    /// Questions before each sentence, of a kind that count once in a while.
    asks: Vec<f32>,
}

impl Others {
    /// Of all items of an episode.
    #[must_use]
    pub fn new(scene: &Scene<'_>) -> Self {
        let topics = scene.items.iter().filter(|it| it.kind == ItemKind::Topic).count();
        let mut rank = 0.0;
        let mut expect = |it: &Item| match it.kind {
            ItemKind::Topic => {
                rank += 1.0;
                0.04 + 0.84 * (rank - 1.0) / topics.max(1) as f32
            }
            _ => 0.5,
        };
        let expected = scene.items.iter().map(&mut expect).collect();
        let mut highest: Vec<Vec<f32>> =
            vec![scene.says.iter().map(|it| it[HANDS.len()]).collect()];
        while 1 << highest.len() <= scene.says.len() {
            let (before, step) = (&highest[highest.len() - 1], 1 << (highest.len() - 1));
            let pairs = before.iter().zip(before.iter().skip(step));
            let next = pairs.map(|(a, b)| a.max(*b)).collect();
            highest.push(next);
        }
        let n = scene.speech.sentences.len();
        let mut around = [vec![Best::default(); n], vec![Best::default(); n]];
        for item in 0..scene.items.len() {
            let whole = sums(scene.evidence.whole(item));
            for idx in 0..n {
                around[0][idx].add(item, whole[scene.bound(idx, 30.0)] - whole[idx]);
                around[1][idx].add(item, whole[idx] - whole[scene.bound(idx, -30.0)]);
            }
        }
        for it in around.iter_mut().flatten() {
            (it.most, it.next) = (log(it.most), log(it.next));
        }
        let asks: Vec<f32> =
            scene.speech.sentences.iter().map(|it| f32::from(u8::from(it.asks))).collect();
        let mut others = Self { expected, highest, beside: Vec::new(), around, asks: sums(&asks) };
        others.beside = (0..n).map(|it| others.beside(scene, it)).collect();
        others
    }

    fn beside(&self, scene: &Scene<'_>, idx: usize) -> [f32; 3] {
        let near = |from: usize, to: usize| self.highest(from, to).unwrap_or(-2.0).max(-2.0);
        let n = scene.says.len();
        let earlier = self.highest(scene.bound(idx, -45.0), idx).unwrap_or(-6.0);
        [
            near(idx.saturating_sub(2), idx),
            near(idx + 1, n.min(idx + 3)),
            (earlier - scene.says[idx][HANDS.len()]).clamp(-4.0, 4.0),
        ]
    }

    /// The highest hand-over of some sentences.
    fn highest(&self, from: usize, to: usize) -> Option<f32> {
        let level = to.checked_sub(from).filter(|it| 0 < *it)?.ilog2() as usize;
        let row = &self.highest[level];
        Some(row[from].max(row[to - (1 << level)]))
    }
}

/// For each place the sum of all before it; one more at the end.
fn sums(values: &[f32]) -> Vec<f32> {
    let mut sum = 0.0;
    let mut sums = Vec::with_capacity(values.len() + 1);
    sums.push(0.0);
    sums.extend(values.iter().map(|it| {
        sum += it;
        sum
    }));
    sums
}
