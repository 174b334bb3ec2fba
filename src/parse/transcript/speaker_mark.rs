//! Speakers in captions: `>> `, `- `, `Name: `, `[Name] `, a name above the text.

use std::collections::HashMap;

use super::{Utterance, name};

/// A name and what follows it.
#[derive(Debug, PartialEq, Eq)]
struct Marked<'t> {
    name: &'t str,
    /// The byte of the text where what is said begins.
    text_at: usize,
}

/// Bytes in which a name and its colon end: forty letters, brackets.
const LONGEST: usize = 44;

/// `Name: text`, the name on a line of its own or not. Only the shape is
/// judged; whether it is a speaker, the whole transcript decides.
fn colon(text: &str) -> Option<Marked<'_>> {
    // Names are short: the rest of a long text need not be searched.
    let start = text.as_bytes().get(..LONGEST).unwrap_or(text.as_bytes());
    let ends = |it: &[u8]| it[0] == b':' && (it[1] == b' ' || it[1] == b'\n');
    let at = start.windows(2).position(ends)?;
    let inner = text[..at].trim_matches(['[', ']', '(', ')', ' ']);
    name::is_name(inner, 4).then_some(Marked { name: inner, text_at: at + 2 })
}

/// `[Name] text`, and a name on a line of its own above the text.
fn above(text: &str) -> Option<Marked<'_>> {
    let line = text.split('\n').next()?;
    let bracketed = text.starts_with('[').then(|| text.find(']')).flatten();
    let (name, text_at) = match bracketed {
        Some(close) => (&text[1..close], close + 1),
        None => (line, (line.len() + 1).min(text.len())),
    };
    let says = !text[text_at..].trim().is_empty();
    (says && name::is_name(name.trim(), 4)).then_some(Marked { name: name.trim(), text_at })
}

/// Turns marks at the start of texts into speakers and turns.
///
/// `Name: ` counts where the transcript does it again and again: a name that
/// occurs at least twice beside another such name, or that opens a fifth of
/// all stretches; or where names stand just where the voice changes. A name
/// without a colon counts where most stretches have one.
pub(super) fn apply(all: Vec<Utterance>) -> Vec<Utterance> {
    let mut pieces = Vec::with_capacity(all.len());
    for it in all {
        arrows_and_dashes(it, &mut pieces);
    }
    let all = pieces;
    if all.iter().any(|it| it.speaker.is_some()) {
        return all;
    }
    let marks = |find: fn(&str) -> Option<Marked<'_>>| -> Vec<Option<(String, usize)>> {
        all.iter().map(|it| find(&it.text).map(|m| (m.name.to_owned(), m.text_at))).collect()
    };
    let by_colon = marks(colon);
    let counts = counts(&by_colon);
    // Paragraphs below one with a time go on with what it says.
    let has_times = all.iter().any(|it| it.timed);
    let leads = |it: &&Utterance| it.timed || !has_times;
    let n_leads = all.iter().filter(leads).count();
    let is_marked = |it: &(&Utterance, &Option<(String, usize)>)| leads(&it.0) && it.1.is_some();
    let marked = all.iter().zip(&by_colon).filter(is_marked).count();
    let often = counts.values().filter(|it| 2 <= **it).count();
    // Where nearly all have a name, so do those who speak once.
    let everywhere = 2 <= often && n_leads * 3 <= marked * 4;
    let at_changes = everywhere || stand_at_changes(&by_colon, counts.len());
    let is_often = |name: &str| {
        counts.get(name).is_some_and(|n| (2 <= *n && 2 <= often) || all.len() <= n * 5)
    };
    // `Ann Lee` may be `Ann` from then on.
    let is_speaker = |name: &str| {
        at_changes || is_often(name) || name.split_once(' ').is_some_and(|it| is_often(it.0))
    };
    if by_colon.iter().flatten().any(|it| is_speaker(&it.0)) {
        let is_mark: Vec<bool> =
            by_colon.iter().map(|it| it.as_ref().is_some_and(|it| is_speaker(&it.0))).collect();
        return named(all, by_colon, &is_mark);
    }
    let above = marks(above);
    let names = self::counts(&above);
    let marked: usize = names.values().sum();
    // Few names, again and again, over most of what is said.
    if 3 <= marked && all.len() <= marked * 2 && names.len() * 3 <= marked * 2 {
        let is_mark: Vec<bool> = above.iter().map(Option::is_some).collect();
        return named(all, above, &is_mark);
    }
    all
}

fn counts(marks: &[Option<(String, usize)>]) -> HashMap<&str, usize> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (name, _) in marks.iter().flatten() {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// Gives the names to those who speak, until the voice changes.
fn named(
    mut all: Vec<Utterance>,
    marks: Vec<Option<(String, usize)>>,
    is_mark: &[bool],
) -> Vec<Utterance> {
    let mut speaker = None;
    for ((it, mark), is_mark) in all.iter_mut().zip(marks).zip(is_mark) {
        match mark.filter(|_| *is_mark) {
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
