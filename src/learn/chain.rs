//! The weights of the chain: those that make labelled starts most likely.

use rayon::prelude::*;

use super::minimise::minimise;
use super::{Example, Label};
use crate::align::{
    CHATTER, Heard, INTRO, Judged, Learned, Limits, MOVES, Others, Posterior, START, STAY, Scores,
    States, Weights, judge, posterior,
};

const ALL: usize = START.len() + STAY.len() + CHATTER.len() + INTRO.len() + MOVES.len();

/// An example with the features of every item at every sentence.
pub struct Scored<'a> {
    /// What it is of.
    pub example: Example<'a>,
    start: Vec<[f32; START.len()]>,
    stay: Vec<[f32; STAY.len()]>,
    aside: Vec<([f32; CHATTER.len()], [f32; INTRO.len()])>,
    states: States<'a>,
    /// Its transcript, read for its items.
    pub heard: Heard<'a>,
    /// When each sentence begins, in seconds.
    pub times: Vec<f32>,
    /// The courses that agree with the labels; `None` where none does.
    limits: Option<Limits>,
    /// How much the example counts in a fit; 1 unless set.
    pub weight: f64,
}

fn flat(it: &Weights) -> Vec<f64> {
    let parts: [&[f32]; 5] = [&it.start, &it.stay, &it.chatter, &it.intro, &it.moves];
    parts.iter().flat_map(|it| it.iter().map(|it| f64::from(*it))).collect()
}

/// `base` lends what is no part of the chain.
fn weights(flat: &[f64], base: &Weights) -> Weights {
    let mut it = base.clone();
    let mut from = flat.iter().map(|it| *it as f32);
    let parts: [&mut [f32]; 5] =
        [&mut it.start, &mut it.stay, &mut it.chatter, &mut it.intro, &mut it.moves];
    for part in parts {
        part.iter_mut().zip(&mut from).for_each(|(own, it)| *own = it);
    }
    it
}

impl<'a> Scored<'a> {
    /// Looks at every item at every sentence.
    #[must_use]
    pub fn new(example: Example<'a>, learned: &'a Learned) -> Self {
        let heard = Heard::new(example.items, example.transcript, learned);
        let times: Vec<f32> = heard.starts().collect();
        let scene = heard.scene();
        let others = Others::new(&scene);
        let (mut start, mut stay) = (Vec::new(), Vec::new());
        for item in 0..example.items.len() {
            scene.each_start(item, &others, |_, it| start.push(*it));
            scene.each_stay(item, |_, it| stay.push(*it));
        }
        let aside = (0..times.len()).map(|it| scene.aside(it)).collect();
        let states = States::new(example.items);
        let mut seen =
            Self { example, start, stay, aside, states, times, limits: None, weight: 1.0, heard };
        seen.limits = (0..6).map(|it| seen.limit(it)).find(|it| {
            let flat = seen.posterior(&Weights::default(), Some(it));
            flat.log_sum.is_finite()
        });
        seen
    }

    /// Which courses agree with the labels, with so many sentences of slack.
    fn limit(&self, slack: usize) -> Limits {
        let (n, n_items) = (self.times.len(), self.example.items.len());
        let mut wanted: Vec<(f32, usize, usize, usize)> = Vec::new();
        let mut limits = Limits {
            start: vec![true; n * n_items],
            on: vec![true; n * n_items],
            before: vec![true; n],
        };
        for (item, start) in self.example.labels.iter().enumerate() {
            let row = item * n..(item + 1) * n;
            match start {
                Label::Unknown => continue,
                Label::Never => {}
                Label::At(at, from, to) => {
                    let low = from.max(at - 15.0) - 1.0;
                    let high = at.max(to.min(at + 8.0)) + 0.99;
                    let first = self.times.partition_point(|it| *it < low);
                    let last = self.times.partition_point(|it| *it <= high);
                    let (first, last) = match first < last {
                        true => (first, last - 1),
                        false => {
                            let near = |it: &usize| ((self.times[*it] - at).abs() * 100.0) as i64;
                            let it = (0..n).min_by_key(near).unwrap_or_default();
                            (it, it)
                        }
                    };
                    wanted.push((
                        *at,
                        item,
                        first.saturating_sub(slack),
                        (last + slack).min(n - 1),
                    ));
                }
            }
            limits.start[row.clone()].fill(false);
            limits.on[row].fill(false);
        }
        wanted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (nth, &(_, item, first, last)) in wanted.iter().enumerate() {
            limits.start[item * n + first..=item * n + last].fill(true);
            let stop = wanted.get(nth + 1).map_or(n, |it| it.3).max(last + 1).min(n);
            limits.on[item * n + first..item * n + stop].fill(true);
        }
        if let Some(first) = wanted.first() {
            limits.before[first.3..].fill(false);
        }
        limits
    }

    fn scores(&self, it: &Weights) -> Scores {
        fn dot(a: &[f32], b: &[f32]) -> f32 {
            a.iter().zip(b).map(|(a, b)| a * b).sum()
        }
        Scores {
            start: self.start.iter().map(|f| dot(f, &it.start)).collect(),
            stay: self.stay.iter().map(|f| dot(f, &it.stay)).collect(),
            chatter: self.aside.iter().map(|f| dot(&f.0, &it.chatter)).collect(),
            intro: self.aside.iter().map(|f| dot(&f.1, &it.intro)).collect(),
        }
    }

    /// How likely each item begins with each sentence.
    #[must_use]
    pub fn posterior(&self, weights: &Weights, limits: Option<&Limits>) -> Posterior {
        posterior(&self.scores(weights), &self.states, &weights.moves, limits, true)
    }

    /// Where each item is placed, with what is known about its start.
    #[must_use]
    pub fn place(&self, weights: &Weights) -> Vec<Option<Judged>> {
        judge(&self.heard.scene(), &self.posterior(weights, None))
    }

    /// How unlikely the labels are, and where that falls.
    fn loss(&self, weights: &Weights) -> (f64, Vec<f64>) {
        let scores = self.scores(weights);
        let of = |limits| posterior(&scores, &self.states, &weights.moves, limits, true);
        let (free, bound) = (of(None), of(self.limits.as_ref()));
        if !free.log_sum.is_finite() || !bound.log_sum.is_finite() {
            return (1e3, vec![0.0; ALL]);
        }
        let (a, b) = (self.expected(&free), self.expected(&bound));
        let slope = a.iter().zip(&b).map(|(a, b)| (a - b) * self.weight).collect();
        ((free.log_sum - bound.log_sum) * self.weight, slope)
    }

    /// The features as often as they are expected.
    fn expected(&self, it: &Posterior) -> Vec<f64> {
        let mut all = vec![0.0; ALL];
        fn add(all: &mut [f64], share: f64, values: &[f32]) {
            if 1e-12 < share {
                all.iter_mut().zip(values).for_each(|(all, it)| *all += share * f64::from(*it));
            }
        }
        let mut from = 0;
        let mut part = |n: usize| {
            from += n;
            from - n..from
        };
        let own = &mut all[part(START.len())];
        self.start.iter().zip(&it.start).for_each(|(f, p)| add(own, *p, f));
        let own = &mut all[part(STAY.len())];
        self.stay.iter().zip(&it.stay).for_each(|(f, p)| add(own, *p, f));
        let own = &mut all[part(CHATTER.len())];
        self.aside.iter().zip(&it.chatter).for_each(|(f, p)| add(own, *p, &f.0));
        let own = &mut all[part(INTRO.len())];
        self.aside.iter().zip(&it.intro).for_each(|(f, p)| add(own, *p, &f.1));
        let own = &mut all[part(MOVES.len())];
        let n = self.states.turns.len();
        for from in 0..=n {
            for to in 0..n {
                let share = it.moves[from * n + to];
                if 1e-12 < share {
                    let between = self.states.between((from < n).then_some(from), to);
                    between.iter().for_each(|it| add(own, share, it));
                }
            }
        }
        own[17] += it.resume;
        own[18] += it.leave;
        for state in 0..=n {
            own[19] += it.end[state] * f64::from(self.states.missing((state < n).then_some(state)));
        }
        all
    }
}

/// How large each feature is where it matters.
fn scales(seen: &[Scored<'_>]) -> Vec<f64> {
    fn rms<'f>(rows: impl Iterator<Item = &'f [f32]>, n: usize) -> Vec<f64> {
        let (mut sums, mut count) = (vec![0.0; n], 1.0);
        for row in rows {
            count += 1.0;
            sums.iter_mut().zip(row).for_each(|(sum, it)| *sum += f64::from(it * it));
        }
        sums.iter().map(|it| (it / count).sqrt() + 1e-6).collect()
    }
    let start = rms(seen.iter().flat_map(|it| it.start.iter().map(|it| &it[..])), START.len());
    let mut all: Vec<f64> = start.iter().map(|it| it.max(0.05)).collect();
    all.extend(rms(seen.iter().flat_map(|it| it.stay.iter().map(|it| &it[..])), STAY.len()));
    all.extend(rms(seen.iter().flat_map(|it| it.aside.iter().map(|it| &it.0[..])), CHATTER.len()));
    all.extend(rms(seen.iter().flat_map(|it| it.aside.iter().map(|it| &it.1[..])), INTRO.len()));
    all.extend([1.0; MOVES.len()]);
    all
}

/// Every feature, `part.name`.
pub fn names() -> impl Iterator<Item = String> {
    let parts: [(&str, &'static [&'static str]); 5] = [
        ("start", &START),
        ("stay", &STAY),
        ("chatter", &CHATTER),
        ("intro", &INTRO),
        ("moves", &MOVES),
    ];
    parts.into_iter().flat_map(|(part, of)| of.iter().map(move |it| format!("{part}.{it}")))
}

/// How weights are fitted.
#[derive(Debug, Clone, Copy)]
pub struct Fit<'a> {
    /// How strongly weights are held to those they start from, or to nothing.
    pub l2: f64,
    /// Steps of L-BFGS at most.
    pub steps: usize,
    /// Features, `part.name`, that keep the weight of `from`.
    pub off: &'a [&'a str],
    /// Where the search begins.
    pub from: Option<&'a Weights>,
    /// Whether weights are held to those of `from` instead of to nothing.
    pub is_held: bool,
}

/// The weights that make the labels most likely: the latent likelihood of all
/// courses that agree with them, among all courses.
#[must_use]
pub fn fit(scored: &[Scored<'_>], how: &Fit<'_>) -> Weights {
    let scales = scales(scored);
    let on: Vec<bool> = names().map(|it| !how.off.contains(&it.as_str())).collect();
    let base = how.from.cloned().unwrap_or_default();
    let mut first: Vec<f64> = flat(&base).iter().zip(&scales).map(|(a, b)| a * b).collect();
    let prior = if how.is_held { first.clone() } else { vec![0.0; ALL] };
    if how.from.is_none() {
        first[ALL - MOVES.len() + 18] = -3.0;
    }
    let real = |at: &[f64]| -> Vec<f64> { at.iter().zip(&scales).map(|(a, b)| a / b).collect() };
    let usable: Vec<&Scored<'_>> = scored.iter().filter(|it| it.limits.is_some()).collect();
    let mut value = |at: &[f64]| {
        let weights = weights(&real(at), &base);
        let losses: Vec<(f64, Vec<f64>)> = usable.par_iter().map(|it| it.loss(&weights)).collect();
        let mut slope: Vec<f64> = at.iter().zip(&prior).map(|(a, b)| how.l2 * (a - b)).collect();
        let mut sum: f64 = at.iter().zip(&prior).map(|(a, b)| 0.5 * how.l2 * (a - b).powi(2)).sum();
        for (loss, of) in losses {
            sum += loss;
            let each = slope.iter_mut().zip(&of).zip(&scales);
            each.for_each(|((all, it), scale)| *all += it / scale);
        }
        slope.iter_mut().zip(&on).filter(|it| !it.1).for_each(|it| *it.0 = 0.0);
        (sum, slope)
    };
    let best = minimise(first, how.steps, &mut value);
    weights(&real(&best), &base)
}
