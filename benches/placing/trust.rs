//! How far starts can be trusted: a logistic regression on what became of
//! starts that the fit never saw.

use cuepoint::align::JUDGEMENT;
use cuepoint::learn::minimise::minimise;

/// A start that was judged.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub show: String,
    pub number: u32,
    pub title: String,
    pub kind: &'static str,
    /// Seconds from the label; `None` where it is never talked about.
    pub error: Option<f32>,
    pub in_window: bool,
    pub facts: [f32; JUDGEMENT.len()],
    pub at: f32,
    pub confidence: f64,
}

impl Outcome {
    pub fn is_near(&self) -> bool {
        self.error.is_some_and(|it| it.abs() <= 15.0)
    }
    pub fn is_right(&self) -> bool {
        self.is_near() || self.in_window
    }
    pub fn is_far(&self) -> bool {
        self.error.is_none_or(|it| 60.0 < it.abs())
    }
}

/// Weights that make the confidence of outcomes come true.
pub fn calibrate(all: &[&Outcome], l2: f64) -> [f32; JUDGEMENT.len()] {
    let n = all.len().max(1) as f64;
    let mean: Vec<f64> = (0..JUDGEMENT.len())
        .map(|at| all.iter().map(|it| f64::from(it.facts[at])).sum::<f64>() / n)
        .collect();
    let dev: Vec<f64> = (0..JUDGEMENT.len())
        .map(|at| {
            (all.iter().map(|it| (f64::from(it.facts[at]) - mean[at]).powi(2)).sum::<f64>() / n)
                .sqrt()
                + 1e-6
        })
        .collect();
    let row = |it: &Outcome| -> Vec<f64> {
        (0..JUDGEMENT.len())
            .map(|at| if at == 0 { 1.0 } else { (f64::from(it.facts[at]) - mean[at]) / dev[at] })
            .collect()
    };
    let rows: Vec<(Vec<f64>, f64)> =
        all.iter().map(|it| (row(it), f64::from(u8::from(it.is_right())))).collect();
    let mut value = |at: &[f64]| {
        let mut sum: f64 = at[1..].iter().map(|it| 0.5 * l2 * it * it).sum();
        let mut slope: Vec<f64> =
            at.iter().enumerate().map(|(i, it)| if i == 0 { 0.0 } else { l2 * it }).collect();
        for (row, y) in &rows {
            let z: f64 = row.iter().zip(at).map(|(a, b)| a * b).sum();
            let p = 1.0 / (1.0 + (-z).exp());
            sum -= y * p.max(1e-300).ln() + (1.0 - y) * (1.0 - p).max(1e-300).ln();
            slope.iter_mut().zip(row).for_each(|(s, x)| *s += (p - y) * x);
        }
        (sum, slope)
    };
    let best = minimise(vec![0.0; JUDGEMENT.len()], 100, &mut value);
    let mut weights = [0.0; JUDGEMENT.len()];
    weights[0] = (best[0]
        - (1..JUDGEMENT.len()).map(|it| best[it] * mean[it] / dev[it]).sum::<f64>())
        as f32;
    (1..JUDGEMENT.len()).for_each(|it| weights[it] = (best[it] / dev[it]) as f32);
    weights
}

pub fn confidence(it: &Outcome, weights: &[f32; JUDGEMENT.len()]) -> f64 {
    cuepoint::align::confidence(&it.facts, weights)
}

/// The least confidence from which so many are right.
pub fn threshold(all: &[Outcome], share: f64) -> f32 {
    let mut sorted: Vec<&Outcome> = all.iter().collect();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let (mut right, mut best) = (0, 0.995);
    for (n, it) in sorted.iter().enumerate() {
        right += usize::from(it.is_right());
        if share * (n + 1) as f64 <= right as f64 && 20 <= n {
            best = it.confidence;
        }
    }
    (best * 100.0).ceil() as f32 / 100.0
}

pub fn show(name: &str, all: &[&Outcome]) {
    let real: Vec<&&Outcome> = all.iter().filter(|it| it.error.is_some()).collect();
    let n = real.len().max(1) as f64;
    let share = |it: usize| it as f64 / n;
    let count = |it: &dyn Fn(&Outcome) -> bool| real.iter().filter(|o| it(o)).count();
    println!(
        "{name:<22} {:>4} items  within {:.3}  right {:.3}  window {:.3}  far {:.3}",
        real.len(),
        share(count(&Outcome::is_near)),
        share(count(&Outcome::is_right)),
        share(count(&|it| it.in_window)),
        share(count(&Outcome::is_far)),
    );
}

/// Share placed and right above each confidence.
pub fn grades(name: &str, all: &[&Outcome]) {
    let n = all.iter().filter(|it| it.error.is_some()).count().max(1) as f64;
    print!("{name:<22}");
    for from in [0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.97, 0.98] {
        let some: Vec<_> = all.iter().filter(|it| from <= it.confidence).collect();
        let right =
            some.iter().filter(|it| it.is_right()).count() as f64 / some.len().max(1) as f64;
        let far = some.iter().filter(|it| it.is_far()).count() as f64 / n;
        print!(" ≥{from:.2} {:.2}/{right:.3}/{far:.3}", some.len() as f64 / n);
    }
    println!();
}
