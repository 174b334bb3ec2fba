//! Where the time of a build goes: spans by thread, for `--timings` and for
//! programs that draw them (Chrome's trace event format).

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

/// Collects spans; one that is off costs next to nothing.
#[derive(Debug)]
pub struct Trace {
    begin: Instant,
    spans: Option<Mutex<Vec<Event>>>,
    /// The steps of the build, one after another.
    steps: Mutex<Vec<(&'static str, Duration)>>,
}

/// A span as Chrome's tracing reads it: a complete event (`ph` is `X`), times
/// in microseconds.
#[derive(Debug, Serialize)]
struct Event {
    name: String,
    cat: &'static str,
    ph: &'static str,
    ts: u64,
    dur: u64,
    pid: u32,
    tid: usize,
}

/// Measures until it is dropped.
pub struct Span<'t> {
    trace: &'t Trace,
    kind: &'static str,
    name: Option<String>,
    begin: Instant,
}

impl Trace {
    /// Measures steps alone.
    #[must_use]
    pub fn steps_only() -> Self {
        Self { begin: Instant::now(), spans: None, steps: Mutex::default() }
    }

    /// Measures everything.
    #[must_use]
    pub fn full() -> Self {
        Self { spans: Some(Mutex::default()), ..Self::steps_only() }
    }

    /// Begins a span of a kind; it ends when the result is dropped.
    pub fn span(&self, kind: &'static str, name: impl FnOnce() -> String) -> Span<'_> {
        let name = self.spans.is_some().then(name);
        Span { trace: self, kind, name, begin: Instant::now() }
    }

    /// Ends a step that began where the last one ended.
    pub fn step(&self, what: &'static str) {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        let passed: Duration = steps.iter().map(|it| it.1).sum();
        let took = self.begin.elapsed().saturating_sub(passed);
        steps.push((what, took));
        drop(steps);
        self.add(what.to_owned(), "step", self.begin + passed, took);
    }

    fn add(&self, name: String, cat: &'static str, begin: Instant, took: Duration) {
        let Some(spans) = &self.spans else { return };
        let micros = |it: Duration| u64::try_from(it.as_micros()).unwrap_or(u64::MAX);
        let event = Event {
            name,
            cat,
            ph: "X",
            ts: micros(begin.saturating_duration_since(self.begin)),
            dur: micros(took),
            pid: 1,
            // The first thread is the one that waits for the others.
            tid: rayon::current_thread_index().map_or(0, |it| it + 1),
        };
        spans.lock().unwrap_or_else(PoisonError::into_inner).push(event);
    }

    /// Every step and how long it took.
    #[must_use]
    pub fn steps(&self) -> Vec<(&'static str, Duration)> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All spans as JSON, by their beginning.
    #[must_use]
    pub fn to_json(&self) -> String {
        let Some(spans) = &self.spans else { return "[]".to_owned() };
        let mut spans = spans.lock().unwrap_or_else(PoisonError::into_inner);
        spans.sort_by_key(|it| (it.ts, it.tid));
        let json = serde_json::json!({ "traceEvents": *spans, "displayTimeUnit": "ms" });
        json.to_string()
    }
}

impl Drop for Span<'_> {
    fn drop(&mut self) {
        if let Some(name) = self.name.take() {
            self.trace.add(name, self.kind, self.begin, self.begin.elapsed());
        }
    }
}
