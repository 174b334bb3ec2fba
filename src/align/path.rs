//! Every course that an episode may take, weighed by the learned weights:
//! where each item begins, with its probability.
//!
//! A linear-chain conditional random field over sentences: its states are the
//! items, chatter behind each, and what comes before the first. Forward and
//! backward in turn, scaled sentence by sentence. From states that are all but
//! impossible nothing goes on, so that the work is linear in sentences ×
//! items.

use super::features::{Others, Scene};
use super::learned::Weights;
use super::states::{LEAVE, MISSING, MOVES, RESUME, States};

/// A state less likely than this leads nowhere.
const IMPOSSIBLE: f64 = 1e-6;

/// What may be so, for learning from labels: items × sentences.
#[derive(Debug)]
pub struct Limits {
    /// Where each item may begin.
    pub start: Vec<bool>,
    /// Where it may be on.
    pub on: Vec<bool>,
    /// Where none has begun yet.
    pub before: Vec<bool>,
}

/// Scores of everything, as factors.
struct Factors {
    start: Vec<f64>,
    stay: Vec<f64>,
    chatter: Vec<f64>,
    intro: Vec<f64>,
    /// From each state, last from the beginning, to each state.
    moves: Vec<f64>,
    resume: f64,
    leave: f64,
    /// For each state, and for none, what it is worth at the end.
    end: Vec<f64>,
}

/// How likely everything is.
#[derive(Debug, Default)]
pub struct Posterior {
    /// Logarithm of the sum over all courses; not finite if there is none.
    pub log_sum: f64,
    /// Items × sentences: that it begins there.
    pub start: Vec<f64>,
    /// Items × sentences: that it is on.
    pub stay: Vec<f64>,
    /// That chatter is on behind some item, sentence by sentence.
    pub chatter: Vec<f64>,
    /// That none has begun.
    pub intro: Vec<f64>,
    /// (states + 1) × states: how often one follows the other.
    pub moves: Vec<f64>,
    pub resume: f64,
    pub leave: f64,
    /// That the episode ends in a state, or in none.
    pub end: Vec<f64>,
}

/// What speaks for everything, as logarithms: sums of weighted features.
#[derive(Debug, Default)]
pub struct Scores {
    /// Items × sentences: for its beginning there.
    pub start: Vec<f32>,
    /// Items × sentences: for its being on.
    pub stay: Vec<f32>,
    /// For chatter behind an item, sentence by sentence.
    pub chatter: Vec<f32>,
    /// For there having been no item yet.
    pub intro: Vec<f32>,
}

fn dot(weights: &[f32], values: &[f32]) -> f32 {
    weights.iter().zip(values).map(|(a, b)| a * b).sum()
}

impl Scores {
    pub(super) fn new(scene: &Scene<'_>, weights: &Weights) -> Self {
        let n = scene.speech.sentences.len();
        let (mut start, mut stay) =
            (vec![0.0; n * scene.items.len()], vec![0.0; n * scene.items.len()]);
        let others = Others::new(scene);
        for item in 0..scene.items.len() {
            let own = item * n..(item + 1) * n;
            let row = &mut start[own.clone()];
            scene.each_start(item, &others, |idx, it| row[idx] = dot(&weights.start, it));
            let row = &mut stay[own];
            scene.each_stay(item, |idx, it| row[idx] = dot(&weights.stay, it));
        }
        let aside = (0..n).map(|it| scene.aside(it));
        let (chatter, intro) =
            aside.map(|it| (dot(&weights.chatter, &it.0), dot(&weights.intro, &it.1))).unzip();
        Self { start, stay, chatter, intro }
    }
}

impl Factors {
    fn new(
        scores: &Scores,
        states: &States<'_>,
        weights: &[f32; MOVES.len()],
        limits: Option<&Limits>,
    ) -> Self {
        let exp = |it: f32| f64::from(it.clamp(-60.0, 60.0).exp());
        let all = |scores: &[f32]| scores.iter().map(|it| exp(*it)).collect::<Vec<f64>>();
        let (mut start, mut stay) = (all(&scores.start), all(&scores.stay));
        let (chatter, mut intro) = (all(&scores.chatter), all(&scores.intro));
        if let Some(limits) = limits {
            let close = |values: &mut [f64], open: &[bool]| {
                values.iter_mut().zip(open).filter(|it| !it.1).for_each(|it| *it.0 = 0.0);
            };
            close(&mut start, &limits.start);
            close(&mut stay, &limits.on);
            close(&mut intro, &limits.before);
        }
        let n_states = states.turns.len();
        let mut moves = vec![0.0; (n_states + 1) * n_states];
        for from in 0..=n_states {
            for to in 0..n_states {
                let it = states.between((from < n_states).then_some(from), to);
                moves[from * n_states + to] = it.map_or(0.0, |it| exp(dot(weights, &it)));
            }
        }
        let at_end = |state| exp(weights[MISSING] * states.missing(state));
        let mut end: Vec<f64> = (0..n_states).map(|it| at_end(Some(it))).collect();
        end.push(at_end(None));
        let (resume, leave) = (exp(weights[RESUME]), exp(weights[LEAVE]));
        Self { start, stay, chatter, intro, moves, resume, leave, end }
    }
}

/// How likely it is that each item begins where; for those who learn also that
/// it goes on and what follows it.
#[must_use]
pub fn posterior(
    scores: &Scores,
    states: &States<'_>,
    weights: &[f32; MOVES.len()],
    limits: Option<&Limits>,
    learns: bool,
) -> Posterior {
    let factors = Factors::new(scores, states, weights, limits);
    match Forward::new(states, &factors, limits) {
        Some(forward) => forward.back(states, &factors, (limits, learns)),
        None => Posterior { log_sum: f64::NEG_INFINITY, ..Posterior::default() },
    }
}

/// The sums over all beginnings of courses, scaled to one at each sentence.
struct Forward {
    /// Sentences × states: an item on, and chatter behind it.
    on: Vec<f64>,
    behind: Vec<f64>,
    none: Vec<f64>,
    scale: Vec<f64>,
}

impl Forward {
    fn new(states: &States<'_>, factors: &Factors, limits: Option<&Limits>) -> Option<Self> {
        let (n, width) = (factors.chatter.len(), states.turns.len());
        if n == 0 {
            return None;
        }
        let mut it = Self {
            on: vec![0.0; n * width],
            behind: vec![0.0; n * width],
            none: vec![0.0; n],
            scale: vec![1.0; n],
        };
        let (mut arrive, mut row) = (vec![0.0; width], vec![(0.0, 0.0); width]);
        for idx in 0..n {
            arrive.fill(0.0);
            let none = if idx == 0 { 1.0 } else { it.none[idx - 1] };
            let (on, behind) = (&it.on, &it.behind);
            let last = |state: usize| match idx {
                0 => (0.0, 0.0),
                _ => (on[(idx - 1) * width + state], behind[(idx - 1) * width + state]),
            };
            for from in 0..=width {
                let mass = if from == width { none } else { last(from).0 + last(from).1 };
                if IMPOSSIBLE < mass {
                    let moves = &factors.moves[from * width..][..width];
                    arrive.iter_mut().zip(moves).for_each(|(all, it)| *all += mass * it);
                }
            }
            let mut total = none * factors.intro[idx];
            for (state, (turn, arrive)) in states.turns.iter().zip(&arrive).enumerate() {
                let at = turn.item * n + idx;
                let (on, behind) = last(state);
                let new = arrive * factors.start[at] + on + behind * factors.resume;
                let left = (behind + on * factors.leave) * factors.chatter[idx];
                let open = limits.is_none_or(|it| it.on[at]);
                row[state] = (new * factors.stay[at], if open { left } else { 0.0 });
                total += row[state].0 + row[state].1;
            }
            if !(0.0 < total && total.is_finite()) {
                return None;
            }
            for (state, &(on, behind)) in row.iter().enumerate() {
                it.on[idx * width + state] = on / total;
                it.behind[idx * width + state] = behind / total;
            }
            it.none[idx] = none * factors.intro[idx] / total;
            it.scale[idx] = total;
        }
        Some(it)
    }

    /// Goes back from the end, and joins both.
    fn back(&self, states: &States<'_>, factors: &Factors, (limits, learns): How<'_>) -> Posterior {
        let (n, width) = (factors.chatter.len(), states.turns.len());
        let n_items = factors.start.len() / n;
        let mut found = Posterior {
            start: vec![0.0; n * n_items],
            stay: vec![0.0; if learns { n * n_items } else { 0 }],
            chatter: vec![0.0; n],
            intro: vec![0.0; n],
            moves: vec![0.0; (width + 1) * width],
            ..Posterior::default()
        };
        let last = n - 1;
        let ends = |state: usize| self.on[last * width + state] + self.behind[last * width + state];
        let mut whole = self.none[last] * factors.end[width];
        whole += (0..width).map(|it| ends(it) * factors.end[it]).sum::<f64>();
        found.log_sum = self.scale.iter().map(|it| it.ln()).sum::<f64>() + whole.ln();
        let on: Vec<f64> = factors.end[..width].iter().map(|it| it / whole).collect();
        let none = factors.end[width] / whole;
        found.end = on.iter().enumerate().map(|it| ends(it.0) * it.1).collect();
        found.end.push(self.none[last] * none);
        let (begin, arrive) = (vec![0.0; width], vec![0.0; width]);
        let mut rest = Rest { behind: on.clone(), on, none, begin, arrive };
        for idx in (0..n).rev() {
            if learns {
                self.count(idx, states, &rest, &mut found);
            }
            self.leave(idx, states, factors, (limits, learns), (&mut rest, &mut found));
            self.enter(idx, factors, learns, (&mut rest, &mut found));
            for ((turn, arrive), begin) in states.turns.iter().zip(&rest.arrive).zip(&rest.begin) {
                found.start[turn.item * n + idx] += arrive * begin;
            }
        }
        found
    }

    /// What was the case at the sentence before, for a state.
    fn before(&self, idx: usize, width: usize, state: usize) -> (f64, f64) {
        match idx {
            0 => (0.0, 0.0),
            _ => (self.on[(idx - 1) * width + state], self.behind[(idx - 1) * width + state]),
        }
    }

    /// Counts what is on at a sentence.
    fn count(&self, idx: usize, states: &States<'_>, rest: &Rest, found: &mut Posterior) {
        let (n, width) = (found.chatter.len(), states.turns.len());
        for (state, turn) in states.turns.iter().enumerate() {
            let here = idx * width + state;
            found.stay[turn.item * n + idx] += self.on[here] * rest.on[state];
            found.chatter[idx] += self.behind[here] * rest.behind[state];
        }
        found.intro[idx] = self.none[idx] * rest.none;
    }

    /// Goes back over a sentence, from each state to itself.
    fn leave(
        &self,
        idx: usize,
        states: &States<'_>,
        factors: &Factors,
        (limits, learns): How<'_>,
        (rest, found): (&mut Rest, &mut Posterior),
    ) {
        let (n, width) = (factors.chatter.len(), states.turns.len());
        let scale = 1.0 / self.scale[idx];
        for (state, turn) in states.turns.iter().enumerate() {
            let at = turn.item * n + idx;
            let open = limits.is_none_or(|it| it.on[at]);
            let stays = rest.on[state] * factors.stay[at] * scale;
            let left = rest.behind[state] * factors.chatter[idx] * scale;
            let left = if open { left } else { 0.0 };
            if learns {
                let (was_on, was_behind) = self.before(idx, width, state);
                found.resume += was_behind * factors.resume * stays;
                found.leave += was_on * factors.leave * left;
            }
            rest.begin[state] = stays * factors.start[at];
            rest.on[state] = stays + factors.leave * left;
            rest.behind[state] = factors.resume * stays + left;
        }
        rest.none *= factors.intro[idx] * scale;
    }

    /// Goes back over a sentence, from each state to those that were before.
    fn enter(
        &self,
        idx: usize,
        factors: &Factors,
        learns: bool,
        (rest, found): (&mut Rest, &mut Posterior),
    ) {
        let width = rest.begin.len();
        rest.arrive.fill(0.0);
        for from in 0..=width {
            let mass = match (from == width, idx) {
                (true, 0) => 1.0,
                (true, _) => self.none[idx - 1],
                (false, _) => {
                    let (on, behind) = self.before(idx, width, from);
                    on + behind
                }
            };
            if mass <= IMPOSSIBLE {
                continue;
            }
            let moves = &factors.moves[from * width..][..width];
            let mut onwards = 0.0;
            for ((arrive, begin), moves) in rest.arrive.iter_mut().zip(&rest.begin).zip(moves) {
                onwards += moves * begin;
                *arrive += mass * moves;
            }
            if learns {
                let counts = found.moves[from * width..].iter_mut();
                for ((count, begin), moves) in counts.zip(&rest.begin).zip(moves) {
                    *count += mass * moves * begin;
                }
            }
            if from == width {
                rest.none += onwards;
            } else {
                rest.on[from] += onwards;
                rest.behind[from] += onwards;
            }
        }
    }
}

/// What may be so, and whether everything is counted.
type How<'l> = (Option<&'l Limits>, bool);

/// The sums over all ends of courses behind a sentence, and what begins there.
struct Rest {
    on: Vec<f64>,
    behind: Vec<f64>,
    none: f64,
    begin: Vec<f64>,
    arrive: Vec<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Item, ItemKind};

    fn item(kind: ItemKind) -> Item {
        Item {
            kind,
            number: None,
            presenter: None,
            title: String::new(),
            url: None,
            body: String::new(),
            links: Vec::new(),
            span: 0..0,
            stated: None,
            stated_beside: false,
        }
    }

    /// Walks every course from a sentence on: its weight so far, and where its
    /// items began.
    fn walk(
        (idx, now): (usize, Option<(usize, bool)>),
        weight: f64,
        begun: &mut Vec<(usize, usize)>,
        (scores, states, moves): (&Scores, &States<'_>, &[f32; MOVES.len()]),
        all: &mut Vec<(f64, Vec<(usize, usize)>)>,
    ) {
        let n = scores.chatter.len();
        let exp = |it: f32| f64::from(it).exp();
        if idx == n {
            let missing = states.missing(now.map(|it| it.0));
            all.push((weight * exp(moves[MISSING] * missing), begun.clone()));
            return;
        }
        let how = (scores, states, moves);
        let stay = |state: usize| exp(scores.stay[states.turns[state].item * n + idx]);
        let mut go = |to: Option<(usize, bool)>, by: f64, begun: &mut Vec<(usize, usize)>| {
            walk((idx + 1, to), weight * by, begun, how, all);
        };
        for to in 0..states.turns.len() {
            let Some(it) = states.between(now.map(|it| it.0), to) else { continue };
            let item = states.turns[to].item;
            let by = exp(dot(moves, &it)) * exp(scores.start[item * n + idx]) * stay(to);
            begun.push((item, idx));
            go(Some((to, true)), by, begun);
            begun.pop();
        }
        match now {
            None => go(None, exp(scores.intro[idx]), begun),
            Some((state, on)) => {
                let resume = if on { 1.0 } else { exp(moves[RESUME]) };
                let leave = if on { exp(moves[LEAVE]) } else { 1.0 };
                go(Some((state, true)), resume * stay(state), begun);
                go(Some((state, false)), leave * exp(scores.chatter[idx]), begun);
            }
        }
    }

    #[test]
    fn probabilities_are_those_of_all_courses_together() {
        let items = [ItemKind::Topic, ItemKind::Sponsor, ItemKind::Topic, ItemKind::Joke].map(item);
        let states = States::new(&items);
        let n = 4;
        let some =
            |n: usize, by: f32| (0..n).map(|it| (it as f32 * by).sin()).collect::<Vec<f32>>();
        let scores = Scores {
            start: some(n * items.len(), 1.7),
            stay: some(n * items.len(), 0.9),
            chatter: some(n, 2.3),
            intro: some(n, 3.1),
        };
        let moves = std::array::from_fn(|it| (it as f32 * 0.7).cos());
        let mut all = Vec::new();
        walk((0, None), 1.0, &mut Vec::new(), (&scores, &states, &moves), &mut all);
        let whole: f64 = all.iter().map(|it| it.0).sum();
        let got = posterior(&scores, &states, &moves, None, true);
        assert!((got.log_sum - whole.ln()).abs() < 1e-4, "{} {}", got.log_sum, whole.ln());
        for item in 0..items.len() {
            for idx in 0..n {
                let begins = |it: &&(f64, Vec<(usize, usize)>)| it.1.contains(&(item, idx));
                let sum: f64 = all.iter().filter(begins).map(|it| it.0).sum();
                let found = got.start[item * n + idx];
                assert!((found - sum / whole).abs() < 1e-4, "{item} at {idx}: {found}");
            }
        }
    }
}
