//! Speaker marks: `>> `, `- `, `Name: `, `**Name:**`.

use std::collections::HashMap;

use super::Utterance;

/// A name and what follows it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked<'t> {
    pub name: &'t str,
    /// The byte of the line where the text begins.
    pub text_at: usize,
}

/// `**Name:** text`, `**Name**: text`, `**Name** (12:34): text`; a time may
/// stand before it.
pub(super) fn markdown(line: &str) -> Option<Marked<'_>> {
    let from = match super::timed_text::leading_time(line) {
        Some(it) => line.len() - it.rest.len(),
        None => line.len() - line.trim_start().len(),
    };
    let inner = line[from..].strip_prefix("**")?;
    let close = inner.find("**")?;
    let (bold, rest) = (&inner[..close], &inner[close + 2..]);
    let name = bold.trim().trim_end_matches(':').trim().trim_matches('*').trim();
    let has_colon = bold.trim_end().ends_with(':')
        || rest.trim_start().starts_with(':')
        || rest.trim_start().starts_with(['(', '[']);
    let plain = !name.is_empty()
        && name.len() <= 60
        && name.split_whitespace().count() <= 6
        && !name.contains(['#', '[', '<', '`'])
        && !name.ends_with(|c: char| c.is_ascii_digit());
    let skipped = rest.len() - rest.trim_start_matches([':', ' ']).len();
    let text_at = line.len() - rest.len() + skipped;
    (has_colon && plain).then_some(Marked { name, text_at })
}

/// `Name: text`. Only the shape is judged; whether it is a speaker, the whole
/// transcript decides.
fn colon(text: &str) -> Option<Marked<'_>> {
    let (name, rest) = text.split_once(": ")?;
    let inner = name.trim_matches(['[', ']', '(', ')']);
    let words = inner.split_whitespace().count();
    let plausible = (1..=4).contains(&words)
        && inner.len() <= 40
        && inner.split_whitespace().all(|it| {
            it.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
                && it.chars().all(|c| c.is_alphanumeric() || "'’-._".contains(c))
        })
        && inner.starts_with(char::is_uppercase);
    plausible.then_some(Marked { name: inner, text_at: text.len() - rest.len() })
}

/// Turns marks at the start of texts into speakers and turns.
///
/// `Name: ` counts where the transcript does it again and again: a name that
/// occurs at least twice beside another such name, or that opens a fifth of
/// all stretches; or where names stand just where the voice changes.
pub(super) fn apply(all: Vec<Utterance>) -> Vec<Utterance> {
    let all: Vec<Utterance> = all.into_iter().flat_map(arrows_and_dashes).collect();
    if all.iter().any(|it| it.speaker.is_some()) {
        return all;
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    for it in &all {
        if let Some(marked) = colon(&it.text) {
            *counts.entry(marked.name.to_owned()).or_default() += 1;
        }
    }
    let often = counts.values().filter(|it| 2 <= **it).count();
    let at_changes = stand_at_changes(&all, counts.len());
    let is_speaker = |name: &str| {
        at_changes
            || counts.get(name).is_some_and(|n| (2 <= *n && 2 <= often) || all.len() <= n * 5)
    };
    let marked: Vec<Option<(String, usize)>> = all
        .iter()
        .map(|it| {
            colon(&it.text).filter(|m| is_speaker(m.name)).map(|m| (m.name.to_owned(), m.text_at))
        })
        .collect();
    let mut all = all;
    let mut speaker = None;
    for (it, mark) in all.iter_mut().zip(marked) {
        match mark {
            Some((name, text_at)) => {
                it.text.drain(..text_at);
                it.speaker = Some(name);
                it.turn = true;
            }
            // A name stands only where the voice changes.
            None if !it.turn => it.speaker.clone_from(&speaker),
            None => {}
        }
        speaker.clone_from(&it.speaker);
    }
    all
}

/// Whether the first stretch has a name, and no name follows itself: names
/// that are given only where the voice changes.
fn stand_at_changes(all: &[Utterance], n_names: usize) -> bool {
    let marked = |it: &Utterance| colon(&it.text).map(|it| it.name.to_owned());
    let names: Vec<String> = all.iter().filter_map(marked).collect();
    let is_first = all.first().is_some_and(|it| colon(&it.text).is_some());
    is_first && (2..=8).contains(&n_names) && names.windows(2).all(|it| it[0] != it[1])
}

/// `>> text` marks a change of voice; `>> Name: text` names it; two lines that
/// both begin with `- ` are two voices.
fn arrows_and_dashes(it: Utterance) -> Vec<Utterance> {
    let lines: Vec<&str> = it.text.lines().collect();
    let dashed = |line: &&&str| line.starts_with("- ") || line.starts_with("– ");
    let split = 1 < lines.len() && lines.iter().filter(dashed).count() == lines.len();
    let pieces: Vec<String> = if split {
        lines.iter().map(|line| (*line).to_owned()).collect()
    } else {
        vec![it.text.clone()]
    };
    let mut all = Vec::new();
    for piece in pieces {
        for (nth, text) in piece.split(">>").enumerate() {
            let trimmed = text.trim();
            if trimmed.is_empty() {
                continue;
            }
            let undashed = trimmed.strip_prefix("- ").or_else(|| trimmed.strip_prefix("– "));
            let mut one = Utterance { text: undashed.unwrap_or(trimmed).to_owned(), ..it.clone() };
            one.turn |= 0 < nth || undashed.is_some();
            if let Some(marked) = colon(&one.text).filter(|_| 0 < nth) {
                let (name, text_at) = (marked.name.to_owned(), marked.text_at);
                one.text.drain(..text_at);
                one.speaker = Some(name);
            }
            all.push(one);
        }
    }
    all
}
