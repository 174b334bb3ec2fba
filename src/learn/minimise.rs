//! L-BFGS: the least value of a smooth function.

use std::collections::VecDeque;

/// A function to be minimised: its value and its gradient at a point.
pub type Value<'a> = &'a mut dyn FnMut(&[f64]) -> (f64, Vec<f64>);

/// Steps that are remembered.
const MEMORY: usize = 8;

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Goes downhill from `at`; `value` returns value and gradient.
pub fn minimise(mut at: Vec<f64>, steps: usize, value: Value<'_>) -> Vec<f64> {
    let (mut now, mut gradient) = value(&at);
    let mut past: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    for step in 0..steps {
        let mut direction: Vec<f64> = gradient.iter().map(|it| -it).collect();
        let mut shares = Vec::new();
        for (moved, turned, curve) in past.iter().rev() {
            let share = dot(moved, &direction) / curve;
            direction.iter_mut().zip(turned).for_each(|(it, turned)| *it -= share * turned);
            shares.push(share);
        }
        if let Some((_, turned, curve)) = past.back() {
            let scale = curve / dot(turned, turned);
            direction.iter_mut().for_each(|it| *it *= scale);
        }
        for ((moved, turned, curve), share) in past.iter().zip(shares.iter().rev()) {
            let back = share - dot(turned, &direction) / curve;
            direction.iter_mut().zip(moved).for_each(|(it, moved)| *it += back * moved);
        }
        let slope = dot(&gradient, &direction);
        if -1e-9 < slope {
            break;
        }
        let mut far = if step == 0 { 1.0 / dot(&gradient, &gradient).sqrt().max(1.0) } else { 1.0 };
        let mut found = None;
        for _ in 0..20 {
            let there: Vec<f64> = at.iter().zip(&direction).map(|(a, d)| a + far * d).collect();
            let (worth, slopes) = value(&there);
            if worth.is_finite() && worth <= now + 1e-4 * far * slope {
                found = Some((there, worth, slopes));
                break;
            }
            far *= 0.4;
        }
        let Some((there, worth, slopes)) = found else { break };
        let moved: Vec<f64> = there.iter().zip(&at).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = slopes.iter().zip(&gradient).map(|(a, b)| a - b).collect();
        let curve = dot(&moved, &turned);
        if 1e-10 < curve {
            past.push_back((moved, turned, curve));
            if MEMORY < past.len() {
                past.pop_front();
            }
        }
        let gain = now - worth;
        (at, now, gradient) = (there, worth, slopes);
        if gain < 1e-6 * now.abs().max(1.0) {
            break;
        }
    }
    at
}
