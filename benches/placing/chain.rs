//! The weights of the chain: what makes labelled starts most likely.

use cuepoint::align::{
    CHATTER, Heard, INTRO, Judged, Learned, Limits, MOVES, Others, Posterior, START, STAY, Scores,
    States, Weights, judge, posterior,
};
use rayon::prelude::*;

use crate::examples::{Example, Start};
use crate::minimise::minimise;

pub const ALL: usize = START.len() + STAY.len() + CHATTER.len() + INTRO.len() + MOVES.len();

/// An example with its features.
pub struct Seen<'a> {
    pub example: &'a Example,
    start: Vec<[f32; START.len()]>,
    stay: Vec<[f32; STAY.len()]>,
    aside: Vec<([f32; CHATTER.len()], [f32; INTRO.len()])>,
    states: States<'a>,
    pub heard: Heard<'a>,
    pub times: Vec<f32>,
    limits: Option<Limits>,
    pub weight: f64,
}

pub fn flat(it: &Weights) -> Vec<f64> {
    let parts: [&[f32]; 5] = [&it.start, &it.stay, &it.chatter, &it.intro, &it.moves];
    parts.iter().flat_map(|it| it.iter().map(|it| f64::from(*it))).collect()
}

pub fn weights(flat: &[f64]) -> Weights {
    let mut it = Weights::default();
    let mut from = flat.iter().map(|it| *it as f32);
    let parts: [&mut [f32]; 5] =
        [&mut it.start, &mut it.stay, &mut it.chatter, &mut it.intro, &mut it.moves];
    for part in parts {
        part.iter_mut().for_each(|it| *it = from.next().unwrap());
    }
    it
}

impl<'a> Seen<'a> {
    pub fn new(example: &'a Example, learned: &'a Learned) -> Self {
        let heard = Heard::new(&example.items, &example.transcript, learned);
        let times: Vec<f32> = heard.starts().collect();
        let scene = heard.scene();
        let others = Others::new(&scene);
        let (mut start, mut stay) = (Vec::new(), Vec::new());
        for item in 0..example.items.len() {
            scene.each_start(item, &others, |_, it| start.push(*it));
            scene.each_stay(item, |_, it| stay.push(*it));
        }
        let aside = (0..times.len()).map(|it| scene.aside(it)).collect();
        let states = States::new(&example.items);
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
        for (item, start) in self.example.starts.iter().enumerate() {
            let row = item * n..(item + 1) * n;
            match start {
                Start::Unknown => continue,
                Start::Never => {}
                Start::At(at, from, to) => {
                    let low = from.max(at - 15.0) - 1.0;
                    let high = at.max(to.min(at + 8.0)) + 0.99;
                    let first = self.times.partition_point(|it| *it < low);
                    let last = self.times.partition_point(|it| *it <= high);
                    let (first, last) = match first < last {
                        true => (first, last - 1),
                        false => {
                            let near = |it: &usize| ((self.times[*it] - at).abs() * 100.0) as i64;
                            let it = (0..n).min_by_key(near).unwrap();
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

    pub fn posterior(&self, weights: &Weights, limits: Option<&Limits>) -> Posterior {
        posterior(&self.scores(weights), &self.states, &weights.moves, limits, true)
    }

    pub fn place(&self, weights: &Weights) -> Vec<Option<Judged>> {
        judge(&self.heard.scene(), &self.posterior(weights, None))
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
                    add(own, share, &self.states.between((from < n).then_some(from), to).unwrap());
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
fn scales(seen: &[Seen<'_>]) -> Vec<f64> {
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

/// The weights that make the labels most likely. `off` names features that
/// stay out.
pub fn fit(
    seen: &[Seen<'_>],
    l2: f64,
    steps: usize,
    off: &[&str],
    from: Option<&Weights>,
) -> Weights {
    let scales = scales(seen);
    let names = START.iter().chain(&STAY).chain(&CHATTER).chain(&INTRO).chain(&MOVES);
    let part = [START.len(), STAY.len(), CHATTER.len(), INTRO.len(), MOVES.len()];
    let part: Vec<&str> = ["start", "stay", "chatter", "intro", "moves"]
        .iter()
        .zip(part)
        .flat_map(|(a, n)| vec![*a; n])
        .collect();
    let on: Vec<bool> =
        names.zip(part).map(|(it, part)| !off.contains(&format!("{part}.{it}").as_str())).collect();
    let mut first = from
        .map_or(vec![0.0; ALL], |it| flat(it).iter().zip(&scales).map(|(a, b)| a * b).collect());
    if from.is_none() {
        first[ALL - MOVES.len() + 18] = -3.0;
    }
    let usable: Vec<&Seen<'_>> = seen.iter().filter(|it| it.limits.is_some()).collect();
    let mut value = |at: &[f64]| {
        let real: Vec<f64> = at.iter().zip(&scales).map(|(a, b)| a / b).collect();
        let weights = weights(&real);
        let parts: Vec<(f64, Vec<f64>)> = usable
            .par_iter()
            .map(|it| {
                let scores = it.scores(&weights);
                let of = |limits| posterior(&scores, &it.states, &weights.moves, limits, true);
                let (free, bound) = (of(None), of(it.limits.as_ref()));
                if !free.log_sum.is_finite() || !bound.log_sum.is_finite() {
                    return (1e3, vec![0.0; ALL]);
                }
                let (a, b) = (it.expected(&free), it.expected(&bound));
                let slope = a.iter().zip(&b).map(|(a, b)| (a - b) * it.weight).collect();
                ((free.log_sum - bound.log_sum) * it.weight, slope)
            })
            .collect();
        let mut sum: f64 = at.iter().map(|it| 0.5 * l2 * it * it).sum();
        let mut slope: Vec<f64> = at.iter().map(|it| l2 * it).collect();
        for (loss, of) in parts {
            sum += loss;
            slope
                .iter_mut()
                .zip(&of)
                .zip(&scales)
                .for_each(|((all, it), scale)| *all += it / scale);
        }
        slope.iter_mut().zip(&on).for_each(|(it, on)| {
            if !on {
                *it = 0.0
            }
        });
        (sum, slope)
    };
    let best = minimise(first, steps, &mut value);
    let real: Vec<f64> = best.iter().zip(&scales).map(|(a, b)| a / b).collect();
    weights(&real)
}
