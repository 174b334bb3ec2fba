//! Where an item is placed, and how far that can be trusted.

use super::features::Scene;
use super::learned::HANDS;
use super::path::Posterior;
use crate::model::ItemKind;

/// What is known about a start when it is judged.
pub const JUDGEMENT: [&str; 13] = [
    "one",
    "mass_12",
    "share_12",
    "share_4",
    "share_60",
    "hand_over",
    "second",
    "clash",
    "extra",
    "sponsor",
    "joke",
    "covered",
    "said",
];

/// Seconds around a start that count as the same start.
const NEAR: f32 = 12.0;

/// A start as the paths have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Found {
    pub sentence: usize,
    pub facts: [f32; JUDGEMENT.len()],
}

/// Log odds of a share that is never quite nothing or all.
fn odds(share: f64) -> f32 {
    let share = share.clamp(0.0, 1.0);
    ((share + 0.003) / (1.0 - share + 0.003)).ln() as f32
}

/// Sums of probabilities by seconds around sentences.
struct Mass<'a> {
    scene: &'a Scene<'a>,
    sums: Vec<f64>,
    /// For each sentence those that are [`NEAR`] it.
    near: &'a [(usize, usize)],
}

impl Mass<'_> {
    fn around(&self, idx: usize, seconds: f32) -> f64 {
        let sentences = &self.scene.speech.sentences;
        let at = sentences[idx].start;
        let from = sentences.partition_point(|it| it.start < at - seconds);
        let to = sentences.partition_point(|it| it.start <= at + seconds);
        self.sums[to] - self.sums[from]
    }
}

/// Places every item where the most mass lies together, no two of them at one
/// sentence: those that are surest first.
pub(super) fn judge(scene: &Scene<'_>, posterior: &Posterior) -> Vec<Option<Found>> {
    let n = scene.speech.sentences.len();
    if n == 0 || posterior.start.len() != n * scene.items.len() {
        return vec![None; scene.items.len()];
    }
    let sentences = &scene.speech.sentences;
    let (mut from, mut to) = (0, 0);
    let bounds: Vec<(usize, usize)> = sentences
        .iter()
        .map(|own| {
            let later = |at: usize, seconds: f32| sentences[at].start < own.start + seconds;
            while later(from, -NEAR) {
                from += 1;
            }
            while to < n && sentences[to].start <= own.start + NEAR {
                to += 1;
            }
            (from, to)
        })
        .collect();
    let rows: Vec<(Mass<'_>, Vec<f64>)> = (0..scene.items.len())
        .map(|item| {
            let row = &posterior.start[item * n..][..n];
            let mut sum = 0.0;
            let sums = std::iter::once(0.0).chain(row.iter().map(|it| {
                sum += it;
                sum
            }));
            let mass = Mass { scene, sums: sums.collect(), near: &bounds };
            let worth = (0..n).map(|it| near(&mass, row, it)).collect();
            (mass, worth)
        })
        .collect();
    let best = |worth: &[f64], taken: &[usize]| {
        let free = (0..n).filter(|it| !taken.contains(it));
        free.fold((0, f64::MIN), |best, it| if best.1 < worth[it] { (it, worth[it]) } else { best })
    };
    let mut order: Vec<(usize, f64)> =
        rows.iter().enumerate().map(|it| (it.0, best(&it.1.1, &[]).1)).collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut taken = Vec::new();
    let mut found = vec![None; scene.items.len()];
    for (item, _) in order {
        let sentence = best(&rows[item].1, &taken).0;
        taken.push(sentence);
        let facts = facts(scene, (item, sentence), &rows[item].0, posterior);
        found[item] = Some(Found { sentence, facts });
    }
    for item in 0..found.len() {
        let start =
            |it: &Option<Found>| it.as_ref().map(|it| scene.speech.sentences[it.sentence].start);
        let Some(own) = start(&found[item]) else { continue };
        let clash = found
            .iter()
            .enumerate()
            .any(|it| it.0 != item && start(it.1).is_some_and(|it| (it - own).abs() < 3.0));
        if let Some(it) = &mut found[item] {
            it.facts[7] = f32::from(u8::from(clash));
        }
    }
    found
}

/// What lies near a sentence; of equals the likeliest sentence itself.
fn near(mass: &Mass<'_>, row: &[f64], idx: usize) -> f64 {
    let (from, to) = mass.near[idx];
    mass.sums[to] - mass.sums[from] + 0.3 * row[idx]
}

fn facts(
    scene: &Scene<'_>,
    (item, sentence): (usize, usize),
    mass: &Mass<'_>,
    posterior: &Posterior,
) -> [f32; JUDGEMENT.len()] {
    let sentences = &scene.speech.sentences;
    let n = sentences.len();
    let row = &posterior.start[item * n..][..n];
    let own = sentences[sentence].start;
    let all = mass.sums[n].max(1e-9);
    let far = sentences.iter().zip(row).filter(|it| 15.0 < (it.0.start - own).abs());
    let second = far.fold(0.0_f64, |most, it| most.max(*it.1));
    let is = |kind: ItemKind| f32::from(u8::from(scene.items[item].kind == kind));
    let to = sentences.partition_point(|it| it.start <= own + 45.0);
    let covered = scene.evidence.covered(item)[sentence..to].iter().fold(0.0_f32, |a, b| a.max(*b));
    let said: f32 = scene.evidence.whole(item)[sentence..to].iter().sum();
    // Of a minute of speech much lies near by chance.
    let chance = f64::from(2.0 * NEAR / scene.speech.end.max(2.0 * NEAR));
    let beyond = |share: f64| if chance < 1.0 { (share - chance) / (1.0 - chance) } else { 0.0 };
    let near = mass.around(sentence, NEAR);
    [
        1.0,
        odds(beyond(near)),
        odds(beyond(near / all)),
        odds(mass.around(sentence, 4.0) / all),
        odds(mass.around(sentence, 60.0) / all),
        scene.says[sentence][HANDS.len()].clamp(-6.0, 2.0),
        odds(second / all),
        0.0,
        is(ItemKind::Extra),
        is(ItemKind::Sponsor),
        is(ItemKind::Joke),
        covered,
        (said + 0.3).ln(),
    ]
}

/// Of starts of which this is known, about this share is right.
pub(super) fn confidence(facts: &[f32; JUDGEMENT.len()], weights: &[f32; JUDGEMENT.len()]) -> f64 {
    let score: f32 = facts.iter().zip(weights).map(|(a, b)| a * b).sum();
    1.0 / (1.0 + f64::from(-score).exp())
}
