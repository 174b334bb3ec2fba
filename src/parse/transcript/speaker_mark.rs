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

/// Bytes in which a name and its colon end: forty letters, brackets.
const LONGEST: usize = 44;

/// `Name: text`. Only the shape is judged; whether it is a speaker, the whole
/// transcript decides.
fn colon(text: &str) -> Option<Marked<'_>> {
    // Names are short: the rest of a long text need not be searched.
    let start = text.as_bytes().get(..LONGEST).unwrap_or(text.as_bytes());
    let at = start.windows(2).position(|it| it == b": ")?;
    let (name, rest) = (&text[..at], &text[at + 2..]);
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
    let mut pieces = Vec::with_capacity(all.len());
    for it in all {
        arrows_and_dashes(it, &mut pieces);
    }
    let all = pieces;
    if all.iter().any(|it| it.speaker.is_some()) {
        return all;
    }
    let marks: Vec<Option<(String, usize)>> =
        all.iter().map(|it| colon(&it.text).map(|m| (m.name.to_owned(), m.text_at))).collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (name, _) in marks.iter().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    let often = counts.values().filter(|it| 2 <= **it).count();
    let at_changes = stand_at_changes(&marks, counts.len());
    let is_speaker = |name: &str| {
        at_changes
            || counts.get(name).is_some_and(|n| (2 <= *n && 2 <= often) || all.len() <= n * 5)
    };
    if !marks.iter().flatten().any(|it| is_speaker(&it.0)) {
        return all;
    }
    let is_mark: Vec<bool> =
        marks.iter().map(|it| it.as_ref().is_some_and(|it| is_speaker(&it.0))).collect();
    let mut all = all;
    let mut speaker = None;
    for ((it, mark), is_mark) in all.iter_mut().zip(marks).zip(is_mark) {
        match mark.filter(|_| is_mark) {
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
fn stand_at_changes(marks: &[Option<(String, usize)>], n_names: usize) -> bool {
    let is_first = marks.first().is_some_and(Option::is_some);
    let names: Vec<&str> = marks.iter().flatten().map(|it| it.0.as_str()).collect();
    is_first && (2..=8).contains(&n_names) && names.windows(2).all(|it| it[0] != it[1])
}

/// `>> text` marks a change of voice; `>> Name: text` names it; two lines that
/// both begin with `- ` are two voices.
fn arrows_and_dashes(it: Utterance, all: &mut Vec<Utterance>) {
    // Nearly every text has none of them.
    let plain = it.text.trim();
    if plain.len() == it.text.len()
        && !plain.starts_with(['-', '–'])
        && !plain.as_bytes().contains(&b'>')
        && !plain.is_empty()
    {
        all.push(it);
        return;
    }
    let lines: Vec<&str> = it.text.lines().collect();
    let dashed = |line: &&&str| line.starts_with("- ") || line.starts_with("– ");
    let split = 1 < lines.len() && lines.iter().filter(dashed).count() == lines.len();
    let pieces: Vec<String> = if split {
        lines.iter().map(|line| (*line).to_owned()).collect()
    } else {
        vec![it.text.clone()]
    };
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
}
